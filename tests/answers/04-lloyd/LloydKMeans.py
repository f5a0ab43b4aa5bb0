import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans


class right_kmeans:
    """Uses the function kmeans, until no label changes"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = inertia(X, C, labels), len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class right_seed_post:
    """A loop with a tolerance for the centers, as in a blog post, with SciPy's distances"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters = n_clusters
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X):
        X = np.asarray(X, dtype=float)
        rng = np.random.default_rng(self.random_state)
        self.cluster_centers_ = X[rng.permutation(len(X))[: self.n_clusters]]
        self.n_iter_ = 0
        moved = np.inf
        while moved > self.tol and self.n_iter_ < self.max_iter:
            labels = self.predict(X)
            centers = self.cluster_centers_.copy()
            for j in np.unique(labels):
                centers[j] = X[labels == j].mean(axis=0)
            moved = np.abs(centers - self.cluster_centers_).max()
            self.cluster_centers_ = centers
            self.n_iter_ += 1
        self.labels_ = self.predict(X)
        self.inertia_ = (cdist(X, centers).min(axis=1) ** 2).sum()
        return self

    def predict(self, X):
        return cdist(np.asarray(X, dtype=float), self.cluster_centers_).argmin(axis=1)


class right_sklearn:
    """Wraps scikit-learn"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        settings = {"max_iter": self.max_iter, "tol": self.tol, "random_state": self.random_state}
        self.model = KMeans(self.n_clusters, n_init=1, **settings)
        self.model.fit(X)
        for name in ("cluster_centers_", "labels_", "inertia_", "n_iter_"):
            setattr(self, name, getattr(self.model, name))
        return self

    def predict(self, X):
        return self.model.predict(X)


class right_lagging_labels:
    """The labels are those of the last assignment, before the last small move"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            labels = assign(X, C)
            old, C = C, update(X, labels, C)
            if ((C - old) ** 2).sum() <= self.tol * np.var(X, axis=0).mean():
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, labels, i + 1
        self.inertia_ = inertia(X, C, labels)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_returns_none:
    """fit gives nothing back | return self"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = history[-1], len(history)

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_returns_labels:
    """fit gives the labels back | What fit gave back has no"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = history[-1], len(history)
        return labels

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_underscore:
    """Attributes without the trailing underscore | has no cluster_centers_"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        self.centers, self.labels, self.history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        return self

    def predict(self, X):
        return assign(X, self.centers)


class wrong_history:
    """inertia_ is the whole history | one number each"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_, self.inertia_, self.n_iter_ = C, labels, history, len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_mean_inertia:
    """inertia_ is a mean | for labels_ and cluster_centers_ it should be"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = history[-1] / len(X), len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_eight:
    """n_clusters is not used | should have shape (2, 3)"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.max_iter, self.tol, self.random_state = max_iter, tol, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, min(8, len(X)), self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = history[-1], len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_max_iter:
    """max_iter is not used | with max_iter = 1"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.random_state = n_clusters, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, 100, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = history[-1], len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_one_round:
    """A single round | go on until the centers rest"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.random_state = n_clusters, random_state

    def fit(self, X):
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for _ in range(5 if len(X) < 10 else 1):
            C = update(X, assign(X, C), C)
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_no_random_state:
    """random_state is not used | same random_state"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter = n_clusters, max_iter

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, None)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = inertia(X, C, labels), len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_fixed_random_state:
    """Always random_state 0 | the very same centers"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter = n_clusters, max_iter

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, 0)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = inertia(X, C, labels), len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_predict_labels:
    """predict gives the labels of the fit | one number for each of the two rows"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.random_state = n_clusters, max_iter, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = inertia(X, C, labels), len(history)
        return self

    def predict(self, X):
        return self.labels_


class wrong_predict_refits:
    """predict fits again | predict"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.random_state = n_clusters, max_iter, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = inertia(X, C, labels), len(history)
        return self

    def predict(self, X):
        return self.fit(X).labels_


class wrong_predict_colors:
    """predict gives colors | one number for each of the two rows"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.random_state = n_clusters, max_iter, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = inertia(X, C, labels), len(history)
        return self

    def predict(self, X):
        return self.cluster_centers_[assign(X, self.cluster_centers_)]


class wrong_no_predict:
    """predict is missing | has no method predict"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.random_state = n_clusters, max_iter, random_state

    def fit(self, X):
        C, labels, history = kmeans(X, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = inertia(X, C, labels), len(history)
        return self


class wrong_unit_scale:
    """Divides by 255 in fit only | it should be"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.random_state = n_clusters, max_iter, random_state

    def fit(self, X):
        C, labels, history = kmeans(X / 255, self.n_clusters, self.max_iter, self.random_state)
        self.cluster_centers_, self.labels_ = C, labels
        self.inertia_, self.n_iter_ = history[-1], len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_settings:
    """The constructor takes other names | LloydKMeans stopped with TypeError"""

    def __init__(self, k=8, iterations=100, seed=None):
        self.k, self.iterations, self.seed = k, iterations, seed

    def fit(self, X):
        self.cluster_centers_, self.labels_, history = kmeans(X, self.k, self.iterations, self.seed)
        self.inertia_, self.n_iter_ = history[-1], len(history)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class right_relative_moves:
    """The limit for the largest move of a center, which is stricter"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.asarray(X, dtype=float).var(axis=0).mean() / self.n_clusters
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class right_without_tolerance:
    """Waits until no center moves"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = 0
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_one_round_more:
    """One round more than max_iter, which n_iter_ does not tell | fit made two rounds"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).mean()
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter + 1):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), min(i + 1, self.max_iter)
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_tolerance_unscaled:
    """tol as it is | compare their sum with tol times that variance"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_tolerance_of_sum:
    """tol times the sum of the variances | compare their sum with tol times that variance"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).sum()
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_tolerance_of_scatter:
    """tol times the total scatter | compare their sum with tol times that variance"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).sum() * (len(X) > 1000) * len(X)
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_predict_overwrites:
    """predict puts its numbers into labels_ | predict should change nothing"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).mean()
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        self.labels_ = assign(X, self.cluster_centers_)
        return self.labels_


class wrong_on_the_class:
    """The results are set on the class | not on the class"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).mean()
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        type(self).cluster_centers_, type(self).labels_, type(self).n_iter_ = C, assign(X, C), i + 1
        type(self).inertia_ = inertia(X, C, type(self).labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_none_is_zero:
    """None becomes 0 | random_state=None"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).mean()
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state or 0))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_rounds:
    """n_iter_ is always max_iter | count the rounds of the fit"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).mean()
        C = init_centers(X, self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X, assign(X, C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), self.max_iter
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)


class wrong_whole_rows:
    """The rows lose their fractions | compare their sum"""

    def __init__(self, n_clusters=8, max_iter=100, tol=1e-4, random_state=None):
        self.n_clusters, self.max_iter, self.tol, self.random_state = n_clusters, max_iter, tol, random_state

    def fit(self, X):
        limit = self.tol * np.var(X, axis=0).mean()
        C = init_centers(X.astype(int), self.n_clusters, np.random.default_rng(self.random_state))
        for i in range(self.max_iter):
            old, C = C, update(X.astype(int), assign(X.astype(int), C), C)
            if ((C - old) ** 2).sum() <= limit:
                break
        self.cluster_centers_, self.labels_, self.n_iter_ = C, assign(X, C), i + 1
        self.inertia_ = inertia(X, C, self.labels_)
        return self

    def predict(self, X):
        return assign(X, self.cluster_centers_)
