"""Another program holds the gradebook: it is named at once and waited for, and nothing is lost."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest
from support.course import ANSWER, PATIENCE, hand_in, small_course

from course.authoring import build
from course.grading.run import class_run
from course.lms.grades import scores
from course.project import gradebook_wait
from course.project.gradebook_wait import Locked
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("locked")
NAME = "01-small"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A small class of two, of whom ann is graded."""
    course = small_course(tmp_path_factory.mktemp("class"))
    build.build(course, NAME)
    for student in ("ann", "bob"):
        hand_in(course, student, double=ANSWER)
    assert [outcome.reason for outcome in class_run.grade(course, NAME, ["ann"], jobs=1)] == [None]
    return course.root


@pytest.fixture
def course(template, tmp_path):
    """A copy of that class, times of files included."""
    return Workspace(shutil.copytree(template, tmp_path / "course"))


@pytest.fixture
def impatient(monkeypatch):
    """Waiting ends soon."""
    monkeypatch.setattr(gradebook_wait, "GRACE", 0.0)
    monkeypatch.setattr(gradebook_wait, "PATIENCE", 0.0)


@contextmanager
def held(course, how="EXCLUSIVE"):
    """Another program's connection that holds the gradebook."""
    with closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as connection:
        connection.execute(f"BEGIN {how}")
        yield
        connection.execute("ROLLBACK")


def totals(course):
    """Everybody's points."""
    return {row.student: row.total for row in scores.rows(course, NAME)}


@pytest.mark.parametrize("words", ["grade 01-small", "build", "feedback 01-small", "report", "export"])
def test_bug_a_locked_gradebook_was_waited_for_in_silence(course, words):
    """While the lock is held the command says who may hold it; once it is free the command does its work."""
    command = [sys.executable, "-m", "course", *words.split()]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=course.root, **pipes) as process:
        with held(course):
            said = process.stderr.readline()  # it says so before it is let go on
            assert "Another program holds the gradebook" in said and "formgrader" in said
            assert process.poll() is None
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + err
    assert err.startswith("The gradebook is free again.")


def test_a_gradebook_that_stays_locked_costs_nobody_a_grade(course, impatient):
    """The run ends with what to do; what was saved stays, and what could not be is graded by the next run."""
    for student in ("cid", "dan"):
        shutil.copytree(course.folder("submitted") / "bob", course.folder("submitted") / student)
    run = class_run.grade(course, NAME, ["bob", "cid", "dan"], jobs=1)
    saved = next(run)
    assert saved.reason is None
    with held(course), pytest.raises(Locked, match=r"locked by another program .* give the same command again"):
        list(run)
    assert totals(course) == {"ann": 18, saved.student: 18}
    again = {
        one.student: (one.reason, one.unchanged) for one in class_run.grade(course, NAME, ["bob", "cid", "dan"], 1)
    }
    assert again == {one: (None, one == saved.student) for one in ("bob", "cid", "dan")}
    assert totals(course) == dict.fromkeys(["ann", "bob", "cid", "dan"], 18)


def test_a_lock_taken_while_a_grade_is_saved(course, monkeypatch):
    """nbgrader finds the gradebook locked that was free a moment before: the hand-in is saved once it is free."""
    config = course.root / "nbgrader_config.py"
    address = f"sqlite:///{course.root / 'gradebook.db'}?timeout=0.1"
    config.write_text(f"{config.read_text(encoding='utf-8')}\nc.CourseDirectory.db_url = {address!r}", encoding="utf-8")
    with sqlite3.connect(course.root / "gradebook.db", isolation_level=None) as other:
        waited = []

        def meanwhile(self, writing):
            if not writing:
                return
            waited.append(writing)
            if len(waited) > 2:  # the first two are at the run's start, before anything is graded
                other.execute("BEGIN EXCLUSIVE" if not other.in_transaction else "ROLLBACK")

        monkeypatch.setattr(Workspace, "wait_for_gradebook", meanwhile)
        found = list(class_run.grade(course, NAME, ["bob"], jobs=1))
    monkeypatch.undo()
    assert [outcome.reason for outcome in found] == [None] and waited == [True] * 4
    assert totals(course) == {"ann": 18, "bob": 18}


def test_what_only_reads_is_not_kept_waiting_by_unsaved_changes(course, impatient):
    """A database browser with changes that are not saved keeps others from writing, not from reading."""
    with held(course, "IMMEDIATE"):
        assert totals(course) == {"ann": 18}
        with pytest.raises(Locked):
            course.gradebook(writing=True)
