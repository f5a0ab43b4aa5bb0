import math

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from sklearn.metrics import euclidean_distances, pairwise_distances_argmin
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors


def right_broadcast(X, palette):
    """Differences of float32 by broadcasting"""
    return ((X.astype(np.float32)[:, None] - palette) ** 2).sum(axis=2).argmin(axis=1)


def right_cdist(X, palette):
    """SciPy's table of distances"""
    return cdist(X, palette).argmin(axis=1).astype(np.int16)


def right_neighbors(X, palette):
    """scikit-learn's NearestNeighbors, made flat"""
    return NearestNeighbors(n_neighbors=1).fit(palette).kneighbors(X, return_distance=False).ravel()


def right_argmin(X, palette):
    """pairwise_distances_argmin on what came in"""
    return pairwise_distances_argmin(X, palette)


def right_euclidean(X, palette):
    """scikit-learn's table of distances of values from 0 to 1"""
    return np.argmin(euclidean_distances(X / 255, palette / 255), axis=1)


def right_tree(X, palette):
    """SciPy's search tree"""
    return cKDTree(palette.astype(float)).query(X.astype(float))[1]


def right_classifier(X, palette):
    """A classifier with one neighbor"""
    return KNeighborsClassifier(1).fit(palette, np.arange(len(palette))).predict(X)


def right_pixel_loop(X, palette):
    """A loop over the pixels, integers"""
    colors = palette.astype(int)
    return np.array([np.argmin(np.sum((pixel.astype(int) - colors) ** 2, axis=1)) for pixel in X])


def right_color_loop(X, palette):
    """A loop over the palette, the later of two equally near"""
    best = np.full(len(X), np.inf)
    number = np.zeros(len(X), dtype=np.uint16)
    for i, color in enumerate(palette.astype(float)):
        distance = np.linalg.norm(X - color, axis=1)
        number[distance <= best] = i
        best = np.minimum(best, distance)
    return number


def right_plain_loops(X, palette):
    """Nothing but Python"""
    colors = palette.tolist()
    out = []
    for pixel in X.tolist():
        distances = [math.dist(pixel, color) for color in colors]
        out.append(distances.index(min(distances)))
    return np.array(out)


def right_expanded(X, palette):
    """The square multiplied out, a matrix product"""
    P = palette.astype(np.int64)
    return (np.sum(P**2, axis=1) - 2 * X.astype(np.int64) @ P.T).argmin(1)


def wrong_wrap(X, palette):
    """All in uint8 | uint8 numbers wraps around"""
    return ((X[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)


def wrong_wrap_then_float(X, palette):
    """The cast comes after the difference | uint8 numbers wraps around"""
    return ((X[:, None] - palette[None]).astype(float) ** 2).sum(axis=2).argmin(axis=1)


def wrong_norm_of_wrapped(X, palette):
    """norm of a uint8 difference | uint8 numbers wraps around"""
    return np.array([np.linalg.norm(palette - pixel, axis=1).argmin() for pixel in X])


def wrong_int16(X, palette):
    """Squares in int16 | too large for int16"""
    return ((X.astype(np.int16)[:, None] - palette) ** 2).sum(axis=2).argmin(axis=1)


def wrong_square_uint8(X, palette):
    """The square of a right difference in uint8 | uint8 numbers wraps around"""
    apart = np.abs(X.astype(int)[:, None] - palette).astype(np.uint8)
    return (apart**2).sum(axis=2).argmin(axis=1)


def wrong_manhattan(X, palette):
    """Sum of absolute differences | The Euclidean distance squares them"""
    return np.abs(X.astype(int)[:, None] - palette).sum(axis=2).argmin(axis=1)


def wrong_largest_channel(X, palette):
    """Largest difference of a channel | sums the squares of all three"""
    return cdist(X, palette, "chebyshev").argmin(axis=1)


def wrong_brightness(X, palette):
    """Sums of the channels compared | Only the brightness is compared"""
    return np.abs(X.sum(axis=1, dtype=int)[:, None] - palette.sum(axis=1, dtype=int)).argmin(axis=1)


def wrong_cosine(X, palette):
    """The angle between colors | in the example"""
    return cdist(X + 1e-9, palette + 1e-9, "cosine").argmin(axis=1)


def wrong_furthest(X, palette):
    """The largest distance | furthest away"""
    return cdist(X, palette).argmax(axis=1)


def wrong_axis(X, palette):
    """The nearest pixel of each color | find the nearest color of each pixel"""
    return cdist(X, palette).argmin(axis=0)


def wrong_order(X, palette):
    """X and palette in the wrong order | find the nearest color of each pixel"""
    return pairwise_distances_argmin(palette, X)


def wrong_column(X, palette):
    """A column, as kneighbors gives it | one flat row"""
    return NearestNeighbors(n_neighbors=1).fit(palette).kneighbors(X)[1]


def wrong_tuple(X, palette):
    """Distances and numbers together | not tuple"""
    return cKDTree(palette).query(X)


def wrong_distances(X, palette):
    """The table of distances | holds colors or distances"""
    return cdist(X, palette)


def wrong_least_distance(X, palette):
    """The distances instead of the numbers | the dtype is float64"""
    return cdist(X, palette).min(axis=1)


def wrong_colors(X, palette):
    """The colors instead of their numbers | holds colors or distances"""
    return palette[cdist(X, palette).argmin(axis=1)]


def wrong_list(X, palette):
    """A list | should give back an array, not list"""
    return cdist(X, palette).argmin(axis=1).tolist()


def wrong_uint8_numbers(X, palette):
    """Numbers above 255 do not fit | too small"""
    return cdist(X, palette).argmin(axis=1).astype(np.uint8)


def wrong_from_one(X, palette):
    """Counted from 1 | 0 to 2, yours are 1 to 3"""
    return cdist(X, palette).argmin(axis=1) + 1


def wrong_two_channels(X, palette):
    """The third channel left out | by Euclidean distance"""
    return cdist(X[:, :2], palette[:, :2]).argmin(axis=1)


def wrong_kmeans(X, palette):
    """Groups of an own k-means | in the example"""
    k = min(len(palette), len(X))
    return KMeans(k, n_init=1, random_state=0).fit_predict(X)


def wrong_first_thousand(X, palette):
    """The first 1,000 pixels only | 1600 numbers in one flat array"""
    return pairwise_distances_argmin(X[:1000].astype(float), palette.astype(float))


def wrong_half(X, palette):
    """A factor of 1/2 lost in the expansion | In the example you have"""
    X, palette = X.astype(float), palette.astype(float)
    return ((palette**2).sum(axis=1) - X @ palette.T).argmin(axis=1)


def wrong_floor(X, palette):
    """Compares distances in steps of 30 | did not get the nearest one"""
    apart = np.sqrt(((X[:, None].astype(float) - palette) ** 2).sum(axis=2))
    return (apart // 30).argmin(axis=1)


def wrong_last(X, palette):
    """The last of many pixels is left at 0 | of 1,600 random pixels did not get the nearest one"""
    found = pairwise_distances_argmin(X.astype(float), palette.astype(float))
    found[1000:] = 0
    return found
