"""The page on a term, followed: deadlines that are computed anew on every call, who is missing, and who leaves."""

import csv
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from support.course import ANSWER, PATIENCE, ROOT, begin_course, hand_in, run_course, small_notebook
from support.pages import Command, Text, steps

from course.authoring import build
from course.lms.returning import record
from course.project.notebooks import normal_form
from course.project.workspace import Workspace, prepare_process

pytestmark = pytest.mark.xdist_group("term")
PAGE = steps((ROOT / "docs" / "term.md").read_text(encoding="utf-8"))
(FILE,) = (step.text for step in PAGE if isinstance(step, Text))
# When each handed in. On the page all have until 2026-10-08 21:59 UTC, ann until the 12th, bob two days more.
TIMES = {"ann": "2026-10-11 04:00:00 UTC", "bob": "2026-10-09 10:00:00 UTC", "cid": "2026-10-10 05:00:00 UTC",
         "dee": None, "eve": "2026-10-08 22:14:00 UTC"}  # fmt: skip
SHEET = "Student,ID,SIS User ID,SIS Login ID,Section,Pixels (1)\n" + "".join(f"x,{n},,{n},A,\n" for n in TIMES)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A class of five, graded without a file of deadlines; dee's hand-in is late, nobody knows by how much."""
    prepare_process()
    root = tmp_path_factory.mktemp("template")
    begin_course(root)
    for name, notebook in (("01-pixels", "pixels"), ("02-quantize", "quantize")):
        path = root / "source" / name / f"{notebook}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(normal_form(small_notebook()), encoding="utf-8")
    course = Workspace(root)
    build.build(course, "01-pixels")
    for student, time in TIMES.items():
        folder = hand_in(course, student, "pixels.ipynb", "01-pixels", double=ANSWER).parent
        (folder / ("timestamp.txt" if time else "late.txt")).write_text(time or "late")
    done = run_course("grade", "01-pixels", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "late dee" in done.stdout and "late cid" not in done.stdout
    return root


@pytest.fixture
def course(template, tmp_path):
    """A copy of that class, times of files included, with the page's file of deadlines."""
    made = Workspace(shutil.copytree(template, tmp_path / "course"))
    deadlines(made, FILE)
    return made


def deadlines(course, text):
    (course.root / "deadlines.toml").write_text(text, encoding="utf-8")


def table(course):
    """What `course grade --json` says, of nobody graded again: late, penalty and total of each student."""
    data = json.loads(run_course("grade", "01-pixels", "--json", cwd=course.root).stdout)
    assert all(one["unchanged"] for one in data["hand_ins"]), "no kernel is needed"
    return {one["student"]: (one["late"], one["late_penalty"], one["total"]) for one in data["hand_ins"]}


def stored(course):
    """Penalties as plain nbgrader reads them."""
    with course.gradebook() as gradebook:
        entries = gradebook.assignment_submissions("01-pixels")
        return {one.student_id: one.late_submission_penalty for one in entries}


def plain(course, *words):
    """A command of plain nbgrader."""
    done = subprocess.run([sys.executable, "-m", "nbgrader", *words], cwd=course.root, capture_output=True, text=True,
                          timeout=PATIENCE, env=os.environ)  # fmt: skip
    assert done.returncode == 0, done.stderr


UNKNOWN = "late, the download does not say by how much"
FIRST = {"ann": ("", 0, 18), "bob": ("", 0, 18), "cid": ("1 day 7 hours late", 4, 14), "dee": (UNKNOWN, 0, 18),
         "eve": ("", 0, 18)}  # fmt: skip


def test_bug_penalties_were_stale_until_everything_was_graded_again(course):
    """A due date that moves, an extension, a policy: the next call has them, and nothing runs."""
    assert table(course) == FIRST
    assert stored(course) == {name: penalty for name, (_, penalty, _) in FIRST.items()}
    deadlines(course, FILE.replace("2026-10-08T23:59:00", "2026-10-01T23:59:00"))  # 8.3 days for cid, eve a week
    assert table(course) == FIRST | {
        "bob": ("5 days 12 hours late", 10, 8), "cid": ("8 days 7 hours late", 18, 0),
        "eve": ("7 days 15 minutes late", 18, 0),
    }  # fmt: skip
    deadlines(course, FILE.replace("ann = 2026-10-12", "cid = 2026-10-12"))
    assert table(course) == FIRST | {"ann": ("2 days 6 hours late", 6, 12), "cid": ("", 0, 18)}
    deadlines(course, FILE.replace("percent_per_day = 10 ", "percent_per_day = 50 "))
    assert table(course)["cid"] == ("1 day 7 hours late", 10, 8)
    (course.root / "deadlines.toml").unlink()
    assert table(course)["cid"][1:] == (10, 8), "as the gradebook has it"


def test_bug_a_penalty_was_shown_nowhere_but_in_the_gradebook(course):
    """Table, CSV, JSON, Canvas's sheet, feedback and report have it at once, without a call of `course grade`."""
    run_course("export", cwd=course.root)
    rows = {row["student_id"]: row for row in csv.DictReader((course.root / "grades.csv").open(newline=""))}
    cid = rows["cid"]
    assert (cid["01-pixels: late penalty"], cid["01-pixels (20)"], cid["total"]) == ("4", "14", "14")
    run_course("export", "--to", "json", cwd=course.root)
    people = {one["id"]: one for one in json.loads((course.root / "grades.json").read_text())["students"]}
    shown = people["cid"]["assignments"]["01-pixels"]
    assert (shown["score"], shown["late_penalty"], shown["late"]) == (14, 4, "1 day 7 hours late")
    (course.root / "in.csv").write_text(SHEET)
    export = run_course("export", "01-pixels", "--to", "canvas", "--sheet", "in.csv", cwd=course.root)
    assert f"handed in late: cid (1 day 7 hours late, -4); dee ({UNKNOWN})" in export.stderr
    assert [line[-2:] for line in (course.root / "grades-canvas.csv").read_text().splitlines()[1:]] == [
        "18", "18", "14", "18", "18"
    ]  # fmt: skip
    run_course("feedback", "01-pixels", cwd=course.root)
    pages = {
        name: " ".join(BeautifulSoup(path.read_bytes(), "html.parser").find("header").text.split())
        for name in ("ann", "cid", "dee")
        for path in [course.folder("feedback") / name / "01-pixels" / "pixels.html"]
    }
    assert (
        "14 of 20 points. Handed in 1 day 7 hours late; it was due on 2026-10-08 23:59 CEST. Late penalty: 4"
        in (pages["cid"])
    )
    assert "Handed in" not in pages["ann"] and f"Handed in {UNKNOWN}." in pages["dee"]
    report = json.loads(run_course("report", "--json", cwd=course.root).stdout)["assignments"][0]
    assert [(one["student"], one["words"], one["penalty"]) for one in report["late"]] == [
        ("cid", "1 day 7 hours late", 4), ("dee", UNKNOWN, 0)
    ]  # fmt: skip
    assert run_course("report", cwd=course.root).returncode == 0
    page = (course.root / "report" / "report.html").read_text(encoding="utf-8")
    assert "1 day 7 hours late" in page
    said = run_course("grade", "01-pixels", cwd=course.root).stdout
    assert "late cid: 1 day 7 hours late, due 2026-10-08 23:59 CEST; 4 points taken away" in said
    assert f"late dee: {UNKNOWN}; nothing is taken away" in said and "late ann" not in said


def test_plain_nbgrader_counts_the_same(course):
    """`nbgrader autograde` reads the file through its plug-in point; `nbgrader export` has what `course` stored."""
    plain(course, "autograde", "01-pixels", "--force")
    assert stored(course) == {name: penalty for name, (_, penalty, _) in FIRST.items()}
    with Gradebook(course.api.coursedir.db_url, "kmeans-color") as gradebook:
        assert gradebook.find_assignment("01-pixels").duedate == datetime(2026, 10, 8, 21, 59)
        assert gradebook.find_submission("01-pixels", "bob").total_seconds_late == 0
    deadlines(course, FILE.replace("percent_per_day = 10 ", "percent_per_day = 15 "))
    run_course("grade", "01-pixels", cwd=course.root)
    plain(course, "export")
    rows = {row["student_id"]: row for row in csv.DictReader((course.root / "grades.csv").open(newline=""))}
    assert (rows["cid"]["score"], rows["cid"]["late_submission_penalty"]) == ("12.0", "6.0")


WRONG = {
    "key": ("[policy]\npercent = 3", "'percent' in [policy] is not known"),
    "assignment": (FILE.replace("02-quantize", "02-quantise"), "there is no assignment '02-quantise'"),
}


@pytest.mark.parametrize("case", list(WRONG))
@pytest.mark.parametrize("command", ["grade", "export", "feedback", "report"])
def test_a_file_that_cannot_be_meant_stops_every_command(course, case, command):
    """One sentence and exit code 1, before anything is done."""
    text, message = WRONG[case]
    deadlines(course, text)
    words = [command] if command in ("export", "report") else [command, "01-pixels"]
    done = run_course(*words, cwd=course.root)
    assert done.returncode == 1 and message in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_student_whom_nobody_knows_is_named(course):
    """A misspelled extension must not be found out by a penalty."""
    deadlines(course, FILE.replace("ann = ", "anm = "))
    for words in (["grade", "01-pixels"], ["export"]):
        done = run_course(*words, cwd=course.root)
        assert done.returncode == 0 and "nobody in the course is called anm; misspelled" in done.stderr


def test_bug_students_who_handed_in_nothing_were_nowhere(course, tmp_path):
    """Everybody of the roster is in table, JSON, report and CSV; a hand-in whose folder is gone is still shown."""
    roster = "id,name,email\nann,Ann Lee,a@x.edu\nzoe,Zoe Quin,z@x.edu\nyan,Yan Wu,y@x.edu\n"
    (tmp_path / "roster.csv").write_text(roster)
    folder = tmp_path / "download" / "ann"
    shutil.copytree(course.folder("submitted") / "ann" / "01-pixels", folder)
    collected = run_course("collect", folder.parent, "01-pixels", "--roster", tmp_path / "roster.csv", cwd=course.root)
    assert collected.returncode == 0, collected.stderr
    shutil.rmtree(course.folder("submitted") / "bob")
    said = run_course("grade", "01-pixels", cwd=course.root).stdout
    lines = {line.split()[0]: line for line in said.splitlines() if line.strip()}
    assert "Zoe Quin" in lines["zoe"] and "not handed in" in lines["zoe"] and "not handed in" in lines["yan"]
    assert lines["bob"].split()[-1] == "18" and "hand-in gone bob: is not in submitted/ any more" in said
    assert (
        "Ann Lee" in lines["ann"] and "Ann Lee" not in run_course("grade", "01-pixels", "--ids", cwd=course.root).stdout
    )
    shutil.rmtree(course.folder("submitted") / "eve")
    shutil.rmtree(course.folder("autograded") / "eve")
    assert "hand-in gone eve: neither the hand-in" in run_course("grade", "01-pixels", cwd=course.root).stdout
    one = run_course("grade", "01-pixels", "--student", "ann", cwd=course.root).stdout
    assert "zoe" not in one and "bob" not in one
    data = json.loads(run_course("grade", "01-pixels", "--json", cwd=course.root).stdout)
    assert data["not_handed_in"] == ["yan", "zoe"] and [one["total"] for one in data["hand_in_gone"]] == [18]
    report = json.loads(run_course("report", "--json", cwd=course.root).stdout)["assignments"][0]
    assert (report["graded"], report["not_handed_in"]) == (4, 2)
    run_course("export", cwd=course.root)
    rows = {row["student_id"]: row for row in csv.DictReader((course.root / "grades.csv").open(newline=""))}
    assert (rows["zoe"]["last_name"], rows["zoe"]["01-pixels (20)"], rows["bob"]["total"]) == ("Quin", "", "18")


def test_who_leaves_leaves_no_files_behind(course):
    """First told, then done, also where `nbgrader db student remove` was there before; nobody else loses a file."""
    run_course("feedback", "01-pixels", cwd=course.root)
    record.keep(course, "01-pixels", {key: {record.SYSTEM: "moodle", record.PREFIX: "x_1_"} for key in ("cid", "bob")})
    before = {path for path in course.root.rglob("*") if path.is_file()}
    told = run_course("remove", "cid", cwd=course.root)
    assert told.returncode == 1 and "Nothing is deleted yet" in told.stderr
    assert "would delete submitted/cid" in told.stdout and "from the gradebook" in told.stdout
    assert before <= {path for path in course.root.rglob("*") if path.is_file()}
    done = run_course("remove", "cid", "--yes", cwd=course.root)
    assert done.returncode == 0, done.stderr
    gone = before - {path for path in course.root.rglob("*") if path.is_file()}
    assert {path.relative_to(course.root).parts[0] for path in gone} == {
        "submitted",
        "autograded",
        "feedback",
        ".course",
    }
    assert all("cid" in str(path.relative_to(course.root)) for path in gone)
    assert not list(course.root.rglob("*cid*")) and set(record.kept(course, "01-pixels")) == {"bob"}
    assert "cid" not in table(course)
    plain(course, "db", "student", "remove", "dee", "--force")
    assert (course.folder("submitted") / "dee").exists()
    assert run_course("remove", "dee", "--yes", cwd=course.root).returncode == 0
    left = [path for path in course.root.rglob("*dee*") if path.parent.name != "reference"]  # of digests, by chance
    assert left == []
    for word in ("dee", "..", ".", "a/b", "zoe*"):
        done = run_course("remove", word, "--yes", cwd=course.root)
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, word
    assert "ann" in table(course)


def test_the_commands_of_the_page(course):
    """Each is typed in a class that has what it speaks of, and does what the page says."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", "pixels", "01-pixels", "ann")
        grade.manual_score, grade.needs_manual_grade = 1.5, True
        gradebook.db.commit()
    done = {}
    for step in PAGE:
        if isinstance(step, Command):
            words = step.line.split()
            if words[0] == "nbgrader":
                plain(course, *words[1:])
            else:
                result = run_course(*words[1:], cwd=course.root)
                done[step.line] = (result.returncode, result.stdout + result.stderr)
    assert {line: code for line, (code, _) in done.items() if code} == {"course remove zoe": 1}
    assert "points taken away" in done["course grade 01-pixels"][1]
    assert "ann: reflection" in done["course confirm 01-pixels --student ann"][1]
    assert "deleted zoe and all grades" in done["course remove zoe --yes"][1]
