"""What a built page must have; `website.book_site` fails the build otherwise."""

import re

from bs4 import BeautifulSoup

HASH_NAME = re.compile(r"(^|/)[0-9a-f]{16,}\.\w+$")  # the alt text that figures get when nobody wrote one


def problems_of_page(html, repository=None):
    """Problems of one page's text, as a list of sentences; `repository` is its address, None when it is not known."""
    soup = BeautifulSoup(html, "html.parser")
    problems = []
    for image in soup.find_all("img"):
        alt = image.get("alt", "").strip()
        if not alt or HASH_NAME.search(alt):
            problems.append(f"image {image.get('src')} has no alt text (cell metadata: mystnb, image, alt)")
        if "<!--" in alt:
            problems.append(f"the alt text of image {image.get('src')} has a comment in it")
    for formula in soup.select(".katex-error"):
        problems.append(f"formula {formula.get_text()!r} fails: {formula.get('title')}")
    reports = [link["href"] for link in soup.select("a.report")]
    if repository and not any(address.startswith(repository) for address in reports):
        problems.append("no link to report an error")
    if not repository and (reports or "rocket" in soup.get_text()):
        problems.append("a link to report an error, or a word on the rocket, needs the repository's address")
    return problems


def problems_of_pages(folder, documents, repository=None):
    """Problems of all pages of the built book: one for each of `documents` must exist in `folder`."""
    problems = []
    for document in sorted(documents):
        page = folder / f"{document}.html"
        if not page.exists():
            problems.append(f"{document}: no page was built")
        else:
            found = problems_of_page(page.read_text(encoding="utf-8"), repository)
            problems += [f"{document}: {problem}" for problem in found]
    return problems
