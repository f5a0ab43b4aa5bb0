"""Grades out: CSV, JSON, Canvas's gradebook and Moodle's grading worksheet, checked with the csv module and by hand."""

import csv
import io
import json
import shutil
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook
from support.course import PATIENCE, run_course
from traitlets.config import Config

from course.base.errors import CourseError
from course.lms.grades.canvas import CanvasExport
from course.lms.grades.export import GradesCsv, GradesJson
from course.lms.grades.moodle import MoodleExport
from course.lms.grades.outgoing import exporter
from course.lms.sheets import sheet
from course.project.workspace import prepare_process

NAMES = {
    "ann": ("Lee", "Ann", "ann@x.edu", "101"),
    "bob": ('=HYPERLINK("x")', "Bob, the\n2nd", "bob@x.edu", None),
    "jm": ("Müller", "Jürgen", "juergen@x.edu", "103"),
    "zoe": ("+Q", "Zoë", "zoe@x.edu", "104"),
    "new": ("Nobody", "New", "new@x.edu", "999"),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Two assignments of 20 and 5 points; ann is done, bob late, jm waits, zoe was cut off, new is in no sheet."""
    prepare_process()
    path = tmp_path_factory.mktemp("saved") / "gradebook.db"
    with Gradebook(f"sqlite:///{path}", "kmeans-color") as book:
        for name, notebook, points in (("01-small", "small", 18), ("02-next", "next", 3)):
            book.add_assignment(name)
            book.add_notebook(notebook, name)
            book.add_solution_cell("double", notebook, name)
            book.add_grade_cell("test_double", notebook, name, max_score=points, cell_type="code")
            book.add_grade_cell("reflection", notebook, name, max_score=2, cell_type="markdown")
            book.add_solution_cell("reflection", notebook, name)
        for student, (last, first, email, number) in NAMES.items():
            book.add_student(student, last_name=last, first_name=first, email=email, lms_user_id=number)

        def grade(student, assignment, notebook, auto, manual, penalty=None):
            submission = book.add_submission(assignment, student)
            submission.notebooks[0].late_submission_penalty = penalty
            test = book.find_grade("test_double", notebook, assignment, student)
            test.auto_score, test.needs_manual_grade = auto, False
            text = book.find_grade("reflection", notebook, assignment, student)
            text.manual_score, text.needs_manual_grade = manual, manual is None

        grade("ann", "01-small", "small", 18, 1.25)
        grade("bob", "01-small", "small", 10, 2, penalty=4.5)
        grade("jm", "01-small", "small", 18, None)
        grade("zoe", "01-small", "small", None, None)
        grade("new", "01-small", "small", 9, 0)
        grade("ann", "02-next", "next", 3, 0, penalty=7)
        book.db.commit()
    return path


@pytest.fixture
def gradebook(saved, tmp_path):
    """That gradebook, in a folder of its own."""
    shutil.copy(saved, tmp_path)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "kmeans-color") as book:
        yield book


def table(data, delimiter=","):
    """Rows of a CSV file, read by the csv module."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,Pixels: a table (77),Small (71),Homework 02-next (72),"
    "Small Final Points,Final Score\r\n"
    ",,,,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,,10.00,20.00,5.00,(read only),(read only)\r\n"
    '"Lee, Ann",101,S1,ann@x.edu,"A ""1""",,1.00,,,3.00,50\r\n'
    '"=HYPERLINK(""x"")",102,S2,bob,A, keep  ,,"7.00",,,\r\n'
    '"Müller, Jürgen",103,S3,juergen,A,,,11.00,,,\r\n'
    '"Excused, Eve",105,S5,eve,A,,,EX,N/A,,\r\n'
    '"Student, Test",900,,abc,A,,,,,,\r\n'
)


def test_bug_students_without_names_came_in_any_order(tmp_path):
    """Two exports of a class do not differ in the order of rows, whoever was graded first."""
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "kmeans-color") as book:
        for student in ("bob", "ann", "cid"):
            book.add_student(student)
        GradesCsv(to=str(tmp_path / "out.csv")).export(book)
    assert [row[0] for row in table((tmp_path / "out.csv").read_bytes())[1:]] == ["ann", "bob", "cid"]


