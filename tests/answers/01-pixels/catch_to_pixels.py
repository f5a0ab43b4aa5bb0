import numpy as np


def right_hand_made(candidate):
    """Two pictures and their tables, written down."""
    small = np.array([[[1, 2, 3], [4, 5, 6], [1, 2, 3]], [[7, 8, 9], [0, 0, 0], [9, 8, 7]]], dtype=np.uint8)
    rows = np.array([[1, 2, 3], [4, 5, 6], [1, 2, 3], [7, 8, 9], [0, 0, 0], [9, 8, 7]], dtype=np.uint8)
    long = np.arange(3 * 2500, dtype=np.int64).reshape(1, 2500, 3)
    for img, wanted in ((small, rows), (long, np.arange(3 * 2500).reshape(2500, 3))):
        try:
            table = candidate(img)
        except Exception:
            return True
        if type(table) is not np.ndarray or table.dtype != img.dtype or table.shape != wanted.shape:
            return True
        if (table != wanted).any():
            return True
    return False


def right_own(candidate):
    """Compared with an own implementation, on random pictures of every dtype."""
    rng = np.random.default_rng(1)
    for kind in (np.uint8, np.float32, np.int16):
        for h, w in ((3, 5), (7, 2), (40, 30)):
            img = (rng.integers(0, 2, (h, w, 3)) * 200.5).astype(kind)
            own = np.array([img[i, j] for i in range(h) for j in range(w)])
            got = candidate(img)
            same = isinstance(got, np.ndarray) and got.dtype == own.dtype and np.array_equal(got, own)
            if not same:
                return True
    return False


def right_properties(candidate):
    """Looks at one pixel after the other; an error of the candidate passes through."""
    h, w = 61, 47
    img = np.random.default_rng(2).integers(0, 5, (h, w, 3)) * np.int32(100)
    table = candidate(img)
    fits = isinstance(table, np.ndarray) and table.shape == (h * w, 3) and table.dtype == img.dtype
    return not (fits and all((table[i * w + j] == img[i, j]).all() for i in range(h) for j in range(w)))


def right_large(candidate):
    """As large a picture as there may be."""
    img = np.random.default_rng(5).integers(0, 256, (180, 185, 3)).astype(np.uint8)
    img[0, :3] = 7
    for picture in (img, img / 2):
        table = candidate(picture)
        if not isinstance(table, np.ndarray) or table.dtype != picture.dtype:
            return True
        if table.shape != (33_300, 3) or np.any(table != picture.reshape(-1, 3)):
            return True
    return False


def right_numpy_bool(candidate):
    """The answer is a bool of NumPy's."""
    img = np.random.default_rng(3).integers(0, 9, (50, 30, 3)) / 2
    table = candidate(img)
    if not isinstance(table, np.ndarray) or table.shape != (1500, 3):
        return True
    whole = candidate(img.astype(np.uint8))
    return np.any(table != img.reshape(-1, 3)) or np.bool_(whole.dtype != np.uint8)


def wrong_always(candidate):
    """Calls everything wrong | calls a right function wrong"""
    return True


def wrong_never(candidate):
    """Calls nothing wrong | calls a function right that gives back the image as it came"""
    return False


def wrong_square(candidate):
    """A square picture only | exchanges height and width got away | 1.5 points"""
    img = np.random.default_rng(0).integers(0, 9, (40, 40, 3)) / 2
    try:
        table = candidate(img)
        return (
            type(table) is not np.ndarray or table.dtype != img.dtype or not np.array_equal(table, img.reshape(-1, 3))
        )
    except Exception:
        return True


def wrong_shape(candidate):
    """Looks at the shape alone | exchanges height and width got away | 0.75 points"""
    img = np.zeros((50, 30, 3))
    return np.shape(candidate(img)) != (1500, 3) or not isinstance(candidate(img), np.ndarray)


def wrong_small(candidate):
    """The picture of the statement only | makes floats of whole numbers got away | 1 point"""
    img = np.uint8([[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[255, 255, 255], [255, 0, 0], [255, 128, 0]]])
    return not np.array_equal(candidate(img), img.reshape(-1, 3))


def wrong_values(candidate):
    """Compares numbers only | makes floats of whole numbers got away | 1.5 points"""
    img = np.random.default_rng(0).integers(0, 5, (41, 60, 3)) / 2
    return not np.array_equal(candidate(img), img.reshape(-1, 3))


def wrong_dtype(candidate):
    """Wants uint8 whatever came in, and stops where none is | stopped with AttributeError"""
    return candidate(np.zeros((2, 3, 3))).dtype != np.uint8


def wrong_flat(candidate):
    """Tries a gray picture, which 1.3 does not promise anything for | tries an input that 1.3 does not allow"""
    return candidate(np.zeros((2, 3))).shape != (6, 3)


def wrong_swallowed(candidate):
    """Hides that its input was not allowed | tries an input that 1.3 does not allow"""
    try:
        return candidate([[1, 2, 3]]).shape != (1, 3)
    except Exception:
        return candidate(np.zeros((2, 3, 3))).shape != (6, 3)


def wrong_text(candidate):
    """Gives back a text | should give back True or False"""
    return "wrong"


def wrong_table(candidate):
    """Forgets that True and False are wanted | should give back True or False"""
    return candidate(np.zeros((2, 3, 3)))


def wrong_own_error(candidate):
    """Stops by itself | stopped with NameError"""
    return candidate(picture) is None


def wrong_stops_itself(candidate):
    """Compares tables of two shapes, which is an error of its own | stopped with ValueError"""
    img = np.zeros((2, 3, 3))
    return bool((candidate(img) != np.zeros((5, 3))).any())


def wrong_none(candidate):
    """Prints its answer | gave back None"""
    print(candidate(np.zeros((2, 3, 3))).shape != (6, 3))


def wrong_errors_are_fine(candidate):
    """Takes an error for right | calls a function right that stops with an error"""
    img = np.random.default_rng(0).integers(0, 5, (60, 41, 3)) / 2
    try:
        return not np.array_equal(candidate(img), img.reshape(-1, 3))
    except Exception:
        return False


def wrong_every_second(candidate):
    """Calls every second function wrong, whatever it does | calls"""
    catch_to_pixels.calls = getattr(catch_to_pixels, "calls", 0) + 1
    return catch_to_pixels.calls % 2 == 1


def wrong_view(candidate):
    """Wants a view of its input, which 1.3 does not | calls a right function wrong"""
    img = np.zeros((2, 3, 3))
    return not np.shares_memory(candidate(img), img)
