"""What can change a grade besides the hand-in and its assignment: Python, the libraries and the course's own code."""

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGE = Path(__file__).parent.parent.parent
ROOMS = "base", "project", "grading"  # what a hand-in passes through; the others only show and carry
NAME = "kmeans-color-course"
KNOWN = {"PIL": "pillow", "sklearn": "scikit-learn"}


@cache
def environment(modules: tuple[str, ...] = ()) -> str:
    """Changes with Python, with each library that the course or its notebook needs, and with the course's code.

    Parameters
    ----------
    modules : tuple of str
        What the notebook imports.
    """
    found = libraries()
    for module in {module.partition(".")[0] for module in modules} - sys.stdlib_module_names:
        for name in distributions_of(module):
            found |= libraries(name)
    found.pop(NAME, None)  # `code` tells more
    return hashlib.sha256(repr([sys.version, sorted(found.items()), code(PACKAGE)]).encode()).hexdigest()


def distributions_of(module: str) -> list[str]:
    """Names of the distributions that bring a module: most are called as it is, and to look at all takes long."""
    name = KNOWN.get(module, module)
    try:
        distribution(name)
    except PackageNotFoundError:
        return packages_distributions().get(module, [])
    return [name]


def code(package: Path, rooms: tuple[str, ...] = ROOMS) -> str:
    """Changes with the path and the content of each module of some rooms.

    Parameters
    ----------
    package : Path
        Folder of the package.
    rooms : tuple of str
        Names of the rooms.
    """
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted((package / room).rglob("*.py")):
            name, content = path.relative_to(package).as_posix(), path.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def libraries(name: str = NAME) -> dict[str, str]:
    """Installed versions of a distribution, of what it requires, of what that requires, and so on.

    Parameters
    ----------
    name : str
        The distribution, which is among them.
    """
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        wanted = canonicalize_name(waiting.pop())
        if wanted in found:
            continue
        try:
            installed = distribution(wanted)
        except PackageNotFoundError:  # it is for another system
            continue
        found[wanted] = installed.version
        required = map(Requirement, installed.requires or ())
        waiting += [each.name for each in required if each.marker is None or each.marker.evaluate({"extra": ""})]
    return found
