"""Readers whose browser is set differently: no storage, colours of their own, large letters, paper."""

import base64

import pytest
from playwright.sync_api import expect
from test_pages import CHAPTERS, PAGES
from waiting import lay_out, scroll_through, settle

NO_STORAGE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
});"""
NO_ROOM = """for (const name of ["getItem", "setItem", "removeItem"]) Storage.prototype[name] = () => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
};"""
# How much of a slider's middle line, left and right of its thumb, differs from what is around the slider.
TRACK = """async ([data, width, height]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width, height});
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    const row = (y) => context.getImageData(0, y, width, 1).data;
    const ground = row(2);
    let seen = 0;
    for (let y = Math.floor(height / 2) - 5; y <= height / 2 + 5; y++) {
        const line = row(y);
        let differ = 0;
        for (let x = 0; x < width; x++) {
            const far = [0, 1, 2].reduce((sum, k) => sum + Math.abs(line[4 * x + k] - ground[4 * x + k]), 0);
            differ += far > 120;
        }
        seen = Math.max(seen, differ / width);
    }
    return seen;
}"""


@pytest.mark.parametrize("path", [*PAGES, "search.html?q=momentum"])
@pytest.mark.parametrize("refusal", [NO_STORAGE, NO_ROOM], ids=["no storage", "no room"])
def test_a_browser_that_keeps_nothing_shows_the_page_without_an_error(open_page, path, refusal):
    page = open_page(path, script=refusal, color_scheme="dark")
    html, button = page.locator("html"), page.locator(".theme-switch-button").first
    expect(html).to_have_attribute("data-theme", "dark")  # as the system says
    button.click()
    expect(html).to_have_attribute("data-theme", "light")
    settle(page)
    assert page.problems == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_sliders_are_seen_with_forced_colours(open_page, colours):
    page = open_page("intro.html", forced_colors="active", color_scheme=colours)
    for control in page.locator("figure.explorer input[type=range]").all():
        control.scroll_into_view_if_needed()
        settle(page)
        box, picture = control.bounding_box(), base64.b64encode(control.screenshot()).decode()
        assert page.evaluate(TRACK, [picture, round(box["width"]), round(box["height"])]) > 0.9


@pytest.mark.parametrize("path", PAGES)
def test_letters_of_twice_the_size_fit_a_phone(open_page, path):
    page = open_page(path, width=360)
    page.add_style_tag(content="html { font-size: 200% }")
    lay_out(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", CHAPTERS)
def test_pictures_keep_their_shape_on_a_phone(open_page, path):
    page = open_page(path, width=360)
    lay_out(page)
    scroll_through(page)
    stretched = page.evaluate("""() => [...document.querySelectorAll(".bd-article img")]
        .map(({src, clientWidth, clientHeight, naturalWidth, naturalHeight}) =>
            [src, clientWidth / clientHeight / (naturalWidth / naturalHeight)])
        .filter(([src, ratio]) => !(Math.abs(ratio - 1) < 0.02))""")
    assert stretched == []


def test_what_is_folded_is_open_on_paper(open_page):
    page = open_page(CHAPTERS[0])
    page.evaluate("""document.querySelector(".bd-article p").insertAdjacentHTML(
        "afterend", "<details id=folded><summary>Solved</summary><p style='height: 300px'>So it is.</p></details>")""")
    details = page.locator("#folded")
    assert details.bounding_box()["height"] < 100
    page.emulate_media(media="print")
    settle(page)
    assert details.bounding_box()["height"] > 300
    page.emulate_media(media="screen")
    settle(page)
    assert details.bounding_box()["height"] < 100
