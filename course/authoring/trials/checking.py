"""All answers to an assignment, alone and through the judge; what came of them is kept until something changes."""

import contextlib
import hashlib
import json
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course.base import machine
from course.base.files import plain_files, write_whole
from course.grading.execution.imports import imports_of
from course.grading.run.fingerprint import PACKAGE, code, environment
from course.grading.sandbox.folders import CourseFiles, folders_for
from course.grading.steps.course_files import course_files
from course.project import notebooks
from course.project.workspace import Workspace, prepare_process

from . import agreement, answers, demo
from .answers import Tally


@dataclass
class Checked:
    """What came of the answers to one assignment.

    Attributes
    ----------
    tallies : list of Tally
        One for each exercise.
    differing : dict
        For each exercise the answers that the judge treats in another way; empty where nothing was judged.
    kept : bool
        Nothing was run: all is as it was when it was checked last.
    """

    tallies: list[Tally]
    differing: dict[str, list[str]] = field(default_factory=dict)
    kept: bool = False


@dataclass(frozen=True)
class Check:
    """What to check: an assignment of a course, with which Python (None: this one), through the judge or not."""

    root: Path
    assignment: str
    python: str | None
    judged: bool
    force: bool


def check_all(course: Workspace, names: list[str], python: str | None, judged: bool, force: bool) -> Iterator[Checked]:
    """Check assignments, on several processors; what did not change since it was right is not run.

    Parameters
    ----------
    course : Workspace
        The course.
    names : list of str
        Its assignments; results come in this order.
    python : str, optional
        Interpreter whose libraries are to be used.
    judged : bool
        Whether to compare with the judge as well.
    force : bool
        Run everything.
    """
    checks = [Check(course.root, name, python, judged, force) for name in names]
    if len(checks) < 2:
        yield from map(check, checks)
        return
    context = multiprocessing.get_context("spawn")  # each has event loops and a kernel server of its own
    with ProcessPoolExecutor(min(len(checks), machine.workers()), context, prepare_process) as executor:
        yield from executor.map(check, checks)


def check(wanted: Check) -> Checked:
    """Check one assignment, or recall what came of it."""
    course = Workspace(wanted.root)
    found = {path.stem: notebooks.read(path) for path in course.notebooks(wanted.assignment)}
    folder = demo.answers_folder(course) / wanted.assignment
    given = course_files(course.api.coursedir, wanted.assignment)
    path = course.root / ".course" / "checked" / f"{wanted.assignment}.json"
    key = fingerprint(wanted, [*found.values()], folder, given)
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["fingerprint"] == key and not wanted.force:
            return Checked([Tally(**tally) for tally in kept["tallies"]], kept["differing"], kept=True)
    done, several = Checked([]), len(found) > 1
    for name, nb in found.items():
        place = folder / name if several else folder
        verdicts = agreement.judged(nb, answers.candidates(nb, place), given) if wanted.judged else None
        with folders_for({}, given) as folders:
            tallies = list(answers.check_notebook(nb, place, wanted.python, folders.judge))
        for tally in tallies:
            differing = agreement.disagreements(tally, verdicts) if verdicts is not None else []
            tally.exercise = notebooks.cell_key(name, tally.exercise, several)
            done.differing |= {tally.exercise: differing} if verdicts is not None else {}
        done.tallies += tallies
    if not any(tally.misses or done.differing.get(tally.exercise) for tally in done.tallies):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"fingerprint": key} | asdict(done)))
    return done


def fingerprint(wanted: Check, found: list[notebooks.NotebookNode], folder: Path, given: CourseFiles) -> str:
    """Changes with everything that can change what comes of the answers."""
    known = [
        wanted.python,
        wanted.judged,
        given.fingerprint(),
        environment(imports_of([cell for nb in found for cell in nb.cells])),
        code(PACKAGE, ("authoring",)),
        *map(notebooks.normal_form, found),
    ]
    digest = hashlib.sha256(repr(known).encode())
    for path in plain_files(folder):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
