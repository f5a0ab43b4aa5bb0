"""A kernel for one run of a student's cells, in a sandbox, with the agent in it."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from queue import Empty

import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from traitlets import Dict, Integer, default

from . import inside, sandbox, warm
from .intake import plain_files
from .memory import LIMIT
from .warm import Zygote

MAX_OUTPUT = 20 * 2**20  # bytes that a submission may print and draw
LOOK = 0.25  # seconds between two looks whether a silent kernel is alive


class SandboxSpec(KernelSpecManager):
    """Knows one kernel: this interpreter's, started by a provisioner of ours or, without one, plainly."""

    provisioner = ""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        provisioner = {"kernel_provisioner": {"provisioner_name": self.provisioner}} if self.provisioner else {}
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
        return KernelSpec(
            argv=argv, display_name="student", language="python", interrupt_mode="message", metadata=provisioner
        )


@cache
def connections() -> zmq.asyncio.Context:
    """What all connections to kernels are made in: to end one for each kernel takes a tenth of a second."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MAX_OUTPUT + 4 * 2**20)
    context.setsockopt(zmq.RCVHWM, 20)  # messages that wait for us; the kernel's own queue holds the others
    context.setsockopt(zmq.RECONNECT_IVL, 5)  # milliseconds: the kernel opens its sockets a moment later
    return context


class BoundedClient(AsyncKernelClient):
    """A kernel's client that takes no message larger than all output of a submission may be."""

    @default("context")
    def _bounded(self) -> zmq.asyncio.Context:
        return connections()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until answer and status come: jupyter_client's own way then listens for another 0.2 seconds of silence.

        Parameters
        ----------
        timeout : float, optional
            Seconds.

        Raises
        ------
        RuntimeError
            If there is no answer in time, or never can be.
        """
        until = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < until and await self.parent.is_alive():
            asked = self.kernel_info()
            with contextlib.suppress(Empty):
                while (await self.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                    pass
                while True:  # connecting takes a while: what was sent before is lost, and we ask again
                    told = await self.get_iopub_msg(timeout=0.02)
                    idle = told["content"].get("execution_state") == "idle"
                    if idle and told["parent_header"].get("msg_id") == asked:
                        return
        raise RuntimeError("The kernel does not answer.")


class StudentClient(NotebookClient):
    """A notebook client that counts what a kernel sends, and ends one that floods us."""

    limit = Integer(MAX_OUTPUT, help="bytes of output of one submission")
    sent = Integer(0)
    reply = Dict(help="what the kernel said of the cell that it ran last")

    @default("on_cell_executed")
    def _keep_reply(self):
        return lambda execute_reply, **_: setattr(self, "reply", execute_reply or {})

    def process_message(self, msg, cell, cell_index):
        """Count a message before it is kept."""
        self.sent += sum(len(frame) for frame in msg.get("buffers", [])) + len(str(msg.get("content", "")))
        if self.sent > self.limit:
            raise DeadKernelError("more output than is accepted")
        return super().process_message(msg, cell, cell_index)


class Student:
    """One run of a student's cells in a kernel.

    Parameters
    ----------
    client : StudentClient
        Connected to the kernel.
    patience : callable
        Seconds that the next cell may take.
    """

    def __init__(self, client: StudentClient, patience: Callable[[], float]):
        self.client, self.patience = client, patience
        self.moment: str | None = None  # the cell that ran last, where the agent has seen its end
        self.pins: dict[str, str] = {}

    def run(self, cell: NotebookNode) -> None:
        """Execute a cell and keep its outputs; raises DeadKernelError where the kernel is of no more use."""
        self.client.nb.cells.append(cell)
        self.client.timeout = max(1, int(self.patience()))
        self.client.reply = {}
        try:
            self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        except DeadKernelError as error:
            raise DeadKernelError(self._why(str(error))) from None
        reply = self.client.reply
        # nbclient's own reply for a cell that took too long has no header.
        self.moment = reply["parent_header"].get("msg_id") if "header" in reply else None
        content = reply.get("content")
        if self.moment is None or not isinstance(content, dict) or content.get("payload"):
            self.quietly("None")  # does it still listen? The cell shrugged off an interrupt, or said quit()

    def quietly(self, code: str, patience: float = 15.0) -> None:
        """Execute a line of ours without a trace in the outputs."""
        asked, until = self.client.kc.execute(code, silent=True, store_history=False), time.monotonic() + patience
        answered = None
        while answered != asked:  # an earlier cell's late answer may come first
            try:
                reply = run_sync(self.client.kc.get_shell_msg)(timeout=LOOK)
                answered = reply["parent_header"].get("msg_id")
            except Empty:
                if time.monotonic() > until or not run_sync(self.client.km.is_alive)():
                    raise DeadKernelError(self._why("it does not answer any more")) from None
            except Exception as error:  # a forged answer
                raise DeadKernelError(f"no answer ({type(error).__name__})") from None

    def memory(self) -> int | None:
        """Bytes that the sandbox took at its height, as far as they were seen."""
        watch = getattr(self.client.km.provisioner, "watch", None)
        if watch:
            watch.look()  # a quick run is over before the first regular look
        return watch.peak if watch else None

    def _why(self, otherwise: str) -> str:
        """Why the kernel is of no more use, as far as we know."""
        watch = getattr(self.client.km.provisioner, "watch", None)
        return f"it took more than {LIMIT // 2**30} GB of memory" if watch and watch.exceeded else otherwise

    def pin(self, name: str) -> None:
        """Let a test see all names as they are now."""
        if self.moment is None:
            self.moment = f"before {name}"
            self.quietly(inside.ASK.format(f"keep({self.moment!r})"))
        self.pins[name] = self.moment

    def serve(self, path: Path) -> None:
        """Let the agent answer the judge; it goes on until the judge has finished."""
        code = inside.ASK.format(f"serve({str(path)!r}, {self.pins!r})")
        self.client.kc.execute(code, silent=True, store_history=False)


@contextlib.contextmanager
def folders_for(
    submission: Path | None, photographs: Path | None, zygote: Zygote | None = None
) -> Iterator[dict[str, Path | None]]:
    """Folders of a run: for sockets, for copies of the student's plain files, for files of tests, photographs.

    The one for sockets is made anew for each kernel; the judge's socket lies among the files of tests. Kernels that
    are forked find them in the folder of their zygote.
    """
    # A short path: the name of a unix socket has at most 107 characters.
    with tempfile.TemporaryDirectory(
        prefix="" if zygote else "k", dir=zygote.base if zygote else warm.short_folder()
    ) as folder:
        sockets, hand_in, exchange = Path(folder, "s"), Path(folder, "h"), Path(folder, "x")
        for path in (hand_in, exchange):
            path.mkdir(mode=0o700)
        for path in plain_files(submission) if submission else ():
            if path.suffix != ".ipynb":
                target = hand_in / path.relative_to(submission)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        yield {"sockets": sockets, "hand_in": hand_in, "exchange": exchange, "photographs": photographs}


@contextlib.contextmanager
def student_kernel(
    folders: dict[str, Path | None],
    sandboxed: bool,
    patience: Callable[[], float],
    on_timeout: dict,
    zygote: Zygote | None = None,
) -> Iterator[Student]:
    """A fresh kernel, with the agent in it; everything inside ends with it.

    Parameters
    ----------
    folders : dict
        From `folders_for`.
    sandboxed : bool
        Whether to use bubblewrap.
    patience : callable
        Seconds that the next cell may take.
    on_timeout : dict
        What a cell that took too long gets for an answer.
    zygote : Zygote, optional
        What to fork the kernel from; `folders` must lie in its folder.
    """
    if sandboxed:
        sandbox.bubblewrap()
    specs = SandboxSpec()
    specs.provisioner = (warm.NAME if zygote else sandbox.NAME) if sandboxed else ""
    folders["sockets"].mkdir(mode=0o700)
    client = StudentClient(
        new_notebook(),
        km=AsyncKernelManager(
            kernel_spec_manager=specs,
            kernel_name="python3",
            context=connections(),
            client_class=f"{__name__}.BoundedClient",
            transport="ipc",
            ip=str(folders["sockets"] / "kernel"),
            connection_file=str(folders["sockets"] / "kernel.json"),
            shutdown_wait_time=0.2,
        ),
        interrupt_on_timeout=True,
        error_on_timeout=on_timeout,
        allow_errors=True,
        startup_timeout=60,
    )
    environment = os.environ | {f"COURSE_{name.upper()}": str(path) for name, path in folders.items() if path}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with client.setup_kernel(cleanup_kc=True, env=environment, cwd=str(folders["hand_in"]), **silent):
        student = Student(client, patience)
        student.run(new_code_cell(inside.BEGIN if zygote else inside.LOAD + inside.BEGIN))
        # All are connected. In a folder that is removed nobody can make a file: it lies on our disk, without a limit.
        shutil.rmtree(folders["sockets"])
        try:
            yield student
        finally:
            run_sync(client.km.shutdown_kernel)(now=True)
            shutil.rmtree(folders["sockets"], ignore_errors=True)
