"""The built book in a real browser that can reach nothing but it."""

import os

import pytest
from needs import built_book, missing
from playwright.sync_api import expect, sync_playwright
from waiting import DEADLINE

from website.paths import CHROMIUM
from website.serve import serving

# At the resolver, as Playwright's own routes cost a round trip to Python for each request.
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
HOW_TO_INSTALL = "no Chromium on PATH; install it (Debian: apt-get install chromium) to run the browser tests"
SLOWER = float(os.environ.get("BOOK_CPU_THROTTLE", 1))  # how many times slower the pages' machine is made
ALL_TIMINGS = "performance.setResourceTimingBufferSize(100_000)"  # the default of 250 is fewer than a page has frames
expect.set_options(timeout=DEADLINE)


@pytest.fixture(scope="session")
def site_url():
    """Address of the built book, served on localhost; ends in a slash."""
    with serving(built_book()) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        missing(HOW_TO_INSTALL)
    with sync_playwright() as playwright:
        # As root (a container) Chromium starts only without its sandbox; it sees nothing but our own pages.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", NO_NETWORK], timeout=DEADLINE
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site_url):
    """`open_page(path, width=1400, javascript=True, touch=False, wait_until="load", script="", **options)`: a page.

    `script` runs before those of the page; the options are those of a browser's context (`color_scheme="dark"`).
    What goes wrong on the page is written, one line each, into the list `page.problems`: console errors, failed
    requests, and requests to another host, whose name cannot be resolved. `page.asked` lists its requests, and the set
    `page.under_way` holds those of them that are not yet answered.
    """
    contexts = []

    def open_page(path="index.html", width=1400, javascript=True, touch=False, wait_until="load", script="", **options):
        options = {"reduced_motion": "reduce", "viewport": {"width": width, "height": 800}} | options
        context = browser.new_context(java_script_enabled=javascript, has_touch=touch, **options)
        context.set_default_timeout(DEADLINE)
        contexts.append(context)
        page = context.new_page()
        if SLOWER > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(ALL_TIMINGS)
        page.add_init_script(script)
        watch(page, site_url)
        page.goto(site_url + path, wait_until=wait_until)
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(page, site_url):
    """Keep the lists of what a page asks for and of what goes wrong on it."""
    page.problems, page.asked, page.under_way = problems, asked, under_way = [], [], set()

    def request(request):
        asked.append(request)
        under_way.add(request)
        if not request.url.startswith((site_url, "data:", "blob:")):
            problems.append(f"another host: {request.url}")

    def failed(request):
        under_way.discard(request)
        if request.failure != "net::ERR_ABORTED":  # what a page leaves unfinished when a test goes on to another
            problems.append(f"failed: {request.failure} {request.url}")

    def response(answer):
        if answer.status >= 400:
            problems.append(f"failed: {answer.status} {answer.url}")

    page.on("console", lambda m: m.type in ("error", "warning") and problems.append(f"console: {m.text}"))
    page.on("pageerror", lambda e: problems.append(f"console: {e}"))
    page.on("request", request)
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", failed)
    page.on("response", response)
