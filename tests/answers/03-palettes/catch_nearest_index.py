import math

import numpy as np


def right_random(candidate):
    """Random colors of many sizes; any of several equally near colors will do."""
    rng = np.random.default_rng(1)
    for n, k in ((1, 9), (500, 1), (300, 16), (200, 700)):
        X = rng.integers(0, 256, (n, 3)).astype(np.uint8)
        palette = rng.integers(0, 256, (k, 3)).astype(np.uint8)
        try:
            found = candidate(X, palette)
        except Exception:
            return True
        if not isinstance(found, np.ndarray) or found.shape != (n,) or found.dtype.kind not in "iu":
            return True
        apart = np.linalg.norm(X[:, None].astype(float) - palette, axis=2)
        if (np.take_along_axis(apart, found[:, None].astype(int), 1)[:, 0] > apart.min(axis=1)).any():
            return True
    return False


def right_hand_made(candidate):
    """Small palettes in which nothing is equally near, and what is right for each."""
    black, white, dark = [0, 0, 0], [255, 255, 255], [60, 60, 60]
    cases = [
        ([white, black], [black, white], [1, 0]),
        ([[250, 10, 10], [10, 10, 250]], [[240, 0, 0], [0, 0, 240]], [0, 1]),
        ([[200, 100, 0], [200, 100, 250]], [[200, 100, 10], [200, 100, 240]], [0, 1]),
        ([[0, 0, 0], [1, 1, 1]], [[90, 0, 0], dark], [0, 0]),
        ([[0, 100, 0]], [[100, 0, 0], [0, 0, 0], [0, 220, 0]], [1]),
        ([[30, 30, 30]] * 2, [[50, 50, 50], [30, 71, 30]], [0, 0]),
        ([[0, 0, 0], [255, 255, 254]], [[0, 0, 182], [170, 170, 170]], [0, 1]),
    ]
    for X, palette, wanted in cases:
        found = candidate(np.uint8(X), np.uint8(palette))
        if found.shape != (len(X),) or found.tolist() != wanted:
            return True
    many = np.uint8([[i % 256, i // 256 * 100, 0] for i in range(300)])
    return candidate(many, many).tolist() != list(range(300))


def right_python(candidate):
    """Plain Python, with the distances of its own."""
    rng = np.random.default_rng(7)
    for n, k in ((60, 300), (1, 2), (400, 6)):
        X, palette = rng.integers(0, 256, (n, 3), np.uint8), rng.integers(0, 256, (k, 3), np.uint8)
        numbers = candidate(X, palette)
        if numbers.shape != (n,):
            return True
        colors = palette.tolist()
        for pixel, number in zip(X.tolist(), numbers.tolist(), strict=True):
            if math.dist(pixel, colors[number]) > min(math.dist(pixel, color) for color in colors):
                return True
    return False


def wrong_always(candidate):
    """Calls everything wrong | calls a right function wrong"""
    return True


def wrong_never(candidate):
    """Calls nothing wrong | calls a function right that gives every pixel the number 0"""
    return False


def wrong_statement(candidate):
    """The example of the statement only | adds up differences and does not square them got away | 0.75 points"""
    palette = np.uint8([[10, 10, 10], [240, 240, 240], [200, 0, 0]])
    X = np.uint8([[0, 0, 0], [30, 20, 10], [250, 250, 250], [180, 30, 20], [220, 230, 255], [90, 10, 10]])
    found = candidate(X, palette)
    return found.shape != (6,) or found.tolist() != [0, 0, 1, 2, 1, 0]


def wrong_close(candidate):
    """Colors that are no further apart than 50 | squares in int16 got away | 1.25 points"""
    rng = np.random.default_rng(2)
    X, palette = rng.integers(0, 50, (500, 3), np.uint8), rng.integers(0, 50, (9, 3), np.uint8)
    apart = np.linalg.norm(X[:, None].astype(float) - palette, axis=2)
    found = candidate(X, palette)
    return found.shape != (500,) or bool((apart[np.arange(500), found] > apart.min(axis=1)).any())


def wrong_range(candidate):
    """Looks at the range of the numbers alone | subtracts in uint8 got away | 0.25 points"""
    rng = np.random.default_rng(2)
    found = candidate(rng.integers(0, 256, (50, 3), np.uint8), rng.integers(0, 256, (5, 3), np.uint8))
    return found.shape != (50,) or not 0 < found.max() < 5


def wrong_ties(candidate):
    """Wants the first of two that are equally near | It takes the last of two colors that are equally near"""
    X, palette = np.uint8([[20, 20, 20], [90, 90, 90]]), np.uint8([[10, 20, 20], [30, 20, 20], [99, 99, 99]])
    return candidate(X, palette).tolist() != [0, 2]


def wrong_int64(candidate):
    """Wants numbers of int64 | It gives back numbers of dtype int32, which 3.4 allows"""
    found = candidate(np.uint8([[1, 2, 3], [250, 250, 250]]), np.uint8([[0, 0, 0], [255, 255, 255]]))
    return found.dtype != np.int64 or found.tolist() != [0, 1]


def wrong_floats(candidate):
    """Gives floats, where 3.4 has uint8 | tries an input that 3.4 does not allow"""
    return candidate(np.zeros((2, 3)), np.zeros((1, 3))).shape != (2,)


def wrong_huge(candidate):
    """Gives far too much | tries an input that 3.4 does not allow"""
    return candidate(np.zeros((300_000, 3), np.uint8), np.zeros((256, 3), np.uint8)).shape != (300_000,)


def wrong_text(candidate):
    """Gives back a text | should give back True or False"""
    return "no"


def wrong_errors_are_fine(candidate):
    """Takes an error for right | calls a function right that stops with an error"""
    try:
        return candidate(np.uint8([[250, 250, 250]]), np.uint8([[0, 0, 0], [255, 255, 255]])).tolist() != [1]
    except Exception:
        return False
