"""What the bare commands run, and what they leave out."""

import subprocess
import sys

import pytest
from every import NOTEBOOKS

from website.paths import HTML, ROOT

CHAPTERS = {str(path.relative_to(ROOT)) for path in NOTEBOOKS}
TESTS = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py") if "weekly" not in path.parts}


def collected(*arguments):
    """The files of which pytest, started in the root as a reader starts it, collects something."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return {line.split("::")[0] for line in done.stdout.splitlines() if "::" in line}


@pytest.mark.parametrize(("arguments", "expected"), [(["--nbval"], CHAPTERS | TESTS), ([], TESTS)])
def test_the_bare_command_collects_everything(arguments, expected):
    assert len(CHAPTERS) >= 10 and collected(*arguments) == expected


@pytest.mark.parametrize("ci", ["", "true"])
@pytest.mark.parametrize("lacking", ["CHROMIUM", "HTML"])
def test_what_a_machine_lacks_is_skipped_with_a_reason_and_fails_in_ci(tmp_path, lacking, ci, monkeypatch):
    if lacking == "CHROMIUM" and not (HTML / "index.html").exists():
        pytest.skip("without a book, that is what is missing first")
    (tmp_path / "without.py").write_text(
        f"from website import paths\npaths.{lacking} = None if '{lacking[0]}' == 'C' else paths.ROOT\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rs",
        "-p",
        "without",
        "tests/browser/test_pages.py",
        "-k",
        "kept",
    ]
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == (1 if ci else 0), done.stdout
    assert {"CHROMIUM": "apt-get install chromium", "HTML": "make book"}[lacking] in done.stdout
    assert ("1 error" if ci else "1 skipped") in done.stdout
