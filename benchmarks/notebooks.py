"""What a notebook costs a student: wall time, the longest wait in one cell, and memory of the reference run.

Run with `.venv/bin/python benchmarks/notebooks.py [assignment...]`.
"""

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from course.authoring.session import failure, session
from course.project.locate import find_root
from course.project.notebooks import grade_id, read
from course.project.workspace import Workspace

PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
TO_MB = 1 / 2**20 if sys.platform == "darwin" else 1 / 2**10


def measure(path: Path, python: str | None) -> tuple[float, list[tuple[float, str]], float]:
    """Seconds of the whole notebook (kernel start included), seconds of each cell, and megabytes at the peak."""
    start = time.perf_counter()
    cells = []
    with session(python) as kernel:
        for cell in read(path).cells:
            if cell.cell_type == "code":
                before = time.perf_counter()
                problem = failure(kernel.run(cell.source))
                cells.append((time.perf_counter() - before, grade_id(cell)))
                if problem:
                    raise SystemExit(f"{path}, cell {grade_id(cell)}: {problem}")
        total = time.perf_counter() - start
        peak = float(kernel.run(PEAK)[0].text) * TO_MB
    return total, cells, peak


def main() -> None:
    """Print one row for each notebook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*", help="all of them if left out")
    parser.add_argument("--python", help="interpreter with the libraries to use, this one by default")
    arguments = parser.parse_args()
    course = Workspace(find_root(Path(__file__).parent))
    table = Table("notebook", "whole s", "longest cell s", "which", "second longest s", "peak MB")
    for column in table.columns:
        column.justify = "left" if column.header in ("notebook", "which") else "right"
    for name in arguments.assignments or course.assignments():
        total, cells, peak = measure(course.notebook(course.require(name)), arguments.python)
        longest, second = sorted(cells, reverse=True)[:2]
        table.add_row(name, f"{total:.1f}", f"{longest[0]:.1f}", longest[1], f"{second[0]:.1f}", f"{peak:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
