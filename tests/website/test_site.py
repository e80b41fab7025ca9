"""The built site: whole, self-contained, and described for readers who do not see it."""

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import version
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from every import PAGES
from needs import built_book
from sphinxcontrib.katex import katex_version

from website.checks import problems_of_page, problems_of_pages
from website.paths import HTML, ROOT
from website.repository import commit, repository

VENDOR = ROOT / "website" / "vendor"


@pytest.fixture(scope="module")
def pages():
    """Every built page, parsed, by its path."""
    # The theme leaves some of its templates below _static.
    paths = [path for path in sorted(built_book().rglob("*.html")) if "_static" not in path.parts]
    return {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in paths}


def test_each_document_has_its_page(pages):
    assert problems_of_pages(HTML, PAGES, repository(os.environ, ROOT)[0]) == []
    assert problems_of_pages(HTML, ["chapters/never_written"]) == ["chapters/never_written: no page was built"]


def test_a_page_without_alt_text_or_with_a_broken_formula_is_named():
    assert problems_of_page("") == []
    assert "no alt text" in problems_of_page('<img src="a.png">')[0]
    assert "has a comment" in problems_of_page('<img src="a.png" alt="45 %&lt;!-- adam --&gt; learn">')[0]
    assert "no alt text" in problems_of_page('<img src="a.png" alt="../_images/0123456789abcdef01.png">')[0]
    assert "fails" in problems_of_page('<span class="katex-error" title="Undefined">x</span>')[0]


def test_what_needs_the_repositorys_address_is_there_with_it_and_not_without_it():
    address = "https://github.com/a/b"
    report = f'<a class="report" href="{address}/issues/new">Report</a>'
    assert problems_of_page(report, address) == [] == problems_of_page(report + "<p>The rocket", address)
    assert problems_of_page("", address) == ["no link to report an error"]
    assert problems_of_page('<a class="report" href="#here">', address) == ["no link to report an error"]
    for page in (report, '<a class="report" href="#here">', "<p>The rocket opens it."):
        assert "needs the repository's address" in problems_of_page(page)[0]


def test_nothing_is_loaded_from_another_host(pages):
    loading = "script[src], img[src], iframe[src], source[src], link[href]"
    loaded = [(path.name, tag.get("src") or tag["href"]) for path in pages for tag in pages[path].select(loading)]
    assert [where for where in loaded if re.match(r"(https?:)?//", where[1])] == []
    css = {path.name: re.findall(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')]+)", path.read_text("utf-8"))
           for path in HTML.rglob("*.css")}  # fmt: skip
    assert {name: found for name, found in css.items() if found} == {}


def test_pages_leave_the_heavy_scripts_out(pages):
    scripts = [tag["src"] for page in pages.values() for tag in page.select("script[src]")]
    assert [name for name in scripts if re.search("fontawesome|thebe|MathJax|embed-amd|require", name)] == []


def test_internal_links_lead_somewhere(pages):
    ids = {path: {tag["id"] for tag in page.select("[id]")} for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for tag in page.select("a[href], link[href], script[src], img[src]"):
            address, anchor = urldefrag(tag.get("href") or tag.get("src"))
            if re.match(r"[a-z]+:", address):
                continue
            target = (path.parent / unquote(address.split("?")[0])).resolve() if address else path
            if not target.exists() or (anchor and tag.name == "a" and unquote(anchor) not in ids.get(target, ())):
                broken.append((path.name, tag.get("href") or tag.get("src")))
    assert broken == []


def test_each_page_says_its_licences_at_its_foot(pages):
    feet = {path.name: page.select_one("footer.bd-footer-content").get_text() for path, page in pages.items()}
    assert len(feet) > 10 and [name for name, text in feet.items() if "Text: CC BY 4.0. Code: MIT." not in text] == []


def test_pictures_say_their_size_and_come_when_they_are_near(pages):
    for path, page in pages.items():
        pictures = page.select(".bd-article img[src*=_images]")
        without = [picture["src"] for picture in pictures if not picture.get("width") or not picture.get("height")]
        assert (path.name, without) == (path.name, [])
        assert [picture.get("loading") for picture in pictures] == [None, *["lazy"] * len(pictures)][: len(pictures)]


def test_formulas_were_rendered_while_building(pages):
    formulas = [formula for page in pages.values() for formula in page.select(".math")]
    assert formulas
    assert [formula for formula in formulas if not formula.select_one(".katex-html")] == []


def test_vendored_files_are_upstreams():
    for line in (VENDOR / "SHA256SUMS").read_text().splitlines():
        checksum, name = line.split(maxsplit=1)
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum, name
    assert f'content:"{katex_version}"' in (VENDOR / "katex" / "katex.min.css").read_text()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"BOOK_REPOSITORY_URL": "https://github.com/a/b/"}, ("https://github.com/a/b", "main")),
        ({"BOOK_REPOSITORY_URL": "https://example.org/b", "BOOK_BRANCH": "v2"}, ("https://example.org/b", "v2")),
        ({"GITHUB_REPOSITORY": "a/b", "GITHUB_REF_NAME": "dev"}, ("https://github.com/a/b", "dev")),
        ({"GITHUB_REPOSITORY": "a/b", "GITHUB_SERVER_URL": "https://h.org"}, ("https://h.org/a/b", "main")),
    ],
)
def test_the_repository_comes_from_the_environment(tmp_path, environment, expected):
    assert repository(environment, tmp_path) == expected


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("git@github.com:a/b.git", ("https://github.com/a/b", "main")),
        ("https://gitlab.com/a/b", ("https://gitlab.com/a/b", "main")),
        ("/somewhere/else", (None, None)),
        (None, (None, None)),
    ],
)
def test_or_else_from_the_clone(tmp_path, remote, expected):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    if remote:
        subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", remote], check=True)
    assert repository({}, tmp_path) == expected


