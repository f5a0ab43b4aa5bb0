import numpy as np
from PIL import Image


def right_convert(path):
    """Pillow's own conversion, kept as a read-only array."""
    return np.asarray(Image.open(path).convert("RGB"))


def right_bytes(path):
    """The bare bytes of the converted picture, put into shape."""
    picture = Image.open(path).convert("RGB")
    width, height = picture.size
    return np.frombuffer(picture.tobytes(), dtype=np.uint8).reshape(height, width, 3)


def right_pixel_loop(path):
    """Every pixel by itself."""
    with Image.open(str(path)) as file:
        picture = file.convert("RGB")
        w, h = picture.size
        result = np.zeros((h, w, 3), dtype=np.uint8)
        for row in range(h):
            for column in range(w):
                result[row, column] = picture.getpixel((column, row))
    return result


def right_drop_alpha(path):
    """Through RGBA, without the fourth channel."""
    with open(path, "rb") as stream:
        return np.array(Image.open(stream).convert("RGBA"))[:, :, :3]


def right_by_mode(path):
    """Each mode by its own formula, CMYK computed by hand and rounded."""
    picture = Image.open(path)
    data = np.array(picture)
    if picture.mode == "P":
        table = np.array(picture.getpalette("RGB"), dtype=np.uint8).reshape(-1, 3)
        return table[data]
    if picture.mode == "CMYK":
        ink = data.astype(float) / 255
        return np.rint(255 * (1 - ink[..., :3]) * (1 - ink[..., 3:])).astype(np.uint8)
    if picture.mode == "1":
        data = data.astype(np.uint8) * 255
    if picture.mode == "LA":
        data = data[..., 0]
    if data.ndim == 2:
        data = np.dstack([data, data, data])
    return data[..., :3]


def right_bands(path):
    """Channel by channel."""
    bands = Image.open(path).convert("RGB").split()
    return np.stack([np.array(band) for band in bands], axis=-1)


def wrong_as_it_is(path):
    """The array of the file in whatever mode it has | gave shape (5, 7) instead of (5, 7, 3)"""
    return np.array(Image.open(path))


def wrong_gray_only(path):
    """Thinks of gray files, but keeps the alpha channel | the fourth channel has to go"""
    data = np.array(Image.open(path))
    return np.stack([data] * 3, axis=-1) if data.ndim == 2 else data


def wrong_first_three(path):
    """Takes the first three channels of what is there | needs its three numbers"""
    return np.array(Image.open(path))[..., :3]


def wrong_palette_numbers(path):
    """Repeats what has two dimensions, and so the numbers of a palette | palette's entries"""
    picture = Image.open(path)
    if picture.mode == "LA":
        picture = picture.convert("L")
    data = np.array(picture)
    return np.stack([data] * 3, axis=-1) if data.ndim == 2 else data[..., :3]


def wrong_bits(path):
    """Black and white as zeros and ones | only zeros and ones"""
    picture = Image.open(path)
    if picture.mode == "1":
        return np.stack([np.array(picture).astype(np.uint8)] * 3, axis=-1)
    return np.array(picture.convert("RGB"))


def wrong_ink(path):
    """Takes cyan, magenta and yellow for red, green and blue | amounts of its inks"""
    picture = Image.open(path)
    if picture.mode == "CMYK":
        return np.array(picture)[..., :3]
    return np.array(picture.convert("RGB"))


def wrong_inverted_ink(path):
    """Inverts the inks of a CMYK file and forgets black | A CMYK file came back with other colors"""
    picture = Image.open(path)
    if picture.mode == "CMYK":
        return 255 - np.array(picture)[..., :3]
    return np.array(picture.convert("RGB"))


def wrong_on_white(path):
    """Blends with a white background | drop the alpha channel, blend nothing"""
    picture = Image.open(path).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return np.array(Image.alpha_composite(white, picture).convert("RGB"))


def wrong_on_black(path):
    """Multiplies with the alpha channel | drop the alpha channel, blend nothing"""
    data = np.array(Image.open(path).convert("RGBA")).astype(float)
    return np.rint(data[..., :3] * data[..., 3:] / 255).astype(np.uint8)


def wrong_bgr(path):
    """Blue first, as OpenCV has it | came back blue"""
    return np.array(Image.open(path).convert("RGB"))[..., ::-1]


def wrong_columns_first(path):
    """Width and height exchanged | rows come first"""
    return np.array(Image.open(path).convert("RGB")).transpose(1, 0, 2)


def wrong_size_for_shape(path):
    """Reshapes with Pillow's size, which has the width first | rows come first"""
    picture = Image.open(path).convert("RGB")
    return np.frombuffer(picture.tobytes(), dtype=np.uint8).reshape(*picture.size, 3)


def wrong_floats(path):
    """Values from 0 to 1 | expected uint8"""
    return np.array(Image.open(path).convert("RGB")) / 255


def wrong_integers(path):
    """Values of the wrong dtype | expected uint8"""
    return np.array(Image.open(path).convert("RGB"), dtype=int)


def wrong_picture(path):
    """Gives back Pillow's picture | should give back a NumPy array, not Image"""
    return Image.open(path).convert("RGB")


def wrong_gray(path):
    """Loads everything as gray | needs its three numbers"""
    return np.array(Image.open(path).convert("L"))


def wrong_flat(path):
    """Gives back the table of pixels at once | gave shape (6, 3)"""
    return np.array(Image.open(path).convert("RGB")).reshape(-1, 3)


def wrong_needs_text(path):
    """Works for a str only | stopped with"""
    if not path.lower().endswith((".png", ".jpg", ".bmp", ".tif")):
        raise ValueError(path)
    return np.array(Image.open(path).convert("RGB"))


def wrong_forgot_return(path):
    """No return | gave back None"""
    np.array(Image.open(path).convert("RGB"))


def wrong_shrunk(path):
    """Makes every picture square | instead of (2, 3, 3)"""
    return np.array(Image.open(path).convert("RGB").resize((3, 3)))
