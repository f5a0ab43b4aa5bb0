"""A process that has imported what notebooks use; each kernel is forked from it.

It runs no line of a student's, and what is forked never comes back: nothing of one student is there for the next.
Forking it is sound: it has one thread and only imports (a fork after an OpenMP region hangs; none has run), no
sockets but those to whoever orders kernels, which the fork closes, and NumPy's global generator, which the fork seeds
anew. Python seeds `random` itself after a fork; IPython and ZeroMQ make keys and contexts when they start.
"""

import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from typing import Any, NoReturn

from . import confine, family, semaphores
from .supervisor import LIBC, SUBREAPER, Supervisor, leave

PARENT_DEATH = 1  # which signal comes when the parent ends
# Of itself, and of the machine; /proc/self/net and others would tell of everybody.
PROC = ("self/fd", "self/fdinfo", "self/status", "self/stat", "self/statm", "self/maps", "self/cmdline", "self/comm",
        "self/limits", "self/environ", "cpuinfo", "meminfo")  # fmt: skip
ORDER = 10.0  # seconds in which whoever connects must have said what it wants


class Server:
    """Takes orders for kernels.

    Parameters
    ----------
    settings : dict
        ``door``, where to listen; ``homes``, the folder for the kernels' homes; ``modules`` to import; ``agent``, a
        text to execute after that; ``rules``, ``abi`` and ``limits`` as `confine.first` takes them; ``most`` and
        ``period`` as `Supervisor` takes them; ``data``, a folder or nothing; ``fonts``,
        a folder with Matplotlib's font list.
    """

    def __init__(self, settings: dict[str, Any]):
        self.settings = settings
        self.supervisors: dict[int, int] = {}  # a handle to wait for, and the number of the process
        LIBC.prctl(SUBREAPER, 1, 0, 0, 0)  # if a supervisor is killed, what it watched comes to us
        confine.hide_from_the_same_user()
        self.door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.door.bind(settings["door"])
        self.door.listen(64)
        shutil.copytree(settings["fonts"], os.environ["MPLCONFIGDIR"])
        if settings["data"]:  # a notebook lies two folders below the course's: `../../data` leads here
            os.symlink(settings["data"], os.path.join(settings["homes"], "data"))
        self.owner = os.dup(0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def load(self) -> None:
        """Import everything; what is missing is a matter of the notebook's own cell."""
        # As a kernel says before it imports Matplotlib; the backend itself looks for a running kernel, and has to wait.
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        # "Is not installed": half of a kernel's start is the import of a debugger.
        sys.modules["debugpy"] = None  # type: ignore[assignment]  # Python's own way to say so
        gc.disable()  # nothing that is imported is garbage
        for name in self.settings["modules"]:
            try:
                importlib.import_module(name)
            except Exception:
                continue
        exec(self.settings["agent"], {})
        gc.freeze()  # collecting garbage would copy every page in every child
        gc.enable()

    def serve(self) -> None:
        """Fork for each order, until the owner closes its end; then wait for those that are still at work."""
        while True:
            watched: list[socket.socket | int] = [self.door, self.owner, *self.supervisors]
            ready = select.select(watched, [], [])[0]
            if self.owner in ready:
                break
            for handle in ready:
                if isinstance(handle, socket.socket):
                    self.take(handle.accept()[0])
                else:
                    self.bury(handle)
        while self.supervisors:
            for handle in select.select(list(self.supervisors), [], [], family.PATIENCE)[0] or list(self.supervisors):
                self.bury(handle)

    def take(self, line: socket.socket) -> None:
        """An order, and a supervisor with its kernel for it."""
        with line:
            line.settimeout(ORDER)
            try:
                order = json.loads(line.recv(65536))
            except (OSError, ValueError):
                return
            line.settimeout(None)
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    self.supervise(line, order)
                    code = 0
                finally:
                    leave(code)
            self.supervisors[os.pidfd_open(child)] = child

    def bury(self, handle: int) -> None:
        """A supervisor has ended; if somebody killed it, we end what it was there for."""
        os.close(handle)
        child = self.supervisors.pop(handle)
        if os.waitpid(child, os.WNOHANG) != (child, 0):
            family.end(without=self.supervisors.values())

    def supervise(self, line: socket.socket, order: dict[str, Any]) -> None:
        """In a fork: start the kernel, and stay beside it."""
        self.door.close()
        for handle in (self.owner, *self.supervisors):
            os.close(handle)
        line.send(b"+")  # Linux adds our number as the other side sees it
        home = os.path.join(self.settings["homes"], order["room"])
        supervisor = Supervisor(line, home, self.settings["most"], self.settings["period"])
        ours, theirs = socket.socketpair()
        kernel = os.fork()
        if kernel == 0:
            try:
                run_kernel(self.settings, order, home, theirs.detach())
            finally:
                leave(1)
        theirs.close()
        supervisor.run(kernel, ours)


def furnish(settings: dict[str, Any], order: dict[str, Any], home: str) -> None:
    """The kernel's home: a copy of what was handed in, the data where notebooks look for them."""
    os.makedirs(os.path.join(home, "tmp"))
    shutil.copytree(os.path.join(order["folder"], "h", "work"), os.path.join(home, "work"))
    if settings["data"]:
        os.symlink(settings["data"], os.path.join(home, "data"))
    os.environ.update(HOME=home, TMPDIR=f"{home}/tmp", IPYTHONDIR=f"{home}/.ipython")
    os.chdir(f"{home}/work")
    if not settings["abi"]:  # nothing but its mode keeps a kernel from writing beside its home, where nobody counts
        os.chmod(settings["homes"], 0o555)


def run_kernel(settings: dict[str, Any], order: dict[str, Any], home: str, supervisor: int) -> NoReturn:
    """Be the kernel; `supervisor` is a socket to the process that is asked before another is started."""
    os.setsid()
    os.closerange(3, supervisor)
    os.closerange(supervisor + 1, os.sysconf("SC_OPEN_MAX"))
    confine.hide_from_the_same_user(hidden=False)  # else its own files in /proc would not be its own
    signal.signal(signal.SIGINT, signal.default_int_handler)
    LIBC.prctl(PARENT_DEATH, signal.SIGKILL, 0, 0, 0)
    os.umask(0o077)
    furnish(settings, order, home)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else all kernels would draw the same numbers
    own = [(f"{order['folder']}/s", "write"), (f"{order['folder']}/x", "read"), (home, "write")]
    own += [(f"/proc/{name}", "read") for name in PROC]
    asks = confine.first([*settings["rules"], *own], settings["abi"], settings["limits"])
    with socket.socket(fileno=supervisor) as line:
        if asks is not None:
            socket.send_fds(line, [b"+"], [asks])
            os.close(asks)  # who kept it could give the answers
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher.py", *order["arguments"]]
    app: Any = IPKernelApp.instance()
    app.kernel_class = without_screen()
    app.initialize()
    sys.path.insert(0, "")  # the notebook's folder, as in Jupyter: IPython leaves it out where Python runs with -I
    sys.modules["_course_agent"].listen(f"{order['folder']}/s/agent")
    semaphores.replace()
    confine.last()
    app.start()
    leave(0)


def without_screen() -> type:
    """IPython's kernel with neither a screen nor a terminal: figures are pictures, whatever a cell asks for."""
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.zmqshell import ZMQInteractiveShell

    class Shell(ZMQInteractiveShell):
        def enable_matplotlib(self, gui: str | None = None) -> Any:
            return super().enable_matplotlib("inline")  # type: ignore[no-untyped-call]  # IPython's

        def enable_gui(self, gui: str | None = None) -> None:
            """Run no window system's event loop."""

        def system(self, command: str) -> None:
            """Run `!command`: IPython's ways want a terminal, or print by a thread that a cell does not wait for."""
            command = self.var_expand(command, depth=1)  # type: ignore[no-untyped-call]  # IPython's
            if command.rstrip().endswith("&"):  # it would hold the pipe for as long as it runs
                return self.system_raw(command)  # type: ignore[no-untyped-call, no-any-return]  # IPython's
            streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "errors": "replace"}
            with subprocess.Popen(command, shell=True, **streams) as process:
                for line in process.stdout or ():
                    print(line, end="")
            self.user_ns["_exit_code"] = process.returncode

    class Kernel(IPythonKernel):
        shell_class = Shell

    return Kernel


def main(settings: dict[str, Any]) -> None:
    """What the process does from its first moment to its last."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = Server(settings)
    server.load()
    server.serve()
