"""Ways to find a palette of k colors, timed on the full photographs china.jpg and flower.jpg.

Every k-means starts from the same k colors, where nothing else is said. Lloyd's algorithm runs until no label changes;
MiniBatchKMeans stops by its own rule. Each way ends with a palette and a label for every pixel. The time is processor
time, one thread, the median of interleaved repetitions; the error is that of the painted picture (colors rounded to
uint8, each pixel with its nearest color; Pillow's quantizers with the colors that they chose).

The course's own k-means is not copied here: it is executed from the cells of source/04-lloyd/lloyd.ipynb.
"""

import argparse
import ast
import gc
import json
import platform
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import PIL
import sklearn
from PIL import Image, features
from rich.console import Console
from rich.table import Table
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.datasets import load_sample_image
from threadpoolctl import threadpool_limits

NOTEBOOK = Path(__file__).parents[1] / "source" / "04-lloyd" / "lloyd.ipynb"
REFERENCE = ("distinct-rows", "assign", "init_centers", "kmeans")  # the cells that the notebook's k-means consists of
NO_LIMIT = 100_000  # rounds: every run ends by itself

NAIVE = "naive NumPy, as in a blog post"
OURS = "the notebook's k-means"
BOUNDS = "the notebook's k-means with bounds"
SKLEARN = "scikit-learn KMeans, all pixels"
WEIGHTED = "scikit-learn KMeans, distinct colors"
MINIBATCH = "scikit-learn MiniBatchKMeans"
SAMPLE = "scikit-learn KMeans, 1,000 pixels"
SAMPLE_TEN = "the same, best of 10 random starts"


def cells(*names):
    """Source text of cells of the notebook."""
    found = {cell["id"]: "".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]}
    return [found[name] for name in names]


def definitions(text):
    """The functions of a cell, without the statements around them."""
    body = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return ast.Module(body=body, type_ignores=[])


def code_lines(texts):
    """Lines of code in the functions of some cells: no blank lines, comments or docstrings."""
    count = 0
    for text in texts:
        for function in definitions(text).body:
            kept = {n for node in ast.walk(function) if hasattr(node, "lineno") for n in (node.lineno, node.end_lineno)}
            for node in ast.walk(function):
                if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
                    kept -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
            count += len(kept)
    return count


def notebook_functions():
    """Names of the notebook's k-means, and of its variant with distance bounds."""
    names = {"np": np}
    for text in cells(*REFERENCE, "bounds"):
        exec(compile(definitions(text), str(NOTEBOOK), "exec"), names)
    return names


def naive(X, start, max_rounds=NO_LIMIT):
    """K-means the way it is usually written first: every pixel, every distance, every round."""
    X = X.astype(float)
    centers = start.copy()
    labels = np.full(len(X), -1)
    rounds = 0
    while rounds < max_rounds:
        rounds += 1
        distances = np.sqrt(((X[:, np.newaxis, :] - centers[np.newaxis, :, :]) ** 2).sum(axis=2))
        new_labels = np.argmin(distances, axis=1)
        if np.array_equal(new_labels, labels):
            break
        labels = new_labels
        for j in range(len(centers)):
            if np.any(labels == j):
                centers[j] = X[labels == j].mean(axis=0)
    return centers, labels, rounds


