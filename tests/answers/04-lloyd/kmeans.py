import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans, kmeans_plusplus


def right_plain(X, k, max_iter=100, seed=0):
    """The four functions of the notebook, recorded after the assignment"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def right_after_update(X, k, max_iter=100, seed=0):
    """Recorded after the update; a second assignment at the end"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = assign(X, C), []
    for _ in range(max_iter):
        C = update(X, labels, C)
        history.append(inertia(X, C, labels))
        before, labels = labels, assign(X, C)
        if (before == labels).all():
            break
    return C, labels, history


def right_centers_rest(X, k, max_iter=100, seed=0):
    """Stops when the centers rest"""
    C = init_centers(X, k, np.random.default_rng(seed))
    history = []
    for _ in range(max_iter):
        labels = assign(X, C)
        history.append(inertia(X, C, labels))
        new = update(X, labels, C)
        if np.allclose(new, C):
            break
        C = new
    return C, assign(X, C), history


def right_inertia_rests(X, k, max_iter=100, seed=0):
    """Stops when the inertia does not fall any more"""
    C = init_centers(X, k, np.random.default_rng(seed))
    history = []
    for _ in range(max_iter):
        labels = assign(X, C)
        C = update(X, labels, C)
        history.append(inertia(X, C, labels))
        if len(history) > 1 and history[-1] == history[-2]:
            break
    return C, assign(X, C), history


def right_one_behind(X, k, max_iter=100, seed=0):
    """The last entry is that of the last round in which something changed"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = np.full(len(X), -1), []
    for _ in range(max_iter):
        new = assign(X, C)
        if np.array_equal(new, labels):
            break
        labels = new
        history.append(inertia(X, C, labels))
        C = update(X, labels, C)
    return C, labels, history


def right_loops(X, k, max_iter=100, seed=0):
    """Loops over pixels and centers, an array as history, Python integers as labels"""
    rng = np.random.default_rng(seed)
    rows = [tuple(map(float, x)) for x in X]
    centers = [rows[i] for i in rng.permutation(len(rows))[:k]]
    labels, history = [], []
    while len(history) < max_iter:
        apart = [[sum((p - q) ** 2 for p, q in zip(x, c)) for c in centers] for x in rows]
        new = [line.index(min(line)) for line in apart]
        history.append(sum(min(line) for line in apart))
        if new == labels:
            break
        labels = new
        for j in range(k):
            members = [x for x, label in zip(rows, labels) if label == j]
            if members:
                centers[j] = tuple(sum(values) / len(members) for values in zip(*members))
    return np.array(centers), np.array(labels), np.array(history)


def right_plus_plus(X, k, max_iter=100, seed=0):
    """Starts with scikit-learn's k-means++"""
    X = X.astype(float)
    C, _ = kmeans_plusplus(X, k, random_state=seed)
    labels, history = None, []
    for _ in range(max_iter):
        apart = cdist(X, C)
        new = apart.argmin(axis=1)
        history.append((apart.min(axis=1) ** 2).sum())
        if labels is not None and not (new != labels).any():
            break
        labels = new
        C = np.array([X[labels == j].mean(axis=0) if (labels == j).any() else C[j] for j in range(k)])
    return C, labels, history


def right_float32(X, k, max_iter=100, seed=0):
    """float32 from first to last"""
    X = X.astype(np.float32)
    C = init_centers(X, k, np.random.default_rng(seed)).astype(np.float32)
    labels, history = assign(X, C), []
    for _ in range(max_iter):
        C = update(X, labels, C).astype(np.float32)
        history.append(np.float32(((X - C[labels]) ** 2).sum()))
        before, labels = labels, assign(X, C)
        if (before == labels).all():
            break
    return C, labels.astype(np.int32), history


def right_sklearn(X, k, max_iter=100, seed=0):
    """scikit-learn, one round at a time"""
    X = X.astype(float)
    C = init_centers(X, k, np.random.default_rng(seed))
    history, labels = [], None
    for _ in range(max_iter):
        model = KMeans(k, init=C, n_init=1, max_iter=1, tol=0).fit(X)
        history.append(model.inertia_)
        C = model.cluster_centers_
        if labels is not None and np.array_equal(labels, model.labels_):
            break
        labels = model.labels_
    return C, model.labels_, history


def right_sklearn_history(X, k, max_iter=100, seed=0):
    """scikit-learn with rising limits for the history"""
    X = X.astype(float)
    settings = {"init": "random", "n_init": 1, "random_state": seed, "tol": 0}
    model = KMeans(k, max_iter=max_iter, **settings).fit(X)
    history = [KMeans(k, max_iter=i, **settings).fit(X).inertia_ for i in range(1, model.n_iter_ + 1)]
    return model.cluster_centers_, model.labels_, history


