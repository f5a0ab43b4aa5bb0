import numpy as np
from scipy import ndimage


def right_loop(X, labels, old):
    """A loop over the centers with a mask"""
    centers = old.astype(float)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].mean(axis=0)
    return centers


def right_list(X, labels, old):
    """A list comprehension with a condition"""
    return np.array(
        [X[labels == j].mean(axis=0) if (labels == j).sum() else old[j] for j in range(len(old))], dtype=float
    )


def right_add_at(X, labels, old):
    """np.add.at for sums and numbers, then np.where"""
    sums, sizes = np.zeros(old.shape), np.zeros((len(old), 1))
    np.add.at(sums, labels, X)
    np.add.at(sizes, labels, 1)
    return np.where(sizes > 0, sums / np.maximum(sizes, 1), old)


def right_one_hot(X, labels, old):
    """A matrix of ones and zeros, in float32 for the result"""
    member = (labels[:, None] == np.arange(len(old))).astype(float)
    sizes = member.sum(axis=0)
    sums = member.T @ X.astype(float)
    return np.where(sizes[:, None] == 0, old, sums / np.where(sizes == 0, 1, sizes)[:, None]).astype(np.float32)


def right_python(X, labels, old):
    """Plain Python lists"""
    centers = [[float(value) for value in row] for row in old]
    for j in range(len(old)):
        members = [x for x, label in zip(X.tolist(), labels.tolist()) if label == j]
        if members:
            centers[j] = [sum(values) / len(members) for values in zip(*members)]
    return np.array(centers)


def right_nan_repaired(X, labels, old):
    """Means of nothing are made and then replaced, silently"""
    with np.errstate(all="ignore"):
        sizes = np.bincount(labels, minlength=len(old))
        sums = np.array([np.bincount(labels, weights=column, minlength=len(old)) for column in X.T]).T
        centers = sums / sizes[:, None]
    centers[np.isnan(centers)] = old[np.isnan(centers)]
    return centers


def right_ndimage(X, labels, old):
    """SciPy's labeled means for the labels that occur"""
    centers = np.asarray(old, dtype=float).copy()
    present = np.unique(labels)
    for i in range(X.shape[1]):
        centers[present, i] = ndimage.mean(X[:, i].astype(float), labels, index=present)
    return centers


def wrong_nan(X, labels, old):
    """The mean of nothing | became nan"""
    with np.errstate(all="ignore"):
        sizes = np.bincount(labels, minlength=len(old))
        sums = np.array([np.bincount(labels, weights=column, minlength=len(old)) for column in X.T]).T
        return sums / sizes[:, None]


def wrong_zero(X, labels, old):
    """An empty cluster goes to black | became [0 0 0]"""
    centers = np.zeros(old.shape)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].mean(axis=0)
    return centers


def wrong_dropped(X, labels, old):
    """Empty clusters are left out | Two centers came for three"""
    return np.array([X[labels == j].mean(axis=0) for j in np.unique(labels)])


def wrong_dtype_of_old(X, labels, old):
    """The means are written into a copy of old, which may hold whole numbers | fraction, but the dtype"""
    centers = old.copy()
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].mean(axis=0)
    return centers


def wrong_fractions_lost(X, labels, old):
    """Floats, but the means were rounded down | lost its fraction"""
    centers = old.astype(float)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].sum(axis=0, dtype=int) // (labels == j).sum()
    return centers


def wrong_in_place(X, labels, old):
    """old itself is changed | changed the array"""
    for j in range(len(old)):
        if np.any(labels == j):
            old[j] = X[labels == j].mean(axis=0)
    return old.astype(float)


def wrong_random_row(X, labels, old):
    """An empty cluster gets a random pixel | stay at its old place"""
    rng = np.random.default_rng(0)
    return np.array(
        [X[labels == j].mean(axis=0) if np.any(labels == j) else X[rng.integers(len(X))] for j in range(len(old))]
    )


def wrong_median(X, labels, old):
    """Medians instead of means | means come out wrong"""
    return np.array([np.median(X[labels == j], axis=0) if np.any(labels == j) else old[j] for j in range(len(old))])


def wrong_one_number(X, labels, old):
    """The mean over the channels too | means come out wrong"""
    centers = old.astype(float)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].mean()
    return centers


def wrong_divided_by_all(X, labels, old):
    """Sums divided by the number of all rows | means come out wrong"""
    centers = old.astype(float)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].sum(axis=0) / len(X)
    return centers


def wrong_uint8_sum(X, labels, old):
    """Sums in the dtype of the pixels wrap around | come out wrong"""
    centers = old.astype(float)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].sum(axis=0, dtype=X.dtype) / (labels == j).sum()
    return centers


def wrong_inertia_step(X, labels, old):
    """Only half of the way to the mean | means come out wrong"""
    centers = old.astype(float)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = (old[j] + X[labels == j].mean(axis=0)) / 2
    return centers


def wrong_transposed(X, labels, old):
    """Features as rows | expected shape (6, 3)"""
    centers = old.astype(float)
    for j in range(len(old)):
        if np.any(labels == j):
            centers[j] = X[labels == j].mean(axis=0)
    return centers if old.shape == (3, 3) else centers.T


def wrong_rows_cut(X, labels, old):
    """The fractions of the rows are cut off | Some means are wrong"""
    X, centers = X.astype(int), old.astype(float)
    for j in np.unique(labels):
        centers[j] = X[labels == j].mean(axis=0)
    return centers


def wrong_old_cut(X, labels, old):
    """An empty cluster loses the fractions of its center | exactly where it was"""
    centers = old.astype(int).astype(float)
    for j in np.unique(labels):
        centers[j] = X[labels == j].astype(float).mean(axis=0)
    return centers


def wrong_uint8_labels(X, labels, old):
    """Labels above 255 do not fit | Some means are wrong"""
    labels, centers = labels.astype(np.uint8), old.astype(float)
    for j in np.unique(labels):
        centers[j] = X[labels == j].astype(float).mean(axis=0)
    return centers


def wrong_first_thousand(X, labels, old):
    """The means of the first 1,000 rows | Some means are wrong"""
    X, labels, centers = X[:1000], labels[:1000], old.astype(float)
    for j in np.unique(labels):
        centers[j] = X[labels == j].astype(float).mean(axis=0)
    return centers
