"""What lies in a course's folder and must not get into its repository."""

import shutil
import subprocess

import pytest
from support.course import ROOT

PRIVATE = [
    "roster.csv",
    "rosters/autumn.csv",
    "worksheet.csv",
    "gradebook.csv",
    "Grades-Course_1.csv",
    "grades-canvas.csv",
    "grades.json",
    "submissions.zip",
    "download.zip",
    "feedback-01-pixels-moodle.zip",
    "submitted/ann/01-pixels/pixels.ipynb",
    "autograded/ann/01-pixels/pixels.ipynb",
    "feedback/ann/01-pixels/pixels.html",
    "gradebook.db",
    "report/report.html",
    ".course/downloads/01-pixels.json",
    "downloaded/01-pixels/archive/a.zip",
    "downloads/week-1/a.ipynb",
    "demo/grades.csv",
    "01-pixels-submissions/ann/pixels.ipynb",
    "deadlines.toml",
]
PUBLIC = [
    "source/01-pixels/pixels.ipynb",
    "release/01-pixels/pixels.ipynb",
    "data/china.jpg",
    "course/lms/sheets/sheet.py",
    "autograded/.gitkeep",
    "tests/lms/test_export.py",
]


@pytest.mark.skipif(shutil.which("git") is None, reason="git says what it ignores")
def test_work_and_names_of_students_are_ignored(tmp_path):
    """Rosters, sheets, downloads, student work and grades are ignored by git; the course's own files are not."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    shutil.copy(ROOT / ".gitignore", tmp_path)
    asked = subprocess.run(["git", "check-ignore", *PRIVATE, *PUBLIC], cwd=tmp_path, capture_output=True, text=True)
    assert asked.stdout.splitlines() == PRIVATE
