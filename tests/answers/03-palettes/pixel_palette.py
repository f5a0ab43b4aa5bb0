import random

import numpy as np
from sklearn.utils import resample, shuffle


def right_choice(X, k, seed):
    """Rows chosen by a Generator"""
    return np.random.default_rng(seed).choice(X, size=k, replace=False, axis=0)


def right_permutation(X, k, seed):
    """The beginning of a permutation, by the old RandomState"""
    return X[np.random.RandomState(seed).permutation(len(X))[:k]]


def right_shuffle(X, k, seed):
    """scikit-learn's shuffle"""
    return shuffle(X, random_state=seed)[:k]


def right_resample(X, k, seed):
    """scikit-learn's resample"""
    return resample(X, replace=False, n_samples=k, random_state=seed)


def right_sorted_loop(X, k, seed):
    """Python's random positions in rising order, a loop"""
    palette = np.empty((k, 3), dtype=np.uint8)
    for i, place in enumerate(sorted(random.Random(seed).sample(range(len(X)), k))):
        palette[i] = X[place]
    return palette


def right_earlier(X, k, seed):
    """The sample of assignment 01"""
    return sample_pixels(X, k, seed)


def wrong_with_replacement(X, k, seed):
    """Drawn with putting back | no position twice"""
    return X[np.random.default_rng(seed).integers(0, len(X), k)]


def wrong_distinct_colors(X, k, seed):
    """Drawn from the different colors, as far as they go | expected shape (6, 3), got (3, 3)"""
    colors = np.unique(X, axis=0)
    return colors[np.random.default_rng(seed).permutation(len(colors))[:k]]


def wrong_distinct_if_enough(X, k, seed):
    """Drawn from the different colors if there are enough | draw positions, not different colors"""
    colors = np.unique(X, axis=0)
    colors = colors if len(colors) >= k else X
    return colors[np.random.default_rng(seed).permutation(len(colors))[:k]]


def wrong_first(X, k, seed):
    """The first k rows | the seed that comes in is not used"""
    return X[:k]


def wrong_step(X, k, seed):
    """Every n/k-th row | the seed that comes in is not used"""
    return X[:: len(X) // k][:k]


def wrong_block(X, k, seed):
    """A block of neighbors | each row of the whole table should be equally likely"""
    start = np.random.default_rng(seed).integers(0, len(X) - k + 1)
    return X[start : start + k]


def wrong_block_around(X, k, seed):
    """A block that goes on at the beginning | a block of neighbors"""
    start = np.random.default_rng(seed).integers(0, len(X))
    return np.roll(X, -start, axis=0)[:k]


def wrong_one_more(X, k, seed):
    """One color too many, as 65 for 64 | k = 2 should give two colors"""
    return shuffle(X, random_state=seed)[: k + 1]


def wrong_no_last(X, k, seed):
    """The last row is never drawn, unless all are wanted | each row of the whole table should be equally likely"""
    n = len(X) if k == len(X) else len(X) - 1
    return X[np.random.default_rng(seed).choice(n, k, replace=False)]


def wrong_channels_apart(X, k, seed):
    """Each channel shuffled on its own | keep the three channels of a row together"""
    rng = np.random.default_rng(seed)
    return rng.permuted(X, axis=0)[:k]


def wrong_in_place(X, k, seed):
    """Shuffles the table that came in | changed the array"""
    np.random.default_rng(seed).shuffle(X)
    return X[:k]


def wrong_no_seed(X, k, seed):
    """No seed | The same seed drew two different palettes"""
    return X[np.random.permutation(len(X))[:k]]


def wrong_fixed_seed(X, k, seed):
    """Always the same seed | the seed that comes in is not used"""
    return X[np.random.default_rng(42).permutation(len(X))[:k]]


def wrong_positions(X, k, seed):
    """The positions, not the colors | give back the colors at the positions"""
    return np.random.default_rng(seed).choice(len(X), k, replace=False)


def wrong_mean(X, k, seed):
    """Means of neighbors instead of pixels | Colors of uint8 pixels stay uint8"""
    return X[np.random.default_rng(seed).permutation(len(X))[:k]].astype(float)


def wrong_top(X, k, seed):
    """Only the upper half, if it is large enough | each row of the whole table should be equally likely"""
    top = X[: max(k, len(X) // 2)]
    return top[np.random.default_rng(seed).permutation(len(top))[:k]]


def wrong_first_thousand(X, k, seed):
    """Draws from the first 1,000 rows | draw from the whole table"""
    return X[:1000][np.random.default_rng(seed).permutation(min(len(X), 1000))[:k]]
