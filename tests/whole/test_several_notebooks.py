"""An assignment of two notebooks goes the whole way, and gives everybody the points that nbgrader gives."""

import copy
import csv
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook
from support.attacks.world import STOCK, autograde
from support.course import begin_course, run_course, share_references
from support.plain_cells import answer, code, given, graded

from course.grading.run import outcomes
from course.lms.collecting.collect import collect
from course.lms.grades import scores
from course.project import notebooks
from course.project.notebooks import grade_id
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("several")
ASSIGNMENT, NAMES = "ps1", ["problem1", "problem2"]
CELLS = ["problem1/test_f", "problem1/test_g", "problem1/why", "problem2/test_f", "problem2/test_towns"]
TOWNS = """def towns(path):
    with open(path, newline='') as file:
        return [row['town'] for row in csv.DictReader(file)]"""
TEST = "assert f('a') == 'A', 'Capital letters are asked for.'"


def originals():
    """Two instructor notebooks with an exercise `f` each, and other imports."""
    first = [
        given(new_markdown_cell, "# Numbers"),
        code("import math"),
        answer("def f(x):\n    return math.sqrt(x) + 1", "cell-f"),
        graded("assert f(4) == 3, 'f(4) should be 3.'", "cell-f-test", 1),
        answer("def g(x):\n    return 2 * f(x)", "g"),
        graded("assert g(4) == 6, 'g(4) should be 6.'", "correct_g", 1),
        given(new_markdown_cell, "Because.", grade_id="why", grade=True, solution=True, points=2),
    ]
    second = [
        given(new_markdown_cell, "# Texts"),
        code("import csv"),
        answer("def f(text):\n    return text.upper()", "f"),
        graded(TEST, "correct_f", 1),
        answer(TOWNS, "towns"),
        graded("assert towns('towns.csv') == ['Ulm', 'Bern'], 'There are two towns.'", "correct_towns", 3),
    ]
    return dict(zip(NAMES, (new_notebook(cells=first), new_notebook(cells=second)), strict=True))


# By notebook, then by the place of the cell; a notebook that is not there is not handed in.
RIGHT = {"problem1": {2: "def f(x):\n    return x ** 0.5 + 1", 4: "def g(x):\n    return f(x) + f(x)", 6: "So it is."},
         "problem2": {2: "def f(text):\n    return text.swapcase()", 4: TOWNS}}  # fmt: skip
WRONG = {"problem1": {2: "def f(x):\n    return x", 4: "def g(x):\n    return 2 * f(x)", 6: "Is it?"},
         "problem2": {2: "def f(text):\n    return 'A'", 4: "def towns(path):\n    return []"}}  # fmt: skip
CLASS = {"ann": RIGHT, "bob": WRONG, "cia": {"problem2": RIGHT["problem2"]}, "dan": RIGHT}
POINTS = {"ann": [1, 1, None, 1, 3], "bob": [0, 0, None, 1, 0], "cia": [0, 0, 0, 1, 3], "dan": [1, 1, None, 1, 3]}


def nbgraders(root):
    """A course of plain nbgrader with these notebooks and a file beside them, not yet released."""
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    for name, nb in originals().items():
        nbformat.write(nb, root / "source" / ASSIGNMENT / f"{name}.ipynb")
    (root / "source" / ASSIGNMENT / "towns.csv").write_text("town\nUlm\nBern\n", encoding="utf-8")
    return Workspace(root)


def empty(root):
    """A course of ours without any assignment."""
    root.mkdir()
    begin_course(root)
    share_references(root)
    return Workspace(root)


def hand_in(course, student, answers, **called):
    """Work on the released notebooks; `called` gives one another name."""
    folder = course.root / "submitted" / student / ASSIGNMENT
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, texts in answers.items():
        nb = copy.deepcopy(notebooks.read(course.folder("release") / ASSIGNMENT / f"{name}.ipynb"))
        for place, text in texts.items():
            nb.cells[place].source = text
        (folder / called.get(name, f"{name}.ipynb")).write_text(json.dumps(nb), encoding="utf-8")
    return folder


def points(course):
    """Everybody's points, cell by cell in the order of the notebooks."""
    return {row.student: list(row.points.values()) for row in scores.rows(course, ASSIGNMENT)}


