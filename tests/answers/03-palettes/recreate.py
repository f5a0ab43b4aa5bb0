import numpy as np


def right_repaired(palette, indices, h, w):
    """The loop with its three faults mended"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    n = 0
    for i in range(h):
        for j in range(w):
            image[i][j] = palette[indices[n]]
            n += 1
    return image


def right_computed_place(palette, indices, h, w):
    """A loop without a counter"""
    image = np.empty((h, w, 3), palette.dtype)
    for i in range(h):
        for j in range(w):
            image[i, j] = palette[int(indices[i * w + j])]
    return image


def right_float_then_cast(palette, indices, h, w):
    """Floats in the loop, the cast at the end"""
    image = np.zeros((h, w, 3))
    for n, number in enumerate(indices):
        image[n // w, n % w] = palette[number]
    return image.astype(np.uint8)


def right_lookup(palette, indices, h, w):
    """No loop at all"""
    return np.take(palette, indices, axis=0).reshape((h, w, -1))


def right_lists(palette, indices, h, w):
    """Lists of lists"""
    steps = iter(indices)
    return np.array([[palette[next(steps)] for _ in range(w)] for _ in range(h)], dtype=np.uint8)


def wrong_as_given(palette, indices, h, w):
    """Nothing repaired | 3 pixels high and 2 wide"""
    image = np.zeros((w, h, 3))
    n = 0
    for i in range(w):
        for j in range(h):
            image[i][j] = palette[indices[n]]
        n += 1
    return image


def wrong_shape_left(palette, indices, h, w):
    """Height and width still exchanged | 3 pixels high and 2 wide"""
    image = np.zeros((w, h, 3), dtype=np.uint8)
    n = 0
    for i in range(w):
        for j in range(h):
            image[i][j] = palette[indices[n]]
            n += 1
    return image


def wrong_float_left(palette, indices, h, w):
    """Still floats | which dtype does the empty image have"""
    image = np.zeros((h, w, 3))
    n = 0
    for i in range(h):
        for j in range(w):
            image[i][j] = palette[indices[n]]
            n += 1
    return image


def wrong_stripes_left(palette, indices, h, w):
    """The counter still moves once a row | the counter should move on with every pixel"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    n = 0
    for i in range(h):
        for j in range(w):
            image[i][j] = palette[indices[n]]
        n += 1
    return image


def wrong_only_zeros(palette, indices, h, w):
    """Only the empty image mended, the loops not | stopped with IndexError"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    n = 0
    for i in range(w):
        for j in range(h):
            image[i][j] = palette[indices[n]]
            n += 1
    return image


def wrong_by_columns(palette, indices, h, w):
    """Columns outside, rows inside | The first row should be red, green, blue"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    n = 0
    for j in range(w):
        for i in range(h):
            image[i, j] = palette[indices[n]]
            n += 1
    return image


def wrong_transposed(palette, indices, h, w):
    """Filled the wrong way round and reshaped | The first row should be red, green, blue"""
    return palette[indices].reshape(w, h, 3).swapaxes(0, 1)


def wrong_counter_restarts(palette, indices, h, w):
    """The counter starts again in every row | The second row should be"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    for i in range(h):
        n = 0
        for j in range(w):
            image[i, j] = palette[indices[n]]
            n += 1
    return image


def wrong_counter_first(palette, indices, h, w):
    """The counter moves on before it is used | stopped with IndexError"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    n = 0
    for i in range(h):
        for j in range(w):
            n += 1
            image[i, j] = palette[indices[n]]
    return image


def wrong_short_loops(palette, indices, h, w):
    """The loops end too early | The last pixel stayed black"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    for i in range(h - 1):
        for j in range(w - 1):
            image[i, j] = palette[indices[i * w + j]]
    return image


def wrong_h_for_w(palette, indices, h, w):
    """The place is computed with the height | The second row should be"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    for i in range(h):
        for j in range(w):
            image[i, j] = palette[indices[i * h + j]]
    return image


def wrong_wrapping(palette, indices, h, w):
    """Counts in the dtype of the numbers | wraps at 256"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    flat = palette.ravel()
    for i in range(h):
        for j in range(w):
            number = np.asarray(indices)[i * w + j : i * w + j + 1]
            image[i, j] = [flat[(number * number.dtype.type(3) + number.dtype.type(c))[0]] for c in range(3)]
    return image


def wrong_bgr(palette, indices, h, w):
    """Channels turned round | red, green, blue"""
    return palette[indices].reshape(h, w, 3)[..., ::-1]


def wrong_indices(palette, indices, h, w):
    """The map of numbers, without colors | expected shape (2, 3, 3), got (2, 3)"""
    return np.array(indices).reshape(h, w)


def wrong_return_inside(palette, indices, h, w):
    """return stands in the loop | The last pixel stayed black"""
    image = np.zeros((h, w, 3), dtype=np.uint8)
    n = 0
    for i in range(h):
        for j in range(w):
            image[i, j] = palette[indices[n]]
            n += 1
            return image
