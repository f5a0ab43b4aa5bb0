"""The clients through which we hear a kernel: bounded in what they take, and patient with a busy machine."""

import contextlib
import time
from collections.abc import Callable
from functools import cache
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from traitlets import Dict, Integer, Type, default

MAX_OUTPUT = 20 * 2**20  # bytes that a submission may print and draw
LOOK = 0.25  # seconds between two looks whether a silent kernel is alive


@cache
def connections() -> zmq.asyncio.Context:
    """What all connections to kernels are made in: to end one for each kernel takes a tenth of a second."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MAX_OUTPUT + 4 * 2**20)
    context.setsockopt(zmq.RCVHWM, 20)  # messages that wait for us; the kernel's own queue holds the others
    context.setsockopt(zmq.RECONNECT_IVL, 5)  # milliseconds: the kernel opens its sockets a moment later
    return context


class PatientChannel(AsyncZMQSocketChannel):
    """A channel whose timeouts count what a kernel works or idles, not how long it waits for a processor."""

    clock: Callable[[], float] = staticmethod(time.monotonic)

    async def get_msg(  # type: ignore[override]  # as its own, which is no coroutine to its base class either
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        """Get the next message; raises Empty if none comes within `timeout` seconds of the clock."""
        until = self.clock() + timeout if timeout is not None else float("inf")
        while (left := until - self.clock()) > LOOK:
            with contextlib.suppress(Empty):
                return await super().get_msg(LOOK)
        return await super().get_msg(max(0.0, left))


class BoundedClient(AsyncKernelClient):
    """A kernel's client that takes no message larger than all output of a submission may be."""

    shell_channel_class = Type(PatientChannel)

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
        manager: Any = self.parent  # jupyter_client sets it and has no type for it
        until, asked, patience = time.monotonic() + (timeout or float("inf")), set(), 0.02
        while time.monotonic() < until and await manager.is_alive():
            asked.add(self.kernel_info())
            with contextlib.suppress(Empty):
                while (await self.get_shell_msg(timeout=1))["parent_header"].get("msg_id") not in asked:
                    pass
                while True:  # connecting takes a while: what was sent before is lost, and we ask again
                    message = await self.get_iopub_msg(timeout=patience)
                    idle = message["content"].get("execution_state") == "idle"
                    if idle and message["parent_header"].get("msg_id") in asked:
                        return
            patience = min(1.0, 2 * patience)  # on a busy machine every message takes longer than that
        raise RuntimeError("The kernel does not answer.")


class StudentClient(NotebookClient):
    """A notebook client that counts what a kernel sends, and ends one that floods us."""

    kc: AsyncKernelClient  # as the manager below makes them; nbclient's own types leave that open
    km: AsyncKernelManager
    limit = Integer(MAX_OUTPUT, help="bytes of output of one submission")
    sent = Integer(0)
    reply = Dict(help="what the kernel said of the cell that it ran last")

    @default("on_cell_executed")
    def _keep_reply(self) -> Callable[..., None]:
        return lambda execute_reply, **_: setattr(self, "reply", execute_reply or {})

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Count a message before it is kept."""
        self.sent += sum(len(frame) for frame in msg.get("buffers", [])) + len(str(msg.get("content", "")))
        if self.sent > self.limit:
            raise DeadKernelError("more output than is accepted")
        return super().process_message(msg, cell, cell_index)