def wrong_nan(X, k, max_iter=100, seed=0):
    """An empty cluster becomes nan | Some centers are nan"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, np.nan_to_num(C, nan=1e9))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = np.array([X[labels == j].mean(axis=0) if (labels == j).any() else C[j] * np.nan for j in range(k)])
        history.append(inertia(X, np.nan_to_num(C), labels))
    return C, labels, history


def wrong_fewer_centers(X, k, max_iter=100, seed=0):
    """Drops empty clusters | should have shape"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = np.array([X[labels == j].mean(axis=0) for j in np.unique(labels)])
        history.append(inertia(X, C, np.searchsorted(np.unique(labels), labels)))
    return C, labels, history


def wrong_no_stop(X, k, max_iter=100, seed=0):
    """Always max_iter rounds | still running"""
    C = init_centers(X, k, np.random.default_rng(seed))
    history = []
    for _ in range(max_iter):
        labels = assign(X, C)
        C = update(X, labels, C)
        history.append(inertia(X, C, labels))
    return C, labels, history


def wrong_max_iter_ignored(X, k, max_iter=100, seed=0):
    """max_iter is ignored | count the rounds"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    while True:
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            return C, labels, history
        labels = new
        C = update(X, labels, C)


def wrong_max_iter_hidden(X, k, max_iter=100, seed=0):
    """max_iter cuts the history only | stop after max_iter rounds"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    while True:
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            return C, labels, history[:max_iter]
        labels = new
        C = update(X, labels, C)


def wrong_one_round(X, k, max_iter=100, seed=0):
    """One round only | go on until no label changes"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels = assign(X, C)
    C = update(X, labels, C)
    labels = assign(X, C)
    return C, labels, [inertia(X, C, labels)]


def wrong_tolerance(X, k, max_iter=100, seed=0):
    """Stops when the centers move by less than 5 | go on until no label changes"""
    C = init_centers(X, k, np.random.default_rng(seed))
    history = []
    for _ in range(max_iter):
        labels = assign(X, C)
        history.append(inertia(X, C, labels))
        new = update(X, labels, C)
        if np.abs(new - C).max() < 5:
            break
        C = new
    return C, assign(X, C), history


def wrong_rounded(X, k, max_iter=100, seed=0):
    """Centers rounded to whole numbers | do not round"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C).round()
    return C, labels, [max(history[i:]) for i in range(len(history))]


def wrong_whole_numbers(X, k, max_iter=100, seed=0):
    """Centers as uint8 colors | Centers are means with fractions"""
    C = init_centers(X, k, np.random.default_rng(seed))
    for _ in range(20):
        labels = assign(X, C)
        C = update(X, labels, C)
    return C.round().astype(np.uint8), labels, [inertia(X, C, labels)]


def wrong_zero_for_empty(X, k, max_iter=100, seed=0):
    """An empty cluster goes to black | outside the range of the data"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, np.zeros_like(C))
    return C, labels, history


def wrong_random_colors(X, k, max_iter=100, seed=0):
    """Starts anywhere in the color cube | outside the range of the data"""
    C = np.random.default_rng(seed).uniform(0, 256, (k, X.shape[1]))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_first_rows(X, k, max_iter=100, seed=0):
    """Starts with the first rows | the very same centers"""
    C = X[:k].astype(float)
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_seed_ignored(X, k, max_iter=100, seed=0):
    """A generator without a seed | all chance should come from seed"""
    C = init_centers(X, k, np.random.default_rng())
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_seed_fixed(X, k, max_iter=100, seed=0):
    """Always seed 0 | the seed that comes in is not used"""
    C = init_centers(X, k, np.random.default_rng(0))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_old_labels(X, k, max_iter=100, seed=0):
    """The labels of the first round | do labels and C belong"""
    C = init_centers(X, k, np.random.default_rng(seed))
    first = labels = assign(X, C)
    history = []
    for _ in range(max_iter):
        C = update(X, labels, C)
        history.append(inertia(X, C, labels))
        before, labels = labels, assign(X, C)
        if np.array_equal(before, labels):
            break
    return C, first if k > 2 else labels, history


def wrong_start_kept(X, k, max_iter=100, seed=0):
    """The first centers come back, not the last | away from the mean of its rows"""
    start = C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return start, assign(X, start), history


def wrong_history_of_means(X, k, max_iter=100, seed=0):
    """history holds the inertia per pixel | not a mean"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new) / len(X))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_history_of_moves(X, k, max_iter=100, seed=0):
    """history holds how far the centers moved | history rises"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        old, C = C, update(X, labels, C)
        history.append(((C - old) ** 2).sum())
    return C, labels, history


def wrong_history_backwards(X, k, max_iter=100, seed=0):
    """The last round first | history rises"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.insert(0, inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_history_last_only(X, k, max_iter=100, seed=0):
    """Only the last inertia | one entry for each round"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels = None
    for _ in range(max_iter):
        new = assign(X, C)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, [inertia(X, C, labels)]


def wrong_history_number(X, k, max_iter=100, seed=0):
    """The inertia as a number instead of a list | a list with the inertia of each round"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels = None
    for _ in range(max_iter):
        new = assign(X, C)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, inertia(X, C, labels)


