"""A process and everything that it started: counting them, what they hold, and their end."""

import contextlib
import os
import signal
import stat
import time
from collections.abc import Collection

UNIT = 512  # bytes of a block, as stat counts them
PATIENCE = 10.0  # seconds in which killed processes must be gone
LINES, ALL_LINES = 20_000, 200_000  # of mappings: read in one look, and of a whole family; a kernel has about 1,400
LARGEST = 64 * 2**20  # bytes of a file, as the limit for one process has it
LOOKS = 5  # lists without anybody in a row that are believed
# What waits in a socket and a pipe, at most: they keep the size that Linux gives them (`syscalls.py`).
BUFFERS = {stat.S_IFSOCK: 2 * 212_992, stat.S_IFIFO: 2**16}
ROUGH = 2**29  # bytes up to which memory may be counted twice


def threads(pid: int | str) -> list[str]:
    """Numbers of the threads of a process; none if it is gone."""
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def children(pid: int | str = "self") -> list[int]:
    """Numbers of the processes that a process has started and that are still there."""
    found: list[int] = []
    for thread in threads(pid):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/children") as file:
            found += map(int, file.read().split())
    return found


def descendants(pid: int | str = "self", without: Collection[int] = ()) -> list[int]:
    """Numbers of all processes below this one; orphans come back to us, so nobody leaves the family."""
    waiting, found = [child for child in children(pid) if child not in without], []
    while waiting:
        child = waiting.pop()
        found.append(child)
        waiting += children(child)
    return found


def end(without: Collection[int] = ()) -> None:
    """Kill all that is below this process, whatever it forks meanwhile, and see it gone.

    Only children of our own are killed: their children come to us then, and so on. The number of a child is its own
    until we ask for its result; any other may belong to a stranger's process a moment after it was read.

    Parameters
    ----------
    without : collection of int
        Children that stay.
    """
    until, none = time.monotonic() + PATIENCE, 0
    while none < LOOKS and time.monotonic() < until:
        found = [child for child in children() if child not in without]
        for child in found:
            with contextlib.suppress(OSError):
                group = os.getpgid(child)  # that of the kernel, and nobody in it can leave it
                os.kill(child if group == os.getpgrp() else -group, signal.SIGKILL)
        try:
            for child in found if without else [-1]:
                while os.waitpid(child, os.WNOHANG)[0] and time.monotonic() < until:
                    pass
        except ChildProcessError:
            if not without:  # Linux itself says that there is nobody; the list in /proc may miss somebody
                return
        none = none + 1 if without and not found else 0
        time.sleep(0.001)


def memory(pids: Collection[int], limit: int) -> int:
    """Bytes of memory of some processes that belong to no file of theirs, with the tables of their pages.

    Memory that several share counts once for each, up to half a gigabyte; if that or the limit is passed, each page
    counts once, which takes a hundred times as long.
    """
    rough = {pid: field(pid, "status", ("RssAnon:", "RssShmem:", "VmSwap:")) for pid in pids}
    total, tables = sum(rough.values()), sum(field(pid, "status", ("VmPTE:", "HugetlbPages:")) for pid in pids)
    if total > min(limit, ROUGH):
        exact = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
        total = sum(field(pid, "smaps_rollup", exact, otherwise) for pid, otherwise in rough.items())
    return total + tables


def field(pid: int, name: str, wanted: tuple[str, ...], otherwise: int = 0) -> int:
    """Sum of some fields of a file in /proc, which has kilobytes, as bytes; `otherwise` where we may not look."""
    total = 0
    try:
        with open(f"/proc/{pid}/{name}", errors="replace") as file:
            for line in file:
                if line.startswith(wanted):
                    total += int(line.split()[1]) * 1024
    except PermissionError:
        return otherwise
    except OSError:
        pass
    return total


def files(folder: str, most: int) -> tuple[int, int]:
    """Bytes and number of files below a folder.

    Parameters
    ----------
    folder : str
        Links in it are not followed.
    most : int
        Where to stop counting.

    Raises
    ------
    PermissionError
        For a folder that cannot be listed.
    """
    size, number, waiting = 0, 0, [folder]
    while waiting and number <= most:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                number += 1
                if number > most:
                    break
                with contextlib.suppress(FileNotFoundError):
                    size += entry.stat(follow_symlinks=False).st_blocks * UNIT
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return size, number


class Held:
    """What processes hold that no folder shows and that is part of no process: removed files, buffers."""

    def __init__(self) -> None:
        self._maps: dict[int, tuple[dict[int, int], int]] = {}  # who was read longest ago is first

    def look(self, pids: Collection[int]) -> tuple[int, int]:
        """Bytes of removed files that are open or mapped, and of what may wait in sockets and pipes.

        Raises
        ------
        PermissionError
            For a process that lets nobody look into it.
        """
        removed: dict[int, int] = {}
        buffers: dict[tuple[int, int], int] = {}
        self._read_maps(pids)
        for found, _ in self._maps.values():
            removed |= found
        for pid in pids:
            if ended(pid) and len(threads(pid)) > 1:
                raise PermissionError("its other threads go on, and nobody may look into them")
            for file in opened(pid):
                if file.st_nlink == 0:
                    removed[file.st_ino] = file.st_blocks * UNIT
                if size := BUFFERS.get(stat.S_IFMT(file.st_mode)):
                    buffers[file.st_dev, file.st_ino] = size
        return sum(removed.values()), sum(buffers.values())

    def _read_maps(self, pids: Collection[int]) -> None:
        """Read as many lists of mappings as one look has time for, first of those that were never read."""
        known = {pid: read for pid, read in self._maps.items() if pid in pids}
        self._maps, lines = known, 0
        for pid in [pid for pid in pids if pid not in known] + list(known):
            if lines > LINES:
                break
            self._maps.pop(pid, None)
            self._maps[pid] = mapped(pid, LINES)
            lines += self._maps[pid][1]
        if sum(number for _, number in self._maps.values()) > ALL_LINES:
            raise PermissionError("more mappings than can be read")


def opened(pid: int) -> list[os.stat_result]:
    """What a process has open."""
    found, gone = [], contextlib.suppress(FileNotFoundError, ProcessLookupError)
    try:
        with gone:
            for name in os.listdir(f"/proc/{pid}/fd"):
                with gone:
                    found.append(os.stat(f"/proc/{pid}/fd/{name}"))
    except PermissionError:
        if not ended(pid):
            raise
    return found


def ended(pid: int) -> bool:
    """Whether a process is over, and only waits to be asked for its result; then nobody may look into it."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()[0] in (b"Z", b"X")
    return True


def mapped(pid: int, most: int) -> tuple[dict[int, int], int]:
    """Removed files that a process maps into its memory, each as large as a file can be; and how many lines that took.

    Raises
    ------
    PermissionError
        If there are more than `most` lines: to read them all would leave no time to look at anything else.
    """
    found, number = {}, 0
    with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/maps", "rb") as file:
        for number, line in enumerate(file, 1):
            if number > most:
                raise PermissionError("more mappings than can be read")
            if line.endswith(b" (deleted)\n"):
                found[int(line.split(maxsplit=5)[4])] = LARGEST
    return found, number
