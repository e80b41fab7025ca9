"""Every page in a real browser without a network: nothing fails, and everybody can read it."""

import re

import every
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from waiting import lay_out, quiet, resize, scroll_through, settle

from website.paths import HTML

WRITTEN = [f"{page}.html" for page in every.PAGES[1:]]
CHAPTERS = [path for path in WRITTEN if path.startswith("chapters/")]  # the others, of reference/, need no explorer
PAGES = ["index.html", *WRITTEN, "search.html"]
FIRST_VISIT = 900_000  # bytes, compressed
MADE_FROM = re.compile(
    r"^\s*Version \d+\.\d+\.\d+ of the book and of lessonlib,\s+from\s+"
    r"(commit\s+[0-9a-f]{7}( and changes to it)?|a copy of its files without their git repository);\s+"
    r"computed with numpy \d+\.\d+\S* and matplotlib \d+\.\d+\S*\.\s*$"
)

NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
COLOURS = {"runOnly": ["color-contrast"]}  # takes most of the time, and so leaves out what repeats itself:
WIDE_FORMULAS = """[...document.querySelectorAll("div.math > .katex-display")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.parentElement.id)"""
ONCE = {"exclude": [[".katex"], [".cell_input pre"]]}  # formulas have the colours of their text, code its own test


def violations(page, options, where=None):
    """What axe finds, one line each, on the whole page or `where` axe's context says."""
    found = Axe().run(page, context=where, options={"resultTypes": ["violations"]} | options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_clean_and_accessible(open_page, path):
    page = open_page(path, width=360, color_scheme="dark")
    lay_out(page)
    scroll_through(page)
    for width in (360, 1400):
        resize(page, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(WIDE_FORMULAS) == []
        assert violations(page, NO_COLOURS) == []
    for theme in ("dark", "light"):  # on the wide page, where more is seen
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
        settle(page)  # no colour is on its way to another
        assert violations(page, COLOURS, ONCE) == []
    assert page.problems == []


def test_another_host_is_noticed_and_cut_off(open_page):
    page = open_page()
    page.evaluate("fetch('http://example.com/').catch(() => 0)")
    quiet(page)
    assert "another host: http://example.com/" in page.problems
    assert any(problem.startswith("failed: net::ERR_NAME_NOT_RESOLVED") for problem in page.problems)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_each_kind_of_code_can_be_read(open_page, colours):
    pages = [(HTML / path).read_text("utf-8") for path in CHAPTERS]
    kinds = {kind for page in pages for kind in re.findall(r'<span class="(\w{1,3})">', page)}
    page = open_page(CHAPTERS[0], color_scheme=colours)
    code = page.locator(".cell_input pre").first
    code.evaluate("(code, kinds) => { code.id = 'code'; code.innerHTML = kinds }", "".join(
        f'<span class="{kind}">as {kind}</span> ' for kind in sorted(kinds)
    ))  # fmt: skip
    assert len(kinds) > 15 and violations(page, COLOURS, {"include": [["#code"]]}) == []
    page.add_style_tag(content="#code span { color: #888 !important; background: #777 }")
    assert len(violations(page, COLOURS, {"include": [["#code"]]})) == len(kinds)


def test_axe_names_a_control_without_a_name_and_grey_on_grey(open_page):
    page = open_page("search.html")
    faults = '<input type=range><p style="color: #888; background: #777">grey on grey</p>'
    page.evaluate("(faults) => document.querySelector('main').insertAdjacentHTML('beforeend', faults)", faults)
    found = {line.split(":")[0] for options in (COLOURS, NO_COLOURS) for line in violations(page, options)}
    assert {"label", "color-contrast"} <= found


@pytest.mark.parametrize("path", ["index.html", *CHAPTERS])
def test_without_javascript_formulas_and_first_frames_are_there(open_page, path):
    page = open_page(path, javascript=False)  # and so it loads no picture late: all are there
    assert page.problems == []
    # All is laid out at once. (add_style_tag would wait for ever: without JavaScript no style says that it is loaded.)
    page.evaluate("document.querySelectorAll('section').forEach((s) => { s.style.contentVisibility = 'visible' })")
    heights = "(formulas) => formulas.map((formula) => formula.getBoundingClientRect().height)"
    assert all(height > 5 for height in page.locator(".katex-html").evaluate_all(heights))
    for explorer in page.locator("figure.explorer").all():
        assert explorer.locator("img").evaluate("(image) => image.naturalWidth") > 100
        assert explorer.locator("figcaption").is_visible()
        assert explorer.locator("figcaption").text_content().strip()


@pytest.mark.parametrize("path", CHAPTERS)
def test_first_visit_is_light(open_page, path):
    page = open_page(path, width=360)
    quiet(page)
    total = sum(request.sizes()["responseBodySize"] for request in page.asked)
    assert 10_000 < total <= FIRST_VISIT


@pytest.mark.parametrize("width", [360, 1400])
def test_long_formulas_scroll_in_their_own_box(open_page, width):
    page = open_page(CHAPTERS[-1], width=width)
    page.evaluate("document.querySelectorAll('.katex-display .base').forEach((b) => b.after(b.cloneNode(true)))")
    boxes = page.locator("div.math > .katex-display")
    assert boxes.count()
    for box in boxes.all():
        box.scroll_into_view_if_needed()
        settle(page)
        wide, reached = box.evaluate("(box) => [box.scrollWidth > box.clientWidth + 1, box.tabIndex === 0]")
        assert wide == reached
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_colours_are_chosen_and_kept(open_page):
    page = open_page("index.html")

    def expect_dark():
        expect(page.locator("html")).to_have_attribute("data-mode", "dark")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    button = page.locator(".theme-switch-button").first
    button.click()  # from "as the system says" to light
    button.click()
    expect_dark()
    page.reload()
    expect_dark()


def test_the_search_opens_and_finds(open_page):
    page = open_page(CHAPTERS[0])
    page.keyboard.press("Control+k")
    expect(page.locator(".search-button__wrapper input")).to_be_focused()
    page.keyboard.type("momentum")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results a")
    assert page.problems == []


def test_menus_and_side_bar_on_a_phone(open_page):
    page = open_page(CHAPTERS[0], width=360, touch=True)
    page.locator(".primary-toggle").tap()
    page.wait_for_function("document.querySelector('.bd-sidebar-primary').getBoundingClientRect().left >= 0")
    expect(page.locator(".bd-sidebar-primary").get_by_text("Momentum")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('.bd-sidebar-primary').getBoundingClientRect().right <= 0")
    menu = page.locator(".dropdown-download-buttons .dropdown-menu")
    page.locator(".dropdown-download-buttons .dropdown-toggle").tap()
    expect(menu).to_be_visible()
    settle(page)
    box = menu.bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= 360
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_the_foot_says_what_the_page_was_made_from(open_page, width, colours):
    page = open_page(CHAPTERS[0], width=width, color_scheme=colours)
    lay_out(page)
    foot = page.locator(".bd-footer-content p.build")
    foot.scroll_into_view_if_needed()
    settle(page)
    expect(foot).to_have_text(MADE_FROM)
    box = foot.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] > 10
