"""Downloads of every system, made up as each makes them: sorted without loss, or refused with what to do."""

import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from support.course import small_course
from traitlets.config import Config

from course.base.errors import CourseError
from course.lms.collecting.collect import collect
from course.lms.collecting.kinds.names import PATTERNS, fitting, moment
from course.lms.sheets.roster import read_roster
from course.project.workspace import Workspace

CLASS = {"ann": "Ann Lee", "bob": "Bob Doe", "li": "李", "zoe": "Zoë O'Neil-Sánchez"}
ROSTER = "id,name,email,team\n" + "".join(
    f'{student},"{name}",{student}@x.edu,{team}\n'
    for (student, name), team in zip(CLASS.items(), ["Reds", "Reds", "Blues", "Blues"], strict=True)
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The small course with an empty gradebook and a roster."""
    course = small_course(tmp_path_factory.mktemp("course"))
    course.gradebook().close()
    (course.root / "roster.csv").write_text(ROSTER)
    return course.root


@pytest.fixture
def course(saved, tmp_path):
    """That course, in a folder of its own."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    return Workspace(tmp_path)


def zipped(course, files):
    """A download with these files: name to text, each a day later than the one before."""
    path = course.root / "d.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for day, (name, text) in enumerate(files.items(), 1):
            opened.writestr(zipfile.ZipInfo(name, (2026, 11, day, 12, 0, 0)), text)
    return path


def collected(course, files, roster=True):
    """Text of each notebook in submitted/ by student, and what `collect` returns."""
    found = collect(course, zipped(course, files), "01-small", course.root / "roster.csv" if roster else None)
    return notebooks(course), found


def notebooks(course):
    """Text of each notebook in submitted/ by student."""
    return {path.parts[-3]: path.read_text() for path in course.root.glob("submitted/*/01-small/small.ipynb")}


def stamp(course, student):
    """When a student handed in."""
    return (course.root / "submitted" / student / "01-small/timestamp.txt").read_text()


def here(*when):
    """A moment on this machine's clock as a timestamp has it."""
    return datetime(*when).astimezone(UTC).replace(tzinfo=None).isoformat(" ")


DATE = "Nov 20, 2026 852 PM"
KINDS = {
    "brightspace, folders": lambda number, student, name: f"{number}-77 - {name} - {DATE}/small.ipynb",
    "brightspace, flat": lambda number, student, name: f"{number}-77 - {name} - {DATE} - small.ipynb",
    "brightspace, with ids": lambda number, student, name: f"{number}-77 - N0{number} - {name}- {DATE} - small.ipynb",
    "blackboard": lambda number, student, name: f"HW_1 _x_{student}_attempt_2026-11-20-20-52-00_small.ipynb",
    "blackboard, like canvas": lambda number, student, name: f"A_3_4_{student}_attempt_2026-11-20-20-52-00_small.ipynb",
    "google": lambda number, student, name: f"Pixels-20261120T120000Z-001/{name} - small.ipynb",
    "google, copies": lambda number, student, name: f"Copy of {name} - Copy of small (1).ipynb",
    "moodle, groups": lambda number, student, name: f"Group A-{name}_{number}_assignsubmission_file_/small.ipynb",
    "moodle, blind": lambda number, student, name: f"Participant_{number}_assignsubmission_file_/small.ipynb",
}
TIMED = {kind for kind in KINDS if kind.startswith(("brightspace", "blackboard"))}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "moodle, blind"])
def test_every_student_of_a_download_is_found(course, kind):
    """With a roster each hand-in gets to its student, with the time that the name tells."""
    files = {KINDS[kind](n, student, name): student for n, (student, name) in enumerate(CLASS.items(), 500)}
    texts, found = collected(course, files | ({"index.html": "<html>"} if "brightspace" in kind else {}))
    assert found.problems == [] and found.absent == []
    assert texts == {student: student for student in CLASS}
    if kind in TIMED:
        assert not found.stamped and stamp(course, "ann") == here(2026, 11, 20, 20, 52)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_student_of_a_download_has_a_folder(course, kind):
    """Without a roster there is one folder for each student, named after nobody else."""
    files = {KINDS[kind](n, student, name): student for n, (student, name) in enumerate(CLASS.items(), 500)}
    if kind == "moodle, blind":
        (course.root / "roster.csv").write_text(
            "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
            + "".join(f"Participant {number},Submitted,,20.00,Yes,\n" for number in range(500, 504))
        )
    texts, found = collected(course, files, roster=kind == "moodle, blind")
    assert found.problems == [] and sorted(texts.values()) == sorted(CLASS)
    expected = {"blackboard": "ann", "moodle, blind": "500"}.get(kind.replace(", like canvas", ""), "Ann-Lee")
    assert texts[expected] == "ann"