def wrong_order(X, k, max_iter=100, seed=0):
    """Labels first | keep the order (C, labels, history)"""
    C = init_centers(X, k, np.random.default_rng(seed))
    history = []
    for _ in range(20):
        labels = assign(X, C)
        C = update(X, labels, C)
        history.append(inertia(X, C, labels))
    return labels, C, history


def wrong_two(X, k, max_iter=100, seed=0):
    """history is missing | but 2 came"""
    C = init_centers(X, k, np.random.default_rng(seed))
    for _ in range(20):
        labels = assign(X, C)
        C = update(X, labels, C)
    return C, labels


def wrong_labels_of_colors(X, k, max_iter=100, seed=0):
    """One label for each different color | 6 labels are wanted"""
    rows = np.unique(X, axis=0)
    C, labels = kmeans2(rows.astype(float), k, minit="++", seed=seed)
    return C, labels, [inertia(rows, C, labels)]


def wrong_weights_forgotten(X, k, max_iter=100, seed=0):
    """Each color counts once in the means | away from the mean of its rows"""
    rows, place = np.unique(X, axis=0, return_inverse=True)
    rng = np.random.default_rng(seed)
    C = rows[rng.choice(len(rows), min(k, len(rows)), replace=False)].astype(float)
    C = np.concatenate([C, C[: k - len(C)]])
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(rows, C)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(rows, labels, C)
        history.append(inertia(X, C, labels[place.ravel()]))
    return C, labels[place.ravel()], history


def right_uint8_labels(X, k, max_iter=100, seed=0):
    """while in place of for, labels as small as they can be, a NumPy array as history"""
    C, rounds = np.random.default_rng(seed).permutation(X)[:k].astype(np.float64), 0
    labels, history = np.zeros(len(X), dtype=np.uint8), []
    while rounds < max_iter:
        before = labels
        labels = cdist(X, C, "sqeuclidean").argmin(axis=1).astype(np.uint8)
        if rounds and np.array_equal(before, labels):
            break
        C = np.stack([X[labels == j].mean(axis=0) if j in labels else C[j] for j in range(k)])
        history.append(((X - C[labels]) ** 2).sum())
        rounds += 1
    return C, labels, np.array(history)


def wrong_one_round_more(X, k, max_iter=100, seed=0):
    """One round more than max_iter | the loop ran twice"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter + 1):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_round_before_loop(X, k, max_iter=100, seed=0):
    """A round before the loop that nobody counts | the loop ran twice"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels = assign(X, C)
    C, history = update(X, labels, C), []
    for _ in range(max_iter):
        new = assign(X, C)
        C = update(X, new, C)
        history.append(inertia(X, C, new))
        if np.array_equal(new, labels):
            break
        labels = new
    return C, labels, history


def wrong_shared_history(X, k, max_iter=100, seed=0, history=[]):  # noqa: B006
    """A list as default, which is one for all calls | begin empty in each call"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels = None
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_whole_rows(X, k, max_iter=100, seed=0):
    """The rows lose their fractions | A center is"""
    X = X.astype(int)
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_tenths(X, k, max_iter=100, seed=0):
    """The rows are rounded to halves | keep the fractions of X"""
    X = np.round(X * 2.0) / 2
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X, labels, C)
    return C, labels, history


def wrong_first_thousand(X, k, max_iter=100, seed=0):
    """The means of the first 1,000 rows | away from the mean of its rows"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        C = update(X[:1000], labels[:1000], C)
    return C, labels, history


def wrong_lone_row(X, k, max_iter=100, seed=0):
    """A cluster of one row does not move | A center is"""
    C = init_centers(X, k, np.random.default_rng(seed))
    labels, history = None, []
    for _ in range(max_iter):
        new = assign(X, C)
        history.append(inertia(X, C, new))
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        for j in range(k):
            if (labels == j).sum() > 1:
                C[j] = X[labels == j].mean(axis=0)
    return C, labels, history
