"""A small course of one exercise for quick tests, and the interpreters with which the real one is tried."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from course.grading.submission import snapshot
from course.project.notebooks import normal_form
from course.project.workspace import Workspace, prepare_process

from . import warm

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 1800  # seconds until a command of ours counts as hanging, on a slow and busy machine too
PYTHONS = [f"3.{minor}" for minor in range(11, 15)]  # that the course promises to run on
ASSIGNMENTS = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())
BADGE = "<!-- COLAB BADGE -->"

SOLUTION = '''def double(x):
    """Twice a number."""
    ### BEGIN SOLUTION
    doubled_value_of_x = x + x + 0
    return doubled_value_of_x
    ### END SOLUTION'''
TEST = """assert double(2) == 4, "double(2) should be four."
### BEGIN HIDDEN TESTS
for number in range(5, 9):
    assert double(number) == 2 * number, "double should work for any number."
assert double(-1) == -2, "double should work for negative numbers."
### END HIDDEN TESTS"""
MANUAL = "<!-- BEGIN SOLUTION -->\nBecause of addition, twice over.\n<!-- END SOLUTION -->"
ANSWER = 'def double(x):\n    """Twice a number."""\n    return 2 * x'


def cell(kind: str, name: str, source: str, points: int | None = None) -> NotebookNode:
    """A cell of an instructor notebook: kind is md, locked, solution, test, manual or own."""
    info = {
        "grade": kind in ("test", "manual"),
        "grade_id": name,
        "locked": kind in ("md", "locked", "test"),
        "schema_version": 3,
        "solution": kind in ("solution", "manual"),
        "task": False,
    }
    if points is not None:
        info["points"] = points
    make = new_markdown_cell if kind in ("md", "manual") else new_code_cell
    return make(source, id=name, metadata={"nbgrader": info})


def story(name: str, source: str) -> NotebookNode:
    """A locked cell that only shows."""
    made = cell("locked", name, source)
    made.metadata.tags = ["story"]
    return made


def small_notebook() -> NotebookNode:
    """An instructor notebook with one exercise and one written question."""
    return new_notebook(
        cells=[
            cell("md", "title", f"# A small course\n\n{BADGE}"),
            cell("locked", "setup", 'REPOSITORY = ""'),
            cell("solution", "double", SOLUTION),
            cell("test", "test_double", TEST, 18),
            cell("md", "question", "### Why?"),
            cell("manual", "reflection", MANUAL, 2),
        ]
    )


def write_source(root: Path, nb: NotebookNode, text: str | None = None) -> None:
    """Put an instructor notebook where the small course has it."""
    path = root / "source" / "01-small" / "small.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or normal_form(nb), encoding="utf-8")


def small_course(root: Path) -> Workspace:
    """A course of one small assignment, not yet built."""
    begin_course(root)
    share_references(root)
    write_source(root, small_notebook())
    return Workspace(root)


def begin_course(root: Path) -> None:
    """The configuration of the real course, and an empty gradebook as nbgrader makes it.

    nbgrader makes one in seconds, as it asks alembic for its version: here that happens once for all tests.
    """
    prepare_process()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    if (root / "gradebook.db").exists():
        return  # a test may have brought its own
    kept = ROOT / ".course" / f"empty-{nbgrader.__version__}.db"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            made = Path(folder) / "gradebook.db"
            Gradebook(f"sqlite:///{made}", "kmeans-color").close()
            made.rename(kept)
    shutil.copyfile(kept, root / "gradebook.db")


def share_references(root: Path) -> None:
    """Let a course find which notebooks ran well in earlier tests: the same one is built by many of them."""
    shared = ROOT / ".course" / "reference"
    shared.mkdir(parents=True, exist_ok=True)
    (root / ".course").mkdir(exist_ok=True)
    (root / ".course" / "reference").symlink_to(shared)


def run_course(*arguments: str, cwd: Path, prefix: list[str] = ()) -> subprocess.CompletedProcess:
    """The `course` command as a person calls it; behind another command in a process started anew."""
    words = [*map(str, arguments)]
    if not prefix:
        return warm.run(words, cwd, PATIENCE)
    return subprocess.run(
        [*prefix, sys.executable, "-m", "course", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=warm.environment(),
    )


def take_in(submitted, staged, name):
    """What grading does with a hand-in before nbgrader opens it, without running it."""
    taken = snapshot.take_snapshot(submitted, [name])
    snapshot.write_submission(taken, {name: nbformat.writes(snapshot.parse_snapshot(taken, name))}, staged)


def hand_in(course, student, name="small.ipynb", assignment="01-small", **sources):
    """A hand-in of the released notebook with some cells' text replaced."""
    nb = nbformat.read(course.notebook(assignment, "release"), as_version=4)
    for one in nb.cells:
        one.source = sources.get(one.id, one.source)
    path = course.folder("submitted") / student / assignment / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path