def grade(course, *options):
    return run_course("grade", ASSIGNMENT, *options, cwd=course.root)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """The two notebooks adopted, built, handed in and graded; and what the commands said."""
    place = tmp_path_factory.mktemp("several")
    source, made, told = nbgraders(place / "nbgraders"), empty(place / "ours"), {}
    told["adopt"] = run_course("adopt", *source.notebooks(ASSIGNMENT), cwd=made.root)
    told["build"] = run_course("build", cwd=made.root)
    for student, answers in CLASS.items():
        hand_in(made, student, answers)
    hand_in(made, "dan", RIGHT, problem1="problem1 (1).ipynb", problem2="Copy of problem2.ipynb")
    (hand_in(made, "eve", RIGHT) / "problem2.ipynb").write_text("{", encoding="utf-8")
    (hand_in(made, "fay", {}) / "notes.txt").write_text("ill", encoding="utf-8")
    folder = hand_in(made, "gil", RIGHT)
    shutil.copy(folder / "problem1.ipynb", folder / "problem2.ipynb")
    told["grade"] = grade(made)
    return made, told


@pytest.fixture
def course(template, tmp_path):
    """A copy of that class, times of files included."""
    return Workspace(shutil.copytree(template[0].root, tmp_path / "course", symlinks=True))


def test_notebooks_of_one_folder_become_one_assignment(template):
    """The file beside them comes along once, and each notebook is named as if it were alone."""
    made, told = template
    assert (told["adopt"].returncode, told["adopt"].stderr) == (0, "")
    for line in (
        "ps1 -> source/ps1/problem1.ipynb", "ps1 -> source/ps1/problem2.ipynb", "files beside it came along: towns.csv",
        "cell-f is called f now", "correct_f is called test_f now", "go on with `course build ps1`.",
    ):  # fmt: skip
        assert told["adopt"].stdout.count(line) == 1, line
    assert told["build"].returncode == 0, told["build"].stderr
    for name in NAMES:
        assert f"ps1 -> release/ps1/{name}.ipynb" in told["build"].stdout
    found = scores.exercises(made, ASSIGNMENT)
    assert [(exercise.number, exercise.name) for exercise in found] == [
        ("1.1", "problem1/f"), ("1.2", "problem1/g"), ("1.3", "problem1/why"), ("1.4", "problem2/f"),
        ("1.5", "problem2/towns")]  # fmt: skip
    assert [exercise.cell for exercise in found] == CELLS


def test_each_has_the_points_of_the_whole_assignment(template):
    """A missing notebook has none, copies are found; what cannot be read, or is another one, is said and not graded."""
    made, told = template
    assert told["grade"].returncode == 1
    for line in (
        "1.1 problem1/f  1.2 problem1/g",
        "incomplete cia: problem1.ipynb was not handed in",
        "repaired dan: problem1.ipynb: was called problem1 (1).ipynb; problem2.ipynb: was called Copy of problem2",
        "not graded eve: problem2.ipynb is broken JSON",
        "not graded fay: there is no notebook in the folder (expected problem1.ipynb, problem2.ipynb)",
        "not graded gil: problem2.ipynb: this is the notebook of ps1/problem1",
    ):
        assert line in told["grade"].stdout.replace("\N{NO-BREAK SPACE}", " "), told["grade"].stdout
    assert points(made) == POINTS
    totals = {row.student: row.total for row in scores.rows(made, ASSIGNMENT)}
    assert totals == {"ann": 6, "bob": 1, "cia": 4, "dan": 6}


def test_the_formgrader_shows_the_same(course):
    """What nbgrader's own pages ask for: points of the hand-in, and of each notebook."""
    whole = {student: course.api.get_submission(ASSIGNMENT, student) for student in CLASS}
    assert {student: shown["score"] for student, shown in whole.items()} == {"ann": 6, "bob": 1, "cia": 4, "dan": 6}
    assert {student: shown["needs_manual_grade"] for student, shown in whole.items()} == {
        "ann": True, "bob": True, "cia": False, "dan": True}  # fmt: skip
    first = {shown["student"]: shown for shown in course.api.get_notebook_submissions(ASSIGNMENT, "problem1")}
    assert (first["ann"]["score"], first["ann"]["max_score"]) == (2, 4)
    assert course.api.get_submission(ASSIGNMENT, "eve")["autograded"] is False


def test_an_outcome_of_an_earlier_version_is_read(course):
    """It had a list for the one notebook that there was; its hand-in is graded again."""
    path = outcomes.path_of(course.root, ASSIGNMENT, "cia")
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | {"prints": ["a", "b"], "fingerprint": "another"}), encoding="utf-8")
    assert outcomes.recall(course.root, ASSIGNMENT, "cia").seconds == data["seconds"]
    told = grade(course, "--student", "cia")
    assert told.returncode == 0 and "had not changed" not in told.stdout


