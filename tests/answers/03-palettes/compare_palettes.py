import numpy as np
from sklearn.cluster import KMeans


def right_dictionary(img, k, seeds):
    """One comprehension for each kind, k-means through quantize"""
    X = to_pixels(img)
    return {
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed, rows=1000)) for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "k-means": [mse(img, quantize(img, k, 1000, seed)) for seed in seeds],
    }


def right_all_pixels(img, k, seeds):
    """K-means on all pixels, a dict of functions"""
    X = img.reshape(-1, 3)
    kinds = {
        "k-means": lambda s: palette_uint8(KMeans(k, random_state=s).fit(X).cluster_centers_),
        "pixels": lambda s: pixel_palette(X, k, s),
        "top rows": lambda s: top_rows_palette(X, k, s),
        "uniform": lambda s: uniform_palette(k, s),
    }
    return {name: [palette_error(X, make(s)) for s in seeds] for name, make in kinds.items()}


def right_own(img, k, seeds):
    """Nothing of the earlier exercises: float32, random starts, draws of its own"""
    X = img.reshape(-1, 3).astype(np.float32)
    out = {name: [] for name in ("k-means", "pixels", "top rows", "uniform")}
    for seed in seeds:
        rng = np.random.RandomState(seed + 100)
        some = X[rng.permutation(len(X))[:1000]]
        model = KMeans(k, init="random", n_init=3, random_state=seed).fit(some)
        top = X[:1000]
        palettes = (
            model.cluster_centers_.round().clip(0, 255),
            X[rng.permutation(len(X))[:k]],
            top[rng.permutation(len(top))[:k]],
            rng.randint(0, 256, (k, 3)).astype(np.float32),
        )
        for name, palette in zip(out, palettes, strict=True):
            out[name].append(((X[:, None] - palette) ** 2).sum(axis=2).min(axis=1).mean() / 3)
    return out


def right_arrays(img, k, seeds):
    """Arrays of errors in place of lists"""
    X = to_pixels(img)
    out = {name: np.zeros(len(seeds)) for name in ["k-means", "pixels", "top rows", "uniform"]}
    for i, seed in enumerate(seeds):
        model = fit_palette(sample_pixels(X, min(len(X), 1000), seed), k, seed)
        out["k-means"][i] = palette_error(X, palette_uint8(model.cluster_centers_))
        out["pixels"][i] = palette_error(X, pixel_palette(X, k, seed))
        out["top rows"][i] = palette_error(X, top_rows_palette(X, k, seed))
        out["uniform"][i] = palette_error(X, uniform_palette(k, seed))
    return out


def wrong_means(img, k, seeds):
    """One mean for each kind | should be a list with one error for each seed"""
    X = to_pixels(img)
    return {
        "k-means": float(np.mean([mse(img, quantize(img, k, 1000, seed)) for seed in seeds])),
        "pixels": float(np.mean([palette_error(X, pixel_palette(X, k, seed)) for seed in seeds])),
        "top rows": float(np.mean([palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds])),
        "uniform": float(np.mean([palette_error(X, uniform_palette(k, seed)) for seed in seeds])),
    }


