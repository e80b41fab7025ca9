"""The live face of an explorer, in a kernel: ipywidgets, and only what their versions 7 and 8 share."""

import html

from lessonlib.explorer_page import label, words


def live(explorer, picture, text):
    """The controls of an `Explorer` with its first picture and caption, or None without ipywidgets."""
    try:
        import ipywidgets as widgets
    except ImportError:
        return None
    image = widgets.Image(value=picture, format="png", layout={"width": "100%", "max_width": "700px"})
    caption = widgets.HTML(html.escape(text))
    controls = {}
    for name, values in explorer.controls.items():
        kind = widgets.Dropdown if isinstance(values[0], str) else widgets.SelectionSlider
        controls[name] = kind(
            options=[(label(value), value) for value in values],
            value=explorer.first[name],
            description=words(name),
            style={"description_width": "initial"},
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
    button = widgets.Button(description="Reset")
    button.on_click(reset)
    return widgets.VBox([*controls.values(), button, image, caption])
