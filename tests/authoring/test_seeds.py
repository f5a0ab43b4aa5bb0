"""Every technique of the notebooks that the course grew from is practised in an exercise and shown on a photograph."""

import tomllib

import pytest
from support.course import ROOT

from course.project import notebooks
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)
ROWS = tomllib.loads((ROOT / "tests" / "seeds.toml").read_text(encoding="utf-8"))["row"]


def cells(assignment):
    """Cells of an instructor notebook by name."""
    return {notebooks.grade_id(cell): cell for cell in notebooks.read(COURSE.notebook(assignment)).cells}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['seed']}: {row['technique']}" for row in ROWS])
def test_technique_is_practised_and_shown(row):
    """The exercises are there as solution cells, and the story cells that show the result do so."""
    for place in row["exercise"]:
        assignment, name = place.split(":")
        assert notebooks.kind(cells(assignment)[name]) == "solution", place
    assert row["shown"]
    for place, word in row["shown"].items():
        assignment, name = place.split(":")
        cell = cells(assignment)[name]
        assert notebooks.kind(cell) == "locked", place
        assert cell.cell_type == "code", place
        assert word in cell.source, f"{place} no longer holds {word!r}"


def test_every_exercise_has_a_seed():
    """No exercise stands outside the table, but those that prepare, test another one or are optional."""
    practised = {place for row in ROWS for place in row["exercise"]}
    own = {"01-pixels:to_image", "02-quantize:mse", "02-quantize:choices", "03-palettes:palette_error"}
    for assignment in COURSE.assignments():
        if not assignment.startswith("06"):
            for name, cell in cells(assignment).items():
                if notebooks.kind(cell) == "solution" and not name.startswith("catch_"):
                    assert f"{assignment}:{name}" in practised | own


def test_written_questions_have_a_rubric():
    """What full, half and no points look like stands in the instructor's notebook and never in the student's."""
    for assignment in COURSE.assignments():
        model = " ".join(cells(assignment)["reflection"].source.casefold().split())
        for word in ("rubric", "full:", "half:", "no points:"):
            assert word in model, f"{assignment}: the rubric does not say what earns {word}"
        released = COURSE.notebook(assignment, "release").read_text(encoding="utf-8").casefold()
        assert "half points" not in released
        assert "rubric" not in released
