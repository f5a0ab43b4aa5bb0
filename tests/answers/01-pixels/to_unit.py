import numpy as np


def right_divide(img):
    """One division, float64."""
    return img / 255.0


def right_float32(img):
    """In float32."""
    return img.astype(np.float32) / np.float32(255)


def right_loop(img):
    """Every value by itself."""
    unit = np.zeros(img.shape)
    for row in range(img.shape[0]):
        for column in range(img.shape[1]):
            for channel in range(img.shape[2]):
                unit[row, column, channel] = int(img[row, column, channel]) / 255
    return unit


def right_lookup(img):
    """A table of all 256 values."""
    return np.linspace(0, 1, 256)[img]


def right_interpolate(img):
    """Interpolation, which has a scale of its own."""
    return np.interp(img, (0, 255), (0, 1))


def right_half(img):
    """float16, as exact as it can be."""
    return (img / 255).astype(np.float16)


def wrong_256(img):
    """Divides by 256 | it should be exactly 1"""
    return img / 256


def wrong_integer_division(img):
    """Divides whole numbers | Values between 0 and 1 need a dtype with decimals"""
    return img // 255


def wrong_cast_back(img):
    """Divides, and cuts the decimals off | expected a float, not uint8"""
    return (img / 255).astype(np.uint8)


def wrong_maximum(img):
    """Divides by the brightest value | only 255 becomes 1"""
    return img / img.max()


def wrong_stretched(img):
    """Stretches from the darkest to the brightest value | only 255 becomes 1"""
    return (img - img.min()) / (img.max() - img.min())


def wrong_darkest(img):
    """Takes the darkest value for 0 | only 0 becomes 0"""
    return (img - img.min()) / 255


def wrong_integers_as_float(img):
    """Whole numbers as floats | expected a float"""
    return img // 128


def wrong_rounded_first(img):
    """Whole numbers, called floats | only 0 becomes 0"""
    return (img // 255).astype(float)


def wrong_unchanged(img):
    """Only another dtype | outside 0..1"""
    return img.astype(float)


def wrong_in_place(img):
    """Divides in place, which uint8 does not allow | stopped with"""
    img /= 255
    return img


def wrong_minus_one(img):
    """A scale from -1 to 1 | outside 0..1"""
    return img / 127.5 - 1


def wrong_gray(img):
    """Loses the channels | The shape changed"""
    return img.mean(axis=2) / 255


def wrong_gamma(img):
    """Bends the scale | not in proportion"""
    return (img / 255) ** 2.2


def wrong_rounded(img):
    """Rounds to one decimal | not in proportion"""
    return np.round(img / 255, 1)


def wrong_percent(img):
    """Percent | outside 0..1"""
    return img / 255 * 100


def wrong_list(img):
    """A list of lists | should give back a NumPy array"""
    return (img / 255).tolist()


def wrong_table(img):
    """A table instead of an image | The shape changed"""
    return img.reshape(-1, 3) / 255


def wrong_channels(img):
    """Each channel by its own brightest value | only 255 becomes 1"""
    return img / img.max(axis=(0, 1))
