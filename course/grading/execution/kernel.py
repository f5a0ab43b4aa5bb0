"""A kernel for one run of a student's cells, in a sandbox, with the agent in it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from queue import Empty
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course.base.environment import ONE_THREAD
from course.grading.sandbox import embedded
from course.grading.sandbox.folders import RunFolders
from course.grading.sandbox.kernel_server import PASSED, ForkedKernel, KernelServer
from course.grading.sandbox.provisioner import NAME

from .client import LOOK, BoundedClient, StudentClient, connections
from .clock import WorkClock

OUTPUTS = 20  # seconds in which outputs must have come when a cell has ended
STARTUP = 300  # seconds that a kernel may take to answer at all, on a machine that is slow and busy
DYING = 2.0  # seconds in which a process that has closed its connections must have ended


class SandboxSpec(KernelSpecManager):
    """Knows one kernel: this interpreter's, started by a provisioner of ours or, without one, plainly."""

    provisioner = ""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        provisioner = {"kernel_provisioner": {"provisioner_name": self.provisioner}} if self.provisioner else {}
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
        return KernelSpec(
            argv=argv, display_name="student", language="python", interrupt_mode="message", metadata=provisioner
        )


class StudentKernel:
    """One run of a student's cells in a kernel.

    Parameters
    ----------
    client : StudentClient
        Connected to the kernel.
    patience : callable
        Seconds that the next cell may take.
    judges : socket
        The judge's end of a connection to the agent; made before the first cell, as none can be made later.
    clock : callable
        Seconds of the kernel's work and idleness, for all limits.
    """

    def __init__(
        self,
        client: StudentClient,
        patience: Callable[[], float],
        judges: socket.socket,
        clock: Callable[[], float],
    ):
        self.client, self.patience, self.judges, self.clock = client, patience, judges, clock
        client.kc.shell_channel.clock = clock
        self.moment: str | None = None  # the cell that ran last, where the agent has seen its end
        self.pins: dict[str, str] = {}
        self.seen: ForkedKernel | None = None

    def run(self, cell: NotebookNode) -> None:
        """Execute a cell and keep its outputs; raises DeadKernelError where the kernel is of no more use."""
        self.client.nb.cells.append(cell)
        self.client.timeout = max(1, int(self.patience()))
        self.client.reply = {}
        try:
            self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        except DeadKernelError as error:
            raise DeadKernelError(self._why(str(error))) from None
        except Exception as error:  # of nbclient and its libraries, over what no kernel of theirs sends
            raise DeadKernelError(self._why(f"no answer ({type(error).__name__})")) from None
        reply = self.client.reply
        # nbclient's own reply for a cell that took too long has no header.
        self.moment = reply["parent_header"].get("msg_id") if "header" in reply else None
        content = reply.get("content")
        payload = content.get("payload") if isinstance(content, dict) else None
        if isinstance(payload, list) and any(
            isinstance(part, dict) and part.get("source") == "ask_exit" for part in payload
        ):
            raise DeadKernelError("it said quit() or exit()")  # IPython answers, and stops a moment later
        if self.moment is None or not isinstance(content, dict) or payload:
            self.quietly("None")  # does it still listen? The cell may have shrugged off an interrupt

    def quietly(self, code: str, patience: float = 30.0) -> None:
        """Execute a line of ours without a trace in the outputs."""
        asked, until = self.client.kc.execute(code, silent=True, store_history=False), self.clock() + patience
        answered = None
        while answered != asked:  # an earlier cell's late answer may come first
            try:
                reply = run_sync(self.client.kc.get_shell_msg)(timeout=LOOK)
                answered = reply["parent_header"].get("msg_id")
            except Empty:
                if self.clock() > until or not run_sync(self.client.km.is_alive)():
                    raise DeadKernelError(self._why("it does not answer any more")) from None
            except Exception as error:  # a forged answer
                raise DeadKernelError(f"no answer ({type(error).__name__})") from None

    @property
    def kernel(self) -> ForkedKernel | None:
        """The kernel in its sandbox; None without one."""
        return getattr(self.client.km.provisioner, "kernel", None)

    def end(self) -> None:
        """End the kernel with everything that it started."""
        self.seen = self.kernel
        run_sync(self.client.km.shutdown_kernel)(now=True)

    def memory(self) -> int | None:
        """Bytes that the sandbox took at its height; known when it has ended, None without a sandbox."""
        return self.seen.memory if self.seen else None

    @property
    def pid(self) -> int:
        """Number of the process that the kernel's processes stand below."""
        provisioner: Any = self.client.km.provisioner
        return self.kernel.pid if self.kernel else provisioner.pid

    def passed(self) -> str:
        """Which limit its end was for, in words; empty if none."""
        if self.kernel:
            self.kernel.poll()
        return PASSED.get(self.kernel.passed, "") if self.kernel else ""

    def killed(self) -> bool:
        """Whether somebody else may have ended it: it got a signal that the system sends when memory is short."""
        until = time.monotonic() + DYING
        provisioner: Any = self.client.km.provisioner
        while (code := run_sync(provisioner.poll)()) is None and time.monotonic() < until:
            time.sleep(0.02)
        return code in (-signal.SIGKILL, -signal.SIGTERM) and not self.passed()

    def _why(self, otherwise: str) -> str:
        """Why the kernel is of no more use, as far as we know."""
        return self.passed() or otherwise

    def pin(self, name: str) -> None:
        """Let a test see all names as they are now."""
        if self.moment is None:
            self.moment = f"before {name}"
            self.quietly(embedded.ASK.format(f"keep({self.moment!r})"))
        self.pins[name] = self.moment

    def serve(self) -> None:
        """Let the agent answer the judge; it goes on until the judge has finished."""
        code = embedded.ASK.format(f"serve({self.pins!r})")
        self.client.kc.execute(code, silent=True, store_history=False)


