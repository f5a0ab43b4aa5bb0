"""What sandbox and judge cost: one class through stock nbgrader and through the course's grading, in turn.

Run with `.venv/bin/python benchmarks/grading_overhead.py [--rounds 3] [assignment]`. The class is the part of the
sample class that needs no repair, because stock nbgrader grades nothing else.
"""

import argparse
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grading import stock
from rich.console import Console
from rich.table import Table

from course import build, demo
from course.grading import engine
from course.kernels import ONE_THREAD
from course.workspace import Workspace, find_root, prepare_process


def one_worker(course: Workspace, assignment: str, students: list[str]) -> None:
    """The course's grading with one worker."""
    for outcome in engine.grade(course, assignment, students, jobs=1, force=True):
        if outcome.reason:
            raise SystemExit(f"{outcome.student}: {outcome.reason}")


def seconds(way: Callable[[Workspace, str, list[str]], None], *class_: Any) -> float:
    """How long a way takes."""
    start = time.perf_counter()
    way(*class_)
    return time.perf_counter() - start


def main() -> None:
    """Print the times of each round, their medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignment", nargs="?", default="02-quantize")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    prepare_process()
    logging.disable(logging.CRITICAL)
    os.environ.update(ONE_THREAD)
    course = Workspace(find_root(Path(__file__).parent))
    with tempfile.TemporaryDirectory() as folder:
        sample, students = demo.prepare(course, Path(folder) / "demo")
        plain = [s for s in students if not s.edit and s.expected.get(arguments.assignment)]
        build.build(sample, arguments.assignment)
        demo.submit_all(sample, course, plain, arguments.assignment)
        names = sorted(student.name for student in plain)
        table = Table("round", "stock nbgrader s", "sandbox and judge s", "ratio", title=f"{len(names)} hand-ins")
        ratios = []
        for number in range(1, arguments.rounds + 1):
            pair = [seconds(way, sample, arguments.assignment, names) for way in (stock, one_worker)]
            ratios.append(pair[1] / pair[0])
            table.add_row(str(number), *(f"{seconds:.1f}" for seconds in pair), f"{ratios[-1]:.2f}")
        table.add_row("median", "", "", f"{statistics.median(ratios):.2f}", style="bold")
        Console().print(table)


if __name__ == "__main__":
    main()
