import math

import numpy as np


def right_bit_length(k):
    """Bits of the largest index"""
    return (k - 1).bit_length()


def right_log2(k):
    """The logarithm, rounded up"""
    return math.ceil(math.log2(k))


def right_numpy(k):
    """NumPy's logarithm, a NumPy integer as the result"""
    return np.int64(np.ceil(np.log2(k)))


def right_loop(k):
    """Doubles until it is enough"""
    bits = 1
    while 2**bits < k:
        bits += 1
    return bits


def right_text(k):
    """Digits of the largest index in binary"""
    return len(f"{k - 1:b}")


def right_natural_log(k):
    """math.log with a base, rounded up"""
    return math.ceil(round(math.log(k, 2), 9))


def wrong_bit_length(k):
    """Bits of k itself | one bit less is enough"""
    return k.bit_length()


def wrong_floor(k):
    """The logarithm, rounded down | too few for k"""
    return int(math.log2(k))


def wrong_round(k):
    """The logarithm, rounded to nearest | too few for k"""
    return round(math.log2(k))


def wrong_floor_plus_one(k):
    """One too many for powers of two | one bit less is enough"""
    return int(math.log2(k)) + 1


def wrong_float(k):
    """A float | whole number"""
    return np.ceil(np.log2(k))


def wrong_exact_log(k):
    """Not rounded | whole number"""
    return math.log2(k)


def wrong_png(k):
    """Only the depths 1, 2, 4, 8 of a PNG file | fewer bits are enough"""
    return next(bits for bits in (1, 2, 4, 8, 16, 32) if 2**bits >= k)


def wrong_bytes(k):
    """Whole bytes | one bit less is enough"""
    return 8 * math.ceil((k - 1).bit_length() / 8) if k > 2 else 2


def wrong_byte(k):
    """Always a byte | fewer bits are enough"""
    return 8


def wrong_power(k):
    """How many different numbers | fewer bits are enough"""
    return 2 ** (k - 1).bit_length() if k > 2 else 1


def wrong_three_channels(k):
    """Times three channels | fewer bits are enough"""
    return 3 * math.ceil(math.log2(k))


def wrong_text(k):
    """A text of bits | not str"""
    return f"{k - 1:b}"
