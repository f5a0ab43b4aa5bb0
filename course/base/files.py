"""Files: what a folder of strangers' holds, and writing so that nobody ever reads a half."""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

MAX_LEVELS, MAX_SEEN = 8, 20_000  # of folders in folders, and of names looked at
MAX_NAME = 200  # bytes of a name of a file
RUBBISH = re.compile(r"^\._|^(?:\.DS_Store|Thumbs\.db|desktop\.ini)$")


def plain_files(folder: Path, skipped: Collection[Path] = ()) -> list[Path]:
    """Regular files below a folder, sorted; links are neither followed nor listed, hidden folders not entered."""
    found: list[Path] = []
    seen = 0
    for base, folders, names in os.walk(folder):
        deep = len(Path(base).relative_to(folder).parts) >= MAX_LEVELS
        folders[:] = [] if deep else sorted(name for name in folders if name[0] != "." and name != "__MACOSX")
        folders[:] = [name for name in folders if Path(base, name) not in skipped]
        for path in (Path(base, name) for name in sorted(names)):
            seen += 1
            with contextlib.suppress(OSError):
                if not path.is_symlink() and path.is_file() and not RUBBISH.search(path.name):
                    found.append(path)
            if seen >= MAX_SEEN:
                return found
    return found


def safe_part(part: str) -> str:
    """A file name that every disk takes: no control characters, no drive, not too long, the ending kept."""
    part = "".join(char if char.isprintable() else "_" for char in part.replace(":", "-"))
    while len(part.encode("utf-8", "replace")) > 200:
        stem, dot, ending = part.rpartition(".")
        part = f"{stem[:-1]}{dot}{ending}" if stem and len(ending) < 20 else part[:-1]
    return part.encode("utf-8", "replace").decode()


def write_all(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files, given by their paths below a folder."""
    for place, content in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, which takes its place when everything went well and is removed otherwise.

    Its name is its own: two processes that write the same file do not write into each other's.
    """
    part = path.with_name(f"{path.name[:180]}.{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, whole or not at all; a text as UTF-8 with its line ends as they are."""
    with replacing(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def replace_folder(new: Path, place: Path) -> None:
    """Move a folder to where another may be, on the same disk: nobody ever finds a part of either there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        old = new.with_name(f"{new.name[:180]}.{secrets.token_hex(4)}.old")
        place.rename(old)
        new.rename(place)
        shutil.rmtree(old)
    else:
        new.rename(place)


def short(name: str) -> str:
    """A name for a file of ours: a folder's name may be as long as a file's without our ending."""
    if len(os.fsencode(name)) <= MAX_NAME:
        return name
    return f"{name[:40]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
