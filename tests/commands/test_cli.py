"""The `course` command: what it says to bad input, and the small course from hand-in to grades file."""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import pytest
from rich.console import Console
from support.course import ANSWER, hand_in, run_course, small_course, write_source

from course import __version__
from course.authoring import build
from course.commands.grading import points_table
from course.lms.grades.scores import Exercise

pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A small class after `course grade`: one right, one wrong, one printing to stderr, one looping, one broken."""
    course = small_course(tmp_path_factory.mktemp("class"))
    build.build(course, "01-small")
    hand_in(course, "ann", double=ANSWER, reflection="Because.")
    hand_in(course, "bob", "Copy of small.ipynb", double="def double(x):\n    return x * x")
    noisy = "import sys\ndef double(x):\n    print('careful', file=sys.stderr)\n    return 2 * x"
    hand_in(course, "cid", double=noisy)
    hand_in(course, "dan", double="import os\ndef double(x):\n    os._exit(1)")
    hand_in(course, "eva").write_text("{")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("ann", last_name='=HYPERLINK("x")', first_name="Änn, the 1st")
    return course, run_course("grade", "01-small", cwd=course.root)


def test_grade_shows_everybody(graded):
    """Points, what is to grade by hand, what was repaired, and one reason for each that could not be graded."""
    _, result = graded
    assert result.returncode == 1
    lines = {
        line.split()[0]: line.split() for line in result.stdout.splitlines() if line.startswith("  ") and line.strip()
    }
    assert lines["ann"] == ["ann", "Änn,", "the", "1st", '=HYPERLINK("x")', "18", "to", "grade", "18"]
    assert lines["bob"][:3] == ["bob", "✗", "0"]
    assert lines["cid"][:2] == ["cid", "18"]
    assert lines["dan"][:3] == ["dan", "✗", "0"]
    assert lines["eva"][-2:] == ["not", "graded"]
    assert "repaired bob: was called Copy of small.ipynb" in result.stdout
    assert "not graded eva: small.ipynb is broken JSON (line 1)" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    (told,) = result.stderr.strip().splitlines()
    assert told == "course: Some submissions could not be graded: see the reasons above."


def test_hand_ins_are_only_read(graded):
    """What students handed in is as it was."""
    course, _ = graded
    assert sorted(p.name for p in (course.root / "submitted" / "bob" / "01-small").iterdir()) == ["Copy of small.ipynb"]


def test_feedback_shows_the_message_and_no_hidden_test(graded):
    """A page has the points and what failed, but neither hidden source nor a traceback nor our paths."""
    course, _ = graded
    result = run_course("feedback", "01-small", cwd=course.root)
    assert result.returncode == 0, result.stderr
    page = (course.root / "feedback" / "bob" / "01-small" / "small.html").read_text()
    assert "double should work for any number." in page
    assert "hidden tests ran here" in page
    assert "for number in" not in page
    assert "Traceback (most recent" not in page
    assert str(course.root) not in page


def test_export_is_quoted_exact_and_defused(graded):
    """The grades file survives commas and non-ASCII, gives no spreadsheet a formula, and adds up."""
    course, _ = graded
    result = run_course("export", "--to", "out.csv", cwd=course.root)
    assert result.returncode == 0, result.stderr
    with (course.root / "out.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    ann = rows["ann"]
    assert (ann["first_name"], ann["last_name"]) == ("Änn, the 1st", '\'=HYPERLINK("x")')
    assert (ann["01-small: double (18)"], ann["01-small (20)"], ann["total"], ann["to grade"]) == (
        "18",
        "18",
        "18",
        "1",
    )
    assert rows["bob"]["total"] == "0"
    assert (rows["eva"]["01-small (20)"] if "eva" in rows else "") == ""
    assert ann["01-small: reflection (2)"] == ""


def test_regrade_keeps_manual_points(graded):
    """What an instructor gave by hand survives the next run."""
    course, _ = graded
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", "small", "01-small", "ann")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    result = run_course("grade", "01-small", "--student", "ann", cwd=course.root)
    assert result.returncode == 0, result.stderr
    assert "19.5" in result.stdout


BAD = {
    "unknown assignment": (["grade", "09-none"], "There is no assignment '09-none': choose one of 01-small."),
    "unknown assignment to build": (["build", "nope"], "There is no assignment 'nope'"),
    "nothing handed in": (
        ["grade", "01-small"],
        "submitted: `course collect DOWNLOAD 01-small` sorts a download into it.",
    ),
    "unknown root": (["--root", "/nowhere", "build"], "There is no folder /nowhere."),
    "no grades yet": (
        ["feedback", "01-small"],
        "Nothing of 01-small is graded yet: run `course grade",
    ),
    "export before grading": (["export"], "The gradebook has no students yet: run `course grade` first."),
    "no such Python": (["check", "--python", "/nowhere/python"], "There is no Python at /nowhere/python."),
    "no answers": (["check"], "with answers to grade: work in a clone of the repository."),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_is_one_clear_line(small, name):
    """Wrong names and missing things end in one line on stderr and exit code 1."""
    arguments, expected = BAD[name]
    result = run_course(*arguments, cwd=small.root)
    assert result.returncode == 1
    assert expected in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("course: ")


def test_unknown_student(small):
    """A name that nobody handed in under is said, with the folder that was looked for."""
    (small.root / "submitted" / "ada" / "01-small").mkdir(parents=True)
    result = run_course("grade", "01-small", "--student", "zed", cwd=small.root)
    assert (result.returncode, result.stdout) == (1, "")
    assert "zed has not handed in 01-small: there is no submitted/zed/01-small/." in result.stderr


def test_outside_a_course(tmp_path):
    """Called in the wrong folder, the command says how to find the right one."""
    result = run_course("build", cwd=tmp_path)
    assert result.returncode == 1
    assert "No nbgrader_config.py in" in result.stderr


def test_bug_a_long_path_made_two_lines_of_one(tmp_path):
    """What a command says of a file stays on one line, however long the path is; programs read it by lines."""
    root = tmp_path / ("long-" * 40)
    root.mkdir()
    small_course(root)
    result = run_course("--root", root, "build", cwd=tmp_path)
    assert result.stdout.splitlines() == [f"01-small -> {root.name}/release/01-small/small.ipynb"]


def test_broken_configuration_stops_everything(small):
    """nbgrader would log the error and grade with its own settings; we refuse."""
    (small.root / "nbgrader_config.py").write_text("from course.nothing import Missing\n")
    result = run_course("build", cwd=small.root)
    assert result.returncode == 1
    assert "nbgrader_config.py cannot be read (ModuleNotFoundError" in result.stderr


def test_unreadable_source_notebook(small):
    """A notebook that is no notebook is named, and nothing is built."""
    write_source(small.root, None, "{ not json")
    result = run_course("build", cwd=small.root)
    assert result.returncode == 1
    assert "small.ipynb is not a notebook that can be read" in result.stderr
    assert not (small.root / "release").exists()


def test_gradebook_of_another_course(small):
    """Grades never go into somebody else's gradebook."""
    build.build(small, "01-small")
    with sqlite3.connect(small.root / "gradebook.db") as db:
        db.execute("INSERT INTO course (id) VALUES ('history-101')")
        db.execute("UPDATE assignment SET course_id = 'history-101'")
    before = (small.root / "gradebook.db").read_bytes()
    result = run_course("build", cwd=small.root)
    assert result.returncode == 1
    assert "belongs to the course 'history-101', not to 'kmeans-color'" in result.stderr
    assert (small.root / "gradebook.db").read_bytes() == before


