"""The lectures' own experiments, by name, with their random streams, R's and MXNet's."""

from lessonlib.lecture.losses import clipped_cross_entropy, floored_cross_entropy
from lessonlib.lecture.mxnet import MXNetAdam, mxnet_arguments, mxnet_name, stale_steps
from lessonlib.lecture.networks import ClippedSigmoid, densenet, mlp, networks, resnet
from lessonlib.lecture.streams import mxnet_uniform
from lessonlib.lecture.trainer import History, InOrder, train_iris, train_mlp

__all__ = [
    "ClippedSigmoid",
    "History",
    "InOrder",
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
