"""Explorers on the built site, without a kernel and without a network: each control moves the picture that is seen."""

import json
import re

import pytest
from playwright.sync_api import expect
from test_pages import CHAPTERS
from waiting import DEADLINE, lay_out, quiet, settle, shown

from website.paths import HTML

FRAME = re.compile(r"[0-9a-f]{16,}\.webp")
every_page = pytest.mark.parametrize("path", ["intro.html", *CHAPTERS])

# The colours that are seen, as a number; and what is seen of a watched picture in each animation frame.
PROBE = """
window.picture = (image) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 400, height: 300});
  const context = canvas.getContext("2d", {willReadFrequently: true});
  if (image.complete) context.drawImage(image, 0, 0, 400, 300);
  return context.getImageData(0, 0, 400, 300).data.reduce((sum, byte) => (sum * 31 + byte) | 0, 0);
};
let watched;
window.watch = (image) => { watched = image; window.seen = []; };
requestAnimationFrame(function look() {
  if (watched) seen.push(picture(watched));
  requestAnimationFrame(look);
});
"""

EDGES = """(image) => {
  image.scrollIntoView({block: "center"});
  const {left, right, top, height} = image.getBoundingClientRect();
  return [left + 1, right - 2].map((x) => document.elementFromPoint(x, top + height / 2) === image);
}"""

NOT_LAID_OUT = ".bd-article > section > section { content-visibility: auto !important }"  # as in the first seconds


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
    all_loaded = """(wanted) => {
        const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
        return wanted.every((name) => loaded.some((address) => address.endsWith(name)));
    }"""

    def live(path, touch=False):
        page = open_page(path, width=360 if touch else 1400, touch=touch)
        prepare(page)
        for name in names_of(path):
            figure = page.locator(f"figure#{name}")
            figure.scroll_into_view_if_needed()
            figure.locator("img").scroll_into_view_if_needed()
            page.wait_for_function(all_loaded, arg=sorted(frames_on_disk(path, name)))
            figure.locator(".explorer-controls").scroll_into_view_if_needed()
            shown(page, figure)
            yield page, figure

    return live


def picture(figure):
    return figure.locator("img").evaluate("(image) => picture(image)")


def test_there_are_explorers_to_test():
    assert [path for path in ["intro.html", *CHAPTERS] if not names_of(path)] == []


@every_page
def test_each_step_by_keyboard_moves_the_picture_without_a_flash(live, path):
    for page, figure in live(path):
        steps = 0
        for control in figure.locator("input, select").all():
            control.focus()
            page.keyboard.press("Home")
            expect(control).to_have_value("0")
            shown(page, figure)
            last = control.evaluate("(c) => Number(c.max || c.options.length - 1)")
            for value in range(last):
                before = picture(figure)
                figure.locator("img").evaluate("(image) => watch(image)")
                page.keyboard.press("ArrowRight" if control.get_attribute("type") == "range" else "ArrowDown")
                expect(control).to_have_value(str(value + 1))
                shown(page, figure)
                steps, after, seen = steps + 1, picture(figure), page.evaluate("seen")
                assert after != before, f"{control.get_attribute('id')} left the picture as it was"
                assert after in seen and set(seen) <= {before, after}  # nothing else between, such as an empty box
                assert figure.locator("img").get_attribute("alt") == figure.locator("figcaption span").inner_text()
        assert steps >= 2
        assert figure.locator("img").evaluate("(image) => image.decoding") == "sync"  # not even while it is decoded
        assert page.problems == []


@every_page
def test_a_finger_moves_the_picture(live, path):
    went_there = "([control, at]) => Math.abs(control.value - at * control.max) <= 0.5"
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
                page.wait_for_function(went_there, arg=[control.element_handle(), place])
                shown(page, figure)
                assert (picture(figure) != before) == (control.input_value() != value)
        assert page.problems == []


@every_page
def test_no_box_cuts_a_picture_off_before_all_is_laid_out(open_page, path):
    page = open_page(path, width=360)
    page.add_style_tag(content=NOT_LAID_OUT)
    for name in names_of(path):
        picture = page.locator(f"figure#{name} img")
        picture.scroll_into_view_if_needed()
        settle(page)
        assert picture.evaluate(EDGES) == [True, True]


@every_page
def test_a_setting_survives_a_reload_and_a_reset_clears_it(live, path):
    for page, figure in live(path):
        first = picture(figure)
        controls = figure.locator("input[type=range]").all()
        for control in controls:
            control.focus()
            page.keyboard.press("End" if control.input_value() == "0" else "Home")
        page.wait_for_function("location.search !== ''")
        shown(page, figure)
        moved, values = picture(figure), [control.input_value() for control in controls]
        assert moved != first
        page.reload()
        prepare(page)
        figure.locator("img").scroll_into_view_if_needed()
        shown(page, figure)
        assert [control.input_value() for control in controls] == values and picture(figure) == moved
        figure.get_by_role("button", name="Reset").click()
        page.wait_for_function("location.search === ''")
        shown(page, figure)
        assert picture(figure) == first


@pytest.mark.parametrize("path", CHAPTERS)
def test_no_frame_loads_before_its_explorer_is_near(open_page, path):
    page = open_page(path, width=360)
    quiet(page)
    asked = set(FRAME.findall(" ".join(request.url for request in page.asked)))
    for figure in page.locator("figure.explorer").all():
        below = figure.evaluate("(figure) => figure.getBoundingClientRect().top - innerHeight")
        first = figure.locator("img").get_attribute("src")
        frames = frames_on_disk(path, figure.get_attribute("id"))
        allowed = set(FRAME.findall(first)) if below < 2500 else set()  # the browser's own notion of near
        assert below > 200 and asked & frames <= allowed


def test_a_page_works_from_a_folder(new_context):
    page = new_context().new_page()
    page.set_default_timeout(DEADLINE)
    page.goto((HTML / "intro.html").as_uri())
    figure = page.locator("figure.explorer").first
    shown(page, figure)
    before = figure.locator("img").screenshot()
    figure.locator("input").last.focus()
    page.keyboard.press("End")
    shown(page, figure)
    assert figure.locator("img").screenshot() != before


def test_a_frame_that_cannot_be_had_is_said(open_page):
    page = open_page("intro.html")
    figure = page.locator("figure.explorer").first
    figure.locator("img").evaluate("(image) => { image.src = '_frames/none.webp' }")
    expect(figure.locator("figcaption")).to_contain_text("could not be loaded")
    assert json.loads(figure.locator("script").text_content())["frames"]
