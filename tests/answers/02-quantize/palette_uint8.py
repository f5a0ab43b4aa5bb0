import math

import numpy as np


def right_rint(centers):
    """np.rint, then clip"""
    return np.clip(np.rint(centers), 0, 255).astype(np.uint8)


def right_half_up(centers):
    """Adds a half and takes the floor, after the clip"""
    return np.floor(np.clip(centers, 0, 255) + 0.5).astype("u1")


def right_loops(centers):
    """Two loops and Python's own round"""
    out = np.zeros(centers.shape, dtype=np.uint8)
    for i, center in enumerate(centers):
        for j, value in enumerate(center):
            out[i, j] = min(255, max(0, round(float(value))))
    return out


def right_where(centers):
    """np.round with np.where for the range, through int64"""
    whole = np.round(centers).astype(np.int64)
    whole = np.where(whole < 0, 0, whole)
    return np.where(whole > 255, 255, whole).astype(np.uint8)


def right_ceil_half(centers):
    """Halves go down: ceil of the value minus a half"""
    rows = [[min(255, max(0, math.ceil(value - 0.5))) for value in center] for center in centers.tolist()]
    return np.array(rows, dtype=np.uint8).reshape(-1, 3)


def wrong_cast(centers):
    """A bare cast | drops the fraction"""
    return centers.astype(np.uint8)


def wrong_clip_cast(centers):
    """Clips, but truncates | drops the fraction"""
    return np.clip(centers, 0, 255).astype(np.uint8)


def wrong_ceil(centers):
    """Rounds up | rounding up"""
    return np.clip(np.ceil(centers), 0, 255).astype(np.uint8)


def wrong_no_clip(centers):
    """Rounds, then lets the cast wrap around | limit the range before the cast"""
    return np.rint(centers).astype(np.int64).astype(np.uint8)


def wrong_clip_late(centers):
    """Clips after the cast, when it is too late | limit the range before the cast"""
    return np.clip(np.rint(centers).astype(np.int64).astype(np.uint8), 0, 255)


def wrong_upper_only(centers):
    """Limits only the upper end | limit the range before the cast"""
    return np.minimum(np.rint(centers), 255).astype(np.int64).astype(np.uint8)


def wrong_float(centers):
    """Rounded floats | is uint8, yours is float64"""
    return np.clip(np.rint(centers), 0, 255)


def wrong_int(centers):
    """Whole numbers of dtype int64 | is uint8, yours is int64"""
    return np.clip(np.rint(centers), 0, 255).astype(np.int64)


def wrong_unit_scale(centers):
    """Takes the centers for 0-1 values | compare your result with the example"""
    return np.clip(np.rint(centers * 255), 0, 255).astype(np.uint8)


def wrong_in_place(centers):
    """Rounds the array that came in | changed the array"""
    np.rint(centers, out=centers)
    np.clip(centers, 0, 255, out=centers)
    return centers.astype(np.uint8)


def wrong_list(centers):
    """A list of lists | NumPy array, not list"""
    return np.clip(np.rint(centers), 0, 255).astype(np.uint8).tolist()


def wrong_sorted(centers):
    """Sorts the colors by brightness | their order changed"""
    palette = np.clip(np.rint(centers), 0, 255).astype(np.uint8)
    return palette[np.argsort(-palette.sum(axis=1, dtype=int))] if len(palette) > 2 else palette


def wrong_unique(centers):
    """Sorts and merges equal colors | order changed"""
    palette = np.clip(np.rint(centers), 0, 255).astype(np.uint8)
    return np.unique(palette, axis=0)[::-1]


def wrong_flat(centers):
    """One long row of numbers | expected shape (2, 3), got (6,)"""
    return np.clip(np.rint(centers), 0, 255).astype(np.uint8).ravel()


def wrong_merged(centers):
    """Leaves out a color that was there before | two rows of the palette"""
    palette = np.clip(np.rint(centers), 0, 255).astype(np.uint8)
    return np.array(list(dict.fromkeys(map(tuple, palette.tolist()))), dtype=np.uint8)


def wrong_unit_guessed(centers):
    """Takes dark centers for 0-1 values | no value above 1"""
    return np.clip(np.rint(centers * (255 if centers.max() <= 1 else 1)), 0, 255).astype(np.uint8)