def test_a_second_attempt_replaces_the_first(course):
    """Of two folders or files of one student the one counts whose name has the later time, whatever the zip says."""
    for late, early in (
        (f"500-77 - Ann Lee - {DATE} - small.ipynb", "500-77 - Ann Lee - Nov 19, 2026 1105 AM - small.ipynb"),
        ("h_ann_attempt_2026-11-20-20-52-00_small.ipynb", "h_ann_attempt_2026-11-19-11-05-00_small.ipynb"),
    ):
        texts, found = collected(course, {late: "late", early: "early"})
        assert texts == {"ann": "late"} and found.problems == []
        assert found.arrivals[0].hand_in.older == 1 and stamp(course, "ann") == here(2026, 11, 20, 20, 52)
        shutil.rmtree(course.root / "submitted")


def test_times_of_names():
    """Times are read as systems write them, and others are left to the file."""
    expected = datetime(2026, 11, 20, 1, 5).astimezone(UTC)
    for text in ("Nov 20, 2026 105 AM", "November 20, 2026 0105 AM", "20 November, 2026 0105", "2026-11-20-01-05-00"):
        assert moment(text) == expected, text
    assert moment("20 novembre 2026") is None and moment("Feb 31, 2026 105 AM") is None


def test_a_student_names_a_file_like_another_system(course):
    """A file that a student gave the name of another system's download is that student's all the same."""
    hostile = "leeann_11_900_x_bob_attempt_2026-11-20-12-00-00_small.ipynb"
    texts, _ = collected(course, {hostile: "ann", "doebob_12_901_small.ipynb": "bob"})
    assert texts == {"ann": "ann", "bob": "bob"}
    shutil.rmtree(course.root / "submitted")
    texts, _ = collected(course, {hostile: "ann"})
    assert texts == {"ann": "ann"}
    order = list(fitting([hostile], PATTERNS))
    assert order.index("canvas") < order.index("blackboard"), "both fit, and one name decides nothing"


def test_groups_of_moodle_without_a_group_in_front_of_everybody(course):
    """A hyphen in a name is no group's, unless every name of the download has one."""
    files = {"Mary-Ann Lee_7_assignsubmission_file_/small.ipynb": "x",
             "Bob Doe_8_assignsubmission_file_/small.ipynb": "bob"}  # fmt: skip
    texts, found = collected(course, files)
    assert texts == {"bob": "bob"} and found.problems == [("Mary-Ann Lee (7)", "is not in the roster")]


@pytest.mark.parametrize("name", ["reds_11_900_small.ipynb", "Reds/small.ipynb"])
def test_group_work_goes_to_each_member(course, name):
    """A file of a group, named in a column of the roster, is handed in by every member; none gets the system's id."""
    texts, found = collected(course, {name: "ours", "blues_12_901_small.ipynb": "theirs"})
    assert texts == {"ann": "ours", "bob": "ours", "li": "theirs", "zoe": "theirs"} and found.problems == []
    with course.gradebook() as gradebook:
        assert {student.lms_user_id for student in gradebook.students} == {None}


def test_a_folder_of_a_section_is_no_group_work(course):
    """Folders of students in one that is called as a group of the roster are not the work of all in it."""
    files = {"Reds/ann/small.ipynb": "a", "Reds/bob/small.ipynb": "b", "Blues/li/small.ipynb": "l", "readme.txt": "x"}
    texts, found = collected(course, files)
    assert texts == {}
    for who in ("Reds, 2 files", "Blues"):
        assert dict(found.problems)[who].startswith("is the name of a group, whose notebook is not right in it")


GRADESCOPE = """---
submission_9001:
  :submitters:
  - :name: Ann Lee
    :sid: ann
    :email: ann@x.edu
  - :name: Bob Doe
    :sid: '4711'
    :email: bob@x.edu
  :created_at: 2026-11-20 19:52:00.123456000 Z
  :score: 3.0
  :results:
    :output: "submission_9002:\\n  :submitters: []"
submission_9002:
  :submitters:
  - :name: 李
    :sid:
    :email: li@x.edu
  :created_at: 2026-11-21 19:52:00.000000000 Z
"""


