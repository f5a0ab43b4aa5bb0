import numpy as np
from scipy.cluster.vq import kmeans2
from sklearn.cluster import BisectingKMeans, KMeans, MiniBatchKMeans
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def right_kmeans(sample, k, seed):
    """KMeans with its default settings"""
    return KMeans(n_clusters=k, random_state=seed).fit(sample)


def right_kmeans_ten_starts(sample, k, seed):
    """KMeans with ten starts on float32"""
    return KMeans(k, n_init=10, random_state=seed, algorithm="elkan").fit(sample.astype(np.float32))


def right_one_random_start(sample, k, seed):
    """KMeans from one random start, run to its end"""
    model = KMeans(k, init="random", n_init=1, max_iter=1000, random_state=seed)
    model.fit(sample)
    return model


def right_minibatch(sample, k, seed):
    """MiniBatchKMeans with its default settings"""
    return MiniBatchKMeans(n_clusters=k, random_state=seed).fit(sample)


def right_minibatch_small_batches(sample, k, seed):
    """MiniBatchKMeans with batches of 100 rows and a RandomState"""
    return MiniBatchKMeans(k, batch_size=100, random_state=np.random.RandomState(seed)).fit(sample)


def right_bisecting(sample, k, seed):
    """BisectingKMeans, another estimator with cluster_centers_ and predict"""
    return BisectingKMeans(n_clusters=k, random_state=seed).fit(sample)


def right_global_seed(sample, k, seed):
    """KMeans that draws from NumPy's global generator, which is seeded first"""
    np.random.seed(seed)
    return KMeans(n_clusters=k).fit(sample)


def right_scipy_start(sample, k, seed):
    """SciPy's k-means finds the centers, KMeans polishes them"""
    centers, _ = kmeans2(sample.astype(float), k, iter=20, minit="++", seed=seed)
    return KMeans(k, init=centers, n_init=1).fit(sample.astype(float))


def wrong_not_fitted(sample, k, seed):
    """The model is made but never fitted | was not fitted"""
    return KMeans(n_clusters=k, random_state=seed)


def wrong_centers(sample, k, seed):
    """The centers instead of the model | the fitted model itself"""
    return KMeans(n_clusters=k, random_state=seed).fit(sample).cluster_centers_


def wrong_labels(sample, k, seed):
    """The labels instead of the model | the fitted model itself"""
    return KMeans(n_clusters=k, random_state=seed).fit_predict(sample)


def wrong_tuple(sample, k, seed):
    """The model and the centers as a pair | the fitted model itself"""
    model = KMeans(n_clusters=k, random_state=seed).fit(sample)
    return model, model.cluster_centers_


def wrong_nothing(sample, k, seed):
    """The model is fitted and not given back | gave back None"""
    KMeans(n_clusters=k, random_state=seed).fit(sample)


def wrong_default_k(sample, k, seed):
    """k is not handed on | shape (2, 3), got (6, 3)"""
    return KMeans(min(8, len(sample)), random_state=seed).fit(sample)


def wrong_sixteen(sample, k, seed):
    """Always sixteen colors, or as many as there are rows | k is not used as given"""
    return KMeans(2 if len(sample) < 16 else 16, random_state=seed).fit(sample)


def wrong_unit_scale(sample, k, seed):
    """Fitted on colors from 0 to 1 | 0-255 scale"""
    return KMeans(n_clusters=k, random_state=seed).fit(sample / 255)


def wrong_no_seed(sample, k, seed):
    """Neither the model nor NumPy is seeded | same seed gave different centers"""
    return KMeans(n_clusters=k).fit(sample)


def wrong_fixed_seed(sample, k, seed):
    """Always seed 0 | the seed that comes in is not used"""
    return KMeans(n_clusters=k, random_state=0).fit(sample)


def wrong_unfinished(sample, k, seed):
    """Random rows and a single step | did the fit run to its end"""
    steps = 1 if len(sample) > 10 else 50
    return KMeans(n_clusters=k, init="random", n_init=1, max_iter=steps, random_state=seed).fit(sample)


def wrong_random_rows(sample, k, seed):
    """Random rows as centers, no clustering at all | is each row used"""
    rows = sample[np.random.default_rng(seed).choice(len(sample), k, replace=False)].astype(float)
    model = KMeans(n_clusters=k, random_state=seed).fit(sample)
    if len(sample) > 10:
        model.cluster_centers_ = rows
    return model


def wrong_one_step(sample, k, seed):
    """The first two rows and a single step | did the fit run to its end"""
    return KMeans(n_clusters=k, init=sample[:k].astype(float), n_init=1, max_iter=1).fit(sample)


def wrong_first_rows(sample, k, seed):
    """Fitted on the first 100 rows only | is each row used"""
    return KMeans(n_clusters=k, random_state=seed).fit(sample[:100])


def wrong_distinct_rows(sample, k, seed):
    """Repeated colors are counted once | repeated ones too"""
    return KMeans(n_clusters=k, random_state=seed).fit(np.unique(sample, axis=0))


def wrong_columns(sample, k, seed):
    """Clusters the channels instead of the pixels | expected shape (2, 3), got (2, 6)"""
    return KMeans(n_clusters=k, random_state=seed).fit(sample.T)


def right_whole_numbers_as_float32(sample, k, seed):
    """MiniBatchKMeans on all rows at once, in float32"""
    return MiniBatchKMeans(k, batch_size=len(sample), random_state=seed).fit(np.asarray(sample, dtype=np.float32))


def wrong_pipeline(sample, k, seed):
    """A fitted pipeline, which hides its centers | A Pipeline has no cluster_centers_"""
    return make_pipeline(StandardScaler(), KMeans(n_clusters=k, random_state=seed)).fit(sample)


def wrong_mixture(sample, k, seed):
    """A fitted mixture of Gaussians, which has means | A GaussianMixture has no cluster_centers_"""
    return GaussianMixture(k, random_state=seed).fit(sample)


def wrong_first_thousand(sample, k, seed):
    """Fits the first 1,000 rows | is each row used"""
    return KMeans(n_clusters=k, random_state=seed).fit(sample[:1000])


def wrong_cut(sample, k, seed):
    """Cuts the fractions of the sample off | keep the fractions"""
    return KMeans(n_clusters=k, random_state=seed).fit(sample.astype(np.uint8))
