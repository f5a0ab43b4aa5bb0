import base64
import io
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image


def right_tobytes(palette, index_map):
    """putpalette with bytes"""
    picture = Image.fromarray(np.asarray(index_map, dtype=np.uint8))
    picture.putpalette(palette.tobytes(), rawmode="RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def right_list(palette, index_map):
    """A new picture in mode P, the palette as a list, filled up to 256 colors"""
    h, w = index_map.shape
    picture = Image.new("P", (w, h))
    picture.putpalette(palette.ravel().tolist() + [0] * (768 - palette.size))
    picture.putdata([int(value) for value in index_map.ravel()])
    buffer = io.BytesIO()
    picture.save(buffer, format="png")
    buffer.seek(0)
    return buffer.read()


def right_file(palette, index_map):
    """Through a file on disk, eight bits for each index"""
    picture = Image.fromarray(index_map.astype("uint8"))
    picture.putpalette(palette.ravel().tolist())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        picture.save(path, bits=8)
        return path.read_bytes()


def right_other_order(palette, index_map):
    """The palette sorted, with indices that follow it"""
    order = np.lexsort(palette.T)
    place = np.empty(len(order), dtype=np.uint8)
    place[order] = np.arange(len(order))
    picture = Image.fromarray(place[index_map])
    picture.putpalette(palette[order].tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def right_by_hand(palette, index_map):
    """The chunks of the PNG file written by hand, as a bytearray"""
    h, w = index_map.shape
    rows = np.zeros((h, w + 1), dtype=np.uint8)
    rows[:, 1:] = index_map
    out = bytearray(b"\x89PNG\r\n\x1a\n")
    header = struct.pack(">IIBBBBB", w, h, 8, 3, 0, 0, 0)
    pieces = {b"IHDR": header, b"PLTE": palette.tobytes(), b"IDAT": zlib.compress(rows.tobytes()), b"IEND": b""}
    for name, data in pieces.items():
        out += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return out


def right_median_cut(palette, index_map):
    """Fitted again by Pillow's median cut, which finds k distinct colors exactly"""
    buffer = io.BytesIO()
    Image.fromarray(palette[index_map]).quantize(len(palette)).save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_rgb(palette, index_map):
    """An ordinary RGB picture | mode RGB"""
    buffer = io.BytesIO()
    Image.fromarray(palette[index_map]).save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_gray(palette, index_map):
    """The indices without a palette | mode L"""
    buffer = io.BytesIO()
    Image.fromarray(index_map.astype(np.uint8)).save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_web(palette, index_map):
    """convert("P") with its own palette | come back in another color"""
    buffer = io.BytesIO()
    Image.fromarray(palette[index_map]).convert("P").save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_adaptive(palette, index_map):
    """Fitted again by Pillow's octree, which merges near colors | come back in another color"""
    buffer = io.BytesIO()
    Image.fromarray(palette[index_map]).quantize(len(palette), Image.Quantize.FASTOCTREE).save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_sixteen(palette, index_map):
    """Never more than 16 colors | come back in another color"""
    small = Image.fromarray(palette[index_map]).quantize(min(16, len(palette)), dither=Image.Dither.NONE)
    if len(palette) <= 16:
        small = Image.fromarray(index_map.astype(np.uint8))
        small.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    small.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_jpeg(palette, index_map):
    """A JPEG | no PNG file"""
    buffer = io.BytesIO()
    Image.fromarray(palette[index_map]).save(buffer, format="JPEG")
    return buffer.getvalue()


def wrong_gif(palette, index_map):
    """A GIF | no PNG file"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="GIF")
    return buffer.getvalue()


def wrong_pixels(palette, index_map):
    """The raw bytes of the picture | no PNG file"""
    return Image.fromarray(palette[index_map]).tobytes()


def wrong_buffer(palette, index_map):
    """The buffer itself | not the buffer itself"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer


def wrong_read(palette, index_map):
    """Reads on at the end of the buffer | bytes are empty"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.read()


def wrong_base64(palette, index_map):
    """As text | not str"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def wrong_picture(palette, index_map):
    """The picture instead of the file | should give back bytes"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette.tobytes())
    return picture


def wrong_int64(palette, index_map):
    """Indices are handed over as they come | stopped with"""
    picture = Image.fromarray(index_map)
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_bgr(palette, index_map):
    """Red and blue exchanged | Red and blue have changed"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette[:, ::-1].tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_planes(palette, index_map):
    """The palette channel by channel | laid down channel by channel"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette.T.ravel().tolist())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_transposed(palette, index_map):
    """Rows and columns exchanged | 3 pixels wide and 2 high"""
    picture = Image.fromarray(index_map.T.astype(np.uint8))
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_by_columns(palette, index_map):
    """Indices laid down column by column | not at the right pixels"""
    h, w = index_map.shape
    picture = Image.fromarray(index_map.T.reshape(h, w).astype(np.uint8))
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_reversed(palette, index_map):
    """The palette in reverse | palette stands in the file in reverse"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(palette[::-1].tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_sorted(palette, index_map):
    """The palette sorted, the indices not | come back in another color"""
    picture = Image.fromarray(index_map.astype(np.uint8))
    picture.putpalette(np.unique(palette, axis=0).tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def wrong_scaled(palette, index_map):
    """Indices stretched to 0-255 | come back in another color"""
    spread = (index_map * (255 // max(len(palette) - 1, 1))).astype(np.uint8)
    picture = Image.fromarray(spread)
    picture.putpalette(palette.tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()
