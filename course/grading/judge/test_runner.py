"""Runs the tests of a hand-in where no line of the student's is executed, on values that came over as data."""

import ast
import builtins
import contextlib
import traceback
from collections.abc import Callable
from typing import Any

from .connection import TimeUp, Wire
from .data.wire import WireError
from .instances import class_of
from .proxies import CallableHandle
from .scope import Names, NoShell, as_python, names_of
from .verdict import Cell, ForbiddenOperation, Test, Verdict

MAX_MESSAGE = 600  # characters of a message that reach the page
FAILED = "A check of this exercise failed."


class Namespace(dict[str, Any]):
    """Names of the tests. What is not there is looked for when it is read, so that nobody is told of it earlier.

    Where a test sets or deletes a name of the student's, the student's functions see it so until the test ends.
    """

    def __init__(self, find: Callable[[str], Any], wire: Wire):
        super().__init__(__name__="__main__", __builtins__=builtins, get_ipython=NoShell)
        self.find, self.wire = find, wire
        self.theirs: frozenset[str] = frozenset()  # names of the student's, while a test runs

    def __missing__(self, name: str) -> Any:
        if name.startswith("__") or hasattr(builtins, name):
            raise KeyError(name)
        super().__setitem__(name, self.find(name))
        return self[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self.theirs:
            out: list[bytes] = []
            self.wire.ask("set", name, self.wire.encode(value, out), out=out)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        if name in self.theirs:
            self.wire.ask("delete", name)

    def get(self, name: str, otherwise: Any = None) -> Any:
        """A name, or something else if nobody has it."""
        with contextlib.suppress(KeyError):
            return self[name]
        return otherwise

    def __contains__(self, name: object) -> bool:
        return self.get(str(name), self) is not self


class Judge:
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
        self.wire = wire
        self.names = Namespace(self.find, wire)
        self.place, self.exercise = 0, ""  # of the cell that runs, and what the test is about
        self.locked = [(cell, names_of(cell.source)) for cell in locked]
        self.tests = {test.name: names_of(test.source) for test in tests}
        self.ran, self.fetched = set[str](), set[str]()
        self.failed: tuple[AssertionError, list[Any], dict[str, Any]] | None = None  # a check, what came, and all names
        self.exercises = frozenset(test.exercise for test in tests if test.asks)
        # What the course defines is never taken from the student, not even where its own cell broke off.
        cells = [*(names for _, names in self.locked), *self.tests.values()]
        self.ours = frozenset().union(*(names.defines for names in cells)) - self.exercises
        wire.known = self.exercises | self.ours

    def provide(self, names: Names, place: int) -> None:
        """Bring in what a cell reads by name, and what it mentions of the course; `Namespace` brings the others."""
        self.place = place
        mine = frozenset({self.exercise})
        for name in sorted(names.needs | names.mentions & (self.ours | mine) | names.defines & mine):
            self.names.get(name)

    def find(self, name: str) -> Any:
        """A name from the locked cell above that defines it, else from the student; KeyError if nobody has it."""
        if name in self.ours:
            above = (c for c, names in reversed(self.locked) if name in names.defines and c.place < self.place)
            if (cell := next(above, None)) is not None:
                self.run_locked(cell)
            return dict.copy(self.names)[name]
        try:
            value = self.wire.ask("get", name)[0]
        except (ForbiddenOperation, Exception) as error:  # another exercise's value is no reason to fail this one
            if name == self.exercise and not isinstance(error, LookupError):
                raise
            raise KeyError(name) from None
        self.fetched.add(name)
        # By the test's word, never by the student's: operators of an object decide only where a class is asked for.
        return class_of(name, value) if name[:1].isupper() and isinstance(value, CallableHandle) else value

    def run_locked(self, cell: Cell) -> None:
        """Run a locked cell here, once, after what it needs itself."""
        if cell.name in self.ran:
            return
        self.ran.add(cell.name)
        place, theirs = self.place, self.names.theirs
        self.names.theirs = frozenset()
        self.provide(next(names for c, names in self.locked if c == cell), cell.place)
        # A story cell fails where the student's function does: then its names are missing, and the test says so.
        with contextlib.suppress(Exception, ForbiddenOperation):
            exec(compile(as_python(cell.source), f"<{cell.name}>", "exec"), self.names)
        self.place, self.names.theirs = place, theirs

    def judge(self, test: Test, limit: float) -> Verdict:
        """Run one test on the student's names as they were where it stands."""
        self.exercise = exercise = test.exercise
        self.wire.deadline = self.wire.clock() + limit
        for kept in (self.wire.results, self.wire.texts, self.wire.errors, self.wire.handles):
            kept.clear()
        self.fetched, self.failed = set(), None
        try:
            self.wire.ask("at", test.name, exercise)
            self.provide(self.tests[test.name], test.place)
            self.names.theirs = self.exercises
            return self.run(test)
        except TimeUp:
            late = f"{exercise} did not finish within {limit:.0f} seconds: does a loop never end?"
            return Verdict(test.name, late, True, True)
        except WireError as error:
            return Verdict(test.name, f"{exercise} ended its process or gave back no usable data ({error}).", True)
        except ForbiddenOperation as error:
            return Verdict(test.name, str(error))
        except Exception as error:
            if isinstance(error, AssertionError) and not getattr(error, "remote", False):
                came = [*(self.names[name] for name in self.fetched), *self.wire.results]
                self.failed = error, came, dict(self.names)
            line = getattr(error.__cause__ or error, "_line", 0)
            quotes = None if getattr(error, "remote", False) else type(error.__cause__).__name__
            return Verdict(test.name, message_of(error, exercise, test.lacks), line=line, quotes=quotes)
        finally:
            # No test sees what another, or a function that it called, did to the data of the course.
            self.names.theirs = frozenset()
            self.ran.clear()
            for name in self.exercises.union(self.fetched, *(names.defines for _, names in self.locked)):
                self.names.pop(name, None)

    def run(self, test: Test) -> Verdict:
        """Run a test to its end. Where its last line may give points, that is a number, or a number and words on it."""
        body, name = ast.parse(as_python(test.source)).body, f"<{test.name}>"
        last = body.pop() if test.most and body and isinstance(body[-1], ast.Expr) else ast.Pass()
        exec(compile(ast.Module(body, []), name, "exec"), self.names)
        if not isinstance(last, ast.Expr):
            return Verdict(test.name, None)
        value = eval(compile(ast.Expression(last.value), name, "eval"), self.names)
        points, words = value if type(value) is tuple and len(value) == 2 else (value, "")
        # Only a number of the test's own: nothing that stays with the student, and neither true nor false.
        if not ((isinstance(points, float) or type(points) is int) and type(words) is str and 0 <= points <= test.most):
            raise ForbiddenOperation(f"The test of {test.exercise} does not end in points from 0 to {test.most:g}.")
        told = message_of(AssertionError(words or f"{points:g} of {test.most:g} points."), test.exercise)
        return Verdict(test.name, told if points < test.most else None, points=float(points), quotes="")


def message_of(error: Exception, exercise: str, lacks: str = "") -> str:
    """What a student may read of an exception: the author's words, no text of the student's code or a library."""
    kind = type(error).__name__
    stopped = error.__cause__ or error  # the notebook's `call` says in its own words that a function stopped
    if getattr(stopped, "remote", False) and isinstance(stopped, ModuleNotFoundError):
        # Which module it was is what the student's process says, and could be one of many, chosen by a hidden input.
        needs = f"needs the library {lacks}, which" if lacks else "imports something that"
        return f"{exercise} {needs} the grader does not have: use the libraries that the notebook imports."
    if getattr(error, "remote", False):
        if kind == "NotImplementedError":
            return f"{exercise} is still to do: put your code in place of `raise NotImplementedError()`."
        return f"{exercise} stopped with {kind}: try it on the example of the statement."
    if isinstance(error, AssertionError):
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        ours = not frames or frames[-1].f_code.co_filename.startswith("<")  # a library's quotes what it compared
        # Another object's text may be asked for from the student, which is over.
        said = str(error) if ours and type(next(iter(error.args), 0)) is str else ""
        return "".join(c for c in said or FAILED if c.isprintable() or c == "\n")[:MAX_MESSAGE]
    if isinstance(error, NameError) and error.name == exercise:
        return f"There is no {exercise}: is its cell still to do, or does it end in an error?"
    unfinished = f"The test could not be finished ({kind}): does {exercise} give back what the statement asks for,"
    return f"{unfinished} and leave what it was given as it was?"
