"""The files of an unpacked download, each with its path in the download or in the folder that wraps the download."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath

from course.base.files import RUBBISH, plain_files
from course.grading.submission.reading import NOTEBOOK_NAME
from course.lms.sheets.roster import Roster

from .kinds import gradescope
from .kinds.labels import Label, resubmission, systematic
from .kinds.names import GOOGLE, Patterns


@dataclass(frozen=True)
class File:
    """A file of the download, below the file or folder `top`; `when` is None where the archive had no time for it."""

    source: Path
    top: str
    label: Label
    when: datetime | None

    @property
    def age(self) -> tuple:
        """Greater is newer; the time of the file counts where one hand-in, at one time, holds several versions."""
        when = self.when or datetime.min.replace(tzinfo=UTC)
        return (when, resubmission(self.label.path.name), self.label.order, self.source.stat().st_mtime)


def walk(folder: Path, assignment: str, roster: Roster | None, patterns: Patterns) -> Iterator[tuple[Path, PurePath]]:
    """Files below a folder, each with its path in the download or in the folder that wraps the download."""
    children = [path for path in sorted(folder.iterdir()) if not path.is_symlink() and path.name[0] != "."]
    folders = [path for path in children if path.is_dir() and path.name != "__MACOSX"]
    for path in children:
        if path.is_file() and not RUBBISH.search(path.name):
            yield path, PurePath(path.name)
        elif path in folders and wraps(path, assignment, len(children) == 1, roster, patterns):
            yield from walk(path, assignment, roster, patterns)
        elif path in folders:
            yield from ((file, file.relative_to(folder)) for file in plain_files(path))


def wraps(folder: Path, assignment: str, alone: bool, roster: Roster | None, patterns: Patterns) -> bool:
    """Whether a folder is named after the download and not after a student: it holds what several handed in.

    A student's own zip is none, whatever is in it: else it would hand in for others.
    """
    if systematic(folder.name, patterns) or not (alone or folder.suffix.lower() == ".zip"):
        return False
    name = folder.name.removesuffix(".zip")
    if roster and (roster.find(name, login=name) if alone else roster.within(name))[0]:
        return False
    inside = [child for child in folder.iterdir() if child.name[0] != "." and child.name != "__MACOSX"]
    if inside and all(systematic(child.name, patterns) or child.name == "index.html" for child in inside):
        return True
    if any((child / assignment).is_dir() for child in inside):
        return True
    if alone and (folder / gradescope.LIST).is_file():
        return True
    drive = [found for child in inside if NOTEBOOK_NAME.search(child.name) and (found := GOOGLE.match(child.name))]
    people = {found["name"] for found in drive}
    if alone and len(inside) == len(drive) and len(people) > 1 and len(inside) % len(people) == 0:
        return True
    several = len(inside) > 1 and all(child.is_dir() and child.name != assignment for child in inside)
    return alone and (several or sum(map(holds_notebook, inside)) > 1)


def holds_notebook(path: Path) -> bool:
    """Whether a path is a folder with a notebook in it."""
    return path.is_dir() and any(NOTEBOOK_NAME.search(child.name) for child in path.iterdir())


def moment(path: Path) -> datetime | None:
    """Time of a file, None where the archive had none."""
    when = path.stat().st_mtime
    return datetime.fromtimestamp(when, UTC) if when > 0 else None
