"""show(): a chapter displays the library's own source."""

import ast
import functools
from pathlib import Path

import pytest

import lessonlib
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.objectives import SineLogistic, quartic
from lessonlib.optimizers import Adam, GradientDescent, Momentum
from lessonlib.show import show
from lessonlib.training import descend

PACKAGE = Path(lessonlib.__file__).parent


@pytest.mark.parametrize(
    "thing", [Momentum, GradientDescent, Adam, descend, quartic, SineLogistic, sigmoid_cross_entropy]
)
def test_it_is_the_source_in_the_file_decorators_included(thing):
    text = PACKAGE.parent.joinpath(*thing.__module__.split(".")).with_suffix(".py").read_text()
    node = next(node for node in ast.parse(text).body if getattr(node, "name", "") == thing.__name__)
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    shown = repr(show(thing))
    assert shown.splitlines()[0] == text.splitlines()[first - 1]
    assert without_docstrings(shown) == without_docstrings("\n".join(text.splitlines()[first - 1 : node.end_lineno]))


def without_docstrings(text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            node.body.pop(0)
    return ast.dump(tree)


def documented():
    """One line.

    And more of it.
    """

    class Inner:
        """Its equation,
        on two lines.

        And a rest.
        """

        def method(self):
            """Short."""

    return Inner


def test_of_each_docstring_the_first_paragraph_is_shown():
    assert (
        repr(show(documented))
        == '''def documented():
    """One line."""

    class Inner:
        """Its equation,
        on two lines."""

        def method(self):
            """Short."""

    return Inner'''
    )


def test_a_method_is_shown_without_its_indentation():
    lines = repr(show(Momentum.__call__)).splitlines()
    assert lines[0] == "def __call__(self, g):" and lines[-1] == "    return self.M"


def test_a_notebook_highlights_it():
    markdown = show(Momentum)._repr_markdown_()
    assert markdown == f"```python\n{show(Momentum)!r}\n```"
    assert markdown.startswith("```python\n@dataclass\nclass Momentum")


def made_by_exec():
    namespace = {"__name__": "nowhere"}
    exec("def f(): pass", namespace)
    return namespace["f"]


@pytest.mark.parametrize("thing", [5, "Momentum", Momentum(), len, functools.partial(len), made_by_exec()])
def test_what_has_no_source_is_named(thing):
    with pytest.raises(ValueError, match="^thing takes a class or a function whose source is known, got "):
        show(thing)