def test_gradebook_that_is_no_database(small):
    """A file that is no database is left alone."""
    (small.root / "gradebook.db").write_text("not a database, but somebody's notes, quite long ones" * 40)
    result = run_course("build", cwd=small.root)
    assert result.returncode == 1
    assert "cannot be used (file is not a database)" in result.stderr


@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv (util-linux) takes root's power to write everywhere")
def test_no_permission_to_write(small):
    """A read-only course is refused before anything is half-written."""
    small.root.chmod(0o555)
    humble = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []
    result = run_course("build", cwd=small.root, prefix=humble)
    small.root.chmod(0o755)
    assert result.returncode == 1
    assert f"No permission to write in {small.root}" in result.stderr
    assert sorted(path.name for path in small.root.iterdir()) == [
        ".course",
        "gradebook.db",
        "nbgrader_config.py",
        "source",
    ]


def test_demo_leaves_a_folder_that_is_not_its_own(small):
    """`course demo` never overwrites a folder called demo that somebody else made."""
    (small.root / "demo").mkdir()
    (small.root / "demo" / "mine.txt").write_text("keep")
    result = run_course("demo", cwd=small.root)
    assert result.returncode == 1
    assert "was not made by `course demo`" in result.stderr
    assert (small.root / "demo" / "mine.txt").read_text() == "keep"


def test_grade_builds_what_the_gradebook_does_not_know(small):
    """On a fresh clone `course grade` needs no earlier command."""
    build.build(small, "01-small")
    hand_in(small, "ann", double=ANSWER)
    (small.root / "gradebook.db").unlink()
    result = run_course("grade", "01-small", cwd=small.root)
    assert result.returncode == 0, result.stderr
    assert json.loads((small.root / "autograded/ann/01-small/small.ipynb").read_text())


COMMANDS = "build check new collect grade regrade feedback export report doctor demo".split()  # noqa: SIM905


def test_help_is_whole(tmp_path):
    """`-h` and `--help` say the same; each command's first sentence is whole, and nothing long is imported for it."""
    told = [run_course(word, cwd=tmp_path).stdout for word in ("-h", "--help")]
    listed = told[0].split("Commands:")[1]
    assert told[0] == told[1] and "..." not in listed
    lines = [line.split() for line in listed.splitlines() if line.strip()]
    assert [words[0] for words in lines if words[0] in COMMANDS] == COMMANDS
    code = (
        "import sys; from course.commands.app import app; print({'nbgrader', 'nbformat', 'numpy'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"


@pytest.mark.parametrize("name", COMMANDS)
def test_names_in_the_help_are_words(tmp_path, name):
    """What is to be put in is called ASSIGNMENT, STUDENT, N, FILE, FOLDER and so on, never TEXT or PATH of a type."""
    told = run_course(name, "-h", cwd=tmp_path)
    assert told.returncode == 0
    assert not re.search(r"\b(TEXT|INTEGER|STR|INT)\b", told.stdout)


def test_version(tmp_path):
    """`course --version` works anywhere."""
    assert run_course("--version", cwd=tmp_path).stdout == f"course {__version__}\n"


def test_bug_a_number_stood_apart_from_its_exercise(monkeypatch):
    """Below the table a line never ends between the number of an exercise and its name."""
    out = Console(width=47, file=io.StringIO())
    monkeypatch.setattr(points_table, "out", out)
    exercises = [Exercise(f"1.{n}", "x" * (n % 5 + 6), 2, f"test_{n}") for n in range(1, 30)]
    out.print(points_table.table("01-small", exercises, points_table.Shown([], [])))
    lines = [line for line in out.file.getvalue().split("\n") if "xxxxxx" in line]
    assert len(lines) > 5 and all(len(line) <= 47 and line.startswith("1.") for line in lines)
    assert not any(line.split()[-1].startswith("1.") for line in lines)
