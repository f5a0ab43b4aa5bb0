"""The one table of what a kernel may see and take; every way to confine one reads it."""

import os
import sys
from pathlib import Path

from course.base.environment import KEEP_MEMORY, ONE_THREAD

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin")  # the interpreter's libraries, and programs
SETTINGS = ("/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives", "/etc/localtime", "/etc/mime.types",
            "/etc/os-release", "/etc/debian_version")  # fmt: skip
DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")
LIMITS = {  # of one process, kept by Linux
    "RLIMIT_AS": 4 * 2**30,  # bytes of address space
    "RLIMIT_NOFILE": 512,
    "RLIMIT_FSIZE": 64 * 2**20,  # bytes of one file
    "RLIMIT_CPU": 1200,  # seconds of the whole submission
    "RLIMIT_CORE": 0,
    "RLIMIT_SIGPENDING": 256,  # timers as well; Linux counts them for the user, and so for the neighbors
    "RLIMIT_MEMLOCK": 0,
}
MOST = {  # of a kernel with all that it starts, kept by its supervisor
    "memory": 3 * 2**30,  # bytes; the largest reference notebook takes 0.3 GB
    "files": 128 * 2**20,  # bytes
    "names": 10_000,  # files and folders
    "processes": 128,  # with their threads; a kernel has about 15
}
PERIOD = 0.1  # seconds between two looks of a supervisor
HOMES = 2 * 2**30  # bytes of all homes together, where Linux keeps a limit for a folder


def interpreters() -> list[Path]:
    """Folders of Python and of the virtual environment."""
    return [path for path in sorted({Path(sys.base_prefix), Path(sys.prefix)}) if not path.is_relative_to("/usr")]


def readable(base: Path, data: Path | None) -> list[str]:
    """Folders and files that every kernel of a server may read.

    Parameters
    ----------
    base : Path
        The server's own folder.
    data : Path or None
        Folder of the data that the course gives.
    """
    ours = [*interpreters(), Path(__file__).parent / "inside", base / "homes" / "matplotlib"]
    return [*SYSTEM, *SETTINGS, *map(str, ours), *([str(data)] if data else [])]


def environment(base: Path) -> dict[str, str]:
    """All environment variables of the server; a kernel adds those of its home."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LOGNAME": "student",
        "HOME": str(base),
        "MPLCONFIGDIR": str(base / "homes" / "matplotlib"),
        "JOBLIB_MULTIPROCESSING": "0",  # its processes connect to each other, which nobody may in here
        **ONE_THREAD,
        **KEEP_MEMORY,
    }


def font_list() -> Path:
    """Where Matplotlib keeps its list of fonts on Linux; to ask Matplotlib itself would take as long as its import."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("MPLCONFIGDIR") or Path(caches, "matplotlib"))
