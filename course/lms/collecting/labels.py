"""Whose file is it? The names that Canvas, Moodle, Google and people give to files of a bulk download."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from course.grading.submission.reading import DECORATION, NOTEBOOK_NAME

LONGEST = 255  # bytes of a name on a disk; in a zip one may have 65,535, over which the patterns would take minutes
# lee_LATE_4711_90210_pixels-1.ipynb: sortable name without spaces, late mark, user, file, the student's own name for it
CANVAS = re.compile(
    r"(?i)^(?P<name>\w*?[^\W\d_]\w*?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)$", re.DOTALL
)
CANVAS_ANONYMOUS = re.compile(r"(?i)^(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>.+)$", re.DOTALL)
# Ann Lee_1234567_assignsubmission_file_[pixels.ipynb]: sites in other languages have other words after the number
MOODLE = re.compile(r"^(?P<name>[^_]*[^\W\d_][^_]*)_(?P<id>\d+)_(?P<rest>(?:[^\W\d].*)?)$", re.DOTALL)
MOODLE_PART = re.compile(r"^assignsubmission_[a-z]+_")
RESUBMITTED = re.compile(r"[ _-]\(?(\d{1,3})\)?$")


@dataclass(frozen=True)
class Label:
    """What the name of a file says: who handed it in, and what it was called before the download renamed it.

    Attributes
    ----------
    scheme : str
        `canvas`, `moodle`, or `plain` where somebody sorted the files by hand.
    who : str
        Name of the student as the name of the file has it; empty if it was taken away.
    number : str
        The system's id: the user on Canvas, on Moodle the participant of this one assignment; else empty.
    path : PurePath
        Path inside the student's hand-in.
    late : bool
        Whether the system says that it came late.
    order : int
        Number of the upload on Canvas; a later one has a higher number.
    """

    scheme: str
    who: str
    number: str
    path: PurePath
    late: bool = False
    order: int = 0

    @property
    def shown(self) -> str:
        """How the student is called in messages."""
        return f"{self.who} ({self.number})" if self.who and self.number else self.who or self.number


def label(path: PurePath, assignment: str) -> Label:
    """Read the name of a file or folder of a download.

    Parameters
    ----------
    path : PurePath
        Relative to the download.
    assignment : str
        Its own folder is taken out of the student's path: `ann/01-pixels/pixels.ipynb`.
    """
    first, rest = path.parts[0], path.parts[1:]
    for pattern in (CANVAS_ANONYMOUS, CANVAS):
        if found := pattern.match(first):
            parts = found.groupdict()
            inside = PurePath(*inner((found["rest"], *rest)))
            return Label("canvas", parts.get("name", ""), found["id"], inside, bool(found["late"]), int(found["file"]))
    if found := MOODLE.match(first):
        own = MOODLE_PART.sub("", found["rest"]) or first
        return Label("moodle", found["name"].strip(), found["id"], PurePath(*inner(rest if rest else (own,))))
    if not rest:
        return Label("plain", NOTEBOOK_NAME.sub("", first), "", PurePath(first))
    rest = rest[1:] if rest[0] == assignment and len(rest) > 1 else rest
    return Label("plain", first.removesuffix(".zip").strip(), "", PurePath(*inner(rest)))


def inner(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A path without the zip that the student had packed it in."""
    return parts[1:] if len(parts) > 1 and parts[0].lower().endswith(".zip") else parts


def systematic(name: str) -> bool:
    """Whether a file or folder was named by Canvas or Moodle."""
    if len(name) > LONGEST:
        return False
    moodle = MOODLE.match(name)
    return bool(CANVAS.match(name) or CANVAS_ANONYMOUS.match(name)
                or (moodle and (not moodle["rest"] or "assignsubmission" in name or name.endswith("_"))))  # fmt: skip


def bare(text: str) -> str:
    """Name of a notebook without its ending and what copies and resubmissions add to it."""
    text = unicodedata.normalize("NFKC", NOTEBOOK_NAME.sub("", text)).replace("_", " ").replace("+", " ").strip()
    return DECORATION.sub("", text).strip().casefold()


def meant(file: str, notebook: str) -> bool:
    """Whether a file is the assignment's notebook, perhaps as a copy, or behind words of a localized download."""
    words = unicodedata.normalize("NFKC", file).split("_")
    return any(bare("_".join(words[at:])) == bare(notebook) for at in range(len(words)))


def resubmission(file: str) -> int:
    """The 2 of `pixels-2.ipynb` or `pixels (2).ipynb`, else 0."""
    found = RESUBMITTED.search(NOTEBOOK_NAME.sub("", file))
    return int(found[1]) if found else 0
