"""`course report`: its figures worked out a second way, what it leaves out, and a page that nobody can make active."""

import itertools
import json
import math
import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook
from scipy import stats
from support.course import cell, run_course, small_course, write_source

from course.authoring import build
from course.base.errors import CourseError
from course.commands import app
from course.grading.submission.reading import NOTES_KEY
from course.project.notebooks import keep_verdict
from course.project.workspace import prepare_process
from course.report import page
from course.report.class_data import assignment_report
from course.report.formgrader import Formgrader
from course.report.messages import not_attempted, ranked
from course.report.runs import outcomes
from course.report.statistics import alpha, discrimination, share

NAME = "01-small"
EXERCISES = {"add": 4, "double": 6, "halve": 8}
TEST = "assert {0}(1)\n### BEGIN HIDDEN TESTS\nassert {0}(2) and {0}(3)\n### END HIDDEN TESTS"
# Ten students: points in add, double, halve; None is an exercise that was not attempted.
CLASS = {
    "s00": (4, 6, 8),
    "s01": (4, 6, 8),
    "s02": (4, 6, 0),
    "s03": (4, 6, 8),
    "s04": (4, 0, 8),
    "s05": (0, 6, 8),
    "s06": (4, 0, 0),
    "s07": (0, 0, None),
    "s08": (4, None, None),
    "s09": (None, None, None),
}
HOSTILE = '<img src="https://evil.example/x.png" onerror=alert(1)>'
LINKS = Formgrader("http://localhost:8888")


def exercise(name):
    """An answer cell and its test, as an instructor writes them."""
    solution = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    return [cell("solution", name, solution), cell("test", f"test_{name}", TEST.format(name), EXERCISES[name])]


def course_of_three(root):
    """A built course of three exercises and one written question."""
    course = small_course(root)
    parts = [cell("md", "title", "# Title"), *(part for name in EXERCISES for part in exercise(name))]
    question = cell("manual", "reflection", "<!-- BEGIN SOLUTION -->\nyes\n<!-- END SOLUTION -->", 2)
    write_source(root, new_notebook(cells=[*parts, question]))
    build.build(course, NAME)
    return course


def graded(course, student, points, messages=None, notes=(), reflection=None):
    """What grading leaves of one hand-in: the gradebook's points and the autograded notebook with its outputs.

    `reflection` is the points given by hand; None leaves the answer to be graded.
    """
    nb = nbformat.read(course.notebook(NAME, "release"), as_version=4)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student(student)
        submission = gradebook.add_submission(NAME, student)
        for grade in submission.notebooks[0].grades:
            if grade.name == "reflection":
                grade.needs_manual_grade, grade.manual_score = reflection is None, reflection
            else:
                reached = points[list(EXERCISES).index(grade.name.removeprefix("test_"))]
                grade.needs_manual_grade, grade.auto_score = False, reached or 0
        gradebook.db.commit()
    for one in nb.cells:
        name = one.id.removeprefix("test_")
        if one.id == "reflection":
            one.source = "Because."
        elif name in EXERCISES:
            reached = points[list(EXERCISES).index(name)]
            if one.id == name and reached is not None:
                one.source = f"def {name}(x):\n    return 7"
            elif one.id != name and reached != EXERCISES[name]:
                said = f"{name} is still to do: put your code in place of `raise NotImplementedError()`."
                if reached is not None:
                    said = (messages or {}).get(name, f"{name} gave 7 instead of 1.")
                keep_verdict(one, said)
    nb.metadata[NOTES_KEY] = list(notes)
    path = course.folder("autograded") / student / NAME / "small.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(nb), encoding="utf-8")
    (course.folder("submitted") / student / NAME).mkdir(parents=True)


