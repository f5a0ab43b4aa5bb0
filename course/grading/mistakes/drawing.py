"""Two arrays as one small picture: images, palettes, labels and curves, expected beside received."""

import colorsys
import io
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

MAX_BYTES = 150_000  # of a PNG
SIZES = (200, 150, 110, 80)  # pixels of a panel's longer side, the first that keeps the limit
GAP, TITLE, MARGIN = 20, 22, 120
WIDE = 2  # times as wide as high: then panels stand below each other
MAX_PALETTE = 64  # colors that are drawn as swatches, with room to see each
MIN_LABELS = 4  # fewer numbers are seen better in the message
SWATCHES = 16  # in a row
GLOW = np.array([[0, 0, 0], [87, 16, 110], [188, 55, 84], [249, 142, 9], [252, 255, 164]])  # of growing brightness
INK, PAPER, OURS, THEIRS = (26, 26, 26), (255, 255, 255), (0, 76, 133), (178, 60, 0)


def picture_of(expected: np.ndarray, received: np.ndarray) -> tuple[bytes, str] | None:
    """A PNG of at most 150 KB and its description, or None for equal arrays and those that are no picture.

    Parameters
    ----------
    expected, received : ndarray
        Numbers, of one shape.
    """
    floats = "f" in (expected.dtype.kind, received.dtype.kind)
    with np.errstate(over="ignore"):  # what is too large for a float is drawn as very large
        expected, received = (np.nan_to_num(array.astype(np.float32)) for array in (expected, received))
    if np.allclose(expected, received, rtol=1e-6, atol=1e-6):
        return None
    colors = expected.shape[-1:] == (3,) and expected.min() >= 0 and expected.max() <= 255
    if expected.ndim == 2 and colors and len(expected) <= MAX_PALETTE:
        return _palette(*_to_bytes(expected, received, floats))
    if colors and expected.ndim in (2, 3):
        return _images(*_to_bytes(expected, received, floats))
    few = expected.min() >= 0 and max(expected.max(), received.max()) < 256 and received.min() >= -1
    if expected.ndim in (1, 2) and expected.size >= MIN_LABELS and not floats and few:
        return _labels(expected, received)
    if expected.ndim == 1 and len(expected) >= MIN_LABELS:
        return _curves(expected, received)
    return _table(expected, received) if expected.ndim == 2 else None


def _to_bytes(expected: np.ndarray, received: np.ndarray, floats: bool) -> list[np.ndarray]:
    """Colors on the scale 0..255, also those that are kept from 0 to 1."""
    scale = 255 if floats and expected.max() <= 1 else 1
    return [np.clip(np.round(array * scale), 0, 255).astype(np.uint8) for array in (expected, received)]


def in_rows(values: np.ndarray, fill: int) -> np.ndarray:
    """A sequence broken into rows like the words of a text, the last row filled up."""
    n = len(values)
    width = n if n <= SWATCHES else math.ceil(math.sqrt(n))
    height = math.ceil(n / width)
    whole = np.full((height * width, *values.shape[1:]), fill, values.dtype)
    whole[:n] = values
    return whole.reshape(height, width, *values.shape[1:])


def _images(expected: np.ndarray, received: np.ndarray) -> tuple[bytes, str]:
    """Two images and how far each pixel is off."""
    off = np.abs(expected.astype(np.int16) - received).max(axis=-1)
    count, whole = np.count_nonzero(off), off.size
    size = f"{len(expected):,} x {expected.shape[1]:,}" if expected.ndim == 3 else f"{len(expected):,}"
    description = (
        f"{size} pixels: expected, then received, then where they differ (black is equal, the brighter the further"
        f" off). {count:,} of {whole:,} pixels differ."
    )
    return _panels(expected, received, off), description


def _labels(expected: np.ndarray, received: np.ndarray) -> tuple[bytes, str]:
    """Two maps of labels, each label in a color of its own, and where they differ."""
    off = expected != received
    description = (
        f"{off.size:,} numbers, each number in a color of its own: expected, then received, then the"
        f" {np.count_nonzero(off):,} places that differ (bright)."
    )
    hues = [colorsys.hsv_to_rgb(n * 0.618034 % 1, 0.45 + 0.4 * (n % 2), 0.95 - 0.25 * (n % 3)) for n in range(257)]
    table = (np.array(hues) * 255).astype(np.uint8)
    expected, received = (table[array.astype(np.int16)] for array in (expected, received))
    return _panels(expected, received, off), description


def _table(expected: np.ndarray, received: np.ndarray) -> tuple[bytes, str]:
    """Two tables of numbers in gray, on one scale."""
    low, high = expected.min(), expected.max()
    gray = [
        np.clip((array - low) / ((high - low) or 1) * 255, 0, 255).astype(np.uint8) for array in (expected, received)
    ]
    off = np.abs(expected - received)
    description = (
        f"A table of {expected.shape[0]:,} rows and {expected.shape[1]:,} columns, larger numbers brighter: expected,"
        f" then received, then where they differ. {np.count_nonzero(off > 1e-6):,} of {off.size:,} numbers differ."
    )
    expected, received = (np.repeat(array[..., None], 3, axis=-1) for array in gray)
    return _panels(expected, received, off), description


