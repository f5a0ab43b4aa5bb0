import numpy as np


def right_hand_made(candidate):
    """Curves whose elbow can be told with a ruler, as lists and as arrays."""
    cases = [
        ([1, 2, 3, 6], [100, 70, 20, 0], 3),
        ([10, 20, 30, 40, 50, 60], [100, 95, 90, 20, 15, 0], 40),
        ([1, 2, 4, 8, 16, 32, 64], [100, 60, 35, 25, 18, 8, 0], 8),
        ([2, 4, 6, 8, 10], [1.0, 0.6, 0.25, 0.2, 0.1], 6),
        ([5, 6, 7, 30, 60], [100.0, 75.0, 55.0, 35.0, 0.0], 7),
        ([10, 20, 30, 40, 50], [100.0, 99.0, 90.0, 21.0, 0.0], 40),
        ([0, 10, 20, 30, 100], [100, 60, 36, 28, 0], 20),
        ([4, 5, 6, 8, 9], [100, 90, 60, 5, 0], 8),
        ([10, 20, 70, 80], [100.0, 52.0, 2.0, 0.0], 20),
        ([10, 20, 30], [10.0, 3.0, 0.0], 20),
    ]
    for ks, inertias, wanted in cases:
        try:
            if candidate(ks, inertias) != wanted or candidate(np.array(ks), np.array(inertias)) != wanted:
                return True
        except Exception:
            return True
    return False


def right_random(candidate):
    """Random curves with one clear winner, as arrays."""
    rng = np.random.default_rng(1)
    for _ in range(40):
        ks = np.sort(rng.choice(np.arange(8, 200), 9, replace=False))
        y = np.append(1, np.append(rng.uniform(0, 0.95, 7), 0)) * 0.9
        below = y[0] * (ks[-1] - ks) / (ks[-1] - ks[0]) - y
        first, second = np.sort(below)[[-1, -2]]
        if first > second + 0.02 and candidate(ks, y) != ks[np.argmax(below)]:
            return True
    return False


def right_unseeded(candidate):
    """Other random curves each time, nearly straight ones too; and asks for an int."""
    rng = np.random.default_rng()
    for turn in range(300):
        ks = np.cumsum(rng.integers(1, 30, 6))
        ks = ks if turn % 2 else [int(k) for k in ks]
        height, bent = [(0.9, 1), (100, 0.9), (1, 1e-6)][turn % 3]  # of the curve, and how far from the line
        straight = (ks[-1] - np.array(ks)) / (ks[-1] - ks[0])
        below = np.concatenate([[0], rng.uniform(-0.3, 1, 4) * straight[1:5], [0]]) * bent
        first, second = np.sort(below)[[-1, -2]]
        if first < second + bent * 0.02:
            continue
        inertias = (straight - below) * height
        k = candidate(ks, inertias if turn % 2 else inertias.tolist())
        if not isinstance(k, int) or k != ks[int(below.argmax())]:
            return True
    return False


def right_set(candidate):
    """Random curves with whole inertias; any of the points that are equally far is fine."""
    rng = np.random.default_rng(2)
    for turn in range(60):
        ks = [int(k) for k in np.cumsum(rng.integers(1, 30, 7))]
        y = [40, *rng.integers(1, 39, 5).tolist(), 0]
        if turn % 2:
            y = [value / 100 for value in y]
        below = [y[0] * (ks[-1] - k) / (ks[-1] - ks[0]) - value for k, value in zip(ks, y)]
        best = {k for k, value in zip(ks, below) if value > max(below) - 1e-9}
        if max(below) > 0.1 * y[0] and candidate(np.array(ks) if turn % 3 else ks, y) not in best:
            return True
    return False


def wrong_always(candidate):
    """Calls everything wrong | calls a right function wrong"""
    return True


def wrong_never(candidate):
    """Calls nothing wrong | calls a function right that gives back the first k"""
    return False


def wrong_statement(candidate):
    """The example of the statement only | gives back the place in the list, counted from 1 got away | 0 points"""
    return candidate([1, 2, 3, 6], [100, 70, 20, 0]) != 3


def wrong_even(candidate):
    """Evenly spaced ks only | takes the ks for evenly spaced got away | 1.5 points"""
    rng = np.random.default_rng(1)
    ks = np.arange(10, 90, 10)
    for _ in range(20):
        y = np.append(np.sort(rng.uniform(0, 100, 7))[::-1], 0)
        below = np.interp(ks, ks[[0, -1]], y[[0, -1]]) - y
        if np.sort(below)[-1] > np.sort(below)[-2] + 1 and candidate(ks, y) != ks[np.argmax(below)]:
            return True
    return False


def wrong_falling(candidate):
    """Lists with falling curves from a hundred down | counts points above the line as well got away | 1.25 points"""
    rng = np.random.default_rng(1)
    for _ in range(200):
        ks = np.cumsum(rng.integers(1, 20, 8)).tolist()
        y = (100 * np.sort(rng.uniform(0, 1, 8))[::-1] ** 5).tolist()
        below = np.interp(ks, [ks[0], ks[-1]], [y[0], y[-1]]) - y
        if np.sort(below)[-1] > np.sort(below)[-2] + 5 and candidate(ks, y) != ks[np.argmax(below)]:
            return True
    return False


def wrong_first_of_two(candidate):
    """Wants the first of two that are equally far | It takes the last of two points that are equally far below"""
    return candidate([10, 20, 30, 40], [6, 2, 0, 0]) != 20


def wrong_type(candidate):
    """Tries a single curve | 1 of 8 wrong functions are caught | 0.25 points"""
    k = candidate([10, 20, 30, 40], [6, 1, 0, 0])
    return type(k) is not int or k != 20


def wrong_rising(candidate):
    """A curve that rises | tries an input that 5.3 does not allow"""
    return candidate([1, 2, 3], [1, 2, 3]) not in (1, 2, 3)


def wrong_two(candidate):
    """Two points only | tries an input that 5.3 does not allow"""
    return candidate([1, 2], [2, 1]) not in (1, 2)


def wrong_fractions(candidate):
    """Fractions for ks | tries an input that 5.3 does not allow"""
    return candidate([1.0, 2.0, 3.0], [3, 1, 0]) != 2


def wrong_endless(candidate):
    """A range without end to speak of | tries an input that 5.3 does not allow"""
    return candidate(range(10**12), range(10**12, 0, -1)) != 3


def wrong_k(candidate):
    """Gives back the k | should give back True or False"""
    return int(candidate([1, 2, 3, 6], [100, 70, 20, 0]))
