"""Watching a run from outside: processes that it starts, the memory they take, the disk it fills."""

import contextlib
import os
import threading
import time
from dataclasses import dataclass, field
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

import psutil

INTERVAL = 0.25


@dataclass
class Seen:
    """The largest of everything, and every process there was."""

    sandbox: int = 0  # memory of the processes of one sandbox together
    crowd: int = 0  # processes of one sandbox
    grader: int = 0  # memory of one process of ours
    shared: int = 0  # memory of files without a disk, on the whole machine, beyond what was there before
    disk: int = 0  # what lay in the folder for temporary files
    processes: set[tuple[int, float]] = field(default_factory=set)


class Watch:
    """Looks at the children of this process a few times a second; use it in a `with` statement.

    Those that are there before belong to somebody else, such as a process that an earlier test forks kernels from.

    Parameters
    ----------
    folder : Path
        Folder for temporary files of the run.
    """

    def __init__(self, folder: Path):
        self.folder, self.seen, self._stop = folder, Seen(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._shared, self._before = shared_memory(), set(children())

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(INTERVAL):
            self.look()

    def look(self) -> None:
        """Take down what there is now."""
        together, found = {}, children()
        pids = {process.pid: process for process in found.values()}
        for key, process in found.items():
            if key in self._before or process.pid in helpers():
                continue
            self.seen.processes.add(key)
            with contextlib.suppress(psutil.Error, OSError):
                room = supervisor(process, pids)
                if room is None:
                    self.seen.grader = max(self.seen.grader, process.memory_info().rss)
                else:
                    together.setdefault(room, []).append(process)
        self.seen.sandbox = max([self.seen.sandbox, *map(memory, together.values())])
        self.seen.crowd = max([self.seen.crowd, *map(len, together.values())])
        self.seen.shared = max(self.seen.shared, shared_memory() - self._shared)
        self.seen.disk = max(self.seen.disk, size_of(self.folder))

    def left(self, patience: float = 60.0) -> list[str]:
        """Command lines of processes of the run that are still there after a while."""
        end = time.monotonic() + patience
        while True:
            found = []
            for pid, started in self.seen.processes:
                with contextlib.suppress(psutil.Error):
                    process = psutil.Process(pid)
                    if process.create_time() == started and process.status() != psutil.STATUS_ZOMBIE:
                        found.append(" ".join(process.cmdline())[:200])
            if not found or time.monotonic() > end:
                return found
            time.sleep(0.1)


def memory(processes: list[psutil.Process]) -> int:
    """Bytes of memory that processes take together: pages that they share, as after a fork, count once."""
    size = 0
    for process in processes:
        with contextlib.suppress(psutil.Error, OSError):
            size += process.memory_full_info().pss if len(processes) > 1 else process.memory_info().rss
    return size


def children() -> dict[tuple[int, float], psutil.Process]:
    """What this process started, and they, by number and time of start."""
    found = {}
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            found[process.pid, process.create_time()] = process
    return found


def supervisor(process: psutil.Process, pids: dict[int, psutil.Process]) -> int | None:
    """Number of the process that watches this one, where it is confined; None for one of ours."""
    room = None
    while filters(process.pid) > filters(os.getpid()):
        room = process.ppid()
        if room not in pids:
            break
        process = pids[room]
    return room


def filters(pid: int) -> int:
    """How many filters of system calls a process has: each kernel has two of its own."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Seccomp_filters:")), 0)


def helpers() -> set[int | None]:
    """The processes of Python's own that outlive every pool, and end with this one."""
    return {
        getattr(resource_tracker._resource_tracker, "_pid", None),
        getattr(forkserver._forkserver, "_forkserver_pid", None),
    }


def shared_memory() -> int:
    """Bytes of memory that belong to files and to no process."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Shmem:"))


def size_of(folder: Path) -> int:
    """Bytes on the disk below a folder, which may change meanwhile."""
    total = 0
    for base, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(base) / name).lstat().st_blocks * 512
    return total
