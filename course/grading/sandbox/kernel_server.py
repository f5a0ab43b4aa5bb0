"""Kernels forked from a process that has the imports: a tenth of a second instead of two or three.

The process (`inside/server.py`) runs no line of a student's. Where bubblewrap can be had it stands in namespaces of
its own; each kernel confines itself in the fork.
"""

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from course.base.errors import CourseError

from . import bubblewrap, embedded, view
from .folders import RunFolders, short_folder
from .inside import family
from .ways import Way, server_command, way

START = 300.0  # seconds that the first kernel may wait for the imports, on a machine that is slow and busy
# What a kernel imports when it starts, and libraries when they are first used. Where pyplot is not there yet,
# `matplotlib.use("TkAgg")` in a cell is taken at its word, and every figure fails later.
ALWAYS = ("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.pylabtools", "IPython.core.debugger",
          "IPython.core.completerlib", "IPython.extensions.storemagic", "tornado.platform.asyncio",
          "numpy", "matplotlib.pyplot")  # fmt: skip
LATER = {
    "matplotlib": ("matplotlib.backends.backend_agg",),
    "PIL": ("PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin"),
}
END = 15.0  # seconds that the end of a kernel, with all that it started, may take
PASS_CREDENTIALS, CREDENTIALS = 16, 2  # SO_PASSCRED and SCM_CREDENTIALS of Linux
PASSED = {
    "memory": f"it took more than {view.MOST['memory'] // 2**30} GB of memory",
    "files": f"it wrote more than {view.MOST['files'] // 2**20} MB, or more than {view.MOST['names']:,} files",
    "processes": f"it started more than {view.MOST['processes']} processes and threads",
}
Imports = tuple[Path | None, tuple[str, ...]]  # what a server has: data, and modules


