"""Semaphores for pools of processes, without names: those of the system are files in a folder that all share.

`multiprocessing` makes locks, queues and pools of `_multiprocessing.SemLock`. Here it is a counter of the kernel
(eventfd) that forked children inherit.
"""

import _multiprocessing  # type: ignore[import-not-found]  # part of Python, without types
import multiprocessing
import multiprocessing.heap
import multiprocessing.synchronize
import os
import select
import threading
import time

RECURSIVE = 0  # the kind of a lock that its owner may take again


class SemLock:
    """As `_multiprocessing.SemLock`, for processes that were forked."""

    SEM_VALUE_MAX = 2**31 - 1

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool):
        self.kind, self.maxvalue, self.name = kind, maxvalue, None  # nothing has to be unlinked
        self.handle = os.eventfd(value, os.EFD_SEMAPHORE | os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._owner: int | None = None
        self._times = 0

    def __del__(self) -> None:
        os.close(self.handle)

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take one, and wait for it if told so; whether it was had."""
        if self.kind == RECURSIVE and self._is_mine():
            self._times += 1
            return True
        until = None if timeout is None else time.monotonic() + max(0.0, timeout)
        waiting = select.poll()
        waiting.register(self.handle, select.POLLIN)
        while True:
            try:
                os.eventfd_read(self.handle)
            except BlockingIOError:
                left = None if until is None else until - time.monotonic()
                if not block or (left is not None and left <= 0):
                    return False
                waiting.poll(None if left is None else 1000 * left)
                continue
            self._owner, self._times = threading.get_ident(), self._times + 1
            return True

    def release(self) -> None:
        """Give one back."""
        if self.kind == RECURSIVE:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._times > 1:
                self._times -= 1
                return
        elif self.maxvalue == 1 and not self._is_zero():
            raise ValueError("semaphore or lock released too many times")
        self._times -= 1
        os.eventfd_write(self.handle, 1)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _is_mine(self) -> bool:
        return self._times > 0 and self._owner == threading.get_ident()

    def _count(self) -> int:
        return self._times

    def _is_zero(self) -> bool:
        return not select.select([self.handle], [], [], 0)[0]

    def _get_value(self) -> int:
        if self.maxvalue == 1:
            return int(not self._is_zero())
        raise NotImplementedError  # as on systems without sem_getvalue

    def _after_fork(self) -> None:
        self._times = 0


def replace() -> None:
    """Let everything that this process and its forks make of them be of this kind."""
    _multiprocessing.SemLock = SemLock
    # Shared arrays lie among the other temporary files.
    multiprocessing.heap.Arena._dir_candidates = []  # type: ignore[attr-defined]  # not for the public
    multiprocessing.set_start_method("fork", force=True)  # the other ways connect to a process of their own
