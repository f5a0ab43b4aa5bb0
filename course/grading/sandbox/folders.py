"""The folders of one run of a notebook, which its kernel and its judge share."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from course.base.files import write_all

# Linux allows 107 bytes for the name of a socket; below a folder it is "/zXXXXXXXX/r/XXXXXXXX/s/kernel-1".
MAX_FOLDER = 74


@dataclass(frozen=True)
class RunFolders:
    """Where a run finds everything.

    Attributes
    ----------
    base : Path
        The folder of the server that its kernels are forked from.
    room : Path
        The run's own folder in it.
    photographs : Path or None
        Folder of the course's photographs.
    """

    base: Path
    room: Path
    photographs: Path | None

    @property
    def sockets(self) -> Path:
        """For the kernel's connection file and sockets; made anew for each kernel."""
        return self.room / "s"

    @property
    def hand_in(self) -> Path:
        """Copies of the student's plain files."""
        return self.room / "h"

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
def folders_for(files: Mapping[str, bytes], photographs: Path | None, base: Path | None = None) -> Iterator[RunFolders]:
    """Folders for a run, removed in the end.

    Parameters
    ----------
    files : mapping
        Path and content of what the student handed in beside the notebook.
    photographs : Path or None
        Folder of the course's photographs.
    base : Path, optional
        The folder of the server that kernels are forked from; without one, a new folder.
    """
    with contextlib.ExitStack() as stack:
        if base is None:
            base = Path(stack.enter_context(temporary("z", short_folder())))
            (base / "r").mkdir()
        folders = RunFolders(base, Path(stack.enter_context(temporary("", base / "r"))), photographs)
        for path in (folders.hand_in, folders.exchange):
            path.mkdir(mode=0o700)
        write_all(files, folders.hand_in)
        yield folders


def temporary(prefix: str, folder: str | Path) -> tempfile.TemporaryDirectory[str]:
    """A temporary folder; a kernel's server that is ended late may still be removing its part of it."""
    return tempfile.TemporaryDirectory(prefix=prefix, dir=folder, ignore_cleanup_errors=True)