def git(folder, *arguments):
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_the_foot_says_what_a_page_was_made_from(small_book, build):
    folder = small_book("print(1)")
    html, origin = folder / "_build" / "html", "https://github.com/a/b"
    book = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    def built(**environment):
        """The foot, which is the same on all pages, and all bytes of the pages, of a build from nothing."""
        shutil.rmtree(folder / "_build", ignore_errors=True)
        done = build(folder, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        pages = {path.name: path.read_text("utf-8") for path in html.glob("*.html")}
        feet = re.findall('<p class="build">(.*?)</p>', "".join(pages.values()), re.DOTALL)
        (foot,) = {re.sub(r"\s+", " ", foot).strip() for foot in feet}
        return foot, pages

    foot, _ = built()
    assert foot == (
        f"Version {book} of the book and of lessonlib, from a copy of its files without their git repository; "
        f"computed with numpy {version('numpy')} and matplotlib {version('matplotlib')}."
    )
    git(folder, "init", "-q")
    git(folder, "add", "_config.yml", "chapter.ipynb")
    git(folder, "commit", "-q", "-m", "The book")
    sha = git(folder, "rev-parse", "HEAD")
    foot, pages = built(BOOK_REPOSITORY_URL=origin)
    assert f'from commit <a href="{origin}/commit/{sha}">{sha[:7]}</a>; computed' in foot
    assert built(BOOK_REPOSITORY_URL=origin) == (foot, pages)  # another run of the same commit


def test_what_was_edited_since_its_commit_is_said_and_a_repository_around_is_not_the_books(tmp_path):
    assert commit(tmp_path) == (None, False)
    git(tmp_path, "init", "-q")
    book = tmp_path / "book"
    book.mkdir()
    (book / "_config.yml").write_text("title: A book\n")
    assert commit(book) == (None, False)
    git(tmp_path, "add", "book")
    git(tmp_path, "commit", "-q", "-m", "The book")
    assert commit(book) == (git(tmp_path, "rev-parse", "HEAD"), False)
    (tmp_path / "other.txt").write_text("Not the book's.")
    assert not commit(book)[1]
    (book / "_config.yml").write_text("title: Another book\n")
    assert commit(book)[1]


def test_without_the_program_git_nothing_is_known(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit(ROOT) == (None, False) and repository({}, ROOT) == (None, None)
