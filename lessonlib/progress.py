"""A progress bar for what takes seconds, shown only where somebody is waiting."""

import os

KEPT = ("LESSONLIB_FRAMES", "LESSONLIB_NO_PROGRESS", "PYTEST_VERSION")  # set where outputs are kept or compared


def progress(items, label, total=None):
    """The same items one by one, with a bar named `label` in a live notebook or terminal once a second has passed.

    total: how many there are, where len(items) does not tell. No bar while the site is built (LESSONLIB_FRAMES), the
    notebooks are executed for the repository (LESSONLIB_NO_PROGRESS) or tests run (PYTEST_VERSION).
    """
    if any(name in os.environ for name in KEPT):
        return items
    try:
        from tqdm.auto import tqdm  # here: it loads ipywidgets
    except ImportError:  # with numpy alone there is no bar
        return items
    # disable=None: not in a file or a pipe either
    return tqdm(items, desc=label, total=total, leave=False, delay=1, disable=None)
