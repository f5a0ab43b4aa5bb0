"""What jupyter_client starts a kernel with: it has one forked by the kernel server, in a sandbox."""

import asyncio
import signal
import time
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase

from .kernel_server import END, ForkedKernel

NAME = "course-sandbox"


class SandboxProvisioner(KernelProvisionerBase):
    """Has a kernel forked; named by the kernelspec's `kernel_provisioner`.

    `launch_kernel` takes ``server`` and ``folders`` of the run, which are given when the kernel is started.
    """

    kernel: ForkedKernel | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel."""
        return self.kernel is not None

    async def poll(self) -> int | None:
        """None while it runs, then its exit code: less than nothing for a signal."""
        if self.kernel is None:
            return 0
        return None if self.kernel.poll() else self.kernel.code

    async def wait(self) -> int | None:
        """Wait for its end; jupyter_client would look again a tenth of a second later."""
        until = time.monotonic() + END
        while self.kernel and self.kernel.poll():
            if time.monotonic() > until:
                self.kernel.kill()
            await asyncio.sleep(0.002)
        return self.kernel.code if self.kernel else 0

    async def send_signal(self, signum: int) -> None:
        """The end is the only signal: kernels are interrupted by a message."""
        if signum in (signal.SIGTERM, signal.SIGKILL):
            await self.kill()

    async def kill(self, restart: bool = False) -> None:
        """End it with everything that it started, and see it end."""
        if self.kernel:
            self.kernel.end()
            await self.wait()

    async def terminate(self, restart: bool = False) -> None:
        """As `kill`: there is nobody else in there to talk to."""
        await self.kill()

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file, which the kernel reads in its sandbox."""
        manager: Any = self.parent  # jupyter_client sets it and has no type for it
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        command = manager.format_kernel_cmd(extra_arguments=kwargs.pop("extra_arguments", []))
        return await super().pre_launch(cmd=command, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Order a kernel."""
        self.kernel = kwargs["server"].fork(kwargs["folders"], cmd[cmd.index("-f") :])
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left to clean up."""
