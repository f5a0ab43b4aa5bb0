import numpy as np


def right_python(X, C, labels):
    """Plain Python loops"""
    total = 0.0
    for x, j in zip(X, labels):
        for p, q in zip(x, C[j]):
            total += (float(p) - float(q)) ** 2
    return total


def right_by_cluster(X, C, labels):
    """Cluster by cluster"""
    return sum(np.sum((X[labels == j].astype(float) - C[j].astype(float)) ** 2) for j in range(len(C)))


def right_table(X, C, labels):
    """From the table of all distances"""
    return squared_distances(X, C)[np.arange(len(X)), labels].sum()


def right_integers(X, C, labels):
    """A NumPy float from einsum"""
    difference = X.astype(np.float64) - np.take(C, labels, axis=0)
    return np.einsum("nd,nd->", difference, difference)


def right_float32(X, C, labels):
    """float32 all the way"""
    return np.linalg.norm(X.astype(np.float32) - C.astype(np.float32)[labels]) ** 2


def wrong_uint8(X, C, labels):
    """Nothing is converted, as in the blog post | convert both to float"""
    return float(np.sum((X - C[labels]) ** 2))


def wrong_wrapped_difference(X, C, labels):
    """The difference wraps, the square does not | convert both to float"""
    return float(np.sum((X - C[labels]).astype(float) ** 2))


def wrong_int16(X, C, labels):
    """Squares in int16 overflow | too large for int16"""
    return float(np.sum((X.astype(np.int16) - C.astype(np.int16)[labels]) ** 2))


def wrong_nearest(X, C, labels):
    """The nearest center, whatever the label | use the labels"""
    return float(squared_distances(X, C).min(axis=1).sum())


def wrong_mean(X, C, labels):
    """The mean over the pixels | This is a mean"""
    return float(np.mean(np.sum((X.astype(float) - C.astype(float)[labels]) ** 2, axis=1)))


def wrong_mean_of_all(X, C, labels):
    """The mean over pixels and channels | This is a mean"""
    return float(np.mean((X.astype(float) - C.astype(float)[labels]) ** 2))


def wrong_root(X, C, labels):
    """The square root | square root of the inertia"""
    return float(np.linalg.norm(X.astype(float) - C.astype(float)[labels]))


def wrong_absolute(X, C, labels):
    """Absolute differences | sum of the distances themselves"""
    return float(np.abs(X.astype(float) - C.astype(float)[labels]).sum())


def wrong_distances(X, C, labels):
    """The sum of distances instead of their squares | sum of the distances themselves"""
    return float(np.linalg.norm(X.astype(float) - C.astype(float)[labels], axis=1).sum())


def wrong_each_row(X, C, labels):
    """One number for each pixel | one number, but shape (6,) came"""
    return ((X.astype(float) - C.astype(float)[labels]) ** 2).sum(axis=1)


def wrong_negative(X, C, labels):
    """With a minus sign, like scikit-learn's score | For the example 21 is right"""
    return -float(((X.astype(float) - C.astype(float)[labels]) ** 2).sum())


def wrong_three_channels(X, C, labels):
    """Only the first three features | only the first 3 were counted"""
    return float(((X.astype(float) - C.astype(float)[labels])[:, :3] ** 2).sum())


def wrong_centers_cut(X, C, labels):
    """The centers become whole numbers | keep the fractions of the centers"""
    C = C.astype(int) if X.dtype == np.uint8 else C
    return float(((X.astype(float) - C.astype(float)[labels]) ** 2).sum())


def wrong_all_cut(X, C, labels):
    """Everything becomes whole numbers | On random rows of float64"""
    return float(((X.astype(int) - C.astype(int)[labels]) ** 2).sum())


def wrong_half(X, C, labels):
    """Half of the sum | For the example 21 is right"""
    return float(((X.astype(float) - C.astype(float)[labels]) ** 2).sum()) / 2


def wrong_factor(X, C, labels):
    """The factor 2 of the expansion is forgotten | For the example 21 is right"""
    X, C = X.astype(float), C.astype(float)[labels]
    return float((X**2 - X * C + C**2).sum())


def wrong_first_thousand(X, C, labels):
    """The first 1,000 rows | all rows"""
    return float(((X.astype(float) - C.astype(float)[labels])[:1000] ** 2).sum())
