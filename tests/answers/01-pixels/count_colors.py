import numpy as np
from PIL import Image


def right_unique(img):
    """Unique rows of the table."""
    return len(np.unique(img.reshape(-1, 3), axis=0))


def right_set(img):
    """A set of tuples."""
    return len({tuple(pixel) for row in img.tolist() for pixel in row})


def right_codes(img):
    """One large number for each color."""
    codes = img.astype(np.int64) @ np.array([65536, 256, 1])
    return np.unique(codes).size


def right_pillow(img):
    """Pillow counts."""
    return len(Image.fromarray(img).getcolors(maxcolors=img.shape[0] * img.shape[1]))


def right_seen(img):
    """Marks every color that occurs; the sum is a NumPy integer."""
    seen = np.zeros(256**3, dtype=bool)
    seen[np.ravel_multi_index(tuple(img.reshape(-1, 3).T), (256, 256, 256))] = True
    return seen.sum()


def right_sorted(img):
    """Sorts the rows and counts where the color changes."""
    table = img.reshape(-1, 3)
    table = table[np.lexsort(table.T)]
    return 1 + int(np.any(table[1:] != table[:-1], axis=1).sum())


def wrong_values(img):
    """Counts different numbers, not colors | a color is three numbers together"""
    return len(np.unique(img))


def wrong_sums(img):
    """Takes the sum of the channels for the color | a color is three numbers together"""
    return len(np.unique(img.sum(axis=2)))


def wrong_pixels(img):
    """Counts the pixels | count each color once"""
    return len(img.reshape(-1, 3))


def wrong_only_once(img):
    """Counts the colors that are not repeated | it is not left out"""
    _, times = np.unique(img.reshape(-1, 3), axis=0, return_counts=True)
    return int((times == 1).sum())


def wrong_product(img):
    """Multiplies the numbers of values in each channel | 5 different colors, not 12"""
    return int(np.prod([len(np.unique(img[..., channel])) for channel in range(3)]))


def wrong_channel_sum(img):
    """Adds the numbers of values in each channel | 5 different colors, not 7"""
    return sum(len(np.unique(img[..., channel])) for channel in range(3))


def wrong_base_255(img):
    """Makes one number of three, with 255 for 256 | Different colors were counted as one"""
    r, g, b = img.reshape(-1, 3).astype(int).T
    return len(set((r * 255 + g) * 255 + b))


def wrong_glued_digits(img):
    """Glues the digits together without a separator | Different colors were counted as one"""
    return len({f"{r}{g}{b}" for r, g, b in img.reshape(-1, 3)})


def wrong_order_ignored(img):
    """Sorts the numbers of a pixel | in their order"""
    return len({tuple(sorted(pixel)) for pixel in img.reshape(-1, 3).tolist()})


def wrong_frozen_sets(img):
    """A set of sets | in their order"""
    return len({frozenset(pixel) for pixel in img.reshape(-1, 3).tolist()})


def wrong_gray(img):
    """Counts brightness levels | are two colors, however alike"""
    gray = np.rint(img @ np.array([0.299, 0.587, 0.114]))
    return len(np.unique(gray))


def wrong_rounded(img):
    """Takes neighboring colors together | different grays"""
    return len(np.unique(img.reshape(-1, 3) // 8, axis=0))


def wrong_table(img):
    """Gives back the colors, not their number | whole number (int), not ndarray"""
    return np.unique(img.reshape(-1, 3), axis=0)


def wrong_columns(img):
    """Unique columns instead of rows | a color is three numbers together"""
    return np.unique(img.reshape(-1, 3), axis=1).shape[1]


def wrong_wrapping_code(img):
    """One number of 8 bits for each color | Different colors were counted as one"""
    r, g, b = (img[..., channel] for channel in range(3))
    return len(np.unique(r * np.uint8(7) + g * np.uint8(31) + b * np.uint8(101)))


def wrong_uint16(img):
    """One number of 16 bits cannot hold three of 8 | Different colors were counted as one"""
    r, g, b = (img[..., channel].astype(np.uint16) for channel in range(3))
    return len(np.unique(r * np.uint16(2048) + g * np.uint16(256) + b))


def wrong_float(img):
    """A float | whole number (int), not float"""
    return float(len(np.unique(img.reshape(-1, 3), axis=0)))


def wrong_top_row(img):
    """Looks at the top row only | a color is three numbers together"""
    return len(np.unique(img[0], axis=0))


def wrong_limit(img):
    """Pillow's default gives up above 256 colors | stopped with TypeError"""
    return len(Image.fromarray(img).getcolors())


def wrong_photo(img):
    """The number of one photograph | not 96615"""
    return 96615
