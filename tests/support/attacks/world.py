"""A teacher's machine in a temporary folder: a course, secrets in every corner, a class, and what grading did."""

import contextlib
import hashlib
import itertools
import json
import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import nbformat

from course import feedback
from course.authoring import build
from course.grading.run import class_run
from course.grading.submission.reading import NOTES_KEY
from course.lms.grades import scores
from course.project.notebooks import normal_form, read
from course.project.workspace import Workspace, prepare_process
from support.course import ROOT

from . import lesson
from .case import Case, HandIn
from .watch import Seen, Watch

ASSIGNMENT = "01-wire"
FIRST, LAST, CLUELESS = "aaa-honest", "zzz-honest", "nnn-clueless"
CELL, SUBMISSION = 6, 60  # seconds
STOCK = 'c = get_config()  # noqa: F821\nc.CourseDirectory.course_id = "kmeans-color"\nc.Execute.timeout = 10\n'


@dataclass
class Result:
    """What became of one hand-in; `said` is what its cells printed, what was said of it, and no line of its code."""

    points: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    reason: str | None = None
    memory: int = 0
    writing: float = 0.0
    said: str = ""
    notebook: str = ""
    outputs: str = ""
    page: str = ""
    seen: Seen | None = None

    @property
    def total(self) -> float:
        return sum(self.points.values())


@dataclass
class Run:
    """What became of a class."""

    results: dict[str, Result]
    secrets: dict[str, str]
    honest: list[str]
    changed: list[str]
    left: list[str]
    litter: list[str]
    visitors: int
    seen: Seen


