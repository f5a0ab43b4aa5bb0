"""The entries of a zip: which may be unpacked, what each will be called, and when it was written."""

import re
import stat
import time
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import PurePosixPath

from course.base.files import RUBBISH, safe_part

MAX_LEVELS = 30  # of folders in folders
MAX_RATIO, RATIO_FROM = 200, 16 * 2**20  # text of a notebook shrinks to a twentieth
BLOCK = 4096  # bytes that a file takes on a disk, however small it is
NO_TIME = (1980, 1, 1)  # what a zip says that has no times
BOMB = f"grows more than {MAX_RATIO}-fold when unpacked, as a zip bomb does"


def problem(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry is not unpacked, as the rest of a sentence that begins with its name; None if it may be."""
    name = entry_name(entry)
    parts = PurePosixPath(name).parts
    if name.startswith("/") or re.match(r"[A-Za-z]:(?:/|$)", name) or ".." in parts:
        return "would leave the folder"
    if len(parts) > MAX_LEVELS:
        return f"lies in folders in folders, more than {MAX_LEVELS} deep"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if entry.flag_bits & 1:
        return "is encrypted: it has to be handed in without a password"
    return BOMB if bomb([entry]) else None


def bomb(entries: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether entries take far more room unpacked than their text can."""
    packed, total = 0, 0
    for entry in entries:
        packed += entry.compress_size
        total += entry.file_size
    return total > max(RATIO_FROM, MAX_RATIO * packed)


def size(entry: zipfile.ZipInfo) -> int:
    """Bytes that an entry will take on a disk."""
    return max(BLOCK, entry.file_size)


def newest(entries: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Files by the path that they will have; of two with one path, the newer."""
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry_name(entry)
        parts = PurePosixPath(name).parts
        hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts[:-1])
        if parts and not name.endswith("/") and not hidden and not RUBBISH.search(parts[-1]):
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


def entry_time(entry: zipfile.ZipInfo) -> datetime | None:
    """When the file of an entry was last changed: the exact time where the zip has it, else its wall clock here."""
    extra, at = entry.extra, 0
    while at + 4 <= len(extra):
        kind, length = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == 0x5455 and length >= 5 and at + 9 <= len(extra) and extra[at + 4] & 1:  # seconds since 1970, UTC
            return datetime.fromtimestamp(int.from_bytes(extra[at + 5 : at + 9], "little", signed=True), UTC)
        at += 4 + length
    if entry.date_time[:3] == NO_TIME:
        return None
    try:
        return datetime.fromtimestamp(time.mktime((*entry.date_time, 0, 0, -1)), UTC)
    except (ValueError, OverflowError):
        return None
