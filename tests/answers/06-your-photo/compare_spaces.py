import numpy as np


def right_dict(img, k, seed):
    """Two lines"""
    rgb, lab = quantize_rgb(img, k, seed), quantize_lab(img, k, seed)
    return {"rgb": (mse(img, rgb), mean_delta_e(img, rgb)), "lab": (mse(img, lab), mean_delta_e(img, lab))}


def right_loop(img, k, seed):
    """A loop, lists as pairs, the images the other way round"""
    out = {}
    for name, function in (("lab", quantize_lab), ("rgb", quantize_rgb)):
        result = function(img, k, seed)
        out[name] = [mse(result, img), mean_delta_e(result, img)]
    return out


def right_arrays(img, k, seed):
    """Arrays of float32, errors without the helpers"""
    out = {}
    for name, result in (("rgb", quantize_rgb(img, k, seed)), ("lab", quantize_lab(img, k, seed))):
        distance = np.linalg.norm(srgb_to_lab(img) - srgb_to_lab(result), axis=2).mean()
        out[name] = np.float32([np.mean((img - result.astype(np.float32)) ** 2), distance])
    return out


def wrong_keys(img, k, seed):
    """Capital keys | it has LAB, RGB"""
    rgb, lab = quantize_rgb(img, k, seed), quantize_lab(img, k, seed)
    return {"RGB": (mse(img, rgb), mean_delta_e(img, rgb)), "LAB": (mse(img, lab), mean_delta_e(img, lab))}


def wrong_fits_swapped(img, k, seed):
    """The fits under each other's key | two fits have changed places"""
    lab, rgb = quantize_rgb(img, k, seed), quantize_lab(img, k, seed)
    return {"rgb": (mse(img, rgb), mean_delta_e(img, rgb)), "lab": (mse(img, lab), mean_delta_e(img, lab))}


def wrong_rulers_swapped(img, k, seed):
    """Delta-E first | first the mse"""
    rgb, lab = quantize_rgb(img, k, seed), quantize_lab(img, k, seed)
    return {"rgb": (mean_delta_e(img, rgb), mse(img, rgb)), "lab": (mean_delta_e(img, lab), mse(img, lab))}


def wrong_one_ruler_each(img, k, seed):
    """Each fit with its own ruler only | a pair of two numbers"""
    return {"rgb": mse(img, quantize_rgb(img, k, seed)), "lab": mean_delta_e(img, quantize_lab(img, k, seed))}


def wrong_crossed(img, k, seed):
    """The mse of one fit and the Delta-E of the other, twice | both rulers"""
    pair = mse(img, quantize_rgb(img, k, seed)), mean_delta_e(img, quantize_lab(img, k, seed))
    return {"rgb": pair, "lab": pair}


def wrong_together(img, k, seed):
    """Compares the two results | compare each with the photograph"""
    rgb, lab = quantize_rgb(img, k, seed), quantize_lab(img, k, seed)
    pair = mse(rgb, lab), mean_delta_e(rgb, lab)
    return {"rgb": pair, "lab": pair}


def wrong_seed(img, k, seed):
    """Always seed 0 | are k and seed handed on"""
    rgb, lab = quantize_rgb(img, k, 0), quantize_lab(img, k, 0)
    return {"rgb": (mse(img, rgb), mean_delta_e(img, rgb)), "lab": (mse(img, lab), mean_delta_e(img, lab))}


def wrong_k(img, k, seed):
    """Always two colors | are k and seed handed on"""
    rgb, lab = quantize_rgb(img, 2, seed), quantize_lab(img, 2, seed)
    return {"rgb": (mse(img, rgb), mean_delta_e(img, rgb)), "lab": (mse(img, lab), mean_delta_e(img, lab))}


def wrong_mse_in_lab(img, k, seed):
    """The mse of the Lab values | The mse of the fit in"""
    out = {}
    for name, result in (("rgb", quantize_rgb(img, k, seed)), ("lab", quantize_lab(img, k, seed))):
        out[name] = mse(srgb_to_lab(img), srgb_to_lab(result)), mean_delta_e(img, result)
    return out


def wrong_wrapped(img, k, seed):
    """The mse with uint8 differences | The mse of the fit in"""
    out = {}
    for name, result in (("rgb", quantize_rgb(img, k, seed)), ("lab", quantize_lab(img, k, seed))):
        out[name] = np.mean((img - result) ** 2), mean_delta_e(img, result)
    return out


def wrong_tuple(img, k, seed):
    """Four numbers in a row | not tuple"""
    rgb, lab = quantize_rgb(img, k, seed), quantize_lab(img, k, seed)
    return mse(img, rgb), mean_delta_e(img, rgb), mse(img, lab), mean_delta_e(img, lab)
