"""All optimizers, pages and notebooks, found and not listed: a test tries a new one without being told of it."""

import yaml

from lessonlib import optimizers
from website.paths import ROOT

OPTIMIZERS = [
    kind
    for kind in vars(optimizers).values()
    if isinstance(kind, type) and issubclass(kind, optimizers.Optimizer) and kind is not optimizers.Optimizer
]

NOTEBOOKS = sorted(
    path
    for folder in ("chapters", "reference")
    for path in (ROOT / folder).rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)


def pages(toc):
    """The pages of a table of contents, at any depth, without their endings: the root first."""
    below = [page for key in ("parts", "chapters", "sections") for entry in toc.get(key, ()) for page in pages(entry)]
    return [toc[key] for key in ("root", "file") if key in toc] + below


PAGES = pages(yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8")))
