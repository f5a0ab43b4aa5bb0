"""Archives from outside, unpacked within limits: nothing leaves the folder, nothing fills the disk.

Of a download each file may be another student's: one that is refused is left out, and the rest is unpacked. A zip
inside is one student's: it is unpacked whole or not at all. Each student has a share of the room and takes no other's.
"""

import errno
import mmap
import os
import re
import secrets
import shutil
import zipfile
from collections import defaultdict
from pathlib import Path, PurePath

from course.base.text import shortened

from .entries import BOMB, bomb, entry_name, entry_time, newest, problem, size
from .kinds.labels import label, systematic

LEVELS = 3  # a zip in a zip in a zip: the download, a student's zip, and the one that the browser made of it
MAX_ENTRIES, MAX_TOTAL = 50_000, 4 * 2**30  # of a download: a class of hundreds, with pictures
MAX_INNER_ENTRIES, SHARE = 5_000, 256 * 2**20  # of one zip of a student's, and of all that one student handed in
FULL = (errno.ENOSPC, errno.EDQUOT)  # the disk, and not a name
WEB_PAGE = re.compile(rb"(?i)\A(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)")

Refused = list[tuple[Path, str]]  # what is left out, and why: the rest of a sentence that begins with its name


class BadArchive(Exception):
    """An archive that is not unpacked; the message is the rest of a sentence that begins with its name."""


class Room:
    """Bytes that a download may still take on the disk, in all and of each student.

    Parameters
    ----------
    left : int, optional
        Of all students.
    """

    def __init__(self, left: int = MAX_TOTAL) -> None:
        self.left = left
        self.shares: dict[str, int] = defaultdict(lambda: SHARE)

    def take(self, whose: str, wanted: int) -> None:
        """Count bytes as taken; raises BadArchive if there is no room for them."""
        most = min(self.left, self.shares[whose])
        if wanted > most:
            raise BadArchive(f"would take {wanted / 2**20:,.0f} MB unpacked, more than {most / 2**20:,.0f}")
        self.left -= wanted
        self.shares[whose] -= wanted


def unpack(archive: Path, folder: Path, room: Room, whose: str = "", level: int = 1) -> Refused:
    """Unpack a zip and the zips in it; files keep the time that the download has for them.

    Parameters
    ----------
    archive : Path
        The zip.
    folder : Path
        Where to; it is made. A zip inside becomes a folder of the zip's own name.
    room : Room
        What may still be unpacked; it shrinks.
    whose : str, optional
        Who handed it in; nobody handed in the download itself.
    level : int, optional
        1 for the download itself.

    Returns
    -------
    list of (Path, str)
        Files of a download and zips inside that were refused, and why. The others are not held up by them.

    Raises
    ------
    BadArchive
        If this one is refused; `folder` then does not exist.
    """
    inner = level > 1
    try:
        require_zip(archive, MAX_INNER_ENTRIES if inner else MAX_ENTRIES)
        with zipfile.ZipFile(archive) as opened:
            choose = of_student if inner else of_class
            entries, refused = choose(opened.infolist(), folder, room, whose)
            for path, entry in entries.items():
                try:
                    write(opened, entry, folder / path)
                except OSError as error:  # a name that is too long, or that the disk takes for another file's
                    if inner or error.errno in FULL:
                        raise
                    refused.append((folder / path, unwritten(error)))
        folder.mkdir(parents=True, exist_ok=True)
    except BadArchive:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BadArchive(unwritten(error)) from None
    except Exception as error:  # a stranger wrote these bytes, and five libraries read them
        shutil.rmtree(folder, ignore_errors=True)
        raise BadArchive(f"is not a zip, or is damaged ({shortened(error) or type(error).__name__})") from None
    return refused + unpack_inner(folder, room, whose, level + 1)


def unwritten(error: OSError) -> str:
    """What the system says of a file that it does not take."""
    return f"cannot be unpacked ({shortened(error.strerror or error)})"


