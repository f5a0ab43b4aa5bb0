"""The two processes that all others of a run are forked from: the kernels from one, workers and judges from the other.

Both import what the assignment needs, which takes them as long as we take to import nbgrader; so they begin first.
"""

import atexit
import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import nbformat

from ..environment import KEEP_MEMORY, ONE_THREAD
from ..root import find_root
from .warm import Zygote, imports_of, short_folder

# What is imported once for all workers and their judges.
WORKER = ["course.grading.importing", "course.lean", "course.grading.worker", "nbclient.client", "zmq.asyncio"]
JUDGE = ["course.grading.judge", "IPython.display"]
PREFIX, OWN = "grade", 22  # of folders for temporary files, our process number follows; and the bytes of such a name
OTHERWISE = {"--help", "--cold", "--no-sandbox", "--scheduler", "--root"}  # then these are not what is needed


class Start:
    """The processes of one run, with a folder for the temporary files of all of them.

    Parameters
    ----------
    photographs : Path or None
        Folder of the course's photographs.
    modules : tuple of str
        What the assignment's notebook imports.
    forked : bool
        Whether kernels are to be forked: else each is started anew, and only workers and judges are forked.
    """

    def __init__(self, photographs: Path | None, modules: tuple[str, ...], forked: bool):
        # Before anything imports NumPy: what is forked may not have native threads.
        os.environ.update(ONE_THREAD | KEEP_MEMORY)
        self.needs, self.kernels = (photographs, modules, forked), None
        self.folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=short_folder(OWN))
        atexit.register(self.close)
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([*WORKER, *JUDGE, *modules])
        with uninterrupted():
            multiprocessing.forkserver.ensure_running()
        if forked:
            self.kernels = Zygote.start(photographs, modules, self.folder)

    @property
    def shared(self) -> tuple[Path, Path | None, tuple[str, ...]] | None:
        """What a worker must know to have its kernels forked."""
        return (self.kernels.base, *self.needs[:2]) if self.kernels else None

    def close(self) -> None:
        """End what kernels are forked from, and remove all temporary files."""
        if self.kernels:
            self.kernels.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """What is started meanwhile knows nothing of Ctrl-C: that is for us, and it would show a traceback."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_early: list[Start] = []


def early(words: list[str], folder: Path) -> None:
    """Start what ``course grade`` is going to need, as far as its command line tells; a wrong guess is ended unused.

    Parameters
    ----------
    words : list of str
        The command line, without the command itself.
    folder : Path
        Where it was called.
    """
    if words[:1] != ["grade"] or OTHERWISE & {word.partition("=")[0] for word in words}:
        return
    with contextlib.suppress(Exception):  # the command itself says what is wrong
        root = find_root(folder)
        notebooks = [path for word in words[1:] for path in (root / "source" / word).glob("*.ipynb")]
        if len(notebooks) == 1:
            data = root / "data"
            modules = imports_of(nbformat.read(notebooks[0], as_version=4).cells)
            _early.append(Start(data.resolve() if data.is_dir() else None, modules, forked=True))


def started(photographs: Path | None, modules: tuple[str, ...], forked: bool) -> Start:
    """What was started early, where it is what is needed; else a start now. Whoever gets it closes it."""
    while _early:
        one = _early.pop()
        if one.needs == (photographs, modules, forked) and (not one.kernels or one.kernels.alive()):
            return one
        one.close()
    return Start(photographs, modules, forked)