@pytest.mark.parametrize("wrapper", ["", "assignment_123_export/"])
@pytest.mark.parametrize("roster", [True, False])
def test_gradescope_export(course, wrapper, roster):
    """Gradescope's list says whose each folder is, when it came, and who handed in together."""
    files = {f"{wrapper}submission_metadata.yml": GRADESCOPE, f"{wrapper}submission_9001/small.ipynb": "ours",
             f"{wrapper}submission_9002/small.ipynb": "li"}  # fmt: skip
    texts, found = collected(course, files, roster)
    names = ("ann", "bob", "li") if roster else ("ann", "4711", "li@x.edu")
    assert texts == dict(zip(names, ("ours", "ours", "li"), strict=True)) and found.problems == []
    assert stamp(course, "ann") == "2026-11-20 19:52:00.123456"


def test_gradescope_export_with_several_versions(course):
    """A folder that the list knows is its student's, whatever is in it."""
    files = {"submission_metadata.yml": GRADESCOPE, "submission_9002/v1/small.ipynb": "1",
             "submission_9002/v2/small.ipynb": "2"}  # fmt: skip
    texts, found = collected(course, files, roster=False)
    assert texts == {"li@x.edu": "2"} and found.problems == []


def test_gradescope_export_without_its_list(course):
    """Folders of Gradescope without the list that says whose they are are refused, with what to do."""
    files = {f"assignment_123_export/submission_900{n}/small.ipynb": str(n) for n in range(3)}
    texts, found = collected(course, files, roster=False)
    assert texts == {} and {reason for _, reason in found.problems} == {
        "is a folder of Gradescope without its submission_metadata.yml: collect the export as it was downloaded"
    }
    with pytest.raises(CourseError, match="cannot be read: export the submissions from Gradescope again"):
        collected(course, {"submission_metadata.yml": "[oops", "submission_9001/small.ipynb": "x"})


def test_a_students_own_list_changes_nothing(course):
    """A list like Gradescope's in a hand-in is one more file of it."""
    listed = GRADESCOPE.replace("submission_9001", "bob").replace("submission_9002", "li")
    texts, _ = collected(
        course, {"ann/submission_metadata.yml": listed, "ann/small.ipynb": "a", "bob/small.ipynb": "b"}
    )
    assert texts == {"ann": "a", "bob": "b"}


FOLDERS = [f"homework/{student}/small.ipynb" for student in ("ann", "bob", "cia")]
CLASSES = {
    "a readme beside it": [*FOLDERS, "readme.txt"],
    "nbgrader's folders": ["submitted/ann/01-small/small.ipynb", "submitted/bob/01-small/small.ipynb", "readme.txt"],
    "a list beside it": ["assignment_123_export/1/small.ipynb", "assignment_123_export/2/small.ipynb", "readme.txt"],
    "in a zip": [f"homework.zip/{name}" for name in FOLDERS] + ["readme.txt"],
}


@pytest.mark.parametrize("roster", [True, False])
@pytest.mark.parametrize("case", list(CLASSES))
def test_bug_a_class_became_one_student(course, case, roster):
    """A folder with the notebook of several students is nobody's hand-in: it is refused, with how to go on."""
    texts, found = collected(course, {name: name for name in CLASSES[case]}, roster)
    assert texts == {} and found.arrivals == []
    (reason,) = [reason for who, reason in found.problems if not who.startswith("readme")]
    assert "folders (" in reason and "unpack the download and collect this folder alone" in reason


def test_bug_a_readme_in_the_folder_made_a_class_one_student(course):
    """A file beside the students' folders, in the folder that the download is, leaves each student one."""
    texts, found = collected(course, {name: name for name in [*FOLDERS, "homework/readme.txt"]}, roster=False)
    assert sorted(texts) == ["ann", "bob", "cia"] and [who for who, _ in found.problems] == ["readme.txt"]


def test_a_student_with_several_versions(course):
    """Folders of one student whom the roster or the system names are versions: the newest counts."""
    texts, found = collected(course, {"ann/v1/small.ipynb": "1", "ann/v2/small.ipynb": "2", "bob/small.ipynb": "b"})
    assert texts == {"ann": "2", "bob": "b"} and found.problems == []
    shutil.rmtree(course.root / "submitted")
    name = "Ann Lee_7_assignsubmission_file_"
    texts, found = collected(course, {f"{name}/v1/small.ipynb": "1", f"{name}/v2/small.ipynb": "2"}, roster=False)
    assert texts == {"Ann-Lee": "2"} and found.problems == []


