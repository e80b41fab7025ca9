"""The lectures' own experiments, by name, with their random streams, R's and MXNet's."""

from lessonlib.lecture.lesson2 import ClippedSigmoid, clipped_cross_entropy, train_mlp
from lessonlib.lecture.lesson5 import (
    History,
    densenet,
    floored_cross_entropy,
    mlp,
    networks,
    resnet,
    stale_steps,
    train_iris,
)
from lessonlib.lecture.mxnet import MXNetAdam, mxnet_arguments, mxnet_name, mxnet_uniform

__all__ = [
    "ClippedSigmoid",
    "History",
    "MXNetAdam",
    "clipped_cross_entropy",
    "densenet",
    "floored_cross_entropy",
    "mlp",
    "mxnet_arguments",
    "mxnet_name",
    "mxnet_uniform",
    "networks",
    "resnet",
    "stale_steps",
    "train_iris",
    "train_mlp",
]