def unpack_inner(folder: Path, room: Room, whose: str = "", level: int = 2) -> Refused:
    """Replace each zip below a folder by a folder of its name; those that were refused, and why."""
    refused: Refused = []
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    deep = depth([file.relative_to(folder) for file in files])
    for path in (file for file in files if file.suffix.lower() == ".zip"):
        owner = whose or owner_of(path.relative_to(folder), deep, folder)
        status = path.stat()
        packed = path.rename(path.with_name(secrets.token_hex(16)))  # nobody can have called another file so
        try:
            if level > LEVELS:
                raise BadArchive(f"lies in more than {LEVELS - 1} other zips")
            refused += unpack(packed, path, room, owner, level)
        except BadArchive as error:
            refused.append((path, str(error)))
        packed.unlink()
        room.take(owner, -status.st_size)
        # The times inside were written by the student's computer; only the download's own say when it was handed in.
        for unpacked in path.rglob("*"):
            stamp(unpacked, status.st_mtime)
    return refused


def depth(paths: list[PurePath]) -> int:
    """How many parts of a path tell a student's folder: one more than all paths begin with."""
    return len(Path(os.path.commonpath([path.parent for path in paths])).parts) + 1 if paths else 1


def owner_of(path: PurePath, deep: int, folder: Path) -> str:
    """Whose a file of a download in `folder` seems to be: as a system named it, else by where it lies."""
    named = next((part for part in path.parts if systematic(part)), None)
    return label(PurePath(named), "").shown if named else str(folder.joinpath(*path.parts[:deep]))


def require_zip(archive: Path, most: int) -> None:
    """Refuse what is plainly no zip, and a directory of millions of files before it is read into memory."""
    if archive.stat().st_size == 0:
        raise BadArchive("is empty")
    with archive.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if WEB_PAGE.search(data[:500]):
            raise BadArchive("is a web page and not a zip: log in, and download it again")
        if sum(1 for _ in re.finditer(rb"PK\x01\x02", data)) > 10 * most:
            raise BadArchive(f"holds far more than {most:,} files")


Entries = dict[str, zipfile.ZipInfo]  # by the path that each will have


def of_class(entries: list[zipfile.ZipInfo], folder: Path, room: Room, _: str = "") -> tuple[Entries, Refused]:
    """Files of a download, and what is left out of it for the sake of the others."""
    if len(entries) > MAX_ENTRIES:
        raise BadArchive(f"holds {len(entries):,} files, more than {MAX_ENTRIES:,}")
    refused: Refused = []
    fine = []
    for entry in entries:
        if why := problem(entry):
            refused.append((folder / entry_name(entry).lstrip("/").replace(":", "-"), why))
        else:
            fine.append(entry)
    found = newest(fine)
    if refused and not found:
        raise BadArchive(f"holds {shortened(refused[0][0].relative_to(folder))}, which {refused[0][1]}")
    deep = depth([PurePath(path) for path in found])
    for path, entry in list(found.items()):
        owner = owner_of(PurePath(path), deep, folder)
        if size(entry) > room.shares[owner]:
            refused.append((folder / path, f"is more than one student may hand in, {SHARE / 2**20:.0f} MB in all"))
            del found[path]
        else:
            room.take(owner, size(entry))
    return found, refused


def of_student(entries: list[zipfile.ZipInfo], _: Path, room: Room, whose: str) -> tuple[Entries, Refused]:
    """Files of a zip that one student made; it is refused for any of them."""
    if len(entries) > MAX_INNER_ENTRIES:
        raise BadArchive(f"holds {len(entries):,} files, more than {MAX_INNER_ENTRIES:,}")
    for entry in entries:
        if why := problem(entry):
            raise BadArchive(f"holds {shortened(entry_name(entry))}, which {why}")
    if bomb(entries):
        raise BadArchive(BOMB)
    found = newest(entries)
    if not found:
        raise BadArchive("holds no files")
    room.take(whose, sum(map(size, found.values())))
    return found, []


def write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one file, with the time that the archive has for it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file)
    when = entry_time(entry)
    stamp(target, 0 if when is None else when.timestamp())


def stamp(path: Path, when: float) -> None:
    """Set the time of a file; 0 says that it is not known."""
    os.utime(path, (when, when))
