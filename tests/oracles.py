"""Networks written with the autograd package, as oracles: forward passes only, and nothing of lessonlib in them."""

from itertools import pairwise

import autograd.numpy as anp
from autograd import elementwise_grad, grad

ACTIVATIONS = {
    "Sigmoid": lambda X: 1 / (1 + anp.exp(-X)),
    "ReLU": lambda X: anp.where(X > 0, X, 0.0),
    "LeakyReLU": lambda X: anp.where(X > 0, X, 0.01 * X),
}


def sigmoid_loss(Z, Y):
    return -anp.mean(anp.sum(Y * anp.log(1 / (1 + anp.exp(-Z))) + (1 - Y) * anp.log(1 / (1 + anp.exp(Z))), axis=1))


def softmax_loss(Z, Y):
    E = anp.exp(Z)
    return -anp.mean(anp.log(anp.sum(Y * E, axis=1) / anp.sum(E, axis=1)))


def floored_loss(Z, Y):
    E = anp.exp(Z - anp.max(Z, axis=1, keepdims=True))
    return -anp.mean(Y * anp.log(E / anp.sum(E, axis=1, keepdims=True) + 1e-8))


def squared_loss(Z, Y):
    return anp.mean(anp.sum((Z - Y) ** 2, axis=1))


LOSSES = {"sigmoid_cross_entropy": sigmoid_loss, "softmax_cross_entropy": softmax_loss, "squared_error": squared_loss}


def mlp(w, X, widths, activation):
    """Z of a multi-layer perceptron whose flat vector has, layer by layer, the biases and then the rows of weights."""
    at = 0
    for i, (p, q) in enumerate(pairwise(widths)):
        b, W = w[at : at + q], anp.reshape(w[at + q : at + q + p * q], (p, q))
        at += q + p * q
        X = anp.dot(X, W) + b
        if i < len(widths) - 2:
            X = ACTIVATIONS[activation](X)
    return X


def composed(w, X, parts):
    """Y, and what is left of w, for parts such as [("linear", 3, 4), ("bn",), ("residual", [...])]; bn has eps 1e-3."""
    for kind, *rest in parts:
        if kind == "linear":
            p, q = rest
            X = anp.dot(X, anp.reshape(w[q : q + p * q], (p, q))) + w[:q]
            w = w[q + p * q :]
        elif kind == "bn":
            p = X.shape[1]
            X = w[:p] + w[p : 2 * p] * (X - anp.mean(X, axis=0)) / anp.sqrt(anp.var(X, axis=0) + 1e-3)
            w = w[2 * p :]
        elif kind in ACTIVATIONS:
            X = ACTIVATIONS[kind](X)
        else:
            F, w = composed(w, X, rest[0])
            X = X + F if kind == "residual" else anp.hstack([X, F])
    return X, w


def composed_loss(w, X, Y, parts):
    return softmax_loss(composed(w, X, parts)[0], Y)


composed_gradient = grad(composed_loss)


def mlp_loss(w, X, Y, widths, activation, loss):
    return LOSSES[loss](mlp(w, X, widths, activation), Y)


mlp_gradient = grad(mlp_loss)
loss_gradient = {name: grad(loss) for name, loss in LOSSES.items()}
floored_gradient = grad(floored_loss)
slope = {name: elementwise_grad(f) for name, f in ACTIVATIONS.items()}