def test_canvas_sheet_changes_only_in_final_grades(gradebook, tmp_path):
    """Every byte of the downloaded gradebook comes back but the grades that are final, late penalties taken off."""
    (tmp_path / "in.csv").write_bytes(CANVAS.encode())
    plugin = CanvasExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "out.csv"))
    plugin.export(gradebook)
    expected = CANVAS.replace('"A ""1""",,1.00,,,', '"A ""1""",,1.00,19.25,0,').replace('"7.00"', '"7.5"')
    assert (tmp_path / "out.csv").read_bytes().decode() == expected
    assert plugin.lost == ["01-small: new (9) has no line in the sheet"]
    text = "\n".join(plugin.notes)
    assert "01-small: to grade by hand, left out (--partial exports them as they are): jm" in text
    assert "01-small: grading was cut off, run `course grade 01-small` again: zoe" in text
    assert "01-small: no grade for Excused, Eve\n" in text, "nobody misses Canvas's test student"
    assert (
        "01-small: filled the column Small (71)" in text and "02-next: filled the column Homework 02-next (72)" in text
    )


def test_canvas_partial_grades_only_when_asked(gradebook, tmp_path):
    """With --partial a grade of which a part waits goes out; a grading that was cut off never does."""
    (tmp_path / "in.csv").write_bytes(CANVAS.encode())
    CanvasExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "out.csv"), partial=True).export(gradebook)
    rows = {row[1]: row[7] for row in table((tmp_path / "out.csv").read_bytes())}
    assert (rows["101"], rows["103"], rows["105"]) == ("19.25", "18", "EX")


def test_canvas_excused_and_unassigned_stay(gradebook, tmp_path):
    """Who is excused on Canvas stays excused, and is named."""
    (tmp_path / "in.csv").write_bytes(
        CANVAS.replace(",ann@x.edu,", ",x,").replace(",1.00,,,3.00", ",1.00,ex,N/A,").encode()
    )
    plugin = CanvasExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "out.csv"))
    plugin.export(gradebook)
    rows = {row[1]: row[7:9] for row in table((tmp_path / "out.csv").read_bytes())}
    assert rows["101"] == ["ex", "N/A"]
    assert any("closed in the sheet" in note and note.endswith("ann") for note in plugin.notes)


def test_canvas_decimal_commas_and_points(gradebook, tmp_path):
    """A sheet with semicolons and decimal commas gets them; a maximum that differs from the course's is named."""
    text = "Student;ID;SIS Login ID;Section;01-small (71)\n    Points Possible;;;;100,00\nLee, Ann;101;ann;A;\n"
    (tmp_path / "in.csv").write_text(text)
    plugin = CanvasExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "out.csv"))
    plugin.export(gradebook)
    assert (tmp_path / "out.csv").read_text() == text.replace("ann;A;", "ann;A;19,25")
    assert "01-small: the sheet expects at most 100,00 points, the course gives up to 20" in plugin.notes
    assert "no column in the sheet for 02-next" in plugin.notes


def test_canvas_two_columns_or_two_students_are_not_guessed(gradebook, tmp_path):
    """Where two columns could be meant nothing is written; two lines of one student's name get no grade."""
    path = tmp_path / "in.csv"
    path.write_text("Student,ID,SIS Login ID,Section,Small (1),small (2)\nx,1,y,A,,\n")
    plugin = CanvasExport(sheet=str(path), to=str(tmp_path / "out.csv"))
    with pytest.raises(CourseError, match="several columns for 01-small: Small \\(1\\); small \\(2\\)"):
        plugin.export(gradebook)
    assert not (tmp_path / "out.csv").exists()
    path.write_text('Student,ID,SIS Login ID,Section,Small (1)\n"Nobody, New",1,y,A,\n"Nobody, New",2,z,A,\n')
    plugin = CanvasExport(sheet=str(path), to=str(tmp_path / "out.csv"))
    plugin.export(gradebook)
    assert (tmp_path / "out.csv").read_text() == path.read_text()
    assert any("new (9)" in text and "may be 2 students" in text for text in plugin.lost)