def _panels(expected: np.ndarray, received: np.ndarray, off: np.ndarray) -> bytes:
    """Three panels with their titles, in the largest size whose file is small enough."""
    if off.ndim == 1:
        expected, received, off = in_rows(expected, 255), in_rows(received, 255), in_rows(off, 0)
    peak, wide = off.max() or 1, off.shape[1] >= WIDE * off.shape[0]
    for size in SIZES:
        size = size * WIDE if wide else size
        step = max(1, math.ceil(max(off.shape) / size))
        share = peaks(off, step) / peak
        glow = np.stack([np.interp(share, np.linspace(0, 1, len(GLOW)), GLOW[:, c]) for c in range(3)], axis=-1)
        panels = [
            _panel(array.astype(np.uint8), size) for array in (expected[::step, ::step], received[::step, ::step], glow)
        ]
        if len(png := _png(_sheet(panels, wide))) <= MAX_BYTES:
            return png
    raise ValueError("a picture that cannot be made small")


def _sheet(panels: list[Image.Image], wide: bool) -> Image.Image:
    """Three panels side by side, wide ones below each other so that their columns meet."""
    width = max(MARGIN, *(panel.size[0] for panel in panels))
    height = max(TITLE + 6, *(panel.size[1] for panel in panels))
    if wide:
        sheet = Image.new("RGB", (MARGIN + width, 3 * (height + 10)), PAPER)
    else:
        sheet = Image.new("RGB", (3 * width + 2 * GAP, height + TITLE + 12), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(TITLE)
    for place, (panel, title) in enumerate(zip(panels, ("expected", "received", "difference"), strict=True)):
        left, top = (0, place * (height + 10)) if wide else (place * (width + GAP), 0)
        draw.text((left, top), title, fill=INK, font=font)
        sheet.paste(panel, (MARGIN, top) if wide else (left, TITLE + 10))
    return sheet


def peaks(values: np.ndarray, step: int) -> np.ndarray:
    """The largest of each square of `step` pixels: a single wrong pixel stays in sight."""
    h, w = values.shape
    padded = np.zeros((math.ceil(h / step) * step, math.ceil(w / step) * step), np.float32)
    padded[:h, :w] = values
    return padded.reshape(padded.shape[0] // step, step, -1, step).max(axis=(1, 3))


def _panel(array: np.ndarray, size: int) -> Image.Image:
    """An image in a panel: pixels of a tiny one become squares with lines between them."""
    h, w = array.shape[:2]
    factor = max(1, min(size // max(h, w), 60))
    image = Image.fromarray(array).resize((w * factor, max(h * factor, 12)), Image.Resampling.NEAREST)
    if factor >= 12 and h * factor >= 12:
        draw = ImageDraw.Draw(image)
        for x in range(0, w * factor + 1, factor):
            draw.line([(x, 0), (x, h * factor)], fill=(128, 128, 128))
        for y in range(0, h * factor + 1, factor):
            draw.line([(0, y), (w * factor, y)], fill=(128, 128, 128))
    return image


def _palette(expected: np.ndarray, received: np.ndarray) -> tuple[bytes, str]:
    """Swatches in rows: expected above received, a cross below those that differ."""
    differ = (expected != received).any(axis=1)
    side, margin, rows = 34, MARGIN, math.ceil(len(expected) / SWATCHES)
    block = 3 * side + 12
    width = margin + max(6, min(len(expected), SWATCHES)) * side
    sheet = Image.new("RGB", (width, rows * block), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(TITLE)
    for row in range(rows):
        top = row * block
        draw.text((0, top + 4), "expected", fill=INK, font=font)
        draw.text((0, top + side + 4), "received", fill=INK, font=font)
        for place, index in enumerate(range(row * SWATCHES, min((row + 1) * SWATCHES, len(expected)))):
            left = margin + place * side
            for line, colors in enumerate((expected, received)):
                box = [left, top + line * side, left + side - 2, top + (line + 1) * side - 2]
                draw.rectangle(box, fill=tuple(int(value) for value in colors[index]), outline=(128, 128, 128))
            if differ[index]:
                x, y = left + side // 2, top + 2 * side + 14
                draw.line([(x - 8, y - 8), (x + 8, y + 8)], fill=INK, width=3)
                draw.line([(x - 8, y + 8), (x + 8, y - 8)], fill=INK, width=3)
    description = (
        f"{len(expected)} colors, expected above and received below: {np.count_nonzero(differ)} differ, each marked"
        " with a cross. A color may differ by less than the eye sees."
    )
    return _png(sheet), description


def _curves(expected: np.ndarray, received: np.ndarray) -> tuple[bytes, str]:
    """Two sequences of numbers over their place, on one scale."""
    width, height, top = 640, 340, 40
    low, high = min(expected.min(), received.min()), max(expected.max(), received.max())
    sheet = Image.new("RGB", (width, height), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(TITLE)
    draw.rectangle([0, top, width - 1, height - 1], outline=(128, 128, 128))
    step = max(1, len(expected) // 2000)
    for values, color, line, title, x in (
        (expected, OURS, 7, "expected: thick", 0),
        (received, THEIRS, 3, "received: thin", 240),
    ):
        share = (values[::step] - low) / ((high - low) or 1)
        xs = np.linspace(12, width - 12, len(share))
        ys = height - 12 - share * (height - top - 24)
        draw.line([(float(a), float(b)) for a, b in zip(xs, ys, strict=True)], fill=color, width=line)
        draw.text((x, 4), title, fill=color, font=font)
    description = (
        f"{len(expected):,} numbers as curves on one scale: expected thick, received thin."
        f" {np.count_nonzero(~np.isclose(expected, received)):,} of them differ."
    )
    return _png(sheet), description


def _png(sheet: Image.Image) -> bytes:
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return file.getvalue()
