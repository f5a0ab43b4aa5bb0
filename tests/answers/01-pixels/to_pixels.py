import numpy as np


def right_reshape(img):
    """One reshape, a view of the image."""
    return img.reshape(-1, 3)


def right_loop(img):
    """Two loops."""
    h, w, d = img.shape
    table = np.empty((h * w, d), dtype=img.dtype)
    for row in range(h):
        for column in range(w):
            table[row * w + column] = img[row, column]
    return table


def right_rows(img):
    """Puts the rows of the image below each other."""
    return np.concatenate(list(img), axis=0)


def right_channels(img):
    """Channel by channel."""
    return np.column_stack([img[:, :, channel].ravel() for channel in range(3)])


def right_list(img):
    """Through a list of pixels."""
    return np.array([pixel for row in img for pixel in row], dtype=img.dtype)


def wrong_channel_rows(img):
    """Reshapes to three long rows and turns them | mixes numbers of different pixels"""
    return img.reshape(3, -1).T


def wrong_columns_first(img):
    """Goes down the columns | the top row comes first"""
    return img.transpose(1, 0, 2).reshape(-1, 3)


def wrong_fortran(img):
    """Reshapes in column order | the top row comes first"""
    h, w, d = img.shape
    return img.reshape(h * w, d, order="F")


def wrong_from_channels(img):
    """Three rows of channels | a pixel is a row here"""
    return np.array([img[..., 0].ravel(), img[..., 1].ravel(), img[..., 2].ravel()])


def wrong_flat(img):
    """All numbers in one long row | keep the three numbers of a pixel together"""
    return img.ravel()


def wrong_unchanged(img):
    """The image itself | gave shape (2, 3, 3)"""
    return img


def wrong_planes_first(img):
    """Stacks the channels one after the other | mixes numbers of different pixels"""
    return img.transpose(2, 0, 1).reshape(-1, 3)


def wrong_floats(img):
    """Changes the dtype | from uint8 to float64"""
    return img.reshape(-1, 3).astype(float)


def wrong_always_uint8(img):
    """Forces uint8 | to uint8"""
    return img.reshape(-1, 3).astype(np.uint8)


def wrong_list(img):
    """A list of lists | should give back a NumPy array"""
    return img.reshape(-1, 3).tolist()


def wrong_in_place(img):
    """Gives the image itself another shape | changed the array"""
    img.shape = (-1, 3)
    return img


def wrong_distinct(img):
    """Each color once | instead of (6, 3)"""
    return np.unique(img.reshape(-1, 3), axis=0)


def wrong_sorted(img):
    """Sorts the pixels | in another order"""
    table = img.reshape(-1, 3)
    return table[np.lexsort(table.T)]


def wrong_sorts_in_place(img):
    """Sorts through a view, and so destroys the image | changed the array"""
    table = img.reshape(-1, 3)
    table.sort(axis=0)
    return table


def wrong_height_rows(img):
    """One row for each row of the image | gave shape (2, 9)"""
    return img.reshape(img.shape[0], -1)


def wrong_bgr(img):
    """Reverses the channels as well | mixes numbers"""
    return img.reshape(-1, 3)[:, ::-1]


def wrong_unit(img):
    """Divides by 255 but stays in uint8 | numbers in the table are not those"""
    return (img.reshape(-1, 3) / 255).astype(img.dtype)


def wrong_undefined_name(img):
    """Uses a name that does not exist | stopped with NameError"""
    return img.reshape(rows * columns, 3)


def wrong_fixed_size(img):
    """Knows one photograph only | stopped with ValueError"""
    return img.reshape(427 * 640, 3)


def wrong_thousand(img):
    """The first 1,000 pixels | instead of (1320, 3)"""
    return img.reshape(-1, 3)[:1000]
