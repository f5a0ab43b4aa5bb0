import math

import numpy as np


def right_norm(a, b):
    """The norm along the channels"""
    return float(np.linalg.norm(srgb_to_lab(a) - srgb_to_lab(b), axis=2).mean())


def right_roots(a, b):
    """Root of the sum of squares, a NumPy float as the result"""
    return np.mean(np.sqrt(np.sum((srgb_to_lab(a) - srgb_to_lab(b)) ** 2, axis=-1)))


def right_loops(a, b):
    """A loop over the pixels, math.dist"""
    one, two = srgb_to_lab(a.reshape(-1, 3)), srgb_to_lab(b.reshape(-1, 3))
    return math.fsum(math.dist(p, q) for p, q in zip(one, two, strict=True)) / len(one)


def right_float32(a, b):
    """float32 after the conversion"""
    gap = srgb_to_lab(a).astype(np.float32) - srgb_to_lab(b).astype(np.float32)
    return np.sqrt(np.einsum("ijk,ijk->ij", gap, gap)).mean()


def right_other_digits(a, b):
    """An own conversion with four digits of the matrix and the white of D65 from a table"""
    out = []
    for img in (a, b):
        v = img / 255.0
        light = np.where(v > 0.04045, ((v + 0.055) / 1.055) ** 2.4, v / 12.92)
        matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        t = light @ matrix.T / np.array([0.95047, 1.0, 1.08883])
        f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
        out.append(np.dstack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])]))
    return float(np.sqrt(((out[0] - out[1]) ** 2).sum(axis=2)).mean())


def wrong_rgb(a, b):
    """The distance in RGB | is the distance in RGB"""
    return float(np.linalg.norm(a.astype(float) - b, axis=2).mean())


def wrong_squares(a, b):
    """The mean of the squares | the mean of the squared distances"""
    return float(((srgb_to_lab(a) - srgb_to_lab(b)) ** 2).sum(axis=2).mean())


def wrong_rms(a, b):
    """The root of the mean square | the root of the mean square"""
    return float(np.sqrt(((srgb_to_lab(a) - srgb_to_lab(b)) ** 2).sum(axis=2).mean()))


def wrong_absolute(a, b):
    """The mean over pixels and channels | a mean over channels"""
    return float(np.abs(srgb_to_lab(a) - srgb_to_lab(b)).mean())


def wrong_mse(a, b):
    """The mean squared error in Lab | a mean of squares over channels"""
    return float(((srgb_to_lab(a) - srgb_to_lab(b)) ** 2).mean())


def wrong_city_block(a, b):
    """Sum of the three differences | not their Euclidean distance"""
    return float(np.abs(srgb_to_lab(a) - srgb_to_lab(b)).sum(axis=2).mean())


def wrong_lightness(a, b):
    """Only the lightness | lightness alone"""
    return float(np.abs(srgb_to_lab(a) - srgb_to_lab(b))[..., 0].mean())


def wrong_hue(a, b):
    """Only a and b | leaves out the lightness"""
    return float(np.linalg.norm((srgb_to_lab(a) - srgb_to_lab(b))[..., 1:], axis=2).mean())


def wrong_sum(a, b):
    """The sum | You gave back 100"""
    return float(np.linalg.norm(srgb_to_lab(a) - srgb_to_lab(b), axis=2).sum())


def wrong_max(a, b):
    """The largest distance | You gave back 100"""
    return float(np.linalg.norm(srgb_to_lab(a) - srgb_to_lab(b), axis=2).max())


def wrong_median(a, b):
    """The median | is the median"""
    return float(np.median(np.linalg.norm(srgb_to_lab(a) - srgb_to_lab(b), axis=2)))


def wrong_map(a, b):
    """One distance for each pixel | the mean over all pixels"""
    return np.linalg.norm(srgb_to_lab(a) - srgb_to_lab(b), axis=2)


def wrong_mean_color(a, b):
    """The distance of the mean colors | two mean colors"""
    return float(np.linalg.norm(srgb_to_lab(a).mean(axis=(0, 1)) - srgb_to_lab(b).mean(axis=(0, 1))))


def wrong_wrap(a, b):
    """Lab of the difference in uint8 | wraps at 256"""
    return float(np.linalg.norm(srgb_to_lab(a - b), axis=2).mean())


def wrong_unit(a, b):
    """Divides by 255 before the conversion | wants 0 to 255"""
    return float(np.linalg.norm(srgb_to_lab(a / 255) - srgb_to_lab(b / 255), axis=2).mean())


def wrong_first_thousand(a, b):
    """The first 1,000 pixels | On random images the mean Delta-E should be"""
    a, b = a.reshape(-1, 3)[:1000], b.reshape(-1, 3)[:1000]
    return float(np.linalg.norm(srgb_to_lab(a) - srgb_to_lab(b), axis=-1).mean())
