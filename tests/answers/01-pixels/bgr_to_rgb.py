import numpy as np
from PIL import Image


def right_slice(img):
    """A view with the channels backwards."""
    return img[:, :, ::-1]


def right_flip(img):
    """Flips the last axis."""
    return np.flip(img, axis=-1)


def right_index(img):
    """A list of channels."""
    return img[..., [2, 1, 0]]


def right_stack(img):
    """Takes the channels apart and puts them together."""
    b, g, r = np.moveaxis(img, -1, 0)
    return np.dstack([r, g, b])


def right_loop(img):
    """Every pixel by itself."""
    out = img.copy()
    for row in range(img.shape[0]):
        for column in range(img.shape[1]):
            first, middle, last = img[row, column]
            out[row, column] = last, middle, first
    return out


def right_take(img):
    """Takes the channels by their numbers."""
    return img.take((2, 1, 0), axis=2)


def right_matrix(img):
    """A permutation matrix."""
    return img @ np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]], dtype=img.dtype)


def wrong_upside_down(img):
    """Reverses the rows | The pixels moved"""
    return img[::-1]


def wrong_mirrored(img):
    """Reverses the columns | The pixels moved"""
    return img[:, ::-1]


def wrong_flip_all(img):
    """Reverses all three axes | The pixels moved"""
    return np.flip(img)


def wrong_overwritten(img):
    """Overwrites red before it was used | was overwritten before"""
    out = img.copy()
    out[..., 0] = out[..., 2]
    out[..., 2] = out[..., 0]
    return out


def wrong_swap_of_views(img):
    """Swaps views, which overwrites one of them | was overwritten before"""
    out = img.copy()
    out[..., 0], out[..., 2] = out[..., 2], out[..., 0]
    return out


def wrong_in_place(img):
    """Works in the image that it was given | changed the array"""
    img[:] = img[..., ::-1].copy()
    return img


def wrong_unchanged(img):
    """Does nothing | Nothing changed"""
    return img.copy()


def wrong_rolled(img):
    """Moves the channels around | green, should stay"""
    return np.roll(img, 1, axis=-1)


def wrong_green_red(img):
    """Exchanges red and green | green, should stay"""
    return img[..., [1, 0, 2]]


def wrong_inverted(img):
    """Inverts the light | green, should stay"""
    return 255 - img


def wrong_transposed(img):
    """Turns the axes around | The shape changed from (2, 3, 3) to (3, 3, 2)"""
    return img.T


def wrong_table(img):
    """Loses the shape of the image | The shape changed"""
    return img.reshape(-1, 3)[:, ::-1]


def wrong_floats(img):
    """Fills an array of floats | The dtype changed"""
    out = np.zeros(img.shape)
    for channel in range(3):
        out[..., 2 - channel] = img[..., channel]
    return out


def wrong_reversed_twice(img):
    """Reverses back | Nothing changed"""
    return img[..., ::-1][..., ::-1]


def wrong_list(img):
    """A list of lists | should give back a NumPy array"""
    return img[..., ::-1].tolist()


def wrong_sorted(img):
    """Sorts the numbers of each pixel | should have its three numbers in reverse order"""
    out = img.copy()
    out[..., 0], out[..., 2] = np.minimum(img[..., 0], img[..., 2]), np.maximum(img[..., 0], img[..., 2])
    return out


def wrong_blue_lost(img):
    """Leaves blue black | should have its three numbers in reverse order"""
    out = np.zeros_like(img)
    out[..., 0], out[..., 1] = img[..., 2], img[..., 1]
    return out


def wrong_pillow(img):
    """Pillow splits and merges, but only uint8 | given an image of float64"""
    return np.array(Image.merge("RGB", Image.fromarray(img).split()[::-1]))


def wrong_buffer(img):
    """A buffer of uint8, whatever the image | The dtype changed from float64 to uint8"""
    out = np.empty(img.shape, dtype=np.uint8)
    out[...] = img[..., ::-1]
    return out


def wrong_small_buffer(img):
    """A buffer of uint8 that is given the dtype again | green, should stay as it is"""
    return img[..., ::-1].astype(np.uint8).astype(img.dtype)
