"""Git repositories of students: the newest commit until a time, read without obeying anything in them.

Git works in an empty repository of our own and only takes the objects from theirs. So their configuration, hooks and
attributes are never read, nothing is checked out, and nothing is fetched. What git writes is read up to a limit: a few
kilobytes of objects can stand for millions of files.
"""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from course.base.errors import CourseError
from course.base.files import RUBBISH, safe_part
from course.base.text import shortened

HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
REF = re.compile(r"refs/(?!.*\.\.)[^\x00-\x20\\:]+")
MAX_REF, MAX_COMMITS, MAX_FILES, MAX_LISTING = 2**20, 100_000, 5_000, 8 * 2**20
PATIENCE = 600  # seconds for one answer of git's
NO_EXTRAS = ("-c", "core.commitGraph=false", "-c", "core.multiPackIndex=false")  # indexes that could be made to lie


class BadRepository(Exception):
    """A repository that nothing is taken from; the message is the rest of a sentence that begins with its name."""


@dataclass(frozen=True)
class Commit:
    """The files of a commit: (name in git, size) by path. `later` counts commits that came after the time asked for."""

    name: str
    when: datetime
    later: int
    files: dict[str, tuple[str, int]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _, size in self.files.values())


def repositories(folder: Path) -> dict[Path, Path]:
    """Clones in a folder, or one level deeper, and where each has its objects."""
    found = {}
    children = [path for path in sorted(folder.iterdir()) if is_folder(path)]
    for path in [*children, *(deeper for child in children for deeper in sorted(child.iterdir()) if is_folder(deeper))]:
        if is_folder(path / ".git"):
            found[path] = path / ".git"
        elif path.suffix == ".git" and is_folder(path / "objects") and (path / "HEAD").is_file():
            found[path] = path
    return found


def is_folder(path: Path) -> bool:
    """Whether a path is a folder and no link to one."""
    return path.is_dir() and not path.is_symlink()


def tips(git_dir: Path) -> list[str]:
    """Names of the commits at the end of the branch that is checked out, here and as it was last fetched."""
    head = small(git_dir / "HEAD").strip()
    if HASH.fullmatch(head):
        return [head]
    ref = head.removeprefix("ref:").strip()
    packed = {name: commit for commit, _, name in
              (line.partition(" ") for line in small(git_dir / "packed-refs").splitlines())}  # fmt: skip
    found = []
    for name in (ref, ref.replace("refs/heads/", "refs/remotes/origin/", 1)):
        if REF.fullmatch(name):
            commit = small(git_dir / name).strip() or packed.get(name, "")
            found += [commit] if HASH.fullmatch(commit) else []
    return list(dict.fromkeys(found))


