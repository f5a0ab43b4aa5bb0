"""Hand-ins in: what Canvas, Moodle, Colab and people really deliver, and what somebody might hide in it."""

import io
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path, PurePath

import pytest
from support.course import PATIENCE, run_course, small_course

from course.base.errors import CourseError
from course.base.text import safe_id
from course.grading.submission.reading import find_notebooks
from course.lms.collecting import archive, entries
from course.lms.collecting.collect import collect
from course.lms.collecting.kinds.labels import label
from course.lms.sheets.roster import Person, Roster, read_roster
from course.project.workspace import Workspace

NOON = (2026, 11, 20, 12, 0, 0)
ROSTER = 'id,name,email\nann,Ann Lee,ann@x.edu\nbob,"Doe, Bob",bob@x.edu\njm,Jürgen Müller,juergen.m@x.edu\n'


def zipped(path, files, **entries):
    """A zip of `files`: name -> text or bytes, or (text or bytes, time)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            data, when = data if isinstance(data, tuple) else (data, NOON)
            info = zipfile.ZipInfo(name, when)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in entries.items():
                setattr(info, key, value)
            file.writestr(info, data)
    return path


def packed(files, **entries):
    """The bytes of a zip."""
    buffer = io.BytesIO()
    zipped(buffer, files, **entries)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The small course with an empty gradebook."""
    course = small_course(tmp_path_factory.mktemp("course"))
    course.gradebook().close()
    return course.root


@pytest.fixture
def course(saved, tmp_path):
    """That course, in a folder of its own, and nothing handed in."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    return Workspace(tmp_path)


@pytest.fixture
def roster(course):
    """Three students."""
    (course.root / "roster.csv").write_text(ROSTER)
    return course.root / "roster.csv"


def submitted(course):
    """Text of each file in submitted/ by its path."""
    folder = course.root / "submitted"
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def times(course):
    """What the timestamps say, and every other file."""
    files = submitted(course)
    stamps = {name.split("/")[0]: text for name, text in files.items() if name.endswith("timestamp.txt")}
    return stamps, {name: text for name, text in files.items() if not name.endswith("timestamp.txt")}


LABELS = {
    "leeann_12345_67890_pixels.ipynb": ("canvas", "leeann", "12345", "pixels.ipynb", False),
    "leeann_LATE_12345_67890_pixels-1.ipynb": ("canvas", "leeann", "12345", "pixels-1.ipynb", True),
    "vanderberg_jr_12_34_Copy of my_1_2_pixels.ipynb": (
        "canvas", "vanderberg_jr", "12", "Copy of my_1_2_pixels.ipynb", False),
    "müllerjürgen_1_2_work.zip/hw/pixels.ipynb": ("canvas", "müllerjürgen", "1", "hw/pixels.ipynb", False),
    "LATE_anon_aB3x9_77_pixels.ipynb": ("canvas", "", "aB3x9", "pixels.ipynb", True),
    "Ann Lee_1234567_assignsubmission_file_/pixels.ipynb": ("moodle", "Ann Lee", "1234567", "pixels.ipynb", False),
    "Ann Lee_1234567_assignsubmission_file_pixels (1).ipynb": (
        "moodle", "Ann Lee", "1234567", "pixels (1).ipynb", False),
    "O'Neil-Sánchez María_7_Entrega_archivo_/a/pixels.ipynb": (
        "moodle", "O'Neil-Sánchez María", "7", "a/pixels.ipynb", False),
    "李 小龙_7_assignsubmission_file_/pixels.ipynb": ("moodle", "李 小龙", "7", "pixels.ipynb", False),
    "ann/01-pixels/pixels.ipynb": ("plain", "ann", "", "pixels.ipynb", False),
    "ann.zip/pixels.ipynb": ("plain", "ann", "", "pixels.ipynb", False),
    "ann/pixels.ipynb": ("plain", "ann", "", "pixels.ipynb", False),
    "Ann Lee_7_": ("moodle", "Ann Lee", "7", "Ann Lee_7_", False),
}  # fmt: skip


@pytest.mark.parametrize("name", list(LABELS))
def test_names_of_downloads(name):
    """Student, number, late mark and own file name are read out of every naming scheme."""
    one = label(PurePath(name), "01-pixels")
    assert (one.scheme, one.who, one.number, str(one.path), one.late) == LABELS[name]


def test_canvas_download(course, roster):
    """Late marks, resubmissions, copies, zips in the zip, names without flags: everybody's newest notebook arrives."""
    inner = packed({"hw/Copy of small.ipynb": "bob", "hw/data/cat.txt": "cat", "__MACOSX/hw/._small.ipynb": "rubbish"})
    download = zipped(course.root / "c.zip", {
        "leeann_LATE_11_900_small-1.ipynb": ("newest", (2026, 11, 21, 9, 30, 0)),
        "leeann_11_800_small.ipynb": ("older", (2026, 11, 20, 9, 30, 0)),
        "leeann_11_901_notes.txt": ("notes", (2026, 11, 21, 9, 30, 0)),
        "doebob_22_700_homework.zip": (inner, (2026, 11, 19, 8, 0, 0)),
        "mullerjurgen_33_701_small (1).ipynb": ("jm", (2026, 11, 18, 8, 0, 0)),
    })  # fmt: skip
    collected = collect(course, download, "01-small", roster)
    assert collected.problems == [] and collected.absent == []
    stamps, files = times(course)
    assert files == {
        "ann/01-small/notes.txt": "notes",
        "ann/01-small/small.ipynb": "newest",
        "bob/01-small/data/cat.txt": "cat",
        "bob/01-small/small.ipynb": "bob",
        "jm/01-small/small.ipynb": "jm",
    }
    assert stamps == {"ann": "2026-11-21 09:30:00", "bob": "2026-11-19 08:00:00", "jm": "2026-11-18 08:00:00"}
    assert [arrival.hand_in.late for arrival in collected.arrivals] == [True, False, False]
    with course.gradebook() as gradebook:
        known = {s.id: (s.first_name, s.last_name, s.email, s.lms_user_id) for s in gradebook.students}
    assert known["bob"] == ("Bob", "Doe", "bob@x.edu", "22") and known["jm"][:2] == ("Jürgen", "Müller")