def wrong_keys(img, k, seeds):
    """Other keys | The keys should be"""
    X = to_pixels(img)
    return {
        "kmeans": [mse(img, quantize(img, k, 1000, seed)) for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "top_rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_list(img, k, seeds):
    """A list of lists | should give back a dict, not list"""
    X = to_pixels(img)
    return [[mse(img, quantize(img, k, 1000, seed)), palette_error(X, pixel_palette(X, k, seed))] for seed in seeds]


def wrong_by_seed(img, k, seeds):
    """Keys are the seeds | yours are 0, 1"""
    X = to_pixels(img)
    return {
        seed: {"k-means": mse(img, quantize(img, k, 1000, seed)), "uniform": palette_error(X, uniform_palette(k, seed))}
        for seed in seeds
    }


def wrong_swapped(img, k, seeds):
    """k-means and pixels have changed places | under the right key"""
    X = to_pixels(img)
    return {
        "k-means": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "pixels": [mse(img, quantize(img, k, 1000, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_uniform_for_pixels(img, k, seeds):
    """pixels hold colors of the cube | the error of 'pixels' is"""
    X = to_pixels(img)
    return {
        "k-means": [mse(img, quantize(img, k, 1000, seed)) for seed in seeds],
        "pixels": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_top_from_all(img, k, seeds):
    """top rows drawn from the whole image | too good for a palette of the sky"""
    X = to_pixels(img)
    return {
        "k-means": [mse(img, quantize(img, k, 1000, seed)) for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed, rows=len(X))) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_top_measured_on_top(img, k, seeds):
    """top rows measured on the top only | measure on the whole image"""
    X = to_pixels(img)
    return {
        "k-means": [mse(img, quantize(img, k, 1000, seed)) for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "top rows": [palette_error(X[:1000], top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_fit_on_top(img, k, seeds):
    """k-means fitted on the top rows | fails below the sky"""
    X = to_pixels(img)
    return {
        "k-means": [palette_error(X, palette_uint8(fit_palette(X[:1000], k, s).cluster_centers_)) for s in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_fit_on_few(img, k, seeds):
    """k-means fitted on k pixels | is the fit made on 1,000 pixels"""
    X = to_pixels(img)
    return {
        "k-means": [mse(img, quantize(img, k, k, seed)) for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_fixed_k(img, k, seeds):
    """k-means always with 16 colors, as far as there are pixels | is k used as given"""
    X = to_pixels(img)
    many = min(16, len(X))
    return {
        "k-means": [mse(img, quantize(img, many, 1000, seed)) for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_one_seed(img, k, seeds):
    """Only the first seed | should have 2 errors, yours has 1"""
    X, seed = to_pixels(img), seeds[0]
    return {
        "k-means": [mse(img, quantize(img, k, 1000, seed))],
        "pixels": [palette_error(X, pixel_palette(X, k, seed))],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed))],
        "uniform": [palette_error(X, uniform_palette(k, seed))],
    }


def wrong_same_seed(img, k, seeds):
    """The draws from the image do not use the seed | Eight different seeds gave the same error for pixels, top rows"""
    X = to_pixels(img)
    return {
        "k-means": [mse(img, quantize(img, k, 1000, seed)) for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, 0)) for _ in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, 0)) for _ in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_counted_seeds(img, k, seeds):
    """0, 1, 2... in place of the seeds | same seed, same error"""
    X = to_pixels(img)
    return {
        "k-means": [mse(img, quantize(img, k, 1000, seed)) for seed in range(len(seeds))],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in range(len(seeds))],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in range(len(seeds))],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in range(len(seeds))],
    }


def wrong_sorted(img, k, seeds):
    """Errors sorted by size | same seed, same error"""
    X = to_pixels(img)
    return {
        "k-means": sorted(mse(img, quantize(img, k, 1000, seed)) for seed in seeds),
        "pixels": sorted(palette_error(X, pixel_palette(X, k, seed)) for seed in seeds),
        "top rows": sorted(palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds),
        "uniform": sorted(palette_error(X, uniform_palette(k, seed)) for seed in seeds),
    }


def wrong_palettes(img, k, seeds):
    """The palettes, not their errors | should hold single numbers"""
    X = to_pixels(img)
    return {
        "k-means": [palette_uint8(fit_palette(X, k, seed).cluster_centers_) for seed in seeds],
        "pixels": [pixel_palette(X, k, seed) for seed in seeds],
        "top rows": [top_rows_palette(X, k, seed) for seed in seeds],
        "uniform": [uniform_palette(k, seed) for seed in seeds],
    }


def wrong_large_sample(img, k, seeds):
    """Always 1,000 pixels, even of a smaller image | stopped with ValueError"""
    X = to_pixels(img)
    return {
        "k-means": [palette_error(X, fit_palette(sample_pixels(X, 1000, s), k, s).cluster_centers_) for s in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) for seed in seeds],
    }


def wrong_roots(img, k, seeds):
    """The roots of the errors | is it the mean of squares"""
    X = to_pixels(img)
    return {
        "k-means": [mse(img, quantize(img, k, 1000, seed)) ** 0.5 for seed in seeds],
        "pixels": [palette_error(X, pixel_palette(X, k, seed)) ** 0.5 for seed in seeds],
        "top rows": [palette_error(X, top_rows_palette(X, k, seed)) ** 0.5 for seed in seeds],
        "uniform": [palette_error(X, uniform_palette(k, seed)) ** 0.5 for seed in seeds],
    }


def wrong_error_of_a_sample(img, k, seeds):
    """The error of 1,000 pixels in place of the whole image | take every pixel"""
    X, out = to_pixels(img), {"k-means": [], "pixels": [], "top rows": [], "uniform": []}
    for seed in seeds:
        some = sample_pixels(X, min(1000, len(X)), seed)
        out["k-means"].append(palette_error(some, palette_uint8(fit_palette(some, k, seed).cluster_centers_)))
        out["pixels"].append(palette_error(some, pixel_palette(X, k, seed)))
        out["top rows"].append(palette_error(some, top_rows_palette(X, k, seed)))
        out["uniform"].append(palette_error(some, uniform_palette(k, seed)))
    return out


def wrong_cut_off(img, k, seeds):
    """Cuts the fractions of the centers off | round the centers"""
    X, out = to_pixels(img), {"k-means": [], "pixels": [], "top rows": [], "uniform": []}
    for seed in seeds:
        some = sample_pixels(X, min(1000, len(X)), seed)
        out["k-means"].append(palette_error(X, fit_palette(some, k, seed).cluster_centers_.astype(np.uint8)))
        out["pixels"].append(palette_error(X, pixel_palette(X, k, seed)))
        out["top rows"].append(palette_error(X, top_rows_palette(X, k, seed)))
        out["uniform"].append(palette_error(X, uniform_palette(k, seed)))
    return out


def wrong_distinct_colors(img, k, seeds):
    """Fits each color once | count every pixel"""
    X, out = to_pixels(img), {"k-means": [], "pixels": [], "top rows": [], "uniform": []}
    colors = np.unique(X, axis=0)
    for seed in seeds:
        out["k-means"].append(palette_error(X, palette_uint8(fit_palette(colors, k, seed).cluster_centers_)))
        out["pixels"].append(palette_error(X, pixel_palette(X, k, seed)))
        out["top rows"].append(palette_error(X, top_rows_palette(X, k, seed)))
        out["uniform"].append(palette_error(X, uniform_palette(k, seed)))
    return out


def wrong_pops(img, k, seeds):
    """Takes the seeds out of the list that it was given | changed the list"""
    X, out = to_pixels(img), {"k-means": [], "pixels": [], "top rows": [], "uniform": []}
    while seeds:
        seed = seeds.pop(0)
        out["k-means"].append(mse(img, quantize(img, k, 1000, seed)))
        out["pixels"].append(palette_error(X, pixel_palette(X, k, seed)))
        out["top rows"].append(palette_error(X, top_rows_palette(X, k, seed)))
        out["uniform"].append(palette_error(X, uniform_palette(k, seed)))
    return out


def wrong_turned_around(img, k, seeds):
    """How far the random colors are from their nearest pixel | not over the colors of the palette"""
    X, out = to_pixels(img), {"k-means": [], "pixels": [], "top rows": [], "uniform": []}
    for seed in seeds:
        out["k-means"].append(mse(img, quantize(img, k, 1000, seed)))
        out["pixels"].append(palette_error(X, pixel_palette(X, k, seed)))
        out["top rows"].append(palette_error(X, top_rows_palette(X, k, seed)))
        out["uniform"].append(palette_error(uniform_palette(k, seed), X))
    return out
