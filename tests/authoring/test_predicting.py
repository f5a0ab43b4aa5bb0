"""Predictions in a notebook: what is released of them, what a build refuses, and what the reveal says."""

import copy
import re

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_notebook
from support.course import ASSIGNMENTS, ROOT, write_source
from support.predictions import LETTER, NUMBER, predicting_notebook, prediction, revealing

from course.authoring import build, predictions, rules
from course.base.errors import CourseError
from course.grading.rerun.story import can_be_left_out
from course.project import notebooks
from course.project.predictions.declared import predictions_of
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)
EMPTY = re.compile(r"(prediction_\w+) = None  # (?:a number|\"a\"(?:, \"[b-z]\")* or \"[b-z]\")")


def test_students_get_an_empty_line(small):
    """The student version has the line to fill in, question and choices, and nothing of what comes."""
    write_source(small.root, predicting_notebook())
    (path,) = build.build(small, "01-small")
    cells = {c.id: c for c in nbformat.read(path, as_version=4).cells}
    assert cells["prediction_size"].source == 'prediction_size = None  # "a" or "b"'
    assert cells["prediction_eleven"].source == "prediction_eleven = None  # a number"
    assert cells["prediction_size"].metadata["course"] == {
        "prediction": {k: LETTER[k] for k in ("choices", "question")}
    }
    assert "truth" not in path.read_text() and "NotImplementedError" in cells["double"].source
    with small.gradebook() as gradebook:
        notebook = gradebook.find_notebook("small", "01-small")
        assert {c.name for c in notebook.grade_cells} == {"test_double", "reflection"}
        assert {c.name for c in notebook.solution_cells} >= {"prediction_size", "prediction_eleven"}
    assert build.drift(small, "01-small") == []


def faulty(name="prediction_size", **changes):
    """A change of the metadata of a prediction; None takes a key away."""

    def apply(nb):
        info = next(c for c in nb.cells if c.id == name).metadata["course"]["prediction"]
        info |= changes
        for key in [key for key, value in changes.items() if value is None]:
            del info[key]

    return apply


def change(name, **changes):
    """A change of a cell's source, or of nbgrader's metadata."""

    def apply(nb):
        found = next(c for c in nb.cells if c.id == name)
        found.source = changes.pop("source", found.source)
        found.metadata.nbgrader |= changes

    return apply


def undeclared(nb):
    """Without metadata it is an exercise, which needs a test."""
    del nb.cells[5].metadata["course"]


def declared_elsewhere(nb):
    """A locked cell that says it asks for a prediction."""
    nb.cells[1].metadata["course"] = {"prediction": LETTER}


