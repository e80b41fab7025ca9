"""What tests of pictures ask of them."""


def texts(ax):
    """All that is written on the picture, as a list of strings."""
    return [text.get_text() for text in ax.texts]
