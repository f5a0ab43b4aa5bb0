"""Grades one hand-in, given as data, and gives data back: no gradebook, no folder of the course, no other hand-in."""

import gc
import logging
import multiprocessing.connection
import os
import signal
import tempfile
import threading
import time
import traceback
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..environment import ONE_THREAD
from . import warm
from .intake import Unreadable
from .matching import repaired
from .parcel import opened, unpack
from .rounds import Rounds, Usage
from .task import Executed, Setup, Task
from .trial import fork_judges

ALONE = threading.Lock()  # a scheduler may call us from several threads, and kernels are forked from one process


def begin(folder: str, kernels: tuple[Path, Path | None, tuple[str, ...]] | None) -> None:
    """Prepare a process of a local pool: it ends with whoever started it, and leaves Ctrl-C and its files to them.

    Parameters
    ----------
    folder : str
        For temporary files.
    kernels : tuple, optional
        What kernels are forked from: its folder, that of the photographs, what it has imported.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    parent = multiprocessing.parent_process()

    def wait() -> None:
        # Killed or not, the parent is gone: a worker would wait for more work for ever.
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()
    fork_judges()
    gc.freeze()  # collecting garbage would copy every page in every judge
    gc.enable()
    if kernels:
        warm.join(*kernels)


def execute(task: Task) -> Executed:
    """Read, repair, run and judge one hand-in; every failure ends in one sentence."""
    start = time.monotonic()
    if multiprocessing.current_process().daemon:  # it could not start a judge
        return Executed(task.student, 0.0, "the worker may not start processes: start it with --no-nanny")
    os.environ.update(ONE_THREAD)
    logging.disable(logging.WARNING)
    try:
        with ALONE:
            handed_in = opened(task.parcel, task.setup.notebook)
            notebook, usage = run(task, handed_in)
    except Unreadable as error:
        return Executed(task.student, time.monotonic() - start, str(error))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return Executed(task.student, time.monotonic() - start, reason, log=traceback.format_exc())
    texts = nbformat.writes(handed_in), nbformat.writes(notebook)
    seconds = time.monotonic() - start
    return Executed(task.student, seconds, None, *texts, memory=usage.memory, exercises=usage.seconds)


def run(task: Task, handed_in: NotebookNode) -> tuple[NotebookNode, Usage]:
    """Repair a notebook, run it and judge it."""
    nb = repaired(nbformat.reads(task.setup.released, as_version=4), handed_in, task.setup.sources)
    with tempfile.TemporaryDirectory(prefix="h-") as folder:
        unpack(task.parcel, Path(folder))
        usage = Rounds(nb, task.setup.limits).run(Path(folder), photographs_of(task.setup))
    return nb, usage


def photographs_of(setup: Setup) -> Path | None:
    """Folder of the photographs, written anew where the course's own is not seen."""
    if setup.pictures is None:
        return setup.photographs
    return written(tuple(sorted(setup.pictures.items())))


@cache
def written(pictures: tuple[tuple[str, bytes], ...]) -> Path:
    """A folder with these files, kept while this process lives."""
    folder = tempfile.TemporaryDirectory(prefix="photographs-")
    _kept.append(folder)
    for name, content in pictures:
        path = Path(folder.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Path(folder.name)


_kept: list[tempfile.TemporaryDirectory] = []