def test_only_what_changed_runs(course):
    """Nothing where nothing changed; of the notebook whose answer is the same the verdicts stay."""
    again = grade(course, "--student", "ann", "--student", "cia")
    assert "2 had not changed and were not graded again" in again.stdout
    answers = copy.deepcopy(RIGHT)
    answers["problem2"][2] = "def f(text):\n    return text"
    hand_in(course, "ann", answers)
    told = grade(course, "--student", "ann")
    assert told.returncode == 0 and "ann: 2 exercises kept, 2 run" in told.stdout, told.stdout
    assert points(course)["ann"] == [1, 1, None, 0, 3]
    data = json.loads(grade(course, "--json", "--student", "ann").stdout)["hand_ins"][0]
    assert data["kept"] == ["problem1/f", "problem1/g"] and data["exercises"].keys() >= {"problem1/f", "problem2/f"}
    assert data["points"] == dict(zip(CELLS, [1, 1, None, 0, 3], strict=True)) and data["missing_notebooks"] == []


def test_points_by_hand_do_not_stay_for_a_notebook_that_is_gone(course):
    """Of a second hand-in without it they are to be graded again, and once somebody has looked they stay."""
    with course.gradebook() as gradebook:
        given_by_hand = gradebook.find_grade("why", "problem1", ASSIGNMENT, "ann")
        given_by_hand.manual_score, given_by_hand.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    (course.root / "submitted" / "ann" / ASSIGNMENT / "problem1.ipynb").unlink()
    told = grade(course, "--student", "ann")
    assert "to grade again" in told.stdout and "incomplete ann: problem1.ipynb was not handed in" in told.stdout
    assert points(course)["ann"] == [0, 0, None, 1, 3]
    confirmed = run_course("confirm", ASSIGNMENT, cwd=course.root)
    assert "ann: problem1/why" in confirmed.stdout
    assert grade(course, "--student", "ann", "--force").returncode == 0
    assert points(course)["ann"] == [0, 0, 1.5, 1, 3]


def test_bug_points_by_hand_were_lost_when_a_notebook_came_back(course):
    """The same answer keeps them, though a hand-in without it was graded in between; another one does not."""
    path = course.root / "submitted" / "ann" / ASSIGNMENT / "problem1.ipynb"
    whole = path.read_bytes()
    nb = nbformat.reads(whole, as_version=4)
    next(cell for cell in nb.cells if grade_id(cell) == "why").source = "On second thoughts, because."
    with course.gradebook() as gradebook:
        given_by_hand = gradebook.find_grade("why", "problem1", ASSIGNMENT, "ann")
        given_by_hand.manual_score, given_by_hand.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    for content, expected in (
        (None, [0, 0, None, 1, 3]),
        (None, [0, 0, None, 1, 3]),
        (whole, [1, 1, 1.5, 1, 3]),
        (None, [0, 0, None, 1, 3]),
        (nbformat.writes(nb).encode(), [1, 1, None, 1, 3]),
    ):
        path.unlink(missing_ok=True)
        if content:
            path.write_bytes(content)
        assert grade(course, "--student", "ann", "--force").returncode == 0
        assert points(course)["ann"] == expected


def test_a_page_for_each_notebook(course):
    """Its exercises with their numbers in the assignment, the points of the whole, and what was not handed in."""
    assert run_course("feedback", ASSIGNMENT, "--to", "zip", cwd=course.root).returncode == 0
    pages = {path.relative_to(course.folder("feedback")).as_posix(): path.read_text(encoding="utf-8")
             for path in course.folder("feedback").rglob("*.html")}  # fmt: skip
    whole = {f"{student}/ps1/{name}.html" for student in ("ann", "bob", "dan") for name in NAMES}
    assert pages.keys() == whole | {"cia/ps1/problem2.html"}
    with zipfile.ZipFile(course.root / "feedback-ps1-zip.zip") as opened:
        assert {name.replace("-", "/ps1/") for name in opened.namelist()} == pages.keys()
    text = {name: " ".join(BeautifulSoup(page, "html.parser").get_text().split()) for name, page in pages.items()}
    for name in NAMES:
        assert "6 of 8 points, with 2 still to be graded by hand." in text[f"ann/ps1/{name}.html"]
        assert "problem1.ipynb: 2 of 4 problem2.ipynb: 4 of 4" in text[f"ann/ps1/{name}.html"]
    assert "1.1 f 1 of 1" in text["ann/ps1/problem1.html"] and "1.4 f 1 of 1" in text["ann/ps1/problem2.html"]
    assert "f(4) should be 3." in text["bob/ps1/problem1.html"]
    assert "problem1.ipynb was not handed in: 0 of 4" in text["cia/ps1/problem2.html"]


