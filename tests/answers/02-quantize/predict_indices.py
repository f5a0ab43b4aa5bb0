import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances_argmin
from sklearn.neighbors import NearestNeighbors


def right_predict(model, pixels):
    """The model's own predict"""
    return model.predict(pixels)


def right_broadcast(model, pixels):
    """Float distances by broadcasting, as int64"""
    apart = ((pixels[:, None, :].astype(float) - model.cluster_centers_[None]) ** 2).sum(axis=2)
    return apart.argmin(axis=1)


def right_transform(model, pixels):
    """The smallest of the distances that transform gives"""
    return np.argmin(model.transform(pixels.astype(np.float64)), axis=1).astype(np.int16)


def right_rounded_palette(model, pixels):
    """Nearest color of the rounded palette, with scikit-learn"""
    palette = palette_uint8(model.cluster_centers_)  # noqa: F821
    return pairwise_distances_argmin(pixels.astype(float), palette.astype(float))


def right_scipy(model, pixels):
    """SciPy's cdist, result as uint8"""
    return cdist(pixels, model.cluster_centers_).argmin(axis=1).astype(np.uint8)


def right_kdtree(model, pixels):
    """A search tree over the centers"""
    return KDTree(model.cluster_centers_).query(pixels)[1]


def right_neighbors(model, pixels):
    """NearestNeighbors, its column made flat"""
    finder = NearestNeighbors(n_neighbors=1).fit(model.cluster_centers_)
    return finder.kneighbors(pixels.astype(float), return_distance=False).ravel()


def right_distinct(model, pixels):
    """Predicts each distinct color once and spreads the answer"""
    colors, inverse = np.unique(pixels, axis=0, return_inverse=True)
    return model.predict(colors)[inverse.ravel()]


def right_loop(model, pixels):
    """A plain loop over the pixels in float32"""
    centers = model.cluster_centers_.astype(np.float32)
    return np.array([int(((centers - pixel) ** 2).sum(axis=1).argmin()) for pixel in pixels])


def wrong_labels(model, pixels):
    """The labels of the sample | labels_ belongs to the rows of the fit"""
    return model.labels_


def wrong_labels_padded(model, pixels):
    """The labels of the sample, repeated until they are enough | labels of the rows that"""
    return np.resize(model.labels_, len(pixels)) if len(pixels) > 6 else model.predict(pixels)


def wrong_refit(model, pixels):
    """Fits the model again on all pixels | fitted again"""
    return model.fit_predict(pixels) if len(pixels) > 6 else model.predict(pixels)


def wrong_clone(model, pixels):
    """Fits a copy of the model on all pixels | a new fit"""
    return clone(model).fit_predict(pixels) if len(pixels) > 6 else model.predict(pixels)


def wrong_new_model(model, pixels):
    """Makes a model of its own | nearest center"""
    if len(pixels) == 6:
        return model.predict(pixels)
    return KMeans(len(model.cluster_centers_), random_state=77).fit(pixels[1:]).predict(pixels)


def wrong_unit_scale(model, pixels):
    """Pixels from 0 to 1 against centers from 0 to 255 | scale of the centers"""
    return model.predict(pixels / 255)


def wrong_furthest(model, pixels):
    """The largest distance | look for the smallest distance"""
    return np.argmax(model.transform(pixels), axis=1)


def wrong_distances(model, pixels):
    """The table of distances | a distance to each center"""
    return model.transform(pixels)


def wrong_colors(model, pixels):
    """The colors instead of their numbers | holds colors"""
    return model.cluster_centers_[model.predict(pixels)]


def wrong_unit_scale_late(model, pixels):
    """Pixels from 0 to 1, but not in the example | divided by 255"""
    return model.predict(pixels / 255 if len(pixels) > 6 else pixels)


def wrong_wrap_large(model, pixels):
    """Distances in uint8, but not in the example | wraps around"""
    palette = np.rint(model.cluster_centers_).astype(np.uint8 if len(pixels) > 6 else int)
    return ((pixels[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)


def wrong_wrap(model, pixels):
    """Distances in uint8 | 0 - 10 is 246"""
    palette = np.rint(model.cluster_centers_).astype(np.uint8)
    return ((pixels[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)


def wrong_wrap_truncated(model, pixels):
    """Distances in uint8 to a truncated palette, summed in uint8 | 0 - 10 is 246"""
    palette = model.cluster_centers_.astype(np.uint8)
    return ((pixels[:, None] - palette[None]) ** 2).sum(axis=2, dtype=np.uint8).argmin(axis=1)


def wrong_manhattan(model, pixels):
    """Sum of absolute differences | Euclidean"""
    return cdist(pixels, model.cluster_centers_, "cityblock").argmin(axis=1)


def wrong_brightness(model, pixels):
    """Compares the brightness only | Euclidean"""
    gray = model.cluster_centers_.mean(axis=1)
    return np.abs(pixels.mean(axis=1)[:, None] - gray[None]).argmin(axis=1)


def wrong_from_one(model, pixels):
    """Counts from 1 | numbers are 0 and 1, yours go from 1 to 2"""
    return model.predict(pixels) + 1


def wrong_float(model, pixels):
    """Indices as floats | the dtype is float64"""
    return model.predict(pixels).astype(float)


def wrong_column(model, pixels):
    """A column instead of a flat array | got (6, 1)"""
    return model.predict(pixels).reshape(-1, 1)


def wrong_first_pixels(model, pixels):
    """Only the first five pixels of the example, the first 100 of others | one for each pixel"""
    return model.predict(pixels[: max(100, len(pixels) // 9)])


def wrong_sorted(model, pixels):
    """Numbers of the centers after sorting them | in the order of"""
    centers = model.cluster_centers_
    if len(centers) > 2:
        centers = centers[np.argsort(centers.sum(axis=1))]
    return cdist(pixels, centers).argmin(axis=1)


def wrong_first_thousand(model, pixels):
    """The first 1,000 pixels | one for each pixel that comes in"""
    return model.predict(pixels[:1000])


def wrong_few_more(model, pixels):
    """The last pixel of many is forgotten | 1 of 1,300 random pixels did not get their nearest center"""
    found = model.predict(pixels)
    if len(pixels) > 6:
        found[-1] = np.argmax(model.transform(pixels[-1:].astype(float)))
    return found
