import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans


def right_comprehension(img, ks, seed):
    """quantize for each k"""
    return {k: quantize(img, k, 1000, seed) for k in ks}  # noqa: F821


def right_loop(img, ks, seed):
    """A loop, with NumPy integers as keys"""
    out = {}
    for k in np.asarray(ks):
        out[k] = quantize(img, int(k), n_sample=1000, seed=seed)  # noqa: F821
    return out


def right_own_sample(img, ks, seed):
    """One sample for all k, MiniBatchKMeans, no use of quantize"""
    table = img.reshape(-1, 3)
    some = table[np.random.default_rng(seed).permutation(len(table))[:1000]]
    out = dict.fromkeys(int(k) for k in ks)
    for k in out:
        fitted = MiniBatchKMeans(k, random_state=seed).fit(some)
        out[k] = palette_uint8(fitted.cluster_centers_)[fitted.predict(table)].reshape(img.shape)  # noqa: F821
    return out


def right_several_seeds(img, ks, seed):
    """Another seed for each k, derived from the given one"""
    return {k: quantize(img, k, 1000, 1000 * seed + place) for place, k in enumerate(ks)}  # noqa: F821


def wrong_list(img, ks, seed):
    """A list of images | should give back a dict, not list"""
    return [quantize(img, k, 1000, seed) for k in ks]  # noqa: F821


def wrong_text_keys(img, ks, seed):
    """Keys as text | their types are ['str', 'str']"""
    return {f"{k}": quantize(img, k, 1000, seed) for k in ks}  # noqa: F821


def wrong_positions(img, ks, seed):
    """Positions as keys | keys should be 1 and 2, yours are [0, 1]"""
    return {i: quantize(img, k, 1000, seed) for i, k in enumerate(ks)}  # noqa: F821


def wrong_last_only(img, ks, seed):
    """The return stands inside the loop | keys should be 1 and 2, yours are [1]"""
    out = {}
    for k in ks:
        out[k] = quantize(img, k, 1000, seed)  # noqa: F821
        return out


def wrong_fixed_ks(img, ks, seed):
    """Always the same palette sizes | keys should be 1 and 2"""
    return {k: quantize(img, k, 1000, seed) for k in (2, 4)}  # noqa: F821


def wrong_range(img, ks, seed):
    """Every k up to the largest | each k of ks, and nothing else"""
    return {k: quantize(img, k, 1000, seed) for k in range(1, max(ks) + 1)}  # noqa: F821


def wrong_errors(img, ks, seed):
    """The errors instead of the images | should be an image of shape"""
    return {k: mse(img, quantize(img, k, 1000, seed)) for k in ks}  # noqa: F821


def wrong_pairs(img, ks, seed):
    """Image and error as a pair | should be an image of shape"""
    out = {}
    for k in ks:
        image = quantize(img, k, 1000, seed)  # noqa: F821
        out[k] = image, mse(img, image)  # noqa: F821
    return out


def wrong_same_k(img, ks, seed):
    """The same k for all images | single color"""
    return {k: quantize(img, ks[-1], 1000, seed) for k in ks}  # noqa: F821


def wrong_smallest_k(img, ks, seed):
    """Never more than three colors | images under keys 20 and 40 are the same"""
    return {k: quantize(img, min(k, 3), 1000, seed) for k in ks}  # noqa: F821


def wrong_sorted_ks(img, ks, seed):
    """Images in the order of sorted ks under the unsorted keys | does each image lie under its own k"""
    return {k: quantize(img, other, 1000, seed) for k, other in zip(ks, sorted(ks), strict=True)}  # noqa: F821


def wrong_chain(img, ks, seed):
    """Quantizes the image before instead of the photograph | image under key 2 should equal"""
    out = {}
    for k in ks:
        img = out[k] = quantize(img, k, 1000, seed)  # noqa: F821
    return out


def wrong_tiny_sample(img, ks, seed):
    """A sample of 50 pixels | fitted on 1,000 pixels"""
    return {k: quantize(img, k, 50, seed) for k in ks}  # noqa: F821


def wrong_fixed_seed(img, ks, seed):
    """Always seed 0 | hand the seed that comes in on"""
    return {k: quantize(img, k, 1000, 0) for k in ks}  # noqa: F821


def wrong_no_seed(img, ks, seed):
    """A new seed at each call | the same seed gave other images"""
    return {k: quantize(img, k, 1000, np.random.randint(10**6)) for k in ks}  # noqa: F821


def wrong_float(img, ks, seed):
    """Paints with float centers | dtype uint8"""
    out = {}
    for k in ks:
        fitted = KMeans(k, random_state=seed).fit(img.reshape(-1, 3))
        out[k] = fitted.cluster_centers_[fitted.predict(img.reshape(-1, 3))].reshape(img.shape)
    return out


def wrong_flat(img, ks, seed):
    """Tables of pixels instead of images | should be an image of shape"""
    return {k: quantize(img, k, 1000, seed).reshape(-1, 3) for k in ks}  # noqa: F821


def wrong_pops(img, ks, seed):
    """Takes the numbers out of the list that it was given | changed the list"""
    out = {}
    while ks:
        k = ks.pop()
        out[k] = quantize(img, k, 1000, seed)  # noqa: F821
    return out


def wrong_sorts(img, ks, seed):
    """Sorts ks in place, which a tuple cannot | given ks as a tuple"""
    ks.sort()
    return {k: quantize(img, k, 1000, seed) for k in ks}  # noqa: F821


def wrong_shared(img, ks, seed, out={}):  # noqa: B006
    """One dict for all calls | For ks = [3] the keys are"""
    for k in ks:
        out[k] = quantize(img, k, 1000, seed)  # noqa: F821
    return out
