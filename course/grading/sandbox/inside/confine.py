"""What a kernel's process does to itself before a line of a student's runs."""

import contextlib
import ctypes
import os
import resource
import struct
from collections.abc import Iterable, Mapping

from . import landlock, syscalls

DROP_BOUNDING, AMBIENT, CLEAR_AMBIENT, DUMPABLE = 24, 47, 4, 4
CAPABILITIES_3, CAPABILITIES = 0x20080522, 64
LIBC = ctypes.CDLL(None, use_errno=True)


def give_up_capabilities() -> None:
    """No capability is left, and none can be had again: for whoever grades as root."""
    for capability in range(CAPABILITIES):
        LIBC.prctl(DROP_BOUNDING, capability, 0, 0, 0)  # fails where we may not, and then there is nothing to drop
    LIBC.prctl(AMBIENT, CLEAR_AMBIENT, 0, 0, 0)
    if LIBC.capset(struct.pack("Ii", CAPABILITIES_3, 0), struct.pack("6I", *[0] * 6)):
        raise OSError(ctypes.get_errno(), "capset")


def set_limits(limits: Mapping[str, int]) -> None:
    """Limits of the system for one process, never above those that hold already."""
    for name, value in limits.items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def first(rules: Iterable[tuple[str, str]], abi: int, limits: Mapping[str, int]) -> int | None:
    """Everything but the kernel's own sockets, which are still to be opened; called while there is one thread.

    Parameters
    ----------
    rules : iterable of (str, str)
        Paths and their access, as `landlock.restrict` takes them.
    abi : int
        Landlock's version; 0 where namespaces alone hide what is not to be seen.
    limits : mapping
        Names of `resource` and values.

    Returns
    -------
    int or None
        From now on no process and no thread is started unless who listens here allows it. None where Linux cannot
        ask (before 5.5), or somebody around us listens already: then they are only counted.
    """
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("500")  # if the machine runs out of memory, this process goes and not the grader
    set_limits(limits)
    give_up_capabilities()
    if abi:
        landlock.restrict(rules, abi)
    syscalls.install(syscalls.general(os.uname().machine, abi >= 6, os.getpid()))
    with contextlib.suppress(OSError):
        return syscalls.install(syscalls.starts(os.uname().machine), syscalls.LISTENER)
    return None


def last() -> None:
    """The kernel's sockets are open: from now on there are no others."""
    syscalls.install(syscalls.final(os.uname().machine))


def hide_from_the_same_user(hidden: bool = True) -> None:
    """Whether other processes of the same user may look into this one (`/proc/PID/mem`, ptrace)."""
    LIBC.prctl(DUMPABLE, int(not hidden), 0, 0, 0)
