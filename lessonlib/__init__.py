"""lessonlib: the small numpy package behind the book Descent and Depth.

    import numpy as np
    from lessonlib import datasets, losses, measures
    from lessonlib.layers import Linear, ReLU
    from lessonlib.network import Network
    from lessonlib.optimizers import Adam
    from lessonlib.training import Batches, descend, objective

    X, y, X_test, y_test = datasets.iris_split()
    rng = np.random.default_rng(0)
    net = Network([Linear(4, 10), ReLU(), Linear(10, 3)]).initialise(rng, "he")
    f = objective(net, losses.softmax_cross_entropy, Batches(X, datasets.one_hot(y, 3), size=20, rng=rng))
    for k, loss, gradient in descend(f, net.w, Adam(lr=0.01), steps=500):
        if k % 100 == 0:
            print(k, loss)
    print(measures.accuracy(net.predict(X_test), datasets.one_hot(y_test, 3)))

datasets, objectives: what is learnt or descended.  layers, network, losses: what learns.  optimizers, training: how.
measures: what is measured of a network or a run.  evidence: how sure a share is.  heavy_ball: momentum on a parabola,
solved.  rstream, lecture: R's and MXNet's numbers.  sweep: many settings of a function, here or on a cluster; studies:
those that are stored.
explorer, plots: sliders and figures, which need matplotlib.

Notation: rows are observations; dQ is the derivative of the loss with respect to Q and has Q's shape.
Every array may carry one leading axis, a population of K members that train side by side; parameters are
always the last axis.
"""
