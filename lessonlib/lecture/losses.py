"""The lecture's losses, with the small number that it puts into the logarithm."""

import numpy as np

from lessonlib.functions import sigmoid, softmax
from lessonlib.losses import takes_classes, takes_labels


@takes_labels
def clipped_cross_entropy(Z, Y, eps=1e-8):
    """L = mean of -Y log(P + eps) - (1 - Y) log(1 - P + eps),  P = S(Z) kept in [eps, 1 - eps];   dZ = (P - Y) / n

    The lecture's loss, where we use sigmoid_cross_entropy. It is at most 17.7, and its clip is not differentiated.
    """
    n = Z.shape[-2]
    P = np.clip(sigmoid(Z), eps, 1 - eps)
    losses = -np.log(np.where(Y == 1, P, 1 - P) + eps)
    return losses.sum(axis=(-2, -1)) / n, (P - Y) / n


@takes_classes
def floored_cross_entropy(Z, Y, eps=1e-8):
    """L = mean over rows and classes of -Y log(P + eps),  P = softmax(Z);   dZ = p / (p + eps) (P - Y) / (n c)

    p: the probability of the row's class. The lecture's loss: for c classes softmax_cross_entropy divided by c, and at
    most -log(eps) / c. Its derivative is exact, and 0 where p is.
    """
    n, c = Z.shape[-2:]
    P = softmax(Z)
    p = (Y * P).sum(axis=-1, keepdims=True)
    return -np.log(p + eps).sum(axis=(-2, -1)) / (n * c), p / (p + eps) * (P - Y) / (n * c)