LINKS = {
    "leeann_11_link.html": '<a href="https://colab.research.google.com/drive/1x">Click</a>',
    "leeann_11_900_small.ipynb.gdoc": '{"url": "https://colab.research.google.com/drive/1x", "doc_id": "1x"}',
    "leeann_11_900_answer.txt": "my work: https://colab.research.google.com/drive/1x?usp=sharing",
}


@pytest.mark.parametrize("name", list(LINKS))
def test_bug_a_link_to_colab_was_no_notebook_and_nobody_said_why(course, name):
    """A saved link is called a link, with what to ask the student for."""
    texts, found = collected(course, {name: LINKS[name], "doebob_12_901_small.ipynb": "bob"})
    assert texts == {"bob": "bob"}
    ((who, reason),) = found.problems
    assert who == "Ann Lee" and reason.startswith("handed in a link to Colab (")
    assert reason.endswith("ask for the file itself, in Colab with File > Download > Download .ipynb")


def test_patterns_of_an_instructor(course):
    """A system that the course does not know is one line of the configuration; a wrong line is said."""
    pattern = r"(?P<name>.+?)__(?P<id>\d+)__(?P<time>[-\d]+)__(?P<rest>.+)"
    mine = Workspace(course.root, Config({"LmsCollector": {"patterns": {"ilias": pattern}}}))
    files = {"Ann Lee__7__2026-11-20-20-52-00__small.ipynb": "ann", "Bob Doe__8__2026-11-20-20-53-00__small.ipynb": "b"}
    texts, found = collected(mine, files)
    assert texts == {"ann": "ann", "bob": "b"} and found.problems == []
    assert stamp(course, "ann") == here(2026, 11, 20, 20, 52)
    for wrong, message in {"(": "is no regular expression", "x": "needs a group"}.items():
        mine = Workspace(course.root, Config({"LmsCollector": {"patterns": {"ilias": wrong}}}))
        with pytest.raises(CourseError, match=message):
            collected(mine, files)


LANGUAGES = {
    "en": ("Identifier,Full name,ID number,Email address,Status", "Participant "),
    "de": ("ID,Vollständiger Name,ID-Nummer,E-Mail-Adresse,Status", "Teilnehmer/in"),
    "es": ("Identificador,Nombre completo,Número de ID,Dirección de correo,Estado", "Participante "),
    "fr": ("Identifiant,Nom complet,Numéro d'identification,Adresse de courriel,Statut", "Participant "),
    "ja": ("識別子,フルネーム,IDナンバー,メールアドレス,ステータス", "参加者の番号 "),
    "no e-mail": ("Identifier,Full name,學號,部門,Status", "Participant "),
}


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("size", [1, 3])
def test_bug_the_language_of_moodles_sheet_changed_ids(tmp_path, language, size):
    """The id number of Moodle's worksheet is found in every language, and so is the name."""
    header, word = LANGUAGES[language]
    people = [("Ann Lee", "s01"), ("Bob Doe", "s02"), ("李", "s03")][:size]
    mail = [("Physics" if language == "no e-mail" else f"{one}@x.edu") for _, one in people]
    lines = [
        f"{word}{7001 + n},{name},{one},{mail[n]},Abgegeben,17.50,20.00,Yes" for n, (name, one) in enumerate(people)
    ]
    (tmp_path / "r.csv").write_text("\n".join([f"{header},Grade,Maximum,Changes", *lines]) + "\n")
    found = read_roster(tmp_path / "r.csv").people
    assert [(person.id, person.name) for person in found] == [(one, name) for name, one in people]
    assert [person.participant for person in found] == [str(7001 + n) for n in range(size)]


def test_a_folder_with_the_downloads_of_two_weeks(course):
    """Zips of one system in one folder are one download."""
    (course.root / "given").mkdir()
    for number, (student, name) in enumerate(list(CLASS.items())[:2], 500):
        made = zipped(course, {f"{number}-77 - {name} - {DATE}/small.ipynb": student, "index.html": "<html>"})
        made.rename(course.root / f"given/Week {number} Download.zip")
    found = collect(course, course.root / "given", "01-small", course.root / "roster.csv")
    assert notebooks(course) == {"ann": "ann", "bob": "bob"} and found.problems == []
