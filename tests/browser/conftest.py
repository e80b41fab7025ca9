"""The built book in a real browser that can reach nothing but it."""

import os

import pytest
from playwright.sync_api import sync_playwright
from serve import CHROMIUM, HTML, serving

# At the resolver, as Playwright's own routes cost a round trip to Python for each request.
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
HOW_TO_INSTALL = "no Chromium on PATH; install it (Debian: apt-get install chromium) to run the browser tests"


@pytest.fixture(scope="session")
def site_url():
    """Address of the built book, served on localhost; ends in a slash."""
    if not (HTML / "index.html").exists():
        pytest.fail("there is no book in _build/html: run `make book` first")
    with serving(HTML) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_INSTALL)
    with sync_playwright() as playwright:
        # As root (a container) Chromium starts only without its sandbox; it sees nothing but our own pages.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", NO_NETWORK])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site_url):
    """`open_page(path, width=1400, dark=False, javascript=True, touch=False)` returns a loaded page.

    What goes wrong on it is written, one line each, into the list `page.problems`: console errors, failed
    requests, and requests to another host, whose name cannot be resolved.
    """
    contexts = []

    def open_page(path="index.html", width=1400, dark=False, javascript=True, touch=False):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            has_touch=touch,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = problems = []

        def request(asked):
            if not asked.url.startswith((site_url, "data:", "blob:")):
                problems.append(f"another host: {asked.url}")

        def failed(asked):
            if asked.failure != "net::ERR_ABORTED":  # what a page leaves unfinished when a test goes on to another
                problems.append(f"failed: {asked.failure} {asked.url}")

        def response(answer):
            if answer.status >= 400:
                problems.append(f"failed: {answer.status} {answer.url}")

        page.on("console", lambda m: m.type in ("error", "warning") and problems.append(f"console: {m.text}"))
        page.on("pageerror", lambda e: problems.append(f"console: {e}"))
        page.on("requestfailed", failed)
        page.on("request", request)
        page.on("response", response)
        page.goto(site_url + path, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
