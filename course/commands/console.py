"""What the commands share: the terminal, and the course that they work on."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from course.base.errors import CourseError
from course.base.text import printable
from course.project.locate import find_root

if TYPE_CHECKING:
    from course.project.workspace import Workspace

STYLED = re.compile(r"\s*\[(?:bold|green|bold red)\][^\[\]]*\[/\]")


class Terminal(Console):
    """A console for texts with strangers' names in them: none of them is taken for markup or reaches the terminal raw.

    What a text begins with may be styled, as in `[bold]01-pixels[/] is built`; any other bracket is a bracket.
    """

    def render_str(self, text: str, *, markup: bool | None = None, **how: Any) -> Text:
        """A text as it is."""
        found = None if markup is False else STYLED.match(text)
        rest = text[found.end() :].replace(r"\[", "[") if found else text  # some callers escape them
        shown = super().render_str(rest, markup=False, **how | {"emoji": False})
        return Text.assemble(Text.from_markup(found[0], emoji=False), shown) if found else shown

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Pieces of what is shown, with a sign for each that a terminal would obey."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else printable(text, keep="\n\N{NO-BREAK SPACE}"), style, control)


# A line of text stays one line, however long a path in it is; only tables are fitted to the width.
out = Terminal(width=None if sys.stdout.isatty() else 120, highlight=False, soft_wrap=True)
err = Terminal(stderr=True, highlight=False)
# How tables are drawn: a line below the head, of signs that the terminal has.
LINES = (
    box.SIMPLE_HEAD
    if out.encoding.startswith("utf")
    else box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
)
state: dict[str, Path] = {"root": Path()}  # what stood before the command


def root() -> Path:
    """Folder of the course that the command was called in, or that --root names."""
    if not state["root"].is_dir():
        raise CourseError(f"There is no folder {state['root']}.")
    return find_root(state["root"])


def workspace() -> "Workspace":
    """The course that the command was called in."""
    from course.project.workspace import Workspace, prepare_process  # not above: nbgrader is long to import

    prepare_process()
    course = Workspace(root())
    course.lateness.deadlines  # noqa: B018 (what is wrong in that file is said before anything is done)
    return course


def warn_of_strangers(course: "Workspace") -> None:
    """Name the students of `deadlines.toml` whom the course does not know."""
    if course.lateness.deadlines is None:
        return
    with course.gradebook() as gradebook:
        students = {student.id for student in gradebook.students}
    students |= {path.name for path in course.folder("submitted").glob("*")}
    if strangers := course.lateness.deadlines.strangers(students):
        err.print(
            f"deadlines.toml: nobody in the course is called {', '.join(strangers)}; misspelled, or still to hand in?",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )


def chosen(course: "Workspace", names: list[str] | None) -> list[str]:
    """The assignments named on the command line, or all."""
    return [course.require(name) for name in names] if names else course.assignments()


def shown(path: Path) -> str:
    """A path as short as it can be from where the person stands."""
    try:
        return os.path.relpath(path)
    except ValueError:  # of Windows: it is on another drive
        return str(path)
