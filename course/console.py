"""What the commands share: the terminal, the course that they work on, and the arguments that several of them take."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .errors import CourseError
from .root import find_root
from .workspace import Workspace

out = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
err = Console(stderr=True, highlight=False)

Assignments = Annotated[
    list[str] | None,
    typer.Argument(help="Names of folders in source/; all of them if left out.", metavar="[ASSIGNMENT]..."),
]
Assignment = Annotated[str, typer.Argument(help="Name of a folder in source/, such as 01-pixels.")]
Students = Annotated[list[str] | None, typer.Option("--student", help="Only this student; may be repeated.")]
Jobs = Annotated[int, typer.Option(min=1, help="How many hand-ins to grade at once.")]
Sandbox = Annotated[
    bool,
    typer.Option("--sandbox/--no-sandbox", help="Without it, students' code runs with your rights, on your files."),
]
CPUS = os.cpu_count() or 1
state: dict[str, Path] = {}


def workspace() -> Workspace:
    """The course that the command was called in."""
    if not state["root"].is_dir():
        raise CourseError(f"There is no folder {state['root']}.")
    return Workspace(find_root(state["root"]))


def chosen(course: Workspace, names: list[str] | None) -> list[str]:
    """The assignments named on the command line, or all."""
    return [course.require(name) for name in names] if names else course.assignments()


def shown(path: Path) -> str:
    """A path as short as it can be from where the person stands."""
    return os.path.relpath(path)
