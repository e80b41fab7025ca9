"""Where the sources of this book are, and at which commit, so that a fork needs no edit."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

from website.execution import VERSIONS

SOMEWHERE = "https://github.com/OWNER/REPOSITORY"  # in the chapters' first cells, which cannot know the address


def git(folder, *arguments):
    """What git says about the folder, without the last line's end; None when it fails or there is none."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def repository(environment, folder):
    """(address, branch) of this book's repository; (None, None) when unknown."""
    branch = environment.get("BOOK_BRANCH") or environment.get("GITHUB_REF_NAME") or "main"
    if url := environment.get("BOOK_REPOSITORY_URL"):
        return url.removesuffix("/"), branch
    if "GITHUB_REPOSITORY" in environment:
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{environment['GITHUB_REPOSITORY']}", branch
    origin = git(folder, "remote", "get-url", "origin") or ""
    remote = re.search(r"(github\.com|gitlab\.com)[:/](.+?)(\.git)?/?$", origin)
    return (f"https://{remote[1]}/{remote[2]}", branch) if remote else (None, None)


def commit(folder):
    """(hash, whether files differ from it) of the book in a folder; (None, False) when git does not keep it.

    An unpacked archive may lie within the repository of something else: the book's own file must be in it.
    """
    if git(folder, "ls-files", "--error-unmatch", "_config.yml") is None:
        return None, False
    return git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain", "--untracked-files=no", ".") != ""


def set_repository(app, config):
    """Tell templates where the sources are, and turn on what needs their address."""
    url, branch = repository(os.environ, app.srcdir)
    sha, edited = commit(app.srcdir)
    project = tomllib.loads((app.srcdir / "pyproject.toml").read_text("utf-8"))["project"]
    build = {"commit": sha, "edited": edited, "version": project["version"], "with": VERSIONS}
    config.html_context |= {"repository": url, "build": build, "default_mode": "auto"}
    if url:
        app.tags.add("repository")  # for what a text says only with it: {only}
        launch = {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"}
        if url.startswith("https://github.com/"):
            launch["colab_url"] = "https://colab.research.google.com"  # opens notebooks of GitHub alone
        config.html_theme_options |= {
            "repository_url": url,
            "repository_branch": branch,
            "article_footer_items": ["report.html"],
            "use_repository_button": True,
            "use_issues_button": True,
            "launch_buttons": launch,
        }


def name_repository(app):
    """Write the repository's address, where it is known, into the notebooks that readers download."""
    url, branch = repository(os.environ, app.srcdir)
    if url:
        for notebook in (Path(app.outdir) / "_sources").rglob("*.ipynb"):
            text = notebook.read_text(encoding="utf-8").replace(SOMEWHERE, f"{url}@{branch}")
            notebook.write_text(text, encoding="utf-8")