SIZE = 'prediction_size = None  # "a" or "b"\n### BEGIN SOLUTION\nprediction_size = "b"\n### END SOLUTION'
FAULTS = {
    "no question": (faulty(question=None), "has no question"),
    "empty question": (faulty(question=" "), "has no question"),
    "no truth": (faulty(truth=None), "has no truth"),
    "truth that is no choice": (faulty(truth="c"), "none of its choices a, b"),
    "truth that is no number": (faulty("prediction_eleven", truth="many"), "neither choices nor a number"),
    "truth that is infinite": (faulty("prediction_eleven", truth=1e999), "neither choices nor a number"),
    "one choice": (faulty(choices={"b": "larger"}), "two or more choices"),
    "long choices": (faulty(choices={"yes": "larger", "no": "smaller"}), "two or more choices"),
    "unknown key": (faulty(why="because"), "has 'why' in the metadata"),
    "another model answer": (
        change("prediction_size", source=SIZE.replace('"b"\n###', '"a"\n###')),
        "than its truth, 'b'",
    ),
    "no empty line": (change("prediction_size", source=SIZE.split("\n", 1)[1]), "must begin with the line"),
    "more in sight": (change("prediction_size", source=SIZE + "\nprint(1)"), "more than its first line"),
    "no markers": (change("prediction_size", source='prediction_size = "b"'), "must begin with the line"),
    "points": (change("prediction_size", points=2), "code cell without points"),
    "a grade": (change("prediction_size", grade=True, points=2), "no answer cell"),
    "another name": (change("prediction_size", grade_id="size"), "name it prediction_..."),
    "no metadata": (undeclared, "declare in its metadata"),
    "a locked cell": (declared_elsewhere, "no answer cell"),
    "never revealed": (change("see-size", source="print(double(5))"), "prediction_size is never revealed"),
    "revealed first": (lambda nb: nb.cells.insert(5, nb.cells.pop(6)), "prediction_size is never revealed"),
    "revealed but not asked": (
        change("see-size", source='reveal("prediction_size", "b", "ab")\nreveal("prediction_sise", 1)'),
        "'prediction_sise', which no cell asks for",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faulty_predictions_are_refused(name):
    """What would not work for students, or would mislead them, is named before anything is compiled."""
    nb = predicting_notebook()
    assert list(rules.check_notebook(nb, notebooks.normal_form(nb))) == []
    nb = copy.deepcopy(nb)
    apply, phrase = FAULTS[name]
    apply(nb)
    problems = list(rules.check_notebook(nb, notebooks.normal_form(nb)))
    assert any(phrase in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("apply", "phrase"),
    [
        (change("see-size", source='reveal("prediction_size", "a", "ab")'), "reveals a for prediction_size, but its"),
        (change("see-eleven", source='reveal("prediction_eleven", 2)'), "reveals 2 for prediction_eleven, but its"),
        (change("see-eleven", source='0 and reveal("prediction_eleven", 22)'), "does not print what came of"),
    ],
)
def test_a_truth_that_does_not_come_is_refused(small, apply, phrase):
    """The reference run tells what comes: a truth that was typed in wrongly is not released."""
    nb = predicting_notebook()
    apply(nb)
    write_source(small.root, nb)
    with pytest.raises(CourseError, match=re.escape(phrase)):
        build.build(small, "01-small")
    assert not (small.root / "release").exists()


def test_a_configuration_that_releases_stubs_is_refused(small):
    """Without its step in nbgrader_config.py a prediction would be released with an error and with what comes."""
    path = small.root / "nbgrader_config.py"
    path.write_text(re.sub(r"(?m)^.*insert\(4, ReleasePredictions.*\n", "", path.read_text()))
    write_source(small.root, predicting_notebook())
    with pytest.raises(CourseError, match="must have ReleasePredictions right after"):
        build.build(Workspace(small.root), "01-small")


class Hostile:
    """An object that stops whoever looks at it."""

    def __repr__(self):
        raise RuntimeError

    __str__ = __eq__ = __bool__ = __abs__ = __float__ = __repr__
    __hash__ = None


LETTERS = [
    (None, "you did not predict, it was b."),
    ("b", "you said b, it was b."),
    (" A) ", "you said a, it was b. Too few."),
    ("c", "you said c, it was b."),
    ("d", "it was b. What you wrote is not one of a, b, c."),
    ("", "it was b. What you wrote is not one of a, b, c."),
    ("ab" * 10**6, "it was b. What you wrote is not one of a, b, c."),
    (["b"], "it was b. What you wrote is not one of a, b, c."),
    (3, "it was b. What you wrote is not one of a, b, c."),
    (Hostile(), "it was b. What you wrote is not one of a, b, c."),
]
NUMBERS = [
    (None, 11_200, "you did not predict, it was 11,200."),
    (500, 119.2, "you said 500, it was 119: yours is 4.19 times as much."),
    (50, 119.2, "you said 50, it was 119: 2.38 times as much."),
    (120, 119.2, "you said 120, it was 119: 0.8 apart."),
    (1000, 1000 / 640, "you said 1,000, it was 1.56: yours is 640 times as much. A row is a pixel."),
    (57600, np.uint8(0), "you said 57,600, it was 0: 57,600 apart."),
    (-3, 22, "you said -3, it was 22: 25 apart."),
    (22, np.int64(22), "you said 22, it was 22."),
    (np.float64(22), 22, "you said 22, it was 22."),
    ("22", 22, "it was 22. What you wrote is not a number without quotes."),
    (True, 22, "it was 22. What you wrote is not a number without quotes."),
    (float("nan"), 22, "it was 22. What you wrote is not a number without quotes."),
    (10**5000, 22, "it was 22. What you wrote is not a number without quotes."),
    ([22], 22, "it was 22. What you wrote is not a number without quotes."),
    (np.arange(3), 22, "it was 22. What you wrote is not a number without quotes."),
    (Hostile(), 22, "it was 22. What you wrote is not a number without quotes."),
]


CASES = [(said, "b", "abc", line) for said, line in LETTERS] + [(said, came, "", line) for said, came, line in NUMBERS]


@pytest.mark.parametrize(("said", "came", "choices", "line"), CASES, ids=range(len(CASES)))
def test_the_reveal_says_what_came_to_everybody(said, came, choices, line, capsys):
    """One line, whatever stands in the prediction, and never an error."""
    known = {"np": np, "guess": said}
    exec(revealing(), known)
    known["WHY"]["guess"] = {"a": "Too few.", 1000: "A row is a pixel."}
    known["reveal"]("guess", came, choices)
    assert capsys.readouterr().out == f"guess: {line}\n"


def test_the_reveal_survives_a_missing_prediction(capsys):
    """A cell that was deleted, or stopped with an error, has left no name."""
    known = {"np": np}
    exec(revealing(), known)
    known["reveal"]("guess", "b", "ab")
    known["reveal"]("guess", 7)
    assert capsys.readouterr().out == "guess: you did not predict, it was b.\nguess: you did not predict, it was 7.\n"


@pytest.mark.parametrize("assignment", ASSIGNMENTS[:5])
def test_predictions_of_the_course(assignment):
    """Three to six in a notebook, each right below its prompt; words for what does not come, and no other prompts."""
    nb = notebooks.read(COURSE.notebook(assignment))
    release = notebooks.read(COURSE.notebook(assignment, "release"))
    asked = predictions_of(nb)
    assert 3 <= len(asked) <= 6
    for before, cell in zip(release.cells, release.cells[1:], strict=False):
        if notebooks.kind(cell) == "prediction":
            assert before.cell_type == "markdown" and "**Predict:**" in before.source
            assert EMPTY.fullmatch(cell.source)[1] == notebooks.grade_id(cell)
            for letter, text in asked[cell.id].choices.items():
                assert f"({letter})" in before.source, text
        else:
            assert "**Predict" not in before.source, before.id
    known: dict = {"np": np}
    setup = next(c for c in nb.cells if c.id == "setup").source
    words = re.search(r"(?ms)^WHY \|= (\{.*?^\})", setup)
    exec(f"WHY = {words[1]}", known)
    for name, why in known["WHY"].items():
        assert asked[name].truth not in why
        assert all(type(said) is type(asked[name].truth) or not asked[name].choices for said in why)
        assert set(why) <= set(asked[name].choices) or not asked[name].choices


@pytest.mark.parametrize("assignment", ASSIGNMENTS[:5])
def test_predictions_run_nothing_more(assignment):
    """Filled in or not, a prediction needs no story cell: grading leaves them all out."""
    nb = notebooks.read(COURSE.notebook(assignment))
    story = {index for index, cell in enumerate(nb.cells) if notebooks.is_story(cell)}
    filled = can_be_left_out(nb.cells)
    for cell in nb.cells:
        if notebooks.kind(cell) == "prediction":
            cell.source = cell.source.split("\n")[0]
    assert filled == can_be_left_out(nb.cells) == story


def test_numbers_that_nearly_come_agree():
    """Libraries differ by a few percent; more than ten is another truth."""
    (about,) = predictions_of(new_notebook(cells=[prediction("prediction_eleven", NUMBER, "22")])).values()
    agreed = [text for text in ("22", "20", "24", "25", "19", "2,200", "b") if predictions.agrees(text, about)]
    assert agreed == ["22", "20", "24"]
