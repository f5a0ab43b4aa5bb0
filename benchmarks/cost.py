"""What a hand-in costs: processor seconds and memory, honest and hostile, and what half a million would cost.

Run with `.venv/bin/python benchmarks/cost.py [--each 6] [--light 2000] [--heavy 100] [--price 0.04]` on a machine that
does nothing else: the processor seconds are those of the whole machine, the start of a run included. Memory is the
proportional set size of the whole run with one worker, at its height. The price is that of a processor for an hour.
"""

import argparse
import itertools
import logging
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import classes
import nbformat
import psutil
from grading import busy, ours, quietly
from memory import shared_out
from nbformat.v4 import new_code_cell
from rich.console import Console
from rich.table import Table

from course.grading.run import class_run
from course.project.locate import find_root
from course.project.workspace import Workspace, prepare_process

MANY = 500_000
ANSWER = "compare_k"  # the last function of 02-quantize: no other answer calls it
LOOP = "def {0}(*args, **kwargs):\n    while True:\n        pass"
# Cells that a hostile student adds at the end of right answers: each costs the most that its limit allows.
HOSTILE = {
    "loops for ever in a cell": "while True:\n    pass",
    "sleeps for ever in a cell": "import time\ntime.sleep(10**6)",
    "loops for ever in an exercise": LOOP.format(ANSWER),
    "ends its process in an exercise": f"import os\ndef {ANSWER}(*args, **kwargs):\n    os._exit(1)",
    "takes memory without end": "kept = []\nwhile True:\n    kept.append(bytearray(2**26))",
    "prints without end": "while True:\n    print('x' * 10_000)",
    "forks without end": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "writes files without end": "n = 0\nwhile True:\n    n += 1\n    open(f'f{n}', 'w').write('x' * 10**6)",
}


def measured(root: Path, assignment: str, students: list[str], jobs: int = 1) -> tuple[float, float]:
    """Processor seconds of a run, and bytes at its height."""
    arguments = (ours, root / "benchmark.log", root, assignment, students, jobs)
    before, looking, most = busy(), time.process_time(), 0
    process = multiprocessing.get_context("spawn").Process(target=quietly, args=arguments)
    process.start()
    while process.is_alive():
        most = max(most, shared_out(psutil.Process(process.pid)))
        time.sleep(0.2)
    if process.exitcode:
        raise SystemExit(arguments[1].read_text(encoding="utf-8")[-2000:])
    return busy() - before - (time.process_time() - looking), most  # without our own looking


def honest(folder: Path, size: int, table: Table) -> None:
    """A row for each assignment of the course: the start of a run is shared by its hand-ins."""
    for assignment in Workspace(find_root(Path(__file__).parent)).assignments():
        course, students = classes.made("heavy", folder / assignment, assignment, size)
        seconds, most = measured(course.root, assignment, students)
        table.add_row(f"{assignment}, honest", f"{seconds / size:.1f}", f"{most / 2**20:.0f}")


def hostile(folder: Path, assignment: str, table: Table) -> None:
    """A row for each kind of hostile hand-in, graded alone."""
    course, (student,) = classes.made("heavy", folder / "hostile", assignment, 1)
    path = course.folder("submitted") / student / assignment / course.notebook(assignment).name
    right = nbformat.read(path, as_version=4)
    for name, source in HOSTILE.items():
        nb = nbformat.from_dict(right)
        nb.cells = [*right.cells, new_code_cell(source)]
        if ANSWER in source:
            nb.cells = [nbformat.from_dict(cell) for cell in right.cells]
            next(cell for cell in nb.cells if cell.id == ANSWER).source = source
        nbformat.write(nb, path)
        seconds, most = measured(course.root, assignment, [student])
        table.add_row(f"{assignment}, {name}", f"{seconds:.1f}", f"{most / 2**20:.0f}")


def growth(kind: str, folder: Path, assignment: str, size: int, jobs: int, tell: Callable[[str], None]) -> float:
    """Processor seconds for each hand-in of a large class; raises SystemExit if they grow with its size."""
    course, students = classes.made(kind, folder / f"{kind}-{size}", assignment, size)
    marks = [(0, busy())]
    for number, outcome in enumerate(class_run.grade(course, assignment, students, jobs), 1):
        if outcome.reason:
            raise SystemExit(f"{outcome.student}: {outcome.reason}")
        if number % max(1, size // 20) == 0:
            marks.append((number, busy()))
    each = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(marks)]
    first, last = statistics.median(each[1:6]), statistics.median(each[-5:])  # the first part has the start in it
    mean, more = statistics.mean(each), last / first
    tell(f"{size} {kind} hand-ins: {mean:.2f} s each; in the last quarter {more:.2f} times as much as in the first")
    return mean


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=6, help="honest hand-ins of each assignment")
    parser.add_argument("--light", type=int, default=2000)
    parser.add_argument("--heavy", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--price", type=float, default=0.04)
    parser.add_argument("--assignment", default="02-quantize", help="of the heavy and the hostile ones")
    given = parser.parse_args()
    prepare_process()
    logging.disable(logging.CRITICAL)
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = Table("hand-in", "processor seconds", "MB of the run", title="one worker")
        if given.each:
            honest(folder, given.each, table)
            hostile(folder, given.assignment, table)
            console.print(table)
        for kind, size, assignment in (("light", given.light, classes.LIGHT), ("heavy", given.heavy, given.assignment)):
            if size:
                each = growth(kind, folder, assignment, size, given.jobs, console.print)
                hours = MANY * each / 3600
                price = f"{hours * given.price:,.0f} at {given.price} an hour"
                console.print(f"{MANY:,} of them: {hours:,.0f} processor hours, {price}")


if __name__ == "__main__":
    main()
