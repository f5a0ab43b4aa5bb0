"""Screenshots as small files, by the method that the course teaches."""

from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.cluster import KMeans

COLORS = 96


def to_palette(path: Path) -> None:
    """Replace a picture by one with a palette that k-means finds among its distinct colors.

    Parameters
    ----------
    path : Path
        A PNG file, written over.
    """
    with Image.open(path) as file:
        pixels = np.array(file.convert("RGB"))
    packed = pixels.astype(np.uint32) @ np.uint32([1 << 16, 1 << 8, 1])
    codes, where, counts = np.unique(packed, return_inverse=True, return_counts=True)
    if len(codes) > COLORS:
        distinct = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
        # Roots, for otherwise the large white area leaves no color to icons and links.
        model = KMeans(COLORS, n_init=1, random_state=0).fit(distinct, sample_weight=np.sqrt(counts))
        labels = model.labels_
        palette = np.empty((COLORS, 3), dtype=np.uint8)
        order = np.argsort(counts)
        palette[labels[order]] = distinct[order]  # the most frequent of a cluster comes last: areas keep their color
        small = Image.fromarray(labels[where].reshape(packed.shape).astype(np.uint8))
        small.putpalette(palette.tobytes())
        small.save(path, optimize=True)
