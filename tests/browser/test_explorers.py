"""Explorers on the built site, without a kernel and without a network: each control moves the picture that is seen."""

import json
import re

import pytest
from serve import HTML
from test_pages import CHAPTERS, lay_out, settle

FRAME = re.compile(r"[0-9a-f]{16,}\.webp")
every_page = pytest.mark.parametrize("path", ["intro.html", *CHAPTERS])

# The colours that are seen, as a number; and, after each input, how many animation frames it takes until they differ.
PROBE = """
window.picture = (image) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 400, height: 300});
  const context = canvas.getContext("2d", {willReadFrequently: true});
  if (image.complete) context.drawImage(image, 0, 0, 400, 300);
  return context.getImageData(0, 0, 400, 300).data.reduce((sum, byte) => (sum * 31 + byte) | 0, 0);
};
window.waits = [];
document.addEventListener("input", (event) => {
  const image = event.target.closest("figure.explorer").querySelector("img"), before = picture(image);
  let frames = 0;
  requestAnimationFrame(function tick() {
    frames += 1;
    if (picture(image) !== before) waits.push(frames);
    else if (frames < 60) requestAnimationFrame(tick);
  });
}, true);
"""

EDGES = """(image) => {
  image.scrollIntoView({block: "center"});
  const {left, right, top, height} = image.getBoundingClientRect();
  return [left + 1, right - 2].map((x) => document.elementFromPoint(x, top + height / 2) === image);
}"""


def names_of(path):
    return re.findall(r'<figure class="explorer" id="([\w-]+)"', (HTML / path).read_text("utf-8"))


def frames_of(html, name):
    """File names of all frames of an explorer, from the page's source."""
    figure = re.search(rf'<figure class="explorer" id="{name}".*?</figure>', html, re.DOTALL).group()
    return set(FRAME.findall(re.search(r"<script.*?</script>", figure, re.DOTALL).group()))


def frames_on_disk(path, name):
    return frames_of((HTML / path).read_text("utf-8"), name)


def prepare(page):
    lay_out(page)
    page.evaluate(PROBE)


@pytest.fixture
def live(open_page):
    """`live(path, touch)` opens a page and gives its explorers one by one, in view and with all their frames loaded."""

    def live(path, touch=False):
        page, loaded = open_page(path, width=360 if touch else 1400, touch=touch), set()
        page.on("requestfinished", lambda request: loaded.update(FRAME.findall(request.url)))
        prepare(page)
        for name in names_of(path):
            wanted = frames_on_disk(path, name)
            figure = page.locator(f"figure#{name}")
            figure.scroll_into_view_if_needed()
            figure.locator("img").scroll_into_view_if_needed()
            for _ in range(200):
                seen = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
                if wanted <= loaded | set(FRAME.findall(" ".join(seen))):
                    break
                page.wait_for_timeout(50)
            else:
                pytest.fail(f"{len(wanted - loaded)} frames of {name} never came")
            figure.locator(".explorer-controls").scroll_into_view_if_needed()
            yield page, figure

    return live


def picture(figure):
    return figure.locator("img").evaluate("(image) => picture(image)")


def test_there_are_explorers_to_test():
    assert all(names_of(path) for path in ["intro.html", *CHAPTERS])


@every_page
def test_each_step_by_keyboard_moves_the_picture(live, path):
    for page, figure in live(path):
        steps, _ = 0, page.evaluate("waits.length = 0")
        for control in figure.locator("input, select").all():
            control.focus()
            page.keyboard.press("Home")
            settle(page)
            last = control.evaluate("(c) => Number(c.max || c.options.length - 1)")
            for _ in range(last):
                before = picture(figure)
                page.keyboard.press("ArrowRight" if control.get_attribute("type") == "range" else "ArrowDown")
                settle(page)
                steps += 1
                assert picture(figure) != before, f"{control.get_attribute('id')} left the picture as it was"
                assert figure.locator("img").get_attribute("alt") == figure.locator("figcaption span").inner_text()
        waits = page.evaluate("waits")
        assert steps >= 2 and len(waits) >= steps and max(waits) <= 2
        assert page.problems == []


@every_page
def test_a_finger_moves_the_picture(live, path):
    for page, figure in live(path, touch=True):
        assert figure.locator("img").evaluate(EDGES) == [True, True]  # no box around it cuts it off
        for control in figure.locator("input, select, button").all():
            box = control.bounding_box()
            assert min(box["width"], box["height"]) >= 24
        for control in figure.locator("input[type=range]").all():
            control.scroll_into_view_if_needed()
            for place in (0.98, 0.02, 0.55):
                before, value = picture(figure), control.input_value()
                box = control.bounding_box()
                page.touchscreen.tap(box["x"] + place * box["width"], box["y"] + box["height"] / 2)
                settle(page)
                assert (picture(figure) != before) == (control.input_value() != value)
            at, last = int(control.input_value()), int(control.get_attribute("max"))
            assert abs(at - 0.55 * last) <= 0.5  # it went where the finger was
        assert page.problems == []


@every_page
def test_a_setting_survives_a_reload_and_a_reset_clears_it(live, path):
    for page, figure in live(path):
        first = picture(figure)
        controls = figure.locator("input[type=range]").all()
        for control in controls:
            control.focus()
            page.keyboard.press("End" if control.input_value() == "0" else "Home")
        settle(page)
        moved, values = picture(figure), [control.input_value() for control in controls]
        assert moved != first and "?" in page.url
        page.reload()
        prepare(page)
        figure.locator("img").scroll_into_view_if_needed()
        page.wait_for_function("(id) => document.querySelector(`#${id} img`).complete", arg=figure.get_attribute("id"))
        settle(page)
        assert [control.input_value() for control in controls] == values and picture(figure) == moved
        figure.get_by_role("button", name="Reset").click()
        page.wait_for_timeout(300)
        assert picture(figure) == first and "?" not in page.url


@pytest.mark.parametrize("path", CHAPTERS)
def test_no_frame_loads_before_its_explorer_is_near(open_page, path):
    page = open_page(path, width=360)
    page.wait_for_timeout(500)
    asked = set(FRAME.findall(" ".join(page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)"))))
    for figure in page.locator("figure.explorer").all():
        below = figure.evaluate("(figure) => figure.getBoundingClientRect().top - innerHeight")
        first = figure.locator("img").get_attribute("src")
        frames = frames_on_disk(path, figure.get_attribute("id"))
        allowed = set(FRAME.findall(first)) if below < 2500 else set()  # the browser's own notion of near
        assert below > 200 and asked & frames <= allowed


def test_a_page_works_from_a_folder(browser):
    page = browser.new_page()
    page.goto((HTML / "intro.html").as_uri())
    image = page.locator("figure.explorer img").first
    before = image.screenshot()
    page.locator("figure.explorer input").last.focus()
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    assert image.screenshot() != before
    page.close()


def test_a_frame_that_cannot_be_had_is_said(open_page):
    page = open_page("intro.html")
    figure = page.locator("figure.explorer").first
    page.evaluate("document.querySelector('figure.explorer img').src = '_frames/none.webp'")
    page.wait_for_function("document.querySelector('.explorer figcaption').innerText.includes('could not be loaded')")
    assert json.loads(figure.locator("script").text_content())["frames"]