@pytest.mark.parametrize("folders", [True, False])
def test_moodle_download(course, roster, folders):
    """With and without a folder for each student, wrapped in another folder or not; online text comes along."""
    mark = "/" if folders else ""
    wrap = "Course-Task-99/" if folders else ""
    download = zipped(course.root / "m.zip", {
        f"{wrap}Ann Lee_501_assignsubmission_file_{mark}small.ipynb": "ann",
        f"{wrap}Ann Lee_501_assignsubmission_onlinetext_{mark}onlinetext.html": "text",
        f"{wrap}Jürgen Müller_502_Abgabe_Datei_{mark}small(2).ipynb": ("jm", (2026, 11, 21, 0, 0, 0)),
    })  # fmt: skip
    collected = collect(course, download, "01-small", roster)
    assert collected.problems == [] and collected.absent == ["Doe, Bob"]
    assert times(course)[1] == {
        "ann/01-small/onlinetext.html": "text",
        "ann/01-small/small.ipynb": "ann",
        "jm/01-small/small.ipynb": "jm",
    }
    with course.gradebook() as gradebook:
        assert {student.lms_user_id for student in gradebook.students} == {None}, "Moodle's number is no user's"


def test_folders_named_by_hand_and_loose_files(course, roster):
    """A folder instead of a zip; students' folders by id, address or name; Google's and people's own file names."""
    for name, text in {"ANN@x.edu/small.ipynb": "ann", "Doe Bob/01-small/pixels copy.ipynb": "bob",
                       "Jürgen Müller - Copy of small.ipynb": "jm", "small.ipynb": "whose?"}.items():  # fmt: skip
        path = course.root / "given" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    collected = collect(course, course.root / "given", "01-small", roster)
    assert times(course)[1] == {f"{name}/01-small/small.ipynb": name for name in ("ann", "bob", "jm")}
    assert collected.problems == [("small.ipynb", "names no student of the roster")]


