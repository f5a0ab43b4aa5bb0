"""Mutilated hand-ins are graded exactly as if they were pristine, or end in one named reason and no points at all."""

import contextlib
import copy
import csv
import os
import shutil
import tempfile

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from support import course as made_course
from support.course import run_course, take_in
from support.edits import cells, course, folders, formats, labels  # noqa: F401 (importing them registers their cases)
from support.edits.cases import CASES, NAME, write
from support.edits.course import ANSWERS, ASSIGNMENT, FULL, good_notebook, three_exercises

from course.grading.run import class_run
from course.grading.submission.matching import repair
from course.grading.submission.reading import Unreadable, find_notebooks, plain_cells, plain_files
from course.lms.grades import scores
from course.project import notebooks

pytestmark = pytest.mark.xdist_group("edits")
WHOLE = [name for name, case in CASES.items() if case.whole]
# Graded in `make test`: who gets no points, which is quick, and a few of each kind of the others. All are repaired.
MENDED = [name for name in WHOLE if not CASES[name].reason]
QUICK = {name for name in WHOLE if CASES[name].reason} | set(MENDED[::6])
EACH = [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in WHOLE]
BAD_NAMES = (" ann ", "anna [2]", "anna\n")  # of folders; what lies in them is good


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small course, and the notebook of a good student."""
    made = three_exercises(tmp_path_factory.mktemp("edits"))
    return made, good_notebook(made)


def tree(folder):
    """Every name in a folder with its size and time."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            status = os.lstat(os.path.join(base, name))  # noqa: PTH118 (paths may be no text)
            found[base, name] = (status.st_size, status.st_mtime_ns, status.st_mode)
    return found


@pytest.fixture(scope="module")
def names(request):
    """The cases that this run grades."""
    tests = (item for item in request.session.items if item.path == request.path)
    return WHOLE if any(item.get_closest_marker("slow") for item in tests) else [n for n in WHOLE if n in QUICK]


@pytest.fixture(scope="module")
def graded(built, names):
    """The cases as one class, between two pristine hand-ins: the outcome and the points of each."""
    made, good = built
    submitted = made.folder("submitted")
    for first_and_last in ("!first", "~last"):
        write(submitted / first_and_last / ASSIGNMENT / NAME, good)
    for name in names:
        CASES[name].make(copy.deepcopy(good), submitted / CASES[name].student / ASSIGNMENT)
    before = tree(submitted)
    students = made.students(ASSIGNMENT)
    outcomes = list(class_run.grade(made, ASSIGNMENT, students, jobs=2))
    return made, before, outcomes, {row.student: row for row in scores.rows(made, ASSIGNMENT, students)}


def test_there_are_many():
    """Enough mutilations go the whole way."""
    assert len(WHOLE) >= 120 and len(QUICK) >= 30 and len({CASES[name].student for name in CASES}) == len(CASES)


def test_everybody_has_one_outcome_and_nothing_handed_in_was_touched(graded):
    """No hand-in stops the run, is graded twice, or is changed."""
    made, before, outcomes, _ = graded
    assert sorted(outcome.student for outcome in outcomes) == sorted(made.students(ASSIGNMENT))
    assert tree(made.folder("submitted")) == before


@pytest.mark.parametrize("student", ["!first", "~last"])
def test_others_are_graded_as_ever(graded, student):
    """Who stands before and after the mutilated ones in the list has full points and nothing repaired."""
    row = graded[3][student]
    assert (row.points, row.notes) == (FULL, [])


@pytest.mark.parametrize("name", EACH)
def test_graded_as_if_pristine(graded, name):
    """The points are those of the work, whatever happened to the file; without a readable file there are none."""
    _, _, outcomes, rows = graded
    case = CASES[name]
    reason = next(outcome.reason for outcome in outcomes if outcome.student == case.student)
    if case.reason:
        assert reason is not None and reason.startswith(case.reason) and "\n" not in reason
        assert case.student not in rows
    else:
        assert reason is None
        assert rows[case.student].points == FULL | case.points


