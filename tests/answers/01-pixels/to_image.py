import numpy as np


def right_reshape(pixels, h, w):
    """One reshape, a view of the table."""
    return np.reshape(pixels, (h, w, 3))


def right_loop(pixels, h, w):
    """Two loops."""
    img = np.zeros((h, w, 3), dtype=pixels.dtype)
    position = 0
    for row in range(h):
        for column in range(w):
            img[row, column] = pixels[position]
            position += 1
    return img


def right_split(pixels, h, w):
    """Cuts the table into rows of the image."""
    return np.stack(np.split(pixels, h))


def right_index(pixels, h, w):
    """Looks every pixel up by its position."""
    return pixels[np.arange(h)[:, None] * w + np.arange(w)]


def right_channels(pixels, h, w):
    """Channel by channel."""
    return np.dstack([channel.reshape(h, w) for channel in pixels.T])


def wrong_swapped(pixels, h, w):
    """Height and width exchanged | rows come first"""
    return pixels.reshape(w, h, 3)


def wrong_swapped_and_turned(pixels, h, w):
    """The right shape, filled down the columns | top row of the image"""
    return pixels.reshape(w, h, 3).transpose(1, 0, 2)


def wrong_fortran(pixels, h, w):
    """Reshapes in column order | top row of the image"""
    return pixels.reshape((h, w, 3), order="F")


def wrong_channels_first(pixels, h, w):
    """Splits the numbers into three planes | top row of the image"""
    return pixels.reshape(3, h, w).transpose(1, 2, 0)


def wrong_planes(pixels, h, w):
    """Three planes | has shape (3, 2, 3)"""
    return pixels.T.reshape(3, h, w)


def wrong_always_uint8(pixels, h, w):
    """Forces uint8, which makes floats zero | The dtype changed from"""
    return pixels.reshape(h, w, 3).astype(np.uint8)


def wrong_zeros(pixels, h, w):
    """Fills an array of floats | The dtype changed from uint8 to float64"""
    img = np.zeros((h, w, 3))
    for i in range(h * w):
        img[i // w, i % w] = pixels[i]
    return img


def wrong_divides_by_height(pixels, h, w):
    """Finds row and column with the height | top row of the image"""
    img = np.zeros((h, w, 3), dtype=pixels.dtype)
    for i in range(h * w):
        img[i % h, i // h] = pixels[i]
    return img


def wrong_upside_down(pixels, h, w):
    """Starts at the bottom | top row of the image"""
    return pixels.reshape(h, w, 3)[::-1]


def wrong_first_row_repeated(pixels, h, w):
    """Never moves on to the next row | the rows below it are not"""
    return np.stack([pixels[:w]] * h)


def wrong_fixed_size(pixels, h, w):
    """Knows one photograph only | stopped with ValueError"""
    return pixels.reshape(427, 640, 3)


def wrong_resize_in_place(pixels, h, w):
    """A method that works in place and gives back nothing | gave back None"""
    return pixels.resize((h, w, 3), refcheck=False)


def wrong_shape_in_place(pixels, h, w):
    """Gives the table itself another shape | changed the array"""
    pixels.shape = (h, w, 3)
    return pixels


def wrong_list(pixels, h, w):
    """A list of lists | should give back a NumPy array"""
    return pixels.reshape(h, w, 3).tolist()


def wrong_unchanged(pixels, h, w):
    """The table itself | has shape (6, 3)"""
    return pixels


def wrong_one_channel(pixels, h, w):
    """Only red | has shape (2, 3) instead"""
    return pixels[:, 0].reshape(h, w)


def wrong_bgr(pixels, h, w):
    """Reverses the channels as well | top row of the image"""
    return pixels.reshape(h, w, 3)[..., ::-1]


def wrong_square(pixels, h, w):
    """Guesses height and width from the number of pixels | has shape (2, 2, 3)"""
    side = int(len(pixels) ** 0.5)
    return pixels[: side * side].reshape(side, side, 3)


def wrong_whole_numbers(pixels, h, w):
    """Keeps the dtype, but not the fractions | top row of the image should hold"""
    return pixels.astype(int).reshape(h, w, 3).astype(pixels.dtype)
