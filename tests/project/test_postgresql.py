"""A gradebook in PostgreSQL: the same points and the same exports as from nbgrader's file, in a server of our own."""

import csv
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from support.course import ROOT, run_course
from support.edits.cases import NAME, write
from support.edits.course import ASSIGNMENT, FULL, good_notebook, three_exercises

from course.lms.grades import scores
from course.project.locate import CONFIG_NAME
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("postgresql")
STUDENTS = ("ann", "bob", "cid", "dan")


def programs() -> Path | None:
    """Folder with PostgreSQL's initdb and pg_ctl: on the PATH, or where Debian has them."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


@pytest.fixture(scope="module")
def server():
    """The address of an empty PostgreSQL server that ends with the tests; it never runs as root."""
    pytest.importorskip("psycopg2", reason="psycopg2 is not installed: pip install psycopg2-binary")
    binaries = programs()
    if binaries is None:
        pytest.skip("no PostgreSQL server here (Debian: apt install postgresql)")
    who = {}
    if os.geteuid() == 0:
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 signs
    if who:
        os.chown(folder, who["user"], who["group"])
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    data, quiet = folder / "data", {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **who}
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [binaries / "pg_ctl", "-D", data, "-w"]
    try:
        initdb = [binaries / "initdb", "-D", data, "-U", "course", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([*initdb, "--locale=C"], **quiet)
        subprocess.run([*control, "-l", folder / "log", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql+psycopg2://course@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def course(server, tmp_path_factory):
    """A class of four, graded by the command, two at a time, into the server."""
    made = three_exercises(tmp_path_factory.mktemp("course"))
    (made.root / "gradebook.db").unlink()
    with (made.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f'\nc.CourseDirectory.db_url = "{server}"\n')
    for student in STUDENTS:
        write(made.folder("submitted") / student / ASSIGNMENT / NAME, good_notebook(made))
    for command in (("build",), ("grade", ASSIGNMENT, "--jobs", "2")):
        done = run_course(*command, cwd=made.root)
        assert done.returncode == 0, done.stdout + done.stderr
    return Workspace(made.root)


def test_points(course):
    """Everybody's points are in the server, and no file was made beside it."""
    assert {row.student: row.points for row in scores.rows(course, ASSIGNMENT)} == dict.fromkeys(STUDENTS, FULL)
    assert not (course.root / "gradebook.db").exists()


def test_export(course):
    """The table of grades reads the server."""
    done = run_course("export", cwd=course.root)
    assert done.returncode == 0, done.stderr
    with (course.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        totals = {row["student_id"]: row["total"] for row in csv.DictReader(file)}
    assert totals == dict.fromkeys(STUDENTS, "18")


def test_feedback(course):
    """Pages for the students come from the server's comments and points."""
    done = run_course("feedback", ASSIGNMENT, cwd=course.root)
    assert done.returncode == 0, done.stderr
    assert len(list(course.folder("feedback").rglob("*.html"))) == len(STUDENTS)


def test_a_regrade_keeps_what_was_given_by_hand(course):
    """Points of an instructor stay, whatever is graded again."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    done = run_course("grade", ASSIGNMENT, "--force", "--student", "ann", cwd=course.root)
    assert done.returncode == 0, done.stdout + done.stderr
    points = {row.student: row.points for row in scores.rows(course, ASSIGNMENT)}
    assert points["ann"] == FULL | {"reflection": 1.5}


@pytest.mark.parametrize(
    ("scheme", "says"), [("postgresql+psycopg2", "is the server there"), ("postgresql+other", "cannot be used")]
)
def test_an_address_that_does_not_work_is_said(tmp_path, scheme, says):
    """One line names the trouble, and the password of the address is not in it."""
    pytest.importorskip("psycopg2")
    (tmp_path / "source").mkdir()
    address = f"{scheme}://course:hush@127.0.0.1:1/postgres"
    (tmp_path / CONFIG_NAME).write_text(
        (ROOT / CONFIG_NAME).read_text(encoding="utf-8") + f'\nc.CourseDirectory.db_url = "{address}"\n'
    )
    done = run_course("export", cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr and "Traceback" not in done.stderr
    assert "hush" not in done.stdout + done.stderr
