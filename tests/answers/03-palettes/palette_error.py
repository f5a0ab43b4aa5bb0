import numpy as np
from scipy.spatial.distance import cdist


def right_earlier(X, palette):
    """mse and nearest_index"""
    return mse(X, palette[nearest_index(X, palette)])


def right_distances(X, palette):
    """From the smallest squared distances"""
    return cdist(X, palette, "sqeuclidean").min(axis=1).mean() / 3


def right_float32(X, palette):
    """float32, a NumPy number comes back"""
    painted = palette[nearest_index(X, palette)]
    return np.mean(np.square(X.astype(np.float32) - painted.astype(np.float32)))


def right_loop(X, palette):
    """A loop in Python integers"""
    total = 0
    for pixel, number in zip(X.tolist(), nearest_index(X, palette), strict=True):
        total += sum((a - b) ** 2 for a, b in zip(pixel, palette[number].tolist(), strict=True))
    return total / X.size


def wrong_sum(X, palette):
    """The sum | 72 is the sum of the squares"""
    return float(((X.astype(float) - palette[nearest_index(X, palette)]) ** 2).sum())


def wrong_per_pixel(X, palette):
    """The mean over pixels only | 12 is the mean over the 6 pixels only"""
    return float(((X.astype(float) - palette[nearest_index(X, palette)]) ** 2).sum(axis=1).mean())


def wrong_root(X, palette):
    """The root of the error | square root of the error"""
    return mse(X, palette[nearest_index(X, palette)]) ** 0.5


def wrong_absolute(X, palette):
    """The mean difference | Square the differences first"""
    return float(np.abs(X.astype(float) - palette[nearest_index(X, palette)]).mean())


def wrong_distance(X, palette):
    """The mean distance | the mean distance of a pixel"""
    return cdist(X, palette).min(axis=1).mean()


def wrong_per_channel(X, palette):
    """One number for each channel | should give back one number"""
    return ((X.astype(float) - palette[nearest_index(X, palette)]) ** 2).mean(axis=0)


def wrong_wrap(X, palette):
    """All in uint8 | wraps at 256"""
    return np.mean((X - palette[nearest_index(X, palette)]) ** 2)


def wrong_wrap_difference(X, palette):
    """The cast comes after the difference | In uint8, 4 - 10 is 250"""
    return np.mean((palette[nearest_index(X, palette)] - X).astype(float) ** 2)


def wrong_int16(X, palette):
    """Squares in int16 | does not fit into int16"""
    return np.mean((X.astype(np.int16) - palette[nearest_index(X, palette)].astype(np.int16)) ** 2)


def wrong_groups(X, palette):
    """Every color counts alike | Every pixel should count alike"""
    numbers = nearest_index(X, palette)
    return float(
        np.mean([mse(X[numbers == i], np.repeat(palette[[i]], (numbers == i).sum(), 0)) for i in set(numbers)])
    )


def wrong_random_color(X, palette):
    """A random color of the palette for each pixel | does every pixel get its nearest color"""
    near = nearest_index(X, palette)
    moved = np.where(np.arange(len(X)) < 6, near, (near + 1) % len(palette))
    return mse(X, palette[moved]) + (len(palette) == 1)


def wrong_integer(X, palette):
    """Cut to an integer | should give back a float, not int"""
    return int(mse(X, palette[nearest_index(X, palette)]))


def wrong_unit(X, palette):
    """The scale from 0 to 1 | For the example 4 is right"""
    return mse(X, palette[nearest_index(X, palette)]) / 255**2


def wrong_image(X, palette):
    """The painted pixels, not the error | should give back one number"""
    return palette[nearest_index(X, palette)]


def wrong_quarter(X, palette):
    """Pixels counted four times | For the example 4 is right, yours is 1."""
    return mse(X, palette[nearest_index(X, palette)]) / 4


def wrong_floor(X, palette):
    """Divides by // | the mean of squares over pixels"""
    return float(np.sum((X.astype(float) - palette[nearest_index(X, palette)]) ** 2) // X.size)


def wrong_first_thousand(X, palette):
    """The error of the first 1,000 pixels | the mean of squares over pixels"""
    return mse(X[:1000], palette[nearest_index(X[:1000], palette)])
