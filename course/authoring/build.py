"""Instructor notebooks to student versions: checked, compiled by nbgrader, registered in the gradebook."""

import multiprocessing
import re
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode
from traitlets.config import Config

from course.base import machine
from course.base.errors import CourseError
from course.base.files import write_whole
from course.grading.steps.course_files import course_files
from course.grading.steps.repository import FillAddress, fill_readme
from course.project import notebooks
from course.project.workspace import Workspace, prepare_process

from . import reference, rules, statement
from .leaks import leaks

COPY = re.compile(r"-Copy\d+$")


@dataclass(frozen=True)
class Problem:
    """Something that keeps an assignment from being released."""

    notebook: Path
    text: str


@dataclass(frozen=True)
class InstructorNotebook:
    """A notebook of `source/`; `elsewhere` are the points of the assignment's other ones."""

    path: Path
    nb: NotebookNode
    elsewhere: float


def instructor_notebooks(workspace: Workspace, assignment: str) -> list[InstructorNotebook]:
    """The notebooks of an assignment, read."""
    found = {path: notebooks.read(path) for path in workspace.notebooks(assignment)}
    points = {path: sum(statement.points_of_cell(cell) or 0 for cell in nb.cells) for path, nb in found.items()}
    return [InstructorNotebook(path, nb, sum(points.values()) - points[path]) for path, nb in found.items()]


def fix(workspace: Workspace, assignment: str) -> bool:
    """Put instructor notebooks into normal form, and true points into their text; whether any changed."""
    changed = False
    for path in workspace.notebooks(assignment):
        text = path.read_text(encoding="utf-8")
        normal = notebooks.normal_form(statement.corrected(notebooks.read(path)))
        if text != normal:
            write_whole(path, normal)
            changed = True
    return changed


def compile_to(workspace: Workspace, assignment: str, folder: Path, register: bool) -> Path:
    """Let nbgrader compile an assignment into `folder`; with `register`, into the gradebook as well."""
    overrides = Config()
    overrides.CourseDirectory.release_directory = str(folder)
    if not register:
        overrides.SaveCells.enabled = False
        overrides.GenerateAssignment.no_database = True
    result = Workspace(workspace.root, overrides).api.generate_assignment(assignment)
    if not result["success"]:
        log = result.get("log", "") + result["error"]
        reason = next((line.strip() for line in log.splitlines() if "Error: " in line), log.strip().splitlines()[-1])
        if "submissions associated" in log:
            reason = "students have handed it in, so cells may not be added, removed or renamed any more"
        raise CourseError(f"nbgrader could not compile {assignment}: {reason}")
    return folder / assignment


def problems(workspace: Workspace, assignment: str) -> list[Problem]:
    """Everything that keeps an assignment from being released."""
    with tempfile.TemporaryDirectory(dir=workspace.scratch()) as scratch:
        return check(workspace, assignment, Path(scratch))


def check(workspace: Workspace, assignment: str, compiled: Path, strict: bool = False) -> list[Problem]:
    """The same, after compiling it into `compiled`."""
    sources = instructor_notebooks(workspace, assignment)
    found: dict[Path, list[str]] = {}
    for source in sources:
        text = source.path.read_text(encoding="utf-8")
        found[source.path] = list(rules.check_notebook(source.nb, text, strict, source.elsewhere))
        if COPY.search(source.path.stem):
            found[source.path].append("is a copy that JupyterLab made: remove it, or give it a name of its own")
    if not any(found.values()):
        release = compile_to(workspace, assignment, compiled, register=False)
        given = course_files(workspace.api.coursedir, assignment)
        released = {source.path.name: notebooks.read(release / source.path.name) for source in sources}
        for source in sources:
            name, nb = source.path.name, source.nb
            # Students get all notebooks at once: another one may show no solution either.
            others = {other: text_of(theirs) for other, theirs in released.items() if other != name}
            found[source.path] += leaks(nb, released[name], {**given.beside, **others})
            found[source.path] += reference.run_once(nb, cache(workspace), given)
    root = workspace.root
    return [
        Problem(path.relative_to(root) if path.is_relative_to(root) else path, text)
        for path, texts in found.items()
        for text in texts
    ]


