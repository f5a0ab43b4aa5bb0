"""The course's way from end to end on a sample class, in a folder of its own."""

import shutil
from pathlib import Path

from course.base.errors import CourseError
from course.project.locate import CONFIG_NAME
from course.project.workspace import Workspace

from .sample_class import SampleStudent, hand_in, load_class

CONFIG = '''"""The sample class: the course's own configuration, with the instructor notebooks beside this folder."""

c = get_config()  # noqa: F821 (nbgrader provides it)
load_subconfig("{name}", path="{root}")  # noqa: F821
c.CourseDirectory.source_directory = "{source}"
'''
MARK = "This folder was made by `course demo` and may be deleted.\n"


def prepare(course: Workspace, folder: Path) -> tuple[Workspace, list[SampleStudent]]:
    """A fresh folder with a configuration of its own, and the sample class that goes into it.

    Raises
    ------
    CourseError
        If there is such a folder already and the demo did not make it.
    """
    if folder.exists():
        if not (folder / "DEMO").is_file():
            raise CourseError(f"{folder} was not made by `course demo`: move it away, it would be overwritten.")
        shutil.rmtree(folder)
    course.require_writable(folder)
    folder.mkdir()
    (folder / "DEMO").write_text(MARK, encoding="utf-8")
    text = CONFIG.format(name=CONFIG_NAME, root=course.root, source=course.folder("source"))
    (folder / CONFIG_NAME).write_text(text, encoding="utf-8")
    return Workspace(folder), load_class(answers_folder(course) / "sample_class.toml")


def answers_folder(course: Workspace) -> Path:
    """Where the right and wrong answers are kept."""
    folder = course.root / "tests" / "answers"
    if not folder.is_dir():
        raise CourseError(f"There is no folder {folder} with answers to grade: work in a clone of the repository.")
    return folder


def submit_all(demo: Workspace, course: Workspace, students: list[SampleStudent], assignment: str) -> None:
    """Let every student of the sample class hand in an assignment."""
    for student in students:
        if assignment in student.expected:
            hand_in(demo, assignment, student, answers_folder(course))
