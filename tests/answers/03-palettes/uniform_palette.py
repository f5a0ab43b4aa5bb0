import random

import numpy as np


def right_generator(k, seed):
    """Integers from a Generator, then cast"""
    return np.random.default_rng(seed).integers(0, 255, (k, 3), endpoint=True).astype(np.uint8)


def right_floor(k, seed):
    """The floor of fractions of 256, from the old RandomState"""
    return (np.random.RandomState(seed).rand(k, 3) * 256).astype("uint8")


def right_bytes(k, seed):
    """Random bytes, three for each color"""
    return np.frombuffer(np.random.default_rng(seed).bytes(3 * k), dtype=np.uint8).reshape(k, 3)


def right_global_seed(k, seed):
    """The global state, seeded first"""
    np.random.seed(seed)
    return np.random.randint(0, 256, size=(k, 3)).astype(np.uint8)


def right_loop(k, seed):
    """Loops with Python's own random numbers"""
    dice = random.Random(seed)
    palette = np.zeros((k, 3), np.uint8)
    for i in range(k):
        for j in range(3):
            palette[i, j] = dice.randint(0, 255)
    return palette


def wrong_no_255(k, seed):
    """The upper end left out | so 255 never comes"""
    return np.random.default_rng(seed).integers(0, 255, (k, 3)).astype(np.uint8)


def wrong_truncated(k, seed):
    """Fractions of 255 with a bare cast | so 255 never comes"""
    return (np.random.default_rng(seed).random((k, 3)) * 255).astype(np.uint8)


def wrong_no_zero(k, seed):
    """The range begins at 1 | so 0 never comes"""
    return np.random.default_rng(seed).integers(1, 256, (k, 3)).astype(np.uint8)


def wrong_rounded(k, seed):
    """Fractions of 255, rounded | only half a chance"""
    return np.rint(np.random.default_rng(seed).random((k, 3)) * 255).astype(np.uint8)


def wrong_floats(k, seed):
    """Floats from 0 to 1 | the palette of a picture file is uint8"""
    return np.random.default_rng(seed).random((k, 3))


def wrong_cast_fractions(k, seed):
    """Fractions from 0 to 1, cast | the palette is black"""
    return np.random.default_rng(seed).random((k, 3)).astype(np.uint8)


def wrong_gray(k, seed):
    """One number for all three channels | came out gray"""
    gray = np.random.default_rng(seed).integers(0, 256, (k, 1))
    return np.repeat(gray, 3, axis=1).astype(np.uint8)


def wrong_same_channels(k, seed):
    """The generator is made anew for each channel | came out gray"""
    channels = [np.random.default_rng(seed).integers(0, 256, k) for _ in range(3)]
    return np.stack(channels, axis=1).astype(np.uint8)


def wrong_complement(k, seed):
    """Blue is what red leaves | can be guessed from another"""
    colors = np.random.default_rng(seed).integers(0, 256, (k, 3))
    colors[:, 2] = 255 - colors[:, 0]
    return colors.astype(np.uint8)


def wrong_no_seed(k, seed):
    """No seed at all | The same seed twice gave two palettes"""
    return np.random.randint(0, 256, (k, 3)).astype(np.uint8)


def wrong_fixed_seed(k, seed):
    """Always seed 0 | the seed that comes in is not used"""
    return np.random.default_rng(0).integers(0, 256, (k, 3)).astype(np.uint8)


def wrong_grid(k, seed):
    """Evenly spaced grays | the seed that comes in is not used"""
    return np.repeat(np.linspace(0, 255, k)[:, None], 3, axis=1).astype(np.uint8)


def wrong_normal(k, seed):
    """Normal instead of uniform | all of 0 to 255 should be equally likely"""
    return np.clip(np.random.default_rng(seed).normal(128, 50, (k, 3)), 0, 255).astype(np.uint8)


def wrong_transposed(k, seed):
    """Channels as rows | expected shape (6, 3)"""
    return np.random.default_rng(seed).integers(0, 256, (3, k)).astype(np.uint8)


def wrong_one_more(k, seed):
    """One color too many | expected shape (6, 3), got (7, 3)"""
    return np.random.default_rng(seed).integers(0, 256, (k + 1, 3)).astype(np.uint8)


def wrong_list(k, seed):
    """A list of lists | should give back an array, not list"""
    return np.random.default_rng(seed).integers(0, 256, (k, 3)).tolist()


def wrong_int64(k, seed):
    """The dtype is not uint8 | the palette of a picture file is uint8"""
    return np.random.default_rng(seed).integers(0, 256, (k, 3))