def ran(course, name, **changes):
    """What the engine writes after a hand-in of this student."""
    folder = course.root / ".course" / "outcomes" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    entry = {"student": name, "assignment": NAME, "seconds": 4.25, "memory": 300 * 2**20, "reason": None}
    entry |= {"finished": "2026-03-01T10:00:00+00:00"} | changes
    number = len(list(folder.iterdir()))
    (folder / f"{number}.json").write_text(json.dumps(entry), encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The course of three exercises before anybody hands in."""
    return course_of_three(tmp_path_factory.mktemp("built"))


@pytest.fixture
def course(built, tmp_path):
    """A copy of it to be filled."""
    shutil.copytree(built.root, tmp_path / "course")
    return type(built)(tmp_path / "course")


@pytest.fixture(scope="module")
def ten(built, tmp_path_factory):
    """The class of ten, one repaired, one that could not be graded, and times of three; and its report."""
    prepare_process()
    root = tmp_path_factory.mktemp("ten") / "course"
    shutil.copytree(built.root, root)
    course = type(built)(root)
    for number, (student, points) in enumerate(CLASS.items()):
        graded(
            course,
            student,
            points,
            {"add": f"add gave {number} for uint8.", "double": "double wraps."},
            ["was called small (1).ipynb"] if student == "s03" else (),
        )
    (course.folder("submitted") / "lost" / NAME).mkdir(parents=True)
    with course.gradebook() as gradebook:
        for student in ("away", "lost"):
            gradebook.update_or_create_student(student)
    ran(course, "s00", seconds=3.5, memory=None)
    ran(course, "s01", seconds=9.25)
    ran(course, "lost", reason="small.ipynb is broken JSON (line 3)", memory=None)
    return course, assignment_report(course, NAME, LINKS)


def points_of(table):
    """The class as numbers, not attempted as the zero points that it is worth."""
    return np.array([[value or 0 for value in row] for row in table], dtype=float)


# Statistics


def test_alpha_and_correlation_worked_out_by_hand():
    """Two exercises, each solved by five of ten, both by four: variance 1/4, covariance 0.4 - 0.25 = 0.15.

    So r = 0.15 / 0.25 = 0.6, and alpha = 2 (1 - 0.5 / (0.5 + 2 * 0.15)) = 0.75.
    """
    table = np.array([[1, 1]] * 4 + [[1, 0], [0, 1]] + [[0, 0]] * 4, dtype=float)
    assert alpha(table).value == pytest.approx(0.75)
    assert discrimination(table, 0).value == pytest.approx(0.6)


def test_discrimination_agrees_with_scipy():
    """Correlation and Fisher's interval are those of scipy.stats.pearsonr on an exercise and the sum of the others."""
    table = np.random.default_rng(4).integers(0, 4, size=(25, 6)).astype(float)
    for item in range(6):
        known = stats.pearsonr(table[:, item], table.sum(axis=1) - table[:, item])
        found = discrimination(table, item)
        assert found.value == pytest.approx(known.statistic)
        assert (found.low, found.high) == pytest.approx(tuple(known.confidence_interval(0.95)))


def test_alpha_agrees_with_the_mean_covariance():
    """Alpha is also k times the mean covariance over the mean variance plus (k - 1) times that covariance."""
    table = np.random.default_rng(5).normal(size=(15, 5)) + np.random.default_rng(6).normal(size=(15, 1))
    covariance = np.cov(table, rowvar=False)
    between = covariance[~np.eye(5, dtype=bool)].mean()
    assert alpha(table).value == pytest.approx(5 * between / (np.diag(covariance).mean() + 4 * between))


def test_alpha_and_its_interval_agree_with_analysis_of_variance():
    """Alpha and Feldt's interval are the ICC(3,k) of Shrout and Fleiss (1979) from the sums of squares."""
    table = np.random.default_rng(8).normal(size=(12, 4)) + np.random.default_rng(9).normal(size=(12, 1))
    n, k = table.shape
    center = table.mean()
    rows = k * ((table.mean(axis=1) - center) ** 2).sum()
    rest = ((table - center) ** 2).sum() - rows - n * ((table.mean(axis=0) - center) ** 2).sum()
    freedom = n * k - 1 - (n - 1) - (k - 1)
    ratio = (rows / (n - 1)) / (rest / freedom)
    low = ratio / stats.f.ppf(0.975, n - 1, freedom)
    high = ratio * stats.f.ppf(0.975, freedom, n - 1)
    found = alpha(table)
    assert (found.value, found.low, found.high) == pytest.approx((1 - 1 / ratio, 1 - 1 / low, 1 - 1 / high))


def test_interval_of_alpha_holds_what_it_promises():
    """Of 600 classes of twelve drawn where alpha is 0.8, the 95 % interval holds 0.8 in 93 to 97 %."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        found = alpha(rng.normal(size=(12, 4)) + rng.normal(size=(12, 1)))  # 4 * 1 / (1 + 4 * 1) = 0.8
        held += found.low <= 0.8 <= found.high
    assert 0.93 < held / 600 < 0.97


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (np.ones((30, 3)), "everybody has the same"),
        (np.full((30, 3), 0.1), "everybody has the same"),
        (np.zeros((0, 3)), "too few students: 0, needs 10"),
        (np.eye(9, 3), "too few students: 9, needs 10"),
    ],
)
def test_no_figure_where_there_is_none(table, why):
    """Constants, nobody and a handful of students give a reason, not a number and not NaN."""
    for found in (alpha(table), discrimination(table, 0)):
        assert (found.value, found.low, found.high) == (None, None, None)
        assert why in found.note


def test_one_exercise_has_no_alpha_and_no_others():
    """An assignment of one exercise is told apart from a bad one."""
    table = np.arange(20.0).reshape(20, 1)
    assert "two exercises" in alpha(table).note
    assert "the other exercises" in discrimination(table, 0).note


def test_perfect_agreement_has_no_interval():
    """A correlation of one is given without an interval, which would be infinite."""
    found = discrimination(np.repeat(np.arange(12.0)[:, None], 2, axis=1), 0)
    assert (found.value, found.low) == (1.0, None)


def test_share_of_no_points():
    """Nobody, or an exercise without points, has no difficulty."""
    assert share(np.array([]), 2) is None
    assert share(np.array([0.0]), 0) is None


# Messages and outcomes


def test_not_attempted_is_told_by_the_answer(built):
    """A stub or an empty cell is no attempt, an answer below the stub is one; a stub further up is no excuse."""
    nb = nbformat.read(built.notebook(NAME, "release"), as_version=4)
    released = {one.id: one.source for one in nb.cells}
    undone = {"test_add": "add is still to do: put your code in place of `raise NotImplementedError()`."}
    needs = {"test_add": "add needs double, which is still to do: put your code there."}
    stub = next(one for one in nb.cells if one.id == "add")
    assert not_attempted(nb, released, {}, "test_add") and not_attempted(nb, released, {}, "reflection")
    stub.source = "  "
    assert not_attempted(nb, released, {}, "test_add")
    stub.source = "def add(x):\n    return double(x)"
    assert not not_attempted(nb, released, needs, "test_add")
    assert not_attempted(nb, released, undone, "test_add")
    stub.source = released["add"]
    nb.cells.insert(3, new_code_cell("def add(x):\n    return 5"))
    assert not not_attempted(nb, released, {"test_add": "add gave 5."}, "test_add")


def test_messages_that_differ_in_numbers_are_one():
    """Numbers of any form are alike; a digit in a name is another mistake; the rank is the count."""
    numbers = ["gave -1.5e-7", "gave .25", "gave 1,234", "gave 3"]
    shapes = ["shape (5, 7)", "shape (6, 3)", "shape (6, 3)"]
    found = ranked([*shapes, *numbers, "uint8", "uint16", "row 0..999", "row 10..9"])
    assert [(one.example, one.count) for one in found] == [
        ("gave -1.5e-7", 4),
        ("shape (6, 3)", 3),
        ("row 0..999", 2),
        ("uint16", 1),
        ("uint8", 1),
    ]


RUBBISH = {
    "no JSON": "{",
    "bytes": "\udcff",
    "a list": "[]",
    "nothing in it": "{}",
    "deep": "[" * 100_000,
    "no number": json.dumps({"seconds": "NaN"}),
    "no time": json.dumps({"seconds": math.nan}),
    "less than no time": json.dumps({"seconds": -1}),
    "no memory": json.dumps({"memory": [1]}),
    "endless memory": json.dumps({"memory": math.inf}),
    "before all time": json.dumps({"finished": "0001-01-01T00:00:00+14:00"}),
    "no reason": json.dumps({"reason": 5}),
    "no date": json.dumps({"finished": "yesterday"}),
    "another assignment": json.dumps({"assignment": "02-other"}),
    "nobody": json.dumps({"student": None}),
}


@pytest.mark.parametrize("name", list(RUBBISH))
def test_rubbish_among_the_outcomes_costs_its_line_only(small, name):
    """A damaged file of outcomes is left out, the others are read; the newer of two counts."""
    ran(small, "ann", seconds=1, finished="2026-03-02T00:00:00+00:00")
    ran(small, "ann", seconds=2, finished="2026-03-01T00:00:00")
    ran(small, "bob", reason="broken")
    path = small.root / ".course" / "outcomes" / NAME / "rubbish.json"
    text = RUBBISH[name]
    if text.startswith("{") and len(text) > 2:
        ran(small, "zed", **json.loads(text))
    else:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    found = outcomes(small, NAME)
    assert {one.student: (one.seconds, one.reason) for one in found.values()} == {
        "ann": (1.0, None),
        "bob": (4.25, "broken"),
    }


def test_no_outcomes_at_all(small):
    """Before the first run there is no folder, and no error."""
    assert outcomes(small, NAME) == {}


# The report of a class


def test_counts_of_the_class(ten):
    """Solved, tried and not attempted are counted apart, and difficulty is the share of points of both kinds."""
    _, report = ten
    assert (report.graded, report.not_handed_in, report.points, report.possible) == (10, 1, 20, 18)
    found = {item.name: item for item in report.items}
    counts = {n: (i.full, i.fewer, i.not_attempted, i.to_grade) for n, i in found.items()}
    assert counts == {
        "add": (7, 2, 1, 0),
        "double": (5, 3, 2, 0),
        "halve": (5, 2, 3, 0),
        "reflection": (0, 0, 0, 10),
    }
    assert (found["add"].share, found["double"].share, found["halve"].share) == (0.7, 0.5, 0.5)
    assert (found["add"].share_tried, found["halve"].share_tried) == (7 / 9, 5 / 7)


def test_scores_and_item_analysis_of_the_class(ten):
    """Scores, mean, alpha and discrimination are those of the table above, without the written question."""
    _, report = ten
    table = points_of(CLASS.values())
    assert report.scores == sorted(table.sum(axis=1))
    assert (report.mean, report.median) == (pytest.approx(9.8), 11)
    covariance = np.cov(table, rowvar=False)
    assert report.alpha.value == pytest.approx(1.5 * (1 - np.trace(covariance) / covariance.sum()))
    for number, item in enumerate(report.items[:3]):
        others = [n for n in range(3) if n != number]
        known = stats.pearsonr(table[:, number], table[:, others].sum(axis=1)).statistic
        assert item.discrimination.value == pytest.approx(known)


def test_written_answers_to_be_graded_are_no_zeros(ten):
    """A question that waits for a person is left out of scores and has no difficulty, and the page says so."""
    _, report = ten
    question = report.items[-1]
    assert (question.share, question.share_tried, question.discrimination.value) == (None, None, None)
    assert report.left_out == ["1.4"]
    text, _ = page.render([report])
    assert "Not yet graded for everybody: 1.4." in " ".join(BeautifulSoup(text, "html.parser").text.split())


def test_written_answers_count_once_all_are_graded(course):
    """When the last written answer has its points, the question is an exercise like the others."""
    for number in range(10):
        graded(course, f"s{number}", (4, 6, 8), reflection=number % 3)
    report = assignment_report(course, NAME, LINKS)
    question = report.items[-1]
    assert (report.possible, report.left_out) == (20, [])
    assert (question.full, question.fewer, question.share) == (3, 7, pytest.approx(9 / 20))
    assert (question.partial, question.none) == (3, 4), "0 of 2 points is no part of them"
    assert question.discrimination.note == "everybody has the same points in the other exercises"


def test_misconceptions_are_ranked_without_those_who_did_not_try(ten):
    """Messages are counted per exercise among those who tried; the example is one that was really said."""
    _, report = ten
    found = [(item.name, message.example, message.count) for item, message in report.misconceptions()]
    assert found == [
        ("double", "double wraps.", 3),
        ("add", "add gave 5 for uint8.", 2),
        ("halve", "halve gave 7 instead of 1.", 2),
    ]


def test_repaired_not_graded_and_times(ten):
    """Who was repaired and how, who has no grade and why, and what each run took, the slowest first."""
    course, report = ten
    assert [(one.student, one.notes) for one in report.repaired] == [("s03", ["was called small (1).ipynb"])]
    assert [(one.student, one.reason, one.earlier) for one in report.not_graded] == [
        ("lost", "small.ipynb is broken JSON (line 3)", False)
    ]
    assert [(run.student, run.seconds, run.memory) for run in report.runs] == [
        ("s01", 9.25, 300 * 2**20),
        ("lost", 4.25, None),
        ("s00", 3.5, None),
    ]
    with course.gradebook() as gradebook:
        key = gradebook.find_submission_notebook("small", NAME, "s03").id
    assert report.repaired[0].formgrader == f"http://localhost:8888/formgrader/submissions/{key}/"
    assert report.manual_grading == "http://localhost:8888/formgrader/gradebook/01-small/small"


def test_last_run_failed(course):
    """Points of an earlier run are left out, and it is said that they are still there; a renamed folder is gone."""
    graded(course, "ann", (4, 6, 8))
    graded(course, "bob", (0, 0, 0))
    ran(course, "bob", reason="small.ipynb is empty")
    ran(course, "b*b", reason="the name of the folder")
    report = assignment_report(course, NAME, LINKS)
    assert (report.graded, report.scores) == (1, [18])
    assert [(one.student, one.earlier) for one in report.not_graded] == [("bob", True)]
    assert [run.student for run in report.runs] == ["bob"]


def test_nobody_could_be_graded(course):
    """A class of failures still has a page, with no figure in it."""
    (course.folder("submitted") / "ann" / NAME).mkdir(parents=True)
    ran(course, "ann", reason="small.ipynb is empty")
    report = assignment_report(course, NAME, LINKS)
    assert (report.graded, report.mean, report.alpha.value) == (0, None, None)
    text, _ = page.render([report])
    assert "small.ipynb is empty" in text and "nan" not in text.lower().replace("finan", "")


def test_everybody_right_in_a_small_class(course):
    """Three perfect hand-ins: full shares, no discrimination, no alpha, and the page calls the class small."""
    for student in ("ann", "bob", "cid"):
        graded(course, student, (4, 6, 8), reflection=2)
    report = assignment_report(course, NAME, LINKS)
    assert [item.share for item in report.items] == [1, 1, 1, 1]
    assert {item.discrimination.value for item in report.items} | {report.alpha.value} == {None}
    text, drawn = page.render([report])
    assert "A small class (n = 3)." in text and "No test failed" in text and "Times are not known" in text
    assert [one.name for one in drawn] == ["01-small-scores", "01-small-answers"]


# The page


def test_page_is_whole_and_readable(ten):
    """The page fetches and runs nothing; pictures have texts, tables have captions and scopes, headings follow."""
    _, report = ten
    text, _ = page.render([report])
    soup = BeautifulSoup(text, "html.parser")
    assert not soup.find_all(["script", "link", "iframe", "object", "embed", "form", "base"])
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on") or name == "style"]
    assert len(soup.find_all("img")) == 4
    for image in soup.find_all("img"):
        assert image["src"].startswith("data:image/png;base64,") and len(image["alt"]) > 40
    assert "url(" not in text and "@import" not in text
    assert {a["href"].split("/formgrader/")[0] for a in soup.find_all("a")} <= {"http://localhost:8888", "#a1"}
    for table in soup.find_all("table"):
        assert table.caption.text and all(th.get("scope") in ("col", "row") for th in table.find_all("th"))
    levels = [int(heading.name[1]) for heading in soup.find_all(["h1", "h2", "h3"])]
    assert levels[0] == 1 and all(later <= level + 1 for level, later in itertools.pairwise(levels))
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)) and soup.html["lang"] == "en"


def test_names_stand_only_where_they_are_needed(ten):
    """A student who is neither repaired, nor ungraded, nor timed is not named anywhere."""
    _, report = ten
    text, _ = page.render([report])
    shown = BeautifulSoup(text, "html.parser").text
    assert {student for student in CLASS if student in shown} == {"s00", "s01", "s03"}


def test_hostile_text_stays_text(course):
    """Names, messages, notes and reasons with HTML, broken Unicode and reversed text do nothing to the page."""
    broken = "\ud800\u202e\x1b[31m"
    graded(course, HOSTILE.replace("/", "_"), (0, 0, 0), {"add": HOSTILE + broken}, [HOSTILE, broken])
    (course.folder("submitted") / "</td><script>".replace("/", "_") / NAME).mkdir(parents=True)
    ran(course, "<_td><script>", reason=f"{HOSTILE}{{{{ 7 * 7 }}}}")
    ran(course, HOSTILE.replace("/", "_"))
    report = assignment_report(course, NAME, LINKS)
    path = page.write([report], course.root / "out")
    text = path.read_text(encoding="utf-8")
    soup = BeautifulSoup(text, "html.parser")
    assert soup.text.count(HOSTILE) == 3 and "{{ 7 * 7 }}" in text
    assert not soup.find_all("script") and len(soup.find_all("img")) == 3
    assert not any(char in text for char in "\u202e\x1b")
    json.dumps([report.repaired[0].notes, report.items[0].messages[0].example], ensure_ascii=False).encode()


def test_bug_signs_of_direction_and_control_acted_in_the_report(course):
    """A name or a reason with signs that turn what follows around is shown with a mark in their place."""
    graded(course, "ann\N{RIGHT-TO-LEFT OVERRIDE}gnp", (1, 2, 3), notes=["a \x1b[31mred note"])
    ran(course, "cid", reason="no \N{RIGHT-TO-LEFT OVERRIDE}notebook\x07")
    (course.folder("submitted") / "cid" / NAME).mkdir(parents=True)
    text, _ = page.render([assignment_report(course, NAME, LINKS)])
    assert not any(sign in text for sign in "\N{RIGHT-TO-LEFT OVERRIDE}\x1b\x07")
    assert "ann\N{REPLACEMENT CHARACTER}gnp" in text and "no \N{REPLACEMENT CHARACTER}notebook" in text


def test_several_assignments_and_a_large_class(course):
    """Forty students are no small class; two sections stand under one overview, each picture under its own name."""
    for number in range(40):
        graded(course, f"s{number}", ((number % 2) * 4, (number % 3 > 0) * 6, (number % 5 > 0) * 8), reflection=1)
    one = assignment_report(course, NAME, LINKS)
    other = type(one)(**vars(one) | {"assignment": "02-$x$ & <b>"})
    text, drawn = page.render([one, other])
    soup = BeautifulSoup(text, "html.parser")
    assert "small class" not in soup.text.split("What the figures mean")[0]
    assert [h.text for h in soup.find_all("h2")][1:3] == [NAME, "02-$x$ & <b>"] and not soup.find_all("b")
    assert len({picture.name for picture in drawn}) == 7 and drawn[0].name == "overview"
    assert "median" in drawn[0].alt


# The command


def call(course, *arguments):
    """The command in this process."""
    app.app(["--root", str(course.root), "report", *map(str, arguments)], standalone_mode=False)


def test_command_writes_page_and_pictures(ten, tmp_path, capsys):
    """The page and its pictures as PNG go to the folder, a second run replaces them with the same."""
    course, _ = ten
    call(course, "--output", tmp_path / "a" / "b")
    assert "report.html" in capsys.readouterr().out
    names = {"report.html"} | {f"01-small-{what}.png" for what in ("scores", "answers", "discrimination", "runs")}
    files = {path.name: path.read_bytes() for path in (tmp_path / "a" / "b").iterdir()}
    assert files.keys() == names
    assert all(content.startswith(b"\x89PNG\r\n") for name, content in files.items() if name.endswith("png"))
    call(course, NAME, "--output", tmp_path / "a" / "b")
    again = {path.name: path.read_bytes() for path in (tmp_path / "a" / "b").iterdir()}
    assert [name for name in names if again[name] != files[name]] in ([], ["report.html"])  # its minute may differ


def test_json_is_strict_and_alone_on_stdout(ten, tmp_path):
    """`--json` prints what the page says, with nothing beside it and no NaN; with a folder it writes the page too."""
    course, report = ten
    result = run_course("report", "--json", "--output", tmp_path, cwd=course.root)
    assert result.returncode == 0, result.stderr
    refuse = pytest.fail
    data = json.loads(result.stdout, parse_constant=refuse)
    (found,) = data["assignments"]
    assert found["mean"] == report.mean and found["alpha"]["value"] == report.alpha.value
    assert found["items"][1]["messages"] == [{"example": "double wraps.", "count": 3}]
    assert (tmp_path / "report.html").is_file() and "report.html" in result.stderr


def test_json_writes_nothing(ten, capsys):
    """Without a folder, `--json` leaves no file behind."""
    course, _ = ten
    before = sorted(course.root.iterdir())
    call(course, "--json")
    assert json.loads(capsys.readouterr().out)["assignments"][0]["graded"] == 10
    assert sorted(course.root.iterdir()) == before


BAD = {
    "nothing graded": ([], "Nothing of 01-small is graded yet: run `course grade 01-small` first."),
    "no such assignment": (["09-none"], "There is no assignment '09-none': choose one of 01-small."),
    "output is a file": (["--output", "README"], "README is a file: name a folder."),
    "a script for an address": (["--formgrader", "javascript:alert(1)"], "is not a JupyterLab URL"),
    "a broken address": (["--formgrader", "http://[::1"], "is not a JupyterLab URL"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_is_one_clear_sentence(course, name, monkeypatch):
    """What a person can mend is a CourseError of one line."""
    arguments, expected = BAD[name]
    monkeypatch.chdir(course.root)
    (course.root / "README").touch()
    if name == "output is a file":
        graded(course, "ann", (4, 6, 8))
    with pytest.raises(CourseError) as raised:
        call(course, *arguments)
    assert expected in str(raised.value) and "\n" not in str(raised.value)


def test_other_commands_do_not_wait_for_figures():
    """Loading the command line loads neither Matplotlib's figures nor SciPy's statistics for this command."""
    code = "import sys; from course.commands import lms, viewing; from course.commands.grading import grade; "
    code += "print({'matplotlib', 'scipy.stats'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
