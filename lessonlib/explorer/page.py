"""The plain HTML of an explorer, as the built site shows it; `website/explorer.js` brings it to life."""

import html
import json

from lessonlib.phrases import _


def figure(name, controls, names, first, frames, size):
    """An explorer that needs no script to show its first frame.

    `controls` maps parameters to their values, `names` to what they are called, `first` to the first value; `frames`
    are [file, caption] in row-major order of the controls; `size` is (width, height) in pixels.
    """
    labels = {f"{name}.{control}": [label(value) for value in values] for control, values in controls.items()}
    at = [values.index(first[control]) for control, values in controls.items()]
    rows = map(_control, labels, names.values(), labels.values(), at, controls.values())
    start = 0
    for values, index in zip(controls.values(), at, strict=True):
        start = start * len(values) + index
    source, caption = frames[start]
    longest = max((text for _, text in frames), key=len)
    data = {"labels": labels, "frames": frames, "failed": _("This picture could not be loaded.")}
    data = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return f"""<figure class="explorer" id="explorer-{name}">
<div class="explorer-controls">
{"".join(rows)}<button type="button">{html.escape(_("Reset"))}</button>
</div>
<img src="{source}" alt="{html.escape(caption)}" width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async">
<figcaption aria-live="polite" data-longest="{html.escape(longest)}"><span>{html.escape(caption)}</span></figcaption>
<script type="application/json">{data}</script>
</figure>"""


def _control(key, words, labels, at, values):
    """One native control with its label. Its id is also its name in the address: `?descent.start=-3`."""
    labels = [html.escape(label) for label in labels]
    if isinstance(values[0], str):
        options = "".join(f'<option value="{i}"{" selected" * (i == at)}>{text}' for i, text in enumerate(labels))
        control = f'<select id="{key}" autocomplete="off">{options}</select>'
    else:
        control = (
            f'<output for="{key}">{labels[at]}</output><input type="range" id="{key}" min="0" max="{len(labels) - 1}" '
            f'value="{at}" style="--at:{at};--last:{len(labels) - 1}" aria-valuetext="{labels[at]}" autocomplete="off">'
        )
    return f'<div><label for="{key}">{html.escape(words)}</label>{control}</div>\n'


def label(value):
    """A value as readers see it, and as it stands in the address."""
    return value if isinstance(value, str) else f"{value:g}"
