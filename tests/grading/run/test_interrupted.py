"""`course grade` is interrupted or killed and called again: every grade is there once, and nothing half-done counts."""

import contextlib
import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from support.course import PATIENCE, run_course
from support.edits.cases import NAME, write
from support.edits.course import ASSIGNMENT, FULL, good_notebook, three_exercises

from course.lms.grades import scores
from course.project.notebooks import read
from course.project.workspace import Workspace

pytestmark = [
    pytest.mark.xdist_group("interrupted"),
    pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc"),
]
STUDENTS = ["ann", "bob", "cid", "dan", "eva", "fay"]
BY_HAND = 1.5


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A class of six, of whom one is graded already, by hand as well."""
    made = three_exercises(tmp_path_factory.mktemp("template"))
    for student in STUDENTS:
        write(made.folder("submitted") / student / ASSIGNMENT / NAME, good_notebook(made))
    assert run_course("grade", ASSIGNMENT, "--student", "ann", cwd=made.root).returncode == 0
    with made.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann")
        grade.manual_score, grade.needs_manual_grade = BY_HAND, False
        gradebook.db.commit()
    return made.root


@pytest.fixture
def course(template, tmp_path):
    """A copy of that class."""
    return Workspace(shutil.copytree(template, tmp_path / "course"))


@pytest.fixture
def running(course):
    """`course grade` at work in a process group of its own; its temporary files are where nothing else's are."""
    with tempfile.TemporaryDirectory(prefix="k-") as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "course", "grade", ASSIGNMENT, "--jobs", "2"],
            cwd=course.root,
            env=os.environ | {"TMPDIR": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        yield process, folder
        for number in left(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        process.wait()


def left(folder):
    """Processes that were started with this folder for temporary files: by their environment, or their command."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with contextlib.suppress(OSError):
                said = (path / "cmdline").read_bytes() + (path / "environ").read_bytes()
                found += [int(path.name)] if os.fsencode(folder) in said else []
    return found


def workers(folder):
    """Processes that grade: forked from one with the imports, so that they bear its command line."""
    parents = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if any("course.grading.run.worker" in part for part in process.cmdline()):
                parents[process.pid] = process.ppid()
    return [number for number in left(folder) if parents.get(number) in parents]


def wait_until(condition, patience=180.0):
    """Look again and again, often, and give what was found; a busy machine has time."""
    until = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)
    return found


def begun(course):
    """Students whose notebook nbgrader has written, graded or not."""
    return [student for student in STUDENTS[1:] if (course.folder("autograded") / student / ASSIGNMENT / NAME).exists()]


def after(seconds):
    return lambda course, started: time.monotonic() - started >= seconds


slow = pytest.mark.slow
MOMENTS = {
    "as the first notebook appears": lambda course, started: bool(begun(course)),
    "when half the class is done": lambda course, started: len(begun(course)) >= 3,
    "after 0.3 s": after(0.3),
    "after 1 s": after(1),
    "after 2 s": after(2),
    "after 2.5 s": after(2.5),
    "after 3 s": after(3),
    "after 4 s": after(4),
    "after 5 s": after(5),
    "after 7 s": after(7),
}
PARAMETERS = [pytest.param(name, marks=() if number == 1 else slow) for number, name in enumerate(MOMENTS)]


@pytest.mark.parametrize("moment", PARAMETERS)
def test_killed_and_called_again(course, running, moment):
    """kill -9 of the whole group leaves no process and loses nothing; the next run completes the class."""
    process, folder = running
    started = time.monotonic()
    wait_until(lambda: MOMENTS[moment](course, started) or process.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait_until(lambda: not left(folder))
    assert by_hand(course) == BY_HAND
    for path in course.folder("autograded").glob(f"*/*/{NAME}"):
        read(path)  # whole, or not there
    result = run_course("grade", ASSIGNMENT, cwd=course.root)
    assert result.returncode == 0, result.stdout + result.stderr
    complete(course)


def by_hand(course):
    """The points that an instructor gave."""
    with course.gradebook() as gradebook:
        return gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann").manual_score


def complete(course):
    """Everybody has full points, once; the points given by hand are there."""
    expected = {student: FULL | ({"reflection": BY_HAND} if student == "ann" else {}) for student in STUDENTS}
    assert {row.student: row.points for row in scores.rows(course, ASSIGNMENT)} == expected
    with course.gradebook() as gradebook:
        assert sorted(one.student_id for one in gradebook.assignment_submissions(ASSIGNMENT)) == STUDENTS
        assert sorted(one.id for one in gradebook.students) == STUDENTS
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            assert [len(notebook.grades) for notebook in submission.notebooks] == [len(FULL)]


def test_what_is_half_done_is_no_zero(course, running):
    """After a kill the table, the pages and the exported file know nobody with points that were not worked out."""
    process, _ = running
    wait_until(lambda: begun(course))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    result = run_course("export", "--to", "out.csv", cwd=course.root)
    assert result.returncode == 0, result.stderr
    with (course.root / "out.csv").open(encoding="utf-8") as file:
        totals = {row["student_id"]: row[f"{ASSIGNMENT} (20)"] for row in csv.DictReader(file)}
    assert set(totals.values()) <= {"", "18", "19.5"}
    for row in scores.rows(course, ASSIGNMENT):
        assert row.points == FULL | ({"reflection": BY_HAND} if row.student == "ann" else {})


def test_a_killed_worker(course, running):
    """One of the grading processes is killed, as where memory is short: all hand-ins are graded all the same."""
    process, folder = running
    # Not until a notebook is written: the workers may be done with a class of five by then.
    os.kill(wait_until(lambda: workers(folder))[0], signal.SIGKILL)
    assert process.wait(timeout=PATIENCE) == 0
    wait_until(lambda: not left(folder))
    complete(course)


def test_a_killed_command_takes_its_workers_along(course, running):
    """Only the command itself is killed: what it started comes to an end by itself."""
    process, folder = running
    wait_until(lambda: begun(course))
    process.kill()
    process.wait()
    wait_until(lambda: not left(folder))


def test_a_notebook_cut_off_by_the_kill(course):
    """A graded notebook of which half was written is no reason for a traceback, and is made anew."""
    path = course.folder("autograded") / "ann" / ASSIGNMENT / NAME
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:1000])
    result = run_course("feedback", ASSIGNMENT, cwd=course.root)
    assert result.returncode == 1
    assert result.stderr.startswith("course: ") and len(result.stderr.strip().splitlines()) == 1
    assert run_course("grade", ASSIGNMENT, "--student", "ann", cwd=course.root).returncode == 0
    assert scores.rows(course, ASSIGNMENT)[0].points == FULL | {"reflection": BY_HAND}


def zoes(course, number):
    """So many more hand-ins that nothing is over before it is interrupted."""
    for one in range(number):
        shutil.copytree(course.folder("submitted") / "ann", course.folder("submitted") / f"zoe{one}")


@pytest.mark.parametrize("seconds", [0.0, 0.4, 0.8])
def test_bug_ctrl_c_before_the_run_ended_in_a_traceback(course, seconds):
    """While the command and what it started import: the same exit code as later, and nothing to be afraid of."""
    zoes(course, 30)
    process = subprocess.Popen(
        [sys.executable, "-m", "course", "grade", ASSIGNMENT, "--force"],
        cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while not psutil.Process(process.pid).children():
        assert time.monotonic() < until
        time.sleep(0.01)
    time.sleep(0.1 + seconds)  # its children have begun as well
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    # A shell says 130 for both: Python ends itself by the signal where it interrupted an `exec` of somebody's.
    assert process.returncode in (130, -signal.SIGINT) and "Traceback" not in errors, errors


def test_interrupted_by_hand(course):
    """Ctrl-C ends the run in seconds, without a traceback, and what was done stays done."""
    command = [sys.executable, "-m", "course", "grade", ASSIGNMENT, "--force", "--jobs", "1"]
    zoes(course, 30)
    process = subprocess.Popen(
        command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + PATIENCE
    while len(list((course.root / ".course" / "outcomes" / ASSIGNMENT).glob("zoe*"))) < 1:
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130 and "Traceback" not in errors, errors
    assert "resume" in errors
