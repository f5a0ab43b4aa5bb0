"""`course publish`: a folder with what everybody may see, for a public repository that students and Colab open."""

import hashlib
import json
import os
import posixpath
import re
from collections import Counter
from pathlib import Path, PurePosixPath

from course.authoring.build import drift
from course.base.errors import CourseError
from course.base.files import plain_files, write_whole
from course.grading.steps.course_files import course_files
from course.grading.steps.repository import FillAddress, badge
from course.project.workspace import Workspace

from .disclosure import personal, secrets

LICENSES = ("LICENSE", "LICENSE-TEXT.md")
STUDENT_PAGE = PurePosixPath("docs", "students.md")
LIST = ".published"  # in the folder: hashes of what was written there, so that nothing else is replaced or deleted
OURS = re.compile(r"(?:release|data|docs)/.+|README\.md|LICENSE(?:-TEXT\.md)?")
GIT = {".git", ".gitignore", ".gitattributes", "LICENSE", "README.md"}  # what a new repository may bring
INSIDE = "public"  # the one folder of a course that may be published to: git ignores it
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def publish(workspace: Workspace, names: list[str], folder: Path) -> list[str]:
    """Write what may be public to a folder, or nothing at all.

    Parameters
    ----------
    workspace : Workspace
        The course, built.
    names : list of str
        Assignments to publish. Others of the course that were published there before stay as they are.
    folder : Path
        A new or empty folder, a fresh clone, or what an earlier call has written.

    Returns
    -------
    list of str
        Paths below the folder that changed, those that were deleted included.

    Raises
    ------
    CourseError
        If a released notebook is not what its source compiles to, something would leak, the folder holds
        files that are not ours, or the disk does not take them; then the same call goes on.
    """
    if not names:
        raise CourseError("There is no assignment to publish.")
    try:
        known = published(workspace, folder)
        files = content(workspace, names)
        problems = [text for name in names for text in drift(workspace, name)]
        problems = problems or [*secrets(workspace, names, files), *personal(workspace, files)]
        if problems:
            raise CourseError("\n".join(["Nothing is published:", *[f"  {problem}" for problem in problems]]))
        others = {f"release/{name}/" for name in {*workspace.assignments()} - {*names}}
        kept = {p for p in known if p.startswith(tuple(others)) and (folder / p).is_file()}
        files["README.md"] = front_page(workspace, sorted({*kept, *files})).encode()
        return write(folder, files, known, kept)
    except OSError as error:
        raise CourseError(f"{error.filename}: {error.strerror}. When that is mended, give the same command.") from error


def write(folder: Path, files: dict[str, bytes], known: dict[str, list[str]], kept: set[str]) -> list[str]:
    """Bring the folder from what an earlier call wrote to what is to be there; what changed."""
    gone = [place for place in known.keys() - kept - files.keys() if (folder / place).is_file()]
    changed = [place for place, data in files.items() if digest_of(folder / place) != digest(data)]
    for place in (*changed, *gone):
        path = folder / place
        if not path.resolve().is_relative_to(folder.resolve() / PurePosixPath(place).parts[0]):
            raise CourseError(f"{path} leads somewhere else: somebody has put a link there, remove it.")
        if known and path.is_file() and digest_of(path) not in known.get(place, []):
            raise CourseError(f"{path} is not what `course publish` wrote there: move it away, then publish again.")
    # Also what is still to be written, so that a call that was interrupted can be given again.
    record = {place: [*known.get(place, []), digest(data)] for place, data in files.items()}
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / LIST, json.dumps(known | record, indent=1))
    for place in gone:
        (folder / place).unlink()
    for place in changed:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / place, files[place])
    final = {place: [digest(data)] for place, data in files.items()} | {place: known[place] for place in kept}
    write_whole(folder / LIST, json.dumps(final, indent=1, sort_keys=True))
    return sorted(changed + gone)


