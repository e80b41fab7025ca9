"""What a page loads, how its pictures load, and where its links lead."""

import re
from pathlib import Path
from urllib.parse import quote

import imagesize
from docutils import nodes


def set_assets(app, pagename, templatename, context, doctree):
    """Load on a page the styles and scripts it needs, and none of them before its text is on the screen."""
    body = context.get("body", "")
    has_maths = doctree is not None and any(doctree.findall(lambda n: isinstance(n, (nodes.math, nodes.math_block))))
    drop = {"thebe": True, "katex-math": True, "katex": not has_maths, "design": "sd-" not in body}

    def wanted(asset):
        name = str(asset.filename or asset.attributes.get("body", "")).lower()
        return not any(word in name and dropped for word, dropped in drop.items())

    context["css_files"][:] = filter(wanted, context["css_files"])
    context["script_files"][:] = filter(wanted, context["script_files"])
    if 'class="explorer"' in body:
        app.add_css_file("explorer.css")
        app.add_js_file("explorer.js")
    for script in context["script_files"]:
        # Inline scripts need documentation_options.js at once (1 kB) and the search page Sphinx's own; others can wait.
        name = str(script.filename or "")
        if name and "documentation_options" not in name:
            waits = templatename != "search.html" or name.endswith("book.js")
            script.attributes["defer"] = "defer" if waits else None


def set_addresses(app, pagename, templatename, context, doctree):
    """Lead from any folder to the frames of explorers, and from each page to a report of an error on it."""
    if "body" in context:
        context["body"] = context["body"].replace('"_frames/', f'"{context["content_root"]}_frames/')
    if context["repository"]:
        title = quote(f"Error on page {pagename}")
        context["report_url"] = f"{context['repository']}/issues/new?title={title}"


def unbind_alts(app, doctree):
    """Take the names of results, which bind a number to its run, out of alt texts; in text they are comments anyway."""
    for image in doctree.findall(nodes.image):
        image["alt"] = re.sub(r"<!--.*?-->", "", image.get("alt", ""), flags=re.DOTALL)


def visit_image(writer, node):
    """Say how large a picture is, so that text does not jump, and load all but a page's first when they come near.

    The size that a notebook gives becomes a style, which says nothing of the shape before the picture is there.
    """
    file = Path(writer.builder.srcdir, node["uri"])
    type(writer).visit_image(writer, node)
    width, height = imagesize.get(file) if file.is_file() else (-1, -1)
    known = f'width="{width}" height="{height}" ' if width > 0 else ""
    lazy = "" if node is next(writer.document.findall(nodes.image)) else 'loading="lazy" decoding="async" '
    writer.body[-1] = writer.body[-1].replace("<img ", f"<img {known}{lazy}", 1)
