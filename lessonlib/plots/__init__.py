"""Figure functions, one file a chapter over a common one; importing any of them sets the book's style."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

plt.style.use(Path(__file__).with_name("lesson.mplstyle"))


def _show_sharp():
    """Let Jupyter draw twice the pixels that it shows, unless a reader has chosen another format."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    if shell:
        from matplotlib_inline.config import InlineBackend  # comes with IPython

        inline = InlineBackend.instance(parent=shell)
        if inline.figure_formats == {"png"}:
            inline.figure_formats = {"retina"}


_show_sharp()
