"""`course collect`, `course export` and `course remove`."""

from pathlib import Path

from course.base.errors import CourseError
from course.lms.collecting import collect as collecting
from course.lms.collecting import removal
from course.lms.grades import outgoing

from . import arrivals_table
from .console import chosen, err, out, shown, warn_of_strangers, workspace


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
    warn_of_strangers(course)
    for note in getattr(plugin, "notes", []):
        err.print(note, style="yellow", markup=False, soft_wrap=True)
    out.print(f"grades -> {plugin.to}", markup=False)
    if lost := getattr(plugin, "lost", []):
        raise CourseError("\n".join(["Some grades could not be placed in the sheet:", *lost]))


def remove(student: str, yes: bool) -> None:
    """Take a student out of the course, or tell what that would delete."""
    course = workspace()
    here, paths = removal.enrolled(course, student), removal.traces(course, student)
    if not here and not paths:
        raise CourseError(f"There is no student {student} in the gradebook, and nothing of theirs in the folders.")
    for path in paths:
        out.print(f"{'deleted' if yes else 'would delete'} {shown(path)}", markup=False)
    if here:
        out.print(f"{'deleted' if yes else 'would delete'} {student} and all grades from the gradebook", markup=False)
    if not yes:
        raise CourseError("Nothing is deleted yet, and nothing can be restored: give --yes to do it.")
    removal.remove(course, student)