def test_the_report_tells_exercises_of_one_name_apart(course):
    """Each has its own figures; who left a notebook out did not attempt its exercises."""
    told = run_course("report", "--json", cwd=course.root)
    (report,) = json.loads(told.stdout)["assignments"]
    items = {item["name"]: item for item in report["items"]}
    assert (items["problem1/f"]["full"], items["problem1/f"]["none"], items["problem1/f"]["not_attempted"]) == (2, 1, 1)
    assert items["problem1/f"]["messages"] == [{"example": "f(4) should be 3.", "count": 1}]
    assert (items["problem2/f"]["full"], items["problem2/f"]["messages"]) == (4, [])
    assert [(one["student"], one["notebooks"]) for one in report["incomplete"]] == [("cia", ["problem1.ipynb"])]
    assert report["manual_grading"].endswith("/formgrader/gradebook/ps1")
    assert run_course("report", cwd=course.root).returncode == 0
    assert "Missing notebooks" in (course.root / "report" / "report.html").read_text(encoding="utf-8")


def test_exports_have_the_points_of_the_assignment(course):
    """A column for each exercise, and one score for Canvas and Moodle."""
    assert run_course("export", cwd=course.root).returncode == 0
    with (course.root / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["bob"]["ps1: problem1/f (1)"], rows["bob"]["ps1: problem2/f (1)"], rows["ann"]["ps1 (8)"]) == (
        "0", "1", "6")  # fmt: skip
    assert run_course("export", "--to", "canvas", cwd=course.root).returncode == 0
    assert (course.root / "grades-canvas.csv").read_text().splitlines()[-2].endswith(",cia,,4")
    sheet = "Identifier,Full name,Email address,Grade,Maximum Grade\nParticipant 7001,cia,cia@x.edu,,8.00\n"
    (course.root / "sheet.csv").write_text(sheet)
    told = run_course("export", ASSIGNMENT, "--to", "moodle", "--sheet", "sheet.csv", "--partial", cwd=course.root)
    assert "Participant 7001,cia,cia@x.edu,4" in (course.root / "grades-moodle.csv").read_text(), told.stderr


def test_a_regrade_is_shown_applied_and_taken_back(course):
    """After a change of one of two tests that have one name."""
    path = course.notebooks(ASSIGNMENT)[1]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(TEST, "assert f('b') == 'B', 'Capital letters are asked for.'"), encoding="utf-8")
    assert run_course("build", cwd=course.root).returncode == 0
    preview = run_course("regrade", ASSIGNMENT, "--preview", cwd=course.root)
    assert preview.returncode == 1 and "1.4 problem2/f: 0 gain, 1 lose" in preview.stdout, preview.stdout
    assert points(course) == POINTS
    assert "Applied" in run_course("regrade", ASSIGNMENT, cwd=course.root).stdout
    assert points(course) == POINTS | {"bob": [0, 0, None, 0, 0]}
    assert run_course("feedback", ASSIGNMENT, "--student", "bob", cwd=course.root).returncode == 0
    for name in NAMES:
        assert "problem2/f −1" in (course.root / "feedback" / "bob" / ASSIGNMENT / f"{name}.html").read_text("utf-8")
    assert run_course("regrade", ASSIGNMENT, "--undo", cwd=course.root).returncode == 0
    assert points(course) == POINTS


def test_downloads_are_collected(course):
    """Copies, two uploads of one system, a notebook that is missing, and one that nobody can tell."""
    shutil.rmtree(course.root / "submitted")
    files = {
        "leeann_11_901_problem1-1.ipynb": "1", "leeann_11_902_problem2-2.ipynb": "2", "leeann_11_903_more.csv": "3",
        "doebob_12_904_Copy of problem2.ipynb": "4", "colecid_13_905_work.ipynb": "5",
    }  # fmt: skip
    with zipfile.ZipFile(course.root / "d.zip", "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    (course.root / "roster.csv").write_text("id,name\nann,Ann Lee\nbob,Bob Doe\ncid,Cid Cole\n")
    found = collect(course, course.root / "d.zip", ASSIGNMENT, course.root / "roster.csv")
    folder = course.root / "submitted"
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "timestamp.txt"]
    here = {path.relative_to(folder).as_posix(): path.read_text() for path in files}
    assert here == {"ann/ps1/problem1.ipynb": "1", "ann/ps1/problem2.ipynb": "2", "ann/ps1/more.csv": "3",
                    "bob/ps1/problem2.ipynb": "4"}  # fmt: skip
    assert found.problems == [
        ("Cid Cole", "handed in a notebook (work.ipynb), and none is called problem1.ipynb, problem2.ipynb")
    ]


