"""Starts the judge, lets a student's process answer it, and takes down its verdicts."""

import multiprocessing
import os
import sys
import types
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from .judge import Test, Verdict, hold_court
from .kernel import Student
from .start import JUDGE

PRELOAD = [*JUDGE, "matplotlib.pyplot", "sklearn.cluster", "sklearn.metrics", "scipy.spatial", "PIL.Image"]
_way = "forkserver"
GRACE = 20  # seconds beyond a test's limit in which the judge itself must answer


def fork_judges() -> None:
    """From now on fork judges from this very process.

    For workers that were forked from a process with `JUDGE` and the notebook's imports in it: their pages are
    shared, and nothing is imported twice. Their other threads only wait and read; no native thread runs, as nothing
    is computed here. Elsewhere (a scheduler's worker, nbgrader's own command) judges come from a process of their own
    that has only the imports.
    """
    global _way
    _way = "fork"


@contextmanager
def without_main() -> Iterator[None]:
    """Keep multiprocessing from importing in each judge what started us: nbgrader alone takes two seconds."""
    ours = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = ours


def try_tests(
    student: Student,
    locked: list,
    tests: list[Test],
    judged: Collection[str],
    folders: dict[str, Path | None],
    limit: float,
    time_left: Callable[[], float],
) -> Iterator[Verdict]:
    """Verdicts in the order of the tests; they end early, with a lost one, where the student's process is lost.

    Parameters
    ----------
    student : Student
        Has run its cells and pinned its names for each test.
    locked : list of Cell
        Locked code cells of the notebook, in order.
    tests : list of Test
        All tests of the notebook.
    judged : collection of str
        Names of tests that have their verdicts already.
    folders : dict
        From `folders_for`.
    limit : float
        Seconds for one test.
    time_left : callable
        Seconds that the whole may still take.

    Yields
    ------
    Verdict
        The judge's word, or, where it says nothing, that there is no word.
    """
    path = folders["exchange"] / f"j{os.urandom(4).hex()}"
    context = multiprocessing.get_context(_way)
    if _way == "forkserver":
        context.set_forkserver_preload(PRELOAD)
    ours, theirs = context.Pipe()
    wanted = [test for test in tests if test.name not in judged]
    given = (str(path), locked, tests, wanted, folders, limit, theirs)
    judge = context.Process(target=hold_court, args=given, daemon=True)
    with without_main():
        judge.start()
    theirs.close()
    waiting = [test.name for test in wanted]
    try:
        while waiting:
            if not ours.poll(max(1.0, min(limit, time_left()) + GRACE)):
                yield Verdict(waiting[0], "This test did not come to an end.", lost=True)
                return
            word = ours.recv()
            if word == "ready":
                student.serve(path)
                continue
            waiting.remove(word.test)
            yield word
            if word.lost:
                return
    except EOFError:
        yield Verdict(waiting[0], "The test broke off: what came back was too much for it.", lost=True)
    finally:
        judge.kill()
        judge.join()
