"""Looks: families that share none, colours that everybody tells apart, and words that can be read."""

import ast
import re
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from every import NOTEBOOKS, OPTIMIZERS
from matplotlib.colors import CSS4_COLORS

from lessonlib import looks, optimizers
from website.paths import ROOT

# What is left of (red, green, blue) light with each kind of colour blindness: Machado, Oliveira and Fernandes (2009)
SEEN = {
    "everybody": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]


def lab(colour, seen):
    """CIE L*a*b* of a colour as seen: their distance is how different two colours look (2 is just to be noticed)."""
    light = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(np.clip(XYZ @ np.clip(np.asarray(SEEN[seen]) @ light, 0, 1) / [0.95047, 1, 1.08883], 0.00886, 1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def pairs(family):
    """What a picture may show of each look of a family: (colour, marker) and (colour, line)."""
    return {(look["color"], part, look[part]) for look in family.values() for part in look if part != "color"}


def test_no_two_families_share_a_look():
    for (one, a), (other, b) in combinations(looks.FAMILIES.items(), 2):
        assert not pairs(a) & pairs(b), f"{one} and {other}"


def test_methods_classes_and_outcomes_share_no_colour_and_are_told_apart():
    families = [looks.FAMILIES[name].values() for name in ("methods", "classes", "outcomes")]
    for one, other in combinations(families, 2):
        for a in one:
            for b in other:
                assert np.linalg.norm(lab(a["color"], "everybody") - lab(b["color"], "everybody")) > 10, (a, b)


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("name", looks.FAMILIES)
def test_colours_of_a_family_stay_apart_with_every_colour_vision(name, seen):
    for one, other in combinations([look["color"] for look in looks.FAMILIES[name].values()], 2):
        assert np.linalg.norm(lab(one, seen) - lab(other, seen)) > 20, (one, other)


@pytest.mark.parametrize("name", looks.FAMILIES)
def test_looks_of_a_family_differ_in_black_and_white_too(name):
    family = looks.FAMILIES[name].values()
    assert len({look["marker"] for look in family}) == len(family)


def test_contrast_is_the_one_of_the_wcag():
    assert looks.contrast("#000000", "#ffffff") == looks.contrast("#ffffff", "#000000") == 21
    assert looks.contrast("#123456", "#123456") == 1
    assert 4.54 < looks.contrast("#767676", "#ffffff") < 4.55  # known as the lightest grey for text on white
    assert 5.25 < looks.contrast("#ff0000", "#000000") < 5.26


def lines():
    for name, family in looks.FAMILIES.items():
        yield from ((f"{name}: {kind}", look["color"]) for kind, look in family.items())
    for name in ("OTHERS", "CYCLE", "BATCHES", "LAYERS"):
        for entry in getattr(looks, name):
            yield name, entry if isinstance(entry, str) else entry["color"]
    yield from (("MEASURED", looks.MEASURED["color"]), ("INK", looks.INK), ("GREY", looks.GREY), ("FAINT", looks.FAINT))


@pytest.mark.parametrize(("role", "colour"), list(lines()))
def test_lines_stand_out_and_words_can_be_read(role, colour):
    assert looks.contrast(colour, looks.GROUND) >= 3
    assert looks.contrast(looks.words(colour), looks.GROUND) >= 4.5
    if looks.contrast(colour, looks.GROUND) >= 4.5:
        assert looks.words(colour) == colour == looks.words({"color": colour})


def test_words_stand_out_on_areas():
    for area in [*looks.OUTCOME_FILLS.values(), *looks.RIGHT, *looks.MOTIONS, looks.BAND, looks.INPUT]:
        assert looks.contrast(looks.words_on(area), area) >= 4.5, area
    for area in looks.SIZES + looks.BATCHES + looks.LAYERS:  # halfway from INK to WHITE it is 4.0 with both
        assert looks.contrast(looks.words_on(area), area) >= 3.9, area
    for area in looks.MOTIONS + looks.SURFACE:
        assert looks.contrast(looks.INK, area) >= 3


def test_every_optimizer_of_a_chapter_has_a_look():
    """Another one has a look of no family, and is told apart where it is drawn alone."""
    chapters = "".join(path.read_text("utf-8") for path in NOTEBOOKS)
    named = {kind.__name__ for kind in OPTIMIZERS if re.search(rf"\b{kind.__name__}\(", chapters)}
    assert len(named) > 4 and named <= set(looks.METHODS)


def test_an_optimizer_of_the_readers_own_has_a_look_of_no_family():
    class MyOwn:
        pass

    look = looks.method(MyOwn())
    assert look == looks.method("MyOwn") == looks.method(MyOwn) and look in looks.OTHERS
    assert len({str(looks.method(name)) for name in ("MyOwn", "Lion", "Nadam", "AMSGrad", "Rprop")}) > 1
    assert looks.activation("Swish") in looks.OTHERS
    for family in looks.FAMILIES.values():
        assert not pairs(family) & pairs(dict(enumerate(looks.OTHERS)))
    adam = looks.METHODS["Adam"]
    assert looks.again(adam)["color"] == adam["color"] and looks.again(adam)["linestyle"] != adam["linestyle"]
    assert looks.method(optimizers.Adam()) == looks.method(optimizers.Adam) == looks.method("Adam") == adam


def test_lines_in_an_order_have_the_ends_of_their_list():
    three = looks.in_order(("#000000", "#646464", "#ffffff"), 3)
    assert [look["color"] for look in three] == ["#000000", "#646464", "#ffffff"]
    assert len({look["marker"] for look in three}) == len({look["linestyle"] for look in three}) == 3
    assert [look["color"] for look in looks.in_order(("#000000", "#0000c8"), 5)][1:4] == [
        "#000032",
        "#000064",
        "#000096",
    ]
    assert len(looks.in_order(looks.LAYERS, 25)) == 25 and looks.in_order(looks.LAYERS, 1)[0]["color"] == "#440154"
    assert looks.line(three[0]) == {"color": "#000000", "linestyle": "-"}
    assert looks.dots(three[0]) == {"color": "#000000", "marker": "o", "linestyle": "none"}


def test_the_style_sheet_has_the_same_colours_by_role():
    sheet = (ROOT / "lessonlib" / "plots" / "lesson.mplstyle").read_text()
    said = dict(re.findall(r"(?m)^([\w.]+): ([0-9a-fA-F]{6})$", sheet))
    roles = {"facecolor": looks.GROUND, "edgecolor": looks.GREY, "labelcolor": looks.INK, "color": looks.GREY}
    assert len(said) == 10
    for name, colour in said.items():
        assert f"#{colour}" == roles[name.split(".")[-1]], name
    cycle = re.search(r"cycler\('color', \[(.*)\]\)", sheet)[1]
    assert tuple(re.findall(r"'(\w+)'", cycle)) == tuple(colour[1:] for colour in looks.CYCLE)


def test_the_sites_sheets_have_the_same_colours_by_role():
    book, explorer = ((ROOT / "website" / f"{name}.css").read_text() for name in ("book", "explorer"))
    assert re.search(r"--book-card: (#\w+);", book)[1] == looks.GROUND
    for theme, roles in looks.SITE.items():
        said = dict(re.findall(r"--pst-color-([\w-]+): (#\w+);", re.search(rf'"{theme}"\] {{(.*?)}}', book, re.S)[1]))
        assert said == roles
    colours = set(re.findall(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b", book))
    assert colours == {looks.GROUND} | {c for roles in looks.SITE.values() for c in roles.values()}
    assert not re.findall(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b", explorer)  # it takes the book's


PAINTED = {"color", "colors", "c", "facecolor", "facecolors", "edgecolor", "edgecolors", "markerfacecolor", "ecolor"}
PAINTED |= {"markeredgecolor", "foreground", "cmap"}
NONE = {"none", "auto", "face"}
HEX = r"#?[0-9a-fA-F]{6}|#[0-9a-fA-F]{3,8}|(tab|xkcd):.*"
LINE = r"(--|-\.|[-:.ov^s*xXPDd+,<>])"
COLOUR = re.compile(rf"{HEX}|{'|'.join(CSS4_COLORS)}|C\d|[bgrcmykw]{LINE}{{1,2}}|{LINE}[bgrcmykw]")


def colour_literals(source):
    """Colours that a source says itself: "#123456", "white", color="k", "k--", a map by its name."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.fullmatch(node.value):
            yield node.value
        pairs = []
        if isinstance(node, ast.Call):
            pairs = [(keyword.arg, keyword.value) for keyword in node.keywords]
            if getattr(node.func, "attr", getattr(node.func, "id", "")) in ("get_cmap", "colormaps"):
                yield ast.unparse(node)
        elif isinstance(node, ast.Dict):
            pairs = [(getattr(key, "value", None), value) for key, value in zip(node.keys, node.values, strict=True)]
        for name, value in pairs:
            constants = [v for v in (value, *getattr(value, "elts", ())) if isinstance(v, (ast.Constant, ast.Tuple))]
            for found in constants if name in PAINTED else ():
                if isinstance(found, ast.Constant) and found.value not in NONE | {*CSS4_COLORS}:
                    yield f"{name}={found.value}"


def test_a_colour_that_is_said_is_noticed():
    source = """
"#fdfcf9 is the ground" # a sentence is no colour
GREY = "#6b6b6b"
ax.plot(x, y, "k--", color="w", markerfacecolor="none")
ax.plot(x, y, "o-", color=looks.INK)
ax.imshow(A, cmap="Blues")
how = {"facecolor": "white", "edgecolor": "0.5", "label": "w"}
plt.get_cmap("viridis")
"""
    found = ["#6b6b6b", "white", "k--", "color=w", "cmap=Blues", "edgecolor=0.5", "plt.get_cmap('viridis')"]
    assert sorted(colour_literals(source)) == sorted(found)


@pytest.mark.parametrize("path", sorted((ROOT / "lessonlib").rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_else_says_a_colour(path):
    if path.stem != "looks":
        assert list(colour_literals(path.read_text("utf-8"))) == []


def drawing_functions():
    for path in sorted((ROOT / "lessonlib" / "plots").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                yield path.stem, node


def test_a_name_in_the_folder_of_pictures_is_one_picture():
    names = Counter(node.name for _, node in drawing_functions())
    assert len(names) > 60 and [name for name, count in names.items() if count > 1] == []


WORDS = r"(label|name|title|text|words)"
READS_WORDS = re.compile(rf"\b{WORDS}s?\.(split|startswith|endswith|find|partition)\(|\"[^\"]+\" (not )?in {WORDS}")


def test_no_look_is_chosen_by_the_words_of_a_label():
    for source in ("label.split()[0]", '"He" in label', 'name.endswith("momentum")', "title.startswith('a')"):
        assert READS_WORDS.search(source)
    for path in (ROOT / "lessonlib" / "plots").glob("*.py"):
        assert not READS_WORDS.search(path.read_text("utf-8")), path.name