def test_without_a_roster(course):
    """Canvas's id, Moodle's name or the folder's name becomes a folder that nbgrader can take."""
    download = zipped(course.root / "c.zip", {
        "leeann_11_900_small.ipynb": "canvas",
        "Zoë  O'Neil_7_assignsubmission_file_/small.ipynb": "moodle",
        " we[i]rd*? /small.ipynb": "plain",
        "anon_xY1_5_small.ipynb": "anonymous",
    })  # fmt: skip
    collect(course, download, "01-small", None)
    assert {name.split("/")[0] for name in submitted(course)} == {"11", "Zoë-O-Neil", "we-i-rd", "anon-xY1"}


def test_two_folders_that_would_become_one(course):
    """Without a roster, two students whose names make the same folder are named and not mixed."""
    download = zipped(course.root / "c.zip", {"a b/small.ipynb": "1", "a-b/small.ipynb": "2", "c/small.ipynb": "3"})
    collected = collect(course, download, "01-small", None)
    assert times(course)[1] == {"c/01-small/small.ipynb": "3"}
    assert collected.problems == [("a-b", "would be the folder of 2 students (a b; a-b): give --roster")]


def test_names_that_two_students_have(course):
    """Two students of one name are named and given to nobody; an id or an address tells them apart."""
    (course.root / "roster.csv").write_text("id,name,email\na1,Ann Lee,\na2,Lee Ann,\nbob,Bob Doe,\n")
    files = {"Ann Lee_501_assignsubmission_file_/small.ipynb": "x", "a2/small.ipynb": "second",
             "Bob Doe_502_assignsubmission_file_/small.ipynb": "b1",
             "Bob Doe_503_assignsubmission_file_/small.ipynb": "b2"}  # fmt: skip
    download = zipped(course.root / "m.zip", files)
    collected = collect(course, download, "01-small", course.root / "roster.csv")
    assert times(course)[1] == {"a2/01-small/small.ipynb": "second"}
    reasons = dict(collected.problems)
    assert reasons["Ann Lee (501)"] == "Ann Lee may be 2 students (a1, a2)"
    assert "2 users have this name (502, 503)" in reasons["Bob Doe"]


def test_a_number_that_is_somebody_elses_id(course):
    """A system's number that equals another student's id by chance gives nobody another's work."""
    (course.root / "roster.csv").write_text("id,name\n501,Bob Doe\n777,Ann Lee\n")
    download = zipped(course.root / "m.zip", {
        "Ann Lee_501_assignsubmission_file_/small.ipynb": "ann",
        "stranger_501_1_small.ipynb": "x",
    })  # fmt: skip
    collected = collect(course, download, "01-small", course.root / "roster.csv")
    assert times(course)[1] == {"777/01-small/small.ipynb": "ann"}
    assert "501 is Bob Doe in the roster, but the name says stranger" in dict(collected.problems)["stranger (501)"]


ROSTERS = {
    "own, semicolons, mark": "\ufeffMatrikelnummer;Nachname;Vorname;E-Mail\r\n7;Lee;Ann;ann@x.edu\r\n",
    "tabs": "Student ID\tFull Name\tEmail address\n7\tAnn Lee\tann@x.edu\n",
    "canvas": "Student,ID,SIS User ID,SIS Login ID,Section,Small (1)\n    Points Possible,,,,,20\n"
    '"Lee, Ann",7,S7,ann,A,\n',
    "moodle": "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade\n"
    "Participant 501,Ann Lee,7,ann@x.edu,Submitted,,20.00\n",
}


@pytest.mark.parametrize("kind", list(ROSTERS))
def test_rosters(tmp_path, kind):
    """Lists of every origin: header names, delimiters and marks are found out."""
    (tmp_path / "r.csv").write_text(ROSTERS[kind], newline="")
    (person,) = read_roster(tmp_path / "r.csv").people
    assert (person.id, person.last, person.first) == ("7", "Lee", "Ann")
    assert (person.lms, person.participant) == ("7" if kind == "canvas" else "", "501" if kind == "moodle" else "")


