"""Waiting for a page: always for a condition, never for a time, so that no test depends on the machine's speed."""

import pytest

DEADLINE = 120_000  # milliseconds, after which something is taken never to happen
FRAMES = 10_000  # the same in animation frames

# Fonts are there, no animation runs, what is seen of pictures can be drawn, and the boxes stayed where they are.
SETTLED = """async ([frames, most]) => {
  const blocks = `html, body, header, main, nav, aside, footer, .bd-sidebar, .bd-content, .bd-article-container,
    .bd-article, .bd-article > section, .bd-article > section > section`;
  const place = (element) => {
    const {x, y, width, height} = element.getBoundingClientRect();
    return [x, y, width, height, element.scrollWidth, element.scrollHeight];
  };
  const seen = (image) => {
    const {top, bottom, left, right, width} = image.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };
  const moving = () => document.getAnimations().some((animation) => animation.playState === "running");
  await document.fonts.ready;
  for (let before, same = 0, n = 0; same < frames; n++) {
    if (n > most) throw new Error(`never at rest: ${document.fonts.status}, ${moving()}, ${scrollX}, ${scrollY}`);
    const pictures = [...document.images].filter((i) => i.checkVisibility({contentVisibilityAuto: true}) && seen(i));
    const waiting = pictures.filter((image) => !image.complete);
    const now = [scrollX, scrollY, innerWidth, ...[...document.querySelectorAll(blocks)].map(place)].join();
    same = now === before && !waiting.length && !moving() && document.fonts.status === "loaded" ? same + 1 : 0;
    before = now;
    await Promise.allSettled(pictures.filter((image) => image.complete).map((image) => image.decode()));
    await new Promise(requestAnimationFrame);
  }
}"""

# The picture of an explorer's setting is in its place and can be drawn.
SHOWN = """(id) => {
  const figure = document.getElementById(id), image = figure.querySelector("img");
  const {labels, frames} = JSON.parse(figure.querySelector("script").textContent);
  const controls = [...figure.querySelectorAll("input, select")];
  const index = controls.reduce((sum, c) => sum * labels[c.id].length + Number(c.value), 0);
  return image.complete && image.naturalWidth > 0 && image.getAttribute("src").endsWith(frames[index][0]);
}"""

# Everything is brought near the window once, so that what loads late is loaded.
SCROLL_THROUGH = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const late = () => [...document.images].some((image) => !image.complete &&
        image.getBoundingClientRect().bottom > 0 && image.getBoundingClientRect().top < innerHeight);
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
        scrollTo(0, y);
        do await frame(); while (late());
    }
    scrollTo(0, 0);
}"""


def settle(page, frames=6):
    """Wait until nothing on the page moves any more: sizes and places stay as they are for several frames."""
    page.evaluate(SETTLED, [frames, FRAMES])


def resize(page, width, height=800):
    """Give the window another size, and wait until the page has taken it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("([w, h]) => innerWidth === w && innerHeight === h", arg=[width, height])
    settle(page)


def shown(page, figure):
    """Wait until an explorer shows the picture of its setting."""
    page.wait_for_function(SHOWN, arg=figure.get_attribute("id"))
    figure.locator("img").evaluate("(image) => image.decode()")
    settle(page)


def quiet(page):
    """Wait until the page rests and nothing that it asked for is under way; `open_page` counts what is."""
    settle(page)
    page.evaluate("() => new Promise((done) => requestIdleCallback(done))")  # what was put off has been asked for
    for _ in range(FRAMES):
        if not page.under_way:
            return settle(page)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    pytest.fail(f"never came: {[request.url for request in page.under_way]}")


def lay_out(page):
    """Lay out at once what a page leaves for later: all is in its place, and stays there."""
    page.add_style_tag(content=".bd-article > section > section { content-visibility: visible !important }")
    settle(page)


def scroll_through(page):
    """Bring everything near the window once, so that what loads late is loaded."""
    page.evaluate(SCROLL_THROUGH)
    quiet(page)