def messages(made):
    """What each test says, by student."""
    found = {}
    for path in made.folder("autograded").glob(f"*/{ASSIGNMENT}/{NAME}"):
        nb = nbformat.read(path, as_version=4)
        tests = [one for one in nb.cells if notebooks.kind(one) == "test"]
        found[path.parent.parent.name] = {notebooks.grade_id(one): notebooks.verdict_message(one) for one in tests}
    return found


@pytest.mark.slow
def test_points_and_messages_are_the_same_with_all_cells(graded):
    """Whether the cells that only show are left out or not, every hand-in has the same points, notes and messages."""
    made, _, _, rows = graded
    before = messages(made)
    students = made.students(ASSIGNMENT)
    again = list(class_run.grade(made, ASSIGNMENT, students, jobs=2, force=True, all_cells=True))
    assert not any(outcome.kept or outcome.unchanged for outcome in again)
    assert {row.student: row for row in scores.rows(made, ASSIGNMENT, students)} == rows
    assert messages(made) == before


def test_what_cannot_be_read_is_no_zero(graded, names):
    """In the exported file a hand-in without a grade has no points, not even 0; all others have theirs."""
    made, *_ = graded
    result = run_course("export", "--to", "out.csv", cwd=made.root)
    assert result.returncode == 0, result.stderr
    with (made.root / "out.csv").open(encoding="utf-8") as file:
        points = {row["student_id"].removeprefix("'"): row[f"{ASSIGNMENT} (20)"] for row in csv.DictReader(file)}
    expected = {CASES[name].student: "" for name in names if CASES[name].reason}
    assert {student: points.get(student, "") for student in expected} == expected
    mended = [CASES[name] for name in names if not CASES[name].reason]
    expected = {case.student: f"{sum(v or 0 for v in (FULL | case.points).values()):g}" for case in mended}
    assert {student: points.get(student) for student in expected} == expected


def test_a_failure_under_a_long_name_stays_one_sentence(built):
    """Whoever cannot be graded, and however long the name is: the outcome has a reason, the run goes on."""
    made, _ = built
    (made.folder("autograded") / ("x" * 245)).parent.mkdir(parents=True, exist_ok=True)
    (made.folder("autograded") / ("x" * 245)).write_text("in the way")
    write(made.folder("submitted") / ("x" * 245) / ASSIGNMENT / NAME, good_notebook(made))
    try:
        (outcome,) = class_run.grade(made, ASSIGNMENT, ["x" * 245], jobs=1)
    finally:
        shutil.rmtree(made.folder("submitted") / ("x" * 245))
        (made.folder("autograded") / ("x" * 245)).unlink()
    assert outcome.reason


def test_a_name_that_is_a_pattern_means_nobody_else(tmp_path):
    """A folder called * is one hand-in like any other: grading it grades nobody else."""
    made = three_exercises(tmp_path)
    for student in ("*", "ann"):
        write(made.folder("submitted") / student / ASSIGNMENT / NAME, good_notebook(made))
    (outcome,) = class_run.grade(made, ASSIGNMENT, ["*"], jobs=1)
    assert outcome.reason
    with made.gradebook() as gradebook:
        assert "ann" not in [student.id for student in gradebook.students]


def run_all(code, tests):
    """Points of a notebook when its cells are run one after the other: what Restart & Run All would show."""
    names, points = {"__name__": "__main__"}, {}
    for cell in code:
        source = tests.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        lines = [line for line in source.split("\n") if not line.startswith("%")]
        try:
            exec(compile("\n".join(lines), "<cell>", "exec"), names)
        except Exception:
            continue
        if source is not cell.source:
            points[notebooks.grade_id(cell)] = cell.metadata.nbgrader.points
    return points


