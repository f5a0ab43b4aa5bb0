"""Zips of feedback pages, named as a system wants them."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from course.base.errors import CourseError
from course.base.files import replacing
from course.project.workspace import Workspace

from .record import PREFIX, SYSTEM, kept

NAMES = {"moodle": "Moodle", "canvas": "Canvas", "zip": ""}
MOODLE = re.compile(r"^[^_]*_(\d+)_")
FILES = "assignsubmission_file_"  # Moodle takes nothing under another name
CANVAS = re.compile(r"_\d+_\d+_$")  # the user and the file that the feedback is about


@dataclass
class Returned:
    """What became of the pages: how many are in the zip, what to know, and whose page has no place."""

    path: Path
    pages: int = 0
    notes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def require(to: str, output: Path | None) -> None:
    """Refuse what is no kind of zip.

    Raises
    ------
    CourseError
    """
    if to not in NAMES:
        raise CourseError(f"--to {to} is none of {', '.join(NAMES)}.")
    if output and output.is_dir():
        raise CourseError(f"{output} is a folder: name a file.")
    if output and not output.resolve().parent.is_dir():
        raise CourseError(f"There is no folder {output.parent}: make it first, or name another file.")


def write(course: Workspace, assignment: str, to: str, pages: dict[str, list[Path]], output: Path | None) -> Returned:
    """Put feedback pages into a zip.

    Parameters
    ----------
    course : Workspace
    assignment : str
    to : str
        `moodle`, `canvas`, or `zip` for a file for each student.
    pages : dict of str to list of Path
        By student, one for each notebook.
    output : Path or None
        The file; `feedback-<assignment>-<to>.zip` if left out.

    Raises
    ------
    CourseError
        If no page has a place in it. Nothing is written then.
    """
    result = Returned(output or Path(f"feedback-{assignment}-{to}.zip"))
    course.require_writable(result.path.resolve().parent)
    called = kept(course, assignment)
    places: dict[str, tuple[str, Path]] = {}
    for student, own in sorted(pages.items()):
        here = {
            f"{student}-{page.name}" if to == "zip" else named(to, called.get(student, {}), page.name): page
            for page in own
        }
        if "" in here:
            result.lost.append(f"{student} came by no download of {NAMES[to]}'s")
        elif first := next((places[name][0] for name in here if name in places), ""):
            # A group: the system gives the page to each of them.
            result.notes.append(f"{student} gets the page of {first}: they handed in together")
        else:
            places |= {name: (student, page) for name, page in here.items()}
    if not places:
        raise CourseError(
            f"Nobody's hand-in of {assignment} came by a download of {NAMES[to]}'s: run `course collect` on it again"
            " (nothing is replaced), or use --to zip."
        )
    with replacing(result.path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, (_, page) in places.items():
            opened.write(page, name)
    result.pages = len(places)
    return result


def named(to: str, called: dict[str, str], page: str) -> str:
    """Name of a page in the zip of a system; empty if the hand-in did not come from there."""
    prefix = called.get(PREFIX, "")
    if called.get(SYSTEM) != to:
        return ""
    if to == "canvas":
        return prefix + page if CANVAS.search(prefix) else ""
    found = MOODLE.match(prefix)
    return f"{found[0]}{FILES}/{page}" if found else ""
