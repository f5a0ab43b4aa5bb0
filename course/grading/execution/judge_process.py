"""The process that judges: it says each verdict at once, and draws pictures of the mistakes when all are said."""

import contextlib
import gc
import os
import socket
import sys
import tempfile
import warnings
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from course.grading.judge.connection import Wire
from course.grading.judge.data.values import library_of
from course.grading.judge.data.wire import WireError
from course.grading.judge.test_runner import Judge
from course.grading.judge.verdict import Cell, ForbiddenOperation, Test, Verdict
from course.grading.libraries import arrays, classes, pictures, standard, tables  # noqa: F401  (what they know is data)
from course.grading.mistakes.assertion import Failure, failure_of
from course.grading.mistakes.message import readable
from course.grading.mistakes.picture import mistake_picture
from course.grading.sandbox.folders import RunFolders

from .clock import WorkClock

MAX_MEMORY = 8 * 2**30  # bytes of address space; what comes in is at most 256 MB, and tests work on copies
MAX_FAILURES = 256 * 2**20  # bytes of the arrays that are kept to be drawn when all verdicts are out
CONNECT = 60  # seconds that the student's process has to answer at all


@dataclass(frozen=True)
class MistakePicture:
    """A PNG of the comparison that failed in a test, and its description."""

    test: str
    png: bytes
    alt: str


def judge_main(
    connection: socket.socket,
    locked: list[Cell],
    tests: list[Test],
    waiting: list[Test],
    folders: RunFolders,
    limit: float,
    kernel: int,
    pipe: Connection,
) -> None:
    """Judge tests in order, tell each verdict at once, and stop where the student's process is lost.

    Parameters
    ----------
    connection : socket
        To the agent in the student's process.
    locked, tests : list of Cell
        All of the notebook, from the gradebook.
    waiting : list of Test
        Those to be judged now.
    folders : RunFolders
        Of the run: a test may make files in `exchange`.
    limit : float
        Seconds for one test.
    kernel : int
        Number of the process that the student's processes stand below.
    pipe : Connection
        Takes ``"ready"``, then each `Verdict`, then each `MistakePicture`, and ``"end"``.
    """
    import resource  # not above: Windows has none, and all of the course is imported there

    # It may have been forked from a process that only imports, or from a worker in which the messages of a hostile
    # kernel left garbage that fails when it is collected: what is there stays, what is made from now on is collected.
    gc.freeze()
    gc.enable()
    os.environ["MPLBACKEND"] = "agg"
    os.chdir(folders.judge)
    tempfile.tempdir = str(folders.exchange)  # files that a test makes are seen in the sandbox, read-only
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    warnings.simplefilter("ignore")
    failures: list[Failure] = []
    clock = WorkClock()
    with (
        connection,
        clock.watching(os.getpid(), kernel),
        Path(os.devnull).open("w", encoding="utf-8", errors="replace") as nowhere,  # no print is an error of ours
    ):
        sys.stdout = sys.stderr = nowhere
        pipe.send("ready")
        wire = Wire(connection, clock.now)
        wire.deadline = clock.now() + CONNECT
        try:
            wire.greet()
        except WireError:
            message = f"The notebook's process did not answer, so {waiting[0].exercise} has no points."
            pipe.send(Verdict(waiting[0].name, message, True))
            return
        judge = Judge(wire, locked, tests)
        classes.NAMES[:] = [judge.names]
        for test in waiting:
            verdict = readable(judge.judge(test, limit), wire.texts, test, locked)
            pipe.send(verdict)
            failure = None
            with contextlib.suppress(Exception):
                failure = judge.failed and failure_of(*judge.failed, test, locked)
            if failure and sum(map(size, [*failures, failure])) <= MAX_FAILURES:
                failures.append(failure)
            if verdict.lost:
                break
        else:
            with contextlib.suppress(WireError):
                wire.deadline = clock.now() + 1
                wire.say_goodbye()
        # A picture is a courtesy: every verdict is out before the first is drawn.
        for failure in failures:
            with contextlib.suppress(Exception, ForbiddenOperation, WireError):
                if drawn := mistake_picture(failure):
                    pipe.send(MistakePicture(failure.test.name, *drawn))
        pipe.send("end")


def size(failure: Failure) -> int:
    """Bytes of the arrays and tables that a failure holds."""
    held = [*failure.values.values(), *failure.came]
    large = {id(value): value.nbytes for value in held if type(value) is np.ndarray}
    return sum(({id(value): sys.getsizeof(value) for value in held if library_of(value)} | large).values())
