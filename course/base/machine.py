"""What this process may use of the machine: in a container it sees all processors and all memory, and has a share.

The cgroup of a process and each one above it may set a quota of processor time and a limit of memory; the
lowest counts. In a container the name that `/proc/self/cgroup` gives may not exist below `/sys/fs/cgroup`, which is
then the container's own cgroup: what is missing is passed over, and the root is asked as well.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

# A worker with its judge adds 86 to 137 MB (benchmarks/memory.py); the kernel of a notebook takes up to 300 MB.
WORKER = 500 * 10**6  # bytes
PROC, SYS = Path("/proc"), Path("/sys")
V1_MEMORY = "memory.limit_in_bytes", "memory.usage_in_bytes", "total_"
V2_MEMORY = "memory.max", "memory.current", ""


def workers(proc: Path = PROC, sys: Path = SYS) -> int:
    """How many hand-ins to grade at once: one for each processor, as far as there is memory for them, but one."""
    available = memory_available(proc, sys)
    return max(1, processors(proc, sys) if available is None else min(processors(proc, sys), available // WORKER))


def processors(proc: Path = PROC, sys: Path = SYS) -> int:
    """How many processors this process may use: those that it may run on, within its quota of their time.

    A quota is rounded to the nearest number, so that each worker has at least three quarters of a processor wherever
    there are two or more.
    """
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas: list[float] = [count]
    for folder in cgroups("cpu", proc, sys):
        with contextlib.suppress(OSError, ValueError):  # "max" is no number: no quota
            quota, period = map(int, read(folder / "cpu.max").split())
            quotas.append(quota / period)
        with contextlib.suppress(OSError, ValueError):
            quota = int(read(folder / "cpu.cfs_quota_us"))
            quotas += [quota / int(read(folder / "cpu.cfs_period_us"))] * (quota > 0)
    return max(1, int(min(quotas) + 0.5))


def memory_available(proc: Path = PROC, sys: Path = SYS) -> int | None:
    """Bytes of memory that this process and those that it starts can have; None where the system does not tell."""
    found = []
    with contextlib.suppress(OSError, StopIteration):
        lines = read(proc / "meminfo").splitlines()
        found.append(next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")))
    for folder in cgroups("memory", proc, sys):
        for limit, usage, prefix in (V1_MEMORY, V2_MEMORY):
            with contextlib.suppress(OSError, ValueError):
                used = int(read(folder / usage)) - cached(folder, prefix)
                found.append(max(0, int(read(folder / limit)) - used))
    return min(found, default=None)


def limit_process(seconds: int, memory: int) -> None:
    """Let this process end after so many seconds of a processor's time, and take so many bytes of address space.

    A process that it forks has the same limits, and may set others.
    """
    import resource  # not above: Windows has none, and all of the course is imported there

    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def out_of_memory_kills(proc: Path = PROC) -> int:
    """How many processes the system has killed for want of memory since it started; 0 where it does not tell."""
    with contextlib.suppress(OSError, StopIteration):
        lines = read(proc / "vmstat").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
    return 0


def cached(folder: Path, prefix: str) -> int:
    """Bytes of a cgroup that hold pages of files: they count as used, and are given up when memory is needed."""
    with contextlib.suppress(OSError, ValueError):
        counts = dict(line.split() for line in read(folder / "memory.stat").splitlines())
        return sum(int(counts.get(f"{prefix}{kind}_file", 0)) for kind in ("active", "inactive"))
    return 0


def cgroups(controller: str, proc: Path, sys: Path) -> Iterator[Path]:
    """Folders of the process's own cgroup and of all above it that may limit what the controller counts."""
    with contextlib.suppress(OSError):
        for line in read(proc / "self" / "cgroup").splitlines():
            _, names, path = line.split(":", 2)
            if names == "":  # version 2, alone or beside version 1
                mounts = ["", "unified"]
            elif controller in names.split(","):
                mounts = [names, controller]
            else:
                continue
            own = Path(path.lstrip("/"))
            for mount in mounts:
                root = sys / "fs" / "cgroup" / mount
                yield from (root / folder for folder in (own, *own.parents) if ".." not in folder.parts)


def read(path: Path) -> str:
    """The text of a file of the kernel's."""
    return path.read_text(encoding="utf-8", errors="replace")
