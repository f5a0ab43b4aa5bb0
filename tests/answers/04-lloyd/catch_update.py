import numpy as np


def right_random(candidate):
    """Random rows, a label that has none, whole numbers and floats for the old centers."""
    rng = np.random.default_rng(3)
    for old in (rng.uniform(2, 7, (400, 2)), rng.integers(2, 7, (5, 2)), rng.uniform(2, 7, (2, 2))):
        k = len(old)
        labels = rng.integers(0, k - 1, 2000)
        X = rng.integers(100, 256, (2000, 2)).astype(np.uint8)
        try:
            moved = candidate(X, labels, old)
        except Exception:
            return True
        if np.shape(moved) != old.shape or moved.dtype.kind != "f":
            return True
        for j in range(k):
            wanted = X[labels == j].mean(axis=0) if (labels == j).any() else old[j]
            if np.abs(moved[j] - wanted).max() > 0.01:
                return True
    return False


def right_hand_made(candidate):
    """Five rows whose means can be told at a glance, and a second case with many centers."""
    X = np.array([[0, 200], [0, 200], [10, 203], [100, 7], [101, 7]], dtype=np.uint8)
    labels, old = np.array([0, 0, 0, 2, 2]), np.array([[9, 9], [4, 5], [9, 9]])
    wanted = [[10 / 3, 201], [4, 5], [100.5, 7]]
    moved = candidate(X, labels, old)
    if moved.shape != (3, 2) or not np.allclose(moved, wanted):
        return True
    moved = candidate(X, labels, old + 0.5)
    if not np.allclose(moved, [wanted[0], [4.5, 5.5], wanted[2]]):
        return True
    rows = np.arange(600.0).reshape(300, 2)
    return not np.allclose(candidate(rows, np.arange(300), rows + 1), rows)


def right_own(candidate):
    """Compared with an own implementation by matrices."""
    rng = np.random.default_rng(4)
    for k, kind in ((3, np.uint8), (300, float), (20, np.float32)):
        X = (rng.uniform(0, 1, (900, 4)) ** 3 * 255).astype(np.uint8 if k == 3 else kind)
        labels = rng.choice(np.arange(k)[1:], 900)
        old = rng.uniform(3, 9, (k, 4)).astype(kind)
        member = (labels == np.arange(k)[:, None]).astype(float)
        sizes = member.sum(axis=1)
        own = np.where(sizes[:, None] > 0, member @ X / np.maximum(sizes, 1)[:, None], old)
        moved = candidate(X, labels, old)
        if moved.shape != own.shape or np.abs(moved - own).max() > 0.001:
            return True
    return False


def wrong_always(candidate):
    """Calls everything wrong | calls a right function wrong"""
    return True


def wrong_never(candidate):
    """Calls nothing wrong | calls a function right that moves no center"""
    return False


def wrong_full(candidate):
    """Every label has rows | puts the center of an empty cluster to 0 got away | 1 point"""
    rng = np.random.default_rng(3)
    X, labels, old = rng.integers(0, 256, (300, 3), np.uint8), np.arange(300) % 4, np.zeros((4, 3), int)
    means = np.array([X[labels == j].mean(axis=0) for j in range(4)])
    return not np.allclose(candidate(X, labels, old), means, atol=0.001)


def wrong_floats(candidate):
    """Floats only | gives its centers the dtype of old got away | 1.25 points"""
    rng = np.random.default_rng(3)
    X, labels, old = rng.uniform(0, 1, (300, 3)) ** 2, np.arange(300) % 4, rng.uniform(2, 3, (5, 3))
    means = [*(X[labels == j].mean(axis=0) for j in range(4)), old[4]]
    moved = candidate(X, labels, old)
    return moved.shape != (5, 3) or not np.allclose(moved, means)


def wrong_statement(candidate):
    """The example of the statement only | gives its centers the dtype of old got away | 1 point"""
    X = np.uint8([[10, 10, 10], [12, 10, 10], [240, 240, 240], [240, 240, 240], [240, 244, 240], [11, 10, 10]])
    moved = candidate(X, np.array([0, 0, 1, 1, 1, 0]), np.array([[0, 0, 0], [255, 255, 255], [7, 8, 9]]))
    return moved.shape != (3, 3) or not np.allclose(moved, [[11, 10, 10], [240, 241.33, 240], [7, 8, 9]], atol=1)


def wrong_exact(candidate):
    """Wants the very same digits | It gives back float32, which 4.3 allows"""
    X, labels = np.array([[0.1, 0.2], [0.4, 0.7], [0.3, 0.9]]), np.array([0, 0, 0])
    wanted = X.mean(axis=0)
    return not np.array_equal(candidate(X, labels, X[:1]), wanted[None])


def wrong_labels(candidate):
    """Gives a label that no center has | tries an input that 4.3 does not allow"""
    return candidate(np.zeros((2, 2)), np.array([0, 5]), np.zeros((2, 2))).shape != (2, 2)


def wrong_lists(candidate):
    """Gives lists | tries an input that 4.3 does not allow"""
    return len(candidate([[1, 2]], [0], [[3, 4]])) != 1


def wrong_number(candidate):
    """Gives back how far the centers moved | should give back True or False"""
    return float(np.abs(candidate(np.ones((2, 2)), np.array([0, 0]), np.zeros((1, 2)))).sum())


def wrong_errors_are_fine(candidate):
    """Takes an error for right | calls a function right that stops with an error"""
    try:
        moved = candidate(np.ones((2, 2)), np.array([0, 0]), np.zeros((1, 2)))
    except Exception:
        return False
    return not np.array_equal(moved, np.ones((1, 2)))
