"""Terminals and locales that know ASCII alone, or are narrow: every command says what it has to say."""

import os
import pty
import subprocess
import sys
import zipfile

import pytest
from support.course import ANSWER, PATIENCE, hand_in, small_course

from course.authoring import build
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("terminals")
UNICODE = "ångström"
KEPT = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON")) and name != "LANG"}
PLACES = {
    "ascii terminal": {"PYTHONIOENCODING": "ascii"},
    "POSIX locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "dumb and narrow": {"TERM": "dumb", "COLUMNS": "40", "PYTHONIOENCODING": "ascii"},
    "latin terminal": {"PYTHONIOENCODING": "latin-1", "COLUMNS": "80"},
}


def say(place, *arguments, cwd):
    """Exit code and everything that a command writes; its output is a pipe, and there is no TERM but the place's."""
    command = [sys.executable, "-m", "course", *arguments]
    environment = {name: value for name, value in KEPT.items() if name != "TERM"} | PLACES[place]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, cwd=cwd, env=environment, timeout=PATIENCE, **streams)
    encoding = "latin-1" if place == "latin terminal" else "ascii"
    return done.returncode, done.stdout.decode(encoding)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small class, not yet graded: a name that is not ASCII, a lost point, a file that is no notebook, a download."""
    course = small_course(tmp_path_factory.mktemp("class"))
    build.build(course, "01-small")
    hand_in(course, UNICODE, double=ANSWER, reflection="Ja.")
    hand_in(course, "bob", "Copy of small.ipynb", double="def double(x):\n    return x * x")
    hand_in(course, "jürgen").write_text("{", encoding="utf-8")
    with zipfile.ZipFile(course.root / "download.zip", "w") as archive:
        archive.write(course.root / "submitted" / "bob" / "01-small" / "Copy of small.ipynb", "žofie/small ✗.ipynb")
        archive.writestr("名前/注.txt", "x")
    return course


def aligned(text):
    """Rows of the table in a text by student; their points stand below the head of their column."""
    lines = text.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("  student"))
    edges = [lines[head].index(points) + len(points) for points in ("/18", "/2 ", "/20")]
    rows = {line.split()[0]: line for line in lines[head + 2 :][:2]}
    assert rows["bob"].split() == ["bob", "x", "0", "x", "0", "0"], text
    assert rows["bob"][: edges[0]].endswith("x 0") and rows["bob"][: edges[2]].endswith(" 0"), text
    other = next(row for student, row in rows.items() if student != "bob")
    assert other[: edges[0]].endswith(" 18") and other[: edges[2]].endswith(" 18"), text
    return rows


@pytest.mark.parametrize("place", ["POSIX locale", pytest.param("dumb and narrow", marks=pytest.mark.slow)])
def test_grading_and_its_results_are_told_everywhere(made, place):
    """The table stands in line and the other commands say where their files are, with a sign for each unknown one."""
    root = made.root
    code, text = say(place, "grade", "01-small", "--force", cwd=root)
    assert code == 1 and "Traceback" not in text, text
    assert list(aligned(text)) == ["bob", "?ngstr?m"]
    assert "not graded j" in text and "is broken JSON" in text
    for arguments in (["feedback", "01-small"], ["export"], ["report"], ["build"]):
        code, text = say(place, *arguments, cwd=root)
        assert code == 0 and "Traceback" not in text, text
    with Workspace(root).gradebook() as gradebook:
        assert {student.id for student in gradebook.students} <= {UNICODE, "bob", "jürgen"}


@pytest.mark.parametrize("place", list(PLACES))
def test_other_commands_and_errors_are_told_everywhere(made, place):
    """Help, the table of a download, and names in errors."""
    root = made.root
    code, text = say(place, "--help", cwd=root)
    assert code == 0 and "export" in text
    code, text = say(place, "collect", "download.zip", "01-small", cwd=root)
    assert "collected" in text and "Traceback" not in text, text
    code, text = say(place, "grade", "01-größe", cwd=root)
    assert (code, text[:8]) == (1, "course: "), text


@pytest.mark.parametrize("columns", [40, 80])
def test_on_a_terminal(made, columns):
    """On a narrow terminal that shows ASCII the progress ends nothing, and no row of the table is broken."""
    ours, theirs = pty.openpty()
    environment = KEPT | {"TERM": "dumb", "COLUMNS": str(columns), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "course", "grade", "01-small", "--student", "bob", "--student", UNICODE, "--force"]
    process = subprocess.Popen(command, cwd=made.root, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    while part := read(ours):
        seen += part
    assert process.wait(60) == 0, seen
    assert list(aligned(seen.decode("ascii"))) == ["bob", "?ngstr?m"]


def read(terminal):
    """What has come since; nothing once all who could write are gone."""
    try:
        return os.read(terminal, 2**16)
    except OSError:
        return b""
