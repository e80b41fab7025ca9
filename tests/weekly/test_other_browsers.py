"""The built book in Firefox and in WebKit, the engine of Safari: no errors, moving pictures, links that lead there."""

import os
import shutil

import pytest
from needs import built_book
from test_explorers import EDGES, names_of
from test_links import assert_landed, some_of
from test_pages import CHAPTERS, PAGES
from waiting import SCROLL_THROUGH, SHOWN, settle
from webdriver import Firefox, WebKit

from website.paths import HTML
from website.serve import serving

RIGHT, LEFT, DOWN, UP = "\ue014", "\ue012", "\ue015", "\ue013"  # keys, in WebDriver's alphabet
# Before all scripts of a page: what goes wrong on it is kept in a list.
PROBE = """<head><script>
window.problems = [];
addEventListener("error", ({message, target}) => problems.push(message || `failed: ${target.outerHTML}`), true);
addEventListener("unhandledrejection", ({reason}) => problems.push(`rejected: ${reason}`));
for (const kind of ["error", "warn"]) console[kind] = (...words) => problems.push(`console: ${words.join(" ")}`);
</script>"""
FAULTS = """console.error("said");
Promise.reject(new Error("alone"));
document.body.append(Object.assign(new Image(), {src: "none.webp"}));
none.none;"""
RUN = "(text) => document.body.append(Object.assign(document.createElement('script'), {textContent: text}))"
NOT_CUT_OFF = f"(id) => ({EDGES})(document.getElementById(id).querySelector('img'))"
FRAME = "await new Promise(requestAnimationFrame)"
CONTROLS = """(id) => [...document.getElementById(id).querySelectorAll("input, select")].map((control) =>
    [control.id, control.localName, Number(control.value), Number(control.max || control.options.length - 1)])"""
SEEN = """(id) => ["img", "figcaption span"].map((part) => document.getElementById(id).querySelector(part))
    .map((element) => element.getAttribute("src") || element.textContent)"""
every_page = pytest.mark.parametrize("path", ["intro.html", *CHAPTERS])
phone_and_desk = pytest.mark.parametrize("width", [360, 1400])


@pytest.fixture(scope="module")
def site_url(tmp_path_factory):
    """Address of the built book with the probe in its pages."""
    folder = tmp_path_factory.mktemp("site") / "html"
    shutil.copytree(built_book(), folder, copy_function=os.symlink)
    for path in {*PAGES, "intro.html"}:
        page = (HTML / path).read_text("utf-8")
        (folder / path).unlink()
        (folder / path).write_text(page.replace("<head>", PROBE, 1), "utf-8")
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module", params=[Firefox, WebKit])
def driver(request, tmp_path_factory):
    with request.param() as driver:
        driver.begin(tmp_path_factory.mktemp("profile"))
        yield driver


def problems(driver):
    return driver.evaluate("() => window.problems")


def seen(driver, name):
    """Source and caption of an explorer, once it shows the picture of its setting."""
    driver.evaluate(f"async (id) => {{ while (!({SHOWN})(id)) {FRAME} }}", name)
    return driver.evaluate(SEEN, name)


def test_faults_are_noticed(driver, site_url):
    driver.open(f"{site_url}search.html")
    assert problems(driver) == []
    driver.evaluate(RUN, FAULTS)
    driver.evaluate(f"async () => {{ while (window.problems.length < 4) {FRAME} }}")
    found = " ".join(sorted(problems(driver)))
    assert all(word in found for word in ("console: said", "rejected: Error: alone", "none.webp", "ReferenceError"))


@phone_and_desk
@pytest.mark.parametrize("path", PAGES)
def test_page_is_clean(driver, site_url, path, width):
    driver.resize(width)
    driver.open(site_url + path)
    settle(driver)
    driver.evaluate(SCROLL_THROUGH)
    settle(driver)
    assert driver.evaluate("() => document.documentElement.scrollWidth") <= width
    assert problems(driver) == []


@phone_and_desk
@every_page
def test_each_control_moves_the_picture_and_a_reset_clears_it(driver, site_url, path, width):
    driver.resize(width)
    driver.open(site_url + path)
    for name in names_of(path):
        driver.evaluate("(id) => document.getElementById(id).querySelector('img').scrollIntoView()", name)
        first, controls = seen(driver, name), driver.evaluate(CONTROLS, name)
        settle(driver)
        assert controls and driver.evaluate(NOT_CUT_OFF, name) == [True, True]
        for control, kind, value, last in controls:
            before = seen(driver, name)
            forth, back = (DOWN, UP) if kind == "select" else (RIGHT, LEFT)
            driver.press(f"[id='{control}']", forth if value < last else back)
            after = seen(driver, name)
            assert after[0] != before[0] and after[1] != before[1], control
        driver.click(f"figure[id='{name}'] button")
        assert seen(driver, name) == first and driver.evaluate(CONTROLS, name) == controls
    assert problems(driver) == []


@phone_and_desk
@every_page
def test_a_fresh_page_opens_at_the_fragment(driver, site_url, path, width):
    driver.resize(width)
    for fragment in some_of(path):
        driver.open(f"{site_url}{path}#{fragment}")
        assert_landed(driver, fragment)
    assert problems(driver) == []
