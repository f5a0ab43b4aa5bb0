"""How much memory a sandbox takes as a whole, watched from outside: limits of the system hold for one process each."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

LIMIT = 3 * 2**30  # bytes of all processes of a sandbox together; the largest reference notebook takes 0.3 GB
PERIOD = 0.2  # seconds; two processors fill about half a gigabyte in that time
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def family(pid: int) -> Iterator[int]:
    """A process and everything that it started; in a namespace of its own nothing leaves the family."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            with contextlib.suppress(OSError):
                yield from family(int(child))


def taken(pid: int) -> int:
    """Bytes of memory of a process and its family that belong to no file."""
    total = 0
    with contextlib.suppress(OSError):
        for one in family(pid):
            with contextlib.suppress(OSError):
                _, resident, shared, *_ = Path(f"/proc/{one}/statm").read_text().split()
                total += (int(resident) - int(shared)) * PAGE
    return total


class Watch(threading.Thread):
    """Ends a process that takes too much together with its children.

    Parameters
    ----------
    pid : int
        The process.
    end : callable
        Called once, from this thread, when the limit is passed.
    """

    def __init__(self, pid: int, end: Callable[[], None]):
        super().__init__(name="memory-watch", daemon=True)
        self.pid, self.end, self.exceeded, self.peak, self._stopped = pid, end, False, 0, threading.Event()

    def run(self) -> None:
        """Look now and then."""
        while not self._stopped.wait(PERIOD):
            if self.look() > LIMIT:
                self.exceeded = True
                self.end()
                return

    def look(self) -> int:
        """Bytes that it takes now."""
        now = taken(self.pid)
        self.peak = max(self.peak, now)
        return now

    def stop(self) -> None:
        """The process is gone, or no concern any more."""
        self._stopped.set()
