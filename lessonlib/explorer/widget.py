"""The live face of an explorer, in a kernel: ipywidgets, and only what their versions 7 and 8 share."""

import html

from lessonlib.explorer.page import label
from lessonlib.phrases import _

WIDEST, TALLEST = 450, 600  # pixels of a picture: letters are like Jupyter's text, and the controls fit above it


def shown_size(width, height):
    """(width, height) at which Jupyter shows a picture of that many pixels."""
    share = min(WIDEST / width, TALLEST / height)
    return round(share * width), round(share * height)


def live(explorer, picture, text, size):
    """The controls of an `Explorer` with its first picture, of that size, and caption, or None without ipywidgets."""
    try:
        import ipywidgets as widgets
    except ImportError:
        return None
    image = widgets.Image(value=picture, format="png", layout={"width": f"{size[0]}px", "max_width": "100%"})
    caption = widgets.HTML(html.escape(text))
    controls = {}
    for name, values in explorer.controls.items():
        kind = widgets.Dropdown if isinstance(values[0], str) else widgets.SelectionSlider
        controls[name] = kind(
            options=[(label(value), value) for value in values],
            value=explorer.first[name],
            description=explorer.names[name],
            style={"description_width": "initial"},
            layout={"width": "auto"},  # all of the box
        )

    def show(_change):
        try:
            image.value, text = explorer.frame({name: control.value for name, control in controls.items()})
        except Exception as error:  # whatever draw raises: the reader sees it, and can move on
            caption.value = f"<b>{html.escape(f'{type(error).__name__}: {error}')}</b>"
        else:
            caption.value = html.escape(text)

    def reset(_button):
        for name, control in controls.items():
            control.value = explorer.first[name]

    for control in controls.values():
        control.observe(show, "value")
    button = widgets.Button(description=_("Reset"))
    button.on_click(reset)
    return widgets.VBox([*controls.values(), button, image, caption], layout={"max_width": "600px"})
