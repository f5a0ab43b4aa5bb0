"""What it costs to grade a class again: a second hand-in with one changed answer, and one mended hidden test.

Run with `.venv/bin/python benchmarks/again.py [--assignment 02-quantize] [--size 12] [--rounds 3]` on a machine that
does nothing else: the processor seconds are those of the whole machine. Each way is measured against grading the same
class as a whole, in the same round. Medians are shown, with the range.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import classes
import nbformat
from grading import busy
from rich.console import Console
from rich.progress import track
from rich.table import Table

from course.authoring import build
from course.project.locate import CONFIG_NAME
from course.project.notebooks import grade_id, kind
from course.project.workspace import Workspace

WHOLE, ANSWER, TEST, STORY = "whole class", "one answer changed", "one hidden test mended", "with all story cells"


def seconds(course: Workspace, assignment: str, *more: str) -> float:
    """Processor seconds of `course grade`."""
    before = busy()
    command = [sys.executable, "-m", "course", "grade", assignment, *more]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return busy() - before


def own_source(course: Workspace, assignment: str) -> Workspace:
    """The class with a copy of the instructor notebook, which may be changed."""
    nb = course.notebook(assignment).read_bytes()
    path = course.root / "source" / assignment / course.notebook(assignment).name
    path.parent.mkdir(parents=True)
    path.write_bytes(nb)
    (course.root / "data").symlink_to(Path(classes.__file__).parent.parent / "data")
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"c.CourseDirectory.source_directory = {str(course.root / 'source')!r}\n")
    made = Workspace(course.root)
    build.build(made, assignment)
    return made


def change_answers(course: Workspace, assignment: str, students: list[str], exercise: str, number: int) -> None:
    """Add a remark to one answer of each hand-in."""
    for student in students:
        path = course.folder("submitted") / student / assignment / course.notebook(assignment).name
        nb = nbformat.read(path, as_version=4)
        cell = next(cell for cell in nb.cells if grade_id(cell) == exercise)
        cell.source += f"\n# version {number}"
        nbformat.write(nb, path)


def mend_test(course: Workspace, assignment: str, exercise: str, number: int) -> None:
    """Add a hidden check, and build."""
    path = course.notebook(assignment)
    nb = nbformat.read(path, as_version=4)
    test = next(cell for cell in nb.cells if grade_id(cell) == f"test_{exercise}")
    test.source = test.source.replace(
        "### END HIDDEN TESTS", f"assert callable({exercise})  # {number}\n### END HIDDEN TESTS"
    )
    nbformat.write(nb, path)
    build.fix(course, assignment)
    build.build(course, assignment)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default="02-quantize")
    parser.add_argument("--size", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    found: dict[str, list[float]] = {WHOLE: [], STORY: [], ANSWER: [], TEST: []}
    with tempfile.TemporaryDirectory() as folder:
        course, students = classes.made("heavy", Path(folder) / "class", given.assignment, given.size)
        for path in course.folder("submitted").iterdir():  # the sample class itself, of which these are copies
            if path.name not in students:
                shutil.rmtree(path)
        course = own_source(course, given.assignment)
        nb = nbformat.read(course.notebook(given.assignment), as_version=4)
        exercises = [grade_id(cell) for cell in nb.cells if kind(cell) == "solution"]
        seconds(course, given.assignment)
        for number in track(range(given.rounds), "rounds", console=Console(stderr=True)):
            exercise = exercises[number % len(exercises)]
            found[STORY].append(seconds(course, given.assignment, "--force", "--whole"))
            found[WHOLE].append(seconds(course, given.assignment, "--force"))
            change_answers(course, given.assignment, students, exercise, number)
            found[ANSWER].append(seconds(course, given.assignment))
            mend_test(course, given.assignment, exercise, number)
            found[TEST].append(seconds(course, given.assignment))
    table = Table(
        "way", "CPU s", "of the whole class", title=f"{given.assignment}, {given.size} hand-ins, {given.rounds} rounds"
    )
    for name, values in found.items():
        ratios = [value / whole for value, whole in zip(values, found[WHOLE], strict=True)]
        shares = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        table.add_row(name, f"{statistics.median(values):.1f}", shares)
    Console().print(table)


if __name__ == "__main__":
    main()
