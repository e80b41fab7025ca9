"""lessonlib: the small numpy package behind *Descent and Depth*.

Notation: rows are observations; dQ is the derivative of the loss with respect to Q and has Q's shape.
Every array may carry one leading axis, a population of K members that train side by side; parameters are
always the last axis.
"""
