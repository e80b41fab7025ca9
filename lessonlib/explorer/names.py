"""What the controls of the book's explorers are called: a phrase for each parameter. Addresses keep the parameter."""

from lessonlib.phrases import _

NAMES = {
    "activation": _("activation"),
    "batch_size": _("batch size"),
    "beta1": _("beta1"),
    "beta2": _("beta2"),
    "connection": _("connection"),
    "depth": _("depth"),
    "drawn": _("drawn"),
    "epoch": _("epoch"),
    "first_weights": _("first weights"),
    "hidden_layers": _("hidden layers"),
    "layers": _("layers"),
    "learning_rate": _("learning rate"),
    "momentum": _("momentum"),
    "network": _("network"),
    "normaliser": _("normaliser"),
    "optimizer": _("optimizer"),
    "rank": _("rank"),
    "seed": _("seed"),
    "slope": _("slope"),
    "start": _("start"),
    "step": _("step"),
    "width": _("width"),
}


def called(names, controls):
    """{control: its phrase}: what `names` calls it, else NAMES, else its parameter with spaces. Raises ValueError."""
    if not isinstance(names, dict):
        raise ValueError(f"names takes a dict of what controls are called, got {names!r}")
    for name, words in names.items():
        if name not in controls:
            raise ValueError(f"names takes names of controls, {', '.join(controls)}, got {name!r}")
        if not (isinstance(words, str) and words.strip()):
            raise ValueError(f"names takes words for {name}, got {words!r}")
    names = {name: name.replace("_", " ") for name in controls} | NAMES | names
    return {name: names[name] for name in controls}
