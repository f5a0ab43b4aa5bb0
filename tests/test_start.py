"""What is started before nbgrader is imported is what the run needs, and is ended where it is not."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from course import build
from course.grading import start
from course.grading.setup import setup_for

ASSIGNMENT = "01-small"


@pytest.fixture
def course(small):
    """The small course, built."""
    build.build(small, ASSIGNMENT)
    return small


def needs(course):
    """What a run of its assignment needs, as the gradebook tells."""
    setup = setup_for(course, ASSIGNMENT)
    return setup.photographs, setup.modules, setup.limits.forked


def test_what_was_started_early_is_what_the_run_needs(course):
    """The command line and the notebook tell what the gradebook tells later."""
    start.early(["grade", "--student", "ann", ASSIGNMENT, "--force"], course.folder("source"))
    (early,) = start._early
    one = start.started(*needs(course))
    assert one is early
    assert one.kernels.alive()
    one.close()
    assert not Path(one.folder).exists()
    assert not one.kernels.alive()


def test_a_wrong_guess_is_ended(course):
    """Something else is needed than what was started: it goes, and the right one is started."""
    start.early(["grade", ASSIGNMENT], course.root)
    (early,) = start._early
    photographs, modules, forked = needs(course)
    one = start.started(photographs, (*modules, "colorsys"), forked)
    assert not early.kernels.alive()
    assert not Path(early.folder).exists()
    assert one.kernels.alive()
    one.close()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["build", ASSIGNMENT],
        ["grade", "--help"],
        ["grade", ASSIGNMENT, "--cold"],
        ["grade", "../.."],
        ["grade", "09-nowhere"],
        ["grade", ASSIGNMENT, "--scheduler=tcp://127.0.0.1:1"],
    ],
)
def test_nothing_is_started_where_it_would_not_be_used(small, words):
    """Other commands, other ways to grade, and names of nothing."""
    start.early(words, small.root)
    assert not start._early


@pytest.mark.parametrize("text", ["", "{}", '{"cells": [1]}', "[" * 9999])
def test_a_notebook_that_cannot_be_read_is_left_to_the_command(small, text):
    """A guess never breaks what comes after it."""
    small.notebook(ASSIGNMENT).write_text(text, encoding="utf-8")
    start.early(["grade", ASSIGNMENT], small.root)
    assert not start._early


def test_nothing_is_started_outside_of_a_course(tmp_path):
    """The command itself says what is wrong."""
    start.early(["grade", ASSIGNMENT], tmp_path)
    assert not start._early


def test_a_command_that_fails_leaves_nothing_of_its_early_start(small):
    """An error before anything is graded: what was started early is gone with its folder."""
    command = [sys.executable, "-m", "course", "grade", ASSIGNMENT, "--student", "nobody"]
    seen = False
    with tempfile.TemporaryDirectory(prefix="k-") as folder:  # a short path: sockets lie below
        environment = os.environ | {"TMPDIR": folder}
        process = subprocess.Popen(command, cwd=small.root, env=environment, stderr=subprocess.PIPE, text=True)
        while process.poll() is None:
            seen = seen or any(Path(folder).glob(f"{start.PREFIX}*"))
            time.sleep(0.005)
        assert seen, "nothing was started early"
        assert process.returncode == 1
        assert "submitted" in process.stderr.read()
        assert not list(Path(folder).glob(f"{start.PREFIX}*"))