class ForkedKernel:
    """A kernel in its sandbox, as its supervisor tells of it.

    Parameters
    ----------
    line : socket
        To the supervisor, which ends the kernel when the line is closed.
    pid : int
        The supervisor's number.
    """

    def __init__(self, line: socket.socket, pid: int):
        self.line, self.pid = line, pid
        self.running, self.memory, self.passed = True, 0, ""
        self.code = -signal.SIGKILL  # unless the supervisor tells how the kernel ended, both were killed
        self._handle = os.pidfd_open(pid)

    def poll(self, patience: float = 0.0) -> bool:
        """Whether it is there; hears what the supervisor says meanwhile.

        Parameters
        ----------
        patience : float
            Seconds to wait for a word.
        """
        while self.running and select.select([self.line], [], [], patience)[0]:
            try:
                word = self.line.recv(4096).decode()
            except OSError:
                word = ""
            if not word:
                self._close()
            elif word in PASSED:
                self.passed = word
            else:
                message = json.loads(word)
                self.code, self.memory = message.get("code", self.code), message.get("memory", self.memory)
        return self.running

    def end(self) -> None:
        """Ask for its end, with everything that it started."""
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        """End a supervisor that does not answer; what it leaves is ended by the server."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self._close()

    def _close(self) -> None:
        self.running = False
        self.line.close()
        os.close(self._handle)


class KernelServer:
    """A process to fork kernels from; workers of one run share it where Landlock keeps its kernels apart.

    Parameters
    ----------
    base : Path
        Its folder: `RunFolders` lie in it.
    data : Path or None
        Folder of the data that the course gives.
    door : Path
        Where it listens.
    pid : int
        Number of the process.
    process : Popen, optional
        The process, where it is ours to end.
    """

    def __init__(
        self,
        base: Path,
        data: Path | None,
        door: Path,
        pid: int,
        process: subprocess.Popen[bytes] | None = None,
    ):
        self.base, self.data, self.door, self.pid, self._process = base, data, door, pid, process
        self._ended, self._temporary = False, False

    @classmethod
    def start(cls, data: Path | None, modules: tuple[str, ...], folder: str | None = None) -> "KernelServer":
        """Start one for many kernels, and do not wait for it.

        Parameters
        ----------
        data : Path or None
            Folder of the data that the course gives.
        modules : tuple of str
            What to import, once for all kernels.
        folder : str, optional
            Where its own folder is made.
        """
        base = Path(tempfile.mkdtemp(prefix="z", dir=folder or short_folder()))
        rooms = base / "r"
        rooms.mkdir()
        server = cls._start(base, data, modules, rooms, way())
        server._temporary = True
        return server

    @classmethod
    def alone(cls, folders: RunFolders) -> "KernelServer":
        """Start one for a single kernel, which imports what it needs itself."""
        return cls._start(folders.base, folders.data, (), folders.sockets, way())

    @classmethod
    def _start(
        cls, base: Path, data: Path | None, modules: tuple[str, ...], writable: Path, confined: Way
    ) -> "KernelServer":
        for name in ("homes", "matplotlib"):
            (base / name).mkdir(exist_ok=True)
        for path in view.font_list().glob("fontlist-*.json"):
            shutil.copyfile(path, base / "matplotlib" / path.name)
        readable, door = view.readable(base, data), writable / "line"
        rules = [(path, "read") for path in readable] + [(path, "device") for path in view.DEVICES]
        settings = {"door": str(door), "homes": str(base / "homes"), "fonts": str(base / "matplotlib"),
                    "modules": with_later(modules), "agent": embedded.LOAD, "data": str(data or ""),
                    "rules": rules, "abi": confined.landlock, "limits": view.LIMITS, "most": view.MOST,
                    "period": view.PERIOD}  # fmt: skip
        # Without Landlock a kernel has all of `homes`, and no other kernel is in there.
        size = view.HOMES if confined.landlock else 2 * view.MOST["files"]
        around = bubblewrap.command(base, readable, writable, size) if confined.bubblewrap else []
        process = subprocess.Popen(
            [*around, *server_command(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=view.environment(base),
            start_new_session=True,  # Ctrl-C is for us
        )
        server = cls(base, data, door, process.pid, process)
        atexit.register(server.close)
        return server

    def alive(self) -> bool:
        """Whether kernels can still be forked."""
        return not self._ended and not family.ended(self.pid)

    def _connected(self) -> socket.socket:
        """A line for one kernel: the process listens as soon as it is there, and answers when it has its imports."""
        until = time.monotonic() + START
        while True:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                line.setsockopt(socket.SOL_SOCKET, PASS_CREDENTIALS, 1)
                line.settimeout(START)
                line.connect(str(self.door))
                return line
            except OSError:
                line.close()
                if not self.alive() or time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def fork(self, folders: RunFolders, arguments: list[str]) -> ForkedKernel:
        """A new kernel in a sandbox of its own.

        Parameters
        ----------
        folders : RunFolders
            Of the run, in this server's `base`.
        arguments : list of str
            Of the kernel's command line.

        Raises
        ------
        CourseError
            If there is no answer.
        """
        order = {"room": folders.room.name, "folder": str(folders.room), "arguments": arguments}
        try:
            line = self._connected()
            line.send(json.dumps(order).encode())
            byte, extra, *_ = line.recvmsg(1, socket.CMSG_SPACE(12))
            if byte and extra:
                line.settimeout(None)
                return ForkedKernel(line, struct.unpack("3i", extra[0][2])[0])
        except OSError:
            pass
        self.close()
        raise CourseError("The process that kernels are forked from has ended: try again, or give --cold.")

    def close(self) -> None:
        """End the process where it is ours, and remove its folder."""
        self._ended = True
        if self._process:
            if self._process.stdin:
                self._process.stdin.close()
            try:
                self._process.wait(END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
            atexit.unregister(self.close)
            if self._temporary:
                shutil.rmtree(self.base, ignore_errors=True)


_servers: dict[Imports, KernelServer] = {}


def server_for(data: Path | None, modules: tuple[str, ...]) -> KernelServer | None:
    """The server with these imports, started if there is none; one at a time, as each takes memory.

    None where each kernel needs a server of its own.
    """
    if not way().shared:
        return None
    key = data, modules
    if key not in _servers or not _servers[key].alive():
        _keep(key, KernelServer.start(data, modules))
    return _servers[key]


def join(base: Path, pid: int, data: Path | None, modules: tuple[str, ...]) -> None:
    """From now on take kernels with these imports from the server of whoever started us, while it is there."""
    _keep((data, modules), KernelServer(base, data, base / "r" / "line", pid))


def _keep(key: Imports, server: KernelServer) -> None:
    close_all()
    _servers[key] = server


def close_all() -> None:
    """End the server, if there is one."""
    while _servers:
        _servers.popitem()[1].close()


def with_later(modules: tuple[str, ...]) -> list[str]:
    """These modules, and what a kernel and they import when they are first used."""
    libraries = sorted({name.partition(".")[0] for name in modules})
    later = [name for library in libraries for name in LATER.get(library, ())]
    return list(dict.fromkeys((*ALWAYS, *modules, *later)))
