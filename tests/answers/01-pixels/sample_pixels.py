import random

import numpy as np
from sklearn.utils import resample, shuffle


def right_choice(X, n, seed):
    """Positions without replacement."""
    rng = np.random.default_rng(seed)
    return X[rng.choice(len(X), n, replace=False)]


def right_rows_choice(X, n, seed):
    """The generator draws whole rows."""
    return np.random.default_rng(seed).choice(X, size=n, replace=False, axis=0)


def right_permutation(X, n, seed):
    """Shuffles the positions with the old generator and takes the first."""
    return X[np.random.RandomState(seed).permutation(len(X))[:n]]


def right_shuffled_copy(X, n, seed):
    """Shuffles a copy of the table."""
    copy = X.copy()
    np.random.default_rng(seed).shuffle(copy)
    return copy[:n]


def right_global_seed(X, n, seed):
    """Seeds NumPy's global generator in every call."""
    np.random.seed(seed)
    order = np.arange(len(X))
    np.random.shuffle(order)
    return X[order[:n]]


def right_standard_library(X, n, seed):
    """Python's own random numbers."""
    return X[random.Random(seed).sample(range(len(X)), n)]


def right_sklearn(X, n, seed):
    """As scikit-learn's example does it."""
    return shuffle(X, random_state=seed, n_samples=n)


def right_resample(X, n, seed):
    """Resampling without replacement, in the order of the image."""
    return X[np.sort(resample(np.arange(len(X)), replace=False, n_samples=n, random_state=seed))]


def right_smallest_keys(X, n, seed):
    """A random key for each row, and the rows with the smallest keys."""
    return X[np.argsort(np.random.default_rng(seed).random(len(X)))[:n]]


def right_rejection(X, n, seed):
    """Draws positions until there are enough different ones."""
    rng, chosen = random.Random(seed), set()
    while len(chosen) < n:
        chosen.add(rng.randrange(len(X)))
    return np.array([X[position] for position in chosen], dtype=X.dtype)


def wrong_first_rows(X, n, seed):
    """The first rows | Different seeds draw the same rows"""
    return X[:n]


def wrong_steps(X, n, seed):
    """Regular steps | Different seeds draw the same rows"""
    return X[np.linspace(0, len(X) - 1, n).astype(int)]


def wrong_block(X, n, seed):
    """A random block of neighbors | lie side by side"""
    start = np.random.default_rng(seed).integers(len(X) - n + 1)
    return X[start : start + n]


