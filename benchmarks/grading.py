"""A class through stock nbgrader, Otter-Grader, plain nbclient and the course's grading, against its bare cells.

Run with `.venv/bin/python benchmarks/grading.py [--heavy 20] [--light 100] [--rounds 3] [--otter PYTHON]` on a machine
that does nothing else: the processor seconds are those of the whole machine. Each way is a process of its own, imports
included, as its command would be. The ways take turns within a round; medians are shown. PYTHON is an interpreter with
otter-grader, ipykernel, NumPy, scikit-learn, Matplotlib and Pillow.
"""

import argparse
import contextlib
import io
import logging
import multiprocessing
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # each way is a process that imports this file, and pays for its own imports only
    from rich.table import Table

    from course.project.workspace import Workspace

STEPS = ("Execute", "IgnorePattern", "LimitOutput", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")
CLEAN = ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
TICKS = os.sysconf("SC_CLK_TCK")
STOCK, BARE = "stock nbgrader", "bare cells"
WHOLE = "whole"  # a folder: the hand-ins with all tests, hidden ones too


def stock(root: Path, assignment: str, students: list[str]) -> None:
    """nbgrader's own autograde with its own steps, one hand-in after the other."""
    from traitlets.config import Config

    from course.project.workspace import Workspace, prepare_process

    prepare_process()
    overrides = Config()
    overrides.Autograde.sanitize_preprocessors = [f"nbgrader.preprocessors.{name}" for name in CLEAN]
    overrides.Autograde.autograde_preprocessors = [f"nbgrader.preprocessors.{name}" for name in STEPS]
    api = Workspace(root, overrides).api
    for student in students:
        result = api.autograde(assignment, student)
        if not result["success"]:
            raise SystemExit(result["error"])


def otter(root: Path, assignment: str, students: list[str], python: str) -> None:
    """Otter-Grader without a container, one hand-in after the other."""
    paths = [root / WHOLE / f"{student}.ipynb" for student in students]
    script = Path(__file__).with_name("otter_way.py")
    subprocess.run([python, script, *paths], cwd=root, check=True, capture_output=True)


def nbclient(root: Path, assignment: str, students: list[str]) -> None:
    """Every hand-in executed in a kernel of its own, nothing graded."""
    import nbformat
    from nbclient import NotebookClient

    for student in students:
        nb = nbformat.read(root / WHOLE / f"{student}.ipynb", as_version=4)
        NotebookClient(nb, allow_errors=True, resources={"metadata": {"path": str(root)}}).execute()


def ours(
    root: Path,
    assignment: str,
    students: list[str],
    jobs: int,
    warm: bool = True,
    force: bool = True,
    confined: str = "",
) -> None:
    """The course's grading with sandbox and judge; `confined` asks for one way to confine kernels."""
    from course.base import skip_imports  # noqa: F401 (as the command does)
    from course.grading.run import class_run
    from course.grading.sandbox import ways
    from course.project.workspace import Workspace

    ways.ask(confined)
    for outcome in class_run.grade(Workspace(root), assignment, students, jobs, warm=warm, force=force):
        if outcome.reason:
            raise SystemExit(f"{outcome.student}: {outcome.reason}")


def bare(root: Path, assignment: str, students: list[str]) -> None:
    """The cells of all hand-ins, and the tests, in one process with one thread: what no grader can do without."""
    from course.base.environment import ONE_THREAD

    os.environ.update(ONE_THREAD)  # before NumPy is imported
    import matplotlib
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.core.pylabtools import select_figure_formats

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    shell = InteractiveShell.instance()
    select_figure_formats(shell, {"png"})  # a cell that shows a figure draws it
    os.chdir(root)
    for student in students:
        nb = nbformat.read(root / WHOLE / f"{student}.ipynb", as_version=4)
        shell.user_ns.clear()  # shell.reset() collects garbage as well, for a fifth of a second
        shell.init_user_ns()
        shell.push({"__name__": "__main__"})
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for cell in nb.cells:
                if cell.cell_type == "code":
                    shell.run_cell(cell.source)
        plt.close("all")


def with_tests(course: "Workspace", assignment: str, students: list[str]) -> None:
    """The hand-ins as they are graded, with the full text of every test."""
    import nbformat

    from course.grading.steps.repair import sources_of
    from course.grading.submission.matching import repaired

    path = course.notebook(assignment, "release")
    released = nbformat.read(path, as_version=4)
    coursedir = course.api.coursedir
    sources = sources_of(coursedir.db_url, coursedir.course_id, assignment, path, released.cells)
    (course.root / WHOLE).mkdir()
    for student in students:
        handed_in = nbformat.read(course.folder("submitted") / student / assignment / path.name, as_version=4)
        nbformat.write(repaired(released, handed_in, sources), course.root / WHOLE / f"{student}.ipynb")


def busy() -> float:
    """Seconds that the machine's processors have worked."""
    fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
    user, nice, system, _idle, _wait, *_ = map(int, fields)
    return (user + nice + system) / TICKS


def ways(python: str | None) -> dict[str, Callable[[Path, str, list[str]], None]]:
    """What is compared, by name."""
    cores = os.cpu_count() or 1
    return {
        STOCK: stock,
        **({"Otter-Grader": partial(otter, python=python)} if python else {}),
        "nbclient alone, nothing graded": nbclient,
        "ours, cold": partial(ours, jobs=cores, warm=False),
        "ours, Landlock alone": partial(ours, jobs=cores, confined="landlock"),
        "ours, bubblewrap alone": partial(ours, jobs=cores, confined="bubblewrap"),
        "ours, one worker": partial(ours, jobs=1),
        "ours": partial(ours, jobs=cores),
        "ours, nothing changed": partial(ours, jobs=cores, force=False),
        BARE: bare,
    }


def quietly(way: Callable, log: Path, *class_: object) -> None:
    """In a process of its own: a way, with what it says in a file."""
    logging.disable(logging.CRITICAL)
    with log.open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        way(*class_)


def measure(
    compared: dict[str, Callable], root: Path, assignment: str, students: list[str], rounds: int
) -> dict[str, list[tuple[float, ...]]]:
    """Wall and processor seconds of each way, and instructions where there are counters, in each round."""
    from instructions import counting
    from rich.console import Console

    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in compared}
    context, log = multiprocessing.get_context("spawn"), root / "benchmark.log"
    for number in range(rounds):
        for name, way in compared.items():
            wall, cpu = time.perf_counter(), busy()
            with counting() as instructions:
                process = context.Process(target=quietly, args=(way, log, root, assignment, students))
                process.start()
                process.join()
            if process.exitcode:
                raise SystemExit(f"{name}: {log.read_text(encoding='utf-8')[-2000:]}")
            found[name].append((time.perf_counter() - wall, busy() - cpu, *instructions))
            Console(stderr=True).print(f"round {number + 1}: {name}: {found[name][-1][0]:.1f} s")
    return found


