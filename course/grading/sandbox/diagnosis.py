"""What this machine has to confine a kernel with, what it lacks, and the command that would change it."""

import os
from collections.abc import Iterator
from pathlib import Path

from course.base import machine
from course.base.errors import CourseError

from . import bubblewrap, view, ways
from .inside import landlock

PROFILE = "deploy/apparmor/course-bwrap"
INSTALL = "install bubblewrap (Debian and Ubuntu: sudo apt install bubblewrap; Fedora: sudo dnf install bubblewrap)"
# Settings of Linux that forbid an ordinary user's namespaces: their value then, and what changes that.
SETTINGS = {
    "kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        f"sed 's|/usr/bin/bwrap|{{bwrap}}|' {PROFILE} | sudo tee /etc/apparmor.d/course-bwrap && sudo apparmor_parser"
        " --replace /etc/apparmor.d/course-bwrap; or for every program: sudo sysctl"
        " kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    "user/max_user_namespaces": ("0", "sudo sysctl user.max_user_namespaces=10000"),
    "kernel/unprivileged_userns_clone": ("0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
}


def for_bubblewrap(system: Path = Path("/")) -> str:
    """What would allow bubblewrap to make a sandbox here.

    Parameters
    ----------
    system : Path
        The root of the files of this machine.
    """
    found = bubblewrap.candidates()
    if not found:
        return INSTALL
    # Ubuntu 25.04 and later bring a profile for this path, and of two for the same path neither is used.
    if (system / "etc/apparmor.d/bwrap-userns-restrict").exists() and found[0] != "/usr/bin/bwrap":
        return "sudo apt install bubblewrap: AppArmor has a profile for that one"
    for name, (value, command) in SETTINGS.items():
        path = system / "proc/sys" / name
        if path.is_file() and path.read_text().strip() == value:
            return command.format(bwrap=found[0])
    if any((system / name).exists() for name in (".dockerenv", "run/.containerenv")):
        return "a container's default confinement forbids it; Landlock holds alone"
    return "unknown; Landlock holds alone where it is there"


def for_landlock(system: Path = Path("/")) -> str:
    """What would bring Landlock, or a newer version of it.

    Parameters
    ----------
    system : Path
        The root of the files of this machine.
    """
    release = (system / "proc/sys/kernel/osrelease").read_text().strip()
    number = tuple(int(part) for part in release.split("-")[0].split(".")[:2])
    if number < (5, 13):
        return f"Linux 5.13 or newer (this is {release})"
    modules = system / "sys/kernel/security/lsm"
    enabled = modules.read_text().strip() if modules.is_file() else "lockdown,yama,apparmor,bpf"
    return f"lsm=landlock,{enabled} on the kernel's command line, then a restart; a container must not forbid it"


def findings() -> Iterator[tuple[str, str]]:
    """What there is and what is missing, each with its name.

    Yields
    ------
    tuple of str
        ``(what, found)``.
    """
    yield "Linux", f"{os.uname().release}, {os.uname().machine}"
    path, reason = bubblewrap.works()
    if path is None:
        yield "bubblewrap", f"not used ({reason}). To allow it: {for_bubblewrap()}"
    else:
        version = ".".join(map(str, bubblewrap.version(path))) or "unknown"
        holes = bubblewrap.known_holes(path)
        known = f"; {', '.join(holes)} is known for it: update when there is a newer one" if holes else ""
        yield "bubblewrap", f"{path}, version {version}{known}"
    abi = landlock.version()
    if not abi:
        yield "Landlock", f"not here. To have it: {for_landlock()}"
    elif abi < ways.SCOPED:
        yield "Landlock", f"ABI {abi}; a filter of system calls does what later ones do (signals from Linux 6.12 on)"
    else:
        yield "Landlock", f"ABI {abi}"
    yield from limits()
    memory = machine.memory_available()
    room = f" and {memory / 10**9:.1f} GB" if memory else ""
    yield "machine", f"{machine.processors()} processors{room} may be used: {machine.workers()} hand-ins at once"


def limits() -> Iterator[tuple[str, str]]:
    """What holds for each hand-in, and how.

    Yields
    ------
    tuple of str
        ``(what, found)``.
    """
    most, watched = view.MOST, f"watched {1 / view.PERIOD:.0f} times a second"
    sizes = f"{most['memory'] // 2**30} GB of memory, {most['files'] // 2**20} MB and {most['names']:,} files"
    yield "limits", f"{sizes}, {watched}"
    try:
        asked = "Linux asks before each is started" if ways.asks() else f"{watched}, for Linux does not ask here"
        namespace = " and no network in the namespace" * bool(ways.way().bubblewrap)
    except CourseError:
        return  # whoever grades is told why
    yield "processes", f"{most['processes']} with their threads; {asked}"
    yield "network", f"no socket can be made (seccomp){namespace}"
