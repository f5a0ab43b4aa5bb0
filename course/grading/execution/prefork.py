"""The two processes that all others of a run are forked from: the kernels from one, workers and judges from the other.

Both import what the assignment needs, which takes them as long as we take to import nbgrader; so they begin first.
"""

import atexit
import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import os
import shutil
import signal
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any, TypeVar

import nbformat

from course.base.environment import KEEP_MEMORY, ONE_THREAD, variables
from course.grading.sandbox.folders import short_folder
from course.grading.sandbox.kernel_server import KernelServer
from course.grading.sandbox.ways import way

from .imports import imports_of

# What is imported once for all workers and their judges.
WORKER = [
    "course.base.no_gc",  # and with it what `course.base` keeps out
    "course.grading.run.worker",
    "nbclient.client",
    "zmq.asyncio",
    "course.grading.execution.judge_process",
    "IPython.display",
]
LOCK = "lock"
T = TypeVar("T")
PREFIX, OWN = "grade", 22  # of folders for temporary files, our process number follows; and the bytes of such a name


class Helpers:
    """The processes of one run, with a folder for the temporary files of all of them.

    Parameters
    ----------
    data : Path or None
        Folder of the data that the course gives.
    modules : tuple of str
        What the assignment's notebook imports.
    forked : bool
        Whether kernels are to be forked: else each is started anew, and only workers and judges are forked.
    """

    def __init__(self, data: Path | None, modules: tuple[str, ...], forked: bool):
        self.needs, self.kernels = (data, modules, forked), None
        self.folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=short_folder(OWN))
        self._lock = held(Path(self.folder))
        atexit.register(self.close)
        self.context = forking(modules)
        if forked and way().shared:
            self.kernels = KernelServer.start(data, modules, self.folder)

    @property
    def shared(self) -> tuple[Path, int, Path | None, tuple[str, ...]] | None:
        """What a worker must know to have its kernels forked; if the process was killed, from another one now."""
        if self.kernels and not self.kernels.alive():
            self.kernels.close()
            self.kernels = KernelServer.start(*self.needs[:2], self.folder)
        return (self.kernels.base, self.kernels.pid, *self.needs[:2]) if self.kernels else None

    def close(self) -> None:
        """End what kernels are forked from, and remove all temporary files."""
        if self.kernels:
            self.kernels.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()
        atexit.unregister(self.close)


class WorkerDied(Exception):
    """A process ended before it gave its result; with its exit code."""


class ProcessPerJob(Executor):
    """Runs each job in a process of its own, forked from one that has the imports.

    Nothing of a hand-in is there for the next one, and a process that dies takes no other job along.

    Parameters
    ----------
    context : multiprocessing context
        Of `Helpers`.
    begin : callable
        Called in each process before its job.
    given : callable
        Gives its arguments, before each job.
    """

    def __init__(self, context: Any, begin: Callable[..., None], given: Callable[[], tuple[Any, ...]]):
        self._context, self._begin, self._given = context, begin, given
        self._processes: set[BaseProcess] = set()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Start a job."""
        ours, theirs = self._context.Pipe(duplex=False)
        given = theirs, self._begin, self._given(), fn, args, kwargs
        process = self._context.Process(target=run_and_tell, args=given)
        with without_main():
            process.start()
        theirs.close()
        self._processes.add(process)
        future: Future[T] = Future()
        threading.Thread(target=self._collect, args=(future, process, ours), daemon=True).start()
        return future

    def _collect(self, future: Future[T], process: BaseProcess, pipe: Connection) -> None:
        """Wait for a result, or for the end of the process: its judge may hold the pipe open a little longer."""
        result: Any = None
        died = False
        try:
            ready = multiprocessing.connection.wait([pipe, process.sentinel])
            if pipe in ready or pipe.poll():
                result = pipe.recv()
            else:
                died = True
        except (EOFError, OSError):
            died = True
        process.join()
        self._processes.discard(process)
        pipe.close()
        if died:
            future.set_exception(WorkerDied(process.exitcode))
        else:
            future.set_result(result)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End what still runs, after Ctrl-C for example."""
        for process in list(self._processes):
            process.terminate()
            process.join(5)


def run_and_tell(
    pipe: Connection,
    begin: Callable[..., None],
    given: tuple[Any, ...],
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> None:
    """In a process of its own: do a job, tell the result, and end at once."""
    begin(*given)
    pipe.send(function(*args, **kwargs))
    os._exit(0)  # there is nothing to tidy up that does not end with the process


def held(folder: Path) -> IO[str]:
    """A lock in a folder, which is free again when we end, however that happens.

    A number of a process would not do: in another container that shares `/tmp` it means another process, or none.
    """
    import fcntl  # not above: Windows has none, and all of the course is imported there

    file = (folder / f"{LOCK}.new").open("w", encoding="utf-8")
    fcntl.flock(file, fcntl.LOCK_EX)
    Path(file.name).rename(folder / LOCK)  # nobody sees it before it is locked
    return file


def sweep() -> None:
    """Remove what runs that were killed left among the temporary files."""
    import fcntl

    for path in Path(short_folder(OWN)).glob(f"{PREFIX}*-*"):
        with contextlib.suppress(OSError):  # one that is just being made has no lock yet; a living one's is taken
            if path.stat().st_uid == os.getuid():
                with (path / LOCK).open("r+", encoding="utf-8") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(path, ignore_errors=True)


def forking(modules: Iterable[str]) -> Any:
    """A context of multiprocessing whose processes are forked from one that has these imports.

    A process has only one of that kind, started by whoever asks first: the judges of a build, then a whole class.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*WORKER, *modules])
    # What is forked may not have native threads.
    with uninterrupted(), variables(ONE_THREAD | KEEP_MEMORY):
        multiprocessing.forkserver.ensure_running()
    return context


@contextlib.contextmanager
def without_main() -> Iterator[None]:
    """Keep multiprocessing from importing in each judge what started us: nbgrader alone takes two seconds."""
    ours = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = ours


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


_early: list[Helpers] = []


def begin(root: Path, assignment: str) -> None:
    """Start what grading an assignment is going to need; what is not taken is ended unused.

    Parameters
    ----------
    root : Path
        Folder of the course.
    assignment : str
        Its name, which may be wrong: the command itself says so later.
    """
    with contextlib.suppress(Exception):
        paths = sorted((root / "source" / assignment).glob("*.ipynb"), key=lambda path: path.stem)
        if not paths:
            return
        found = [nbformat.read(path, as_version=4) for path in paths]  # type: ignore[no-untyped-call]  # nbformat's
        data = root / "data"
        modules = imports_of([cell for nb in found for cell in nb.cells])
        _early.append(Helpers(data.resolve() if data.is_dir() else None, modules, forked=True))


def take(data: Path | None, modules: tuple[str, ...], forked: bool) -> Helpers:
    """What was started early, where it is what is needed; else a start now. Whoever gets it closes it."""
    while _early:
        helpers = _early.pop()
        if helpers.needs == (data, modules, forked) and (not helpers.kernels or helpers.kernels.alive()):
            return helpers
        helpers.close()
    return Helpers(data, modules, forked)
