"""Grades one hand-in, given as data, and gives data back: no gradebook, no folder of the course, no other hand-in."""

import gc
import multiprocessing.connection
import os
import signal
import tempfile
import threading
import time
import traceback
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.base.environment import quiet_logs
from course.base.errors import CourseError
from course.base.files import write_all
from course.base.machine import limit_process
from course.base.text import sentence, shortened
from course.grading.execution.judging import fork_judges
from course.grading.execution.notebook_run import NotebookRun
from course.grading.sandbox import kernel_server, ways
from course.grading.sandbox.folders import CourseFiles
from course.grading.submission.labels import whose
from course.grading.submission.matching import repaired
from course.grading.submission.reading import Unreadable
from course.grading.submission.sanitizing import sanitized
from course.grading.submission.snapshot import parse_snapshot
from course.project.notebooks import cell_key, grade_id, kind

from .job import AssignmentSpec, Job, JobResult, NotebookSpec, notebook_label

MAX_SECONDS = 900  # of a processor's time that reading and repairing may take, and that a judge may
MAX_MEMORY = 6 * 2**30  # bytes of address space; a judge has a limit of its own
ALONE = threading.Lock()  # a scheduler may call us from several threads, and kernels are forked from one process


def begin(folder: str, confined: str, kernels: tuple[Path, int, Path | None, tuple[str, ...]] | None) -> None:
    """Prepare a process of a local pool: it ends with whoever started it, and leaves Ctrl-C and its files to them.

    Parameters
    ----------
    folder : str
        For temporary files.
    confined : str
        The way to confine kernels, if a certain one was asked for.
    kernels : tuple, optional
        What kernels are forked from: its folder and number, the folder `data/` of the course, what it has imported.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_process(MAX_SECONDS, MAX_MEMORY)
    tempfile.tempdir = folder
    parent = multiprocessing.parent_process()

    def wait() -> None:
        assert parent is not None  # a pool's process has one
        # Killed or not, the parent is gone: a worker would wait for more work for ever.
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()
    fork_judges()
    gc.freeze()  # collecting garbage would copy every page in every judge
    gc.enable()
    ways.ask(confined)
    if kernels:
        kernel_server.join(*kernels)


def run_job(job: Job) -> JobResult:
    """Read, repair, run and judge one hand-in; every failure ends in one sentence of bounded length."""
    start = time.monotonic()
    if multiprocessing.current_process().daemon:  # it could not start a judge
        return JobResult(job.student, 0.0, "the worker may not start processes: start it with --no-nanny")
    try:
        with ALONE, quiet_logs():
            done = run(job)
            texts = {name: nbformat.writes(notebook.nb) for name, notebook in done.items()}
    except (Unreadable, CourseError) as error:
        return JobResult(job.student, time.monotonic() - start, sentence(error))
    except MemoryError:
        return JobResult(job.student, time.monotonic() - start, "it takes too much memory to read")
    except Exception as error:
        why = sentence(f"{type(error).__name__}: {error}".partition("\n")[0])
        return JobResult(job.student, time.monotonic() - start, why, log=traceback.format_exc())
    seconds, several = time.monotonic() - start, len(job.spec.notebooks) > 1
    took = {(name, exercise): took for name, ran in done.items() for exercise, took in ran.usage.seconds.items()}
    return JobResult(
        job.student,
        seconds,
        None,
        texts,
        memory=max(filter(None, (ran.usage.memory for ran in done.values())), default=None),
        exercises={cell_key(*exercise, several): spent for exercise, spent in took.items()},
        prints={name: list(ran.prints()) for name, ran in done.items()},
        kept=[cell_key(name, exercise, several) for name, ran in done.items() for exercise in ran.kept()],
    )


def why_it_ended(code: int | None) -> str:
    """Why there is no result, by the exit code of a worker that ended without one twice."""
    if code == -signal.SIGXCPU:
        return f"reading it took more than {MAX_SECONDS // 60} minutes of a processor's time"
    return f"the process that graded it ended (exit code {code}; out of memory?): grade it again"


def run(job: Job) -> dict[str, NotebookRun]:
    """Read all notebooks of a hand-in before any of them runs, each in a kernel of its own."""
    there = [notebook for notebook in job.spec.notebooks if notebook.name in job.snapshot.notebooks]
    handed_in = [read(job, notebook) for notebook in there]
    return {notebook.name: run_notebook(job, notebook, nb) for notebook, nb in zip(there, handed_in, strict=True)}


def read(job: Job, notebook: NotebookSpec) -> NotebookNode:
    """A notebook as it was handed in; raises Unreadable where it is another one."""
    handed_in = parse_snapshot(job.snapshot, notebook.name)
    several = len(job.spec.notebooks) > 1
    expected = notebook_label(job.spec.assignment, notebook.name, several)
    if job.spec.asked.get(expected) and (found := whose(handed_in.cells, job.spec.asked, expected)) != expected:
        which = f"{shortened(job.snapshot.notebooks[notebook.name].called)}: " if several else ""
        other = f"this is the notebook of {found}" if found else f"it has no answer cell of {notebook.name}.ipynb"
        raise Unreadable(which + other)
    return handed_in


def run_notebook(job: Job, notebook: NotebookSpec, handed_in: NotebookNode) -> NotebookRun:
    """Repair a notebook, run it, judge it, and make it safe to look at."""
    released = nbformat.reads(notebook.released, as_version=4)
    given = {grade_id(cell): cell.source for cell in released.cells}
    nb = repaired(released, handed_in, notebook.sources)
    done = NotebookRun(nb, job.spec.limits, job.base, job.earlier.get(notebook.name), job.spec.modules)
    done.run(job.snapshot.beside, given_by(job.spec))
    untouched = [cell for cell in nb.cells if kind(cell) == "manual" and cell.source == given.get(grade_id(cell))]
    sanitized(nb)
    for cell in untouched:  # nbgrader gives no points by itself for a written answer that is as it was released
        cell.source = given[grade_id(cell)]
    return done


def given_by(spec: AssignmentSpec) -> CourseFiles:
    """What the course gives, its folder written anew where the course's own is not seen."""
    if spec.data is None:
        return spec.given
    return replace(spec.given, data=data_folder(tuple(sorted(spec.data.items()))))


@cache
def data_folder(files: tuple[tuple[str, bytes], ...]) -> Path:
    """A folder with these files, kept while this process lives."""
    folder = tempfile.TemporaryDirectory(prefix="data-")
    _kept.append(folder)
    write_all(dict(files), Path(folder.name))
    return Path(folder.name)


_kept: list[tempfile.TemporaryDirectory] = []
