"""A picture: the highest value of each pixel."""

FOR_THIS_NOTEBOOK = """# For this notebook: imports, and correct versions of functions from earlier assignments


def load_rgb(path):
    \"\"\"From assignment 01: any picture as an (h, w, 3) uint8 array.\"\"\"
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB"))"""

STATEMENT = """### NUMBER `EXERCISE` (POINTS)

The highest of the three values of each pixel.

| | shape | dtype |
|---|---|---|
| in: `img` | `(h, w, 3)` | uint8 |
| out | `(h, w)` | uint8 |

Example: an image 2 pixels high and 3 wide:

    [255   0   0] [ 10  20  30] [  7   7   7]         [[255  30   7]
    [  0   0   0] [  1 200   3] [ 90  80 250]    ->    [  0 200 250]]"""

SOLUTION = '''def EXERCISE(img):
    """The highest of the three values of each pixel.

    Parameters
    ----------
    img : ndarray of uint8, shape (h, w, 3)

    Returns
    -------
    ndarray of uint8, shape (h, w)
    """
    ### BEGIN SOLUTION
    return img.max(axis=2)
    ### END SOLUTION'''

TEST = """#@title Check NUMBER { display-mode: "form" }
rows = [[[255, 0, 0], [10, 20, 30], [7, 7, 7]], [[0, 0, 0], [1, 200, 3], [90, 80, 250]]]
img = np.array(rows, dtype=np.uint8)
wanted = np.array([[255, 30, 7], [0, 200, 250]])
got = call("EXERCISE", img)
assert isinstance(got, np.ndarray), f"EXERCISE should give back a NumPy array, not {type(got).__name__}."
assert got.shape != (3, 2), "Your result is 3 high and 2 wide: rows come first."
assert got.shape == (2, 3), f"An image 2 pixels high and 3 wide should give shape (2, 3), not {got.shape}."
assert got.dtype == np.uint8, f"Expected dtype uint8, as the image has it, not {got.dtype}."
lowest = np.array_equal(got, np.min(img, axis=2))
assert not lowest, "These are the lowest values of the pixels: the highest are asked for."
assert np.array_equal(got, wanted), f"The example should give {wanted.tolist()}, yours is {got.tolist()}."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(71)
for h, w in ((5, 4), (1, 7), (30, 20)):
    img = rng.integers(0, 256, (h, w, 3)).astype(np.uint8)
    got = call("EXERCISE", img)
    assert np.shape(got) == (h, w), f"An image {h} pixels high and {w} wide gave shape {np.shape(got)}."
    off = np.sum(got != np.max(img, axis=2))
    assert off == 0, f"In a random image {off} of {h * w} pixels are wrong, though the example was right."
### END HIDDEN TESTS
assert got.dtype == np.uint8, f"Expected dtype uint8, as the image has it, not {got.dtype}."
assert passed("NUMBER")"""

STORY = """photograph = load_rgb(photo("china.jpg"))
figure, axis = plt.subplots(figsize=(8, 5), layout="constrained")
axis.imshow(EXERCISE(photograph), cmap="gray", vmin=0, vmax=255)
axis.set_title("EXERCISE of china.jpg")
axis.axis("off")
show(figure, "Say here what is to be seen, for readers who do not see it.")"""

ANSWERS = '''import numpy as np


def right_loop(img):
    """Pixel by pixel"""
    h, w = img.shape[:2]
    out = np.zeros((h, w), dtype=np.uint8)
    for row in range(h):
        for column in range(w):
            out[row, column] = max(img[row, column].tolist())
    return out


def right_maximum(img):
    """Two channels at a time"""
    return np.maximum(np.maximum(img[..., 0], img[..., 1]), img[..., 2])


def right_sorted(img):
    """The last of the sorted values"""
    return np.sort(img, axis=2)[..., -1]


def wrong_lowest(img):
    """The lowest value | These are the lowest values"""
    return img.min(axis=2)


def wrong_one_number(img):
    """The highest value of the whole image | should give back a NumPy array, not uint8"""
    return img.max()


def wrong_float(img):
    """On the scale from 0 to 1 | Expected dtype uint8"""
    return img.max(axis=2) / 255


def wrong_turned(img):
    """Columns first | 3 high and 2 wide"""
    return img.max(axis=2).T


def wrong_two_channels(img):
    """Forgets blue | The example should give"""
    return np.maximum(img[..., 0], img[..., 1])


def wrong_size(img):
    """Works for the size of the example only | 5 pixels high and 4 wide gave shape (2, 3)"""
    return img[:2, :3].max(axis=2)
'''
