import numpy as np


def right_loop(kmeans, X, k, n, seed):
    """A loop that keeps the best so far"""
    best = None
    for i in range(n):
        run = kmeans(X, k, seed=1000 * seed + i)
        if best is None or run[2][-1] < best[2][-1]:
            best = run
    return best


def right_generator(kmeans, X, k, n, seed):
    """Seeds from a generator, all runs sorted"""
    seeds = np.random.default_rng(seed).choice(2**31, size=n, replace=False)
    runs = [kmeans(X, k, seed=int(one)) for one in seeds]
    return sorted(runs, key=lambda run: run[2][-1])[0]


def right_inertia(kmeans, X, k, n, seed):
    """Compares inertias computed anew, seeds as NumPy integers, the tuple put together again"""
    runs = [kmeans(X, k, seed=one) for one in seed + np.arange(n)]
    costs = [inertia(X, C, labels) for C, labels, history in runs]
    C, labels, history = runs[int(np.argmin(costs))]
    return C, labels, history


def right_positional(kmeans, X, k, n, seed):
    """Hands all arguments on by position"""
    return min((kmeans(X, k, 100, seed + i) for i in range(n)), key=lambda run: min(run[2]))


def wrong_first(kmeans, X, k, n, seed):
    """The first run | ended with a lower inertia"""
    return [kmeans(X, k, seed=seed + i) for i in range(n)][0]


def wrong_last(kmeans, X, k, n, seed):
    """The last run | highest inertia came back"""
    for i in range(n):
        run = kmeans(X, k, seed=seed + i)
    return run


def wrong_highest(kmeans, X, k, n, seed):
    """The highest inertia | highest inertia came back"""
    return max((kmeans(X, k, seed=seed + i) for i in range(n)), key=lambda run: run[2][-1])


def wrong_first_entry(kmeans, X, k, n, seed):
    """Compares the first entries of the histories | compare the last entries"""
    return min((kmeans(X, k, seed=seed + i) for i in range(n)), key=lambda run: run[2][0])


def wrong_shortest(kmeans, X, k, n, seed):
    """The run with the fewest rounds | compare the last entries"""
    return min((kmeans(X, k, seed=seed + i) for i in range(n)), key=lambda run: len(run[2]))


def wrong_same_seed(kmeans, X, k, n, seed):
    """The same seed each time | different seeds"""
    return min((kmeans(X, k, seed=seed) for _ in range(n)), key=lambda run: run[2][-1])


def wrong_seed_ignored(kmeans, X, k, n, seed):
    """Seeds 0, 1, 2, ... whatever seed is | make them from seed"""
    return min((kmeans(X, k, seed=i) for i in range(n)), key=lambda run: run[2][-1])


def wrong_unseeded(kmeans, X, k, n, seed):
    """Seeds that nobody can repeat | make them from seed alone"""
    seeds = np.random.default_rng().choice(2**31, size=n, replace=False).tolist()
    return min((kmeans(X, k, seed=one) for one in seeds), key=lambda run: run[2][-1])


def wrong_one_more(kmeans, X, k, n, seed):
    """The best run is made a second time | it was called 4 times"""
    ends = [kmeans(X, k, seed=seed + i)[2][-1] for i in range(n)]
    return kmeans(X, k, seed=seed + int(np.argmin(ends)))


def wrong_own_function(kmeans, X, k, n, seed):
    """Uses the notebook's functions instead of the one handed in | it was called 0 times"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels = assign(X, C)
    return C, labels, [inertia(X, C, labels)]


def wrong_centers_only(kmeans, X, k, n, seed):
    """Only the centers | tuple (C, labels, history)"""
    return min((kmeans(X, k, seed=seed + i) for i in range(n)), key=lambda run: run[2][-1])[0]


def wrong_all(kmeans, X, k, n, seed):
    """All runs | The first of the three should be"""
    return [kmeans(X, k, seed=seed + i) for i in range(n)]


def wrong_mixed(kmeans, X, k, n, seed):
    """The best history with the centers of the last run | do not come from that one run"""
    runs = [kmeans(X, k, seed=seed + i) for i in range(n)]
    return runs[-1][0], runs[-1][1], min((run[2] for run in runs), key=lambda history: history[-1])


def right_last_of_equals(kmeans, X, k, n, seed):
    """Of equally good runs the last"""
    runs = [kmeans(X, k, seed=seed * 1000 + i) for i in range(n)]
    ends = np.array([float(history[-1]) for _, _, history in runs])
    return runs[np.flatnonzero(ends == ends.min())[-1]]


def wrong_tuples(kmeans, X, k, n, seed):
    """min over tuples, which compares arrays where the inertia is equal | end with the same, lowest inertia"""
    runs = [kmeans(X, k, seed=seed * n + i) for i in range(n)]
    return min((run[2][-1], run) for run in runs)[1]


def wrong_sorted(kmeans, X, k, n, seed):
    """Sorted pairs, which compares arrays where the inertia is equal | end with the same, lowest inertia"""
    runs = [kmeans(X, k, seed=seed * n + i) for i in range(n)]
    return sorted(zip([run[2][-1] for run in runs], runs))[0][1]


def wrong_arguments_exchanged(kmeans, X, k, n, seed):
    """The number of centers first | did not get X and k as they came"""
    return min((kmeans(k, X, seed=seed * n + i) for i in range(n)), key=lambda run: run[2][-1])


def wrong_sample(kmeans, X, k, n, seed):
    """Runs on a half of the rows | did not get X and k as they came"""
    return min((kmeans(X[::2], k, seed=seed * n + i) for i in range(n)), key=lambda run: run[2][-1])


def wrong_negative_seeds(kmeans, X, k, n, seed):
    """Counts the seeds down | NumPy's generators take none"""
    return min((kmeans(X, k, seed=seed - i) for i in range(n)), key=lambda run: run[2][-1])
