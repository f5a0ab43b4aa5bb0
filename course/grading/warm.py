"""Kernels forked from a process that has the imports: a tenth of a second instead of two or three.

The process (`zygote.py`) stands in a bubblewrap of its own and runs no line of a student's; each kernel gets
namespaces, scratch and limits of its own in the fork, the same as in a bubblewrap made for it alone (`sandbox.py`).
"""

import ast
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
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner
from nbformat import NotebookNode

from ..errors import CourseError
from ..notebooks import kind
from . import sandbox
from .memory import Watch
from .names import as_python

NAME = "course-warm"
TEXT = sandbox.CONFINE + Path(__file__).with_name("zygote.py").read_text(encoding="utf-8") + "\nserve()\n"
ALWAYS = ("ipykernel.kernelapp", "IPython.core.pylabtools", "numpy")
MAX_FOLDER = 76  # bytes of a folder's name; a zygote's, a room's and a socket's add 30
START = 60.0  # seconds that the first kernel may wait for the imports
PASS_CREDENTIALS, CREDENTIALS = 16, 2  # SO_PASSCRED and SCM_CREDENTIALS of Linux


def imports_of(nb: NotebookNode) -> tuple[str, ...]:
    """Modules that the course's own cells import: those of students are none of our business before they run."""
    found = dict.fromkeys(ALWAYS)
    for cell in nb.cells:
        if cell.cell_type != "code" or kind(cell) not in ("locked", "test"):
            continue
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(as_python(cell.source))):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
    return tuple(found)


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
    """A process to fork kernels from.

    Parameters
    ----------
    photographs : Path or None
        Folder of the course's photographs.
    modules : tuple of str
        What to import, once for all kernels.
    """

    def __init__(self, photographs: Path | None, modules: tuple[str, ...]):
        self.photographs, self.base = photographs, Path(tempfile.mkdtemp(prefix="z", dir=short_folder()))
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.setsockopt(socket.SOL_SOCKET, PASS_CREDENTIALS, 1)
        self._line.settimeout(START)
        command = [*self._view(), sys.executable, "-I", "-c", TEXT, json.dumps(modules)]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, stdin=theirs, env={"PATH": os.defpath}, **silent)
        theirs.close()
        atexit.register(self.close)

    def _view(self) -> list[str]:
        """What the process sees: all rooms of this run, which each kernel's own sandbox hides but one."""
        tmp, photographs = Path("/tmp"), self.photographs
        view = [*sandbox.view(nested=True), "--ro-bind", "/proc", "/oldproc", "--dir", "/hand-in"]
        view += ["--bind", str(self.base), "/rooms/base"]
        view += [] if self.base.is_relative_to(tmp) else ["--dir", str(self.base)]
        for place, path in self._covered().items():
            view += ["--ro-bind", path, place]
        if photographs:
            view += ["--ro-bind", str(photographs), "/rooms/photographs"]
            view += [] if photographs.is_relative_to(tmp) else ["--ro-bind", str(photographs), str(photographs)]
        return [*view, "--remount-ro", "/", "--chdir", sandbox.HOME]

    def _covered(self) -> dict[str, str]:
        """Interpreters that a fresh /tmp hides, and where they are kept until they are shown again."""
        below = [path for path in sandbox.interpreters() if path.is_relative_to("/tmp")]
        return {f"/rooms/python{number}": str(path) for number, path in enumerate(below)}

    def alive(self) -> bool:
        """Whether kernels can still be forked."""
        return self._process.poll() is None

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
                 "temporary": sandbox.TEMPORARY, "shared": sandbox.SHARED, "covered": self._covered()}  # fmt: skip
        try:
            self._line.send(json.dumps(order).encode())
            told, extra, *_ = self._line.recvmsg(1, socket.CMSG_SPACE(12))
            if told and extra:
                return Forked(struct.unpack("3i", extra[0][2])[0])
        except OSError:
            pass
        self.close()
        raise CourseError("The process that kernels are forked from has ended: try again, or give --cold.")

    def close(self) -> None:
        """End it, and remove its folder."""
        self._line.close()
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.base, ignore_errors=True)


_zygotes: dict[tuple, Zygote] = {}


def zygote(photographs: Path | None, modules: tuple[str, ...]) -> Zygote:
    """The process with these imports, started if there is none; one at a time, as each takes memory."""
    key = photographs, modules
    if key not in _zygotes or not _zygotes[key].alive():
        for other in _zygotes.values():
            other.close()
        _zygotes.clear()
        sandbox.bubblewrap()
        _zygotes[key] = Zygote(photographs, modules)
    return _zygotes[key]


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

    async def cleanup(self, restart: bool = False) -> None:
        """End the watch."""
        self.watch.stop()
        await super().cleanup(restart)