def test_canvas_without_a_sheet(gradebook, tmp_path):
    """A gradebook made from nothing has Canvas's columns and line of points, and no formula in a name."""
    CanvasExport(to=str(tmp_path / "out.csv")).export(gradebook)
    rows = table((tmp_path / "out.csv").read_bytes())
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01-small", "02-next"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "20", "5"]
    by_login = {row[3]: row for row in rows[2:]}
    assert by_login["ann"] == ["Lee, Ann", "101", "", "ann", "", "19.25", "0"]
    assert by_login["bob"][0] == '\'=HYPERLINK("x"), Bob, the\n2nd' and by_login["bob"][5] == "7.5"
    assert (by_login["jm"][5], by_login["zoe"][5], by_login["zoe"][0]) == ("", "", "'+Q, Zoë")


MOODLE = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 7001","Ann Lee",ann@x.edu,"Submitted for grading - ",,20.00,Yes,"Friday, 20 November 2026",-,'
    '"<p>good, ""really""</p>"\n'
    'Participant 7002,"Bob, the 2nd",bob@x.edu,Submitted,-,20.00,No,-,-,\n'
    "Participant 101,New Nobody,,Submitted,3.00,20.00,Yes,-,-,\n"
    "Participant 7004,Max Unseen,max@x.edu,No submission,,20.00,Yes,-,-,\n"
)


def test_moodle_worksheet_changes_only_in_final_grades(gradebook, tmp_path):
    """Lines are found by address or name, never by another assignment's number; locked grades and feedback stay."""
    (tmp_path / "in.csv").write_text(MOODLE)
    plugin = MoodleExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "out.csv"), assignment=["01-small"])
    plugin.export(gradebook)
    expected = MOODLE.replace('grading - ",,20', 'grading - ",19.25,20').replace("Submitted,3.00", "Submitted,9")
    assert (tmp_path / "out.csv").read_text() == expected
    assert "01-small: no grade for Max Unseen" in "\n".join(plugin.notes)
    assert any("closed in the sheet" in note and note.endswith("bob") for note in plugin.notes)
    assert plugin.lost == []


GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertungsworkflow;"
    "Bewertung kann geändert werden;Zuletzt geändert (Bewertung);Feedback als Kommentar\r\n"
    "Teilnehmer/in7001;Ann Lee;ann@x.edu;Abgegeben;;20,00;In Bewertung;Ja;-;\r\n"
    "Teilnehmer/in7002;Bob;bob@x.edu;Abgegeben;1,50;20,00;In Bewertung;Nein;-;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_moodle_worksheet_of_another_language(gradebook, tmp_path, encoding):
    """Headers of any language, decimal commas, semicolons and every encoding that spreadsheets save."""
    (tmp_path / "in.csv").write_bytes(GERMAN.encode(encoding))
    plugin = MoodleExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "out.csv"), assignment=["01-small"])
    plugin.export(gradebook)
    expected = GERMAN.replace("Abgegeben;;20,00", "Abgegeben;19,25;20,00").encode(encoding)
    assert (tmp_path / "out.csv").read_bytes() == expected


def test_csv_and_json_agree(gradebook, tmp_path):
    """Both files tell the same totals; the optional assignment counts in neither, and a name in JSON is as it is."""
    config = Config({"GradesCsv": {"optional": ["02-next"]}})
    GradesCsv(to=str(tmp_path / "g.csv"), config=config).export(gradebook)
    GradesJson(to=str(tmp_path / "g.json"), config=config).export(gradebook)
    rows = {row["student_id"]: row for row in csv.DictReader((tmp_path / "g.csv").open(newline=""))}
    data = json.loads((tmp_path / "g.json").read_text())
    people = {one["id"]: one for one in data["students"]}
    assert {name: float(row["total"]) for name, row in rows.items()} == {n: p["total"] for n, p in people.items()}
    assert [(name, rows[name]["total"]) for name in sorted(rows)] == [
        ("ann", "19.25"), ("bob", "7.5"), ("jm", "18"), ("new", "9"), ("zoe", "0")
    ]  # fmt: skip
    assert rows["bob"]["last_name"] == '\'=HYPERLINK("x")' and people["bob"]["last_name"] == '=HYPERLINK("x")'
    assert rows["jm"]["to grade"] == "1" and rows["jm"]["01-small: reflection (2)"] == ""
    jm = people["jm"]["assignments"]["01-small"]
    assert (jm["to_grade"], jm["exercises"]) == (["reflection"], {"double": 18, "reflection": None})
    assert people["bob"]["assignments"]["01-small"]["late_penalty"] == 4.5
    assert people["zoe"]["assignments"] == {} and "02-next (5)" in rows["ann"]


