import math

import numpy as np


def right_scaled(ks, inertias):
    """Both axes scaled, 1 - x - y"""
    x, y = np.array(ks, dtype=float), np.array(inertias, dtype=float)
    x = (x - x.min()) / (x.max() - x.min())
    y = (y - y.min()) / (y.max() - y.min())
    return int(np.asarray(ks)[np.argmax(1 - x - y)])


def right_interp(ks, inertias):
    """np.interp for the line, on the axes as they are; scaling does not change which k wins"""
    line = np.interp(ks, [ks[0], ks[-1]], [inertias[0], inertias[-1]])
    return ks[int(np.argmax(line - np.asarray(inertias)))]


def right_perpendicular(ks, inertias):
    """Signed distance at a right angle to the line, on scaled axes"""
    x = (np.asarray(ks) - ks[0]) / (ks[-1] - ks[0])
    y = (np.asarray(inertias) - inertias[-1]) / (inertias[0] - inertias[-1])
    points = np.column_stack([x, y])
    along = (points[-1] - points[0]) / np.linalg.norm(points[-1] - points[0])
    offset = points - points[0]
    return int(ks[np.argmin(along[0] * offset[:, 1] - along[1] * offset[:, 0])])


def right_loop(ks, inertias):
    """A loop over the points between the ends; the last of several best ones"""
    best, winner = -math.inf, None
    for k, value in list(zip(ks, inertias, strict=True))[1:-1]:
        share = (k - ks[0]) / (ks[-1] - ks[0])
        below = inertias[0] + share * (inertias[-1] - inertias[0]) - value
        if below >= best:
            best, winner = below, k
    return winner


def right_max_key(ks, inertias):
    """max with a key, a float k as the result"""
    ks, inertias = [float(k) for k in ks], [float(value) for value in inertias]
    slope = (inertias[-1] - inertias[0]) / (ks[-1] - ks[0])
    return max(zip(ks, inertias, strict=True), key=lambda point: slope * (point[0] - ks[0]) - point[1])[0]


def right_float32(ks, inertias):
    """float32, and a NumPy integer as the result"""
    x, y = np.float32(ks), np.float32(inertias)
    return np.asarray(ks)[np.argmin((y - y[-1]) / (y[0] - y[-1]) + (x - x[0]) / (x[-1] - x[0]))]


def wrong_index(ks, inertias):
    """The place instead of the k | a place in the list"""
    x = (np.asarray(ks) - ks[0]) / (ks[-1] - ks[0])
    y = (np.asarray(inertias) - inertias[-1]) / (inertias[0] - inertias[-1])
    return int(np.argmax(1 - x - y))


def wrong_index_plus_one(ks, inertias):
    """The place counted from 1 | a place in the list"""
    x = (np.asarray(ks) - ks[0]) / (ks[-1] - ks[0])
    y = (np.asarray(inertias) - inertias[-1]) / (inertias[0] - inertias[-1])
    return int(np.argmax(1 - x - y)) + 1


def wrong_even(ks, inertias):
    """As if the ks were evenly spaced | evenly spaced"""
    y = (np.asarray(inertias) - inertias[-1]) / (inertias[0] - inertias[-1])
    return int(ks[np.argmax(1 - np.linspace(0, 1, len(y)) - y)])


def wrong_second_difference(ks, inertias):
    """The largest second difference | sharpest bend"""
    return int(ks[np.argmax(np.diff(inertias, 2)) + 1])


def wrong_largest_drop(ks, inertias):
    """The end of the largest single drop | largest drop"""
    return int(ks[np.argmin(np.diff(inertias)) + 1])


def wrong_before_drop(ks, inertias):
    """The start of the largest single drop | only 10 below the line"""
    return int(ks[np.argmin(np.diff(inertias))])


def wrong_steepest(ks, inertias):
    """The end of the steepest piece | steepest piece"""
    return int(ks[np.argmin(np.diff(inertias) / np.diff(ks)) + 1])