def report(title: str, found: dict[str, list[tuple[float, ...]]]) -> "Table":
    """Medians, and each way against stock nbgrader and the bare cells, pair by pair of a round."""
    from rich.table import Table

    measures = ["CPU", "instructions"][: min(len(run) for runs in found.values() for run in runs) - 1]
    over = [f"over bare cells ({measure})" for measure in measures]
    table = Table("way", "wall s", "CPU s", "stock over it (wall)", *over, title=title)
    for name, runs in found.items():
        against = statistics.median(a[0] / b[0] for a, b in zip(found[STOCK], runs, strict=True))
        floors = [
            statistics.median(b[index] / max(a[index], 0.01) for a, b in zip(found[BARE], runs, strict=True))
            for index in range(1, len(measures) + 1)
        ]
        wall, cpu = (statistics.median(run[index] for run in runs) for index in (0, 1))
        table.add_row(name, f"{wall:.1f}", f"{cpu:.1f}", f"{against:.1f}", *(f"{floor:.2f}" for floor in floors))
    return table


def main() -> None:
    """Measure both classes and print the tables."""
    import classes
    from rich.console import Console

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default="02-quantize")
    parser.add_argument("--heavy", type=int, default=20, help="hand-ins of the assignment")
    parser.add_argument("--light", type=int, default=100, help="hand-ins of three one-line exercises")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--otter", metavar="PYTHON", help="a Python with Otter-Grader, to compare with")
    parser.add_argument("--only", nargs="+", metavar="WAY", help=f"ways to compare besides {STOCK!r} and {BARE!r}")
    arguments = parser.parse_args()
    compared = ways(arguments.otter)
    if arguments.only:
        compared = {name: way for name, way in compared.items() if name in {STOCK, BARE, *arguments.only}}
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        for kind, size in (("heavy", arguments.heavy), ("light", arguments.light)):
            if not size:
                continue
            course, students = classes.made(kind, Path(folder) / kind, arguments.assignment, size)
            assignment = arguments.assignment if kind == "heavy" else classes.LIGHT
            with_tests(course, assignment, students)
            found = measure(compared, course.root, assignment, students, arguments.rounds)
            Console(width=110).print(report(f"{kind}: {size} hand-ins of {assignment}", found))


if __name__ == "__main__":
    main()
