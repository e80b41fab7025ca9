"""How the book looks: every colour, marker, line and weight, by role. Plain data; nothing else names a colour.

A look is a dict of matplotlib's `color`, `marker` and `linestyle`. Looks come in families, and no look belongs to two
of them: a reader who has met a method never meets its look as a class or as an outcome. Within a family colours stay
apart with every kind of colour vision; each stands out on GROUND as a line (contrast of at least 3), and `words` makes
it dark enough to be read as text (at least 4.5, both after the WCAG).
"""

GROUND, INK, GREY, WHITE = "#fdfcf9", "#222222", "#6b6b6b", "#ffffff"  # of pictures, their words, what is beside them
FAINT, BAND, INPUT = "#8f8b82", "#e9e5db", "#d8d4ca"  # lines of less weight; a strip of the ground; what are data

METHODS = {
    "GradientDescent": {"color": "#1d3f94", "marker": "o", "linestyle": "-"},
    "Momentum": {"color": "#9b0602", "marker": "s", "linestyle": "-"},
    "Adagrad": {"color": "#829601", "marker": "v", "linestyle": "-."},
    "RMSProp": {"color": "#00a0a2", "marker": "X", "linestyle": "--"},
    "Adadelta": {"color": "#907dff", "marker": "D", "linestyle": (0, (5, 1))},
    "Adam": {"color": "#b3385e", "marker": "P", "linestyle": "-"},
    "SWATS": {"color": "#7223da", "marker": "*", "linestyle": ":"},
}
ACTIVATIONS = {
    "Sigmoid": {"color": "#aa4499", "marker": "D", "linestyle": "--"},
    "ReLU": {"color": "#009e73", "marker": "^", "linestyle": "-"},
    "LeakyReLU": {"color": "#7a6e00", "marker": "s", "linestyle": "--"},
    "ELU": {"color": "#3808cb", "marker": "o", "linestyle": ":"},
    "GELU": {"color": "#322f3b", "marker": "P", "linestyle": "-."},
    "SiLU": {"color": "#867eff", "marker": "v", "linestyle": (0, (5, 1, 1, 1, 1, 1))},
}
NETWORKS = {
    "plain": {"color": "#541500", "marker": "s", "linestyle": "--"},
    "residual": {"color": "#3e13f1", "marker": "o", "linestyle": "-"},
    "projection": {"color": "#9f9100", "marker": "D", "linestyle": ":"},
    "dense": {"color": "#2c9f75", "marker": "^", "linestyle": "-."},
    "batchnorm": {"color": "#cd2fb9", "marker": "P", "linestyle": "-"},
}
PASSES = {  # what flows through a network: values forward, derivatives backward, and the gradient of the weights
    "forward": {"color": INK, "marker": "o", "linestyle": "--"},
    "backward": {"color": "#9a1a98", "marker": "s", "linestyle": ":"},
    "gradient": {"color": "#10934d", "marker": "^", "linestyle": "-"},
}
CLASSES = (  # of observations: 0, 1 (and 2, of three species)
    {"color": "#4725a1", "marker": "o"},
    {"color": "#a58600", "marker": "^"},
    {"color": "#369a86", "marker": "s"},
)
OUTCOMES = {  # how a run ends: as wished, elsewhere, nowhere yet, or beyond all numbers
    "learnt": {"color": "#0072b2", "marker": "o", "linestyle": "-"},
    "stuck": {"color": "#d55e00", "marker": "s", "linestyle": "--"},
    "unsettled": {"color": GREY, "marker": "v", "linestyle": ":"},
    "diverged": {"color": INK, "marker": "x", "linestyle": "-."},
}
OUTCOME_FILLS = {"learnt": "#0072b2", "stuck": "#e69f00", "unsettled": "#c9c6bf", "diverged": GROUND}  # on maps
FAMILIES = {
    "methods": METHODS,
    "activations": ACTIVATIONS,
    "networks": NETWORKS,
    "passes": PASSES,
    "classes": dict(enumerate(CLASSES)),
    "outcomes": OUTCOMES,
}
OTHERS = (  # for what no family knows, such as an optimizer of the reader's own
    {"color": "#5f4a3f", "marker": ">", "linestyle": (0, (3, 1))},
    {"color": "#4a6b7a", "marker": "<", "linestyle": (0, (1, 1))},
    {"color": "#6e4a6e", "marker": "p", "linestyle": (0, (6, 2, 1, 2))},
)

