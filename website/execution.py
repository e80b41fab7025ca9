"""How chapters are executed: side by side, and again only when something that their outputs depend on has changed."""

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

SOURCES = [f"lessonlib/**/*.{kind}" for kind in ("py", "csv", "mo", "mplstyle")] + ["studies/*.py", "studies/*.json"]
VERSIONS = {name: version(name) for name in ("numpy", "matplotlib")}
LANGUAGE = [os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]  # what gettext asks


def set_cache(app, config):
    """Key the cache of executed notebooks on all that their outputs depend on; frames of explorers lie beside it.

    The cache itself looks at code cells only: without this an edit of lessonlib would leave stale pages.
    """
    source = Path(app.srcdir)
    files = [file for kind in SOURCES for file in sorted(source.glob(kind))]
    digest = hashlib.sha256(repr((VERSIONS, LANGUAGE)).encode())
    digest.update(b"".join(str(file.relative_to(source)).encode() + file.read_bytes() for file in files))
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
