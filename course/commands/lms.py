"""`course collect` and `course export`."""

from pathlib import Path

from course.base.errors import CourseError
from course.lms.collecting import collect as collecting
from course.lms.grades import outgoing

from . import arrivals_table
from .console import chosen, err, out, workspace


def collect(download: Path, assignment: str, roster: Path | None, late: bool) -> None:
    """Sort a download into `submitted/`."""
    course = workspace()
    collected = collecting.collect(course, download, course.require(assignment), roster, late)
    out.print(arrivals_table.table(assignment, collected), soft_wrap=False)
    if collected.problems:
        raise CourseError("Not everything could be collected: see the reasons above.")


def export(assignments: list[str] | None, to: str, sheet: Path | None, output: Path | None, partial: bool) -> None:
    """Write grades, or fill in a sheet."""
    course = workspace()
    plugin = outgoing.exporter(to, sheet, output, partial, course.config)
    plugin.assignment = chosen(course, assignments)
    target = Path(plugin.to)
    if target.is_dir():
        raise CourseError(f"{plugin.to} is a folder: name a file.")
    if not target.resolve().parent.is_dir():
        raise CourseError(f"There is no folder {target.parent}: make it first, or name another file.")
    course.require_writable(target.resolve().parent)
    with course.gradebook() as gradebook:
        if not gradebook.students:
            raise CourseError("The gradebook has no students yet: run `course grade` first.")
        try:
            plugin.export(gradebook)
        except OSError as error:
            raise CourseError(f"{target} cannot be written ({error.strerror}).") from None
    for note in getattr(plugin, "notes", []):
        err.print(note, style="yellow", markup=False, soft_wrap=True)
    out.print(f"grades -> {plugin.to}", markup=False)
    if lost := getattr(plugin, "lost", []):
        raise CourseError("\n".join(["Some grades could not be placed in the sheet:", *lost]))
