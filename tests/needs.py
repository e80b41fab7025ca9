"""What a test needs and a machine may lack: without it the test is skipped with the reason, and fails in CI."""

import os

import pytest

from website.paths import HTML


def missing(reason):
    """End a test that cannot run here."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def built_book():
    """The folder of the built book."""
    if not (HTML / "index.html").exists():
        missing("there is no book in _build/html: run `make book` first")
    return HTML
