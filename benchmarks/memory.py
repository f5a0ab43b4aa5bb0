"""What a further worker takes: the memory of the whole run with one, two and three of them, at its height.

Run with `.venv/bin/python benchmarks/memory.py [--assignment 02-quantize] [--size 9]`. Memory is the proportional set
size (PSS): what processes share is divided among them. It is looked at ten times a second.
"""

import argparse
import multiprocessing
import os
import tempfile
import time
from pathlib import Path

import classes
import psutil
from grading import ours, quietly
from rich.console import Console
from rich.table import Table


def shared_out(process: psutil.Process) -> int:
    """Bytes of a process and of all that it started; those that end meanwhile count nothing."""
    total = 0
    for pid in (process.pid, *(child.pid for child in process.children(recursive=True))):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def height(root: Path, assignment: str, students: list[str], jobs: int) -> int:
    """Bytes at the height of a run."""
    arguments = (ours, root / "benchmark.log", root, assignment, students, jobs)
    process = multiprocessing.get_context("spawn").Process(target=quietly, args=arguments)
    process.start()
    most = 0
    while process.is_alive():
        most = max(most, shared_out(psutil.Process(process.pid)))
        time.sleep(0.1)
    if process.exitcode:
        raise SystemExit(arguments[1].read_text(encoding="utf-8")[-2000:])
    return most


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default="02-quantize")
    parser.add_argument("--size", type=int, default=9, help="hand-ins")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course, students = classes.made("heavy", Path(folder) / "class", arguments.assignment, arguments.size)
        table = Table("workers", "MB", "more than with one fewer", title=f"memory, {arguments.assignment}")
        before = 0
        for jobs in range(1, max(3, os.cpu_count() or 1) + 1):
            most = height(course.root, arguments.assignment, students, jobs)
            table.add_row(str(jobs), f"{most / 2**20:.0f}", f"{(most - before) / 2**20:.0f}" if before else "")
            before = most
        Console().print(table)


if __name__ == "__main__":
    main()
