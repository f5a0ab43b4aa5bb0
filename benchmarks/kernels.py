"""How long a confined kernel takes to start and to end, in each way to confine it, side by side.

Run with `.venv/bin/python benchmarks/kernels.py [--rounds 10]`. The ways take turns; medians are shown, and each way
over the first, pair by pair of a round.
"""

import argparse
import statistics
import time
from contextlib import ExitStack, closing
from pathlib import Path

from nbformat.v4 import new_code_cell
from rich.console import Console
from rich.table import Table

from course.base.errors import CourseError
from course.grading.execution.kernel import student_kernel
from course.grading.sandbox import ways
from course.grading.sandbox.folders import CourseFiles, folders_for
from course.grading.sandbox.kernel_server import KernelServer

WAYS = {"bubblewrap and Landlock": "", "Landlock alone": "landlock", "bubblewrap alone, one for each": "bubblewrap"}
MODULES = ("numpy", "matplotlib.pyplot", "sklearn.cluster", "PIL.Image")
CELL = "import numpy, sklearn.cluster, matplotlib.pyplot as plt\nfigure = plt.figure()\nfigure"


def run(server: KernelServer | None, photographs: Path) -> tuple[float, float]:
    """Seconds until a kernel answers, and until it has shown a figure and is gone with all its folders."""
    start = time.perf_counter()
    with (
        folders_for({}, CourseFiles(photographs), server and server.base) as folders,
        student_kernel(folders, True, lambda: 120.0, {}, server) as student,
    ):
        ready = time.perf_counter() - start
        student.run(new_code_cell(CELL))
    return ready, time.perf_counter() - start


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    photographs = Path(__file__).parent.parent / "data"
    found: dict[str, list[tuple[float, float]]] = {}
    with ExitStack() as stack:
        servers = {}
        for name, asked in WAYS.items():
            ways.ask(asked)
            try:
                shared = ways.proved().shared
            except CourseError as error:
                Console(stderr=True).print(f"{name}: {error}")
                continue
            servers[name] = stack.enter_context(closing(KernelServer.start(photographs, MODULES))) if shared else None
            run(servers[name], photographs)  # the imports
        for _ in range(rounds):
            for name, server in servers.items():
                ways.ask(WAYS[name])
                found.setdefault(name, []).append(run(server, photographs))
    table = Table("way", "answers after s", "over the first", "figure shown and gone after s", "over the first")
    first = next(iter(found.values()))
    for name, runs in found.items():
        cells = []
        for index in (0, 1):
            ratio = statistics.median(b[index] / a[index] for a, b in zip(first, runs, strict=True))
            cells += [f"{statistics.median(one[index] for one in runs):.2f}", f"{ratio:.2f}"]
        table.add_row(name, *cells)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