@contextlib.contextmanager
def student_kernel(
    folders: RunFolders,
    sandboxed: bool,
    patience: Callable[[], float],
    on_timeout: dict[str, Any],
    server: KernelServer | None = None,
    clock: WorkClock | None = None,
) -> Iterator[StudentKernel]:
    """A fresh kernel, with the agent in it; everything inside ends with it.

    Parameters
    ----------
    folders : RunFolders
        Of this run.
    sandboxed : bool
        False starts the kernel with the rights of whoever grades.
    patience : callable
        Seconds that the next cell may take.
    on_timeout : dict
        What a cell that took too long gets for an answer.
    server : KernelServer, optional
        What to fork the kernel from; `folders` must lie in its folder. Without one the kernel has a server of its own.
    clock : WorkClock, optional
        Counts what the kernel and this process take; goes on where it stood.
    """
    clock = clock or WorkClock()
    specs = SandboxSpec()
    specs.provisioner = NAME if sandboxed else ""
    folders.sockets.mkdir(mode=0o700)
    client = StudentClient(
        new_notebook(),  # type: ignore[no-untyped-call]  # nbformat's
        km=AsyncKernelManager(
            kernel_spec_manager=specs,
            kernel_name="python3",
            context=connections(),
            client_class=f"{BoundedClient.__module__}.BoundedClient",
            transport="ipc",
            ip=str(folders.sockets / "kernel"),
            connection_file=str(folders.sockets / "kernel.json"),
            shutdown_wait_time=0.2,
        ),
        interrupt_on_timeout=True,
        error_on_timeout=on_timeout,
        allow_errors=True,
        startup_timeout=STARTUP,
        iopub_timeout=OUTPUTS,
    )
    door = str(folders.sockets / "agent")
    with contextlib.ExitStack() as stack:
        if sandboxed:
            ours = server or stack.enter_context(contextlib.closing(KernelServer.alone(folders)))
            launch, begin = {"server": ours, "folders": folders}, embedded.BEGIN
        else:
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            launch = {"cwd": str(folders.hand_in), "env": os.environ | ONE_THREAD, **silent}
            begin = embedded.LOAD + embedded.LISTEN.format(door) + embedded.BEGIN
        stack.callback(shutil.rmtree, folders.sockets, ignore_errors=True)
        stack.enter_context(client.setup_kernel(cleanup_kc=True, **launch))
        line = stack.enter_context(socket.socket(socket.AF_UNIX))
        student = StudentKernel(client, patience, line, clock.now)
        stack.enter_context(clock.watching(student.pid, alone=os.getpid()))
        stack.callback(student.end)
        student.run(new_code_cell(begin))  # type: ignore[no-untyped-call]  # nbformat's
        student.judges.connect(door)
        # All are connected. What has no name any more cannot be replaced by something else.
        shutil.rmtree(folders.sockets)
        yield student
