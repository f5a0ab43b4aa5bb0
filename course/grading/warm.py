"""Kernels forked from a process that has the imports: a tenth of a second instead of two or three.

The process (`zygote.py`) stands in a bubblewrap of its own and runs no line of a student's; each kernel gets
namespaces, scratch and limits of its own in the fork, the same as in a bubblewrap made for it alone (`sandbox.py`).
"""

import ast
import asyncio
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
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner
from nbformat import NotebookNode

from ..errors import CourseError
from ..notebooks import kind
from . import inside, sandbox
from .memory import Watch
from .names import as_python

NAME = "course-warm"
TEXT = f"{inside.CONFINE}\n{inside.text('zygote.py')}\n{inside.LOAD}\nserve()\n"
# What a kernel imports when it starts, and libraries when they are first used.
ALWAYS = ("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.pylabtools", "IPython.core.debugger",
          "IPython.core.completerlib", "IPython.extensions.storemagic", "tornado.platform.asyncio",
          "numpy")  # fmt: skip
LATER = {
    "matplotlib": ("matplotlib.backends.backend_agg",),
    "PIL": ("PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin"),
}
MAX_FOLDER = 76  # bytes of a folder's name; a zygote's, a room's and a socket's add 30
START = 60.0  # seconds that the first kernel may wait for the imports
END = 5.0  # seconds that a kernel may take to end, as jupyter_client has it
LINE = "line"  # where a zygote listens
PASS_CREDENTIALS, CREDENTIALS = 16, 2  # SO_PASSCRED and SCM_CREDENTIALS of Linux


def imports_of(cells: list[NotebookNode]) -> tuple[str, ...]:
    """Modules that the course's own cells import: those of students are none of our business before they run."""
    ours = [cell for cell in cells if cell.cell_type == "code" and kind(cell) in ("locked", "test")]
    return imported(tuple(cell.source for cell in ours))


@cache
def imported(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Modules that the text of some cells imports."""
    found: dict[str, None] = {}
    for source in sources:
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(as_python(source))):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
    return tuple(found)


def with_later(modules: tuple[str, ...]) -> list[str]:
    """These modules, and what a kernel and they import when they are first used."""
    libraries = sorted({name.partition(".")[0] for name in modules})
    later = [name for library in libraries for name in LATER.get(library, ())]
    return list(dict.fromkeys((*ALWAYS, *modules, *later)))


def short_folder(more: int = 0) -> str:
    """Where temporary files may lie so that names of sockets below are short enough: the system allows 107 bytes.

    Parameters
    ----------
    more : int
        Bytes that the name of a folder of the caller's own adds.
    """
    usual = tempfile.gettempdir()
    short = len(os.fsencode(usual)) + more <= MAX_FOLDER
    return usual if short or not os.access("/tmp", os.W_OK) else "/tmp"


class Forked:
    """A kernel in its sandbox, with the part of `subprocess.Popen` that jupyter_client's provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid, self._handle, self.returncode = pid, os.pidfd_open(pid), None

    def poll(self) -> int | None:
        """None while it runs."""
        if self.returncode is None and select.select([self._handle], [], [], 0)[0]:
            self.returncode = 0
            os.close(self._handle)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self.returncode is None:
            select.select([self._handle], [], [], timeout)
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """End it: whatever the signal, there is nobody else in there to talk to."""
        with contextlib.suppress(ProcessLookupError):
            if self.poll() is None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def kill(self) -> None:
        """End it with everything that it started."""
        self.send_signal(signal.SIGKILL)


class Zygote:
    """A process to fork kernels from, and our line to it; workers of one run share the process.

    Parameters
    ----------
    base : Path
        Folder with the rooms of its kernels and the socket on which it listens.
    photographs : Path or None
        Folder of the course's photographs.
    process : Popen, optional
        The process, where it is ours to end.
    """

    def __init__(self, base: Path, photographs: Path | None, process: subprocess.Popen | None = None):
        self.base, self.photographs, self._process = base, photographs, process
        self._line: socket.socket | None = None
        self._ended = False

    @classmethod
    def start(cls, photographs: Path | None, modules: tuple[str, ...], folder: str | None = None) -> "Zygote":
        """Start one, and do not wait for it.

        Parameters
        ----------
        photographs : Path or None
            Folder of the course's photographs.
        modules : tuple of str
            What to import, once for all kernels.
        folder : str, optional
            Where its own folder is made.
        """
        base = Path(tempfile.mkdtemp(prefix="z", dir=folder or short_folder()))
        command = [*view(base, photographs), sys.executable, "-I", "-c", TEXT, json.dumps(with_later(modules))]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env={"PATH": os.defpath}, **silent)
        one = cls(base, photographs, process)
        atexit.register(one.close)
        return one

    def alive(self) -> bool:
        """Whether kernels can still be forked, as far as we know."""
        return not self._ended and (self._process is None or self._process.poll() is None)

    def _connected(self) -> socket.socket:
        """Our line: the process listens as soon as it is there, and answers when it has imported everything."""
        until = time.monotonic() + START
        while self._line is None:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                line.setsockopt(socket.SOL_SOCKET, PASS_CREDENTIALS, 1)
                line.settimeout(START)
                line.connect(str(self.base / LINE))
                self._line = line
            except OSError:
                line.close()
                if not self.alive() or time.monotonic() > until:
                    raise
                time.sleep(0.01)
        return self._line

    def fork(self, room: str, arguments: list[str]) -> Forked:
        """A new kernel in a sandbox of its own.

        Parameters
        ----------
        room : str
            Name of the folder below `base` with the folders ``s``, ``h`` and ``x`` of the run.
        arguments : list of str
            Of the kernel's command line.

        Raises
        ------
        CourseError
            If there is no answer.
        """
        order = {"room": room, "base": str(self.base), "arguments": arguments, "limits": sandbox.LIMITS,
                 "photographs": str(self.photographs or ""), "scratch": sandbox.SCRATCH,
                 "temporary": sandbox.TEMPORARY, "shared": sandbox.SHARED, "covered": covered()}  # fmt: skip
        try:
            line = self._connected()
            line.send(json.dumps(order).encode())
            told, extra, *_ = line.recvmsg(1, socket.CMSG_SPACE(12))
            if told and extra:
                return Forked(struct.unpack("3i", extra[0][2])[0])
        except OSError:
            pass
        self.close()
        raise CourseError("The process that kernels are forked from has ended: try again, or give --cold.")

    def close(self) -> None:
        """End our part of it: the process and its folder where they are ours, else the line."""
        self._ended = True
        if self._line:
            self._line.close()
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            shutil.rmtree(self.base, ignore_errors=True)


