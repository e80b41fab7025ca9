"""A link with a fragment leads to its heading, also on a page that is not laid out yet, and stays there."""

import re
from contextlib import contextmanager

import pytest
from test_pages import CHAPTERS
from waiting import settle

from website.paths import HTML

NEAR = 150  # pixels from the top of the window
LATE = re.compile(r"/_images/|/_frames/|\.woff2|/book\.js|/explorer\.js")
MOTION = {"reduced_motion": "no-preference"}  # as most readers have it: the theme would scroll smoothly for them
every_chapter = pytest.mark.parametrize("path", CHAPTERS)
phone_and_desk = pytest.mark.parametrize("width", [360, 1400])

# Where the heading is, whether it is seen and not something over it, and whether the page can be scrolled further.
PLACE = """(id) => {
  const element = document.getElementById(id);
  const heading = element.localName === "section" ? element.querySelector("h1, h2, h3, h4, h5") : element;
  const {left, top, width} = heading.getBoundingClientRect();
  return {
    top,
    seen: heading.contains(document.elementFromPoint(left + Math.min(width / 2, 20), top + 8)),
    end: scrollY + innerHeight >= document.documentElement.scrollHeight - 2,
  };
}"""
ALL_LAID_OUT = """[...document.querySelectorAll(".bd-article > section > section")]
    .every((section) => getComputedStyle(section).contentVisibility === "visible")"""
FIRST_READ = """() => {
  for (const element of document.querySelectorAll(".bd-article :is(p, h2, h3)")) {
    if (!element.checkVisibility({contentVisibilityAuto: true})) continue;
    const {top} = element.getBoundingClientRect();
    if (top > 100) return [element.textContent, top];
  }
}"""


def fragments_of(path):
    """The fragments that the contents of a page lead to, in order."""
    page = (HTML / path).read_text("utf-8")
    contents = page[page.index('class="bd-toc-nav') :]
    return list(dict.fromkeys(re.findall(r'href="#([\w-]+)"', contents[: contents.index("</nav>")])))


def some_of(path):
    """First, middle and last, and the first explorer, equation and figure with a label."""
    fragments, page = fragments_of(path), (HTML / path).read_text("utf-8")
    labels = [re.search(f'id="({start}[\\w-]*)"', page) for start in ("explore", "equation-", "fig-")]
    labels = [found.group(1) for found in labels if found]
    return list(dict.fromkeys([fragments[0], *labels, fragments[len(fragments) // 2], fragments[-1]]))


def assert_landed(page, fragment):
    settle(page)
    place = page.evaluate(PLACE, fragment)
    assert place["seen"] and place["top"] >= 0 and (place["top"] <= NEAR or place["end"]), (fragment, place)


@contextmanager
def still_loading(page, path):
    """Open a page and hold back pictures, fonts and scripts within the block, so that it goes on loading."""
    held, holding = [], True
    page.route(LATE, lambda route: held.append(route) if holding else route.continue_())
    page.goto(path, wait_until="commit")
    page.wait_for_selector("footer.bd-footer", state="attached")  # the end of the page is there
    yield
    assert page.evaluate("document.readyState") != "complete" and held
    holding = False
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")


@every_chapter
@phone_and_desk
def test_a_fresh_page_opens_at_the_fragment(open_page, path, width):
    for fragment in some_of(path):
        page = open_page(f"{path}#{fragment}", width=width, **MOTION)
        assert_landed(page, fragment)
        page.context.close()


@phone_and_desk
def test_every_heading_of_the_longest_chapters_can_be_linked_to(open_page, width):
    for path in sorted(CHAPTERS, key=lambda path: -(HTML / path).stat().st_size)[:2]:
        for fragment in fragments_of(path):
            page = open_page(f"{path}#{fragment}", width=width, **MOTION)
            assert_landed(page, fragment)
            page.context.close()


@every_chapter
@phone_and_desk
def test_the_contents_lead_to_a_heading_while_the_page_loads(open_page, path, width):
    first, *_, last = fragments_of(path)
    for fragment in (last, first):
        page = open_page("search.html", width=width, **MOTION)
        with still_loading(page, path):
            page.locator(f'.bd-toc-nav a[href="#{fragment}"]').first.dispatch_event("click")
        assert_landed(page, fragment)
        page.context.close()


@every_chapter
@phone_and_desk
def test_another_fragment_while_the_page_loads_and_back(open_page, path, width):
    page = open_page("search.html", width=width, **MOTION)
    first, *_, last = some_of(path)
    with still_loading(page, f"{path}#{first}"):
        page.evaluate("(fragment) => { location.hash = fragment }", last)
    assert_landed(page, last)
    page.evaluate("history.back()")
    page.wait_for_function("(hash) => location.hash === hash", arg=f"#{first}")
    assert_landed(page, first)


@pytest.mark.parametrize("path", [CHAPTERS[1], CHAPTERS[5]])
@phone_and_desk
def test_it_stays_there_while_the_rest_is_laid_out(open_page, path, width):
    fragment = fragments_of(path)[-2]
    page = open_page(path, width=width, **MOTION)
    page.locator(f'.bd-toc-nav a[href="#{fragment}"]').first.dispatch_event("click")
    assert_landed(page, fragment)
    page.wait_for_function(ALL_LAID_OUT)
    assert_landed(page, fragment)


@phone_and_desk
def test_what_is_read_stays_in_place_while_the_rest_is_laid_out(open_page, width):
    page = open_page(CHAPTERS[1], width=width, **MOTION)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    settle(page)
    text, top = page.evaluate(FIRST_READ)
    page.wait_for_function(ALL_LAID_OUT)
    settle(page)
    assert page.evaluate(FIRST_READ) == [text, pytest.approx(top, abs=2)]
    page.reload()
    settle(page)
    assert page.evaluate(FIRST_READ) == [text, pytest.approx(top, abs=NEAR)]


@every_chapter
def test_a_shared_setting_opens_at_its_explorer(open_page, path, width=360):
    page = open_page(path, width=width, **MOTION)
    control = page.locator("figure.explorer input").last
    name, last = control.get_attribute("id"), control.get_attribute("max")
    fragment = control.evaluate("(control) => control.closest('section').id")
    labels = control.evaluate("""(control) => JSON.parse(
        control.closest("figure").querySelector("script").textContent).labels[control.id]""")
    page = open_page(f"{path}?{name}={labels[int(last)]}#{fragment}", width=width, **MOTION)
    assert_landed(page, fragment)
    assert page.locator(f"[id='{name}']").input_value() == last
