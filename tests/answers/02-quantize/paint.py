import numpy as np
from PIL import Image


def right_index(palette, indices, h, w):
    """Fancy indexing, then reshape"""
    return palette[indices].reshape(h, w, 3)


def right_map_first(palette, indices, h, w):
    """Reshapes the numbers first, then takes the colors"""
    return np.take(palette, indices.reshape(h, w), axis=0)


def right_loops(palette, indices, h, w):
    """A double loop over rows and columns"""
    out = np.zeros((h, w, 3), dtype=np.uint8)
    for y in range(h):
        for x in range(w):
            out[y, x] = palette[indices[y * w + x]]
    return out


def right_masks(palette, indices, h, w):
    """One mask for each color"""
    out = np.empty((h * w, 3), dtype=palette.dtype)
    for number, color in enumerate(palette):
        out[indices == number] = color
    return to_image(out, h, w)  # noqa: F821


def right_pillow(palette, indices, h, w):
    """Pillow's palette images"""
    picture = Image.fromarray(indices.reshape(h, w).astype(np.uint8))
    picture = picture.convert("P") if picture.mode != "P" else picture
    picture.putdata(indices.tolist())
    picture.putpalette(palette.tobytes())
    return np.array(picture.convert("RGB"))


def wrong_width_first(palette, indices, h, w):
    """Width before height | 3 pixels high and 2 wide"""
    return palette[indices].reshape(w, h, 3)


def wrong_by_columns(palette, indices, h, w):
    """Lays the pixels down column by column | first row should be"""
    return palette[indices].reshape(w, h, 3).transpose(1, 0, 2)


def wrong_fortran(palette, indices, h, w):
    """Columns first when the image is larger than the example | column by column"""
    return palette[indices.reshape(h, w, order="F" if h > 2 else "C")]


def wrong_flat(palette, indices, h, w):
    """Forgets to reshape | expected (2, 3, 3), got (6, 3)"""
    return palette[indices]


def wrong_map(palette, indices, h, w):
    """The index map without colors | got (2, 3)"""
    return indices.reshape(h, w).astype(np.uint8)


def wrong_float(palette, indices, h, w):
    """A float image | is uint8, yours is float64"""
    out = np.zeros((h, w, 3))
    out[:] = palette[indices].reshape(h, w, 3)
    return out


def wrong_unit(palette, indices, h, w):
    """An image from 0 to 1 | is uint8, yours is float64"""
    return (palette / 255)[indices].reshape(h, w, 3)


def wrong_bgr(palette, indices, h, w):
    """Red and blue swapped | first row should be red"""
    return palette[:, ::-1][indices].reshape(h, w, 3)


def wrong_off_by_one(palette, indices, h, w):
    """Numbers taken as counted from 1 | first row should be red"""
    return palette[indices - 1].reshape(h, w, 3)


def wrong_flat_offsets(palette, indices, h, w):
    """Offsets into the flat palette, in the dtype of the numbers | wraps at 256"""
    flat = palette.ravel()
    return np.stack([flat[indices * 3 + channel] for channel in range(3)], axis=1).reshape(h, w, 3)


def wrong_int8(palette, indices, h, w):
    """Numbers stored as int8 on the way | palette color of their number"""
    return palette[indices.astype(np.int8)].reshape(h, w, 3)


def wrong_channels_first(palette, indices, h, w):
    """Channels before rows and columns | then channels"""
    return palette[indices].reshape(h, w, 3).transpose(2, 0, 1)


def wrong_square(palette, indices, h, w):
    """Takes the image for square | stopped with ValueError"""
    side = int(len(indices) ** 0.5)
    return palette[indices].reshape(side, side, 3)


def wrong_first_thousand(palette, indices, h, w):
    """A buffer for 1,000 pixels | given indices of"""
    pixels = np.zeros((max(h * w, 1000), 3), dtype=np.uint8)
    pixels[: min(h * w, 1000)] = palette[indices[:1000]]
    return pixels[: min(h * w, 1000)].reshape(h, w, 3)
