"""Starts the judge, lets a student's process answer it, and takes down its verdicts."""

import multiprocessing
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from typing import Any

from course.base.environment import ONE_THREAD, variables
from course.base.errors import CourseError
from course.grading.judge.verdict import Cell, Test, Verdict
from course.grading.sandbox.folders import RunFolders

from .clock import WorkClock
from .judge_process import MistakePicture, judge_main
from .kernel import StudentKernel
from .prefork import forking, without_main

MODULES = "matplotlib.pyplot", "sklearn.cluster", "sklearn.metrics", "scipy.spatial", "PIL.Image"
_in_here = False  # whether judges are forked from this very process
DRAWING = 1.0  # seconds to wait for a picture, when all verdicts are there
GRACE = 20  # seconds beyond a test's limit in which the judge itself must answer
LOOK = 1.0  # seconds between two looks at the clock


class JudgeDied(CourseError):
    """The judge ended before it had said everything: no word about the student."""

    def __init__(self, test: str, code: int | None):
        super().__init__(f"the process that runs the tests ended in {test} (exit code {code})")
        self.test = test


def fork_judges() -> None:
    """From now on fork judges from this very process.

    For workers that were forked from a process with the judge's and the notebook's imports in it: their pages are
    shared, and nothing is imported twice. Their other threads only wait and read; no native thread runs, as nothing
    is computed here. Elsewhere (a scheduler's worker, nbgrader's own command) judges come from a process of their own
    that has only the imports.
    """
    global _in_here
    _in_here = True


def judge_tests(
    student: StudentKernel,
    locked: list[Cell],
    tests: list[Test],
    judged: Collection[str],
    folders: RunFolders,
    limit: float,
    time_left: Callable[[], float],
) -> Iterator[Verdict | MistakePicture]:
    """Verdicts in the order of the tests, then pictures of mistakes.

    Verdicts end early, with a lost one, where the student's process is lost or a test does not come to its end.

    Parameters
    ----------
    student : StudentKernel
        Has run its cells and pinned its names for each test.
    locked : list of Cell
        Locked code cells of the notebook, in order.
    tests : list of Test
        All tests of the notebook.
    judged : collection of str
        Names of tests that have their verdicts already.
    folders : RunFolders
        Of the run.
    limit : float
        Seconds for one test.
    time_left : callable
        Seconds that the whole may still take.

    Yields
    ------
    Verdict or MistakePicture
        The judge's word.

    Raises
    ------
    JudgeDied
        If the judge ends before its last verdict.
    """
    context: Any = multiprocessing.get_context("fork") if _in_here else forking(MODULES)
    ours, theirs = context.Pipe()
    wanted = [test for test in tests if test.name not in judged]
    given = (student.judges, locked, tests, wanted, folders, limit, student.pid, theirs)
    judge = context.Process(target=judge_main, args=given, daemon=True)
    with without_main(), variables(ONE_THREAD):  # the judge computes alone, beside others
        judge.start()
    theirs.close()
    waiting = [test.name for test in wanted]
    clock = WorkClock()
    try:
        with clock.watching(judge.pid, student.pid):
            while waiting:
                until = clock.now() + max(1.0, min(limit, time_left())) + GRACE
                while not ours.poll(LOOK):
                    if clock.now() > until:
                        yield Verdict(waiting[0], "This test did not finish.", lost=True, late=True)
                        return
                word = ours.recv()
                if word == "ready":
                    student.serve()
                    continue
                waiting.remove(word.test)
                yield word
                if word.lost:
                    break
        with suppress(EOFError, ConnectionError):
            while ours.poll(DRAWING) and (picture := ours.recv()) != "end":
                yield picture
    except (EOFError, ConnectionError):
        judge.join()
        raise JudgeDied(waiting[0], judge.exitcode) from None
    finally:
        judge.kill()
        judge.join()
