"""A student on Google Colab, simulated: open by the badge, work, save, hand in, and get the same points."""

import re
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image
from support.colab import runtime as colab
from support.course import ASSIGNMENTS, ROOT, run_course
from traitlets.config import Config

from course.authoring import build, session
from course.authoring.trials import demo
from course.authoring.trials.sample_class import EDITS, fill, load_class
from course.grading.steps.repository import BADGE_IMAGE
from course.lms.grades import scores
from course.project import notebooks
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)
ANSWERS = ROOT / "tests" / "answers"
CLASS = load_class(ANSWERS / "sample_class.toml")
ADA = CLASS[0]
BADGE = re.compile(
    r"\]\(https://colab\.research\.google\.com/github/([\w.-]+/[\w.-]+)/blob/([\w./-]+?)/(release/\S+)\)"
)
QUICK = "06-your-photo"  # has the fewest cells and hand-ins, and a photograph of the student's own


def canvas(student, number, called):
    """How Canvas names the upload of a student called Student in the zip of a class."""
    return f"student{student}_{500 + number}_{9000 + number}_{called}"


def moodle(student, number, called):
    """How Moodle does."""
    return f"{student.capitalize()} Student_{500 + number}_assignsubmission_file_/{called}"


def by_badge(page: str, github: Path) -> Path:
    """The file that the badge of a page opens."""
    repository, ref, path = BADGE.search(page).groups()
    return github / repository / ref / path


def every(quick):
    """Runtimes and assignments; those that are not among the quick ones are slow."""
    return [
        pytest.param(name, assignment, marks=() if quick(name, assignment) else pytest.mark.slow)
        for name in colab.RUNTIMES
        for assignment in ASSIGNMENTS
    ]


@pytest.fixture
def course(tmp_path):
    """The sample class's course, with the address of its repository set."""
    sample, _ = demo.prepare(COURSE, tmp_path / "course")
    return colab.set_address(sample)


@pytest.mark.parametrize(
    "assignment", [ASSIGNMENTS[0], *(pytest.param(name, marks=pytest.mark.slow) for name in ASSIGNMENTS[1:])]
)
def test_the_badge_opens_the_released_notebook(course, assignment, tmp_path):
    """With the address set, the badge leads to the file of release/, in which nothing else is changed."""
    folder = colab.publish(course, assignment, tmp_path)
    name = COURSE.notebook(assignment).name
    text = (folder / "release" / assignment / name).read_text(encoding="utf-8")
    opened = by_badge(text, tmp_path)
    assert opened == folder / "release" / assignment / name
    released = notebooks.read(COURSE.notebook(assignment, "release")).cells
    pairs = zip(released, notebooks.read(opened).cells, strict=True)
    lines = [zip(a.source.splitlines(), b.source.splitlines(), strict=True) for a, b in pairs]
    changed = [b for cell in lines for a, b in cell if a != b]
    assert changed == [
        f"[![Open in Colab]({BADGE_IMAGE})]({BADGE.search(text)[0][2:-1]})",
        f'REPOSITORY = "{colab.REPOSITORY}"  # filled in by `course build`: where photographs can be downloaded from',
    ]
    _, _, readme = build.readme(Workspace(ROOT, Config({"FillAddress": {"repository": colab.REPOSITORY}})))
    assert opened in [by_badge(line, tmp_path) for line in readme.splitlines() if BADGE.search(line)]


