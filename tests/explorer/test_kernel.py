"""Explorers in a live kernel: real widgets of ipywidgets 8 and 7, moved as a browser moves them, draw on demand."""

import base64
import io
import os
import re
from contextlib import contextmanager

import nbformat
import pytest
from every import NOTEBOOKS
from jupyter_client.manager import start_new_kernel
from needs import missing
from PIL import Image

from website.paths import ROOT

DEADLINE = 1200  # seconds, after which a kernel is taken never to answer
IPYWIDGETS_7 = ROOT / ".cache" / "ipywidgets7"
WITH_EXPLORERS = [path for path in NOTEBOOKS if "explore(" in path.read_text("utf-8")]
COUNT_DRAWINGS = """
from lessonlib import explorer
drawn = []
frame = explorer.Explorer.frame
explorer.Explorer.frame = lambda self, setting: (drawn.append(setting), frame(self, setting))[1]
"""


def picture(data):
    return Image.open(io.BytesIO(base64.b64decode(data)))


@contextmanager
def kernel(version, **environment):
    if version == 7 and not IPYWIDGETS_7.exists():
        no_7 = f"no ipywidgets 7 in {IPYWIDGETS_7.relative_to(ROOT)}: run `make test`, which installs it there"
        missing(no_7)
    path = [str(IPYWIDGETS_7)] * (version == 7) + [str(ROOT)]
    environment = {"PYTHONPATH": os.pathsep.join(path), "MPLBACKEND": "agg"} | environment
    manager, client = start_new_kernel(startup_timeout=DEADLINE, env=os.environ | environment)
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client, code):
    """Execute code; returns the messages' contents by type."""
    seen = []
    reply = client.execute_interactive(code, timeout=DEADLINE, output_hook=seen.append, store_history=False)
    assert reply["content"]["status"] == "ok", reply["content"]
    return [(message["msg_type"], message["content"]) for message in seen]


def printed(client, expression):
    return "".join(content["text"] for kind, content in run(client, f"print({expression})") if kind == "stream")


def move(client, widget, index):
    """Send what a browser sends when the reader moves a control; returns what the kernel sends back, by widget."""
    state = {"method": "update", "state": {"index": index}, "buffer_paths": []}
    request = client.session.send(client.shell_channel.socket, "comm_msg", {"comm_id": widget, "data": state})
    updates = {}
    while True:
        message = client.get_iopub_msg(timeout=DEADLINE)
        if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
            continue
        if message["msg_type"] == "comm_msg" and message["content"]["data"].get("method") == "update":
            updates.setdefault(message["content"]["comm_id"], []).append(message)
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return updates


def needed(notebook):
    """The code of a chapter up to its last explorer."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    last = max(i for i, code in enumerate(cells) if re.search(r"^explore\(", code, re.MULTILINE))
    return cells[: last + 1]


@pytest.mark.parametrize(
    ("path", "version"),  # one chapter of sliders, one of menus: nbval makes the widgets of all, the site all frames
    [(path, version) for path in (WITH_EXPLORERS[0], WITH_EXPLORERS[7]) for version in (7, 8)],
    ids=lambda value: value if isinstance(value, int) else value.stem,
)
def test_moving_a_control_draws_that_frame(path, version):
    with kernel(version) as client:
        if not printed(client, "__import__('ipywidgets').__version__").startswith(f"{version}."):
            assert version == 8
            pytest.skip("this environment has ipywidgets 7, as the floors allow")
        run(client, COUNT_DRAWINGS)
        explorers = 0
        for code in needed(nbformat.read(path, as_version=4)):
            if not re.search(r"^explore\(", code, re.MULTILINE):
                run(client, code)
                continue
            explorers += 1
            before = int(printed(client, "len(drawn)"))
            messages = run(client, code)
            (shown,) = [content["data"] for kind, content in messages if kind == "execute_result"]
            view = shown["application/vnd.jupyter.widget-view+json"]
            opened = {c["comm_id"]: c["data"]["state"] for kind, c in messages if kind == "comm_open"}
            named = {state.get("_model_name"): comm for comm, state in opened.items()}
            assert shown["image/png"] and opened[view["model_id"]]["_model_name"] == "VBoxModel"
            assert int(printed(client, "len(drawn)")) == before + 1  # the first frame, and no other
            slider = named["SelectionSliderModel"]
            at, labels = opened[slider]["index"], opened[slider]["_options_labels"]
            updates = move(client, slider, (at + 1) % len(labels))
            (picture,) = updates[named["ImageModel"]]
            assert bytes(picture["buffers"][0]).startswith(b"\x89PNG")
            assert int(printed(client, "len(drawn)")) == before + 2
            first, second = printed(client, "*drawn[-2:], sep='|'").split("|")
            assert first != second
        assert explorers


@pytest.mark.parametrize("formats", ["", "%config InlineBackend.figure_formats = ['svg']"])
def test_pictures_have_twice_the_pixels_at_which_they_are_shown(formats):
    code = """
from lessonlib.explorer import explore
from lessonlib.plots.common import card
def tall(at=1):
    return card(height=7.6)[0], "fine"
"""
    with kernel(8, MPLBACKEND="module://matplotlib_inline.backend_inline") as client:
        run(client, formats + code)
        (figure,) = [content for kind, content in run(client, "card();") if kind == "display_data"]
        (explorer,) = [c for kind, c in run(client, "explore(tall, at=[1, 2])") if kind == "execute_result"]
    if formats:
        assert "image/svg+xml" in figure["data"] and "image/png" not in figure["data"]  # as the reader chose
    for content in [explorer] if formats else [figure, explorer]:
        width, height = picture(content["data"]["image/png"]).size
        shown = content["metadata"]["image/png"]
        assert 390 <= shown["width"] <= 470 and shown["height"] <= 600
        assert width / shown["width"] == pytest.approx(height / shown["height"], rel=0.01)
        assert width >= 1.7 * shown["width"]


@pytest.mark.parametrize("version", [8, 7])
def test_an_error_while_drawing_is_shown_to_the_reader(version):
    with kernel(version) as client:
        code = """
from lessonlib.explorer import explore
from lessonlib.plots.common import card
def broken(at=1):
    if at == 2:
        raise RuntimeError("no such < thing")
    return card()[0], "fine"
explore(broken, at=[1, 2])
"""
        opened = {c["comm_id"]: c["data"]["state"] for kind, c in run(client, code) if kind == "comm_open"}
        named = {state.get("_model_name"): comm for comm, state in opened.items()}
        updates = move(client, named["SelectionSliderModel"], 1)
        texts = [message["content"]["data"]["state"].get("value") for message in updates[named["HTMLModel"]]]
        assert "no such &lt; thing" in texts[-1]