def view(base: Path, photographs: Path | None) -> list[str]:
    """What the process sees: all rooms of this run, which each kernel's own sandbox hides but one."""
    tmp = Path("/tmp")
    command = [*sandbox.view(nested=True), "--ro-bind", "/proc", "/oldproc", "--dir", "/hand-in"]
    command += ["--bind", str(base), "/rooms/base"]
    command += [] if base.is_relative_to(tmp) else ["--dir", str(base)]
    for place, path in covered().items():
        command += ["--ro-bind", path, place]
    if photographs:
        command += ["--ro-bind", str(photographs), "/rooms/photographs"]
        command += [] if photographs.is_relative_to(tmp) else ["--ro-bind", str(photographs), str(photographs)]
    return [*command, "--remount-ro", "/", "--chdir", sandbox.HOME]


def covered() -> dict[str, str]:
    """Interpreters that a fresh /tmp hides, and where they are kept until they are shown again."""
    below = [path for path in sandbox.interpreters() if path.is_relative_to("/tmp")]
    return {f"/rooms/python{number}": str(path) for number, path in enumerate(below)}


_zygotes: dict[tuple, Zygote] = {}


def zygote(photographs: Path | None, modules: tuple[str, ...]) -> Zygote:
    """The process with these imports, started if there is none; one at a time, as each takes memory."""
    key = photographs, modules
    if key not in _zygotes or not _zygotes[key].alive():
        sandbox.bubblewrap()
        _keep(key, Zygote.start(photographs, modules))
    return _zygotes[key]


def join(base: Path, photographs: Path | None, modules: tuple[str, ...]) -> None:
    """From now on take kernels with these imports from the process of whoever started us, while it is there."""
    _keep((photographs, modules), Zygote(base, photographs))


def _keep(key: tuple, one: Zygote) -> None:
    for other in _zygotes.values():
        other.close()
    _zygotes.clear()
    _zygotes[key] = one


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel instead of starting one; named by the kernelspec's `kernel_provisioner`.

    The room comes from the environment of the launch: `COURSE_SOCKETS` is the folder ``s`` in it.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Order a kernel, and watch how much memory it takes."""
        room = Path(kwargs["env"]["COURSE_SOCKETS"]).parent
        ours = next(one for one in _zygotes.values() if one.base == room.parent)
        self.process = ours.fork(room.name, cmd[cmd.index("-f") :])
        self.pid, self.cwd = self.process.pid, None
        self.watch = Watch(self.pid, self.process.kill)
        self.watch.start()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End it, and see it end: jupyter_client would look again a tenth of a second later."""
        await super().kill(restart)
        until = time.monotonic() + END
        while self.process.poll() is None and time.monotonic() < until:
            await asyncio.sleep(0.002)

    async def cleanup(self, restart: bool = False) -> None:
        """End the watch."""
        self.watch.stop()
        await super().cleanup(restart)