def test_roster_of_nobody(tmp_path):
    """A list that tells nothing, or one id for two, is refused in one sentence."""
    path = tmp_path / "r.csv"
    for text, message in {"color,size\nred,3\n": "needs a header", "id,name\n": "no students",
                          "id,name\n7,Ann\n7,Bob\n": "two students with the id '7' (lines 2 and 3)",
                          "name\nAnn Lee\nAnn Lee\n": "two students with the id 'Ann-Lee'",
                          "id,name\n../..,Ann\n": "line 2, has no id"}.items():  # fmt: skip
        path.write_text(text)
        with pytest.raises(CourseError) as error:
            read_roster(path)
        assert message in str(error.value)


def test_a_course_folder_and_other_names(course):
    """nbgrader's own layout is read, of one student too; an id is believed if the names have a word in common."""
    (course.root / "roster.csv").write_text("id,name\n501,Ann Marie Lee\n")
    for name in ("submitted/501/01-small/small.ipynb", "leeann_501_900_small.ipynb"):
        collected = collect(course, zipped(course.root / "c.zip", {name: name}), "01-small", course.root / "roster.csv")
        assert [arrival.hand_in.student for arrival in collected.arrivals] == ["501"]
        shutil.rmtree(course.root / "submitted")


def test_a_student_of_two_groups(tmp_path):
    """A student who stands in a list twice, the same both times, is one."""
    (tmp_path / "r.csv").write_text("id,name,group\n7,Ann Lee,A\n7,Ann Lee,B\n")
    assert [person.id for person in read_roster(tmp_path / "r.csv").people] == ["7"]


def test_newer_hand_ins_stay(course, roster):
    """The older of two downloads changes nothing, the newer replaces, the same is left alone; each is said."""
    name = "Ann Lee_501_assignsubmission_file_/small.ipynb"

    def again(text, day):
        download = zipped(course.root / "m.zip", {name: (text, (2026, 11, day, 12, 0, 0))})
        (arrival,) = collect(course, download, "01-small", roster).arrivals
        return arrival.done, submitted(course)["ann/01-small/small.ipynb"]

    assert again("second", 20) == ("new", "second")
    assert again("second", 20) == ("unchanged", "second")
    assert again("first", 19) == ("kept", "second")
    assert again("third", 21) == ("replaced", "third")
    assert times(course)[0] == {"ann": "2026-11-21 12:00:00"}
    (course.root / "submitted/ann/01-small/timestamp.txt").write_text("2026-12-01 00:00:00 UTC")
    assert again("fourth", 30) == ("kept", "third")


def test_times_of_the_download_are_nobodys(course, roster):
    """Where all files have the time of the download, none is taken for when a student handed in."""
    files = {"leeann_11_900_small.ipynb": "ann", "doebob_22_700_small.ipynb": "bob"}
    collected = collect(course, zipped(course.root / "c.zip", files), "01-small", roster)
    assert collected.stamped and times(course)[0] == {}
    assert [arrival.hand_in.when for arrival in collected.arrivals] == [None, None]


def test_students_write_no_times(course, roster):
    """Neither a timestamp.txt in a hand-in nor the times in a student's own zip make it earlier."""
    inner = packed({"small.ipynb": ("x", (2001, 1, 1, 0, 0, 0)), "timestamp.txt": "2001-01-01 00:00:00"})
    files = {"Ann Lee_501_assignsubmission_file_/all.zip": inner,
             "Ann Lee_501_assignsubmission_file_/timestamp.txt": "2001-01-01 00:00:00"}  # fmt: skip
    collect(course, zipped(course.root / "m.zip", files), "01-small", roster)
    assert times(course)[0] == {"ann": "2026-11-20 12:00:00"}


def test_time_zones(tmp_path, monkeypatch):
    """A zip's wall clock is this machine's; the exact time is taken where the zip has one."""
    monkeypatch.setenv("TZ", "America/New_York")
    entries.time.tzset()
    try:
        assert entries.entry_time(zipfile.ZipInfo("a", NOON)) == datetime(2026, 11, 20, 17, tzinfo=UTC)
        exact = zipfile.ZipInfo("a", NOON)
        seconds = int(datetime(2026, 11, 20, 3, tzinfo=UTC).timestamp())
        exact.extra = b"\x99\x99\x01\x00x" + b"\x55\x54\x05\x00\x01" + seconds.to_bytes(4, "little")
        assert entries.entry_time(exact) == datetime(2026, 11, 20, 3, tzinfo=UTC)
        assert entries.entry_time(zipfile.ZipInfo("a", (1980, 1, 1, 0, 0, 0))) is None
    finally:
        monkeypatch.undo()
        entries.time.tzset()


