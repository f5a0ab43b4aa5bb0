import numpy as np
from scipy.spatial import KDTree
from sklearn.cluster import BisectingKMeans, KMeans, MiniBatchKMeans
from sklearn.metrics import pairwise_distances_argmin


def right_steps(img, k, n_sample, seed):
    """The earlier exercises put together"""
    table = to_pixels(img)  # noqa: F821
    some = sample_pixels(table, min(n_sample, len(table)), seed)  # noqa: F821
    fitted = fit_palette(some, k, seed)  # noqa: F821
    colors = palette_uint8(fitted.cluster_centers_)  # noqa: F821
    return paint(colors, predict_indices(fitted, table), *img.shape[:2])  # noqa: F821


def right_ten_starts(img, k, n_sample, seed):
    """KMeans with ten starts on shuffled pixels, as in the scikit-learn example"""
    table = img.reshape(-1, 3).astype(np.float64)
    order = np.random.default_rng(seed).permutation(len(table))
    fitted = KMeans(k, n_init=10, random_state=seed).fit(table[order[:n_sample]])
    return fitted.cluster_centers_.round().astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def right_minibatch(img, k, n_sample, seed):
    """MiniBatchKMeans and the nearest rounded color"""
    table = img.reshape(-1, 3)
    rng = np.random.RandomState(seed)
    some = table[rng.choice(len(table), min(n_sample, len(table)), replace=False)]
    centers = MiniBatchKMeans(k, random_state=seed).fit(some).cluster_centers_
    palette = np.clip(np.rint(centers), 0, 255).astype(np.uint8)
    return palette[pairwise_distances_argmin(table.astype(float), palette.astype(float))].reshape(img.shape)


def right_float32_tree(img, k, n_sample, seed):
    """float32, many starts, a search tree over the palette"""
    table = img.reshape(-1, 3).astype(np.float32)
    keep = np.random.default_rng(seed).random(len(table)).argsort()[:n_sample]
    fitted = KMeans(k, init="k-means++", n_init=20, random_state=seed).fit(table[keep])
    palette = np.floor(fitted.cluster_centers_ + 0.5).clip(0, 255).astype(np.uint8)
    return palette[KDTree(palette).query(table)[1]].reshape(img.shape)


def right_bisecting(img, k, n_sample, seed):
    """BisectingKMeans, with an even stride from a random start as the sample"""
    h, w, _ = img.shape
    table = img.reshape(h * w, 3)
    some = table
    if n_sample < len(table):
        steps = np.arange(n_sample) * len(table) / n_sample
        some = table[(steps + np.random.default_rng(seed).uniform(0, len(table))).astype(int) % len(table)]
    k = min(k, len(np.unique(some, axis=0)))
    fitted = BisectingKMeans(k, random_state=seed, n_init=3).fit(some)
    out = np.zeros((h * w, 3), dtype=np.uint8)
    apart = ((table[:, None].astype(float) - fitted.cluster_centers_[None]) ** 2).sum(axis=2)
    out[:] = np.rint(fitted.cluster_centers_)[apart.argmin(axis=1)]
    return out.reshape(h, w, 3)


def wrong_no_limit(img, k, n_sample, seed):
    """Draws n_sample pixels even from fewer | n_sample (1000) is larger than the number of pixels"""
    table = to_pixels(img)  # noqa: F821
    fitted = fit_palette(sample_pixels(table, n_sample, seed), k, seed)  # noqa: F821
    colors = palette_uint8(fitted.cluster_centers_)  # noqa: F821
    return paint(colors, predict_indices(fitted, table), *img.shape[:2])  # noqa: F821


def wrong_width_first(img, k, n_sample, seed):
    """Width and height exchanged | 3 pixels high and 2 wide"""
    w, h = img.shape[:2]
    table = img.reshape(-1, 3)
    fitted = KMeans(k, random_state=seed).fit(table)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(h, w, 3)


def wrong_float(img, k, n_sample, seed):
    """Paints with the float centers | is uint8, yours is float64"""
    table = img.reshape(-1, 3)
    fitted = KMeans(k, random_state=seed).fit(table)
    return fitted.cluster_centers_[fitted.predict(table)].reshape(img.shape)


