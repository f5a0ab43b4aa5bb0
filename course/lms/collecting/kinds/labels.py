"""Whose file is it? What the names of files and folders of a bulk download say."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from course.grading.submission.reading import DECORATION, NOTEBOOK_NAME, nearest

from .names import GOOGLE, LONGEST, PATTERNS, Patterns, moment

MOODLE_PART = re.compile(r"^assignsubmission_[a-z]+_")
RESUBMITTED = re.compile(r"[ _-]\(?(\d{1,3})\)?$")


@dataclass(frozen=True)
class Label:
    """What the name of a file says: who handed it in, and what it was called before the download renamed it.

    Attributes
    ----------
    scheme : str
        The system, as in the table of names; `git`, `google`, or `plain` where somebody sorted the files by hand.
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
    when : datetime or None
        When it was handed in, if the name says so.
    mark : str
        Sign after which the student's login begins in `who`, where other words stand before it; else empty.
    prefix : str
        What stands before the student's own name of the file, as the system wants it back.
    """

    scheme: str
    who: str
    number: str
    path: PurePath
    late: bool = False
    order: int = 0
    when: datetime | None = None
    mark: str = ""
    prefix: str = ""

    @property
    def shown(self) -> str:
        """How the student is called in messages."""
        return f"{self.who} ({self.number})" if self.who and self.number else self.who or self.number


def label(
    path: PurePath,
    assignment: str,
    notebooks: Sequence[str] = (),
    patterns: Patterns = PATTERNS,
    repositories: Collection[str] = (),
) -> Label:
    """Read the name of a file or folder of a download.

    Parameters
    ----------
    path : PurePath
        Relative to the download.
    assignment : str
        Its own folder is taken out of the student's path: `ann/01-pixels/pixels.ipynb`.
    notebooks : sequence of str, optional
        Names of its notebooks; without them Google's names are not recognized.
    patterns : dict of str to Pattern, optional
        The table of names, in the order to be tried.
    repositories : collection of str, optional
        Folders that were git repositories.
    """
    first, rest = path.parts[0], path.parts[1:]
    if first in repositories:
        return Label("git", first.removesuffix(".git"), "", PurePath(*rest), mark="-")
    for kind, pattern in patterns.items():
        if len(first) <= LONGEST and (found := pattern.match(first)):
            return of_system(kind, {key: text or "" for key, text in found.groupdict().items()}, first, rest)
    if not rest:
        google = GOOGLE.match(first)
        if google and meant(google["rest"], notebooks):
            name = DECORATION.sub("", google["name"])
            return Label("google", name, "", PurePath(first))
        return Label("plain", NOTEBOOK_NAME.sub("", first), "", PurePath(first))
    rest = rest[1:] if rest[0] == assignment and len(rest) > 1 else rest
    return Label("plain", first.removesuffix(".zip").strip(), "", PurePath(*inner(rest)))


def of_system(kind: str, parts: dict[str, str], first: str, rest: tuple[str, ...]) -> Label:
    """The label of a file or folder that a pattern of the table fits."""
    own = MOODLE_PART.sub("", parts.get("rest", "")) if kind == "moodle" else parts.get("rest", "")
    name, login = parts.get("name", "").strip(), parts.get("login", "")
    order = parts.get("order", "")
    return Label(
        kind.partition(",")[0],
        name or login,
        parts.get("id", ""),
        PurePath(*inner(rest or (own or first,))),
        late=bool(parts.get("late")),
        order=int(order) if order.isdecimal() else 0,
        when=moment(parts["time"]) if parts.get("time") else None,
        mark="" if name or not login else "_",
        prefix=first if rest and not own else first.removesuffix(own),
    )


def inner(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A path without the zip that the student had packed it in."""
    return parts[1:] if len(parts) > 1 and parts[0].lower().endswith(".zip") else parts


def systematic(name: str, patterns: Patterns = PATTERNS) -> bool:
    """Whether a file or folder was named by a system, and not by a person."""
    if len(name) > LONGEST:
        return False
    moodle = "assignsubmission" in name or name.endswith("_")  # else any name with a number in it
    return any(pattern.match(name) for kind, pattern in patterns.items() if kind != "moodle" or moodle)


def bare(text: str) -> str:
    """Name of a notebook without its ending and what copies and resubmissions add to it."""
    text = unicodedata.normalize("NFKC", NOTEBOOK_NAME.sub("", text)).replace("_", " ").replace("+", " ").strip()
    return DECORATION.sub("", text).strip().casefold()


def meant(file: str, notebooks: Sequence[str]) -> str:
    """Which of some notebooks a file is, perhaps as a copy, or behind words of a localized download; empty if none."""
    words = unicodedata.normalize("NFKC", file).split("_")
    names = {bare("_".join(words[at:])) for at in range(len(words))}
    return nearest(file, [notebook for notebook in notebooks if bare(notebook) in names])


def resubmission(file: str) -> int:
    """The 2 of `pixels-2.ipynb` or `pixels (2).ipynb`, else 0."""
    found = RESUBMITTED.search(NOTEBOOK_NAME.sub("", file))
    return int(found[1]) if found else 0