def link(path):
    """A zip with a symbolic link."""
    return zipped(path, {"ann/small.ipynb": "/etc/passwd"}, external_attr=(stat.S_IFLNK | 0o777) << 16)


def encrypted(path):
    """A zip that says of its file that it is encrypted."""
    data = bytearray(packed({"ann/small.ipynb": "x"}))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    Path(path).write_bytes(data)


def truncated(path):
    """A zip whose middle is damaged."""
    data = bytearray(packed({"ann/small.ipynb": os.urandom(3000)}))
    data[200:400] = bytes(200)
    Path(path).write_bytes(data)


HOSTILE = {
    "parent folder": (lambda path: zipped(path, {"ann/../../small.ipynb": "x"}), "would leave the folder"),
    "backslashes": (lambda path: zipped(path, {"..\\..\\small.ipynb": "x"}), "would leave the folder"),
    "absolute": (lambda path: zipped(path, {"/etc/cron.d/x": "x"}), "would leave the folder"),
    "drive": (lambda path: zipped(path, {"C:\\x.ipynb": "x"}), "would leave the folder"),
    "deep folders": (lambda path: zipped(path, {"a/" * 1500 + "small.ipynb": "x"}), "folders in folders"),
    "link": (link, "is a link or a device"),
    "device": (lambda path: zipped(path, {"a": ""}, external_attr=stat.S_IFBLK << 16), "is a link or a device"),
    "encrypted": (encrypted, "is encrypted"),
    "damaged": (truncated, "is not a zip, or is damaged"),
    "empty": (lambda path: Path(path).write_bytes(b""), "is empty"),
    "no zip": (lambda path: Path(path).write_text("Please log in"), "is not a zip, or is damaged"),
    "web page": (lambda path: Path(path).write_text("\n<!DOCTYPE html><title>Log in</title>"), "is a web page and not"),
    "no files": (lambda path: zipped(path, {}), "no file"),
    "bomb": (lambda path: zipped(path, {"ann/small.ipynb": bytes(40 * 2**20)}), "as a zip bomb does"),
}


@pytest.mark.parametrize("case", list(HOSTILE))
def test_hostile_downloads_leave_nothing(course, case):
    """A download that is refused is refused in one sentence and leaves no file anywhere."""
    make, message = HOSTILE[case]
    make(course.root / "d.zip")
    before = {path for path in course.root.parent.rglob("*") if ".course" not in path.parts}
    with pytest.raises(CourseError, match=message) as error:
        collect(course, course.root / "d.zip", "01-small", None)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)
    assert {path for path in course.root.parent.rglob("*") if ".course" not in path.parts} == before
    assert [path.name for path in (course.root / ".course").iterdir()] == ["reference"]


@pytest.mark.parametrize("case", list(HOSTILE))
def test_a_bad_zip_inside_stops_nobody(course, roster, case):
    """The same as a student's hand-in is named, and everybody else's is collected."""
    make, message = HOSTILE[case]
    make(course.root / "d.zip")
    files = {"leeann_11_900_small.ipynb": "ann", "doebob_22_700_d.zip": (course.root / "d.zip").read_bytes()}
    collected = collect(course, zipped(course.root / "c.zip", files), "01-small", roster)
    assert times(course)[1] == {"ann/01-small/small.ipynb": "ann"}
    ((who, reason),) = collected.problems
    assert who == "doebob_22_700_d.zip" and message in reason


