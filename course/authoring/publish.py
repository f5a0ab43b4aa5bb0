"""`course publish`: a folder with what everybody may see, for a public repository that students and Colab open."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from course.base.errors import CourseError
from course.base.files import plain_files, write_whole
from course.grading.steps.course_files import course_files
from course.grading.steps.repository import FillAddress, badge
from course.project import notebooks
from course.project.workspace import Workspace

from .build import drift
from .leaks import leaks, secret_lines, squeeze

LICENSES = ("LICENSE", "LICENSE-TEXT.md")
STUDENT_PAGE = PurePosixPath("docs", "students.md")
LIST = ".published"  # in the folder: what the last call wrote, so that nothing else is ever replaced or deleted
GIT = {".git", ".gitignore", ".gitattributes", "LICENSE", "README.md"}  # what a new, empty repository may bring
STEPS = ("source", "release", "submitted", "autograded", "feedback")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def publish(workspace: Workspace, names: list[str], folder: Path) -> list[str]:
    """Write what may be public to a folder, or nothing at all.

    Parameters
    ----------
    workspace : Workspace
        The course, built.
    names : list of str
        Assignments to publish. Others that were published there before stay as they are.
    folder : Path
        A new or empty folder, a fresh clone, or what an earlier call has written.

    Returns
    -------
    list of str
        Paths below the folder that changed, those that were deleted included.

    Raises
    ------
    CourseError
        If a released notebook is not what its source compiles to, something would leak, or the folder holds
        files that are not ours.
    """
    before = published(workspace, folder)
    files = content(workspace, names)
    if problems := [*differences(workspace, names), *secrets(workspace, names, files), *personal(workspace, files)]:
        raise CourseError("\n".join(["Nothing is published:", *[f"  {problem}" for problem in problems]]))
    mine = tuple(f"release/{name}/" for name in names)
    kept = {p for p in before if p.startswith("release/") and not p.startswith(mine) and (folder / p).is_file()}
    files["README.md"] = front_page(workspace, sorted({*kept, *files})).encode()
    if away := [
        p for p in sorted(before | files.keys()) if not (folder / p).resolve().is_relative_to(folder.resolve())
    ]:
        raise CourseError(f"{folder / away[0]} leads out of {folder}: somebody has put a link there, remove it.")
    changed = [place for place, data in files.items() if not same(folder / place, data)]
    gone = [place for place in before - kept - files.keys() if (folder / place).is_file()]
    for place in changed:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / place, files[place])
    for place in gone:
        (folder / place).unlink()
    write_whole(folder / LIST, "".join(f"{place}\n" for place in sorted({*kept, *files})))
    return sorted(changed + gone)


def same(path: Path, data: bytes) -> bool:
    """Whether a file holds that already."""
    return path.is_file() and path.read_bytes() == data


def published(workspace: Workspace, folder: Path) -> set[str]:
    """What an earlier call wrote to a folder; a folder with anything else in it is refused."""
    place, root = folder.resolve(), workspace.root.resolve()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file: name a folder to publish to.")
    if root.is_relative_to(place) or any(place.is_relative_to(workspace.folder(s).resolve()) for s in STEPS):
        raise CourseError(f"{folder} is a part of the course itself: name a folder of its own.")
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if LIST in found:
        return set((folder / LIST).read_text(encoding="utf-8").splitlines())
    if strange := sorted(found - (GIT if ".git" in found else set())):
        raise CourseError(
            f"{folder} holds files that `course publish` has not written ({', '.join(strange[:3])}): name an empty"
            " folder, a fresh clone of the public repository, or one published before."
        )
    return set()


def content(workspace: Workspace, names: list[str]) -> dict[str, bytes]:
    """What may be public, by path: released notebooks, files of `data/`, the page for students, licenses."""
    found: dict[str, bytes] = {}
    for name in names:
        base = workspace.folder("release") / name
        found |= {f"release/{name}/{p.relative_to(base).as_posix()}": p.read_bytes() for p in plain_files(base)}
    shared = course_files(workspace.api.coursedir, names[0]).shared() if names else {}
    found |= {f"data/{name}": path.read_bytes() for name, path in shared.items()}
    page = workspace.root / STUDENT_PAGE
    if page.is_file():
        found[str(STUDENT_PAGE)] = page.read_bytes()
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            picture = page.parent / target
            if picture.suffix in (".png", ".jpg", ".svg") and picture.is_file():
                found[str(STUDENT_PAGE.parent / target)] = picture.read_bytes()
    found |= {name: (workspace.root / name).read_bytes() for name in LICENSES if (workspace.root / name).is_file()}
    return found


def front_page(workspace: Workspace, places: list[str]) -> str:
    """README of the public repository: each notebook with its badge, and where students read on."""
    repository = FillAddress(config=workspace.config).repository
    readme = workspace.root / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    title = re.search(r"^# +(.+)$", text, re.MULTILINE)
    lines = [f"# {title[1] if title else workspace.config.CourseDirectory.get('course_id', 'Notebooks')}", ""]
    for place in map(PurePosixPath, places):
        if place.suffix == ".ipynb":
            lines.append(f"- [{place.parent.name}]({place})" + (f" {badge(repository, place)}" if repository else ""))
    if str(STUDENT_PAGE) in places:
        lines += ["", f"[For students]({STUDENT_PAGE}): how to open a notebook, fill it in and hand it in."]
    if "data/LICENSES.md" in places:
        lines += ["", "The photographs have [licenses of their own](data/LICENSES.md)."]
    return "\n".join(lines) + "\n"


def differences(workspace: Workspace, names: list[str]) -> Iterator[str]:
    """Released notebooks that are missing, or are not what their sources compile to."""
    for name in names:
        yield from drift(workspace, name)


def secrets(workspace: Workspace, names: list[str], files: dict[str, bytes]) -> Iterator[str]:
    """What of solutions and hidden tests stands in these files.

    A notebook is compared with its own source: later ones may show what earlier ones asked for.
    """
    lines: dict[str, str] = {}
    for name in workspace.assignments():
        source = notebooks.read(workspace.notebook(name))
        lines |= {line: f"{name}, {owner}" for line, owner in secret_lines(source).items()}
        if name in names:
            released = workspace.notebook(name, "release")
            if released.is_file():
                yield from (f"release/{name}: {leak}" for leak in leaks(source, notebooks.read(released), {}))
    compiled = {f"release/{name}/{workspace.notebook(name).name}" for name in names}
    for place, data in files.items():
        if place.endswith((".ipynb", ".db")) and place not in compiled:
            yield f"{place} is not a student version of a notebook: move it out of {PurePosixPath(place).parts[0]}/"
        elif place not in compiled:
            text = squeeze(data.decode("utf-8", "ignore"))
            if owner := next((owner for line, owner in lines.items() if line in text), None):
                yield f"{place} shows a secret line of {owner}: take it out"


def personal(workspace: Workspace, files: dict[str, bytes]) -> Iterator[str]:
    """Files with the address of a student whom the gradebook knows."""
    with workspace.gradebook() as gradebook:
        addresses = [student.email.encode() for student in gradebook.students if student.email]
    for place, data in files.items():
        if any(address in data for address in addresses):
            yield f"{place} holds the e-mail address of a student: it may not be public"
