import math

import numpy as np
from sklearn.metrics import mean_squared_error


def right_float(a, b):
    """One image as float, then the mean of squares"""
    return float(np.mean((a.astype(float) - b) ** 2))


def right_numpy_float(a, b):
    """int64 on the way, a NumPy float as the result"""
    return ((a.astype(np.int64) - b.astype(np.int64)) ** 2).mean()


def right_float32(a, b):
    """float32 throughout"""
    return np.square(a.astype(np.float32) - b.astype(np.float32)).mean()


def right_sklearn(a, b):
    """scikit-learn's mean_squared_error on floats"""
    return mean_squared_error(a.astype(float).ravel(), b.astype(float).ravel())


def right_loops(a, b):
    """Python numbers in a loop"""
    pairs = list(zip(a.ravel().tolist(), b.ravel().tolist(), strict=True))
    return math.fsum((x - y) ** 2 for x, y in pairs) / len(pairs)


def right_norm(a, b):
    """From the norm of the difference, as int32"""
    return np.linalg.norm((a.astype(np.int32) - b).ravel()) ** 2 / a.size


def wrong_wrap(a, b):
    """Difference and square in uint8 | wraps"""
    return float(np.mean((a - b) ** 2))


def wrong_wrap_difference(a, b):
    """Converts after the subtraction | 0 - 3 is 253"""
    return float(np.mean((a - b).astype(float) ** 2))


def wrong_wrap_square(a, b):
    """A correct absolute difference, squared in uint8 | wraps"""
    gap = np.maximum(a, b) - np.minimum(a, b)
    return float(np.mean(gap**2))


def wrong_int16(a, b):
    """int16 has no room for the squares | does not fit into int16"""
    return float(np.mean((a.astype(np.int16) - b.astype(np.int16)) ** 2))


def wrong_sum(a, b):
    """The sum instead of the mean | the sum of the squares"""
    return float(np.sum((a.astype(float) - b) ** 2))


def wrong_per_pixel(a, b):
    """Mean over the pixels only | over the 3 channels too"""
    return float(np.mean(np.sum((a.astype(float) - b) ** 2, axis=2)))


def wrong_root(a, b):
    """The root of the mean squared error | square root"""
    return float(np.sqrt(np.mean((a.astype(float) - b) ** 2)))


def wrong_absolute(a, b):
    """The mean absolute difference | Square the differences"""
    return float(np.mean(np.abs(a.astype(float) - b)))


def wrong_map(a, b):
    """One error for each pixel | one number, but an array"""
    return np.mean((a.astype(float) - b) ** 2, axis=2)


def wrong_rounded(a, b):
    """A whole number | a float, not int"""
    return int(np.mean((a.astype(float) - b) ** 2))


def wrong_unit_scale(a, b):
    """On the 0-1 scale | 2.5 is right"""
    return float(np.mean((a / 255 - b / 255) ** 2))


def wrong_square_of_mean(a, b):
    """Square of the mean difference | 2.5 is right"""
    return float(np.mean(a.astype(float) - b) ** 2)


def wrong_text(a, b):
    """A formatted text | a float, not str"""
    return f"{np.mean((a.astype(float) - b) ** 2):.2f}"


def wrong_half(a, b):
    """Half of the error, as in many a derivation | 2.5 is right here, yours is 1.25."""
    return float(np.mean((a.astype(float) - b) ** 2) / 2)


def wrong_floor(a, b):
    """Divides by // | 2.5 is right here, yours is 2."""
    return float(np.sum((a.astype(float) - b) ** 2) // a.size)


def wrong_first_thousand(a, b):
    """The error of the first 1,000 pixels | On random images the error should be"""
    return float(np.mean((a.reshape(-1, 3)[:1000].astype(float) - b.reshape(-1, 3)[:1000]) ** 2))
