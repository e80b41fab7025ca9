"""What code shows a reader: whole phrases that can be translated, and a translation is shown."""

import ast
import io
import os
import re
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

from website.paths import ROOT

SHOWING = sorted([*ROOT.glob("lessonlib/plots/*.py"), *ROOT.glob("lessonlib/explorer/*.py")])
SHOWN = {"xlabel", "ylabel", "title", "label", "set_title", "set_xlabel", "set_ylabel", "note", "corner_note"}


def phrases():
    """{phrase, or (one, many): None} of all that the package passes through gettext."""
    found = extract_from_dir(ROOT / "lessonlib", method_map=[("**.py", "python")])
    return dict.fromkeys(message for _file, _line, message, _comments, _context in found)


def test_phrases_are_found_by_the_tools_of_gettext():
    found = phrases()
    assert len(found) > 150
    assert {"Reset", "learning rate", ("{n} row", "{n} rows")} <= set(found)


@pytest.mark.parametrize("path", SHOWING, ids=lambda path: path.stem)
def test_a_phrase_is_a_literal_whose_placeholders_have_names(path):
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "ngettext"):
            literals = call.args[: 2 if call.func.id == "ngettext" else None]
            assert all(isinstance(part, ast.Constant) for part in literals), ast.unparse(call)
            assert not any(re.search(r"{[\d:}]", part.value) for part in literals), ast.unparse(call)


def bare_words(source):
    """Words that a drawing function shows without gettext: in f-strings, and where labels, titles and notes are set."""
    tree = ast.parse(source)
    raised = {id(node) for part in ast.walk(tree) if isinstance(part, ast.Raise) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) in raised:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield from (part for part in parts if re.search(r"[a-z]{3}", part) and "<" not in part)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [keyword.value for keyword in node.keywords if keyword.arg in SHOWN]
            given += node.args if name in SHOWN else []
            constants = [value.value for value in given if isinstance(value, ast.Constant)]
            yield from (said for said in constants if isinstance(said, str) and re.search(r"[a-z]{3}", said))


def test_bare_words_are_noticed():
    source = """
note(ax, "a remark", at)
ax.set(xlabel="step", ylabel="w1", title=_("fine"))
ax.plot(x, y, label="runs")
ax.set_title(f"{n} rows")
raise ValueError(f"{n} is wrong")
"""
    assert list(bare_words(source)) == ["a remark", "step", "runs", " rows"]


@pytest.mark.parametrize("path", [p for p in SHOWING if p.parent.name == "plots"], ids=lambda path: path.stem)
def test_what_pictures_say_goes_through_gettext(path):
    names = {"ReLU", "grad.W", "LeakyReLU", "upper left", "upper right", "lower left", "lower right", "top"}
    assert [words for words in bare_words(path.read_text("utf-8")) if words not in names] == []


PROGRAM = """
import gettext
import sys
from functools import partial

gettext.translation = partial(gettext.translation, localedir=sys.argv[1])
real, gettext.translation = gettext.translation, lambda domain, localedir, **how: real(domain, **how)

import numpy as np
from lessonlib.evidence import share
from lessonlib.explorer import explore
from lessonlib.objectives import quartic
from lessonlib.optimizers import Momentum
from lessonlib.plots import local_minima, mini_batch, momentum
from lessonlib.plots.common import card
from lessonlib.training import trace

def ball(learning_rate=0.1, own_name=1):
    optimizer = Momentum(learning_rate, 0.9)
    fig, ax = card()
    return fig, momentum.draw_run_on_curve(ax, quartic, trace(quartic, 0.5, optimizer, 40), optimizer, 40)

fig, ax = card()
local_minima.draw_shares_of_fates(ax, np.array([0.1, 0.2]), [[share([True, False])] * 2] * 4)
fig.canvas.draw()
print(ax.get_xlabel(), *(text.get_text() for text in ax.get_legend().get_texts()), sep="|")
print([line.get_color() for line in ax.lines])
print(mini_batch.rows(1), mini_batch.rows(2), sep="|")
shown = explore(ball, {"own_name": "a & b"}, learning_rate=[0.1, 0.2], own_name=[1])
print(shown._repr_mimebundle_()["text/html"])
"""


def test_a_translation_is_shown_and_breaks_no_picture(tmp_path):
    """Every phrase in another language, made up: «phrase». Looks stay, as no label decides about them."""
    catalogue = Catalog(locale="de")
    for phrase in phrases():
        said = phrase if isinstance(phrase, tuple) else (phrase,)
        catalogue.add(phrase, tuple(f"«{one}»" for one in said) if len(said) > 1 else f"«{phrase}»")
    file, folder = io.BytesIO(), tmp_path / "de" / "LC_MESSAGES"
    write_mo(file, catalogue)
    folder.mkdir(parents=True)
    (folder / "lessonlib.mo").write_bytes(file.getvalue())

    def run(language):
        env = os.environ | {"LANGUAGE": language, "LESSONLIB_FRAMES": str(tmp_path / language), "MPLBACKEND": "agg"}
        command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    legend, colours, rows, *page = run("de")
    english, same, *_others = run("en")
    assert english == "learning rate|at the global minimum|at the local minimum|at neither|diverged"
    assert legend == "|".join(f"«{phrase}»" for phrase in english.split("|"))
    assert colours == same and rows == "«1 row»|«2 rows»"
    page = "\n".join(page)
    assert '<button type="button">«Reset»</button>' in page and "«This picture could not be loaded.»" in page
    assert '<label for="ball.learning_rate">«learning rate»</label>' in page  # the address keeps the parameter
    assert '<label for="ball.own_name">a &amp; b</label>' in page
    assert re.search(r"<span>«After 40 steps w = -1\.\d+: «at the global minimum».»</span>", page)