def text_of(nb: NotebookNode) -> bytes:
    """The texts of a notebook's cells."""
    return "\n".join(cell.source for cell in nb.cells).encode()


def cache(workspace: Workspace) -> Path:
    """Where it is kept which notebooks ran well: beside `source/`, so that the demo finds what the course has found."""
    return workspace.folder("source").parent / ".course"


def run_references(workspace: Workspace, names: list[str]) -> Iterator[str]:
    """Run the reference solutions of several assignments at once; `build` then finds that these ran well.

    Yields how far it is.
    """
    given = {name: course_files(workspace.api.coursedir, name) for name in names}
    waiting = [
        (source.nb, cache(workspace), given[name])
        for name in names
        for source in instructor_notebooks(workspace, name)
        if not reference.mark(source.nb, cache(workspace), given[name]).is_file()
        and not any(rules.check_notebook(source.nb, notebooks.normal_form(source.nb), elsewhere=source.elsewhere))
    ]
    if len(waiting) < 2:
        return
    context = multiprocessing.get_context("spawn")  # each has event loops and a kernel server of its own
    with ProcessPoolExecutor(min(len(waiting), machine.workers()), context, prepare_process) as executor:
        yield f"running {len(waiting)} reference solutions"
        for done, _ in enumerate(executor.map(reference.run_once, *zip(*waiting, strict=True)), 1):
            yield f"{done} of {len(waiting)} reference solutions have run"


def build(workspace: Workspace, assignment: str, strict: bool = False) -> list[Path]:
    """Check, compile and register one assignment.

    Parameters
    ----------
    workspace : Workspace
        The course.
    assignment : str
        Name of a folder in `source/`.
    strict : bool
        Ask for the style of this course of an adopted notebook as well.

    Returns
    -------
    list of Path
        The released notebooks.

    Raises
    ------
    CourseError
        If anything speaks against releasing it; then `release/` and the gradebook are as before.
    """
    release = workspace.folder("release")
    workspace.require_writable(release)
    with tempfile.TemporaryDirectory(dir=workspace.scratch()) as scratch:
        if found := check(workspace, assignment, Path(scratch) / "checked", strict):
            lines = [f"  {problem.notebook}: {problem.text}" for problem in found]
            raise CourseError("\n".join([f"{assignment} is not released:", *lines]))
        workspace.gradebook(writing=True).close()
        compiled = compile_to(workspace, assignment, Path(scratch) / "registered", register=True)
        target = release / assignment
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.replace(Path(scratch) / "before")
        shutil.move(compiled, target)
    return workspace.notebooks(assignment, "release")


def drift(workspace: Workspace, assignment: str) -> list[str]:
    """Files of `release/` that differ from what the source compiles to now, with the first difference."""
    with tempfile.TemporaryDirectory(dir=workspace.scratch()) as scratch:
        compiled = compile_to(workspace, assignment, Path(scratch), register=False)
        released = workspace.folder("release") / assignment
        names = {p.relative_to(base) for base in (compiled, released) for p in base.rglob("*") if p.is_file()}
        return [text for name in sorted(names) if (text := first_difference(compiled / name, released / name))]


def first_difference(fresh: Path, released: Path) -> str | None:
    """Where a released file differs from a fresh one; None where it does not."""
    if not released.is_file():
        return f"{released} is missing: run `course build`"
    if not fresh.is_file():
        return f"{released} does not come from source/: remove it or run `course build`"
    ours, theirs = fresh.read_bytes(), released.read_bytes()
    if ours == theirs:
        return None
    pairs = zip(ours.splitlines(), theirs.splitlines(), strict=False)
    number = next((n for n, (a, b) in enumerate(pairs, 1) if a != b), 1 + min(ours.count(b"\n"), theirs.count(b"\n")))
    return f"{released}, line {number}, is not what source/ compiles to: run `course build`"


def readme(workspace: Workspace) -> tuple[Path, str, str]:
    """The README, its text, and its text with the badges of the address in `nbgrader_config.py`."""
    path = workspace.root / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    paths = [
        PurePosixPath("release", name, source.name)
        for name in workspace.assignments()
        for source in workspace.notebooks(name)
    ]
    repository = FillAddress(config=workspace.config).repository
    return path, text, fill_readme(text, repository, paths)
