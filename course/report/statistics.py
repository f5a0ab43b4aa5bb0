"""Figures of classical test theory, each with the range that a class of this size leaves open, or why there is none."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

MIN_STUDENTS = 10  # below, chance alone gives a correlation beyond ±0.6 one time in eleven or more often
SMALL_CLASS = 30  # below, the page says that one student moves the figures
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval, each None where it is not defined; `note` says why."""

    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


def share(points: np.ndarray, most: float) -> float | None:
    """Difficulty of an exercise: points reached as a share of the points that could be reached; 1 is easy.

    Parameters
    ----------
    points : ndarray of shape (n,)
        Points of each student.
    most : float
        Points for a right answer.
    """
    return float(np.mean(points) / most) if len(points) and most > 0 else None


def constant(values: np.ndarray) -> bool:
    """Whether all are the same, but for what adding decimal points leaves over."""
    return float(np.ptp(values)) < 1e-9


def too_few(n: int) -> Estimate | None:
    """What to say instead of a figure when a class is too small for it."""
    return Estimate(None, note=f"too few students: {n}, needs {MIN_STUDENTS}") if n < MIN_STUDENTS else None


def discrimination(points: np.ndarray, item: int) -> Estimate:
    """Corrected item-total correlation: of an exercise with the sum of all the others.

    Pearson's r; the exercise itself is taken out of the total, with which it would agree for that alone
    (Henrysson 1963, Psychometrika 28:211-218). The interval is Fisher's (1921): normal in artanh(r), with
    standard error 1 / sqrt(n - 3); an approximation, as points are not normally distributed.

    Parameters
    ----------
    points : ndarray of shape (n, k)
        Points of n students in k exercises.
    item : int
        Which of the k.
    """
    n = len(points)
    if few := too_few(n):
        return few
    own, others = points[:, item], np.delete(points, item, axis=1).sum(axis=1)
    if constant(own):
        return Estimate(None, note="everybody has the same points here")
    if constant(others):
        return Estimate(None, note="everybody has the same points in the other exercises")
    found = stats.pearsonr(own, others)
    r = float(found.statistic)
    if abs(r) > 1 - 1e-9:
        return Estimate(r, note="no interval for a correlation of one")
    low, high = found.confidence_interval(LEVEL)
    return Estimate(r, float(low), float(high))


def alpha(points: np.ndarray) -> Estimate:
    """Cronbach's alpha: how far the exercises of an assignment measure one thing.

    k / (k - 1) * (1 - sum of the exercises' variances / variance of the total) (Cronbach 1951, Psychometrika
    16:297-334). The interval is Feldt's (1965, Psychometrika 30:357-370): (1 - alpha) / (1 - its estimate)
    is distributed as F with n - 1 and (n - 1)(k - 1) degrees of freedom.

    Parameters
    ----------
    points : ndarray of shape (n, k)
        Points of n students in k exercises.
    """
    n, k = points.shape
    if few := too_few(n):
        return few
    if k < 2:
        return Estimate(None, note="needs two exercises that are graded for everybody")
    if constant(points.sum(axis=1)):
        return Estimate(None, note="everybody has the same total")
    value = float(k / (k - 1) * (1 - points.var(axis=0, ddof=1).sum() / points.sum(axis=1).var(ddof=1)))
    freedom = (n - 1, (n - 1) * (k - 1))
    low, high = (1 - (1 - value) * stats.f.ppf(p, *freedom) for p in ((1 + LEVEL) / 2, (1 - LEVEL) / 2))
    return Estimate(value, float(low), float(high))
