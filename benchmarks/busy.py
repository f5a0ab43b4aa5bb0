"""The sample class on a machine that is busy with something else: the points must be those of a quiet one.

Run with `.venv/bin/python benchmarks/busy.py [--assignment 02-quantize] [--size 6] [--others 16]`. Each hand-in is
graded once with nothing else at work and once beside processes that spin; exit code 1 if any points differ.
"""

import argparse
import contextlib
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import classes
from rich.console import Console
from rich.table import Table

from course.grading.run import class_run
from course.lms.grades import scores
from course.project.workspace import Workspace, prepare_process


@contextlib.contextmanager
def spinning(number: int) -> Iterator[None]:
    """So many processes that do nothing but take processors."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for one in others:
            one.kill()
            one.wait()


def graded(course: Workspace, assignment: str, students: list[str], jobs: int) -> tuple[float, dict, dict[str, float]]:
    """Seconds on the wall, everybody's points, and the seconds that each hand-in was charged."""
    start, seconds = time.perf_counter(), {}
    for outcome in class_run.grade(course, assignment, students, jobs, force=True):
        if outcome.reason:
            raise SystemExit(f"{outcome.student}: {outcome.reason}")
        seconds[outcome.student] = sum(outcome.exercises.values())
    points = {row.student: row.points for row in scores.rows(course, assignment)}
    return time.perf_counter() - start, points, seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default="02-quantize")
    parser.add_argument("--size", type=int, default=6)
    parser.add_argument("--others", type=int, default=16)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    prepare_process()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        course, students = classes.made("heavy", Path(folder) / "class", given.assignment, given.size)
        quiet = graded(course, given.assignment, students, given.jobs)
        with spinning(given.others):
            busy = graded(course, given.assignment, students, given.jobs)
    title = f"{given.size} hand-ins of {given.assignment}, {given.jobs} at once"
    table = Table("beside", "s on the wall", "s charged to exercises, the most", "points", title=title)
    for name, (wall, points, seconds) in (("nothing", quiet), (f"{given.others} processes that spin", busy)):
        total = sum(value or 0 for row in points.values() for value in row.values())  # None: graded by hand
        table.add_row(name, f"{wall:.0f}", f"{max(seconds.values()):.1f}", f"{total:g}")
    Console().print(table)
    if quiet[1] != busy[1]:
        raise SystemExit("The points differ.")


if __name__ == "__main__":
    main()