def ways(X, k, start, names):
    """Each way as a function without arguments that gives (centers or painted pixels, labels or None, rounds)."""
    height = 427  # both photographs are 640 x 427
    image = Image.fromarray(X.reshape(height, -1, 3))
    names["init_centers"] = lambda X, k, rng: start.copy()  # the same start for all
    settings = {"init": start, "n_init": 1}

    def ours():
        centers, labels, history = names["kmeans"](X, k, max_iter=NO_LIMIT)
        return centers, labels, len(history) + 1

    def bounds():
        rows, counts, place = names["distinct_rows"](X)
        centers, labels, shares = names["lloyd_with_bounds"](rows, counts, start)
        return centers, labels[place], len(shares)

    def all_pixels():
        model = KMeans(k, **settings, tol=0, max_iter=NO_LIMIT, algorithm="lloyd").fit(X)
        return model.cluster_centers_, model.labels_, model.n_iter_

    def weighted():
        rows, counts, place = names["distinct_rows"](X)
        model = KMeans(k, **settings, tol=0, max_iter=NO_LIMIT, algorithm="lloyd").fit(rows, sample_weight=counts)
        return model.cluster_centers_, model.labels_[place], model.n_iter_

    def minibatch():
        model = MiniBatchKMeans(k, **settings, random_state=0).fit(X)
        return model.cluster_centers_, model.labels_, model.n_steps_

    def sample():
        part = X[np.random.default_rng(0).choice(len(X), 1000, replace=False)]
        model = KMeans(k, **settings, tol=0, max_iter=NO_LIMIT, algorithm="lloyd").fit(part)
        return model.cluster_centers_, model.predict(X), model.n_iter_

    def sample_ten():
        part = X[np.random.default_rng(0).choice(len(X), 1000, replace=False)]
        model = KMeans(k, init="random", n_init=10, random_state=0, tol=0, max_iter=NO_LIMIT, algorithm="lloyd")
        model.fit(part)
        return model.cluster_centers_, model.predict(X), model.n_iter_

    def pillow(method):
        def run():
            painted = image.quantize(k, method=method, dither=Image.Dither.NONE).convert("RGB")
            return np.asarray(painted).reshape(-1, 3), None, None

        return run

    found = {OURS: ours, BOUNDS: bounds, SKLEARN: all_pixels, WEIGHTED: weighted, MINIBATCH: minibatch}
    found |= {SAMPLE: sample, SAMPLE_TEN: sample_ten}
    for method in ("MEDIANCUT", "MAXCOVERAGE", "FASTOCTREE", "LIBIMAGEQUANT"):
        if method != "LIBIMAGEQUANT" or features.check_feature("libimagequant"):
            found[f"Pillow {method}"] = pillow(Image.Quantize[method])
    return found


def squared_error(X, result, k, names):
    """Mean squared error over pixels and channels of the picture that a way leads to."""
    colors, labels, _ = result
    if labels is not None:
        palette = np.clip(np.rint(colors), 0, 255).astype(np.uint8)
        colors = palette[names["assign"](X, palette)]
    return float(np.mean((colors.astype(float) - X) ** 2))


def timed(step):
    """Processor seconds of a step, and what it gave."""
    gc.collect()
    begin = time.process_time()
    result = step()
    return time.process_time() - begin, result


def start_colors(X, k):
    """K colors of the photograph, moved off the whole numbers: exact ties would be broken by rounding errors."""
    rng = np.random.default_rng(k)
    return X[rng.choice(len(X), k, replace=False)] + rng.random((k, 3))


def measure(X, k, repeat, naive_rounds, names):
    """Median seconds, error, rounds and likeness to scikit-learn's labels, for each way."""
    start = start_colors(X, k)
    seconds, results = {}, {}
    runs = ways(X, k, start, names)
    for _ in range(repeat):
        for name, run in runs.items():
            spent, results[name] = timed(run)
            seconds.setdefault(name, []).append(spent)
    rounds = results[OURS][2]
    limit = min(naive_rounds or rounds, rounds)
    spent, (centers, labels, done) = timed(lambda: naive(X, start, limit))
    if done == rounds:
        results[NAIVE] = centers, labels, done
    else:  # so far the same way, label for label: it would go on like that, and end where the notebook's ends
        assert np.array_equal(labels, names["kmeans"](X, k, max_iter=done - 1)[1]), "the naive way took another course"
        results[NAIVE] = results[OURS]
    seconds[NAIVE] = [spent * rounds / done]
    return [
        {
            "k": k,
            "name": name,
            "seconds": statistics.median(seconds[name]),
            "error": squared_error(X, results[name], k, names),
            "rounds": results[name][2],
            "same": results[name][1] is not None and np.array_equal(results[name][1], results[SKLEARN][1]),
        }
        for name in (NAIVE, *runs)
    ]


def decibel(error):
    """Peak signal-to-noise ratio of a mean squared error."""
    return 10 * np.log10(255**2 / error)


def show(console, photograph, X, rows):
    """The table of one photograph."""
    table = Table(title=f"{photograph}: {len(X):,} pixels, {len(np.unique(X, axis=0)):,} colors", title_justify="left")
    table.add_column("k", justify="right")
    table.add_column("way")
    for heading in ("rounds", "CPU seconds", "x sklearn", "MSE", "PSNR dB"):
        table.add_column(heading, justify="right")
    table.add_column("labels")
    for row in rows:
        if row["name"] == NAIVE:
            table.add_section()
        table.add_row(
            str(row["k"]),
            row["name"],
            "" if row["rounds"] is None else str(row["rounds"]),
            f"{row['seconds']:.3f}",
            f"{row['ratio']:.3g}",
            f"{row['error']:.1f}",
            f"{decibel(row['error']):.2f}",
            "as sklearn" if row["same"] else "",
            style="bold" if row["name"] == OURS else None,
        )
    console.print(table)