@pytest.mark.parametrize("name", list(CASES))
def test_repaired(built, tmp_path, name):
    """Intake and repair alone: released cells in order with the released text, and answers that pass the tests."""
    made, good = built
    case = CASES[name]
    case.make(copy.deepcopy(good), tmp_path / "in")
    if case.reason and not case.student.startswith(BAD_NAMES):
        with pytest.raises(Unreadable) as error:
            take_in(tmp_path / "in", tmp_path / "out", "small")
        assert str(error.value).startswith(case.reason) and "\n" not in str(error.value)
        assert not (tmp_path / "out").exists()
        return
    take_in(tmp_path / "in", tmp_path / "out", "small")
    staged = nbformat.read(tmp_path / "out" / NAME, as_version=4)
    nbformat.validate(staged)
    released = notebooks.read(made.notebook(ASSIGNMENT, "release")).cells
    repaired, notes = repair(released, staged.cells)
    assert all(isinstance(note, str) and note.isprintable() and len(note) < 400 for note in notes)
    labelled = [cell for cell in repaired if "nbgrader" in cell.metadata]
    assert [cell.metadata for cell in labelled] == [cell.metadata for cell in released]
    for cell, model in zip(labelled, released, strict=True):
        assert notebooks.grade_id(cell) in ANSWERS or cell.source == model.source
    written = [cell.source for cell in labelled if notebooks.grade_id(cell) == "reflection"]
    assert written[0].startswith(ANSWERS["reflection"]) or "reflection" in case.points
    source = {notebooks.grade_id(cell): cell.source for cell in notebooks.read(made.notebook(ASSIGNMENT)).cells}
    tests = {name: text for name, text in source.items() if name.startswith("test_")}
    points = run_all([cell for cell in repaired if cell.cell_type == "code"], tests)
    expected = {name: value for name, value in (FULL | case.points).items() if value and name != "reflection"}
    assert points == expected


def test_what_students_fill_in_for_themselves_is_kept():
    """A cell with the tag `own` keeps the student's text, comes back where it was deleted, and nobody is told of it."""
    own = made_course.cell("own", "own_file", 'own_file = ""')
    own.metadata.tags = ["own"]
    released = [made_course.cell("locked", "setup", "import os"), own, made_course.story("look", "print(own_file)")]
    for written in ('own_file = ""', 'own_file = "cat.jpg"', "", "own_file = ("):
        handed_in = copy.deepcopy(released)
        handed_in[1].source = written
        repaired, notes = repair(released, handed_in)
        assert ([one.source for one in repaired], notes) == (["import os", written, "print(own_file)"], [])
    repaired, notes = repair(released, [released[0], released[2]])
    assert (repaired, notes) == (released, [])


def test_a_pasted_picture_is_kept_and_nothing_active(built, tmp_path):
    """A photograph of paper in a written answer reaches the instructor; a drawing that could hold a script does not."""
    made, good = built
    CASES["pictures_pasted_into_the_answer"].make(copy.deepcopy(good), tmp_path / "in")
    take_in(tmp_path / "in", tmp_path / "out", "small")
    released = notebooks.read(made.notebook(ASSIGNMENT, "release")).cells
    repaired, _ = repair(released, nbformat.read(tmp_path / "out" / NAME, as_version=4).cells)
    assert repaired[-1].attachments == {"paper.png": {"image/png": "iVBORw0KGgo="}}


def test_bug_a_picture_in_a_cell_of_ones_own_was_dropped(built):
    """A photograph of paper pasted into a further cell, as where a long answer is split, is kept as well."""
    made, good = built
    pictures = {"paper.png": {"image/png": "iVBORw0KGgo="}}
    handed_in = copy.deepcopy(good)
    handed_in["cells"].append(new_markdown_cell("![paper](attachment:paper.png)", attachments=pictures))
    released = notebooks.read(made.notebook(ASSIGNMENT, "release")).cells
    repaired, _ = repair(released, plain_cells(nbformat.from_dict(handed_in).cells))
    assert repaired[-1].attachments == pictures