def wrong_shuffled_top(X, n, seed):
    """Shuffles the upper part of the table only | drawn too rarely"""
    half = max(n, len(X) * 9 // 10)
    return X[np.random.default_rng(seed).choice(half, n, replace=False)]


def wrong_lopsided(X, n, seed):
    """The square of a random number prefers the top | drawn too rarely"""
    rng = np.random.default_rng(seed)
    key = rng.random(len(X)) ** (1 / np.linspace(2, 1, len(X)))
    return X[np.argsort(-key)[:n]]


def wrong_replacement(X, n, seed):
    """Draws with replacement | no position may be drawn twice"""
    return X[np.random.default_rng(seed).choice(len(X), n)]


def wrong_integers(X, n, seed):
    """Random positions that may repeat | no position may be drawn twice"""
    return X[np.random.default_rng(seed).integers(0, len(X), n)]


def wrong_shuffle_in_place(X, n, seed):
    """Shuffles the table that it was given | changed the array"""
    np.random.default_rng(seed).shuffle(X)
    return X[:n]


def wrong_shuffle_returns_none(X, n, seed):
    """Takes what shuffle gives back, which is nothing | stopped with TypeError"""
    return np.random.default_rng(seed).shuffle(X.copy())[:n]


def wrong_columns_apart(X, n, seed):
    """Shuffles each column for itself | a row that the table does not have"""
    return np.random.default_rng(seed).permuted(X, axis=0)[:n]


def wrong_single_values(X, n, seed):
    """Draws single numbers | should have shape (1, 3)"""
    return np.random.default_rng(seed).choice(X.ravel(), n, replace=False)


def wrong_values_in_rows(X, n, seed):
    """Draws single numbers and arranges them in rows | a row that the table does not have"""
    return np.random.default_rng(seed).choice(X.ravel(), (n, 3), replace=False)


def wrong_columns(X, n, seed):
    """Draws columns | should have shape"""
    return np.random.default_rng(seed).choice(X, n, axis=1)


def wrong_no_seed(X, n, seed):
    """Ignores the seed | gave other rows the second time"""
    return X[np.random.default_rng().choice(len(X), n, replace=False)]


def wrong_fixed_seed(X, n, seed):
    """Always the same seed | Different seeds draw the same rows"""
    return X[np.random.default_rng(42).choice(len(X), n, replace=False)]


def wrong_global_state(X, n, seed):
    """Relies on the global generator | gave other rows the second time"""
    return X[np.random.permutation(len(X))[:n]]


def wrong_zero_seed(X, n, seed):
    """Takes the seed 0 for no seed | gave other rows the second time"""
    return X[np.random.default_rng(seed or None).choice(len(X), n, replace=False)]


def wrong_one_generator(X, n, seed, made=[np.random.default_rng(0)]):
    """One generator for all calls | gave other rows the second time"""
    return X[made[0].choice(len(X), n, replace=False)]


def wrong_last_left_out(X, n, seed):
    """Never draws the last row unless it has to | never came in 40 draws"""
    return X[np.random.default_rng(seed).permutation(max(len(X) - 1, n))[:n]]


def wrong_first_left_out(X, n, seed):
    """Starts to count at 1 | stopped with ValueError"""
    return X[np.random.default_rng(seed).choice(np.arange(1, len(X)), n, replace=False)]


def wrong_positions(X, n, seed):
    """Returns positions | should have shape"""
    return np.random.default_rng(seed).choice(len(X), n, replace=False)


def wrong_distinct_colors(X, n, seed):
    """Draws from the different colors | given a table in which a row repeats"""
    return np.random.default_rng(seed).choice(np.unique(X, axis=0), n, replace=False)


def wrong_distinct_if_enough(X, n, seed):
    """Draws from the different colors where there are enough | draw from the rows, not from the different colors"""
    colors = np.unique(X, axis=0)
    return np.random.default_rng(seed).choice(colors if len(colors) >= n else X, n, replace=False)


def wrong_distinct_filled_up(X, n, seed):
    """Every color once, and then the first one again | came more often than the table has them"""
    colors = np.unique(X, axis=0)[::-1]
    colors = np.concatenate([colors, np.repeat(colors[:1], max(n - len(colors), 0), axis=0)])
    return np.random.default_rng(seed).choice(colors, n, replace=False)


def wrong_first_thousand(X, n, seed):
    """Draws from the first 1,000 rows | drawn too rarely"""
    return np.random.default_rng(seed).choice(X[:1000], n, replace=False)


def wrong_whole_numbers(X, n, seed):
    """Keeps the dtype, but not the fractions | a row that the table does not have"""
    return np.random.default_rng(seed).choice(X, n, replace=False).astype(int).astype(X.dtype)


def wrong_buffer(X, n, seed):
    """A buffer of uint8, whatever the table | The dtype changed from"""
    rows = np.empty((n, 3), dtype=np.uint8)
    rows[:] = np.random.default_rng(seed).choice(X, n, replace=False)
    return rows


def wrong_whole_table(X, n, seed):
    """Shuffles, and forgets to cut | that is the whole table"""
    return np.random.default_rng(seed).permutation(X)


def wrong_floats(X, n, seed):
    """Changes the dtype | The dtype changed from uint8 to float64"""
    return X[np.random.default_rng(seed).choice(len(X), n, replace=False)] / 1


def wrong_list(X, n, seed):
    """A list of rows | should give back a NumPy array, not list"""
    return random.Random(seed).sample(list(X), n)
