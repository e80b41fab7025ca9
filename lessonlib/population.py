"""Random streams for one, or for each member of a population."""

import numpy as np

from lessonlib.rstream import RStream


def one_or_many(stream, draw):
    """`draw(stream)`, a tuple of arrays; for a list of K streams each array gets a leading axis of length K.

    stream: an RStream or a list of them; None takes RStream(0), the lecture's.
    """
    stream = RStream(0) if stream is None else stream
    streams = stream if isinstance(stream, (list, tuple)) else [stream]
    if not streams or not all(isinstance(one, RStream) for one in streams):
        raise ValueError(f"stream takes an RStream or a list of at least one, got {stream!r}")
    if streams is not stream:
        return draw(stream)
    return tuple(np.stack(arrays) for arrays in zip(*map(draw, stream), strict=True))


def one_each(rng, population):
    """A list of generators, one for each of `population` members; [rng] if population is None.

    rng: a numpy Generator or an RStream. A population takes a list of them, or one Generator, which is spawned.
    """
    if population is not None and isinstance(rng, np.random.Generator):
        return rng.spawn(population)
    rngs = [rng] if population is None else rng
    if not isinstance(rngs, (list, tuple)) or not all(isinstance(r, (np.random.Generator, RStream)) for r in rngs):
        raise ValueError(f"rng takes a numpy Generator, an RStream or, for a population, a list of them, got {rng!r}")
    if len(rngs) != (population or 1) or len(set(map(id, rngs))) < len(rngs):
        raise ValueError(f"rng takes {population} different generators, one for each member, got {len(rngs)}: {rng!r}")
    return list(rngs)
