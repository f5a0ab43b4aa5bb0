"""A class through stock nbgrader, plain nbclient and the course's grading, cold and warm, against its bare cells.

Run with `.venv/bin/python benchmarks/grading.py [--heavy 12] [--light 30] [--rounds 3]` on a machine that does nothing
else: the processor seconds are those of the whole machine. The ways take turns within a round; medians are shown.
"""

import argparse
import contextlib
import io
import logging
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import classes
import nbformat
from nbclient import NotebookClient
from rich.console import Console
from rich.table import Table
from traitlets.config import Config

from course.grading import engine
from course.grading.outcomes import recall
from course.workspace import Workspace, prepare_process

STEPS = ("Execute", "IgnorePattern", "LimitOutput", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")
CLEAN = ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
TICKS = os.sysconf("SC_CLK_TCK")


def stock(course: Workspace, assignment: str, students: list[str]) -> None:
    """nbgrader's own autograde with its own steps, one hand-in after the other."""
    overrides = Config()
    overrides.Autograde.sanitize_preprocessors = [f"nbgrader.preprocessors.{name}" for name in CLEAN]
    overrides.Autograde.autograde_preprocessors = [f"nbgrader.preprocessors.{name}" for name in STEPS]
    api = Workspace(course.root, overrides).api
    for student in students:
        result = api.autograde(assignment, student)
        if not result["success"]:
            raise SystemExit(result["error"])


def nbclient(course: Workspace, assignment: str, students: list[str]) -> None:
    """Every hand-in executed in a kernel of its own, nothing graded."""
    for student in students:
        folder = course.folder("submitted") / student / assignment
        nb = nbformat.read(next(folder.glob("*.ipynb")), as_version=4)
        NotebookClient(nb, allow_errors=True, resources={"metadata": {"path": str(folder)}}).execute()


def ours(warm: bool, force: bool = True) -> Callable[[Workspace, str, list[str]], None]:
    """The course's grading with sandbox and judge on all processors."""

    def grade(course: Workspace, assignment: str, students: list[str]) -> None:
        for outcome in engine.grade(course, assignment, students, os.cpu_count() or 1, warm=warm, force=force):
            if outcome.reason:
                raise SystemExit(f"{outcome.student}: {outcome.reason}")

    return grade


def bare(course: Workspace, assignment: str, students: list[str]) -> None:
    """The cells of all hand-ins, and the tests, in one process that has the imports."""
    process = multiprocessing.get_context("spawn").Process(target=run_bare, args=(course.root, assignment, students))
    process.start()
    process.join()


def run_bare(root: Path, assignment: str, students: list[str]) -> None:
    """In a process of its own: what no grader can do without."""
    import matplotlib
    from IPython.core.interactiveshell import InteractiveShell

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    course, shell = Workspace(root), InteractiveShell.instance()
    os.chdir(root)
    for student in students:
        name = course.notebook(assignment).name
        nb = nbformat.read(course.folder("autograded") / student / assignment / name, as_version=4)
        shell.reset(new_session=False)
        shell.push({"__name__": "__main__"})
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for cell in nb.cells:
                if cell.cell_type == "code":
                    shell.run_cell(cell.source)
        plt.close("all")


def busy() -> float:
    """Seconds that the machine's processors have worked."""
    fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
    user, nice, system, _idle, _wait, *_ = map(int, fields)
    return (user + nice + system) / TICKS


WAYS = {
    "stock nbgrader": stock,
    "nbclient alone, nothing graded": nbclient,
    "ours, cold": ours(warm=False),
    "ours, warm": ours(warm=True),
    "ours, nothing changed": ours(warm=True, force=False),
    "bare cells": bare,
}


def measure(
    course: Workspace, assignment: str, students: list[str], rounds: int
) -> dict[str, list[tuple[float, float]]]:
    """Wall and processor seconds of each way, in each round."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name, way in WAYS.items():
            wall, cpu = time.perf_counter(), busy()
            way(course, assignment, students)
            found[name].append((time.perf_counter() - wall, busy() - cpu))
    return found


def report(title: str, found: dict[str, list[tuple[float, float]]], memory: list[int]) -> Table:
    """Medians, and each way against stock nbgrader and the bare cells, pair by pair of a round."""
    table = Table("way", "wall s", "CPU s", "stock over it (wall)", "over bare cells (CPU)", title=title)
    for name, runs in found.items():
        against = statistics.median(a[0] / b[0] for a, b in zip(found["stock nbgrader"], runs, strict=True))
        floor = statistics.median(b[1] / max(a[1], 0.01) for a, b in zip(found["bare cells"], runs, strict=True))
        wall, cpu = (statistics.median(run[index] for run in runs) for index in (0, 1))
        table.add_row(name, f"{wall:.1f}", f"{cpu:.1f}", f"{against:.1f}", f"{floor:.2f}")
    if memory:
        table.caption = f"largest memory of a hand-in: {max(memory) / 2**20:.0f} MB"
    return table


def main() -> None:
    """Measure both classes and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default="02-quantize")
    parser.add_argument("--heavy", type=int, default=12, help="hand-ins of the assignment")
    parser.add_argument("--light", type=int, default=30, help="hand-ins of three one-line exercises")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    prepare_process()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        for title, (course, students), assignment in (
            (
                "heavy",
                classes.heavy(Path(folder) / "demo", arguments.assignment, arguments.heavy),
                arguments.assignment,
            ),
            ("light", classes.light(Path(folder) / "light", arguments.light), classes.LIGHT),
        ):
            found = measure(course, assignment, students, arguments.rounds)
            outcomes = [recall(course.root, assignment, student) for student in students]
            memory = [outcome.memory for outcome in outcomes if outcome and outcome.memory]
            Console().print(report(f"{title}: {len(students)} hand-ins of {assignment}", found, memory))


if __name__ == "__main__":
    main()
