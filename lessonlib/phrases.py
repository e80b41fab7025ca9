"""What code shows a reader goes through `_` as a whole phrase, so that it can be said in another language.

    from lessonlib.phrases import _, ngettext

    _("{count} of {total} runs end above 90 %").format(count=3, total=8)
    ngettext("{n} row", "{n} rows", 8).format(n=8)

A phrase is never built from halves, as another language orders them otherwise: what varies is a placeholder with a
name, filled in after the translation. Python's own gettext looks for `locale/LANGUAGE/LC_MESSAGES/lessonlib.mo`
beside this file, and takes the language from the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG) when lessonlib is
imported; where there is no catalogue the phrase itself, which is English, is shown.
"""

import gettext
from pathlib import Path

CATALOGUES = Path(__file__).with_name("locale")

translation = gettext.translation("lessonlib", CATALOGUES, fallback=True)
_, ngettext = translation.gettext, translation.ngettext
