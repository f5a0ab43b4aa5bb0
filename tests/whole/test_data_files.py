"""Files of an assignment: what lies beside its notebook and in `data/` is there wherever its cells or its tests run."""

import json
import shutil
from dataclasses import replace

import pytest
from nbformat.v4 import new_notebook
from support.attacks.world import autograde
from support.course import MANUAL, cell, hand_in, run_course, small_course, write_source

from course.authoring import build
from course.base.errors import CourseError
from course.grading.run import class_run, worker
from course.grading.run.spec import spec_for
from course.lms.grades import scores

ASSIGNMENT = "01-small"
REGIONS = "region,people\nnorth,10\nsouth,20\n"
SETUP = """import csv
import json


def rows(name):
    with open(name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


with open("../../data/prices.json", encoding="utf-8") as file:
    prices = json.load(file)"""
RIGHT = """def people(name):
    with open(name) as file:
        return sum(int(line.split(",")[1]) for line in list(file)[1:]) * {price}"""
SOLUTION = """def people(name):
    ### BEGIN SOLUTION
    return sum(int(row["people"]) for row in rows(name)) * prices["head"]
    ### END SOLUTION"""
TEST = """assert people("regions.csv") == 60, "Everybody in regions.csv pays two: together that is sixty."
### BEGIN HIDDEN TESTS
wanted = sum(int(row["people"]) for row in rows("regions.csv")) * prices["head"]
assert people("regions.csv") == wanted, "The sum should be that of the file."
### END HIDDEN TESTS"""
ANSWERS = '''def right_split(name):
    """Splits the lines itself"""
    with open(name) as file, open("../../data/prices.json") as other:
        return sum(int(line.split(",")[1]) for line in list(file)[1:]) * json.load(other)["head"]


def wrong_price(name):
    """Forgets the price | together that is sixty"""
    return sum(int(row["people"]) for row in rows(name))
'''
FULL, NONE = 18, 0


@pytest.fixture
def course(tmp_path):
    """A course whose notebook reads a file beside it, and one of `data/`."""
    made = small_course(tmp_path)
    cells = [
        cell("md", "title", "# Tables\n\n<!-- COLAB BADGE -->"),
        cell("locked", "setup", SETUP),
        cell("solution", "people", SOLUTION),
        cell("test", "test_people", TEST, FULL),
        cell("md", "question", "### Why?"),
        cell("manual", "reflection", MANUAL, 2),
    ]
    write_source(tmp_path, new_notebook(cells=cells))
    (tmp_path / "source" / ASSIGNMENT / "regions.csv").write_text(REGIONS)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "prices.json").write_text('{"head": 2}')
    return made


def points(course):
    """Everybody's points for the exercise."""
    return {row.student: row.points["test_people"] for row in scores.rows(course, ASSIGNMENT)}


def graded(course, *students):
    """Grade; whether each hand-in was left as it was."""
    outcomes = list(class_run.grade(course, ASSIGNMENT, list(students), jobs=1))
    assert [outcome.reason for outcome in outcomes] == [None] * len(students)
    return [outcome.unchanged for outcome in outcomes]


def test_a_notebook_that_reads_files_is_built_and_checked(course):
    """The reference run, the answers, the mutants and the judge find the files; those beside it are released."""
    (path,) = build.build(course, ASSIGNMENT)
    assert sorted(one.name for one in path.parent.iterdir()) == ["regions.csv", "small.ipynb"]
    assert (path.parent / "regions.csv").read_text() == REGIONS
    assert build.drift(course, ASSIGNMENT) == []
    answers = course.root / "tests" / "answers" / ASSIGNMENT
    answers.mkdir(parents=True)
    (answers / "people.py").write_text(ANSWERS)
    told = run_course("check", ASSIGNMENT, cwd=course.root)
    assert "wrong caught 3/3, right accepted 2/2" in told.stdout and "judge agrees 5/5" in told.stdout, told
    told = run_course("check", "--mutants", ASSIGNMENT, cwd=course.root)
    assert "fails" not in told.stdout + told.stderr and "people" in told.stdout, told


