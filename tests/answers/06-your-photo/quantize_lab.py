import numpy as np
from scipy.spatial import cKDTree
from sklearn.cluster import KMeans, MiniBatchKMeans


def right_kmeans(img, k, seed):
    """KMeans and predict"""
    h, w = img.shape[:2]
    lab = srgb_to_lab(img).reshape(-1, 3)
    rng = np.random.default_rng(seed)
    model = KMeans(n_clusters=k, n_init=3, random_state=seed)
    model.fit(lab[rng.permutation(len(lab))[:1000]])
    return lab_to_srgb(model.cluster_centers_)[model.predict(lab)].reshape(h, w, 3)


def right_minibatch(img, k, seed):
    """MiniBatchKMeans, the nearest center by a tree"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    centers = MiniBatchKMeans(k, random_state=seed).fit(srgb_to_lab(sample)).cluster_centers_
    return paint(lab_to_srgb(centers), cKDTree(centers).query(srgb_to_lab(pixels))[1], *img.shape[:2])


def right_all_pixels(img, k, seed):
    """Fitted on all pixels, painted by lists of colors"""
    lab = srgb_to_lab(to_pixels(img))
    model = KMeans(k, random_state=seed).fit(lab)
    colors = [lab_to_srgb(center) for center in model.cluster_centers_]
    return np.array([colors[number] for number in model.labels_], dtype=np.uint8).reshape(img.shape)


def right_random_start(img, k, seed):
    """Three random starts, nearest rounded color in Lab"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    model = KMeans(k, init="random", n_init=3, random_state=seed).fit(srgb_to_lab(sample))
    palette = lab_to_srgb(model.cluster_centers_)
    places = srgb_to_lab(palette)
    distances = np.stack([((srgb_to_lab(pixels) - place) ** 2).sum(axis=1) for place in places])
    return paint(palette, distances.argmin(axis=0).astype(np.uint8), *img.shape[:2])


def wrong_rgb(img, k, seed):
    """Fitted and assigned in RGB | is the fit made in RGB"""
    return quantize_rgb(img, k, seed)


def wrong_fit_rgb(img, k, seed):
    """Fitted in RGB, assigned in Lab | is the fit made in RGB"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    palette = palette_uint8(KMeans(k, random_state=seed).fit(sample.astype(float)).cluster_centers_)
    distances = np.stack([((srgb_to_lab(pixels) - srgb_to_lab(color)) ** 2).sum(axis=1) for color in palette])
    return paint(palette, distances.argmin(axis=0), *img.shape[:2])


def wrong_assign_rgb(img, k, seed):
    """Fitted in Lab, nearest color sought in RGB | nearest center sought in Lab"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    palette = lab_to_srgb(KMeans(k, random_state=seed).fit(srgb_to_lab(sample)).cluster_centers_)
    return paint(palette, cKDTree(palette.astype(float)).query(pixels.astype(float))[1], *img.shape[:2])


def wrong_cast(img, k, seed):
    """Lab centers cast to uint8 as if they were colors | still holds Lab values"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    model = KMeans(k, random_state=seed).fit(srgb_to_lab(sample))
    return paint(palette_uint8(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_lab_image(img, k, seed):
    """The image in Lab | are these colors, or Lab"""
    lab = srgb_to_lab(to_pixels(img))
    model = KMeans(k, random_state=seed).fit(lab)
    return model.cluster_centers_[model.labels_].reshape(img.shape)


def wrong_predict_rgb(img, k, seed):
    """Asks the model in Lab about pixels in RGB | should come back unchanged"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    model = KMeans(k, random_state=seed).fit(srgb_to_lab(sample))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(pixels.astype(float)), *img.shape[:2])


def wrong_unit(img, k, seed):
    """Divides by 255 before the conversion | almost black"""
    pixels = to_pixels(img) / 255
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    model = KMeans(k, random_state=seed).fit(srgb_to_lab(sample))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_top(img, k, seed):
    """Fitted on the first 1,000 pixels | from the whole image"""
    pixels = to_pixels(img)
    model = KMeans(k, random_state=seed).fit(srgb_to_lab(pixels[:1000]))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_turned(img, k, seed):
    """Height and width exchanged | 3 pixels high and 2 wide"""
    h, w = img.shape[:2]
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    model = KMeans(k, random_state=seed).fit(srgb_to_lab(sample))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), w, h)


def wrong_fixed_seed(img, k, seed):
    """Always seed 0 | seed that comes in"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), 0)
    model = KMeans(k, random_state=0).fit(srgb_to_lab(sample))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_no_seed(img, k, seed):
    """No seed for the fit | the same seed gave another image"""
    pixels = to_pixels(img)
    model = KMeans(k, init="random", n_init=3).fit(srgb_to_lab(sample_pixels(pixels, min(1000, len(pixels)), seed)))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_sixteen(img, k, seed):
    """Never uses k | colors"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(1000, len(pixels)), seed)
    model = KMeans(min(16, len(sample)), random_state=seed).fit(srgb_to_lab(sample))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_random_pixels(img, k, seed):
    """Random pixels in place of centers | should come back unchanged"""
    pixels = to_pixels(img)
    palette = sample_pixels(pixels, k, seed)
    model = KMeans(k, init=srgb_to_lab(palette), n_init=1, max_iter=1).fit(srgb_to_lab(palette))
    return paint(palette, model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_table(img, k, seed):
    """A table of pixels | keep its shape"""
    lab = srgb_to_lab(to_pixels(img))
    model = KMeans(k, random_state=seed).fit(lab)
    return lab_to_srgb(model.cluster_centers_)[model.labels_]


def wrong_small_sample(img, k, seed):
    """A sample of 60 pixels | as with a good fit in Lab"""
    pixels = to_pixels(img)
    sample = sample_pixels(pixels, min(60, len(pixels)), seed)
    model = KMeans(k, random_state=seed).fit(srgb_to_lab(sample))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])


def wrong_distinct_colors(img, k, seed):
    """Fits each color once | count each of them"""
    pixels = to_pixels(img)
    colors = np.unique(pixels, axis=0)
    colors = colors if len(colors) >= k else pixels
    sample = sample_pixels(colors, min(1000, len(colors)), seed)
    model = KMeans(k, random_state=seed).fit(srgb_to_lab(sample))
    return paint(lab_to_srgb(model.cluster_centers_), model.predict(srgb_to_lab(pixels)), *img.shape[:2])
