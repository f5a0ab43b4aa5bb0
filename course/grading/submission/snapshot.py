"""A hand-in as data: the notebook's bytes and the plain files beside it, taken once and carried anywhere."""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from course.base.files import plain_files, write_all
from course.base.text import shortened
from course.project.deadlines import COLLECTORS

from .reading import (
    MAX_FILE,
    MAX_FILES,
    MAX_TOTAL,
    NOTEBOOK_NAME,
    NOTES_KEY,
    Unreadable,
    find_notebook,
    kind_of,
    load,
    read,
    read_timestamp,
)


@dataclass(frozen=True)
class Snapshot:
    """What was handed in.

    Attributes
    ----------
    called : str
        The notebook's path below the folder, whatever the student called it.
    raw : bytes
        Its content.
    beside : dict
        Path and content of the plain files beside it.
    left_out : int
        How many were not taken: links, too many, too large.
    stamp : str or None
        The collector's time.
    """

    called: str
    raw: bytes
    beside: dict[str, bytes] = field(default_factory=dict)
    left_out: int = 0
    stamp: str | None = None

    def fingerprint(self, setup: str) -> str:
        """Changes with the hand-in, and with what it is graded by."""
        digest = hashlib.sha256(setup.encode())
        for name, content in [(self.called, self.raw), *sorted(self.beside.items()), ("", str(self.stamp).encode())]:
            digest.update(json.dumps([name, len(content)]).encode() + content)
        return digest.hexdigest()


def take_snapshot(submitted: Path, name: str) -> Snapshot:
    """Take a hand-in; nothing is followed, nothing but plain files within the limits is opened.

    Parameters
    ----------
    submitted : Path
        The folder that was handed in; it is only read.
    name : str
        Name of the assignment's notebook, without ending.

    Raises
    ------
    Unreadable
        If there is no notebook to grade.
    """
    if (kind := kind_of(submitted)) != "a folder":
        raise Unreadable(f"the hand-in is {kind}, not a folder")
    path = find_notebook(submitted, name)
    beside, left_out = contents([p for p in others(submitted) if p != path], submitted, f"{name}.ipynb")
    stamp = read_timestamp(submitted / "timestamp.txt")
    return Snapshot(str(path.relative_to(submitted)), load(path), beside, left_out, stamp)


def others(folder: Path) -> list[Path]:
    """Plain files that are neither a notebook nor the collector's."""
    return [p for p in plain_files(folder) if not NOTEBOOK_NAME.search(p.name) and p.name not in COLLECTORS]


def contents(files: list[Path], submitted: Path, taken: str) -> tuple[dict[str, bytes], int]:
    """Files within the limits, none of them where the notebook will be; and how many were left out."""
    kept: dict[str, bytes] = {}
    total = 0
    for path in files:
        place = path.relative_to(submitted)
        try:
            status = path.stat()
            size = status.st_size
            if place.parts[0] == taken or len(kept) >= MAX_FILES:
                continue
            # A second name of a file that lies elsewhere is a link as well, and may show what is not the student's.
            if status.st_nlink == 1 and size <= MAX_FILE and total + size <= MAX_TOTAL:
                kept[str(place)] = path.read_bytes()
                total += size
        except OSError:
            continue
    return kept, len(files) - len(kept)


def parse_snapshot(snapshot: Snapshot, name: str) -> NotebookNode:
    """The notebook of a snapshot in nbformat 4.5, with notes of what was unusual in its metadata; raises Unreadable."""
    hand_in = read(snapshot.raw, Path(snapshot.called).name)
    notes = list(hand_in.notes)
    if snapshot.called != f"{name}.ipynb":
        notes.insert(0, f"was called {shortened(snapshot.called)}")
    if snapshot.left_out:
        what = "files beside it were left out: too many, too large, links, or not to be opened"
        notes.append(f"{snapshot.left_out} {what}")
    hand_in.notebook.metadata[NOTES_KEY] = notes
    return hand_in.notebook


def write_submission(snapshot: Snapshot, notebook: str, folder: Path, name: str) -> None:
    """Write a hand-in to where nbgrader will find it: one notebook and the plain files beside it.

    Parameters
    ----------
    snapshot : Snapshot
        From `take_snapshot`.
    notebook : str
        What to take for what was handed in (JSON).
    folder : Path
        The folder to make anew.
    name : str
        Name of the assignment's notebook, without ending.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_all(snapshot.beside, folder)
    (folder / f"{name}.ipynb").write_text(notebook, encoding="utf-8")
    if snapshot.stamp:
        (folder / "timestamp.txt").write_text(snapshot.stamp, encoding="utf-8")
