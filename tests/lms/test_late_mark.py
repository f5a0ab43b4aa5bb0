"""A hand-in that Canvas calls late, in a download that has no times."""

import zipfile

import pytest
from support.course import small_course

from course.grading.submission.snapshot import take_snapshot
from course.lms.collecting.collect import collect

NOON = (2026, 11, 20, 12, 0, 0)


@pytest.fixture
def course(tmp_path):
    """The small course with an empty gradebook."""
    made = small_course(tmp_path)
    made.gradebook().close()
    return made


def download(course, **times):
    """A zip of Canvas: its entries by student, all with one time unless another is given."""
    path = course.root / "c.zip"
    with zipfile.ZipFile(path, "w") as file:
        for number, (name, time) in enumerate(times.items(), 1):
            file.writestr(zipfile.ZipInfo(f"{name}_{number}_90_small.ipynb", time), name)
    return path


def test_bug_a_late_mark_without_a_time_was_forgotten(course):
    """It is late and says so until a download has the time; grading does not take the mark for a student's file."""
    collect(course, download(course, lee_LATE=NOON, doe=NOON), "01-small", None)
    folders = {number: course.folder("submitted") / number / "01-small" for number in "12"}
    assert [course.lateness.marked("01-small", number) for number in folders] == [True, False]
    assert not (folders["1"] / "timestamp.txt").exists()
    assert take_snapshot(folders["1"], ["small"]).beside == {}
    earlier = (2026, 11, 19, 12, 0, 0)
    collect(course, download(course, lee_LATE=(2026, 11, 22, 12, 0, 0), doe=earlier), "01-small", None)
    assert [course.lateness.marked("01-small", number) for number in folders] == [False, False]
    assert "2026-11-22" in (folders["1"] / "timestamp.txt").read_text()


def test_a_student_cannot_hand_in_the_mark(course):
    """A file of that name in a hand-in is left out."""
    folder = course.root / "download" / "ann"
    folder.mkdir(parents=True)
    for name in ("small.ipynb", "late.txt", "notes.txt"):
        (folder / name).write_text(name)
    collect(course, folder.parent, "01-small", None)
    here = course.folder("submitted") / "ann" / "01-small"
    assert {path.name for path in here.iterdir()} - {"timestamp.txt"} == {"small.ipynb", "notes.txt"}


def test_everybody_of_a_roster_is_entered_but_canvas_own_test_student(course):
    """Who hands in nothing is in the gradebook with name and address; Canvas's own test student is nobody."""
    (course.root / "r.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
        '"Lee, Ann",1,s1,ann@x.edu,A\n"Quin, Zoe",2,s2,zoe@x.edu,A\n"Student, Test",9,,ab,A\n'
    )
    collected = collect(course, download(course, lee=NOON), "01-small", course.root / "r.csv")
    assert collected.absent == ["Quin, Zoe"]
    with course.gradebook() as gradebook:
        known = {one.id: (one.first_name, one.last_name, one.lms_user_id) for one in gradebook.students}
    assert len(known) == 2 and {("Ann", "Lee", "1"), ("Zoe", "Quin", "2")} == set(known.values())