def test_both_are_published(course, tmp_path):
    """With the file beside them, and a line for each on the front page."""
    told = run_course("publish", tmp_path / "public", cwd=course.root)
    assert told.returncode == 0, told.stderr
    page = (tmp_path / "public" / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"- [ps1/{name}.ipynb](release/ps1/{name}.ipynb)" in page
    assert (tmp_path / "public" / "release" / "ps1" / "towns.csv").is_file()


def test_adopting_more(tmp_path):
    """A notebook of the same folder joins the others later; of another folder it does not; --as puts some together."""
    source, made = nbgraders(tmp_path / "nbgraders"), empty(tmp_path / "ours")
    first, second = source.notebooks(ASSIGNMENT)
    assert run_course("adopt", first, cwd=made.root).returncode == 0
    assert [path.name for path in made.notebooks(ASSIGNMENT)] == ["problem1.ipynb"]
    again = run_course("adopt", first, second, cwd=made.root)
    assert again.returncode == 1 and "exists already" in again.stderr
    assert run_course("adopt", second, cwd=made.root).returncode == 0
    assert [path.name for path in made.notebooks(ASSIGNMENT)] == ["problem1.ipynb", "problem2.ipynb"]
    other = tmp_path / "other" / "source" / ASSIGNMENT
    other.mkdir(parents=True)
    shutil.copy(first, other / "problem3.ipynb")
    refused = run_course("adopt", other / "problem3.ipynb", cwd=made.root)
    assert refused.returncode == 1 and "exists already" in refused.stderr
    shutil.copy(first, tmp_path / "extra.ipynb")
    told = run_course("adopt", first, tmp_path / "extra.ipynb", "--as", "ps2", cwd=made.root)
    assert told.returncode == 0, told.stderr
    assert [path.name for path in made.notebooks("ps2")] == ["extra.ipynb", "problem1.ipynb"]


@pytest.mark.slow
def test_stock_nbgrader_gives_the_same_points(template, tmp_path):
    """Every cell of every honest hand-in, also where a notebook is missing."""
    stock = nbgraders(tmp_path / "stock")
    assert stock.api.generate_assignment(ASSIGNMENT)["success"]
    for student, answers in CLASS.items():
        hand_in(stock, student, answers)
        assert autograde(stock.root, ASSIGNMENT, student).reason is None
    assert points(stock) == points(template[0]) == POINTS


@pytest.mark.slow
def test_plain_nbgrader_grades_alike(course):
    """`nbgrader autograde` with the course's configuration."""
    for student in ("bob", "cia"):
        shutil.rmtree(course.folder("autograded") / student)
        assert autograde(course.root, ASSIGNMENT, student).reason is None
    assert points(course) == POINTS


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--cold", "--whole"])
def test_every_way_to_grade_gives_the_same(course, option):
    """Kernels started one by one, and all cells run."""
    grade(course, "--force", option)
    assert points(course) == POINTS


@pytest.mark.slow
def test_lateness_is_taken_from_the_whole(course):
    """Once, not from each notebook; nbgrader's own sum says the same."""
    due = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    (course.root / "deadlines.toml").write_text(
        f"[policy]\npercent_per_day = 10\n[assignments.ps1]\ndue = {due.isoformat()}\n", encoding="utf-8"
    )
    stamp = due + timedelta(hours=30)
    (course.root / "submitted" / "cia" / ASSIGNMENT / "timestamp.txt").write_text(f"{stamp:%Y-%m-%d %H:%M:%S} UTC")
    (course.root / "submitted" / "bob" / ASSIGNMENT / "timestamp.txt").write_text(f"{stamp:%Y-%m-%d %H:%M:%S} UTC")
    grade(course)
    totals = {row.student: row.total for row in scores.rows(course, ASSIGNMENT)}
    assert (totals["cia"], totals["bob"], totals["ann"]) == (pytest.approx(4 - 1.6), 0, 6)
    with course.gradebook() as gradebook:
        stored = {entry.student_id: entry.late_submission_penalty for entry in gradebook.assignment_submissions("ps1")}
    assert (stored["cia"], stored["bob"], stored["ann"]) == (pytest.approx(1.6), 1, 0)
