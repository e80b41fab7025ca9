"""All optimizers of the library, found and not listed: each law tries a new one without being told of it."""

from lessonlib import optimizers

OPTIMIZERS = [
    kind
    for kind in vars(optimizers).values()
    if isinstance(kind, type) and issubclass(kind, optimizers.Optimizer) and kind is not optimizers.Optimizer
]
