"""A student's home on this machine."""

import os
import pwd
import shutil
from pathlib import Path

from support.course import ROOT

STUDENTS = ROOT / "deploy" / "student"
LOGIN = pwd.getpwuid(os.getuid()).pw_name  # nbgrader knows a student by the system's login


def student_home(folder: Path) -> Path:
    """A student's home with what of the shipped settings has to be there."""
    home = folder / "student"
    shutil.copytree(STUDENTS / "custom", home / ".jupyter" / "custom")
    return home


def take_home(home: Path, assignment: str) -> Path:
    """The released notebook in the student's home."""
    shutil.copytree(ROOT / "release" / assignment, home / assignment)
    return next((home / assignment).glob("*.ipynb"))
