import math

import numpy as np


def right_ceil(h, w, k):
    """math.ceil of the bits over 8"""
    return math.ceil(h * w * bits_per_index(k) / 8) + 3 * k


def right_integers(h, w, k):
    """Whole-number arithmetic"""
    return (h * w * (k - 1).bit_length() + 7) // 8 + 3 * k


def right_packbits(h, w, k):
    """Really packs the bits of zeros"""
    bits = np.zeros(h * w * bits_per_index(k), dtype=np.uint8)
    return np.packbits(bits).nbytes + np.zeros((k, 3), dtype=np.uint8).nbytes


def right_divmod(h, w, k):
    """divmod and a NumPy integer as the result"""
    whole, rest = divmod(h * w * bits_per_index(k), 8)
    return np.int64(whole + (1 if rest else 0) + k * 24 // 8)


def wrong_bits(h, w, k):
    """Bits instead of bytes | should be 11"""
    return h * w * bits_per_index(k) + 24 * k


def wrong_no_palette(h, w, k):
    """Without the palette | the palette is missing"""
    return math.ceil(h * w * bits_per_index(k) / 8)


def wrong_floor(h, w, k):
    """The last bits are cut off | do the last 4 bits get a byte"""
    return h * w * bits_per_index(k) // 8 + 3 * k


def wrong_round(h, w, k):
    """Rounded to nearest | the last bits are lost"""
    return round(h * w * bits_per_index(k) / 8) + 3 * k


def wrong_one_more(h, w, k):
    """Always one more byte | a byte too many"""
    return h * w * bits_per_index(k) // 8 + 1 + 3 * k


def wrong_float(h, w, k):
    """A fraction of a byte | whole number"""
    return h * w * bits_per_index(k) / 8 + 3 * k


def wrong_rows(h, w, k):
    """Fills each row up to whole bytes | each row is filled up"""
    return h * math.ceil(w * bits_per_index(k) / 8) + 3 * k


def wrong_uint8_map(h, w, k):
    """A byte for each index | should be 11"""
    return h * w + 3 * k


def wrong_palette_bits(h, w, k):
    """The palette in bits | should be 11"""
    return math.ceil(h * w * bits_per_index(k) / 8) + 24 * k


def wrong_palette_gray(h, w, k):
    """One byte for each color | should be 11"""
    return math.ceil(h * w * bits_per_index(k) / 8) + k


def wrong_palette_256(h, w, k):
    """Always 256 colors in the palette | should be 11"""
    return math.ceil(h * w * bits_per_index(k) / 8) + 768


def wrong_png_depth(h, w, k):
    """Depths of PNG: 1, 2, 4 or 8 bits | not the indices in whole bytes plus the palette"""
    depth = next(bits for bits in (1, 2, 4, 8, 16) if 2**bits >= k)
    return math.ceil(h * w * depth / 8) + 3 * k


def wrong_raw(h, w, k):
    """The raw picture | should be 11"""
    return h * w * 3


def wrong_one_color(h, w, k):
    """The palette has one color | should be 11"""
    return math.ceil(h * w * bits_per_index(k) / 8) + 3


def wrong_square(h, w, k):
    """Takes the height for the width | one byte less than 11"""
    return math.ceil(h * h * bits_per_index(k) / 8) + 3 * k


def wrong_together(h, w, k):
    """Rounds down bits per pixel to bytes first | should be 11"""
    return h * w * math.ceil(bits_per_index(k) / 8) + 3 * k
