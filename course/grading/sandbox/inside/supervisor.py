"""Beside each kernel: starts it, watches what it and its children take, and ends all of them.

It runs no line of a student's. It ends its kernel when whoever ordered it says so or is gone, when the kernel has
ended, and when a limit is passed; the kernel and all that it started end with it.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import NoReturn

from . import confine, family, syscalls

SUBREAPER = 36
LIBC = ctypes.CDLL(None)


class Supervisor:
    """One kernel's.

    Parameters
    ----------
    line : socket
        To whoever ordered the kernel. What goes there: first a byte, so that Linux tells our number; if a limit
        is passed, its name; then JSON objects with ``code``, how the kernel ended (less than nothing for a signal,
        0 if we ended it), and with ``memory``, bytes at the height.
    home : str
        The kernel's folder; removed in the end.
    most : mapping
        Limits of the whole: ``memory`` and ``files`` in bytes, ``processes`` with their threads, ``names`` of files.
    period : float
        Seconds between two looks.
    """

    def __init__(self, line: socket.socket, home: str, most: Mapping[str, int], period: float):
        self.line, self.home, self.most, self.period, self.peak = line, home, most, period, 0
        self.held, self.free = family.Held(), most["processes"]  # how many more may start until the next look
        self.hidden = 0  # looks, one after the other, at which somebody hid
        LIBC.prctl(SUBREAPER, 1, 0, 0, 0)  # children of children come to us when their parent ends
        confine.hide_from_the_same_user()
        self.parent = os.getppid()

    def run(self, kernel: int, asks: socket.socket) -> None:
        """Stay until it is over.

        Parameters
        ----------
        kernel : int
            Number of the kernel's process.
        asks : socket
            Here comes the handle to a filter that asks us before a process is started.
        """
        try:
            self.watch([self.line, os.pidfd_open(kernel)], asks)
            if os.getppid() == self.parent:  # else our whole family is ended from outside
                self.tell(json.dumps({"code": ended(kernel)}).encode())
            self.look()
        finally:
            family.end()
            remove(self.home)
            self.tell(json.dumps({"memory": self.peak}).encode())

    def watch(self, until: list[socket.socket | int], asks: socket.socket) -> None:
        """Look and answer until one of these has something to say, our parent is gone or a limit is passed."""
        questions: int | None = asks.fileno()
        next_look, passed = time.monotonic() + self.period, ""
        while not passed and os.getppid() == self.parent:
            watched = until if questions is None else [*until, questions]
            ready = select.select(watched, [], [], max(0.0, next_look - time.monotonic()))[0]
            if any(handle in ready for handle in until):
                return
            if ready and asks.fileno() >= 0:  # not yet closed
                questions = next(iter(socket.recv_fds(asks, 1, 1)[1]), None)
                asks.close()
            elif questions is not None and ready and self.free > 0:
                self.free -= allow(questions)
            elif ready or time.monotonic() >= next_look:
                passed = self.look() or ("processes" if ready and self.free <= 0 else "")
                next_look = time.monotonic() + self.period
        self.tell(passed.encode())

    def look(self) -> str:
        """The limit that is passed now; empty if none is."""
        pids = family.descendants()
        self.free = self.most["processes"] - sum(len(family.threads(pid)) for pid in pids)
        if self.free < 0:
            return "processes"
        try:
            removed, buffers = self.held.look(pids)
            now = family.memory(pids, self.most["memory"] - buffers)
            self.peak = max(self.peak, now)
            if now + buffers > self.most["memory"]:
                return "memory"
            size, names = family.files(self.home, self.most["names"])
        except OSError:  # what hides cannot be counted; what is just ending hides as well, but not for long
            self.hidden += 1
            return "files" if self.hidden > 1 else ""
        self.hidden = 0
        return "files" if size + removed > self.most["files"] or names > self.most["names"] else ""

    def tell(self, text: bytes) -> None:
        """Say something to whoever ordered the kernel, as long as somebody listens."""
        with contextlib.suppress(OSError):
            self.line.send(text)


def allow(questions: int) -> int:
    """Let who asked first start a process; how many may, which is none if it is gone meanwhile."""
    asked = bytearray(syscalls.QUESTION)
    try:
        fcntl.ioctl(questions, syscalls.RECEIVE, asked)
        fcntl.ioctl(
            questions, syscalls.SEND, struct.pack("QqiI", *struct.unpack_from("Q", asked), 0, 0, syscalls.GO_ON)
        )
    except OSError:
        return 0
    return 1


def ended(child: int) -> int:
    """How a child of ours ended: its exit code, or the number of a signal, less than nothing; 0 if it has not."""
    info = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return (info.si_status if info.si_code == os.CLD_EXITED else -info.si_status) if info else 0


def remove(folder: str) -> None:
    """Remove a folder with whatever a student has made in it: names and depths that Python's own way cannot take."""
    with contextlib.suppress(Exception):
        shutil.rmtree(folder)
        return
    for command in (["chmod", "-R", "u+rwX", folder], ["rm", "-rf", folder]):
        with contextlib.suppress(OSError):
            subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": os.defpath})


def leave(code: int) -> NoReturn:
    """End this fork at once: nothing that the process it was forked from would do in the end is ours to do."""
    with contextlib.suppress(Exception):
        sys.stderr.flush()
    os._exit(code)
