"""The version stands in three files, and the changelog has the form that it names."""

import re
import tomllib
from datetime import date

import pytest
import yaml
from packaging.version import Version

from website.paths import ROOT

HEADING = re.compile(r"^## \[(?:Unreleased|(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$)")
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def versions(changelog):
    """[(version, date)] of the headings, as they stand; what is not released yet has none."""
    found = [HEADING.match(line) for line in changelog.splitlines() if line.startswith("## ")]
    assert all(found), "a heading is '## [Unreleased]' or '## [1.2.3] - 2026-11-25'"
    return [(Version(match[1]), date.fromisoformat(match[2])) for match in found if match[1]]


def test_the_version_is_one_in_three_files():
    newest, day = versions(CHANGELOG)[0]
    assert str(newest) == PROJECT["version"] == CITATION["version"]
    assert day == CITATION["date-released"]


def test_the_changelog_is_newest_first_and_in_its_form():
    found = versions(CHANGELOG)
    assert len(found) >= 2 and found == sorted(found, reverse=True)
    assert set(re.findall(r"^### (.*)$", CHANGELOG, re.MULTILINE)) <= set(KINDS)
    assert "Unreleased" not in re.findall(r"^## \[(.*?)\]", CHANGELOG, re.MULTILINE)[1:]


@pytest.mark.parametrize("heading", ["## 0.3.0", "## [0.3.0]", "## [0.3.0] - 25 November", "## [next]"])
def test_a_heading_of_another_form_is_noticed(heading):
    with pytest.raises(AssertionError, match="a heading is"):
        versions(CHANGELOG.replace("## [Unreleased]", heading))
