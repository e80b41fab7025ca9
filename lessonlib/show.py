"""Show the source of a library object, so that a chapter never retypes it."""

import inspect
import textwrap


class Source:
    """The source of a class or function; a notebook shows it as highlighted code."""

    def __init__(self, thing):
        try:
            self.text = textwrap.dedent(inspect.getsource(thing)).rstrip()
        except (TypeError, OSError):  # OSError: it has no source, as what was built in or made by exec
            raise ValueError(f"thing takes a class or a function whose source is known, got {thing!r}") from None

    def __repr__(self):
        return self.text

    def _repr_markdown_(self):
        return f"```python\n{self.text}\n```"


def show(thing):
    """The source of a class, a method or a function, for the last line of a cell."""
    return Source(thing)
