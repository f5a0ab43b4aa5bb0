"""The folders of one run of a notebook, which its kernel and its judge share."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from course.base.files import RUBBISH, write_all

# Linux allows 107 bytes for the name of a socket; below a folder it is "/zXXXXXXXX/r/XXXXXXXX/s/kernel-1".
MAX_FOLDER = 74
CHECKPOINTS = ".ipynb_checkpoints"  # JupyterLab's copies


@dataclass(frozen=True)
class CourseFiles:
    """What a course gives to a notebook besides its cells.

    Attributes
    ----------
    data : Path or None
        Its folder `data/`, which all assignments share.
    beside : mapping
        Path and content of the files beside the instructor notebook.
    """

    data: Path | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)

    def shared(self) -> dict[str, Path]:
        """Files of `data/` by their paths in it; hidden ones as well, since a notebook can open them."""
        found = sorted(self.data.rglob("*")) if self.data else []
        return {
            str(path.relative_to(self.data)): path
            for path in found
            if self.data and path.is_file() and not RUBBISH.search(path.name) and CHECKPOINTS not in path.parts
        }

    def fingerprint(self) -> str:
        """Changes with each of the files."""
        digest = hashlib.sha256()
        shared = ((f"data/{name}", path.read_bytes()) for name, path in self.shared().items())
        for name, content in (*sorted(self.beside.items()), *shared):
            digest.update(f"{name} {len(content)}\n".encode() + content)
        return digest.hexdigest()

    def over(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """A hand-in's files, with those of the course in the place of what has their names."""
        ours = {PurePath(name) for name in self.beside}
        folders = {folder for name in ours for folder in name.parents}
        kept = {
            name: content
            for name, content in files.items()
            if PurePath(name) not in folders and not ours & {PurePath(name), *PurePath(name).parents}
        }
        return kept | dict(self.beside)


@dataclass(frozen=True)
class RunFolders:
    """Where a run finds everything.

    Attributes
    ----------
    base : Path
        The folder of the server that its kernels are forked from.
    room : Path
        The run's own folder in it.
    data : Path or None
        The course's folder `data/`.
    """

    base: Path
    room: Path
    data: Path | None

    @property
    def sockets(self) -> Path:
        """For the kernel's connection file and sockets; made anew for each kernel."""
        return self.room / "s"

    @property
    def hand_in(self) -> Path:
        """Copies of the student's plain files, and of the course's; `../../data` is where notebooks look for it."""
        return self.room / "h" / "work"

    @property
    def judge(self) -> Path:
        """The same for the judge, with the course's files alone: what it reads, no student has changed."""
        return self.room / "j" / "work"

    @property
    def exchange(self) -> Path:
        """Files that tests make, which the kernel may read."""
        return self.room / "x"


def short_folder(more: int = 0) -> str:
    """Where temporary files may lie so that names of sockets below are short enough.

    Parameters
    ----------
    more : int
        Bytes that the name of a folder of the caller's own adds.
    """
    usual = tempfile.gettempdir()
    short = len(os.fsencode(usual)) + more <= MAX_FOLDER
    return usual if short or not os.access("/tmp", os.W_OK) else "/tmp"


@contextlib.contextmanager
def folders_for(files: Mapping[str, bytes], given: CourseFiles, base: Path | None = None) -> Iterator[RunFolders]:
    """Folders for a run, removed in the end.

    Parameters
    ----------
    files : mapping
        Path and content of what the student handed in beside the notebook.
    given : CourseFiles
        What the course gives.
    base : Path, optional
        The folder of the server that kernels are forked from; without one, a new folder.
    """
    with contextlib.ExitStack() as stack:
        if base is None:
            base = Path(stack.enter_context(temporary("z", short_folder())))
            (base / "r").mkdir()
        folders = RunFolders(base, Path(stack.enter_context(temporary("", base / "r"))), given.data)
        for path in (folders.hand_in, folders.judge, folders.exchange):
            path.mkdir(mode=0o700, parents=True)
        write_all(given.over(files), folders.hand_in)
        write_all(given.beside, folders.judge)
        if given.data:
            (folders.room / "data").symlink_to(given.data)
        yield folders


def temporary(prefix: str, folder: str | Path) -> tempfile.TemporaryDirectory[str]:
    """A temporary folder; a kernel's server that is ended late may still be removing its part of it."""
    return tempfile.TemporaryDirectory(prefix=prefix, dir=folder, ignore_cleanup_errors=True)
