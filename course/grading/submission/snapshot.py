"""A hand-in as data: the notebooks' bytes and the plain files beside them, taken once and carried anywhere."""

import hashlib
import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from course.base.files import plain_files, write_all
from course.base.text import listed, shortened
from course.project.deadlines import COLLECTORS

from .reading import (
    MAX_FILE,
    MAX_FILES,
    MAX_TOTAL,
    NOTEBOOK_NAME,
    NOTES_KEY,
    Unreadable,
    find_notebooks,
    kind_of,
    load,
    read,
    read_timestamp,
    same,
)


@dataclass(frozen=True)
class NotebookFile:
    """A notebook as it was handed in: its path below the folder, whatever the student called it, and its content."""

    called: str
    raw: bytes


@dataclass(frozen=True)
class Snapshot:
    """What was handed in.

    Attributes
    ----------
    notebooks : dict of str to NotebookFile
        By the name of the assignment's notebook that each is; some of several may be missing.
    beside : dict
        Path and content of the plain files beside them.
    left_out : int
        How many were not taken: links, too many, too large.
    passed_over : list of str
        Other notebooks in the folder that hold something else.
    stamp : str or None
        The collector's time.
    """

    notebooks: dict[str, NotebookFile]
    beside: dict[str, bytes] = field(default_factory=dict)
    left_out: int = 0
    passed_over: list[str] = field(default_factory=list)
    stamp: str | None = None

    def fingerprint(self, setup: str) -> str:
        """Changes with the hand-in, and with what it is graded by."""
        digest = hashlib.sha256(setup.encode())
        files = [(file.called, file.raw) for _, file in sorted(self.notebooks.items())]
        for name, content in [*files, *sorted(self.beside.items()), ("", str(self.stamp).encode())]:
            digest.update(json.dumps([name, len(content)]).encode() + content)
        return digest.hexdigest()


def take_snapshot(submitted: Path, names: list[str]) -> Snapshot:
    """Take a hand-in; nothing is followed, nothing but plain files within the limits is opened.

    Parameters
    ----------
    submitted : Path
        The folder that was handed in; it is only read.
    names : list of str
        Names of the assignment's notebooks, without ending.

    Raises
    ------
    Unreadable
        If there is no notebook to grade.
    """
    if (kind := kind_of(submitted)) != "a folder":
        raise Unreadable(f"the hand-in is {kind}, not a folder")
    found = find_notebooks(submitted, names)
    notebooks = {name: NotebookFile(str(path.relative_to(submitted)), load(path)) for name, path in found.items()}
    files = [path for path in others(submitted) if path not in found.values()]
    beside, left_out = contents(files, submitted, {f"{name}.ipynb" for name in names})
    more = [path for path in plain_files(submitted) if NOTEBOOK_NAME.search(path.name) and path not in found.values()]
    passed_over = [path.name for path in more if not any(same(path, other) for other in found.values())]
    return Snapshot(notebooks, beside, left_out, passed_over, read_timestamp(submitted / "timestamp.txt"))


def others(folder: Path) -> list[Path]:
    """Plain files that are neither a notebook nor the collector's."""
    return [p for p in plain_files(folder) if not NOTEBOOK_NAME.search(p.name) and p.name not in COLLECTORS]


def contents(files: list[Path], submitted: Path, taken: Collection[str]) -> tuple[dict[str, bytes], int]:
    """Files within the limits, none of them where a notebook will be; and how many were left out."""
    kept: dict[str, bytes] = {}
    total = 0
    for path in files:
        place = path.relative_to(submitted)
        try:
            status = path.stat()
            size = status.st_size
            if place.parts[0] in taken or len(kept) >= MAX_FILES:
                continue
            # A second name of a file that lies elsewhere is a link as well, and may show what is not the student's.
            if status.st_nlink == 1 and size <= MAX_FILE and total + size <= MAX_TOTAL:
                kept[str(place)] = path.read_bytes()
                total += size
        except OSError:
            continue
    return kept, len(files) - len(kept)


def parse_snapshot(snapshot: Snapshot, name: str) -> NotebookNode:
    """A notebook of a snapshot in nbformat 4.5, with notes of what was unusual in its metadata; raises Unreadable."""
    called = snapshot.notebooks[name].called
    hand_in = read(snapshot.notebooks[name].raw, Path(called).name)
    notes = list(hand_in.notes)
    if called != f"{name}.ipynb":
        notes.insert(0, f"was called {shortened(called)}")
    if snapshot.left_out:
        what = "files beside it were left out: too many, too large, links, or not to be opened"
        notes.append(f"{snapshot.left_out} {what}")
    if snapshot.passed_over and name == min(snapshot.notebooks):
        notes.append(
            f"another notebook in the folder was not graded: {listed([*map(shortened, snapshot.passed_over)])}"
        )
    hand_in.notebook.metadata[NOTES_KEY] = notes
    return hand_in.notebook


def write_submission(snapshot: Snapshot, notebooks: Mapping[str, str], folder: Path) -> None:
    """Write a hand-in to where nbgrader will find it: its notebooks and the plain files beside them.

    Parameters
    ----------
    snapshot : Snapshot
        From `take_snapshot`.
    notebooks : mapping
        By name what to take for what was handed in (JSON).
    folder : Path
        The folder to make anew.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_all(snapshot.beside, folder)
    for name, notebook in notebooks.items():
        (folder / f"{name}.ipynb").write_text(notebook, encoding="utf-8")
    if snapshot.stamp:
        (folder / "timestamp.txt").write_text(snapshot.stamp, encoding="utf-8")
