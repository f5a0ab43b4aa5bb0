"""Archives from outside, unpacked within limits: nothing leaves the folder, nothing fills the disk."""

import lzma
import mmap
import os
import re
import shutil
import stat
import time
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from ..grading.intake import RUBBISH, shown

LEVELS = 3  # a zip in a zip in a zip: the download, a student's zip, and the one that the browser made of it
MAX_ENTRIES, MAX_TOTAL = 50_000, 4 * 2**30  # of a download: a class of hundreds, with pictures
MAX_INNER_ENTRIES, MAX_INNER_TOTAL = 5_000, 256 * 2**20  # of what one student zipped
MAX_LEVELS = 30  # of folders in folders
MAX_RATIO, RATIO_FROM = 200, 16 * 2**20  # text of a notebook shrinks to a twentieth
NO_TIME = (1980, 1, 1)  # what a zip says that has no times


class BadArchive(Exception):
    """An archive that is not unpacked; the message is the rest of a sentence that begins with its name."""


@dataclass
class Room:
    """Bytes that a download may still take on the disk, all its inner zips together."""

    left: int = MAX_TOTAL


def unpack(archive: Path, folder: Path, room: Room, level: int = 1) -> list[tuple[Path, str]]:
    """Unpack a zip and the zips in it; files keep the time that the download has for them.

    Parameters
    ----------
    archive : Path
        The zip.
    folder : Path
        Where to; it is made. A zip inside becomes a folder of the zip's own name.
    room : Room
        What may still be unpacked; it shrinks.
    level : int, optional
        1 for the download itself.

    Returns
    -------
    list of (Path, str)
        Zips inside that were refused, and why. The others are not held up by them.

    Raises
    ------
    BadArchive
        If this one is refused; `folder` then does not exist.
    """
    try:
        require_few(archive, MAX_INNER_ENTRIES if level > 1 else MAX_ENTRIES)
        with zipfile.ZipFile(archive) as opened:
            entries = checked(opened, room, inner=level > 1)
            room.left -= sum(entry.file_size for entry in entries.values())
            for path, entry in entries.items():
                write(opened, entry, folder / path)
        folder.mkdir(parents=True, exist_ok=True)
    except BadArchive:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BadArchive(f"is no zip, or a broken one ({shown(error) or type(error).__name__})") from None
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BadArchive(f"cannot be unpacked ({error.strerror or shown(error)})") from None
    return unpack_inner(folder, room, level + 1)


def unpack_inner(folder: Path, room: Room, level: int) -> list[tuple[Path, str]]:
    """Replace each zip below a folder by a folder of its name; those that were refused, and why."""
    refused = []
    for path in sorted(one for one in folder.rglob("*") if one.suffix.lower() == ".zip" and one.is_file()):
        when = path.stat().st_mtime
        packed = path.with_name(path.name + ".packed")
        path.rename(packed)
        try:
            if level > LEVELS:
                raise BadArchive(f"lies in more than {LEVELS - 1} other zips")
            refused += unpack(packed, path, room, level)
        except BadArchive as error:
            refused.append((path, str(error)))
        packed.unlink()
        # The times inside were written by the student's computer; only the download's own say when it was handed in.
        for one in path.rglob("*"):
            stamp(one, when)
    return refused


def require_few(archive: Path, most: int) -> None:
    """Refuse a directory of millions of files before it is read into memory; zips inside may count as well."""
    with archive.open("rb") as file:
        if archive.stat().st_size == 0:
            raise BadArchive("is empty")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if sum(1 for _ in re.finditer(rb"PK\x01\x02", data)) > 10 * most:
                raise BadArchive(f"holds far more than {most:,} files")


def checked(opened: zipfile.ZipFile, room: Room, inner: bool) -> dict[str, zipfile.ZipInfo]:
    """Files of an archive by the path they will have; of two with one path, the newer."""
    entries, total = opened.infolist(), sum(entry.file_size for entry in opened.infolist())
    most_entries = MAX_INNER_ENTRIES if inner else MAX_ENTRIES
    most = min(room.left, MAX_INNER_TOTAL if inner else MAX_TOTAL)
    if len(entries) > most_entries:
        raise BadArchive(f"holds {len(entries):,} files, more than {most_entries:,}")
    if total > most:
        raise BadArchive(f"would take {total / 2**20:,.0f} MB unpacked, more than {most / 2**20:,.0f}")
    if total > RATIO_FROM and total > MAX_RATIO * sum(entry.compress_size for entry in entries):
        raise BadArchive(f"grows more than {MAX_RATIO}-fold when unpacked, as a zip bomb does")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry_name(entry)
        parts = PurePosixPath(name).parts
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts:
            raise BadArchive(f"has a file that would leave the folder ({shown(name)})")
        if len(parts) > MAX_LEVELS:
            raise BadArchive(f"has folders in folders, more than {MAX_LEVELS} deep")
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise BadArchive(f"holds a link or a device ({shown(name)})")
        if entry.flag_bits & 1:
            raise BadArchive("is encrypted: it has to be handed in without a password")
        hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts[:-1])
        if not entry.is_dir() and not name.endswith("/") and parts and not hidden and not RUBBISH.search(parts[-1]):
            path = str(PurePosixPath(*map(safe_part, parts)))
            if path not in found or found[path].date_time <= entry.date_time:
                found[path] = entry
    return found


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Name of an entry with forward slashes; UTF-8 is recognized where the flag that says so was forgotten."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    return name.replace("\\", "/")


def safe_part(part: str) -> str:
    """A file name that every disk takes: no control characters, not too long, the ending kept."""
    part = "".join(char if char.isprintable() else "_" for char in part)
    while len(part.encode("utf-8", "replace")) > 200:
        stem, dot, ending = part.rpartition(".")
        part = f"{stem[:-1]}{dot}{ending}" if stem and len(ending) < 20 else part[:-1]
    return part.encode("utf-8", "replace").decode()


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


def entry_time(entry: zipfile.ZipInfo) -> datetime | None:
    """When the file of an entry was last changed: the exact time where the zip has it, else its wall clock here."""
    extra, at = entry.extra, 0
    while at + 4 <= len(extra):
        kind, size = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == 0x5455 and size >= 5 and at + 9 <= len(extra) and extra[at + 4] & 1:  # seconds since 1970, UTC
            return datetime.fromtimestamp(int.from_bytes(extra[at + 5 : at + 9], "little", signed=True), UTC)
        at += 4 + size
    if entry.date_time[:3] == NO_TIME:
        return None
    try:
        return datetime.fromtimestamp(time.mktime((*entry.date_time, 0, 0, -1)), UTC)
    except (ValueError, OverflowError):
        return None
