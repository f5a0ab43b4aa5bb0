"""Feedback on its way back: zips as Moodle and Canvas take them, with nothing of another student in them."""

import re
import zipfile

import pytest
from support.course import ANSWER, hand_in, run_course, small_course

from course.authoring import build
from course.lms.collecting.collect import collect

NAMES = {"ann": "Ann Lee", "bob": "Bob Doe", "cid": "Cid Cole"}
ROSTER = "id,name,team\nann,Ann Lee,Reds\nbob,Bob Doe,Reds\ncid,Cid Cole,\n"
MOODLE = re.compile(r"([^_/]*)_(\d+)_assignsubmission_file_/small\.html")  # mod/assign/feedback/file/importziplib.php
CANVAS = re.compile(r"[a-z]+(?:_LATE)?_(\d+)_(\d+)_small\.html")  # Assignment#infer_comment_context_from_filename


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The small course: three students handed in by hand, and were graded."""
    course = small_course(tmp_path_factory.mktemp("course"))
    build.build(course, "01-small")
    (course.root / "roster.csv").write_text(ROSTER)
    for student in NAMES:
        hand_in(course, student, double=ANSWER, reflection=f"It is {student} who says so.")
    result = run_course("grade", "01-small", cwd=course.root)
    assert result.returncode == 0, result.stdout + result.stderr
    return course


@pytest.fixture
def course(graded):
    """That course, in which nothing is known of a download."""
    for path in [*graded.root.glob(".course/downloads/*"), *graded.root.glob("*.zip")]:
        path.unlink()
    return graded


def again(course, **files):
    """Collect what is there as the download of a system, which called the files so; nothing is replaced."""
    download = course.root / "d.zip"
    with zipfile.ZipFile(download, "w") as opened:
        for student, name in files.items():
            opened.write(course.root / "submitted" / student / "01-small/small.ipynb", name)
    found = collect(course, download, "01-small", course.root / "roster.csv")
    assert {arrival.done for arrival in found.arrivals} == {"unchanged"}


def feedback(course, to, *more):
    """`course feedback --to`, what it says, and the pages in the zip."""
    told = run_course("feedback", "01-small", "--to", to, *more, cwd=course.root)
    path = course.root / f"feedback-01-small-{to}.zip"
    if not path.is_file():
        return told, {}
    with zipfile.ZipFile(path) as opened:
        return told, {name: opened.read(name).decode() for name in opened.namelist()}


def of_nobody_else(page, student):
    """A page is the student's, and no other name, id or answer is in it."""
    assert f"It is {student} who says so." in page
    others = [text for other in NAMES if other != student for text in (NAMES[other], f"It is {other} who")]
    return [text for text in others if text in page] == []


def test_one_file_for_each_student(course):
    """Without a system: a page for each student, under the student's id."""
    told, pages = feedback(course, "zip")
    assert told.returncode == 0 and "3 of them -> feedback-01-small-zip.zip" in told.stdout
    assert sorted(pages) == ["ann-small.html", "bob-small.html", "cid-small.html"]
    assert all(of_nobody_else(page, name.split("-")[0]) for name, page in pages.items())


@pytest.mark.parametrize("own", ["/small.ipynb", "small.ipynb", "/work/small (1).ipynb"])
def test_what_moodle_takes_back(course, own):
    """Folders as in Moodle's download, flat or not, with groups: each page is with the participant whose it is."""
    numbers = {"ann": "7001", "bob": "7002", "cid": "7003"}
    again(course, **{one: f"Team 1-{NAMES[one]}_{numbers[one]}_assignsubmission_file_{own}" for one in NAMES})
    told, pages = feedback(course, "moodle")
    assert told.returncode == 0, told.stderr
    found = {match[2]: page for name, page in pages.items() if (match := MOODLE.fullmatch(name))}
    assert found.keys() == set(numbers.values()) and len(pages) == 3
    assert all(of_nobody_else(found[number], student) for student, number in numbers.items())


def test_what_canvas_takes_back(course):
    """Names as in Canvas's download: user and file; who came another way is named, exit code 1."""
    again(course, ann="leeann_LATE_11_900_small-1.ipynb", cid="colecid_13_902_work.ipynb")
    told, pages = feedback(course, "canvas")
    assert told.returncode == 1 and told.stderr.endswith("bob came by no download of Canvas's\n")
    found = {CANVAS.fullmatch(name).groups(): page for name, page in pages.items()}
    assert found.keys() == {("11", "900"), ("13", "902")}
    assert of_nobody_else(found["11", "900"], "ann") and of_nobody_else(found["13", "902"], "cid")
    told, pages = feedback(course, "canvas", "--student", "cid")
    assert told.returncode == 0 and list(pages) == ["colecid_13_902_small.html"]


def test_canvas_gives_one_page_to_a_group(course):
    """Canvas returns what comes for one member to all of a group, so there is one page, and that is said."""
    hand_in(course, "bob", double=ANSWER, reflection="It is ann who says so.")
    again(course, ann="reds_11_900_small.ipynb")
    told, pages = feedback(course, "canvas", "--student", "ann", "--student", "bob")
    assert list(pages) == ["reds_11_900_small.html"]
    assert "bob gets the page of ann: they handed in together" in told.stderr
    hand_in(course, "bob", double=ANSWER, reflection="It is bob who says so.")


def test_what_cannot_be_meant_is_refused(course):
    """A system that nobody came from, an unknown one, a folder that is not there: one sentence, and no zip."""
    wrong = {
        (
            "--to",
            "moodle",
        ): "Nobody's hand-in of 01-small came by a download of Moodle's: run `course collect` on it again",
        ("--to", "ilias"): "--to ilias is none of moodle, canvas, zip.",
        ("--output", "a.zip"): "--output names the zip of --to moodle, canvas or zip: give both.",
        ("--to", "zip", "--output", "no/a.zip"): "There is no folder no: make it first, or name another file.",
    }
    for arguments, message in wrong.items():
        told = run_course("feedback", "01-small", *arguments, cwd=course.root)
        assert told.returncode == 1 and message in told.stderr and "Traceback" not in told.stderr
    assert list(course.root.glob("*.zip")) == []
