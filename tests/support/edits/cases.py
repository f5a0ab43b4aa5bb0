"""What an edit is: a function that does something to a good notebook and writes it to a folder."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

NAME = "small.ipynb"


@dataclass(frozen=True)
class Case:
    """One mutilation.

    Attributes
    ----------
    make : callable
        Takes the good notebook (plain JSON data) and the folder to hand in.
    points : dict
        Graded cell -> points, where it has other points than a good student: the work itself is gone.
    reason : str or None
        Beginning of the reason why it cannot be graded.
    whole : bool
        Graded through nbgrader and both processes, not only taken in and repaired.
    student : str
        Name of the student's folder.
    """

    make: Callable[[dict, Path], None]
    points: dict[str, float | None] = field(default_factory=dict)
    reason: str | None = None
    whole: bool = True
    student: str = ""


CASES: dict[str, Case] = {}


def edit(
    points: dict | None = None,
    reason: str | None = None,
    whole: bool = True,
    student: str = "",
) -> Callable:
    """Make a case of a function; what it returns, if anything, is written as the notebook."""

    def register(function: Callable[[dict, Path], dict | bytes | None]) -> Callable:
        def make(nb: dict, folder: Path) -> None:
            result = function(nb, folder)
            if result is not None:
                write(folder / NAME, result)

        name = function.__name__.strip("_")
        CASES[name] = Case(make, points or {}, reason, whole, student or name)
        return function

    return register


def write(path: Path, content: dict | str | bytes) -> None:
    """A file of a hand-in; a notebook as JSON, text as UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def at(nb: dict, name: str) -> int:
    """Where a released cell stands in a notebook."""
    return next(i for i, cell in enumerate(nb["cells"]) if cell.get("id") == name)


def get(nb: dict, name: str) -> dict:
    """A released cell."""
    return nb["cells"][at(nb, name)]


def code(source: str, **changes) -> dict:
    """A code cell that the student added."""
    empty = {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {}}
    return empty | {"id": f"new-{abs(hash(source)) % 10**8}", "source": source} | changes