def wrong_kink(ks, inertias):
    """The largest change of slope | change of slope"""
    return int(ks[np.argmax(np.diff(np.diff(inertias) / np.diff(ks))) + 1])


def wrong_corner(ks, inertias):
    """The scaled point nearest to the lower left corner | nearest to the corner"""
    x = (np.asarray(ks) - ks[0]) / (ks[-1] - ks[0])
    y = (np.asarray(inertias) - inertias[-1]) / (inertias[0] - inertias[-1])
    return int(ks[np.argmin(x**2 + y**2)])


def wrong_unscaled(ks, inertias):
    """The point nearest to the corner, on axes that are not scaled | first and the last point"""
    return int(ks[np.argmin(np.hypot(ks, inertias))])


def wrong_unscaled_sum(ks, inertias):
    """The formula for scaled axes without the scaling | first and the last point"""
    return int(ks[np.argmax(1 - np.asarray(ks) - np.asarray(inertias))])


def wrong_absolute(ks, inertias):
    """The distance on either side of the line | only points below it count"""
    line = np.interp(ks, [ks[0], ks[-1]], [inertias[0], inertias[-1]])
    return int(ks[np.argmax(np.abs(line - np.asarray(inertias)))])


def wrong_above(ks, inertias):
    """The point highest above the line | first and the last point"""
    line = np.interp(ks, [ks[0], ks[-1]], [inertias[0], inertias[-1]])
    return int(ks[np.argmin(line - np.asarray(inertias))])


def wrong_last(ks, inertias):
    """The k of the smallest inertia | first and the last point"""
    return int(ks[np.argmin(inertias)])


def wrong_only_x_scaled(ks, inertias):
    """Only the k axis is scaled | first and the last point"""
    x = (np.asarray(ks) - ks[0]) / (ks[-1] - ks[0])
    return int(ks[np.argmax(1 - x - np.asarray(inertias))])


def wrong_by_maximum(ks, inertias):
    """Divides by the maximum, which does not bring the ends to 0 | is not the point furthest"""
    x, y = np.asarray(ks) / max(ks), np.asarray(inertias) / max(inertias)
    return int(ks[np.argmax(1 - x - y)])


def wrong_threshold(ks, inertias):
    """The first k whose inertia is below a tenth of the first | first and the last point"""
    return int(next(k for k, value in zip(ks, inertias, strict=True) if value < 0.1 * inertias[0]))


def wrong_pair(ks, inertias):
    """k and inertia | not tuple"""
    line = np.interp(ks, [ks[0], ks[-1]], [inertias[0], inertias[-1]])
    place = int(np.argmax(line - np.asarray(inertias)))
    return ks[place], inertias[place]


def wrong_logarithmic(ks, inertias):
    """The k axis is logarithmic | logarithmic k axis"""
    x, y = np.log(ks), np.asarray(inertias, dtype=float)
    x, y = (x - x[0]) / (x[-1] - x[0]), (y - y[-1]) / (y[0] - y[-1])
    return int(ks[np.argmax(1 - x - y)])


def wrong_double_logarithmic(ks, inertias):
    """Both axes are logarithmic | the first and the last point"""
    x, y = np.log(ks), np.log(np.maximum(inertias, 1e-9))
    x, y = (x - x[0]) / (x[-1] - x[0]), (y - y[-1]) / (y[0] - y[-1])
    return int(ks[np.argmax(1 - x - y)])


def wrong_whole_numbers(ks, inertias):
    """The inertias become whole numbers | inertias below 1"""
    line = np.interp(ks, [ks[0], ks[-1]], [int(inertias[0]), int(inertias[-1])])
    return int(ks[np.argmax(line - np.asarray(inertias).astype(int))])


def wrong_scale(ks, inertias):
    """The height of the last but one point for that of the last | falls most at its end"""
    x, y = np.asarray(ks, dtype=float), np.asarray(inertias, dtype=float)
    x, y = (x - x[0]) / (x[-1] - x[0]), (y - y[-1]) / (y[0] - y[-2])
    return int(ks[np.argmax(1 - x - y)])