def test_limits_hold_for_all_zips_together(course, roster, monkeypatch):
    """Many zips within their limits may not fill the disk together, nor may a zip in a zip in a zip in a zip."""
    monkeypatch.setattr(archive, "MAX_INNER_ENTRIES", 3)
    nested = packed({"small.ipynb": "x"})
    for _ in range(4):
        nested = packed({"deeper.zip": nested})
    files = {"leeann_11_900_a.zip": packed({f"{n}.txt": "x" for n in range(5)}), "doebob_22_700_b.zip": nested}
    collected = collect(course, zipped(course.root / "c.zip", files), "01-small", roster)
    text = str(collected.problems)
    assert "holds 5 files, more than 3" in text and "lies in more than 2 other zips" in text
    room = archive.Room(left=25_000)
    zipped(course.root / "d.zip", {"1.zip": packed({"a": bytes(10_000)}), "2.zip": packed({"a": bytes(12_000)})})
    refused = archive.unpack(course.root / "d.zip", course.root / "unpacked", room)
    assert [path.name for path, _ in refused] == ["2.zip"] and room.left >= 0


def test_a_crash_leaves_what_was_there(course, roster, monkeypatch):
    """If a hand-in cannot be moved into place, the one before stays, and no half of the new one is left."""
    name = "Ann Lee_501_assignsubmission_file_/small.ipynb"
    collect(course, zipped(course.root / "m.zip", {name: "first"}), "01-small", roster)
    zipped(course.root / "m.zip", {name: ("second", (2026, 11, 25, 0, 0, 0))})
    rename = Path.rename

    def full(self, target):
        if "staged" in self.parts and not self.name.endswith(".before"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(CourseError, match="No space left on device"):
        collect(course, course.root / "m.zip", "01-small", roster)
    assert times(course)[1] == {"ann/01-small/small.ipynb": "first"}
    assert list((course.root / ".course").glob("collect-*")) == []


def test_what_is_no_notebook_is_said(course, roster):
    """A report, several notebooks of other names, and strangers stay on the list; a lone notebook is taken."""
    download = zipped(course.root / "c.zip", {
        "leeann_11_900_report.pdf": "x",
        "doebob_22_700_a.ipynb": "a",
        "doebob_22_701_b.ipynb": "b",
        "mullerjurgen_33_702_homework.ipynb": "jm",
        "strangersam_44_703_small.ipynb": "x",
    })  # fmt: skip
    collected = collect(course, download, "01-small", roster)
    assert times(course)[1] == {"jm/01-small/small.ipynb": "jm"}
    assert dict(collected.problems) == {
        "Ann Lee": "handed in no notebook, but report.pdf",
        "Doe, Bob": "handed in several notebooks (a.ipynb, b.ipynb), and none is called small.ipynb",
        "strangersam (44)": "is not in the roster",
    }


def test_the_notebook_of_another_assignment(course, roster):
    """A notebook that belongs to another assignment is not graded as this one: it is named with its own."""
    (course.root / "source/02-next").mkdir()
    shutil.copy(course.notebook("01-small"), course.root / "source/02-next/next.ipynb")
    download = zipped(course.root / "c.zip", {"leeann_11_900_Copy of next.ipynb": "x"})
    collected = collect(course, download, "01-small", roster)
    assert collected.problems == [("Ann Lee", "handed in Copy of next.ipynb, which is of 02-next")]
    assert submitted(course) == {}


def test_an_interruption_leaves_what_was_there(course, roster, monkeypatch):
    """Ctrl-C between the two moves of a replacement puts the earlier hand-in back."""
    name = "Ann Lee_501_assignsubmission_file_/small.ipynb"
    collect(course, zipped(course.root / "m.zip", {name: "first"}), "01-small", roster)
    zipped(course.root / "m.zip", {name: ("second", (2026, 11, 25, 0, 0, 0))})
    rename = Path.rename

    def stopped(self, target):
        if self.parts[-2:] == ("staged", "ann"):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        collect(course, course.root / "m.zip", "01-small", roster)
    assert times(course)[1] == {"ann/01-small/small.ipynb": "first"}


def test_names_in_old_zips(course, roster):
    """UTF-8 names without the flag are read; control characters and endless names become harmless."""
    data = packed({"Jürgen Müller_502_assignsubmission_file_/small.ipynb": "jm"})
    unflagged = bytearray(data)
    for at in (7, unflagged.index(b"PK\x01\x02") + 9):
        unflagged[at] &= ~0x08
    (course.root / "m.zip").write_bytes(unflagged)
    assert collect(course, course.root / "m.zip", "01-small", roster).problems == []
    assert times(course)[1] == {"jm/01-small/small.ipynb": "jm"}
    long = zipped(course.root / "l.zip", {f"ann/{'ü' * 200}.ipynb": "x", "ann/\x1b[31mred\n.txt": "y"})
    collected = collect(course, long, "01-small", roster)
    assert collected.problems == []
    assert sorted(path.name for path in (course.root / "submitted/ann/01-small").iterdir()) == [
        "_[31mred_.txt", "small.ipynb", "timestamp.txt"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["../../etc", " a b ", "*?[x]", ".hidden", "-rf", "a/b\\c", "ä" * 300, "..", "", "a+b"]
)
def test_ids_are_safe(text):
    """Whatever an id is, its folder is one plain name that no tool takes for a pattern, an option or a path."""
    name = safe_id(text)
    assert (
        len(name) <= 80 and not set(name) & set("*?[]/\\ +\0") and name[:1] not in (".", "-") and name == name.strip()
    )


def test_command_and_plain_nbgrader(course):
    """`course collect` says who, what and when; `nbgrader zip_collect` with our plug-ins does the same naming."""
    (course.root / "roster.csv").write_text(ROSTER)
    zipped(course.root / "c.zip", {
        "leeann_LATE_11_900_Copy of small-2.ipynb": ("{}", (2026, 11, 21, 9, 30, 0)),
        "mullerjurgen_33_701_small.ipynb": "{}",
        "nobody_44_1_small.ipynb": "{}",
    })  # fmt: skip
    ours = run_course("collect", "c.zip", "01-small", "--roster", "roster.csv", cwd=course.root)
    assert ours.returncode == 1
    assert ours.stderr == "course: Not everything could be collected: see the reasons above.\n"
    line = next(line for line in ours.stdout.splitlines() if line.strip().startswith("ann"))
    assert " ".join(line.split()) == "ann Ann Lee Copy of small-2.ipynb 2026-11-21 09:30 late new"
    assert "not collected nobody (44): is not in the roster" in ours.stdout
    assert "nothing from 1: Doe, Bob" in ours.stdout
    assert find_notebooks(course.folder("submitted") / "ann" / "01-small", ["small"])["small"].name == "small.ipynb"
    assert course.students("01-small") == ["ann", "jm"]

    by_us = submitted(course)
    shutil.rmtree(course.root / "submitted")
    for folder in ("release/01-small", "downloaded/01-small/archive"):
        (course.root / folder).mkdir(parents=True)
    shutil.copy(course.notebook("01-small"), course.root / "release/01-small")
    shutil.move(course.root / "c.zip", course.root / "downloaded/01-small/archive")
    plugins = (
        "--extractor=course.lms.collecting.zipcollect.LmsExtractor",
        "--collector=course.lms.collecting.zipcollect.LmsCollector",
    )
    command = [
        sys.executable,
        "-m",
        "nbgrader",
        "zip_collect",
        "01-small",
        *plugins,
        "--LmsCollector.roster=roster.csv",
    ]
    plain = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=PATIENCE)
    assert plain.returncode == 0, plain.stderr
    assert submitted(course) == by_us
    assert "Skipped nobody (44): is not in the roster" in plain.stderr


def test_roster_finds_whole_words_only():
    """A login that is part of another word in a file's name names nobody."""
    people = Roster([Person("al", "Al Li", line=1), Person("small", "Sam Mall", line=2)])
    assert people.within("final_version")[0] is None
    assert people.within("hw-al-v2")[0].id == "al"


def test_a_login_goes_before_the_front_of_an_address():
    """Where one student's login is the front of another's address, the login decides."""
    people = Roster([Person("1", "Ann Lee", email="ann@x.edu", line=1), Person("ann", "Ann Doe", line=2)])
    assert people.find(login="ann")[0].name == "Ann Doe"
    assert people.find(login="ann@x.edu")[0].name == "Ann Lee"
