"""A course of one assignment with an exchange: where an instructor and a student of this machine meet."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from course.authoring import build
from course.authoring.trials.sample_class import hand_in, load_class
from course.project.workspace import Workspace, prepare_process
from support.browser.home import LOGIN
from support.course import ROOT, begin_course

ASSIGNMENT = "01-pixels"
ANSWERS = ROOT / "tests" / "answers"
PEOPLE = {LOGIN: ("Ann", "Lee"), "ada": ("Ada", "Brandt"), "emil": ("Emil", "Sand"), "fay": ("Fay", "Moreau")}
HANDED_IN = "2026-03-02 17:40:00 UTC"
EXCHANGE = """c = get_config()
c.CourseDirectory.course_id = "kmeans-color"
c.Exchange.root = "{}"
"""


@dataclass(frozen=True)
class Classroom:
    """The course, and the homes of those who teach and take it.

    Attributes
    ----------
    course : Workspace
        Built, with a gradebook that knows the students.
    instructor, student : Path
        Homes whose settings name the same exchange.
    """

    course: Workspace
    instructor: Path
    student: Path


def classroom(folder: Path, student: Path) -> Classroom:
    """The course as cloned and built. Three hand-ins were collected elsewhere, a fourth student takes the exchange.

    Parameters
    ----------
    folder : Path
        Where all of it goes.
    student : Path
        Home of the fourth student, whose name at nbgrader is the system's login.
    """
    prepare_process()
    exchange, instructor = folder / "exchange", folder / "instructor"
    exchange.mkdir(parents=True)
    exchange.chmod(0o777)  # nbgrader asks for it: students write there
    for home in (instructor, student):
        (home / ".jupyter").mkdir(parents=True, exist_ok=True)
        (home / ".jupyter" / "nbgrader_config.py").write_text(EXCHANGE.format(exchange), encoding="utf-8")
    root = folder / "course"
    for part in (f"source/{ASSIGNMENT}", "data"):
        shutil.copytree(ROOT / part, root / part)
    begin_course(root)
    course = Workspace(root)
    build.build(course, ASSIGNMENT)
    with course.gradebook() as gradebook:
        for name, (first, last) in PEOPLE.items():
            gradebook.add_student(name, first_name=first, last_name=last)
    for one in load_class(ANSWERS / "sample_class.toml"):
        if one.name in PEOPLE:
            path = hand_in(course, ASSIGNMENT, one, ANSWERS)
            path.with_name("timestamp.txt").write_text(HANDED_IN, encoding="utf-8")  # as `course collect` does
    return Classroom(course, instructor, student)
