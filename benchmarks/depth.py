"""Time and memory of a very deep residual network: `python benchmarks/depth.py [--depth 1000] [--epochs 100]`.

Width 10, the lecture's training on the irises (batches of 20 rows, and all 100 after each epoch), Adam, one thread. The
bar is 40 s for 1000 layers and 100 epochs on a core of its own; on a shared one the processor's time tells more.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy is imported

import argparse
import resource
import sys
import time

from lessonlib import lecture
from lessonlib.optimizers import Adam


def peak_memory():
    """The most that this process has held so far, in MB (macOS counts bytes, Linux kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--depth", type=int, default=1000)
    options.add_argument("--epochs", type=int, default=100)
    options = options.parse_args()
    before, wall, processor = peak_memory(), time.perf_counter(), time.process_time()
    net = lecture.mxnet_uniform(lecture.resnet(options.depth))
    history = lecture.train_iris(net, Adam(lr=1e-4), options.epochs)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(
        f"{options.depth} residual layers, {net.w.size} parameters, {options.epochs} epochs, {len(history.loss)} moves"
    )
    print(f"time {wall:.1f} s (processor {processor:.1f} s)")
    print(f"memory {peak_memory():.0f} MB at most, {before:.0f} MB before the network was made")
    print(f"loss {history.loss[-1]:.4f}, accuracy on the training rows {history.accuracy[-1]:.2f}")