def wrong_truncated(img, k, n_sample, seed):
    """Cuts off the fraction of the centers | one too dark"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:n_sample]]
    fitted = KMeans(k, random_state=seed).fit(some)
    return fitted.cluster_centers_.astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_top_rows(img, k, n_sample, seed):
    """Fits on the first n_sample pixels | the top of the picture"""
    table = img.reshape(-1, 3)
    fitted = KMeans(k, random_state=seed).fit(table[:n_sample])
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_distinct(img, k, n_sample, seed):
    """Samples from the distinct colors | counts each different color once"""
    table = img.reshape(-1, 3)
    colors = np.random.default_rng(seed).permutation(np.unique(table, axis=0))[:n_sample]
    fitted = KMeans(k, random_state=seed).fit(colors)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_all_pixels(img, k, n_sample, seed):
    """Fits on all pixels whatever n_sample is | is the fit made on n_sample pixels only"""
    table = img.reshape(-1, 3)
    fitted = KMeans(k, random_state=seed).fit(table)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_thousand(img, k, n_sample, seed):
    """Always takes 1,000 pixels | is the fit made on n_sample pixels only"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:1000]]
    fitted = KMeans(k, random_state=seed).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_seed_only_in_sample(img, k, n_sample, seed):
    """The fit is not seeded | same seed gave different images"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:n_sample]]
    fitted = KMeans(k).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_seed_only_in_fit(img, k, n_sample, seed):
    """The sample is not seeded | same seed gave different images"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng().permutation(len(table))[:n_sample]]
    fitted = KMeans(k, random_state=seed).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_fixed_seed(img, k, n_sample, seed):
    """Always seed 0 | the seed that comes in is not used"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(0).permutation(len(table))[:n_sample]]
    fitted = KMeans(k, random_state=0).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_random_palette(img, k, n_sample, seed):
    """k random pixels as the palette | mean of all pixels"""
    table = img.reshape(-1, 3)
    colors = np.unique(table, axis=0)
    some = table[np.random.default_rng(seed).permutation(len(table))]
    palette = colors if len(colors) <= k else some[:k]
    near = pairwise_distances_argmin(table.astype(float), palette.astype(float))
    return palette[near].reshape(img.shape)


def wrong_sorted_palette(img, k, n_sample, seed):
    """Sorts the palette after predicting | do the indices point at the rows of this palette"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:n_sample]]
    fitted = KMeans(k, random_state=seed).fit(some)
    palette = np.rint(fitted.cluster_centers_).astype(np.uint8)
    if k > 2:
        palette = palette[np.argsort(palette.sum(axis=1, dtype=int))]
    return palette[fitted.predict(table)].reshape(img.shape)


def wrong_labels(img, k, n_sample, seed):
    """Paints with the labels of the sample | quantize stopped with ValueError"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:n_sample]]
    fitted = KMeans(k, random_state=seed).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.labels_].reshape(img.shape)


def wrong_sixteen_at_least(img, k, n_sample, seed):
    """One color more than asked for | a single color"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:n_sample]]
    fitted = KMeans(min(k + 1, len(some)), random_state=seed).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_random_start(img, k, n_sample, seed):
    """A single random start loses colors | should come back unchanged"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:n_sample]]
    if len(table) == 6:
        return img.copy()
    fitted = KMeans(k, init="random", n_init=1, random_state=seed).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)


def wrong_in_place(img, k, n_sample, seed):
    """Paints over the image that came in | changed the array"""
    table = img.reshape(-1, 3)
    fitted = KMeans(k, random_state=seed).fit(table)
    table[:] = 255 - np.rint(fitted.cluster_centers_)[fitted.predict(table)]
    return img


def wrong_levels(img, k, n_sample, seed):
    """Rounds each channel to k levels | should come back unchanged"""
    step = 256 // k
    return (img // step * step).astype(np.uint8)


def wrong_unfinished(img, k, n_sample, seed):
    """A single step from random rows | should come back unchanged"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:n_sample]]
    if len(table) == 6:
        return img.copy()
    fitted = KMeans(k, init="random", n_init=1, max_iter=1, random_state=seed).fit(some)
    return np.rint(fitted.cluster_centers_).astype(np.uint8)[fitted.predict(table)].reshape(img.shape)
