"""Figure functions, one file a chapter over a common one; importing any of them sets the book's style."""

from pathlib import Path

import matplotlib.pyplot as plt

plt.style.use(Path(__file__).with_name("lesson.mplstyle"))
