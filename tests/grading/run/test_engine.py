"""The engine: what changed is graded and nothing else, in whatever way, and nobody grades over another."""

import contextlib
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from sqlalchemy import Engine, event, inspect
from support.course import run_course
from support.edits.cases import NAME, write
from support.edits.course import ASSIGNMENT, FULL, good_notebook, three_exercises

from course.authoring import build
from course.base.errors import CourseError
from course.grading.execution import prefork
from course.grading.run import class_run, outcomes
from course.lms.grades import scores
from course.project.gradebook_indexes import COLUMNS, add_indexes
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("engine")
STUDENTS = ["ann", "bob", "cid"]
MOST_COMMITS = 3  # of a hand-in: who it is, when it came, its points


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A class of three, graded; bob's first exercise is wrong, cid's file is empty."""
    made = three_exercises(tmp_path_factory.mktemp("template"))
    for student in STUDENTS:
        write(made.folder("submitted") / student / ASSIGNMENT / NAME, good_notebook(made))
    spoil(made, "bob")
    write(made.folder("submitted") / "cid" / ASSIGNMENT / NAME, b"")
    first = list(class_run.grade(made, ASSIGNMENT, STUDENTS, jobs=2))
    return made.root, first


@pytest.fixture
def course(template, tmp_path):
    """A copy of that class, times of files included."""
    return Workspace(shutil.copytree(template[0], tmp_path / "course"))


def spoil(course, student, answer="def double(x):\n    return 3 * x"):
    """Write an answer that is wrong."""
    path = course.folder("submitted") / student / ASSIGNMENT / NAME
    nb = nbformat.read(path, as_version=4)
    cell = next(cell for cell in nb.cells if cell.cell_type == "code" and "def double" in cell.source)
    cell.source = answer
    path.write_text(nbformat.writes(nb), encoding="utf-8")


def graded(course, **switches):
    """Students who were really graded in a run over the whole class."""
    found = class_run.grade(course, ASSIGNMENT, STUDENTS, jobs=2, **switches)
    return sorted(outcome.student for outcome in found if not outcome.unchanged)


def points(course):
    """Everybody's points."""
    return {row.student: row.points for row in scores.rows(course, ASSIGNMENT)}


@pytest.fixture
def commits():
    """Transactions that were committed meanwhile, in any gradebook of this process."""
    seen = []
    note = seen.append
    event.listen(Engine, "commit", note)
    yield seen
    event.remove(Engine, "commit", note)


def test_a_hand_in_is_saved_in_few_transactions(course, commits):
    """Each commit waits for the disk: one hand-in more may take no more than the few that nbgrader makes itself."""
    spoil(course, "ann")
    assert graded(course) == ["ann", "cid"]
    first = len(commits)
    spoil(course, "ann", "def double(x):\n    return 4 * x")
    spoil(course, "bob", "def double(x):\n    return 4 * x")
    assert graded(course) == ["ann", "bob", "cid"]
    assert 0 < len(commits) - 2 * first <= MOST_COMMITS


def test_the_class_is_graded(template):
    """Points as deserved, a reason where there is no notebook, time and memory for each."""
    root, first = template
    assert points(Workspace(root)) == {"ann": FULL, "bob": FULL | {"test_double": 0}}
    reasons = {outcome.student: outcome.reason for outcome in first}
    assert reasons == {"ann": None, "bob": None, "cid": f"{NAME} is empty"}
    ann = next(outcome for outcome in first if outcome.student == "ann")
    assert ann.seconds > 0 and 2**24 < ann.memory < 2**31 and ann.exercises["double"] >= 0


def test_only_what_changed_is_graded_again(course):
    """The second run grades who had no grade, the third who handed in anew; --force grades everybody."""
    assert graded(course) == ["cid"]
    spoil(course, "ann")
    write(course.folder("submitted") / "cid" / ASSIGNMENT / NAME, good_notebook(course))
    assert graded(course) == ["ann", "cid"]
    wrong = FULL | {"test_double": 0}
    assert points(course) == {"ann": wrong, "bob": wrong, "cid": FULL}
    assert graded(course) == []
    assert graded(course, force=True) == STUDENTS


def test_files_beside_the_notebook_count(course):
    """A file that a notebook may read is part of the hand-in."""
    write(course.folder("submitted") / "ann" / ASSIGNMENT / "notes.txt", "new")
    assert graded(course) == ["ann", "cid"]