@pytest.mark.parametrize(
    ("name", "assignment"),
    every(lambda name, assignment: name == "now" and assignment in (QUICK, ASSIGNMENTS[0])),
)
def test_runs_alone(course, name, assignment, tmp_path):
    """Right answers pass in an empty folder with Colab's libraries alone; every picture shows and has a description."""
    python = colab.RUNTIMES[name].python()
    folder = colab.publish(course, assignment, tmp_path)
    opened = notebooks.read(folder / "release" / assignment / COURSE.notebook(assignment).name)
    nb = fill(opened, ADA, ANSWERS / assignment)
    assert colab.work(nb, python, tmp_path / "colab", tmp_path) == []
    pictures = [out for cell in nb.cells for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
    assert len(pictures) >= 3
    assert all(out.metadata.get("image/png", {}).get("alt") for out in pictures), "a picture has no description"


def handed_in(nb, student, number, name):
    """Name and text of a student's download, with what else happened to the file in the sample class."""
    if student.edit not in ("", "renamed", "colab", "cut off"):
        nb = nbformat.reads(EDITS[student.edit](nb), as_version=4)
    called, text = colab.download(nb, number, name)
    return called, text[: len(text) // 2] if student.edit == "cut off" else text


@pytest.mark.parametrize(("name", "assignment"), every(lambda name, assignment: (name, assignment) == ("now", QUICK)))
def test_same_points_as_from_jupyterlab(course, name, assignment, tmp_path):
    """The whole sample class on Colab, through the zip of Canvas or Moodle, `course collect` and `course grade`.

    The points are those that `test_sample_class` holds for the same answers from JupyterLab.
    """
    python = colab.RUNTIMES[name].python()
    folder = colab.publish(course, assignment, tmp_path)
    stem = COURSE.notebook(assignment).stem
    text = (folder / "release" / assignment / f"{stem}.ipynb").read_text(encoding="utf-8")
    opened = notebooks.read(by_badge(text, tmp_path))
    students = [student for student in CLASS if assignment in student.expected]
    zipped_by = {"now": canvas, "past": moodle}
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for number, student in enumerate(students):
            nb = fill(opened, student, ANSWERS / assignment)
            if student.name in ("ada", "fay"):  # with all their outputs, of right answers and of wrong ones
                problems = colab.work(nb, python, tmp_path / student.name, tmp_path)
                assert bool(problems) == (student.name == "fay"), problems
            called, saved = handed_in(nb, student, number, stem)
            archive.writestr(zipped_by[name](student.name, number, called), saved)
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n" + "".join(f"{one.name},{one.name.capitalize()} Student\n" for one in students))
    collected = run_course("collect", tmp_path / "download.zip", assignment, "--roster", roster, cwd=course.root)
    assert collected.returncode == 0, collected.stdout + collected.stderr
    graded = run_course("grade", assignment, cwd=course.root)
    assert "not graded jo" in graded.stdout, graded.stdout + graded.stderr
    exercises = [one for one in scores.exercises(course, assignment) if one.cell.startswith("test_")]
    rows = {row.student: row for row in scores.rows(course, assignment)}
    found = {student: [row.points[one.cell] for one in exercises] for student, row in rows.items()}
    assert found == {one.name: one.expected[assignment] for one in students if one.expected[assignment]}


@pytest.mark.parametrize("name", ["now", pytest.param("past", marks=pytest.mark.slow)])
def test_own_photograph(course, name, tmp_path):
    """Colab asks for the named file once, and takes what comes; whatever comes, the notebook goes on and says so."""
    python = colab.RUNTIMES[name].python()
    folder = colab.publish(course, "06-your-photo", tmp_path)
    cells = {
        notebooks.grade_id(cell): cell.source
        for cell in notebooks.read(folder / "release/06-your-photo/your-photo.ipynb").cells
    }
    Image.fromarray(np.full((50, 80, 3), 90, np.uint8)).save(tmp_path / "garden.png")
    (tmp_path / "notes.txt").write_text("no picture")
    with colab.environment(tmp_path / "colab", tmp_path) as content, session.session(python, content) as kernel:
        kernel.run(cells["setup"])

        def said(file, upload):
            """What the cell prints, given the file's name in the credit and what the browser does."""
            kernel.run(f"import os; os.environ.pop('COLAB_UPLOAD', None); os.environ |= {upload!r}")
            kernel.run(f"photo_credit = dict(file={file!r}, title='t', author='a', source='s', license='l')")
            outputs = kernel.run(cells["load-own"])
            assert session.failure(outputs) is None
            assert any("image/png" in output.get("data", {}) for output in outputs), "no photograph was shown"
            return "".join(output.text for output in outputs if output.output_type == "stream")

        other = "There is no picture 'garden.png' beside this notebook that Pillow can read."
        coffee = "your photograph: (400, 600, 3)"
        assert "Choose" not in (told := said("coffee.png", {})) and coffee in told
        for upload in ({}, {"COLAB_UPLOAD": ""}):  # no browser, Cancel
            told = said("garden.png", upload)
            assert told.startswith("Choose your photograph garden.png here, or press Cancel.\nNo photograph came.")
            assert other in told and coffee in told
        told = said("tree.png", {"COLAB_UPLOAD": str(tmp_path / "garden.png")})
        assert "It is called garden.png: write this name into photo_credit." in told and "(50, 80, 3)" in told
        told = said("garden.png", {})
        assert "Choose" not in told and "(50, 80, 3)" in told, "it is there by now"
        told = said("cat.jpg", {"COLAB_UPLOAD": str(tmp_path / "notes.txt")})
        assert "There is no picture 'cat.jpg'" in told and coffee in told


def test_own_photograph_of_the_first_hour(course, tmp_path):
    """Also 02 asks Colab's browser only where a file is named that is not there, and then takes it."""
    python = colab.RUNTIMES["now"].python()
    folder = colab.publish(course, "02-quantize", tmp_path)
    released = notebooks.read(folder / "release/02-quantize/quantize.ipynb").cells
    setup = next(cell.source for cell in released if notebooks.grade_id(cell) == "setup")
    Image.fromarray(np.full((50, 80, 3), 90, np.uint8)).save(tmp_path / "garden.png")
    with colab.environment(tmp_path / "colab", tmp_path) as content, session.session(python, content) as kernel:
        kernel.run(setup)

        def said(file, upload):
            """What is printed for a name, given what the browser does."""
            kernel.run(f"import os; os.environ.pop('COLAB_UPLOAD', None); os.environ |= {upload!r}")
            outputs = kernel.run(f"print(own_photo({file!r}).shape)")
            assert session.failure(outputs) is None
            return "".join(output.text for output in outputs)

        assert said("", {}) == "No file is named, so here is flower.jpg.\n(427, 640, 3)\n"
        told = said("tree.png", {"COLAB_UPLOAD": str(tmp_path / "garden.png")})
        assert "It is called garden.png: write this name into own_file." in told and told.endswith("(50, 80, 3)\n")
        assert said("garden.png", {}) == "(50, 80, 3)\n"
        told = said("tree.png", {})
        assert "No photograph came." in told and told.endswith("(427, 640, 3)\n")


def test_nobody_is_asked_elsewhere(tmp_path):
    """In JupyterLab and in the grader a photograph that is not there is named, and another one is used."""
    nb = notebooks.read(COURSE.notebook("06-your-photo", "release"))
    setup = next(cell.source for cell in nb.cells if notebooks.grade_id(cell) == "setup")
    with session.session(folder=tmp_path) as kernel:
        kernel.run(setup)
        outputs = kernel.run("print(own_photo({'file': 'garden.png'})[0].shape)")
    assert [output.output_type for output in outputs] == ["stream"]
    assert "Choose" not in outputs[0].text
    assert outputs[0].text.startswith("There is no picture 'garden.png' beside this notebook that Pillow can read.")
