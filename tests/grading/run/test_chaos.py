"""Processes of a run are killed at random, all kinds of them, until it is through: every grade is as in a quiet run."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import psutil
import pytest
from support.course import PATIENCE, run_course
from support.edits.cases import NAME, write
from support.edits.course import ASSIGNMENT, good_notebook, three_exercises

from course.lms.grades import scores

pytestmark = pytest.mark.xdist_group("chaos")
KINDS = ["judge", "kernel", "supervisor", "worker", "kernel server", "forkserver", "writer"]
FAILED = 12  # so many runs are disturbed; the next one must end by itself with all graded
BRIEF = {"judge": 0.03}  # seconds between two looks where a process of the kind lives no longer than that
BELOW = {
    ("writer", "server.main"): "kernel server",
    ("kernel server", "server.main"): "supervisor",
    ("supervisor", "server.main"): "kernel",
    ("writer", "multiprocessing.forkserver"): "forkserver",
    ("forkserver", "multiprocessing.forkserver"): "worker",
    ("worker", "multiprocessing.forkserver"): "judge",
}


def victims(writer):
    """Numbers of the living processes of a run, by kind: a fork bears the command line of what it was forked from."""
    found = {kind: [] for kind in KINDS} | {"writer": [writer]}
    kinds = {writer: "writer"}
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(writer).children(recursive=True):  # parents come before their children
            with contextlib.suppress(psutil.Error):
                command, parent = " ".join(one.cmdline()), kinds.get(one.ppid(), "")
                if one.name() == "bwrap":
                    kinds[one.pid] = parent  # it stands between, and ends with what it started
                for (above, word), kind in BELOW.items():
                    if above == parent and word in command and one.name() != "bwrap":
                        kinds[one.pid] = kind
                        found[kind].append(one.pid)
    return found


def table(course):
    """Everybody's points, and how many entries the gradebook has of each."""
    rows = sorted((row.student, sorted(row.points.items())) for row in scores.rows(course, ASSIGNMENT))
    with course.gradebook() as gradebook:
        entries = Counter(one.student_id for one in gradebook.assignment_submissions(ASSIGNMENT))
    return rows, entries


def a_class(folder, size):
    """A course with so many hand-ins; in each third one the first exercise is wrong."""
    folder.mkdir(exist_ok=True)
    course = three_exercises(folder)
    for number in range(size):
        nb = good_notebook(course)
        if number % 3 == 0:
            cell = next(cell for cell in nb["cells"] if "def double" in "".join(cell["source"]))
            cell["source"] = "def double(x):\n    return 3 * x"
        write(course.folder("submitted") / f"student{number:02}" / ASSIGNMENT / NAME, nb)
    return course


def chaos(course, dice, kinds, most, pause):
    """Grade until all is graded and some of each kind were killed; how many were, and how many runs failed."""
    killed, failed, force = Counter(), 0, []
    until = time.monotonic() + PATIENCE
    while True:
        command = [sys.executable, "-m", "course", "grade", ASSIGNMENT, "--jobs", "2", *force]
        run = subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while run.poll() is None and time.monotonic() < until:
            time.sleep(dice.uniform(pause / 10, pause))
            alive = victims(run.pid)
            choice = [kind for kind in kinds if alive[kind] and killed[kind] < most]
            if choice and failed < FAILED:
                kind = dice.choice(choice)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(dice.choice(alive[kind]), signal.SIGKILL)
                    killed[kind] += 1
        told = run.stdout.read()
        run.kill()
        if run.wait() == 0:
            if all(killed[kind] for kind in kinds):
                return killed, failed
            force = ["--force"]  # nobody was met in so short a run
        else:
            failed, force = failed + 1, []
        assert failed <= FAILED and time.monotonic() < until, told


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """What a class of eight has when nothing happens."""
    course = a_class(tmp_path_factory.mktemp("quiet"), 8)
    assert run_course("grade", ASSIGNMENT, cwd=course.root).returncode == 0
    return table(course)


QUICK = ("judge", "worker")


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[] if kind in QUICK else [pytest.mark.slow]) for kind in KINDS]
)
def test_whoever_is_killed_nobody_loses_a_point(quiet, tmp_path, kind):
    """One kind of process is killed three times: points and entries at the end are those of a quiet run.

    A process of one hand-in is killed once: that is tried again within the run. Twice may be the same hand-in.
    """
    course = a_class(tmp_path, 8)
    of_one = kind in ("judge", "kernel", "supervisor")
    _, failed = chaos(course, random.Random(kind), [kind], 1 if of_one else 3, BRIEF.get(kind, 0.3))
    assert table(course) == quiet
    assert not (of_one and failed)


@pytest.mark.slow
def test_chaos_in_a_class_of_sixty(tmp_path):
    """Every second or so some process of the run is killed, ten of each kind: the table is that of a quiet run."""
    course = a_class(tmp_path / "quiet", 60)
    assert run_course("grade", ASSIGNMENT, cwd=course.root).returncode == 0
    other = a_class(tmp_path / "chaos", 60)
    killed, _ = chaos(other, random.Random(13), KINDS, 10, 1.5)
    assert sum(killed.values()) >= 20, killed
    assert table(other) == table(course)
