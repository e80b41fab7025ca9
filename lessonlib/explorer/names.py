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
