import numpy as np
from scipy.spatial.distance import cdist
from sklearn.metrics import euclidean_distances, pairwise_distances


def right_broadcasting(X, C):
    """A table of differences in float64"""
    return ((X[:, np.newaxis].astype(float) - C[np.newaxis].astype(float)) ** 2).sum(axis=-1)


def right_loops(X, C):
    """Two loops over rows, one over features"""
    table = np.zeros((len(X), len(C)))
    for i, x in enumerate(X):
        for j, c in enumerate(C):
            for p, q in zip(x, c):
                table[i, j] += (float(p) - float(q)) ** 2
    return table


def right_expansion(X, C):
    """The expansion in float64, tiny negative numbers left in"""
    X, C = X.astype(float), C.astype(float)
    return (X**2).sum(axis=1, keepdims=True) - 2 * X @ C.T + (C**2).sum(axis=1)


def right_expansion_float32(X, C):
    """The expansion in float32"""
    X, C = X.astype(np.float32), C.astype(np.float32)
    return np.sum(X * X, axis=1)[:, None] - 2 * (X @ C.T) + np.sum(C * C, axis=1)


def right_norms(X, C):
    """The norm of differences, squared again, center by center"""
    return np.stack([np.linalg.norm(X.astype(np.float64) - c, axis=1) ** 2 for c in C.astype(np.float64)], axis=1)


def right_cdist(X, C):
    """SciPy's cdist"""
    return cdist(X, C, "sqeuclidean")


def right_sklearn(X, C):
    """scikit-learn's euclidean_distances"""
    return euclidean_distances(X.astype(float), C.astype(float), squared=True)


def right_pairwise(X, C):
    """scikit-learn's pairwise_distances, squared"""
    return pairwise_distances(X.astype(float), C.astype(float)) ** 2


def right_einsum(X, C):
    """einsum over float differences"""
    difference = np.asarray(X, float)[:, None] - np.asarray(C, float)
    return np.einsum("nkd,nkd->nk", difference, difference)


def wrong_uint8(X, C):
    """Both arrays are subtracted as they come, and the sum is made a float | convert both to float"""
    return ((X[:, None] - C) ** 2).sum(axis=2).astype(float)


def wrong_converted_late(X, C):
    """The conversion comes after the subtraction | convert both to float"""
    return ((X[:, None] - C).astype(float) ** 2).sum(axis=2)


def wrong_square_uint8(X, C):
    """The difference is right, but it is cut to uint8 before squaring | convert both to float"""
    difference = np.abs(X[:, None].astype(int) - C.astype(int)).astype(np.uint8)
    return (difference**2).sum(axis=2).astype(float)


def wrong_int16(X, C):
    """int16 holds the differences but not their squares | too large for int16"""
    difference = X[:, None].astype(np.int16) - C.astype(np.int16)
    return (difference**2).sum(axis=2).astype(float)


def wrong_only_uint8(X, C):
    """uint8 is converted, other small integers are not | convert both to float"""
    if X.dtype == np.uint8:
        X = X.astype(float)
    if C.dtype == np.uint8:
        C = C.astype(float)
    return np.sum((X[:, None] - C) ** 2, axis=2).astype(float)


def wrong_expansion_uint8(X, C):
    """The expansion on uint8 arrays | convert both to float"""
    return ((X**2).sum(axis=1)[:, None] - 2.0 * (X @ C.T) + (C**2).sum(axis=1)).astype(float)


def wrong_root(X, C):
    """The distances themselves | Leave out the square root"""
    return cdist(X, C)


def wrong_manhattan(X, C):
    """Absolute differences | sums of absolute differences"""
    return cdist(X, C, "cityblock")


def wrong_mean(X, C):
    """The mean over the channels | mean over the channels"""
    return ((X[:, None].astype(float) - C) ** 2).mean(axis=2)


def wrong_swapped(X, C):
    """Centers first | 2 high and 6 wide"""
    return cdist(C, X, "sqeuclidean")


def wrong_no_sum(X, C):
    """The sum over the channels is missing | add them up over the last axis"""
    return (X[:, None].astype(float) - C) ** 2


def wrong_axis(X, C):
    """The sum over the centers | expected shape (6, 2), got (6, 3)"""
    return ((X[:, None].astype(float) - C) ** 2).sum(axis=1)


def wrong_nearest(X, C):
    """Only the smallest distance of each row | expected shape (6, 2), got (6,)"""
    return cdist(X, C, "sqeuclidean").min(axis=1)


def wrong_whole_numbers(X, C):
    """Whole numbers instead of floats | should be floats"""
    return ((X[:, None].astype(int) - C.astype(int)) ** 2).sum(axis=2)


def wrong_three_channels(X, C):
    """Red, green and blue by name | first 3 were counted"""
    X, C = X.astype(float), C.astype(float)
    channels = range(min(3, X.shape[1]))
    return np.sum([(X[:, None, i] - C[None, :, i]) ** 2 for i in channels], axis=0)


def wrong_fractions_lost(X, C):
    """Everything becomes whole numbers first | some distances are wrong"""
    return ((X[:, None].astype(int) - C.astype(int)) ** 2).sum(axis=2).astype(float)


def wrong_list(X, C):
    """A list of lists | NumPy array, not list"""
    return cdist(X, C, "sqeuclidean").tolist()


def wrong_sign(X, C):
    """A plus sign in the expansion | other numbers"""
    X, C = X.astype(float), C.astype(float)
    return (X**2).sum(axis=1)[:, None] + 2 * X @ C.T + (C**2).sum(axis=1)


def wrong_factor(X, C):
    """The factor 2 of the expansion is forgotten | The example has other numbers"""
    X, C = X.astype(float), C.astype(float)
    return (X**2).sum(axis=1)[:, None] - X @ C.T + (C**2).sum(axis=1)


def wrong_half(X, C):
    """Half of the squares | The example has other numbers"""
    return cdist(X, C, "sqeuclidean") / 2


def wrong_rows_cut(X, C):
    """Only X loses its fractions | some distances are wrong"""
    return cdist(X.astype(int), C, "sqeuclidean")


def wrong_centers_cut(X, C):
    """Only C loses its fractions | some distances are wrong"""
    return cdist(X, C.astype(int), "sqeuclidean")


def wrong_first_thousand(X, C):
    """The first 1,000 rows | For 1200 rows"""
    return cdist(X[:1000], C, "sqeuclidean")