def claims(console, rows, lines):
    """What the numbers say about the course's claims."""

    def pairs(first, second):
        found = {(row["name"], row["photo"], row["k"]): row for row in rows}
        return [(row, found[second, *key[1:]]) for key, row in found.items() if key[0] == first]

    def span(values, digits=2):
        return f"{min(values):.{digits}f} to {max(values):.{digits}f}"

    def lost(name):
        return span([decibel(b["error"]) - decibel(a["error"]) for a, b in pairs(name, SKLEARN)])

    faster = [(a["seconds"] / b["seconds"], a["k"]) for a, b in pairs(NAIVE, OURS)]
    console.print(f"The notebook's k-means has {lines} lines of code.")
    console.print(
        f"Naive over the notebook's k-means: {span([ratio for ratio, _ in faster], 0)} times the CPU time; "
        f"at k = 16 and above {span([ratio for ratio, k in faster if k >= 16], 0)}."
    )
    for name in (OURS, BOUNDS, WEIGHTED):
        ratios = [row["ratio"] for row in rows if row["name"] == name]
        console.print(f"Time of {name} over scikit-learn's on all pixels: {span(ratios)}.")
    exact = [row["same"] for row in rows if row["name"] in (OURS, BOUNDS)]
    console.print(f"The notebook's labels equal scikit-learn's, pixel for pixel, in {sum(exact)} of {len(exact)} runs.")
    slower = [a["seconds"] > b["seconds"] for a, b in pairs(MINIBATCH, SKLEARN)]
    slower_than_ours = [a["seconds"] > b["seconds"] for a, b in pairs(MINIBATCH, OURS)]
    console.print(
        f"MiniBatchKMeans: slower than KMeans on all pixels in {sum(slower)} of {len(slower)} cases, slower than the "
        f"notebook's k-means in {sum(slower_than_ours)}; its picture is {lost(MINIBATCH)} dB worse."
    )
    for name, how in ((SAMPLE, "A fit"), (SAMPLE_TEN, "The best of 10 fits")):
        saved = [b["seconds"] / a["seconds"] for a, b in pairs(name, SKLEARN)]
        console.print(
            f"{how} on 1,000 pixels, labels for all pixels included: {span(saved, 0)} times faster than KMeans on all "
            f"pixels; its picture is {lost(name)} dB worse."
        )


def main():
    """Measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="only china.jpg at k = 8 and 16")
    parser.add_argument("--repeat", type=int, help="interleaved repetitions (5; with --quick 2)")
    parser.add_argument(
        "--naive-rounds",
        type=int,
        help="time so many rounds of the naive way and scale up (with --quick 3); 0, to its end, takes six minutes",
    )
    options = parser.parse_args()
    repeat, naive_rounds = (2, 3) if options.quick else (5, 0)
    repeat = repeat if options.repeat is None else options.repeat
    naive_rounds = naive_rounds if options.naive_rounds is None else options.naive_rounds
    if repeat < 1 or naive_rounds < 0:
        parser.error("--repeat is at least 1, --naive-rounds at least 0")
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    versions = (platform.python_version(), np.__version__, sklearn.__version__, PIL.__version__)
    console.print("Python {}, NumPy {}, scikit-learn {}, Pillow {}; one thread.".format(*versions))
    console.print(f"CPU seconds, median of {repeat} interleaved repetitions.")
    how = f"its first {naive_rounds} rounds, scaled up to all" if naive_rounds else "run to its end"
    console.print(f"The naive way is slow, so it is measured once: {how}.")
    if not features.check_feature("libimagequant"):
        console.print("This Pillow has no libimagequant.")
    names = notebook_functions()
    lines = code_lines(cells(*REFERENCE))
    rows = []
    with threadpool_limits(1):
        for photograph in ("china.jpg",) if options.quick else ("china.jpg", "flower.jpg"):
            X = np.ascontiguousarray(load_sample_image(photograph)).reshape(-1, 3)
            measured = []
            for k in (8, 16) if options.quick else (8, 16, 32, 64):
                part = measure(X, k, repeat, naive_rounds, names)
                base = next(row["seconds"] for row in part if row["name"] == SKLEARN)
                measured += [row | {"ratio": row["seconds"] / base, "photo": photograph} for row in part]
            show(console, photograph, X, measured)
            rows += measured
    claims(console, rows, lines)


if __name__ == "__main__":
    main()