NAMES = [
    "small (1)", "small(1)", "small (1) (2)", "small-1", "small 2", "small_2", "Small", "SMALL", "small ", " small",
    "small-Copy1", "small-Copy1-Copy2", "small - Copy", "small - Copy (2)", "small - Kopie", "small - Copie (3)",
    "Copy of small", "Copy of Copy of small", "Copy_of_small", "Kopie von small", "Kopie_von_small", "Copie de small",
    "Copia de small", "Cópia de small", "Kopia small", "Kopi af small", "Копия small", "small（1）", "small 副本",
    "small copy", "small copy 3", "small-checkpoint", "ｓｍａｌｌ",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", [".ipynb", ".IPYNB", ".ipynb.txt", ".ipynb.json"])
def test_finds_it_among_others(tmp_path, name, ending):
    """Browsers, systems and Colab rename in many languages; the notebook is found beside another one."""
    write(tmp_path / f"{name}{ending}", "{}")
    write(tmp_path / "scratch.ipynb", "{}")
    assert find_notebooks(tmp_path, ["small"])["small"].name == f"{name}{ending}"


def test_numbers_in_the_name_of_an_assignment(tmp_path):
    """A name that ends in a number of its own is not taken for a copy of another."""
    write(tmp_path / "week-1 (1).ipynb", "{}")
    write(tmp_path / "scratch.ipynb", "{}")
    assert find_notebooks(tmp_path, ["week-1"])["week-1"].name == "week-1 (1).ipynb"


@pytest.fixture
def humble(tmp_path_factory):
    """A process that may not read everything, also where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    base = tmp_path_factory.getbasetemp()
    above = [path for path in base.parents if path.is_relative_to(tempfile.gettempdir())]
    modes = {path: path.stat().st_mode for path in (base, *above, *base.iterdir())}
    for path in modes:
        path.chmod(0o777)
    os.seteuid(65534)
    yield
    os.seteuid(0)
    for path, mode in modes.items():
        path.chmod(mode)


@pytest.mark.parametrize(
    ("what", "reason"), [("in", "the folder cannot be opened"), (f"in/{NAME}", f"{NAME} cannot be")]
)
def test_without_permission(built, tmp_path, humble, what, reason):
    """A folder or a file that may not be read has its reason."""
    write(tmp_path / "in" / NAME, built[1])
    (tmp_path / what).chmod(0)
    with pytest.raises(Unreadable, match=reason):
        take_in(tmp_path / "in", tmp_path / "out", "small")
    (tmp_path / what).chmod(0o700)


def test_a_file_beside_that_cannot_be_read(built, tmp_path, humble):
    """It is left out and told; the notebook is graded."""
    write(tmp_path / "in" / NAME, built[1])
    write(tmp_path / "in" / "locked.txt", "")
    (tmp_path / "in" / "locked.txt").chmod(0)
    take_in(tmp_path / "in", tmp_path / "out", "small")
    staged = nbformat.read(tmp_path / "out" / NAME, as_version=4)
    assert staged.metadata.course_repaired == [
        "1 files beside it were left out: too many, too large, links, or not to be opened"
    ]


def test_bounds(built, tmp_path):
    """However much lies beside the notebook, what is taken in is little, and quickly."""
    for name in ("thousands_of_files", "deep_folders", "more_than_the_sandbox_holds", "links_and_pipes"):
        CASES[name].make(copy.deepcopy(built[1]), tmp_path / name)
        take_in(tmp_path / name, tmp_path / "out", "small")
        taken = plain_files(tmp_path / "out")
        assert len(taken) <= 101 and sum(path.stat().st_size for path in taken) < 65 * 2**20
        assert max(len(path.relative_to(tmp_path / "out").parts) for path in taken) <= 9
    with contextlib.suppress(FileNotFoundError):
        assert not any(path.is_symlink() for path in (tmp_path / "out").rglob("*"))