RUN = {"linewidth": 0.6, "alpha": 0.3, "linestyle": "-"}  # one of many
MEDIAN = {"color": INK, "linewidth": 2.2, "linestyle": "-"}  # of many runs
LAW = {"linewidth": 1.6}  # what a formula says, beside what was measured
REFERENCE = {"color": GREY, "linewidth": 1, "linestyle": ":"}  # a level to compare with
INTERVAL = {"alpha": 0.2, "linewidth": 0}  # a band of uncertainty
MEASURED = {"color": "#33457f", "marker": "o", "linestyle": "-"}  # of no method, class or outcome
ANSWER = {"color": WHITE, "marker": "*", "markeredgecolor": INK}  # where the best answer is

# Colours of areas, from low to high: of a loss (viridis, made lighter, so that dark paths stand out on it), of what a
# model says between class 0 and class 1, of kinds of motion, of a table's cells (right answers; sizes)
SURFACE = ("#9873a1", "#9a89b5", "#959bbe", "#8dacc1", "#87bbc1", "#84c9be", "#90d8b5", "#afe4a3", "#d6ed8a", "#fef287")
DECISION = ("#cfc4ee", WHITE, "#f1e4b0")
MOTIONS = ("#d9efe6", "#d6e6f4", "#f3ead1", "#e3d3d3")
RIGHT = (WHITE, "#c6dbef")
SIZES = ("#ffffd9", "#e1f3b2", "#97d6b9", "#40b5c4", "#1f80b8", "#24419a", "#081d58")
# Of lines in an order: sizes of batches, from warm (few rows, noise) to dark; layers, from dark (the data's) to light
BATCHES = ("#e56a5d", "#cc4977", "#ae2892", "#8808a6", "#5b01a5", "#2a0593")
LAYERS = ("#440154", "#482878", "#3e4a89", "#30698e", "#25838e", "#1f9f88")
ORDER = ("osD^vP", ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1))))  # their markers and lines
CYCLE = ("#4a6b7a", "#a3502a", "#5b7f3a", "#8a4f9e", "#7a6a2c", "#33457f")  # of lines that say no colour
SITE = {  # of the site's pages: the theme's variables, in the light and in the dark
    "light": {"primary": "#0b5a7a", "link": "#0b5a7a", "link-hover": "#8a3c00", "inline-code": "#9c1a5b"},
    "dark": {"primary": "#7cc7e8", "link": "#7cc7e8", "link-hover": "#ffb86b"},
}


def method(optimizer):
    """The look of an optimizer, given as an object, a class or a name; one of OTHERS if the book does not know it."""
    return _known(METHODS, optimizer)


def activation(layer):
    """The look of an activation, given as an object, a class or a name; one of OTHERS if the book does not know it."""
    return _known(ACTIVATIONS, layer)


def _known(family, thing):
    name = thing if isinstance(thing, str) else getattr(thing, "__name__", type(thing).__name__)
    return family.get(name) or OTHERS[sum(name.encode()) % len(OTHERS)]


def line(look):
    """Colour and line of a look, without its marker."""
    return {key: look[key] for key in ("color", "linestyle")}


def dots(look):
    """Colour and marker of a look, without its line."""
    return {"color": look["color"], "marker": look["marker"], "linestyle": "none"}


def again(look):
    """The look of a second line of the same kind, such as Adam without its correction: the same colour."""
    return look | {"marker": "p", "linestyle": (0, (1, 1.2))}


def in_order(colours, count):
    """`count` looks with colours evenly from a list such as BATCHES, the first and the last included."""
    places = [i * (len(colours) - 1) / max(count - 1, 1) for i in range(count)]
    marks, lines = ORDER
    return [
        {"color": _mixed(colours, place), "marker": marks[i % len(marks)], "linestyle": lines[i % len(lines)]}
        for i, place in enumerate(places)
    ]


def words(look, ground=GROUND):
    """A look's colour, or a colour itself, as dark as text on `ground` must be: with a contrast of at least 4.5."""
    colour = look if isinstance(look, str) else look["color"]
    shares = (k / 50 for k in range(51))
    return next(dark for k in shares if contrast(dark := _mixed((colour, "#000000"), k), ground) >= 4.5)


def words_on(colour):
    """INK or WHITE: what reads better on a ground of this colour."""
    return max((INK, WHITE), key=lambda ink: contrast(ink, colour))


def contrast(one, other):
    """The contrast of two colours after the WCAG 2.2, from 1 to 21."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour):
    parts = [c / 255 for c in _parts(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _mixed(colours, place):
    """The colour at a place from 0 to len(colours) - 1, straight between its neighbours in the list."""
    low = min(int(place), len(colours) - 2)
    pairs = zip(_parts(colours[low]), _parts(colours[low + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (place - low)):02x}" for a, b in pairs)
