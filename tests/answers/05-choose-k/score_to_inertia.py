import math

import numpy as np


def right_minus(score):
    """The minus sign"""
    return -score


def right_abs(score):
    """The absolute value, which is the same for a score"""
    return abs(float(score))


def right_numpy(score):
    """np.negative, and a NumPy float as the result"""
    return np.negative(np.float64(score))


def right_product(score):
    """Times -1"""
    return score * -1.0


def wrong_unchanged(score):
    """The score itself | never negative"""
    return score


def wrong_root(score):
    """The square root | square root"""
    return math.sqrt(-score)


def wrong_share(score):
    """As if the score were a share | 1 too many"""
    return 1 - score


def wrong_rounded(score):
    """Rounded to a whole number | keep the fraction"""
    return round(-score)


def wrong_floor(score):
    """The fraction cut off | keep the fraction"""
    return int(-score)


def wrong_square(score):
    """The square | only the sign should change"""
    return float(score) ** 2


def wrong_average(score):
    """Divided by six pixels | only the sign should change"""
    return -score / 6


def wrong_text(score):
    """A text | not str"""
    return f"{-score:.1f}"


def wrong_zero(score):
    """Negative values cut to zero | only the sign should change"""
    return max(score, 0.0)


def wrong_list(score):
    """A list of one number | not list"""
    return [-score]
