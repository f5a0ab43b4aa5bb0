import io

import numpy as np
from PIL import Image
from sklearn.cluster import KMeans


def right_helpers(img, ks):
    """With the helpers of the notebook"""
    h, w = img.shape[:2]
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        out.append(
            {
                "k": k,
                "theory": packed_bytes(h, w, k),
                "rgb_png": png_bytes(palette[index_map]),
                "palette_png": len(palette_png(palette, index_map)),
            }
        )
    return out


def right_own_fit(img, ks):
    """An own fit on more pixels, files by Pillow with optimize, NumPy integers"""
    h, w, _ = img.shape
    rows, out = img.reshape(-1, 3), []
    some = rows[np.random.default_rng(4).permutation(len(rows))[:4000]]
    for k in np.asarray(ks):
        model = KMeans(int(k), random_state=1).fit(some.astype(float))
        colors = np.rint(model.cluster_centers_).astype(np.uint8)
        numbers = model.predict(rows.astype(float)).reshape(h, w).astype(np.uint8)
        small = Image.fromarray(numbers)
        small.putpalette(colors.tobytes())
        sizes = []
        for picture in (Image.fromarray(colors[numbers]), small):
            buffer = io.BytesIO()
            picture.save(buffer, "PNG", optimize=True)
            sizes.append(np.int64(buffer.getbuffer().nbytes))
        theory = np.int64(-(-h * w * int(k - 1).bit_length() // 8) + 3 * k)
        out.append({"rgb_png": sizes[0], "palette_png": sizes[1], "theory": theory, "k": k})
    return out


def right_comprehensions(img, ks):
    """Columns first, then rows; another seed for each k"""
    pairs = [palette_and_map(img, k, seed=k) for k in ks]
    theory = [packed_bytes(*img.shape[:2], k) for k in ks]
    files = [len(palette_png(*pair)) for pair in pairs]
    plain = [png_bytes(paint(*pair, *img.shape[:2])) for pair in pairs]
    names = "k", "theory", "rgb_png", "palette_png"
    return [dict(zip(names, row, strict=True)) for row in zip(ks, theory, plain, files, strict=True)]


def wrong_original(img, ks):
    """rgb_png is the photograph with all its colors | photograph with all its colors"""
    h, w = img.shape[:2]
    out = []
    for k in ks:
        made = len(palette_png(*palette_and_map(img, k)))
        out.append({"k": k, "theory": packed_bytes(h, w, k), "rgb_png": png_bytes(img), "palette_png": made})
    return out


def wrong_same_file(img, ks):
    """Both sizes are those of the ordinary PNG | was it written in mode P"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        size = png_bytes(palette[index_map])
        out.append({"k": k, "theory": packed_bytes(*img.shape[:2], k), "rgb_png": size, "palette_png": size})
    return out


def wrong_raw(img, ks):
    """The sizes of the arrays in memory | take the length of the whole file"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        painted = palette[index_map]
        theory = packed_bytes(*img.shape[:2], k)
        small = index_map.size + palette.nbytes
        out.append({"k": k, "theory": theory, "rgb_png": painted.nbytes, "palette_png": small})
    return out


def wrong_bits(img, ks):
    """Bits instead of bytes | is too large"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = 8 * len(palette_png(palette, index_map))
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": 8 * png_bytes(palette[index_map]), "palette_png": made})
    return out


def wrong_kilobytes(img, ks):
    """Kilobytes | whole numbers"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = len(palette_png(palette, index_map)) / 1000
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]) / 1000, "palette_png": made})
    return out


def wrong_theory_bits(img, ks):
    """The theory in bits | the theory should be"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = len(palette_png(palette, index_map))
        theory = 8 * packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]), "palette_png": made})
    return out


def wrong_theory_16(img, ks):
    """Always 16 colors in the theory | the theory should be"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = len(palette_png(palette, index_map))
        theory = packed_bytes(*img.shape[:2], 2 if k == 2 else 16)
        out.append({"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]), "palette_png": made})
    return out


def wrong_keys(img, ks):
    """Other keys | should have the keys"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = len(palette_png(palette, index_map))
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb": png_bytes(palette[index_map]), "palette": made})
    return out


def wrong_dict(img, ks):
    """A dict of dicts | a list of dicts, not dict"""
    out = {}
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = len(palette_png(palette, index_map))
        theory = packed_bytes(*img.shape[:2], k)
        out[k] = {"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]), "palette_png": made}
    return out


def wrong_tuples(img, ks):
    """A list of tuples | should be a dict, not tuple"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = len(palette_png(palette, index_map))
        out.append((k, packed_bytes(*img.shape[:2], k), png_bytes(palette[index_map]), made))
    return out


def wrong_sorted(img, ks):
    """In rising order of k | in the order of ks"""
    out = []
    for k in sorted(ks):
        palette, index_map = palette_and_map(img, k)
        made = len(palette_png(palette, index_map))
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]), "palette_png": made})
    return out


def wrong_same_dict(img, ks):
    """One dict, changed and appended again and again | one dict for each k"""
    out, row = [], {}
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        row["k"], row["theory"] = k, packed_bytes(*img.shape[:2], k)
        row["rgb_png"], row["palette_png"] = png_bytes(palette[index_map]), len(palette_png(palette, index_map))
        out.append(row)
    return out


def wrong_bytes_kept(img, ks):
    """The file itself instead of its size | whole numbers"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = palette_png(palette, index_map)
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]), "palette_png": made})
    return out


def wrong_same_k(img, ks):
    """The same two colors for every k | is it the picture with k colors"""
    palette, index_map = palette_and_map(img, 2)
    plain, made = png_bytes(palette[index_map]), len(palette_png(palette, index_map))
    return [{"k": k, "theory": packed_bytes(*img.shape[:2], k), "rgb_png": plain, "palette_png": made} for k in ks]


def wrong_jpeg(img, ks):
    """JPEG files of the picture with k colors | is too large"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        buffer = io.BytesIO()
        Image.fromarray(palette[index_map]).save(buffer, "JPEG")
        made = len(palette_png(palette, index_map))
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": buffer.tell(), "palette_png": made})
    return out


def wrong_getsizeof(img, ks):
    """sys.getsizeof of the bytes | the size of Python's object"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = sys.getsizeof(palette_png(palette, index_map))
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]), "palette_png": made})
    return out


def wrong_getsizeof_rgb(img, ks):
    """sys.getsizeof of the ordinary PNG | the size of Python's object"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        buffer = io.BytesIO()
        Image.fromarray(palette[index_map]).save(buffer, "PNG")
        size, made = sys.getsizeof(buffer.getvalue()), len(palette_png(palette, index_map))
        out.append({"k": k, "theory": packed_bytes(*img.shape[:2], k), "rgb_png": size, "palette_png": made})
    return out


def wrong_gray(img, ks):
    """The index map as a gray PNG, without a palette | was it saved in mode P"""
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made = png_bytes(index_map.astype(np.uint8))
        theory = packed_bytes(*img.shape[:2], k)
        out.append({"k": k, "theory": theory, "rgb_png": png_bytes(palette[index_map]), "palette_png": made})
    return out


def wrong_swapped(img, ks):
    """Paints with height and width exchanged | have its height and width in order"""
    w, h = img.shape[:2]
    out = []
    for k in ks:
        palette, index_map = palette_and_map(img, k)
        made, plain = len(palette_png(palette, index_map)), png_bytes(paint(palette, index_map, h, w))
        out.append({"k": k, "theory": packed_bytes(h, w, k), "rgb_png": plain, "palette_png": made})
    return out
