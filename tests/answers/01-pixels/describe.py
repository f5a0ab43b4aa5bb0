import sys

import numpy as np


def right_shape(img):
    """From the shape, in Python integers."""
    h, w = img.shape[:2]
    return dict(height=h, width=w, pixels=h * w, raw_bytes=3 * h * w)


def right_nbytes(img):
    """What NumPy knows itself."""
    return {"raw_bytes": img.nbytes, "pixels": img.size // 3, "width": img.shape[1], "height": img.shape[0]}


def right_numpy_integers(img):
    """NumPy integers instead of Python ones."""
    h, w, d = np.array(img.shape)
    return {"height": h, "width": w, "pixels": np.prod([h, w]), "raw_bytes": np.int32(h * w * d)}


def right_counting(img):
    """Counts one by one."""
    height = sum(1 for row in img)
    width = sum(1 for pixel in img[0])
    pixels = sum(1 for row in img for pixel in row)
    return {"height": height, "width": width, "pixels": pixels, "raw_bytes": len(img.tobytes())}


def wrong_swapped(img):
    """Calls the first number of the shape the width | rows come first"""
    w, h, d = img.shape
    return {"height": h, "width": w, "pixels": h * w, "raw_bytes": h * w * d}


def wrong_channel_values(img):
    """Counts channel values as pixels | a pixel counts once"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": img.size, "raw_bytes": img.nbytes}


def wrong_one_byte_a_pixel(img):
    """One byte for a pixel | three values of one byte"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": h * w, "raw_bytes": h * w}


def wrong_bits(img):
    """Bits instead of bytes | these are bits"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": h * w, "raw_bytes": h * w * d * 8}


def wrong_tenfold(img):
    """Ten times too many bytes | ten times too many"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": h * w, "raw_bytes": h * w * 30}


def wrong_object_size(img):
    """The size of the Python object, with its header | one byte each"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": h * w, "raw_bytes": sys.getsizeof(img)}


def wrong_as_float64(img):
    """Bytes as if the values were float64 | raw_bytes came out as"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": h * w, "raw_bytes": img.astype(float).nbytes}


def wrong_extra_key(img):
    """One key more | not asked for: channels"""
    h, w, d = img.shape
    return {"height": h, "width": w, "channels": d, "pixels": h * w, "raw_bytes": h * w * d}


def wrong_other_keys(img):
    """Short names | lacks height, width"""
    h, w, d = img.shape
    return {"h": h, "w": w, "pixels": h * w, "raw_bytes": h * w * d}


def wrong_missing_key(img):
    """Forgets the bytes | lacks raw_bytes"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": h * w}


def wrong_floats(img):
    """Divides back, and so has floats | whole number"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": img.size / 3, "raw_bytes": img.nbytes}


def wrong_text(img):
    """Numbers as text | whole number (int), not str"""
    h, w, d = img.shape
    return {"height": str(h), "width": str(w), "pixels": str(h * w), "raw_bytes": str(h * w * d)}


def wrong_tuple(img):
    """A tuple | dictionary, not tuple"""
    h, w, d = img.shape
    return h, w, h * w, h * w * d


def wrong_one_picture(img):
    """The numbers of one picture | height came out as 427"""
    return {"height": 427, "width": 640, "pixels": 273280, "raw_bytes": 819840}


def wrong_the_example(img):
    """The numbers of the example | height came out as 2"""
    return {"height": 2, "width": 3, "pixels": 6, "raw_bytes": 18}


def wrong_square(img):
    """Takes the height twice | width came out as 2"""
    h = img.shape[0]
    return {"height": h, "width": h, "pixels": h * h, "raw_bytes": h * h * 3}


def wrong_sum(img):
    """Adds up the values instead of counting them | raw_bytes came out as 0"""
    h, w, d = img.shape
    return {"height": h, "width": w, "pixels": h * w, "raw_bytes": int(img.sum())}


def wrong_print(img):
    """Prints instead of returning | gave back None"""
    h, w, d = img.shape
    print({"height": h, "width": w, "pixels": h * w, "raw_bytes": h * w * d})
