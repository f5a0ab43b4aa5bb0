"""A regrade that was cut off at any moment is gone on with, and can still be taken back as a whole."""

import signal
import subprocess
import sys

import pytest
from support.course import PATIENCE
from test_regrade import (  # noqa: F401 (fixtures)
    ASSIGNMENT,
    course,
    points,
    regrade,
    shown,
    template,
)

pytestmark = pytest.mark.xdist_group("regrade")
MOMENTS = ["before the first is saved", "between two", "after one is saved", "after the last is saved", "within undo"]
EACH = [pytest.param(name, marks=[pytest.mark.slow] * (name != "between two")) for name in MOMENTS]


CUT_OFF = """
import os, signal, sys
from pathlib import Path
from course.grading.regrade import record
from course.grading.regrade.compare import aside, compared
from course.project.workspace import Workspace, prepare_process

if __name__ == "__main__":
    moment, assignment = sys.argv[1:]
    save, put_back, saved = record.Writer.save, record.put_back, []

    def stop():
        os.kill(os.getpid(), signal.SIGKILL)

    def saving(*given):
        if moment == "before the first is saved" or (moment == "between two" and saved):
            stop()
        saved.append(save(*given))
        if moment == ["after one is saved", "after the last is saved"][len(saved) - 1]:
            stop()
        return saved[-1]

    def putting(*given):
        put_back(*given)
        stop()

    record.Writer.save, record.put_back = saving, putting
    prepare_process()
    course = Workspace(Path.cwd())
    with aside(course, assignment) as (run, students):
        list(compared(run, students, 1))
        record.apply(run, "cut off")
    record.undo(course, assignment)
"""


def cut_off(course, moment):  # noqa: F811
    """Regrade in a process of its own that kills itself at a moment."""
    script = course.root / "cut_off.py"
    script.write_text(CUT_OFF, encoding="utf-8")
    done = subprocess.run([sys.executable, script, moment, ASSIGNMENT], cwd=course.root, timeout=PATIENCE)
    script.unlink()
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("moment", EACH)
def test_a_regrade_that_was_killed_is_one_regrade(course, moment):  # noqa: F811
    """The next call completes it, students read of it, and --undo brings back all that was before, to the byte."""
    before, rows = shown(course), points(course)
    cut_off(course, moment)
    if moment != "within undo":
        result = regrade(course)
        assert result.returncode == 0, result.stdout + result.stderr
        assert points(course) == {"ann": 5, "bob": 5, "cid": 0, "dan": 0}
        assert b"cut off" in shown(course)[1]["bob"]
    result = regrade(course, "--undo")
    assert result.returncode == 0, result.stdout + result.stderr
    assert points(course) == rows and shown(course) == before


@pytest.mark.slow
@pytest.mark.parametrize("moment", [*MOMENTS][:4])
def test_a_regrade_that_was_killed_can_be_taken_back(course, moment):  # noqa: F811
    """Also without completing it first."""
    before = shown(course)
    cut_off(course, moment)
    result = regrade(course, "--undo")
    assert result.returncode == 0, result.stdout + result.stderr
    assert shown(course) == before
