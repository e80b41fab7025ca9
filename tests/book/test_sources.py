"""Each source that the book names is in references.bib, and a link to a paper leads where references.bib says."""

import re
from urllib.parse import unquote

import nbformat
import pytest
from every import NOTEBOOKS
from pybtex.database import parse_file

from website.paths import ROOT

LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)]+)\)")
LIBRARIES = re.compile(r"//(www\.)?(arxiv\.org|doi\.org|jmlr\.org|proceedings\.mlr\.press|papers\.n(eur)?ips\.cc)/")
NAMED = re.compile(r"\b([A-Z][a-zà-ž]+)(?: and others| et al\.)? (?:\((\d{4})\)|(\d{4})(?=[):]))")  # Polyak (1964)
SOURCES = re.compile(r"\*\*Sources\.\*\*.*", re.DOTALL)  # a chapter's last paragraph


def words(text):
    return " ".join(re.sub(r"[{}*]", "", text).lower().split())


def address(entry):
    """Where a source is to be read: its DOI, its number on arXiv, or another address; None if no such is known."""
    if doi := entry.fields.get("doi"):
        return f"https://doi.org/{doi}"
    if eprint := entry.fields.get("eprint"):
        return f"https://arxiv.org/abs/{eprint}"
    return entry.fields.get("url")


ENTRIES = parse_file(ROOT / "references.bib").entries
KEYS = {address(entry): key for key, entry in ENTRIES.items() if address(entry)}
TITLES = {words(entry.fields["title"]): key for key, entry in ENTRIES.items()}
AUTHORS = {
    (" ".join(person.last_names), entry.fields.get("year"))
    for entry in ENTRIES.values()
    for person in entry.persons["author"]
}


def problems_of_links(text):
    """Links to a paper that is not in references.bib, or under another title, or with another year behind it."""
    for match in LINK.finditer(text):
        label, to, behind = words(match[1]), unquote(match[2]), text[match.end() : match.end() + 30]
        if to in KEYS:
            fields = ENTRIES[KEYS[to]].fields
            dated = fields["year"] in label + behind or label == f"arxiv:{fields.get('eprint')}"
            if not dated or not (words(fields["title"]).startswith(label) or re.search(r"\d{4}", label)):
                yield f"{label} leads to {KEYS[to]}, {fields['title']} ({fields['year']})"
        elif LIBRARIES.search(to):
            yield f"{to} is not in references.bib"


def problems_of_titles(text):
    """Titles in a chapter's list of sources that are not in references.bib, or are no link though it has an address."""
    for listed in SOURCES.findall(text):
        for title in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", LINK.sub("", listed)):
            known = [key for name, key in TITLES.items() if name.startswith(words(title))]
            if not known or address(ENTRIES[known[0]]):
                yield f"{words(title)} is {'no link' if known else 'not in references.bib'}"


def problems_of_names(text):
    """Names with a year, such as Polyak (1964), of which references.bib knows nothing."""
    for name, *years in NAMED.findall(" ".join(SOURCES.sub("", text).split())):
        if (name, "".join(years)) not in AUTHORS:
            yield f"{name} {''.join(years)} is not in references.bib"


def markdown(path):
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


PLAIN = [ROOT / "intro.md", *sorted((ROOT / "reference").glob("*.md")), *sorted((ROOT / "lessonlib").rglob("*.py"))]
TEXTS = {str(path.relative_to(ROOT)): markdown(path) for path in NOTEBOOKS}
TEXTS |= {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in PLAIN}


@pytest.mark.parametrize("path", TEXTS)
def test_sources_are_those_of_the_bibliography(path):
    text = TEXTS[path]
    assert [*problems_of_links(text), *problems_of_titles(text), *problems_of_names(text)] == []


def test_each_entry_is_named_and_most_are_linked():
    everything = "\n".join(TEXTS.values())
    authors = {key: " ".join(entry.persons["author"][0].last_names) for key, entry in ENTRIES.items()}
    assert len(ENTRIES) > 50 and [key for key, name in authors.items() if name not in everything] == []
    assert sum(unquote(to) in KEYS for _, to in LINK.findall(everything)) > 50


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[*Adam*](https://arxiv.org/abs/1412.6981) (ICLR 2015)", "not in references.bib"),  # a slip of a digit
        ("[*Adam*](https://arxiv.org/abs/1502.01852) (ICCV 2015)", "leads to he2015"),  # another paper
        ("[*Adam*](https://arxiv.org/abs/1412.6980) (ICLR 2014)", "leads to kingma2015"),
        ("**Sources.** D. Kingma, J. Ba, *Adam* (ICLR 2015)", "adam is no link"),
        ("**Sources.** D. Kingma, J. Ba, *Eve* (ICLR 2015)", "eve is not in references.bib"),
        ("as Kingma and others (2013) say", "Kingma 2013"),
        ("W <- W - M   (Polyak 1965)", "Polyak 1965"),
    ],
)
def test_a_wrong_source_is_named(text, problem):
    found = [*problems_of_links(text), *problems_of_titles(text), *problems_of_names(text)]
    assert len(found) == 1 and problem in found[0]
