import numpy as np
from scipy.spatial.distance import cdist
from sklearn.metrics import pairwise_distances_argmin


def right_argmin(X, C):
    """argmin of the student's own distances"""
    return squared_distances(X, C).argmin(axis=1)


def right_loops(X, C):
    """Loops, strictly smaller wins"""
    labels = []
    for x in X.tolist():
        best, number = float("inf"), -1
        for j, c in enumerate(C.tolist()):
            apart = sum((p - q) ** 2 for p, q in zip(x, c))
            if apart < best:
                best, number = apart, j
        labels.append(number)
    return np.array(labels)


def right_cdist(X, C):
    """SciPy's distances with the root"""
    return np.argmin(cdist(X.astype(float), C.astype(float)), axis=1)


def right_sklearn(X, C):
    """scikit-learn's pairwise_distances_argmin"""
    return pairwise_distances_argmin(X.astype(float), C.astype(float))


def right_float32(X, C):
    """The expansion in float32, exact for whole numbers of this size, as int32"""
    X, C = X.astype(np.float32), C.astype(np.float32)
    return ((C * C).sum(axis=1) - 2 * X @ C.T).argmin(axis=1).astype(np.int32)


def right_center_by_center(X, C):
    """One center after the other, the best so far is kept"""
    X = X.astype(float)
    labels, best = np.zeros(len(X), dtype=np.int64), np.full(len(X), np.inf)
    for j, c in enumerate(C.astype(float)):
        apart = ((X - c) ** 2).sum(axis=1)
        labels[apart < best] = j
        best = np.minimum(best, apart)
    return labels


def wrong_last_tie(X, C):
    """The larger number wins a tie | equally near to both centers"""
    return len(C) - 1 - cdist(X.astype(float), C.astype(float))[:, ::-1].argmin(axis=1)


def wrong_less_or_equal(X, C):
    """A loop with <= instead of < | smaller number should win"""
    labels, best = np.zeros(len(X), dtype=int), np.full(len(X), np.inf)
    for j, c in enumerate(C.astype(float)):
        apart = ((X - c) ** 2).sum(axis=1)
        labels[apart <= best] = j
        best = np.minimum(best, apart)
    return labels


def wrong_random_tie(X, C):
    """A tie is broken by a tiny random number | equally near"""
    apart = cdist(X.astype(float), C.astype(float), "sqeuclidean")
    return (apart + np.random.default_rng(1).random(apart.shape) * 1e-6).argmin(axis=1)


def wrong_furthest(X, C):
    """The furthest center | furthest away"""
    return cdist(X, C).argmax(axis=1)


def wrong_axis(X, C):
    """The nearest pixel of each center | not the reverse"""
    return cdist(X, C).argmin(axis=0)


def wrong_distances(X, C):
    """The distances instead of the numbers | number of the nearest one is wanted"""
    return cdist(X, C, "sqeuclidean")


def wrong_smallest_distance(X, C):
    """The smallest distance instead of its place | whole numbers, but the dtype is float64"""
    return cdist(X, C, "sqeuclidean").min(axis=1)


def wrong_floats(X, C):
    """Labels as floats | but the dtype is float64"""
    return cdist(X, C).argmin(axis=1).astype(float)


def wrong_uint8(X, C):
    """Differences of uint8 wrap around | wraps around"""
    return ((X[:, None] - C) ** 2).sum(axis=2).argmin(axis=1)


def wrong_int16(X, C):
    """Squares in int16 overflow | did not get their nearest center"""
    difference = X[:, None].astype(np.int16) - C.astype(np.int16)
    return (difference**2).sum(axis=2, dtype=np.int16).argmin(axis=1)


def wrong_manhattan(X, C):
    """The sum of absolute differences instead of squares | did not get their nearest center"""
    return cdist(X, C, "cityblock").argmin(axis=1)


def wrong_whole(X, C):
    """Fractions are cut off first | keep the fractions"""
    return cdist(X.astype(int), C.astype(int)).argmin(axis=1)


def wrong_from_one(X, C):
    """Numbers from 1 | numbers are 0 and 1, yours go from 1 to 2"""
    return cdist(X, C).argmin(axis=1) + 1


def wrong_list(X, C):
    """A list | not list"""
    return cdist(X, C).argmin(axis=1).tolist()


def wrong_uint8_numbers(X, C):
    """Numbers above 255 do not fit | did not get their nearest center"""
    return squared_distances(X, C).argmin(axis=1).astype(np.uint8)


def wrong_cut(X, C):
    """The centers lose their fractions | keep the fractions of X and of C"""
    return squared_distances(X, C.astype(int)).argmin(axis=1)


def wrong_one_left(X, C):
    """The last of many rows is left at its old number | 1 of 2,500 random rows"""
    found = squared_distances(X, C).argmin(axis=1)
    if len(X) > 1000:
        found[-1] = squared_distances(X[-1:], C).argmax()
    return found
