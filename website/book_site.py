"""The Sphinx extension of this book: what happens when, while its site is built."""

import os
import re
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError

from website import execution, formulas, pages, repository
from website.checks import problems_of_pages

FRAME = re.compile(r"_frames/([\w.-]+)")


def finish(app, error):
    """Put the frames that pages show beside them, and refuse a book that is not whole."""
    if error or app.builder.name != "html":
        return
    html = Path(app.outdir)
    shutil.rmtree(html / "_frames", ignore_errors=True)
    (html / "_frames").mkdir()
    problems = problems_of_pages(html, app.env.found_docs, app.config.html_context["repository"])
    for page in sorted(html.rglob("*.html")):
        for name in set(FRAME.findall(page.read_text(encoding="utf-8"))):
            if (frame := Path(os.environ["LESSONLIB_FRAMES"]) / name).exists():
                shutil.copy(frame, html / "_frames")
            else:
                problems.append(f"{page.relative_to(html)}: frame file {name} is missing")
    if problems:
        raise ExtensionError("\n".join(["the book is not whole:", *problems]))
    repository.name_repository(app)
    shutil.copy(html / f"{app.config.root_doc}.html", html / "index.html")


def setup(app):
    formulas.set_renderer()
    app.connect("config-inited", execution.set_cache)
    app.connect("config-inited", repository.set_repository)
    app.connect("builder-inited", execution.execute_chapters, priority=900)
    app.connect("doctree-read", pages.unbind_alts)
    app.add_node(nodes.image, override=True, html=(pages.visit_image, None))
    app.connect("html-page-context", pages.set_assets, priority=900)
    app.connect("html-page-context", pages.set_addresses, priority=900)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
