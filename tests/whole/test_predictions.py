"""A class with predictions of every kind: no grade depends on them, and pages show them as the course asked."""

import html
import json

import nbformat
import pytest
from nbformat.v4 import new_output
from support.attacks.world import autograde
from support.course import ANSWER, small_course, write_source
from support.predictions import NUMBER, predicting_notebook

from course import feedback
from course.authoring import build
from course.grading.execution.notebook_run import AS_HANDED_IN
from course.grading.run import class_run
from course.grading.submission.reading import NOTES_KEY
from course.project import notebooks
from course.project.workspace import prepare_process
from course.report import page
from course.report.class_data import assignment_report
from course.report.formgrader import Formgrader

NAME = "01-small"
SEEN = "prediction_size: you said a, it was b. As seen by the student."
SIZE, ELEVEN = "prediction_size", "prediction_eleven"


def texts(size=None, eleven=None):
    """A hand-in with these texts in the cells of the predictions."""

    def edit(nb):
        for cell in nb.cells:
            wanted = {SIZE: size, ELEVEN: eleven}.get(cell.id)
            cell.source = cell.source if wanted is None else wanted

    return edit


def filled(nb):
    """Filled in, and run: the story cell has an output, which a test run would not give."""
    texts('prediction_size = "a"', "prediction_eleven = 500")(nb)
    next(c for c in nb.cells if c.id == "see-size").outputs = [new_output("stream", name="stdout", text=SEEN)]


def deleted(nb):
    """Both cells are gone."""
    nb.cells = [c for c in nb.cells if c.id not in (SIZE, ELEVEN)]


def renamed(nb):
    """The cells have lost their labels, and one variable has another name."""
    texts('my_guess = "a"', "prediction_eleven = 21")(nb)
    for cell in nb.cells:
        if cell.id in (SIZE, ELEVEN):
            cell.id, cell.metadata = f"x{cell.id[-5:]}", {}


def tampered(nb):
    """Question, truth and reveal are changed, and a long text, a tag and an object stand in the answers."""
    for cell in nb.cells:
        if cell.id in (SIZE, ELEVEN):
            info = {"question": "Is the moon green?", "choices": {"a": "EVIL", "b": "EVIL"}, "truth": "a"}
            cell.metadata["course"] = {"prediction": info}
        cell.source = cell.source.replace("reveal(", "print('EVIL'); reveal(")
    texts(
        'prediction_size = "<script>alert(1)</script>"',
        f"class Evil:\n    def __repr__(self): raise\nprediction_eleven = Evil()\nx = '{'y' * 300_000}'",
    )(nb)