WRONG = {
    "xlsx": (["--to", "grades.xlsx"], "neither one of csv, json, canvas, moodle nor a file"),
    "two files": (["--to", "a.csv", "--output", "b.csv"], "both name a file"),
    "sheet for csv": (["--sheet", "a.csv"], "--sheet and --partial go with"),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_arguments_that_do_not_go_together(case):
    """What cannot be meant is refused in one sentence before anything is read."""
    arguments, message = WRONG[case]
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    with pytest.raises(CourseError, match=message):
        exporter(given.get("--to", "csv"), given.get("--sheet"), given.get("--output"), False, Config())


BAD_SHEETS = {
    "no such file": (None, "cannot be read"),
    "a spreadsheet": (b"PK\x03\x04rest", "save it as CSV"),
    "empty": (b"\xef\xbb\xbf \r\n", "is empty"),
    "open quote": (b'Student,ID,Section,Small (1)\n"Lee, Ann,1,A,\n', "never closed"),
    "another list": (b"a,b\n1,2\n", "not Canvas's gradebook"),
}


@pytest.mark.parametrize("case", list(BAD_SHEETS))
def test_sheets_that_are_none(gradebook, tmp_path, case):
    """A file that is no sheet of Canvas is refused in one sentence, and nothing is written."""
    data, message = BAD_SHEETS[case]
    if data is not None:
        (tmp_path / "in.csv").write_bytes(data)
    with pytest.raises(CourseError, match=message):
        CanvasExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "out.csv")).export(gradebook)
    assert not list(tmp_path.glob("out*"))


def test_downloaded_sheet_is_never_overwritten(gradebook, tmp_path):
    """The sheet to fill in and the file to write are two."""
    (tmp_path / "in.csv").write_bytes(CANVAS.encode())
    with pytest.raises(CourseError, match="is the downloaded sheet"):
        CanvasExport(sheet=str(tmp_path / "in.csv"), to=str(tmp_path / "in.csv")).export(gradebook)
    assert (tmp_path / "in.csv").read_bytes() == CANVAS.encode()


@pytest.mark.parametrize("text", [CANVAS, MOODLE, GERMAN, 'a, "b, c" ,d\r"x",,\r\n\n"multi\nline",1', '"a",b\r"c",d\r'])
def test_sheets_come_back_byte_by_byte(tmp_path, text):
    """A sheet that nothing is put into is written as it was read, whatever its quotes and line ends."""
    (tmp_path / "a.csv").write_bytes(text.encode())
    one = sheet.read(tmp_path / "a.csv")
    assert one.data() == text.encode()
    if len(text) > 100:
        assert [one.row(line) for line in range(len(one.raw))] == table(text.encode(), one.delimiter)


def test_plain_nbgrader_and_our_command(gradebook, tmp_path, small):
    """`nbgrader export` and `course export` write the same bytes; a grade without a line is said, exit code 1."""
    (tmp_path / "in.csv").write_bytes(CANVAS.encode())
    ours = run_course("export", "--to", "canvas", "--sheet", "in.csv", "--output", "a.csv", cwd=tmp_path)
    command = [sys.executable, "-m", "nbgrader", "export", "--exporter=course.lms.grades.canvas.CanvasExport"]
    more = ["--CanvasExport.sheet=in.csv", "--to=b.csv", "--assignment=['01-small']"]
    plain = subprocess.run([*command, *more], cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
    assert ours.returncode == 1 and "course: Some grades could not be placed in the sheet:" in ours.stderr
    assert "01-small: new (9) has no line in the sheet" in ours.stderr
    assert plain.returncode == 0, plain.stderr
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes() != CANVAS.encode()
    assert "new (9) has no line in the sheet" in plain.stderr


@pytest.mark.parametrize("more", [[], ["--to", "canvas"], ["--to", "json"]])
def test_bug_a_missing_folder_was_a_traceback(gradebook, tmp_path, small, more):
    """A file in a folder that is not there, or may not be written: one sentence."""
    told = run_course("export", *more, "--output", "no/where/a.file", cwd=tmp_path)
    assert told.returncode == 1 and not (tmp_path / "no").exists()
    assert told.stderr == "course: There is no folder no/where: make it first, or name another file.\n"