def digest(data: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str | None:
    """The same for a file on disk; None where there is none."""
    return digest(path.read_bytes()) if path.is_file() else None


def published(workspace: Workspace, folder: Path) -> dict[str, list[str]]:
    """What earlier calls wrote to a folder, by path; a folder with anything else in it is refused."""
    place, root = folder.resolve(), workspace.root.resolve()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file: name a folder to publish to.")
    if root.is_relative_to(place) or (place.is_relative_to(root) and place != root / INSIDE):
        raise CourseError(f"{folder} is a part of the course itself: name a folder elsewhere, or {INSIDE}/.")
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if LIST in found:
        try:
            known = json.loads((folder / LIST).read_text(encoding="utf-8"))
            well = all(OURS.fullmatch(p) and posixpath.normpath(p) == p and list(known[p]) for p in known)
        except (ValueError, TypeError):
            well = False
        if not well:
            raise CourseError(f"{folder / LIST} was changed by hand: restore it, or publish to a new folder.")
        return known
    if strange := sorted(found - (GIT if ".git" in found else set())):
        raise CourseError(
            f"{folder} holds files that `course publish` has not written ({', '.join(strange[:3])}): name an empty"
            " folder, a fresh clone of the public repository, or one published before."
        )
    return {}


def content(workspace: Workspace, names: list[str]) -> dict[str, bytes]:
    """What may be public, by path: released notebooks, files of `data/`, the page for students, licenses."""
    found: dict[str, bytes] = {}
    for name in names:
        base = workspace.folder("release") / name
        if not any(base.glob("*.ipynb")):
            raise CourseError(f"{name} is not built: run `course build`.")
        found |= {f"release/{name}/{p.relative_to(base).as_posix()}": p.read_bytes() for p in plain_files(base)}
    given = course_files(workspace.api.coursedir, names[0])
    for path in given.data.rglob("*") if given.data else ():
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            raise CourseError(f"No permission to read {path}.")
    shared = {name: path for name, path in given.shared().items() if "/." not in f"/{name}"}  # hidden ones stay here
    found |= {f"data/{name}": path.read_bytes() for name, path in shared.items()}
    page = workspace.root / STUDENT_PAGE
    if page.is_file():
        found[str(STUDENT_PAGE)] = page.read_bytes()
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            picture = posixpath.normpath(str(STUDENT_PAGE.parent / target))
            if picture.startswith("docs/") and picture.endswith((".png", ".jpg", ".svg")):
                found |= {picture: (workspace.root / picture).read_bytes()}
    found |= {name: (workspace.root / name).read_bytes() for name in LICENSES if (workspace.root / name).is_file()}
    if odd := [name for name in found if not name.isprintable()]:
        raise CourseError(f"{odd[0]!r} has a name that not every computer takes: rename it.")
    return found


def front_page(workspace: Workspace, places: list[str]) -> str:
    """README of the public repository: each notebook with its badge, and where students read on."""
    repository = FillAddress(config=workspace.config).repository
    readme = workspace.root / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    title = re.search(r"^# +(.+)$", text, re.MULTILINE)
    lines = [f"# {title[1] if title else workspace.config.CourseDirectory.get('course_id', 'Notebooks')}", ""]
    released = [place for place in map(PurePosixPath, places) if place.suffix == ".ipynb"]
    counts = Counter(place.parent for place in released)
    for place in released:
        name = place.parent.name + f"/{place.name}" * (counts[place.parent] > 1)
        lines.append(f"- [{name}]({place})" + (f" {badge(repository, place)}" if repository else ""))
    if str(STUDENT_PAGE) in places:
        lines += ["", f"[For students]({STUDENT_PAGE}): how to open a notebook, fill it in and hand it in."]
    if "data/LICENSES.md" in places:
        lines += ["", "The photographs have [licenses of their own](data/LICENSES.md)."]
    return "\n".join(lines) + "\n"
