import numpy as np


def right_permutation(X, k, rng):
    """The first k of a random order"""
    return X[rng.permutation(len(X))[:k]].astype(float)


def right_choice_of_rows(X, k, rng):
    """The generator draws rows itself, float32"""
    return rng.choice(X, size=k, replace=False, axis=0).astype(np.float32)


def right_keys(X, k, rng):
    """The rows with the smallest random keys"""
    return np.array(X, dtype=float)[np.argsort(rng.random(len(X)))[:k]]


def right_loop(X, k, rng):
    """Draws one by one and skips what is taken"""
    taken = []
    while len(taken) < k:
        i = int(rng.integers(len(X)))
        if i not in taken:
            taken.append(i)
    return np.array([X[i] for i in taken], dtype=np.float64)


def right_distinct_colors(X, k, rng):
    """k different colors, where there are so many"""
    colors = np.unique(X, axis=0)
    if len(colors) < k:
        colors = X
    return rng.choice(colors, k, replace=False).astype(float)


def right_plus_plus(X, k, rng):
    """k-means++: rows far from the centers so far are likelier"""
    X = X.astype(float)
    chosen = [int(rng.integers(len(X)))]
    while len(chosen) < k:
        apart = ((X[:, None] - X[chosen]) ** 2).sum(axis=2).min(axis=1)
        apart[chosen] = 0
        free = np.setdiff1d(np.arange(len(X)), chosen)
        chosen.append(int(rng.choice(len(X), p=apart / apart.sum()) if apart.any() else rng.choice(free)))
    return X[chosen]


def wrong_global(X, k, rng):
    """NumPy's global generator | draw from rng, not from np.random"""
    return X[np.random.choice(len(X), k, replace=False)].astype(float)


def wrong_own_generator(X, k, rng):
    """A generator of its own, always in the same state | the very same centers"""
    return X[np.random.default_rng(0).choice(len(X), k, replace=False)].astype(float)


def wrong_unseeded(X, k, rng):
    """A fresh generator without a seed | same state gave different centers"""
    return X[np.random.default_rng().choice(len(X), k, replace=False)].astype(float)


def wrong_first(X, k, rng):
    """The first k rows | the very same centers"""
    return X[:k].astype(float)


def wrong_replacement(X, k, rng):
    """Draws with replacement | drawn twice"""
    return X[rng.integers(len(X), size=k)].astype(float)


def wrong_dtype(X, k, rng):
    """The rows keep their dtype | should be floats"""
    return X[rng.choice(len(X), k, replace=False)]


def wrong_range(X, k, rng):
    """Random colors between the smallest and largest value | not rows of X"""
    return rng.uniform(X.min(axis=0), X.max(axis=0), (k, X.shape[1]))


def wrong_channels(X, k, rng):
    """Every channel is drawn for itself | not rows of X"""
    return np.column_stack([rng.choice(column, k, replace=False) for column in X.T]).astype(float)


def wrong_numbers(X, k, rng):
    """The row numbers instead of the rows | row numbers"""
    return rng.choice(len(X), k, replace=False).astype(float)


def wrong_top(X, k, rng):
    """Draws from the first rows only | should have a chance"""
    return X[rng.choice(min(k + 1, len(X)), k, replace=False)].astype(float)


def wrong_list(X, k, rng):
    """A list of rows | not list"""
    return X[rng.choice(len(X), k, replace=False)].astype(float).tolist()


def wrong_distinct_colors(X, k, rng):
    """Draws from the different colors, as far as they go | draw rows, not colors"""
    return rng.permutation(np.unique(X, axis=0))[:k].astype(float)


def wrong_distinct_choice(X, k, rng):
    """Draws from the different colors, which may be too few | given a table in which colors repeat"""
    return rng.choice(np.unique(X, axis=0), k, replace=False).astype(float)


def wrong_distinct_repeated(X, k, rng):
    """Draws from the different colors, with putting back where they are few | draw rows, not colors"""
    colors = np.unique(X, axis=0)
    return rng.choice(colors, k, replace=len(colors) < k).astype(float)


def wrong_cut(X, k, rng):
    """The rows lose their fractions | not rows of X"""
    return X[rng.choice(len(X), k, replace=False)].astype(int).astype(float)


def wrong_first_thousand(X, k, rng):
    """Draws from the first 1,000 rows | none below the first 1,000"""
    return X[rng.choice(min(len(X), 1000), k, replace=False)].astype(float)
