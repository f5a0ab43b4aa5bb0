import time
import timeit

import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans


def right_lists(X, ks, seed):
    """Two lists, the clock around the fit"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        model = KMeans(k, random_state=seed).fit(X)
        seconds.append(time.perf_counter() - start)
        inertias.append(model.inertia_)
    return inertias, seconds


def right_arrays(X, ks, seed):
    """One array of two rows, time.time and ten starts"""
    table = np.empty((2, len(ks)))
    for place, k in enumerate(ks):
        start = time.time()
        model = KMeans(int(k), n_init=10, random_state=seed).fit(X)
        table[:, place] = model.inertia_, time.time() - start
    return table


def right_two_fits(X, ks, seed):
    """inertia_curve for the costs, and a second fit for the time"""
    seconds = []
    for k in ks:
        start = time.monotonic()
        KMeans(k, random_state=seed).fit(X)
        seconds.append(time.monotonic() - start)
    return [inertia_curve(X, ks, seed), seconds]


def right_minibatch(X, ks, seed):
    """MiniBatchKMeans, score outside of the clock, nanoseconds converted"""
    out = []
    for k in ks:
        model = MiniBatchKMeans(k, random_state=seed)
        start = time.perf_counter_ns()
        model.fit(X)
        stop = time.perf_counter_ns()
        out.append((score_to_inertia(model.score(X)), (stop - start) / 1e9))
    return tuple(zip(*out, strict=True))


def right_timeit(X, ks, seed):
    """timeit with a lambda, one random start"""
    models = [KMeans(k, init="random", n_init=1, random_state=seed) for k in ks]
    seconds = [timeit.timeit(lambda model=model: model.fit(X), number=1) for model in models]
    return [float(model.inertia_) for model in models], seconds


def wrong_order(X, ks, seed):
    """Seconds first | in the other order"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return seconds, inertias


def wrong_pairs(X, ks, seed):
    """A list of pairs | two things"""
    out = []
    for k in ks:
        start = time.perf_counter()
        model = KMeans(k, random_state=seed).fit(X)
        out.append((model.inertia_, time.perf_counter() - start))
    return out


def wrong_dict(X, ks, seed):
    """A dict of two lists | two things"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return {"inertias": inertias, "seconds": seconds}


def wrong_milliseconds(X, ks, seed):
    """Milliseconds | is it seconds"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(1000 * (time.perf_counter() - start))
    return inertias, seconds


def wrong_cumulative(X, ks, seed):
    """The clock is started once | of each fit alone"""
    inertias, seconds = [], []
    start = time.perf_counter()
    for k in ks:
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_negative(X, ks, seed):
    """Start minus stop | stop minus start"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(start - time.perf_counter())
    return inertias, seconds


def wrong_rounded(X, ks, seed):
    """Whole seconds | do not round"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(round(time.perf_counter() - start))
    return inertias, seconds


def wrong_clock(X, ks, seed):
    """The time of day instead of a difference | is it seconds"""
    inertias, seconds = [], []
    for k in ks:
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(time.time())
    return inertias, seconds


def wrong_constructor(X, ks, seed):
    """The clock stops before the fit | around the fit itself"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        model = KMeans(k, random_state=seed)
        seconds.append(time.perf_counter() - start)
        inertias.append(model.fit(X).inertia_)
    return inertias, seconds


def wrong_predict(X, ks, seed):
    """The clock runs while labels are looked up | around the fit itself"""
    inertias, seconds = [], []
    for k in ks:
        model = KMeans(k, random_state=seed).fit(X)
        start = time.perf_counter()
        model.predict(X)
        seconds.append(time.perf_counter() - start)
        inertias.append(model.inertia_)
    return inertias, seconds


def wrong_total(X, ks, seed):
    """One time for all | not of 3 and 0"""
    start = time.perf_counter()
    inertias = [KMeans(k, random_state=seed).fit(X).inertia_ for k in ks]
    return inertias, time.perf_counter() - start


def wrong_score(X, ks, seed):
    """The score with its minus sign | never negative"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        model = KMeans(k, random_state=seed).fit(X)
        seconds.append(time.perf_counter() - start)
        inertias.append(model.score(X))
    return inertias, seconds


def wrong_average(X, ks, seed):
    """The mean squared distance | For k = 1 the inertia"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_ / len(X))
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_sorted(X, ks, seed):
    """In rising order of k | are they in the order of ks"""
    inertias, seconds = [], []
    for k in sorted(ks):
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_no_seed(X, ks, seed):
    """The seed is not handed on | hand the seed on"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, init="random", n_init=1).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_fixed_seed(X, ks, seed):
    """Always seed 0 | the seed that comes in is not used"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=0).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_one_step(X, ks, seed):
    """A single round from random rows | run to its end"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, init="random", n_init=1, max_iter=1, random_state=seed).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_texts(X, ks, seed):
    """Seconds as formatted text | one number"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(f"{time.perf_counter() - start:.3f} s")
    return inertias, seconds


def wrong_one_too_few(X, ks, seed):
    """Leaves out the first time as a warm-up | not of 3 and 2"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds[1:]


def wrong_mean_so_far(X, ks, seed):
    """The time since the beginning, divided by the number of fits so far | no mean or share"""
    inertias, seconds, start = [], [], time.perf_counter()
    for number, k in enumerate(ks, start=1):
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        seconds.append((time.perf_counter() - start) / number)
    return inertias, seconds


def wrong_mean_so_far_busy(X, ks, seed):
    """The mean of all fits so far, on a machine that is busy after the first two | no mean or share"""
    inertias, seconds, start = [], [], time.perf_counter()
    for number, k in enumerate(ks, 1):
        inertias.append(KMeans(k, random_state=seed).fit(X).inertia_)
        time.sleep(0.03 * (number > 2))
        seconds.append((time.perf_counter() - start) / number)
    return inertias, seconds


def wrong_equal_shares(X, ks, seed):
    """The total time divided by n | your seconds never fall"""
    start = time.perf_counter()
    inertias = [KMeans(k, random_state=seed).fit(X).inertia_ for k in ks]
    return inertias, [(time.perf_counter() - start) / len(ks)] * len(ks)


def wrong_total_later(X, ks, seed):
    """The total time divided by n, with a little less for each | no mean or share"""
    start = time.perf_counter()
    inertias = [KMeans(k, random_state=seed).fit(X).inertia_ for k in ks]
    share = (time.perf_counter() - start) / len(ks)
    return inertias, [share - 1e-6 * place for place in range(len(ks))]


def wrong_cut(X, ks, seed):
    """The rows lose their fractions | take every row as it is"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X.astype(np.uint8)).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_first_thousand(X, ks, seed):
    """The first 1,000 rows | take every row as it is"""
    inertias, seconds = [], []
    for k in ks:
        start = time.perf_counter()
        inertias.append(KMeans(k, random_state=seed).fit(X[:1000]).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds


def wrong_pops(X, ks, seed):
    """Takes the ks out of the list that it was given | changed the list"""
    inertias, seconds = [], []
    while len(ks):
        start = time.perf_counter()
        inertias.append(KMeans(ks.pop(0), random_state=seed).fit(X).inertia_)
        seconds.append(time.perf_counter() - start)
    return inertias, seconds
