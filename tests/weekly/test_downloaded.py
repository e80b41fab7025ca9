"""A downloaded chapter says how to get lessonlib where it is missing, and what it says works. Needs the network."""

import shlex
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest

from website.paths import ROOT
from website.repository import name_repository

# What Colab had in August 2026 (googlecolab/backend-info), on Python 3.13
COLAB = """ipykernel==6.17.1 ipython==7.34.0 ipywidgets==7.7.1 jupyter_client==7.4.9 matplotlib==3.10.0
matplotlib-inline==0.2.2 numpy==2.1.3 pillow==11.3.0 pyzmq==26.2.1 scipy==1.16.3 setuptools==75.2.0
tornado==6.5.7 tqdm==4.67.3 traitlets==5.7.1
"""
RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, kernel_name="python3", timeout=600, allow_errors=True).execute()
nbformat.write(notebook, sys.argv[1])
"""


@pytest.mark.parametrize("packages", [["ipykernel"], COLAB.split()], ids=["empty", "colab"])
def test_what_the_first_cell_says_works(packages, tmp_path, monkeypatch):
    python = tmp_path / "environment" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
    pip = [python, "-m", "pip", "--quiet", "--no-input", "install", "--no-compile"]
    # An older pip takes no address without a host, as that of a repository on this machine.
    subprocess.run([*pip, "pip==24.1.2", *packages, "nbclient"], check=True)
    chapter = tmp_path / "html" / "_sources" / "01.ipynb"
    chapter.parent.mkdir(parents=True)
    chapter.write_bytes((ROOT / "chapters" / "01_local_minima.ipynb").read_bytes())
    # A repository whose address is known: what is committed here.
    repository = tmp_path / "repository"
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, repository], check=True)
    subprocess.run(["git", "-C", repository, "branch", "--force", "published", "HEAD"], check=True)
    monkeypatch.setenv("BOOK_REPOSITORY_URL", f"file://{repository}")
    monkeypatch.setenv("BOOK_BRANCH", "published")
    name_repository(SimpleNamespace(outdir=tmp_path / "html", srcdir=ROOT))

    first, *others = outputs_of_a_run(python, chapter)
    (said,) = first
    assert said.output_type == "stream" and said.text.count("\n") == 1
    magic, *command = shlex.split(said.text.split("run: ")[1])
    assert magic == "%pip"
    subprocess.run([*pip, *command[1:]], check=True)

    first, *others = outputs_of_a_run(python, chapter)
    assert first == [] and any(others)
    assert [output.evalue for outputs in others for output in outputs if output.output_type == "error"] == []


def outputs_of_a_run(python, chapter):
    """Of each code cell a list of outputs."""
    subprocess.run([python, "-c", RUN, chapter], cwd=chapter.parent, check=True)
    return [cell.outputs for cell in nbformat.read(chapter, as_version=4).cells if cell.cell_type == "code"]
