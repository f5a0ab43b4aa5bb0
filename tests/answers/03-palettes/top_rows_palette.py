import numpy as np
from sklearn.utils import shuffle


def right_slice(X, k, seed, rows=1000):
    """A draw from the slice"""
    return np.random.default_rng(seed).choice(X[:rows], k, replace=False, axis=0)


def right_positions(X, k, seed, rows=1000):
    """A draw from positions below the smaller of two numbers"""
    places = np.random.RandomState(seed).permutation(min(rows, len(X)))[:k]
    return X[places]


def right_shuffle(X, k, seed, rows=1000):
    """scikit-learn's shuffle on a copy of the slice"""
    return np.array(shuffle(X[:rows].copy(), random_state=seed)[:k], dtype=np.uint8)


def right_earlier(X, k, seed, rows=1000):
    """The draw of 3.2 on the slice"""
    return pixel_palette(X[:rows], k, seed)


def wrong_whole(X, k, seed, rows=1000):
    """rows ignored | only the first three pixels may be drawn"""
    return pixel_palette(X, k, seed)


def wrong_after_shuffle(X, k, seed, rows=1000):
    """Shuffles first and cuts then | only the first three pixels may be drawn"""
    return shuffle(X, random_state=seed)[:rows][:k]


def wrong_no_draw(X, k, seed, rows=1000):
    """The first k rows without a draw | each should be equally likely"""
    return X[:rows][:k]


def wrong_fixed_thousand(X, k, seed, rows=1000):
    """1000 instead of rows | only the first three pixels may be drawn"""
    return pixel_palette(X[:1000], k, seed)


def wrong_replacement(X, k, seed, rows=1000):
    """With putting back | A position was drawn twice"""
    top = X[:rows]
    return top[np.random.default_rng(seed).integers(0, len(top), k)]


def wrong_off_by_one(X, k, seed, rows=1000):
    """One row too many | only the first three pixels may be drawn"""
    return pixel_palette(X[: rows + 1], k, seed)


def wrong_short_table(X, k, seed, rows=1000):
    """Counts on a table of at least `rows` rows | stopped with IndexError"""
    return X[np.random.default_rng(seed).choice(rows, k, replace=False)]


def wrong_bottom(X, k, seed, rows=1000):
    """The last rows | only the first three pixels may be drawn"""
    return pixel_palette(X[-rows:], k, seed)


def wrong_default(X, k, seed, rows=100):
    """Another default | each should be equally likely"""
    return pixel_palette(X[:rows], k, seed)


def wrong_default_large(X, k, seed, rows=10_000):
    """A default that takes the whole image | may be used, counted from 0"""
    return pixel_palette(X[:rows], k, seed)


def wrong_no_seed(X, k, seed, rows=1000):
    """No seed | The same seed drew two different palettes"""
    return X[:rows][np.random.permutation(min(rows, len(X)))[:k]]


def wrong_fixed_seed(X, k, seed, rows=1000):
    """Always the same seed | the seed that comes in is not used"""
    return X[:rows][np.random.default_rng(3).permutation(min(rows, len(X)))[:k]]


def wrong_distinct_if_enough(X, k, seed, rows=1000):
    """Drawn from the different colors if there are enough | draw positions, not different colors"""
    colors = np.unique(X[:rows], axis=0)
    colors = colors if len(colors) >= k else X[:rows]
    return np.random.default_rng(seed).choice(colors, k, replace=False)


def wrong_distinct_repeated(X, k, seed, rows=1000):
    """Drawn from the different colors, with putting back where they are few | draw positions, not different colors"""
    colors = np.unique(X[:rows], axis=0)
    return np.random.default_rng(seed).choice(colors, k, replace=len(colors) < k)