class World:
    """The course, its surroundings and its secrets."""

    def __init__(self, folder: Path, cases: list[Case], configuration: str):
        self.folder, self.cases = folder, cases
        names = ("hidden", "file", "solution", "friend", "gradebook", "beside", "environment", "home")
        # Honest students stand before and after the attackers of each kind.
        families = dict.fromkeys(case.family for case in cases if not case.alone)
        self.honest = [FIRST, *(f"honest-{family}" for family in families), LAST]
        self.secrets = {name: secrets.token_hex(10) for name in names}
        self.home, self.temporary = folder / "home", folder / "t"
        self.temporary.mkdir(parents=True)
        root = self.home / "teacher" / "course"
        root.mkdir(parents=True)
        (root / "data").mkdir()
        (root / "data" / "note.txt").write_text("A photograph would lie here.")
        (root / "nbgrader_config.py").write_text(configuration)
        self.course = Workspace(root)
        self.sentinels = {
            "beside": root / "exam.txt",
            "home": self.home / "teacher" / ".ssh" / "id_rsa",
            "rc": self.home / "teacher" / ".bashrc",
            "config": self.home / "teacher" / ".ipython" / "profile_default" / "startup" / "mine.py",
        }
        for name, path in self.sentinels.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.secrets.get(name, "# mine\n"))
        self.visitors = 0
        self._doors = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
        self._doors[1].bind(f"\0teacher-{self.secrets['home'][:6]}")
        self._doors[1].listen()
        for door in self._doors:
            threading.Thread(target=self._greet, args=(door,), daemon=True).start()

    def _greet(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                door.accept()[0].close()
                self.visitors += 1

    def prepare(self) -> None:
        """Build the assignment and write every hand-in."""
        words = {f"SECRET_{name.upper()}": self.secrets[name] for name in ("hidden", "file", "solution")}
        source = self.course.root / "source" / ASSIGNMENT / "wire.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(normal_form(lesson.notebook(ROOT, words)), encoding="utf-8")
        build.build(self.course, ASSIGNMENT)
        with self.course.gradebook() as gradebook:
            gradebook.update_or_create_student(FIRST, last_name=self.secrets["gradebook"])
        for student in self.honest:
            hand_in = self.begin(student)
            for exercise in lesson.POINTS:
                hand_in.answer(exercise, lesson.right(exercise))
            hand_in.last(f"# {self.secrets['friend']}")
            hand_in.save()
        hand_in = self.begin(CLUELESS)
        for exercise, answer in lesson.WRONG.items():
            hand_in.answer(exercise, answer)
        hand_in.save()
        for case in self.cases:
            case.write(self.begin(student_of(case)))

    def begin(self, student: str) -> HandIn:
        """A folder with the released notebook, for a student to change."""
        folder = self.course.folder("submitted") / student / ASSIGNMENT
        folder.mkdir(parents=True)
        root = self.course.root
        places = {
            "course": root,
            "source": root / "source" / ASSIGNMENT / "wire.ipynb",
            "gradebook": root / "gradebook.db",
            "friend": self.course.folder("submitted") / FIRST / ASSIGNMENT / "wire.ipynb",
            "beside": self.sentinels["beside"],
            "home": self.sentinels["home"],
            "rc": self.sentinels["rc"],
            "temporary": self.temporary,
            "port": self._doors[0].getsockname()[1],
            "door": f"teacher-{self.secrets['home'][:6]}",
        }
        nb = read(self.course.notebook(ASSIGNMENT, "release"))
        return HandIn(nb, folder, {name: str(place) for name, place in places.items()})

    def fingerprint(self) -> dict[str, str]:
        """Every file of the course that grading must not change, and the files around it."""
        root = self.course.root
        paths = [p for step in ("source", "release", "submitted", "data") for p in (root / step).rglob("*")]
        paths += [root / "nbgrader_config.py", *self.sentinels.values()]
        found = {str(path): "there" for path in root.iterdir() if path.suffix in (".py", ".pth", ".txt", ".ipynb")}
        paths += [p for p in self.home.rglob("*") if not p.is_relative_to(root)]
        for path in paths:
            if path.is_symlink() or not path.is_file():
                found[str(path)] = f"{path.lstat().st_mode if path.is_symlink() or path.exists() else 'gone'}"
            else:
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def grade(self, way: Callable) -> Run:
        """Grade the class two at a time, then the greedy ones one by one.

        Parameters
        ----------
        way : callable
            Takes course, assignment, students and number of jobs; gives outcomes as they come.
        """
        together = [FIRST, CLUELESS]
        at_once = [case for case in self.cases if not case.alone]
        for family, cases in itertools.groupby(at_once, key=lambda case: case.family):
            together += [*map(student_of, cases), f"honest-{family}"]
        together.append(LAST)
        results, before, there = {}, self.fingerprint(), set(self.temporary.iterdir())
        with Watch(self.temporary) as watch:
            for outcome in way(self.course, ASSIGNMENT, together, 2):
                results[outcome.student] = result_of(outcome)
        left = watch.left()
        for case in self.cases:
            if case.alone:
                with Watch(self.temporary) as alone:
                    (outcome,) = way(self.course, ASSIGNMENT, [student_of(case)], 1)
                results[outcome.student] = result_of(outcome, alone.seen)
                left += alone.left()
        for row in scores.rows(self.course, ASSIGNMENT, list(results)):
            points = {name: value or 0.0 for name, value in row.points.items() if name.startswith("test_")}
            results[row.student].points = points
        self._read_pages(results)
        changed = sorted(path for path, text in (before.items() ^ self.fingerprint().items()))
        litter = sorted(path.name for path in set(self.temporary.iterdir()) - there)
        return Run(results, self.secrets, self.honest, sorted(set(changed)), left, litter, self.visitors, watch.seen)

    def _read_pages(self, results: dict[str, Result]) -> None:
        graded = [name for name, result in results.items() if result.points]
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            seconds = list(pool.map(write_page, [self.course.root] * len(graded), graded))
        for name, results[name].writing in zip(graded, seconds, strict=True):
            path = self.course.folder("autograded") / name / ASSIGNMENT / "wire.ipynb"
            nb = nbformat.read(path, as_version=4)
            result = results[name]
            result.notebook = json.dumps(nb)
            result.said += said(nb)
            result.outputs = json.dumps([cell.get("outputs") for cell in nb.cells])
            page = self.course.folder("feedback") / name / ASSIGNMENT / "wire.html"
            result.page = page.read_text(encoding="utf-8") if page.is_file() else ""


def result_of(outcome: class_run.Outcome, seen: Seen | None = None) -> Result:
    """What is known of a hand-in before its points and pages are read."""
    reason = outcome.reason
    return Result(seconds=outcome.seconds, reason=reason, said=reason or "", memory=outcome.memory or 0, seen=seen)


def said(nb: nbformat.NotebookNode) -> str:
    """What cells of a graded notebook printed, what tests said, what was repaired; no traceback, which shows code."""
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    texts = [output.get("text") or output.get("data", {}).get("text/plain") for output in outputs]
    errors = [f"{output.ename}: {output.evalue}" for output in outputs if output.output_type == "error"]
    return "\n".join([*filter(None, texts), *errors, *nb.metadata.get(NOTES_KEY, [])])


def write_page(root: Path, student: str) -> float:
    """Write the feedback of one student, in so many seconds; a page that cannot be written stays away."""
    start = time.monotonic()
    with contextlib.suppress(Exception):
        feedback.generate(Workspace(root), ASSIGNMENT, [student])
    return time.monotonic() - start


def student_of(case: Case) -> str:
    """The student who hands in a case."""
    return f"mallory-{case.name}"


def judged() -> str:
    """The course's own configuration, with short limits."""
    text = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    return f"{text}\nc.JudgedExecute.timeout = {CELL}\nc.JudgedExecute.submission_timeout = {SUBMISSION}\n"


@contextmanager
def surroundings(world: World) -> Iterator[None]:
    """A secret in the environment of whoever grades, and temporary files where they can be watched."""
    before = dict(os.environ)
    os.environ.update(TMPDIR=str(world.temporary), TEACHERS_KEY=world.secrets["environment"])
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(world.temporary, ignore_errors=True)


def without_sandbox(course: Workspace, assignment: str, students: list[str], jobs: int) -> Iterator[class_run.Outcome]:
    """A way to grade: students' code runs with the rights of who grades."""
    yield from class_run.grade(course, assignment, students, jobs, sandboxed=False)


def without_judge(course: Workspace, assignment: str, students: list[str], jobs: int) -> Iterator[class_run.Outcome]:
    """A way to grade: nbgrader's own, with its own steps, which `course grade` refuses."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for future in [pool.submit(autograde, course.root, assignment, student) for student in students]:
            yield future.result()


def autograde(root: Path, assignment: str, student: str) -> class_run.Outcome:
    """What `nbgrader autograde` does."""
    start = time.monotonic()
    prepare_process()
    result = Workspace(root).api.autograde(assignment, student)
    return class_run.Outcome(student, time.monotonic() - start, None if result["success"] else result["error"][-300:])


def run(folder: Path, cases: list[Case], configuration: str, way: Callable = class_run.grade) -> Run:
    """Make a world, grade its class, tell what happened."""
    world = World(folder, cases, configuration)
    with surroundings(world):
        prepare_process()
        world.prepare()
        return world.grade(way)
