"""Lighthouse's performance score of each page on a simulated phone: five runs and their median.

Lighthouse comes through npx, with the node of this environment; it needs Chromium.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from website.paths import CHROMIUM, HTML
from website.serve import serving

BIN = Path(sys.executable).parent
COMMAND = [BIN / "npx", "--yes", "lighthouse@12", "--quiet", "--output=json", "--only-categories=performance"]
COMMAND += ["--chrome-flags=--headless=new --no-sandbox"]
ENVIRONMENT = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "CHROME_PATH": CHROMIUM or ""}


def score(address):
    report = subprocess.run([*COMMAND, address], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
    return round(100 * json.loads(report)["categories"]["performance"]["score"])


if __name__ == "__main__":
    if not CHROMIUM:
        sys.exit("Lighthouse needs Chromium (Debian: apt-get install chromium).")
    with serving() as address:
        for page in [HTML / "index.html", *sorted((HTML / "chapters").rglob("*.html"))]:
            scores = [score(address + str(page.relative_to(HTML))) for _ in range(5)]
            print(page.relative_to(HTML), scores, "median", statistics.median(scores), flush=True)
