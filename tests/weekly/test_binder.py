"""A chapter as Binder shows it: an environment of `binder/`, JupyterLab, and a reader who runs it and moves a slider.

Needs the network, to install; .cache/binder is kept. A picture to look at is left in .cache/binder/chapter.png.
"""

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import expect

from website.paths import ROOT

ENVIRONMENT = ROOT / ".cache" / "binder"
CHAPTER = ROOT / "chapters" / "01_local_minima.ipynb"
RAW_ROLE = re.compile(r"\{[a-z:]+\}`")
TOKEN = "reader"
SETTINGS = '{"windowingMode": "none"}'  # or cells that are out of sight are not on the page
MINUTE = 60_000


@pytest.fixture(scope="module")
def jupyter():
    """The program of an environment made as Binder makes it: pip at the repository's root, beside JupyterLab."""
    subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    install = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-compile"]
    subprocess.run([*install, "jupyterlab==4.6.6", "-r", "binder/requirements.txt"], cwd=ROOT, check=True)
    return ENVIRONMENT / "bin" / "jupyter"


@contextmanager
def serving(jupyter, folder):
    """JupyterLab on `folder`, with settings of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(SETTINGS)
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython"}
    own = {name: str(folder / place) for name, place in own.items()}
    own |= {"JUPYTER_TOKEN": TOKEN, "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
    environment = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "PYTHONPATH")}
    options = ["--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command = [jupyter, "lab", *options, f"--ServerApp.root_dir={folder / 'chapters'}"]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(command, env=environment | own, stdout=log, stderr=log)
    try:
        while not answers(f"http://127.0.0.1:{port}/api"):
            assert server.poll() is None, (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}/lab/tree/{CHAPTER.name}?reset&token={TOKEN}"
    finally:
        server.terminate()  # and with it its kernels
        server.wait()


def answers(address):
    try:
        return urlopen(address, timeout=60).status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def page(jupyter, tmp_path_factory, browser):
    """The chapter, without the outputs that it was committed with, after Run All Cells."""
    folder = tmp_path_factory.mktemp("binder")
    notebook = nbformat.read(CHAPTER, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    (folder / "chapters").mkdir()
    nbformat.write(notebook, folder / "chapters" / CHAPTER.name)
    with serving(jupyter, folder) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(2 * MINUTE)
        page.goto(address)
        expect(page.locator(".jp-Toolbar-kernelName")).to_contain_text("Python 3", timeout=MINUTE)  # or it is asked for
        idle = page.locator(".jp-Notebook-ExecutionIndicator").first
        expect(idle).to_have_attribute("data-status", "idle", timeout=MINUTE)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(
            """() => {
                const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
                const texts = prompts.map(prompt => prompt.innerText.trim());
                return texts.every(text => /^(\\[\\d+\\]:)?$/.test(text)) && texts.at(-1); // a folded cell's is empty
            }"""
        )
        yield page
        page.close()


def test_pictures_are_as_wide_as_text_and_roles_can_be_read(page):
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    pictures = page.locator(".jp-Notebook img")
    widths = pictures.evaluate_all("pictures => pictures.map(picture => picture.getBoundingClientRect().width)")
    assert len(widths) > 5 and 300 < min(widths) and max(widths) <= 600
    text = page.locator(".jp-Notebook").inner_text()
    assert RAW_ROLE.findall(CHAPTER.read_text("utf-8")) and RAW_ROLE.findall(text) == []


def test_an_explorer_fits_the_window_and_a_key_moves_it(page):
    explorer = page.locator(".jp-OutputArea .widget-vbox").filter(has=page.get_by_role("slider")).first
    picture, slider = explorer.locator("img"), explorer.get_by_role("slider").first
    slider.focus()
    explorer.evaluate("box => box.scrollIntoView({block: 'center'})")
    page.screenshot(path=ENVIRONMENT / "chapter.png")
    box, notebook = explorer.bounding_box(), page.locator(".jp-WindowedPanel-outer").first.bounding_box()
    assert box["height"] <= 900 and explorer.locator(".widget-slider").first.bounding_box()["width"] > 400
    assert notebook["y"] <= box["y"] and box["y"] + box["height"] <= notebook["y"] + notebook["height"]
    source, seen = picture.get_attribute("src"), picture.screenshot()
    caption = explorer.locator(".widget-html").inner_text()
    slider.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", source)
    expect(explorer.locator(".widget-html")).not_to_have_text(caption)
    picture.evaluate("picture => picture.decode()")
    assert picture.screenshot() != seen
