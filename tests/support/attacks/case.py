"""What a case is, and the hand-in that it writes."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from .lesson import FULL, POINTS, WRONG, right

# Begins a cell that is to do nothing outside of the sandbox.
INSIDE = """
import os
if "/homes/" not in os.environ["HOME"] or not os.getcwd().endswith("/work"):
    raise SystemExit
"""
NOTED = "noted = []"  # what an attack takes down while the tests ask; the last test tells it
# The folder that a kernel shares with its judge: the kernel knows the name of its connection file.
ROOM = """
import os
from ipykernel.kernelapp import IPKernelApp
room = os.path.dirname(os.path.dirname(IPKernelApp.instance().connection_file))
"""


@dataclass
class HandIn:
    """A folder that a student hands in, begun with the released notebook.

    Attributes
    ----------
    nb : NotebookNode
        The notebook; changed by a case, then written unless `nb` was set to None.
    folder : Path
        Where files may be put beside it.
    places : dict
        Where a greedy student would look: paths of the course, of another hand-in, of the gradebook, and so on.
    """

    nb: NotebookNode | None
    folder: Path
    places: dict[str, str]

    def answer(self, name: str, source: str) -> None:
        """Write an answer into its cell."""
        next(cell for cell in self.nb.cells if cell.id == name).source = clean(source)

    def write(self, text: str) -> None:
        """Write the answer to the written question."""
        next(cell for cell in self.nb.cells if cell.id == "reflection").source = text

    def report(self, source: str) -> None:
        """Let the last test say what a Python expression is then: how often an attack did what it should do."""
        self.answer("report", f"def report():\n    return str({source})")

    def first(self, *sources: str) -> None:
        """Add a code cell after the setup."""
        self._insert(2, sources)

    def last(self, *sources: str) -> None:
        """Add a code cell at the end."""
        self._insert(len(self.nb.cells), sources)

    def last_text(self, source: str) -> None:
        """Add a markdown cell at the end."""
        self.nb.cells.append(new_markdown_cell(source))

    def _insert(self, at: int, sources: tuple[str, ...]) -> None:
        text = "\n".join(clean(source) for source in sources)
        for name, place in self.places.items():
            text = text.replace(f"<{name}>", place)
        self.nb.cells.insert(at, new_code_cell(text))

    def save(self, name: str = "wire.ipynb") -> None:
        """Write the notebook."""
        nbformat.write(self.nb, self.folder / name)


def clean(source: str) -> str:
    """Code as written in a case, without its indentation."""
    return textwrap.dedent(source).strip("\n")


Reached = str | Callable[[Any], bool]


@dataclass(frozen=True)
class Case:
    """One attack.

    Attributes
    ----------
    worth : float
        The score that the honest part of the hand-in deserves; nobody may get more.
    exact : bool
        Whether the attack may not cost more than that either: the other exercises keep their points.
    alone : bool
        Whether it is graded by itself, while memory and disk are watched.
    bites : str
        `stock` if it wins with nbgrader's own Execute, `open` if it reads secrets without the sandbox.
    proof : str
        A text that the attack prints if it got where it should not.
    reached : str or callable
        What shows that the attack took place: a text that its hand-in printed or that a test said of it
        (`Result.said`), or a question to the `Result`.
    wins : str
        Why it still wins, while that is so.
    """

    name: str
    family: str
    about: str
    write: Callable[[HandIn], None]
    worth: float
    exact: bool
    alone: bool
    bites: str
    proof: str
    reached: Reached
    wins: str

    def took_place(self, result: Any) -> bool:
        """Whether a result shows that the attack did what it says."""
        return self.reached(result) if callable(self.reached) else self.reached in result.said


CASES: dict[str, Case] = {}


def attack(
    worth: float = 0,
    *,
    reached: Reached,
    lose: str = "",
    on: str = "wrong",
    exact: bool = False,
    alone: bool = False,
    bites: str = "",
    proof: str = "",
    wins: str = "",
):
    """Make a case of a function that changes a hand-in.

    Parameters
    ----------
    worth : float
        What the honest part deserves.
    lose : str
        Exercises that deserve nothing: then the case begins with right answers, and the others count.
    on : {"wrong", "right"}
        The answers that the case begins with.
    reached : str or callable
        As in `Case`. An attack that does nothing gains nothing, which would prove nothing.
    """
    assert reached, "say what shows that the attack took place"
    if lose or on == "right":
        on, worth = "right", FULL - sum(POINTS[name] for name in lose.split())

    def register(function):
        name = function.__name__.replace("_", "-")

        def write(hand_in):
            for exercise in POINTS:
                hand_in.answer(exercise, WRONG[exercise] if on == "wrong" else right(exercise))
            function(hand_in)
            if hand_in.nb is not None:
                hand_in.save()

        family = function.__module__.rpartition(".")[2]
        assert name not in CASES, name
        CASES[name] = Case(
            name, family, function.__doc__.strip(), write, worth, exact, alone, bites, proof, reached, wins
        )
        return function

    return register
