"""No number in prose without its run: each is bound to a recorded result, and the guard is shown to fail."""

import tomllib
from collections import Counter

import nbformat
import pytest
from bound import COMMENT, Result, problems_of_bound, prose, results_of, unbound, used
from every import NOTEBOOKS
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from website.paths import ROOT

PLAIN = [ROOT / "intro.md", *sorted((ROOT / "reference").glob("*.md"))]
EXCEPTIONS = tomllib.loads((ROOT / "tests/unbound.toml").read_text("utf-8"))
READ = {path.stem: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
TEXTS = {name: prose(notebook) for name, notebook in READ.items()}
TEXTS |= {path.stem: path.read_text("utf-8") for path in PLAIN if path.exists()}
RESULTS = {name: result for notebook in READ.values() for name, result in results_of(notebook)[0].items()}


@pytest.mark.parametrize("page", TEXTS)
def test_each_bound_number_is_what_its_run_gave(page):
    assert problems_of_bound(TEXTS[page], RESULTS) == []


@pytest.mark.parametrize("page", TEXTS)
def test_no_number_stands_without_its_run(page):
    assert unbound(TEXTS[page], EXCEPTIONS.get(page, {})) == []


@pytest.mark.parametrize("page", TEXTS)
def test_exceptions_are_still_there_and_say_why(page):
    text = " ".join(TEXTS[page].split())
    assert [words for words in EXCEPTIONS.get(page, {}) if " ".join(words.split()) not in text] == []
    assert all(len(reason.split()) > 1 for reason in EXCEPTIONS.get(page, {}).values())


def test_names_are_unique_and_each_is_used():
    names = Counter(name for notebook in READ.values() for name in results_of(notebook)[0])
    assert [name for name, times in names.items() if times > 1] == []
    assert [problem for notebook in READ.values() for problem in results_of(notebook)[1]] == []
    assert set(RESULTS) - set().union(*map(used, TEXTS.values())) == set()
    assert set(EXCEPTIONS) <= set(TEXTS)


def test_most_numbers_are_bound_and_few_are_excepted():
    bound = sum(len(COMMENT.findall(text)) for text in TEXTS.values())
    excepted = sum(map(len, EXCEPTIONS.values()))
    print(f"{bound} bound, {excepted} excepted")
    assert bound >= excepted


GIVEN = {"adam": Result(0.45, 100), "plain": Result(0.15, 100), "steps": Result(1234.0), "few": Result(411.0)}


@pytest.mark.parametrize(
    "text",
    [
        "45 of 100<!-- adam --> (36–55), 45 %<!-- adam --> and **45 of the 100**<!-- adam -->",
        "1,234<!-- steps --> steps, about 1,200<!-- about steps -->, at least 1,200<!-- at least steps -->",
        "three times<!-- about steps / few -->, 3.0 times<!-- steps / few -->, nearly half<!-- about adam -->",
        "Adam is ahead<!-- adam > plain -->, by 30 %<!-- adam - plain --> and fails for 55 %<!-- 1 - adam -->",
        "one\u2212sided: \u22122.5<!-- 0 - 2.5 -->, at most 50 %<!-- at most adam -->",
    ],
)
def test_what_is_true_passes(text):
    assert problems_of_bound(text, GIVEN) == [] and unbound(text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("15 of 100<!-- adam --> and 45 of 100<!-- plain -->", "the result is 0.45"),  # swapped
        ("46 of 100<!-- adam -->", "the result is 0.45"),  # the run changed
        ("45 of 100<!-- adm -->", "not a formula of recorded results"),  # a name is missing
        ("90 of 200<!-- adam -->", "the result is 0.45"),  # of another number of runs
        ("0.46<!-- adam -->", "the result is 0.45"),
        ("1,235<!-- steps -->", "the result is 1234"),
        ("about 1,100<!-- about steps -->", "the result is 1234"),
        ("at least 1,235<!-- at least steps -->", "the result is 1234"),
        ("at most 44 %<!-- at most adam -->", "the result is 0.45"),
        ("the plain one is ahead<!-- plain > adam -->", "results are"),
        ("many of them<!-- adam -->", "no number stands before it"),
        ("45 %<!-- adam and plain -->", "not a formula"),
        ("45 of 100<!-- adam --> (36–54)", "the interval is 36 to 55 %"),
        ("twice<!-- about steps / few --> as many", "the result is 3.002"),
    ],
)
def test_what_is_not_so_is_named(text, problem):
    assert problem in problems_of_bound(text, GIVEN)[0]


@pytest.mark.parametrize(
    "text",
    ["45 of 100 learn", "learns 45 % of them", "three times as many", "nine of ten", "half of them", "a 2.5-fold"],
)
def test_a_number_that_is_not_bound_is_named(text):
    assert unbound(f"So {text}, say we.") != []
    assert unbound(f"So {text}, say we.", [text]) == []


def test_code_formulas_and_links_are_no_prose():
    cell = new_markdown_cell("a `45 %` b $45 \\%$ c [d](e#45%) $$\n45 of 100\n$$ (eq-f) g\n\n```\n45 %\n```\n")
    assert unbound(prose(new_notebook(cells=[cell]))) == []


def test_captions_and_alt_texts_are_prose():
    told = {"figure": {"caption": "45 % learn."}, "image": {"alt": "45 percent<!-- adam -->, and 15 %."}}
    text = prose(new_notebook(cells=[new_code_cell("draw()", metadata={"mystnb": told})]))
    assert len(unbound(text)) == 2
    assert problems_of_bound(text, GIVEN) == [] and len(problems_of_bound(text, GIVEN | {"adam": Result(0.5)})) == 1


def test_what_a_cell_recorded_is_read_from_its_output():
    printed = new_output("stream", name="stdout", text="adam = 45 of 100\nsteps = 1.234e+03\nadam = 4\n")
    cells = [new_code_cell("found(adam=a, steps=s)", outputs=[printed]), new_code_cell("f()", outputs=[printed])]
    results, twice = results_of(new_notebook(cells=cells))
    assert results == {"adam": Result(4.0), "steps": Result(1234.0)} and twice == ["adam is recorded twice"]
