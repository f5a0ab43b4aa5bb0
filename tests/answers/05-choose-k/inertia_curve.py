import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans, MiniBatchKMeans


def right_inertia(X, ks, seed):
    """The attribute of the fitted model"""
    return [KMeans(n_clusters=int(k), random_state=seed).fit(X).inertia_ for k in ks]


def right_score(X, ks, seed):
    """From the score, as an array, with ten starts"""
    return np.array([-KMeans(k, n_init=10, random_state=seed).fit(X).score(X) for k in ks])


def right_minibatch(X, ks, seed):
    """MiniBatchKMeans, and the distances of all rows"""
    out = []
    for k in ks:
        model = MiniBatchKMeans(k, random_state=seed).fit(X)
        out.append(float((model.transform(X).min(axis=1) ** 2).sum()))
    return out


def right_one_random_start(X, ks, seed):
    """One start from random rows, run to its end"""
    return tuple(float(KMeans(k, init="random", n_init=1, random_state=seed).fit(X).inertia_) for k in ks)


def right_scipy(X, ks, seed):
    """SciPy's kmeans2, 100 rounds from a good start"""
    out = []
    for k in ks:
        centers, _ = kmeans2(X.astype(float), k, iter=100, minit="++", rng=np.random.default_rng(seed))
        out.append((cdist(X.astype(float), centers) ** 2).min(axis=1).sum())
    return out


def right_lloyd(X, ks, seed):
    """Lloyd's steps by hand, best of three starts"""
    rows, out = X.astype(float), []
    for k in ks:
        best = np.inf
        for start in range(3):
            rng = np.random.default_rng([seed, start])
            centers = rows[rng.choice(len(rows), k, replace=False)]
            for _ in range(60):
                labels = cdist(rows, centers).argmin(axis=1)
                groups = [rows[labels == j] for j in range(k)]
                means = [group.mean(axis=0) if len(group) else old for group, old in zip(groups, centers, strict=True)]
                centers = np.array(means)
            best = min(best, (cdist(rows, centers).min(axis=1) ** 2).sum())
        out.append(best)
    return out


def wrong_score(X, ks, seed):
    """The score, with its minus sign | never negative"""
    return [KMeans(k, random_state=seed).fit(X).score(X) for k in ks]


def wrong_average(X, ks, seed):
    """The mean squared distance | divided by the number of rows"""
    return [KMeans(k, random_state=seed).fit(X).inertia_ / len(X) for k in ks]


def wrong_mse(X, ks, seed):
    """The mean over rows and channels | divided by rows and channels"""
    return [KMeans(k, random_state=seed).fit(X).inertia_ / X.size for k in ks]


def wrong_root(X, ks, seed):
    """The square root | the square root of the inertia"""
    return [KMeans(k, random_state=seed).fit(X).inertia_ ** 0.5 for k in ks]


def wrong_distances(X, ks, seed):
    """The sum of distances that are not squared | the sum of the distances"""
    return [KMeans(k, random_state=seed).fit(X).transform(X).min(axis=1).sum() for k in ks]


def wrong_unit(X, ks, seed):
    """Colors between 0 and 1 | keep the 0-255 scale"""
    return [KMeans(k, random_state=seed).fit(X / 255).inertia_ for k in ks]


def wrong_sorted(X, ks, seed):
    """In rising order of k | in the order of ks"""
    return [KMeans(k, random_state=seed).fit(X).inertia_ for k in sorted(ks)]


def wrong_range(X, ks, seed):
    """Every k up to the largest | there should be"""
    return [KMeans(k, random_state=seed).fit(X).inertia_ for k in range(1, max(ks) + 1)]


def wrong_count(X, ks, seed):
    """Counts from 1 instead of using the given ks | in the order of ks, and does each fit use its own k"""
    return [KMeans(k, random_state=seed).fit(X).inertia_ for k in range(1, len(ks) + 1)]


def wrong_last_only(X, ks, seed):
    """Only the last number | a list or an array"""
    for k in ks:
        model = KMeans(k, random_state=seed).fit(X)
    return model.inertia_


def wrong_return_in_loop(X, ks, seed):
    """The return stands inside the loop | there should be 2 inertias, not 1"""
    out = []
    for k in ks:
        out.append(KMeans(k, random_state=seed).fit(X).inertia_)
        return out


def wrong_dict(X, ks, seed):
    """A dict | not dict"""
    return {k: KMeans(k, random_state=seed).fit(X).inertia_ for k in ks}


def wrong_models(X, ks, seed):
    """The models instead of numbers | one number"""
    return [KMeans(k, random_state=seed).fit(X) for k in ks]


def wrong_pairs(X, ks, seed):
    """Pairs of k and inertia | one number"""
    return [(k, KMeans(k, random_state=seed).fit(X).inertia_) for k in ks]


def wrong_no_seed(X, ks, seed):
    """The seed is not handed on | same seed gave different"""
    return [KMeans(k, init="random", n_init=1).fit(X).inertia_ for k in ks]


def wrong_fixed_seed(X, ks, seed):
    """Always seed 0 | the seed that comes in is not used"""
    return [KMeans(k, random_state=0).fit(X).inertia_ for k in ks]


def wrong_one_step(X, ks, seed):
    """One round from random rows | run to its end"""
    return [KMeans(k, init="random", n_init=1, max_iter=1, random_state=seed).fit(X).inertia_ for k in ks]


def wrong_half(X, ks, seed):
    """Only the first half of the rows | is every row used"""
    return [KMeans(k, random_state=seed).fit(X[: max(len(X) // 2, max(ks))]).inertia_ for k in ks]


def wrong_distinct(X, ks, seed):
    """Each distinct color once | is every row used"""
    rows = np.unique(X, axis=0)
    return [KMeans(k, random_state=seed).fit(rows).inertia_ for k in ks]


def wrong_wrap(X, ks, seed):
    """Differences and squares in uint8 | total scatter"""
    out = []
    for k in ks:
        model = KMeans(k, random_state=seed).fit(X)
        nearest = model.cluster_centers_.round().astype(np.uint8)[model.labels_]
        out.append(float(((X - nearest) ** 2).sum()))
    return out


def wrong_cut(X, ks, seed):
    """The rows lose their fractions | take every row as it is"""
    return [KMeans(k, random_state=seed).fit(X.astype(np.uint8)).inertia_ for k in ks]


def wrong_first_thousand(X, ks, seed):
    """The first 1,000 rows | take every row as it is"""
    return [KMeans(k, random_state=seed).fit(X[:1000]).inertia_ for k in ks]


def wrong_sorts(X, ks, seed):
    """Sorts ks in place, which a tuple cannot | given ks as a tuple"""
    ks.sort()
    return [KMeans(k, random_state=seed).fit(X).inertia_ for k in ks]


def wrong_whole_numbers(X, ks, seed):
    """Inertias cut to whole numbers | take every row as it is"""
    return [int(KMeans(k, random_state=seed).fit(X).inertia_) for k in ks]
