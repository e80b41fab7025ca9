"""The built book in a real browser that can reach nothing but it; pytest-playwright starts and ends what is started."""

import os

import pytest
from needs import built_book
from playwright.sync_api import expect
from waiting import DEADLINE

from website.serve import serving

SLOWER = float(os.environ.get("BOOK_CPU_THROTTLE", 1))  # how many times slower the pages' machine is made
ALL_TIMINGS = "performance.setResourceTimingBufferSize(100_000)"  # the default of 250 is fewer than a page has frames
expect.set_options(timeout=DEADLINE)


@pytest.fixture(scope="session")
def base_url():
    """Address of the built book, served on localhost; what a test opens is relative to it."""
    with serving(built_book()) as address:
        yield address


@pytest.fixture
def open_page(new_context, base_url):
    """`open_page(path, width=1400, javascript=True, touch=False, wait_until="load", script="", **options)`: a page.

    `script` runs before those of the page; the options are those of a browser's context (`color_scheme="dark"`).
    What goes wrong on the page is written, one line each, into the list `page.problems`: console errors, failed
    requests, and requests to another host, whose name cannot be resolved. `page.asked` lists its requests, and the set
    `page.under_way` holds those of them that are not yet answered.
    """

    def open_page(path="index.html", width=1400, javascript=True, touch=False, wait_until="load", script="", **options):
        options = {"reduced_motion": "reduce", "viewport": {"width": width, "height": 800}} | options
        context = new_context(java_script_enabled=javascript, has_touch=touch, **options)
        context.set_default_timeout(DEADLINE)
        page = context.new_page()
        if SLOWER > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(ALL_TIMINGS)
        page.add_init_script(script)
        watch(page, base_url)
        page.goto(path, wait_until=wait_until)
        return page

    return open_page


def watch(page, base_url):
    """Keep the lists of what a page asks for and of what goes wrong on it."""
    page.problems, page.asked, page.under_way = problems, asked, under_way = [], [], set()

    def request(request):
        asked.append(request)
        under_way.add(request)
        if not request.url.startswith((base_url, "data:", "blob:")):
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