EDITS = {
    "blank": lambda nb: None,
    "broken": texts('prediction_size = "a', "prediction_eleven = 1 +"),
    "deleted": deleted,
    "elsewhere": lambda nb: nb.cells.append(nbformat.v4.new_code_cell('prediction_size = "b"\nprediction_eleven = 22')),
    "filled": filled,
    "renamed": renamed,
    "stops": texts("prediction_size = 1 / 0", "raise SystemExit"),
    "tampered": tampered,
}
SAID = {
    "blank": ("You did not predict.", "You did not predict."),
    "broken": ("What stands in the cell is not one of the choices.", "What stands in the cell is not a number."),
    "deleted": ("You did not predict.", "You did not predict."),
    "elsewhere": ("You said b: larger.", "You said 22."),
    "filled": ("You said a: smaller.", "You said 500."),
    "renamed": ("You did not predict.", "You said 21."),
    "stops": ("What stands in the cell is not one of the choices.", "You did not predict."),
    "tampered": ("“<script>alert(1)</script>” is not one of the choices.", "What stands in the cell is not a number."),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The class, graded."""
    prepare_process()
    course = small_course(tmp_path_factory.mktemp("predictions"))
    write_source(course.root, predicting_notebook())
    (release,) = build.build(course, NAME)
    for student, edit in EDITS.items():
        nb = nbformat.read(release, as_version=4)
        next(c for c in nb.cells if c.id == "double").source = ANSWER
        edit(nb)
        path = course.folder("submitted") / student / NAME / "small.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(nb), encoding="utf-8")
    outcomes = list(class_run.grade(course, NAME, list(EDITS), 2))
    assert [outcome.reason for outcome in outcomes] == [None] * len(EDITS)
    return course


def points(course):
    """Of each student for the exercise."""
    with course.gradebook() as gradebook:
        found = {student: gradebook.find_grade("test_double", "small", NAME, student) for student in EDITS}
        return {student: grade.auto_score for student, grade in found.items()}


def graded(course, student):
    """Cells of a graded notebook by name."""
    nb = notebooks.read(course.folder("autograded") / student / NAME / "small.ipynb")
    return {notebooks.grade_id(cell): cell for cell in nb.cells}


def test_no_grade_depends_on_a_prediction(course):
    """Filled in or not, deleted, renamed, broken, hostile: the exercise has its points."""
    assert points(course) == dict.fromkeys(EDITS, 18)


def test_each_graded_notebook_has_the_cells_as_released(course):
    """Repair puts both cells where they were, with the metadata of the release."""
    for student in EDITS:
        cells = graded(course, student)
        order = [name for name in cells if name in (SIZE, "see-size", ELEVEN, "see-eleven", "test_double")]
        assert order == ["test_double", SIZE, "see-size", ELEVEN, "see-eleven"], student
        assert cells[ELEVEN].metadata["course"] == {"prediction": {"question": NUMBER["question"]}}
        assert "EVIL" not in cells["see-size"].source
    assert graded(course, "deleted")[SIZE].source == 'prediction_size = None  # "a" or "b"'


def test_nothing_is_said_of_a_prediction_that_was_deleted(course):
    """It costs nothing, so nobody has to read that it was put back."""
    path = course.folder("autograded") / "deleted" / NAME / "small.ipynb"
    assert not any("prediction" in note for note in notebooks.read(path).metadata.get(NOTES_KEY, []))


def test_filling_in_runs_nothing_more(course):
    """The cell that reveals is left out as it is without a prediction: what the student has seen is kept."""
    told = [output.text.strip() for output in graded(course, "filled")["see-size"].outputs]
    assert told == [AS_HANDED_IN.strip(), SEEN]


def test_the_feedback_shows_yours_and_what_came(course):
    """Each page has question, prediction and truth as the course has them, and no word of what was tampered with."""
    feedback.generate(course, NAME, list(EDITS))
    for student, (size, eleven) in SAID.items():
        text = (course.folder("feedback") / student / NAME / "small.html").read_text(encoding="utf-8")
        found = [part.split("</div>")[0] for part in text.split('<div class="prediction">')[1:]]
        assert len(found) == 2, student
        for part, said, asked, came in zip(
            found, (size, eleven), ("Twice a number is", NUMBER["question"]), ("b: larger", "22"), strict=True
        ):
            assert html.escape(said, quote=False) in part, (student, part)
            assert html.escape(asked) in part and f"It was: <strong>{came}</strong>" in part
        assert "<script" not in text and "moon" not in text and len(text) < 100_000


def test_the_report_shows_what_the_class_believed(course):
    """How many said what, with what came marked; what cannot be read is counted apart."""
    report = assignment_report(course, NAME, Formgrader("http://localhost:8888"))
    size, eleven = report.predictions
    assert [(bar.label, bar.count, bar.came) for bar in size.bars] == [("a: smaller", 1, False), ("b: larger", 1, True)]
    assert (size.predicted, size.unreadable, size.silent) == (2, 3, 3)
    assert [bar.count for bar in eleven.bars] == [0, 0, 2, 0, 1]
    assert (eleven.predicted, eleven.unreadable, eleven.silent) == (3, 2, 3)
    text, _ = page.render([report])
    assert "What is twice &lt;b&gt;eleven&lt;/b&gt;? (3 of 8 predicted, 2 not readable)" in text
    assert "over twice as much" in text and "moon" not in text and "<script" not in text


def test_plain_nbgrader_gives_the_same_points(course):
    """`nbgrader autograde` puts right and grades such hand-ins alike."""
    for student in ("broken", "deleted", "filled", "renamed", "tampered"):
        assert autograde(course.root, NAME, student).reason is None
    assert points(course) == dict.fromkeys(EDITS, 18)
    assert graded(course, "deleted")[ELEVEN].source == "prediction_eleven = None  # a number"
