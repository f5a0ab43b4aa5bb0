"""How a kernel is confined here: by namespaces, by Landlock, or by both; the strongest that this machine allows."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from course.base.errors import CourseError

from . import bubblewrap
from .inside import landlock, syscalls

SCOPED = 6  # the first ABI that keeps signals to the student's own processes
SWITCH = "COURSE_SANDBOX"  # for tests: bubblewrap, landlock, landlock-N for version N of it
INSIDE = Path(__file__).parent / "inside"
# What a process says that runs files of `inside` and nothing else of the course.
LOAD = f"""
import importlib.util, json, sys
_spec = importlib.util.spec_from_file_location(
    "_course_kernel", {str(INSIDE / "__init__.py")!r}, submodule_search_locations=[{str(INSIDE)!r}])
sys.modules["_course_kernel"] = importlib.util.module_from_spec(_spec)
"""
TRIAL = LOAD + "from _course_kernel import confine\nprint(confine.first([], int(sys.argv[1]), {}))\nconfine.last()\n"


@dataclass(frozen=True)
class Way:
    """A way to confine a kernel.

    Attributes
    ----------
    bubblewrap : str or None
        The bwrap around the process that kernels are forked from.
    landlock : int
        The version (ABI) with which each fork confines itself; 0 without.
    """

    bubblewrap: str | None
    landlock: int

    @property
    def shared(self) -> bool:
        """Whether kernels of several students may be forked from one process: namespaces alone keep none apart."""
        return self.landlock > 0

    def __str__(self) -> str:
        parts = ["bubblewrap"] * bool(self.bubblewrap) + [f"Landlock (ABI {self.landlock})"] * self.shared
        return " and ".join(parts)


@cache
def way() -> Way:
    """The way of this machine, or the one that the environment variable `COURSE_SANDBOX` asks for.

    Raises
    ------
    CourseError
        Where no sandbox can be made.
    """
    name, _, limit = asked().partition("-")
    if name not in ("", "bubblewrap", "landlock"):
        raise CourseError(f"{SWITCH} is {name}: give bubblewrap, landlock, or nothing for both.")
    if sys.platform != "linux" or os.uname().machine not in syscalls.ARCHITECTURES:
        raise refusal(f"it needs Linux on {' or '.join(syscalls.ARCHITECTURES)}")
    path, reason = (None, f"{SWITCH} leaves it out") if name == "landlock" else bubblewrap.works()
    abi = 0 if name == "bubblewrap" else min(landlock.version(), int(limit or 99))
    if path is None and not abi:
        raise refusal(f"bubblewrap: {reason}; Landlock: not in this Linux, or not enabled")
    return Way(path, abi)


def asked() -> str:
    """What the environment variable asks for; what is forked may have an older one and is told (`ask`)."""
    return os.environ.get(SWITCH, "")


def ask(name: str) -> None:
    """Ask for a way from now on; an empty text for the strongest one."""
    os.environ[SWITCH] = name
    way.cache_clear()
    proved.cache_clear()


@cache
def proved() -> Way:
    """The way, after a process has really been confined: a container may forbid what Linux has.

    Raises
    ------
    CourseError
        Where no sandbox can be made.
    """
    found = way()
    first = trial(found)
    if first.returncode:
        raise refusal(first.stderr.strip().splitlines()[-1:][0] if first.stderr.strip() else "a first try failed")
    return found


def trial(candidate: Way) -> "subprocess.CompletedProcess[str]":
    """A process that confines itself as a kernel does, and prints whether it asks before it starts another one."""
    return subprocess.run([sys.executable, "-I", "-c", TRIAL, str(candidate.landlock)], capture_output=True, text=True)


def asks() -> bool:
    """Whether Linux asks a kernel's supervisor before a process is started; else processes are only counted.

    Raises
    ------
    CourseError
        Where no sandbox can be made.
    """
    return trial(proved()).stdout.strip().isdecimal()


def refusal(reason: str) -> CourseError:
    """Why nothing is graded, and what helps."""
    return CourseError(
        f"No sandbox can be made here, and students' code is not run without one ({reason}). `course doctor` tells"
        " what this machine lacks. Elsewhere grade in the container (docs/where-it-runs.md), or give --no-sandbox if"
        " you trust every hand-in."
    )


def server_command(settings: dict[str, Any]) -> list[str]:
    """The command of a process that kernels are forked from."""
    text = LOAD + "from _course_kernel import server\nserver.main(json.loads(sys.argv[1]))\n"
    return [sys.executable, "-I", "-c", text, json.dumps(settings)]