def test_a_changed_test_grades_everybody(course):
    """After a build with another hidden test no old grade is taken for a new one."""
    path = course.notebook(ASSIGNMENT)
    text = path.read_text(encoding="utf-8")
    assert text.count("range(5, 9)") == 1
    path.write_text(text.replace("range(5, 9)", "range(5, 99)"), encoding="utf-8")
    build.build(course, ASSIGNMENT)
    assert graded(course) == STUDENTS


@pytest.mark.parametrize("lost", ["notebook", "entry"])
def test_what_was_lost_is_graded_again(course, lost):
    """A graded notebook or an entry in the gradebook that is gone is made anew."""
    if lost == "notebook":
        shutil.rmtree(course.folder("autograded") / "ann")
    else:
        with course.gradebook() as gradebook:
            gradebook.remove_submission(ASSIGNMENT, "ann")
    assert graded(course) == ["ann", "cid"]
    assert points(course)["ann"] == FULL


def test_a_regrade_keeps_what_was_given_by_hand(course):
    """Points and comments of an instructor stay, whatever is graded again."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.find_comment("reflection", "small", ASSIGNMENT, "ann").manual_comment = "Well seen."
        gradebook.db.commit()
    assert "ann" in graded(course, force=True)
    assert points(course)["ann"] == FULL | {"reflection": 1.5}
    with course.gradebook() as gradebook:
        assert gradebook.find_comment("reflection", "small", ASSIGNMENT, "ann").comment == "Well seen."


def test_a_failed_hand_in_has_no_old_grade_in_the_way(course):
    """Who hands in a broken file after a good one keeps the grade, and the run says why it is not a new one."""
    write(course.folder("submitted") / "ann" / ASSIGNMENT / NAME, b"{")
    found = {outcome.student: outcome.reason for outcome in class_run.grade(course, ASSIGNMENT, ["ann"], jobs=1)}
    assert "broken JSON" in found["ann"]
    assert points(course)["ann"] == FULL


def test_cold_is_the_same(course):
    """Kernels that are started one by one give the same points."""
    before = points(course)
    assert graded(course, warm=False, force=True) == STUDENTS
    assert points(course) == before


def test_the_second_call_is_told_who_grades(course):
    """Two runs at once would write over each other: the second ends at once and names the first."""
    with outcomes.locked(course), pytest.raises(CourseError, match=f"process {os.getpid()} since"):
        list(class_run.grade(course, ASSIGNMENT, ["ann"], jobs=1))
    result = run_course("grade", ASSIGNMENT, "--student", "ann", cwd=course.root)
    assert result.returncode == 0, result.stderr


def test_indexes(course):
    """The gradebook has the indexes that keep a large class as fast as a small one, once."""
    with course.gradebook() as gradebook:
        found = [index["name"] for table in ("grade", "comment", "submitted_notebook", "submitted_assignment")
                 for index in inspect(gradebook.engine).get_indexes(table)]  # fmt: skip
        assert len([name for name in found if name.startswith("course_")]) == len(COLUMNS)
        assert add_indexes(gradebook.engine) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_kills_the_worker_is_found_out(course, jobs):
    """A hand-in that takes its worker along each time has a reason; whoever was graded beside it has points."""
    write(course.folder("submitted") / "cid" / ASSIGNMENT / NAME, good_notebook(course))
    spoil(course, "bob", "import time\ntime.sleep(20)")

    def kill_for_bob(student):
        if student == "bob":
            time.sleep(1)  # the worker has begun
            for process in multiprocessing.active_children():
                process.kill()

    found = class_run.grade(course, ASSIGNMENT, STUDENTS, jobs=jobs, force=True, started=kill_for_bob)
    reasons = {outcome.student: outcome.reason for outcome in found}
    assert reasons == {
        "ann": None,
        "bob": "the process that graded it ended (exit code -9; out of memory?): grade it again",
        "cid": None,
    }


def test_workers_share_what_kernels_are_forked_from(course):
    """All workers of a run take their kernels from one process: each of their own would take its memory again."""
    found, before = [], set(psutil.Process().children(recursive=True))
    for _ in class_run.grade(course, ASSIGNMENT, STUDENTS, jobs=2, force=True):
        begun = {}
        for child in set(psutil.Process().children(recursive=True)) - before:
            with contextlib.suppress(psutil.Error):  # it has just ended
                if any("server.main" in word for word in child.cmdline()):
                    begun[child.pid] = child.ppid()
        found.append(sum(parent not in begun for parent in begun.values()))
    assert found == [1, 1, 1]


def test_a_worker_that_dies_over_nobody_costs_nobody_a_grade(course):
    """A worker that is ended between two hand-ins is replaced."""
    write(course.folder("submitted") / "cid" / ASSIGNMENT / NAME, good_notebook(course))
    reasons = {}
    for outcome in class_run.grade(course, ASSIGNMENT, STUDENTS, jobs=1, force=True):
        reasons[outcome.student] = outcome.reason
        if len(reasons) == 1:
            for process in multiprocessing.active_children():
                process.kill()
                process.join()
    assert reasons == dict.fromkeys(STUDENTS)


def test_bug_a_hand_in_given_to_a_dead_worker_was_blamed(course):
    """A worker that dies the moment before it begins: the pool has not noticed, and the hand-in is tried again."""
    killed = []

    def kill_at_first(student):
        if not killed:
            killed.append(student)
            for process in multiprocessing.active_children():
                process.kill()

    found = class_run.grade(course, ASSIGNMENT, ["ann", "bob"], jobs=1, force=True, started=kill_at_first)
    assert {outcome.student: outcome.reason for outcome in found} == {"ann": None, "bob": None}
    assert killed


def test_what_a_killed_run_left_is_removed(tmp_path, monkeypatch):
    """Temporary folders of runs that have ended go with the next run, those of living ones stay."""
    monkeypatch.setattr(prefork, "short_folder", lambda more: str(tmp_path))
    for name in ("killed", "living", "beginning"):
        (tmp_path / f"{prefork.PREFIX}1-{name}").mkdir()
    prefork.held(tmp_path / f"{prefork.PREFIX}1-killed").close()
    with prefork.held(tmp_path / f"{prefork.PREFIX}1-living"):
        prefork.sweep()
        assert {path.name[-6:] for path in tmp_path.iterdir()} == {"living", "inning"}


def test_bug_a_run_in_another_container_lost_its_folder(tmp_path, monkeypatch):
    """A living run whose process has a number that means nothing here, as in a container, keeps its folder."""
    monkeypatch.setattr(prefork, "short_folder", lambda more: str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    folder = tmp_path / f"{prefork.PREFIX}{gone.pid}-x"
    folder.mkdir()
    with prefork.held(folder):
        prefork.sweep()
        assert folder.exists()
    prefork.sweep()
    assert not folder.exists()


def test_json(course):
    """Machines read outcomes and points, and nothing else, from the output."""
    result = run_course("grade", ASSIGNMENT, "--force", "--json", cwd=course.root)
    assert result.returncode == 1 and "could not be graded" in result.stderr
    data = json.loads(result.stdout)
    found = {one["student"]: one.get("points") for one in data["hand_ins"]}
    assert found == {"ann": FULL, "bob": FULL | {"test_double": 0}, "cid": None}
    assert [one["reason"] for one in data["hand_ins"]] == [None, None, f"{NAME} is empty"]


def free_port():
    """A port of this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each a process of its own, elsewhere on the disk."""
    port = free_port()
    command = [sys.executable, "-m"]
    parts = [["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]]
    worker = ["distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny"]
    parts += [[*worker, "--no-dashboard", "--local-directory", str(tmp_path / name)] for name in ("one", "two")]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    running = [subprocess.Popen([*command, *part], **silent) for part in parts]
    yield f"tcp://127.0.0.1:{port}"
    for process in reversed(running):
        process.terminate()
        process.wait(30)


def test_on_a_cluster(course, cluster):
    """A Dask scheduler's workers give the same points, from data alone."""
    before = points(course)
    result = run_course("grade", ASSIGNMENT, "--force", "--scheduler", cluster, cwd=course.root)
    assert result.returncode == 1, result.stderr
    assert points(course) == before
    assert graded(course) == ["cid"]


def test_no_scheduler(course):
    """A wrong address is said in one line."""
    result = run_course("grade", ASSIGNMENT, "--scheduler", f"tcp://127.0.0.1:{free_port()}", cwd=course.root)
    assert result.returncode == 1
    assert "No Dask scheduler answers" in result.stderr and "Traceback" not in result.stderr
