"""A teacher's machine in a temporary folder: a course, secrets in every corner, a class, and what grading did."""

import contextlib
import hashlib
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
from conftest import ROOT

from course import build, feedback, scores
from course.grading import engine
from course.notebooks import normal_form, read
from course.workspace import Workspace, prepare_process

from . import lesson
from .case import Case, HandIn
from .watch import Seen, Watch

ASSIGNMENT = "01-wire"
FIRST, LAST = "aaa-honest", "zzz-honest"
CELL, SUBMISSION = 6, 45  # seconds
STOCK = 'c = get_config()  # noqa: F821\nc.CourseDirectory.course_id = "kmeans-color"\nc.Execute.timeout = 10\n'


@dataclass
class Result:
    """What became of one hand-in."""

    points: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    reason: str | None = None
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
        for student in (FIRST, LAST):
            hand_in = self.begin(student)
            for exercise in lesson.POINTS:
                hand_in.answer(exercise, lesson.right(exercise))
            hand_in.last(f"# {self.secrets['friend']}")
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
        together = [FIRST, *(student_of(case) for case in self.cases if not case.alone), LAST]
        results, before, there = {}, self.fingerprint(), set(self.temporary.iterdir())
        with Watch(self.temporary) as watch:
            for outcome in way(self.course, ASSIGNMENT, together, 2):
                results[outcome.student] = Result(seconds=outcome.seconds, reason=outcome.reason)
        left = watch.left()
        for case in self.cases:
            if case.alone:
                with Watch(self.temporary) as alone:
                    (outcome,) = way(self.course, ASSIGNMENT, [student_of(case)], 1)
                results[outcome.student] = Result(seconds=outcome.seconds, reason=outcome.reason, seen=alone.seen)
                left += alone.left()
        for row in scores.rows(self.course, ASSIGNMENT, list(results)):
            points = {name: value or 0.0 for name, value in row.points.items() if name.startswith("test_")}
            results[row.student].points = points
        self._read_pages(results)
        changed = sorted(path for path, text in (before.items() ^ self.fingerprint().items()))
        litter = sorted(path.name for path in set(self.temporary.iterdir()) - there)
        return Run(results, self.secrets, sorted(set(changed)), left, litter, self.visitors, watch.seen)

    def _read_pages(self, results: dict[str, Result]) -> None:
        graded = [name for name, result in results.items() if result.points]
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            list(pool.map(write_page, [self.course.root] * len(graded), graded))
        for name in graded:
            path = self.course.folder("autograded") / name / ASSIGNMENT / "wire.ipynb"
            nb = nbformat.read(path, as_version=4)
            result = results[name]
            result.notebook = json.dumps(nb)
            result.outputs = json.dumps([cell.get("outputs") for cell in nb.cells])
            page = self.course.folder("feedback") / name / ASSIGNMENT / "wire.html"
            result.page = page.read_text(encoding="utf-8") if page.is_file() else ""


def write_page(root: Path, student: str) -> None:
    """Write the feedback of one student; a page that cannot be written stays away."""
    with contextlib.suppress(Exception):
        feedback.generate(Workspace(root), ASSIGNMENT, [student])


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


def without_sandbox(course: Workspace, assignment: str, students: list[str], jobs: int) -> Iterator[engine.Outcome]:
    """A way to grade: students' code runs with the rights of who grades."""
    yield from engine.grade(course, assignment, students, jobs, sandboxed=False)


def without_judge(course: Workspace, assignment: str, students: list[str], jobs: int) -> Iterator[engine.Outcome]:
    """A way to grade: nbgrader's own, with its own steps, which `course grade` refuses."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for future in [pool.submit(autograde, course.root, assignment, student) for student in students]:
            yield future.result()


def autograde(root: Path, assignment: str, student: str) -> engine.Outcome:
    """What `nbgrader autograde` does."""
    start = time.monotonic()
    prepare_process()
    result = Workspace(root).api.autograde(assignment, student)
    return engine.Outcome(student, time.monotonic() - start, None if result["success"] else result["error"][-300:])


def run(folder: Path, cases: list[Case], configuration: str, way: Callable = engine.grade) -> Run:
    """Make a world, grade its class, tell what happened."""
    world = World(folder, cases, configuration)
    with surroundings(world):
        prepare_process()
        world.prepare()
        return world.grade(way)
