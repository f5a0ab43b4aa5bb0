import numpy as np


def right_hand_made(candidate):
    """Centers and their palette, written down."""
    centers = np.array([[254.6, 250.4, 99.6], [-7.5, 1000.2, 0.3], [254.6, 250.4, 99.6], [10.2, 3.1, 8.9]])
    wanted = [[255, 250, 100], [0, 255, 0], [255, 250, 100], [10, 3, 9]]
    dark = np.array([[0.1, 0.9, 0.2]])
    try:
        palette, one = candidate(centers), candidate(dark)
    except Exception:
        return True
    return palette.dtype != np.uint8 or palette.tolist() != wanted or one.tolist() != [[0, 1, 0]]


def right_random(candidate):
    """Random centers; how far each number is from the limited one."""
    rng = np.random.default_rng(0)
    for scale in (400, 1):
        centers = rng.uniform(-0.4, 1, (50, 3)) * scale
        centers[7] = centers[3]
        palette = candidate(centers)
        if palette.dtype != np.uint8 or palette.shape != centers.shape:
            return True
        if np.abs(palette - np.clip(centers, 0, 255)).max() > 0.5:
            return True
    return False


def right_own(candidate):
    """Number by number in Python, halves left out."""
    rng = np.random.default_rng(5)
    for low, high in ((0, 256), (-600, 900), (0, 1)):
        centers = rng.integers(low, high, (20, 3)) + rng.choice([0.2, 0.8], (20, 3))
        if high == 1:
            centers = rng.choice([0.2, 0.8], (20, 3))
        palette = candidate(centers)
        for row, center in zip(palette, centers, strict=True):
            for number, value in zip(row, center, strict=True):
                if type(number) is not np.uint8 or number != min(255, max(0, int(value + 0.5) if value > 0 else 0)):
                    return True
        if len(palette) != len(centers):
            return True
    return False


def wrong_always(candidate):
    """Calls everything wrong | calls a right function wrong"""
    return True


def wrong_never(candidate):
    """Calls nothing wrong | calls a function right that gives back the floats"""
    return False


def wrong_inside(candidate):
    """Numbers from 0 to 255 only, the brightest first | does not limit the range got away | 1.25 points"""
    centers = np.array([[200.4, 99.6, 254.9], [100.2, 10.3, 0.4], [200.4, 99.6, 254.9]])
    palette = candidate(centers)
    return palette.dtype != np.uint8 or not np.array_equal(palette, np.rint(centers))


def wrong_dtype(candidate):
    """Looks at the dtype alone | cuts fractions off got away | 0.25 points"""
    return candidate(np.array([[1.6, 2.2, 300.0]])).dtype != np.uint8


def wrong_values(candidate):
    """Does not look at the dtype | calls a function right that gives back the floats"""
    centers = np.array([[254.6, 250.4, 99.0], [1.0, 2.0, 3.0]])
    return bool(np.abs(candidate(centers) - centers).max() > 0.5)


def wrong_halves(candidate):
    """Wants a half to go up | calls a right function wrong"""
    centers = np.array([[2.5, 99.6, 10.2]])
    return candidate(centers).tolist() != [[3, 100, 10]]


def wrong_halves_even(candidate):
    """Wants a half to go to the even neighbor | It takes a half up, which 2.2 allows"""
    centers = np.array([[2.5, 99.6, 10.2]])
    palette = candidate(centers)
    return palette.dtype != np.uint8 or palette.tolist() != [[2, 100, 10]]


def wrong_statement(candidate):
    """The example of the statement only | sorts the colors by brightness got away | 1.25 points"""
    centers = np.array([[10.2, 99.6, 254.9], [-3.0, 128.4, 300.0]])
    palette = candidate(centers)
    return palette.dtype != np.uint8 or palette.tolist() != [[10, 100, 255], [0, 128, 255]]


def wrong_nan(candidate):
    """Tries nan, of which 2.2 says nothing | tries an input that 2.2 does not allow"""
    return candidate(np.array([[np.nan, 1.0, 2.0]])).dtype != np.uint8


def wrong_row(candidate):
    """Tries a single row of numbers | tries an input that 2.2 does not allow"""
    return candidate(np.array([1.0, 2.0, 3.0])).shape != (3,)


def wrong_number(candidate):
    """Gives back 1 and 0 | should give back True or False"""
    return 1


def wrong_errors_are_fine(candidate):
    """Takes an error for right | calls a function right that stops with an error"""
    try:
        return candidate(np.array([[1.6, 300.0, -3.0]])).tolist() != [[2, 255, 0]]
    except Exception:
        return False
