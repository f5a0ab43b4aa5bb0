"""Time that counts for limits: what processes work or idle, not what a busy machine lets them wait."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from course.grading.sandbox.inside import family

RESOLUTION = 0.1  # seconds; to look takes a part of a millisecond, and a test may ask for thousands of values
SLOWEST = 10  # seconds on the wall count as one at least: the last bound, on a machine that does not get on at all
NANO = 1e-9


class WorkClock:
    """Seconds that watched processes, with all that they started, worked or did nothing.

    Linux keeps for each thread how long it ran, and how long it was ready to run while others had the processors. The
    latter is no fault of a student's, so it does not count. Without `/proc`, all time on the wall counts.
    """

    def __init__(self) -> None:
        self._watched: list[int] = []
        self._alone: list[int] = []
        self._known: dict[tuple[int, str], tuple[int, int]] = {}
        self._used, self._wall = 0.0, 0.0

    @contextlib.contextmanager
    def watching(self, *processes: int, alone: int | None = None) -> Iterator[None]:
        """Count these meanwhile; the clock stands while none is watched.

        Parameters
        ----------
        *processes : int
            Their numbers; what they start counts with them.
        alone : int, optional
            Number of a process whose children are another matter, as those of a Jupyter server are.
        """
        self._count()
        self._watched += processes
        self._alone += [alone] if alone else []
        self._look()  # what they did before is not ours
        try:
            yield
        finally:
            self._count()
            for process in processes:
                self._watched.remove(process)
            if alone:
                self._alone.remove(alone)

    def now(self) -> float:
        """Seconds until now. What ends between two calls is not seen: call it every second or so."""
        if time.monotonic() - self._wall >= RESOLUTION:
            self._count()
        return self._used

    def _count(self) -> None:
        worked, waited, passed = self._look()
        if self._watched:
            # Waiting is discounted from what passed; who works on several processors has used more than that.
            self._used += max(worked, passed - waited, passed / SLOWEST)

    def _look(self) -> tuple[float, float, float]:
        """Seconds since the last look: of work, of waiting for a processor, and on the wall."""
        before, self._wall = self._wall, time.monotonic()
        known, self._known = self._known, {}
        worked = waited = 0
        families = {pid for root in self._watched for pid in (root, *family.descendants(root))}
        for pid in families.union(self._alone):
            for thread in family.threads(pid):
                with contextlib.suppress(OSError, ValueError):
                    ran, ready = map(int, Path(f"/proc/{pid}/task/{thread}/schedstat").read_text().split()[:2])
                    old_ran, old_ready = known.get((pid, thread), (0, 0))
                    self._known[pid, thread] = ran, ready
                    worked, waited = worked + max(0, ran - old_ran), waited + max(0, ready - old_ready)
        return worked * NANO, waited * NANO, self._wall - before
