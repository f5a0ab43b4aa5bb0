"""Runs the tests of a hand-in where no line of the student's is executed, on values that came over as data."""

import builtins
import contextlib
import gc
import os
import resource
import socket
import sys
import tempfile
import time
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from .difference import Recorder, difference
from .handles import Refused, TimeUp, Wire
from .names import NoShell, as_python, names_of
from .wire import WireError

MAX_MESSAGE = 600  # characters of a message that reach the page
MAX_MEMORY = 8 * 2**30  # bytes of address space; what comes in is at most 256 MB, and tests work on copies
CONNECT = 30  # seconds that the student's process has to answer at all


@dataclass(frozen=True)
class Cell:
    """A locked code cell: its name, its text, and its place in the notebook."""

    name: str
    source: str
    place: int


@dataclass(frozen=True)
class Test(Cell):
    """A test cell; `exercise` is what the student was asked to define."""

    __test__ = False  # of a notebook, not of pytest

    @property
    def exercise(self) -> str:
        return self.name.split(":")[0].removeprefix("test_")


@dataclass(frozen=True)
class Verdict:
    """What became of a test: `message` is None for full points; `lost` if the student's process is gone.

    `picture` is a PNG of the comparison that failed, where it was one of arrays, and `alt` its description.
    """

    test: str
    message: str | None
    lost: bool = False
    picture: bytes | None = None
    alt: str = ""


class Court:
    """The namespace in which tests run: locked cells as they are needed, the student's names fetched per test.

    Parameters
    ----------
    wire : Wire
        The connection to the student's process.
    locked : list of Cell
        Locked code cells of the notebook, in order.
    tests : list of Test
        All tests of the notebook.
    """

    def __init__(self, wire: Wire, locked: list[Cell], tests: list[Test]):
        self.wire, self.exercises = wire, {test.exercise for test in tests}
        self.names = {"__name__": "__main__", "__builtins__": builtins, "get_ipython": NoShell}
        self.locked = [(cell, names_of(cell.source)) for cell in locked]
        self.tests = {test.name: names_of(test.source) for test in tests}
        self.ran: set[str] = set()
        # What the course defines is never taken from the student, not even where its own cell broke off.
        cells = [*(names for _, names in self.locked), *self.tests.values()]
        wire.known = self.exercises.union(*(names.defines | names.mentions | names.needs for names in cells))
        self.ours = frozenset().union(*(names.defines for names in cells)) - self.exercises

    def provide(self, needed: Collection[str], place: int, exercise: str = "") -> None:
        """Bring names in: from the locked cell that defines them, else from the student."""
        for name in sorted(needed - self.names.keys()):
            if name in self.ours:
                cell = next(
                    (c for c, names in reversed(self.locked) if name in names.defines and c.place < place), None
                )
                if cell is not None:
                    self.run_locked(cell)
                continue
            try:
                self.names[name] = self.wire.ask("get", name)[0]
                self.fetched.add(name)
            except LookupError:
                continue
            except Refused:  # another exercise's value, which cannot travel, is no reason to fail this one
                if name == exercise:
                    raise

    def run_locked(self, cell: Cell) -> None:
        """Run a locked cell here, once, after what it needs itself."""
        if cell.name in self.ran:
            return
        self.ran.add(cell.name)
        names = next(names for c, names in self.locked if c == cell)
        self.provide(names.needs | names.mentions, cell.place)
        # A story cell fails where the student's function does: then its names are missing, and the test says so.
        with contextlib.suppress(Exception):
            exec(compile(as_python(cell.source), f"<{cell.name}>", "exec"), self.names)

    def judge(self, test: Test, limit: float) -> Verdict:
        """Run one test on the student's names as they were where it stands."""
        exercise = test.exercise
        self.wire.deadline = time.monotonic() + limit
        if isinstance(self.wire, Recorder):
            self.wire.results.clear()
        self.fetched: set[str] = set()
        try:
            self.wire.ask("at", test.name)
            names = self.tests[test.name]
            self.provide(names.needs | names.mentions | self.exercises, test.place, exercise)
            exec(compile(as_python(test.source), f"<{test.name}>", "exec"), self.names)
        except TimeUp:
            return Verdict(
                test.name, f"{exercise} did not finish within {limit:.0f} seconds: does a loop never end?", True
            )
        except WireError as error:
            return Verdict(test.name, f"{exercise} ended its process or gave back no usable data ({error}).", True)
        except Refused as error:
            return Verdict(test.name, str(error))
        except Exception as error:
            return Verdict(test.name, said(error, exercise), False, *self.drawn(error, test))
        finally:
            for name in self.fetched:
                self.names.pop(name, None)
        return Verdict(test.name, None)

    def drawn(self, error: Exception, test: Test) -> tuple[bytes, str] | tuple[()]:
        """The picture of a failed comparison and its description, where there is one."""
        if not isinstance(error, AssertionError) or getattr(error, "remote", False):
            return ()
        if not isinstance(self.wire, Recorder):
            return ()
        cells = {f"<{cell.name}>": cell.source for cell in (*(cell for cell, _ in self.locked), test)}
        came = [*(self.names[name] for name in self.fetched), *self.wire.results]
        return difference(error.__traceback__, cells, came, test.exercise) or ()


def said(error: Exception, exercise: str) -> str:
    """What a student may read of an exception: the author's words, no text of the student's code or a library."""
    kind = type(error).__name__
    if getattr(error, "remote", False):
        return f"{exercise} stopped with {kind}: try it on the example of the statement to see where."
    if isinstance(error, AssertionError):
        text = str(error) or "A check of this exercise failed."
        return "".join(c for c in text if c.isprintable() or c == "\n")[:MAX_MESSAGE]
    if isinstance(error, NameError) and error.name == exercise:
        return f"NameError: name '{exercise}' is not defined"
    return f"The test could not be finished ({kind}): does {exercise} give back what the statement asks for?"


def hold_court(
    path: str,
    locked: list[Cell],
    tests: list[Test],
    waiting: list[Test],
    folders: dict[str, Path | None],
    limit: float,
    pipe: Connection,
) -> None:
    """Judge tests in order, tell each verdict at once, and stop where the student's process is lost.

    Parameters
    ----------
    path : str
        Where to listen for the student's process.
    locked, tests : list of Cell
        All of the notebook, from the gradebook.
    waiting : list of Test
        Those to be judged now.
    folders : dict
        ``photographs``, and ``exchange`` for files that a test makes.
    limit : float
        Seconds for one test.
    pipe : Connection
        Takes ``"ready"`` and then each `Verdict`.
    """
    gc.enable()  # it may have been forked from a process that does nothing but import
    os.environ["MPLBACKEND"] = "agg"
    os.chdir(folders["photographs"] or folders["exchange"])
    tempfile.tempdir = str(folders["exchange"])  # files that a test makes are seen in the sandbox, read-only
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    warnings.simplefilter("ignore")
    with socket.socket(socket.AF_UNIX) as listener, Path(os.devnull).open("w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        listener.bind(path)
        listener.listen(1)
        pipe.send("ready")
        listener.settimeout(CONNECT)
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            message = f"The notebook's process did not answer, so {waiting[0].exercise} has no points."
            pipe.send(Verdict(waiting[0].name, message, True))
            return
        wire = Recorder(connection)
        court = Court(wire, locked, tests)
        for test in waiting:
            verdict = court.judge(test, limit)
            pipe.send(verdict)
            if verdict.lost:
                return
        with contextlib.suppress(WireError):
            wire.deadline = time.monotonic() + 1
            wire._send(["end"], [])