def test_what_a_student_hands_in_takes_the_place_of_no_file(course):
    """Without the files, with spoiled ones and with ones changed in a cell a right answer has its points, and no other.

    Plain nbgrader says the same.
    """
    build.build(course, ASSIGNMENT)
    right = RIGHT.format(price=2)
    forged = "with open('regions.csv', 'w') as file:\n    file.write('region,people\\nwest,7\\n')\n"
    hand_in(course, "ann", people=right)
    spoiled = hand_in(course, "bob", people=right).parent
    (spoiled / "regions.csv").write_text("region;people\nnorth;10\n")
    (spoiled / "regions.csv.bak").write_text("my own")
    folder = hand_in(course, "cia", people=right).parent / "regions.csv"
    folder.mkdir()
    (folder / "more.txt").write_text("my own")
    answer = "calls = []\ndef people(name):\n    calls.append(name)\n    return 60 if len(calls) < 2 else 14"
    cheat = hand_in(course, "dan", people=f"{forged}{answer}").parent
    (cheat / "regions.csv").write_text("region,people\nwest,7\n")
    (cheat / "data").mkdir()
    (cheat / "data" / "prices.json").write_text('{"head": 2}')
    hand_in(course, "eve", people=RIGHT.format(price=3))
    expected = dict.fromkeys(("ann", "bob", "cia"), FULL) | dict.fromkeys(("dan", "eve"), NONE)
    graded(course, *expected)
    assert points(course) == expected
    kept = course.folder("autograded")
    assert (kept / "bob" / ASSIGNMENT / "regions.csv.bak").read_text() == "my own"
    assert {(kept / one / ASSIGNMENT / "regions.csv").read_text() for one in expected} == {REGIONS}
    shutil.rmtree(course.folder("submitted") / "cia")  # nbgrader itself stops at a folder where its file should be
    shutil.rmtree(kept)
    expected.pop("cia")
    for student in expected:
        assert autograde(course.root, ASSIGNMENT, student).reason is None
    assert points(course) == expected


def test_a_changed_file_is_graded_by(course):
    """A change of a file beside the notebook, or of one in `data/`, may change each grade: all are graded again."""
    build.build(course, ASSIGNMENT)
    hand_in(course, "ann", people="def people(name):\n    return sum(int(row['people']) for row in rows(name)) * 2")
    assert graded(course, "ann") == [False]
    assert graded(course, "ann") == [True]
    (course.root / "source" / ASSIGNMENT / "regions.csv").write_text(REGIONS.replace("20", "15").replace("10", "15"))
    assert graded(course, "ann") == [False]
    assert points(course) == {"ann": FULL}
    (course.root / "data" / "prices.json").write_text('{"head": 3}')
    assert graded(course, "ann") == [False]
    assert points(course) == {"ann": NONE}


def test_a_link_leads_to_data_or_is_refused(course, tmp_path_factory):
    """A link to a file of `data/` is released as a file; one that students could not follow is refused."""
    source, data = course.root / "source" / ASSIGNMENT, course.root / "data"
    (source / "regions.csv").rename(data / "regions.csv")
    (source / "regions.csv").symlink_to("../../data/regions.csv")
    released = build.build(course, ASSIGNMENT)[0].parent / "regions.csv"
    assert released.read_text() == REGIONS and not released.is_symlink()
    hand_in(course, "ann", people=RIGHT.format(price=2))
    graded(course, "ann")
    assert points(course) == {"ann": FULL}
    away = tmp_path_factory.mktemp("away") / "away.csv"
    away.write_text(REGIONS)
    links = {
        source / "more.csv": away,
        source / "book.db": "../../gradebook.db",
        source / ".hidden.csv": away,
        data / "more.csv": away,
        data / "more": away.parent,
        data / "gone.csv": data / "nothing",
    }
    for link, target in links.items():
        link.symlink_to(target)
        sentence = f"{link} is a link to {target}, where students cannot follow it: put the file itself there."
        for act in (lambda: build.build(course, ASSIGNMENT), lambda: spec_for(course, ASSIGNMENT)):
            with pytest.raises(CourseError) as refused:
                act()
            assert str(refused.value) == sentence
        link.unlink()


def test_too_much_beside_a_notebook_is_refused(course):
    """What lies beside a notebook is copied for each student, so there are limits; in `data/` there are none."""
    big = course.root / "source" / ASSIGNMENT / "big.csv"
    with big.open("wb") as file:
        file.truncate(21 * 2**20)
    with pytest.raises(CourseError, match=r"too much beside the notebook in .*: move files to data/"):
        build.build(course, ASSIGNMENT)
    big.rename(course.root / "data" / "big.csv")
    build.build(course, ASSIGNMENT)


def test_a_file_that_is_not_there_is_named(course):
    """The notebook's own error is told, with the file's name."""
    (course.root / "source" / ASSIGNMENT / "regions.csv").unlink()
    with pytest.raises(CourseError, match=r"No such file or directory: 'regions\.csv'"):
        build.build(course, ASSIGNMENT)


def test_a_worker_elsewhere_has_the_files(course):
    """A worker that sees no folder of the course writes the files of `data/` anew, those that are hidden as well."""
    build.build(course, ASSIGNMENT)
    (course.root / "data" / ".notes").mkdir()
    (course.root / "data" / ".notes" / "mine.json").write_text("1")
    (course.root / "data" / ".ipynb_checkpoints").mkdir()
    (course.root / "data" / ".ipynb_checkpoints" / "mine.json").write_text("2")
    spec = spec_for(course, ASSIGNMENT)
    given = worker.given_by(replace(spec, data={n: path.read_bytes() for n, path in spec.given.shared().items()}))
    assert given.data != spec.given.data and given.fingerprint() == spec.given.fingerprint()
    found = {name: json.loads(path.read_text()) for name, path in given.shared().items()}
    assert found == {"prices.json": {"head": 2}, ".notes/mine.json": 1}
