"""What is started before nbgrader is imported is what the run needs, and is ended where it is not."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.authoring import build
from course.commands.app import app
from course.grading.execution import prefork
from course.grading.run.spec import spec_for

ASSIGNMENT = "01-small"


@pytest.fixture
def course(small):
    """The small course, built."""
    build.build(small, ASSIGNMENT)
    return small


def needs(course):
    """What a run of its assignment needs, as the gradebook tells."""
    setup = spec_for(course, ASSIGNMENT)
    return setup.given.data, setup.modules, setup.limits.forked


def test_what_was_started_early_is_what_the_run_needs(course):
    """The command line and the notebook tell what the gradebook tells later."""
    prefork.begin(course.root, ASSIGNMENT)
    (early,) = prefork._early
    one = prefork.take(*needs(course))
    assert one is early
    assert one.kernels.alive()
    one.close()
    assert not Path(one.folder).exists()
    assert not one.kernels.alive()


def test_a_wrong_guess_is_ended(course):
    """Something else is needed than what was started: it goes, and the right one is started."""
    prefork.begin(course.root, ASSIGNMENT)
    (early,) = prefork._early
    data, modules, forked = needs(course)
    one = prefork.take(data, (*modules, "colorsys"), forked)
    assert not early.kernels.alive()
    assert not Path(early.folder).exists()
    assert one.kernels.alive()
    one.close()


@pytest.mark.parametrize("name", ["../..", "09-nowhere", ""])
def test_nothing_is_started_for_names_of_nothing(small, name):
    """The command itself says later what is wrong with the name."""
    prefork.begin(small.root, name)
    assert not prefork._early


OTHERWISE = [
    ["build", ASSIGNMENT], ["grade", "--help"], ["grade", ASSIGNMENT, "--cold"], ["grade", ASSIGNMENT, "--no-sandbox"],
    ["grade", ASSIGNMENT, "--scheduler=tcp://127.0.0.1:1"],
]  # fmt: skip


@pytest.mark.parametrize("words", OTHERWISE)
def test_nothing_is_started_where_it_would_not_be_used(small, monkeypatch, words):
    """Other commands, and other ways to grade."""
    begun = []
    monkeypatch.setattr(prefork, "begin", lambda *given: begun.append(given))
    CliRunner().invoke(app, ["--root", str(small.root), *words])
    assert begun == []


def test_the_folder_and_the_assignment_are_the_commands(small, monkeypatch):
    """Wherever the command is called from, and in whatever order its options stand."""
    begun = []
    monkeypatch.setattr(prefork, "begin", lambda *given: begun.append(given))
    words = ["--root", str(small.folder("source")), "grade", "--student", "nobody", ASSIGNMENT, "--force"]
    CliRunner().invoke(app, words)
    assert begun == [(small.root.resolve(), ASSIGNMENT)]


@pytest.mark.parametrize("text", ["", "{}", '{"cells": [1]}', "[" * 9999])
def test_a_notebook_that_cannot_be_read_is_left_to_the_command(small, text):
    """A guess never breaks what comes after it."""
    small.notebook(ASSIGNMENT).write_text(text, encoding="utf-8")
    prefork.begin(small.root, ASSIGNMENT)
    assert not prefork._early


def test_nothing_is_started_outside_of_a_course(tmp_path):
    """The command itself says what is wrong."""
    prefork.begin(tmp_path, ASSIGNMENT)
    assert not prefork._early


def test_a_command_that_fails_leaves_nothing_of_its_early_start(small):
    """An error before anything is graded: what was started early is gone with its folder."""
    command = [sys.executable, "-m", "course", "grade", ASSIGNMENT, "--student", "nobody"]
    seen = False
    with tempfile.TemporaryDirectory(prefix="k-") as folder:  # a short path: sockets lie below
        environment = os.environ | {"TMPDIR": folder}
        process = subprocess.Popen(command, cwd=small.root, env=environment, stderr=subprocess.PIPE, text=True)
        while process.poll() is None:
            seen = seen or any(Path(folder).glob(f"{prefork.PREFIX}*"))
            time.sleep(0.005)
        assert seen, "nothing was started early"
        assert process.returncode == 1
        assert "submitted" in process.stderr.read()
        assert not list(Path(folder).glob(f"{prefork.PREFIX}*"))


def test_a_worker_waits_for_no_import_that_it_does_not_need():
    """Neither nbgrader with its database nor the grammar of IRIs is imported where hand-ins are run."""
    code = (
        "import course.base.no_gc, course.grading.run.worker, sys; "
        "print({name.partition('.')[0] for name in sys.modules} & {'nbgrader', 'sqlalchemy', 'nbconvert', 'lark'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


BUILT_FIRST = """
from pathlib import Path
from course.authoring import build
from course.grading.execution import prefork
from course.project.workspace import Workspace, prepare_process
prepare_process()
build.build(Workspace(Path.cwd()), "01-small")
helpers = prefork.Helpers(None, (), forked=False)
with prefork.ProcessPerJob(helpers.context, bool, tuple) as executor:
    there = executor.submit(eval, "sorted(__import__('sys').modules)").result()
print(sorted({*prefork.WORKER} - {*there}))
"""


def test_bug_a_class_graded_after_a_build_imported_all_for_each_hand_in(small):
    """Whoever built and then graded in one process forked workers from one that had the judge's imports only."""
    (small.root / ".course" / "reference").unlink()  # its solutions run here, before the judge
    done = subprocess.run([sys.executable, "-c", BUILT_FIRST], cwd=small.root, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
