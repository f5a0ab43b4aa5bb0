"""A folder of students' git repositories: the newest commit in time, and nothing in them is obeyed."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.course import run_course, small_course
from support.git import git

from course.base import files
from course.lms.collecting import zipcollect
from course.lms.collecting.collect import collect
from course.lms.collecting.kinds import repositories as git_room
from course.project.workspace import Workspace

ROSTER = """identifier,github_username,github_id,name
s1,ann,1,Ann Lee
s2,ann-lee,2,Ann Maria Lee
s3,Bob,3,Bob Doe
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The small course with its assignment in the gradebook, and the roster of GitHub Classroom."""
    course = small_course(tmp_path_factory.mktemp("course"))
    with course.gradebook(writing=True) as gradebook:
        gradebook.add_assignment("01-small")
    (course.root / "roster.csv").write_text(ROSTER)
    return course.root


@pytest.fixture
def course(saved, tmp_path):
    """That course, in a folder of its own."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    return Workspace(tmp_path)


def repository(folder, *commits, **more):
    """A repository with a commit for each (day, text of the notebook), and other files in the first."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for name, text in more.items():
        (folder / name.replace("_", ".")).write_text(text)
    for day, text in commits:
        (folder / "small.ipynb").write_text(text)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "x", day=day)
    return folder


def due(course, day):
    """Set the due date to a day of November."""
    with course.gradebook(writing=True) as gradebook:
        gradebook.update_or_create_assignment("01-small", duedate=datetime(2026, 11, day, 12, 0))


def collected(course, roster=True, **how):
    """Text of each notebook in submitted/ by student, and what `collect` returns."""
    found = collect(course, course.root / "given", "01-small", course.root / "roster.csv" if roster else None, **how)
    return {path.parts[-3]: path.read_text() for path in course.root.glob("submitted/*/01-small/small.ipynb")}, found


@pytest.mark.parametrize("wrapper", ["", "small-submissions"])
def test_each_repository_is_its_students(course, wrapper):
    """Whole logins are found behind the assignment's name; files and time are the commit's."""
    folder = course.root / "given" / wrapper
    for login, day in (("ann", 3), ("ann-lee", 4), ("bob", 5)):
        clone = repository(folder / f"small-{login}", (1, "{}"), (day, login), data_txt="data")
        (clone / "small.ipynb").write_text("not committed")
        (clone / "more.txt").write_text("not committed")
    texts, found = collected(course)
    assert texts == {"s1": "ann", "s2": "ann-lee", "s3": "bob"} and found.problems == []
    assert (course.root / "submitted/s1/01-small/timestamp.txt").read_text() == "2026-11-03 11:00:00"
    assert {path.name for path in (course.root / "submitted/s1/01-small").iterdir()} == {
        "data.txt", "small.ipynb", "timestamp.txt"
    }  # fmt: skip


def test_without_a_roster_the_login_is_the_student(course):
    """What all repositories begin with is the assignment; clones of any kind are read."""
    one = repository(course.root / "elsewhere/ann", (1, "ann"))
    git(course.root, "clone", "-q", "--bare", str(one), str(course.root / "given/small-ann.git"))
    git(course.root, "clone", "-q", "--depth=1", one.as_uri(), str(course.root / "given/small-bob"))
    packed = repository(course.root / "given/small-cia", (1, "old"), (2, "cia"))
    git(packed, "pack-refs", "--all")
    git(packed, "gc", "-q")
    git(packed, "checkout", "-q", "--detach")
    texts, found = collected(course, roster=False)
    assert texts == {"ann": "ann", "bob": "ann", "cia": "cia"} and found.problems == []


def test_files_beside_the_commits_are_not_counted(course, monkeypatch):
    """However much lies in the clones, what is looked at is the commits."""
    for module in (files, zipcollect):
        monkeypatch.setattr(module, "MAX_SEEN", 10)
    for login in ("ann", "bob"):
        clone = repository(course.root / f"given/small-{login}", (1, login))
        for folder in ("v1", "v2"):
            (clone / folder).mkdir()
            (clone / folder / "small.ipynb").write_text(folder)
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "-m", "x", day=2)
        for number in range(20):
            (clone / f"{number}.txt").write_text("not committed")
    texts, found = collected(course, roster=False)
    assert texts == {"ann": "ann", "bob": "bob"} and found.problems == []


def test_a_stranger_gets_nobodys_folder(course):
    """A login that only ends like another one is not in the roster."""
    for login in ("bob", "jim-bob"):
        repository(course.root / f"given/small-{login}", (1, login))
    texts, found = collected(course)
    assert texts == {"s3": "bob"} and [reason for _, reason in found.problems] == ["is not in the roster"]


def test_commits_after_the_due_date(course):
    """The newest commit until the due date counts and the others are counted; without one nothing is taken."""
    repository(course.root / "given/small-ann", (1, "first"), (2, "in time"), (4, "late"), (5, "later"))
    repository(course.root / "given/small-bob", (6, "too late"))
    due(course, 3)
    texts, found = collected(course)
    assert texts == {"s1": "in time"}
    assert found.arrivals[0].hand_in.note == "2 newer commits after the due date left out"
    ((who, reason),) = found.problems
    assert who == "small-bob" and reason.startswith(
        "has no commit before the due date, the first is of 2026-11-06 11:00"
    )
    ours = run_course("collect", "given", "01-small", "--roster", "roster.csv", cwd=course.root)
    assert "s1: 2 newer commits after the due date left out" in ours.stdout and ours.returncode == 1
    ours = run_course("collect", "given", "01-small", "--roster", "roster.csv", "--late", cwd=course.root)
    assert ours.returncode == 0, ours.stdout
    assert collected(course, late=True)[0] == {"s1": "later", "s3": "too late"}


def test_commits_until_the_due_date_of_each_student(course):
    """Whoever has an extension, by id or by a login of the roster, has their own time; the longer name decides."""
    (course.root / "deadlines.toml").write_text(
        "[assignments.01-small]\ndue = 2026-11-03T12:00:00Z\n[extensions.01-small]\ns2 = 2026-11-05T12:00:00Z\n"
    )
    for login in ("ann", "ann-lee", "bob"):
        repository(course.root / f"given/small-{login}", (2, "in time"), (4, "later"), (6, "too late"))
    course = Workspace(course.root)
    assert collected(course)[0] == {"s1": "in time", "s2": "later", "s3": "in time"}
    assert collected(course, roster=False)[0].items() >= {"ann": "in time", "ann-lee": "in time"}.items()


def test_commits_that_were_fetched_and_not_merged(course):
    """What was fetched since the clone counts, as it does on the server."""
    server = repository(course.root / "server", (1, "old"))
    git(course.root, "clone", "-q", str(server), str(course.root / "given/small-ann"))
    repository(course.root / "given/small-bob", (1, "bob"))
    (server / "small.ipynb").write_text("new")
    git(server, "commit", "-q", "-am", "x", day=9)
    git(course.root / "given/small-ann", "fetch", "-q")
    assert collected(course)[0] == {"s1": "new", "s3": "bob"}


def test_nothing_in_a_repository_is_obeyed(course):
    """Neither configuration, hooks, filters, links nor other repositories of a student do anything."""
    trap = course.root / "trap"
    clone = repository(
        course.root / "given/small-ann", (1, "ann"), _gitattributes="* filter=evil diff=evil text\n*.ipynb ident\n"
    )
    (clone / "link.txt").symlink_to("/etc/passwd")
    (clone / ".github").mkdir()
    (clone / ".github/hidden.yml").write_text("x")
    git(clone, "add", "-A")
    git(clone, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    git(clone, "commit", "-q", "-m", "x", day=2)
    command = f"touch {trap}"
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "filter.evil.smudge", "filter.evil.process",
                 "diff.evil.textconv", "diff.external", "pager.log", "core.hooksPath", "log.showSignature",
                 "gpg.program", "remote.origin.uploadpack"):  # fmt: skip
        git(clone, "config", name, command)
    git(clone, "config", "log.showSignature", "true")
    git(clone, "config", "remote.origin.promisor", "true")
    git(clone, "config", "remote.origin.url", f"ext::sh -c '{command}'")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (clone / ".git/hooks" / hook).write_text(f"#!/bin/sh\n{command}\n")
        (clone / ".git/hooks" / hook).chmod(0o755)
    texts, found = collected(course)
    assert texts == {"s1": "ann"} and found.problems == []
    names = {path.name for path in (course.root / "submitted/s1/01-small").iterdir()}
    assert names == {".gitattributes", "small.ipynb", "timestamp.txt"} and not trap.exists()


def broken(clone):
    """An object that is missing: what a partial clone would fetch."""
    name = git(clone, "rev-parse", "HEAD:small.ipynb")
    (clone / ".git/objects" / name[:2] / name[2:]).unlink()


def bomb(clone):
    """A few objects that stand for a thousand million files."""
    tree = git(clone, "rev-parse", "HEAD^{tree}")
    for _ in range(9):
        lines = "".join(f"040000 tree {tree}\t{n}\n" for n in range(10))
        made = subprocess.run(["git", "mktree"], cwd=clone, input=lines, capture_output=True, text=True, check=True)
        tree = made.stdout.strip()
    git(clone, "update-ref", "HEAD", git(clone, "commit-tree", tree, "-m", "x", day=9))


def outside(clone):
    """A branch that is a file elsewhere."""
    (clone / ".git/HEAD").write_text("ref: refs/heads/../../../../../small-bob/.git/refs/heads/main\n")


DAMAGED = {
    broken: "is damaged: git cannot read small.ipynb",
    bomb: "holds far more files or commits than a hand-in",
    outside: "has no commit",
    lambda clone: shutil.rmtree(clone / ".git/refs"): "has no commit",
    lambda clone: shutil.rmtree(clone / ".git/objects"): "has no commit that git can read",
}


@pytest.mark.parametrize("damage", list(DAMAGED))
def test_a_repository_that_cannot_be_read_is_named(course, damage):
    """One repository that is damaged or hostile is named with the reason; the others are collected."""
    repository(course.root / "given/small-bob", (1, "bob"))
    damage(repository(course.root / "given/small-ann", (1, "ann")))
    texts, found = collected(course)
    assert texts == {"s3": "bob"} and found.problems == [("small-ann", DAMAGED[damage])]


def test_trees_that_leave_the_folder(course):
    """Paths that no git would write stay in the student's folder."""
    clone = repository(course.root / "given/small-ann", (1, "ann"))
    blob = git(clone, "rev-parse", "HEAD:small.ipynb")
    entry = b"100644 ..\0" + bytes.fromhex(blob) + b"100644 small.ipynb\0" + bytes.fromhex(blob)
    made = subprocess.run(["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
                          cwd=clone, input=entry, capture_output=True, check=True)  # fmt: skip
    git(clone, "update-ref", "HEAD", git(clone, "commit-tree", made.stdout.decode().strip(), "-m", "x", day=9))
    texts, _ = collected(course)
    assert texts == {"s1": "ann"}


def test_a_course_that_is_kept_in_git(course):
    """A folder of hand-ins that is itself under version control is a folder."""
    repository(course.root / "given", (1, "x"))
    (course.root / "given/small.ipynb").unlink()
    for student in ("ann", "bob"):
        (course.root / f"given/{student}").mkdir()
        (course.root / f"given/{student}/small.ipynb").write_text(student)
    assert collected(course, roster=False)[0] == {"ann": "ann", "bob": "bob"}


def test_no_git_on_this_machine(course, monkeypatch):
    """Where there is no git that is said, and what else can be done."""
    repository(course.root / "given/small-ann", (1, "ann"))
    monkeypatch.setenv("PATH", str(Path(course.root, "nothing")))
    with pytest.raises(git_room.CourseError, match="git is not installed"):
        collected(course)


def test_times_of_commits_are_utc(course):
    """The time of a commit is that of its own zone."""
    clone = repository(course.root / "given/small-ann", (7, "ann"))
    commit = git_room.read(clone / ".git", None)
    assert commit.when == datetime(2026, 11, 7, 11, tzinfo=UTC) and commit.later == 0