def small(path: Path) -> str:
    """Text of a small plain file; empty if it is none."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(MAX_REF).decode("utf-8", "replace")


class Reader:
    """Objects of one repository."""

    def __init__(self, git_dir: Path, own: Path, hash_length: int) -> None:
        (own / "refs").mkdir(exist_ok=True)
        (own / "HEAD").write_text("ref: refs/heads/none\n")
        kind = "" if hash_length == 40 else "[extensions]\n\tobjectFormat = sha256\n"
        (own / "config").write_text(f"[core]\n\trepositoryFormatVersion = {int(bool(kind))}\n\tbare = true\n{kind}")
        (own / "shallow").unlink(missing_ok=True)
        cut = [line for line in small(git_dir / "shallow").splitlines() if HASH.fullmatch(line)]
        if cut:  # a clone without its older commits
            (own / "shallow").write_text("".join(f"{line}\n" for line in cut))
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(own),
            "LC_ALL": "C",
            "GIT_DIR": str(own),
            "GIT_OBJECT_DIRECTORY": str(git_dir / "objects"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_TERMINAL_PROMPT": "0",
        }

    @contextmanager
    def git(self, *arguments: str, given: bytes = b"") -> Iterator[IO[bytes]]:
        """What git answers; it is ended as soon as enough was read."""
        with tempfile.TemporaryFile() as questions:
            questions.write(given)
            questions.seek(0)
            command = ("git", "--no-pager", *NO_EXTRAS, *arguments)
            with subprocess.Popen(
                command, env=self.environment, stdin=questions, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ) as process:
                timer = threading.Timer(PATIENCE, process.kill)
                timer.start()
                try:
                    assert process.stdout is not None
                    yield process.stdout
                finally:
                    process.kill()
                    timer.cancel()

    def answer(self, *arguments: str) -> bytes:
        """All that git answers, if it is not too much."""
        with self.git(*arguments) as output:
            data = output.read(MAX_LISTING + 1)
        if len(data) > MAX_LISTING:
            raise BadRepository("holds far more files or commits than a hand-in")
        return data

    def newest(self, commits: list[str], until: datetime | None) -> tuple[str, datetime, int]:
        """Name and time of the newest commit until a time, and how many are newer."""
        log = self.answer(
            "log", "--first-parent", "--topo-order", f"--max-count={MAX_COMMITS}", "--format=%H %ct", *commits, "--"
        ).decode()
        found = [(name, int(when)) for name, _, when in (line.partition(" ") for line in log.splitlines())]
        if not found:
            raise BadRepository("has no commit that git can read")
        limit = until.timestamp() if until else float("inf")
        in_time = [entry for entry in found if entry[1] <= limit]
        if not in_time:
            first = datetime.fromtimestamp(min(when for _, when in found), UTC)
            raise BadRepository(f"has no commit before the due date, the first is of {first:%Y-%m-%d %H:%M} UTC:"
                                " --late takes the newest")  # fmt: skip
        name, when = max(in_time, key=lambda entry: entry[1])
        return name, datetime.fromtimestamp(when, UTC), len(found) - len(in_time)

    def files(self, commit: str) -> dict[str, tuple[str, int]]:
        """Plain files of a commit by path; links, other repositories and hidden folders are left out."""
        found = {}
        for line in self.answer("ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0"):
            about, _, path = line.decode("utf-8", "replace").partition("\t")
            mode, kind, name, size = (about.split() + [""] * 4)[:4]
            parts = PurePosixPath(path).parts
            hidden = any(part[0] == "." for part in parts[:-1]) or ".." in parts or path.startswith("/")
            if kind == "blob" and mode.startswith("100") and parts and not hidden and not RUBBISH.search(parts[-1]):
                if not size.isdecimal():
                    raise BadRepository(f"is damaged: git cannot read {shortened(path)}")
                found[str(PurePosixPath(*map(safe_part, parts)))] = (name, int(size))
        if len(found) > MAX_FILES:
            raise BadRepository(f"holds {len(found):,} files, more than {MAX_FILES:,}")
        return found


@contextmanager
def opened(git_dir: Path) -> Iterator[tuple[Reader, list[str]]]:
    """A reader of a repository, and its newest commits."""
    if shutil.which("git") is None:
        raise CourseError("git is not installed, which reads students' repositories: install it, or collect a zip.")
    commits = tips(git_dir)
    if not commits:
        raise BadRepository("has no commit")
    with tempfile.TemporaryDirectory(prefix="course-git-") as own:
        yield Reader(git_dir, Path(own), len(commits[0])), commits


def read(git_dir: Path, until: datetime | None) -> Commit:
    """The newest commit of a repository until a time.

    Raises
    ------
    BadRepository
        If there is none, or it holds more than a student may hand in.
    CourseError
        If there is no git on this machine.
    """
    with opened(git_dir) as (reader, commits):
        name, when, later = reader.newest(commits, until)
        return Commit(name, when, later, reader.files(name))


def write(git_dir: Path, commit: Commit, target: Path) -> None:
    """Write the files of a commit, with its time."""
    target.mkdir(parents=True)
    with opened(git_dir) as (reader, _):
        names = "".join(f"{name}\n" for name, _ in commit.files.values()).encode()
        with reader.git("cat-file", "--batch", given=names) as output:
            for place, (name, size) in commit.files.items():
                if output.readline() != f"{name} blob {size}\n".encode():
                    raise BadRepository(f"is damaged: git cannot read {shortened(place)}")
                data = output.read(size + 1)
                if len(data) != size + 1:
                    raise BadRepository(f"is damaged: git cannot read {shortened(place)}")
                path = target / place
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data[:-1])
                os.utime(path, (commit.when.timestamp(),) * 2)
