"""Reads the page's content from an autograded notebook and the gradebook."""

import re
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup, escape
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course.grading.submission.labels import PLACE, defines
from course.grading.submission.reading import NOTES_KEY
from course.project.lateness import Lateness
from course.project.notebooks import REGRADES, exercise_name, exercise_of, grade_id, kind, verdict_message
from course.project.points import graded_again, grades_of, points_of
from course.project.predictions.declared import Prediction
from course.project.predictions.said import said_in

from .markdown import headings, rendered
from .messages import without_folders
from .model import Foretold, GradedExercise, Narrative, NotebookPoints, OwnCell, Page, Regraded, RenderedCell
from .outputs import OutputRenderer

MAX_LINE = 2_000  # characters of a line that is marked up
ANSWER, OWN = "Your answer", "A cell of your own"
HEADING = r"(?m)^#+ +{} +(.+?)(?: *\(\d[\d.]* points?(?:, [^)]*)?\))? *$"


def page(nb: NotebookNode, info: dict, lateness: Lateness, predictions: dict[str, Prediction], graded: Path) -> Page:
    """The feedback on a notebook of a hand-in.

    Parameters
    ----------
    nb : NotebookNode
        Autograded, without hidden tests.
    info : dict
        nbgrader's: `student`, `assignment`, `notebook` and `db_url`.
    lateness : Lateness
        What the course's deadlines say.
    predictions : dict
        What the instructor notebook asks students to predict, and what comes.
    graded : Path
        The folder with all graded notebooks of the hand-in.
    """
    with Gradebook(info["db_url"]) as gradebook:
        submission = gradebook.find_submission_notebook(info["notebook"], info["assignment"], info["student"])
        flow = Flow(nb, info["assignment"], submission, predictions).items
        person, whole = submission.student, submission.assignment
        worth = points_of(whole, lateness)
        name = " ".join(filter(None, (person.first_name, person.last_name))) or person.id
        titles = [title for cell in nb.cells if cell.cell_type == "markdown" for title in headings(cell.source)]
        return Page(
            title=titles[0] if titles else info["assignment"],
            student=name,
            total=worth.reached,
            possible=float(whole.max_score),
            waiting=sum(float(grade.max_score) for grade in grades_of(whole).values() if grade.needs_manual_grade),
            late=worth.late,
            notes=[readable(str(note)) for note in nb.metadata.get(NOTES_KEY, [])],
            flow=flow,
            regraded=regraded(nb.metadata.get(REGRADES)),
            notebooks=notebooks_of(whole, graded) if len(whole.notebooks) > 1 else [],
        )


def notebooks_of(whole: SubmittedAssignment, graded: Path) -> list[NotebookPoints]:
    """Each notebook of an assignment with its points, in the order of their names."""
    return [
        NotebookPoints(
            f"{part.name}.ipynb",
            sum(float(grade.score) for grade in part.grades if not grade.needs_manual_grade),
            float(part.max_score),
            (graded / f"{part.name}.ipynb").is_file(),
        )
        for part in sorted(whole.notebooks, key=lambda part: part.name)
    ]


def regraded(info: dict | None) -> Regraded | None:
    """What the last regrade changed, of which the graded notebook tells."""
    if not info:
        return None
    gains = {exercise_name(name): float(gain) for name, gain in info["gains"].items()}
    return Regraded(info["when"], info["why"], gains)


def readable(note: str) -> str:
    """A note on a repair without the names that only nbgrader uses."""
    return without_folders(re.sub(r"\btest_(\w+)", r"the test of \1", note))


def code(source: str, stopped: Iterable[int] = ()) -> Markup:
    """Python with its kinds of words marked up, and lines where it stopped; pygments escapes what it does not make."""
    if max(map(len, source.split("\n"))) > MAX_LINE:  # its time grows with the square of a line
        return escape(source)
    above = len(source) - len(source.lstrip("\n"))
    marks = HtmlFormatter(nowrap=True, hl_lines=[line - above for line in stopped])
    return Markup(highlight(source.strip("\n"), PythonLexer(stripnl=False), marks))


def foretold(nb: NotebookNode, prediction: Prediction) -> Foretold:
    """A prediction as the page shows it: the answer is read as data, all else is the course's own."""
    answer, came = said_in(nb, prediction), prediction.label(prediction.truth)
    if answer.value is not None:
        return Foretold(prediction.question, f"You said {prediction.label(answer.value)}.", came)
    if not answer.tried:
        return Foretold(prediction.question, "You did not predict.", came)
    wanted = "one of the choices" if prediction.choices else "a number"
    what = f"“{answer.shown}”" if answer.shown else "What stands in the cell"
    text = next((cell.source for cell in nb.cells if grade_id(cell) == prediction.name), "")
    return Foretold(
        prediction.question, f"{what} is not {wanted}.", came, RenderedCell(ANSWER, code(text[:MAX_LINE]), True)
    )


class Flow:
    """Sorts the cells of a notebook into exercises, the student's own cells and the story between them.

    Parameters
    ----------
    nb : NotebookNode
        Autograded.
    assignment : str
        Its name, which begins with the number of the chapter.
    submission : SubmittedNotebook
        Its row in the gradebook.
    predictions : dict
        By the name of their cells.
    """

    def __init__(
        self, nb: NotebookNode, assignment: str, submission: SubmittedNotebook, predictions: dict[str, Prediction]
    ):
        self.items: list[GradedExercise | Narrative | Foretold | OwnCell] = []
        self.foretold = {name: foretold(nb, prediction) for name, prediction in predictions.items()}
        self.shown = OutputRenderer()
        self.grades = {grade.name: grade for grade in submission.grades}
        self.before = sum(len(part.grades) for part in submission.assignment.notebooks if part.name < submission.name)
        self.remarks = {comment.name: comment.comment for comment in submission.comments}
        self.exercises = self._exercises(nb, assignment)
        told = [(exercise_of(grade_id(cell)), PLACE.search(verdict_message(cell) or "")) for cell in nb.cells]
        self.stopped = {(name, int(place[1])) for name, place in told if place}
        self._story: list[RenderedCell] = []
        for cell in nb.cells:
            self._add(cell)
        self._tell()

    def _exercises(self, nb: NotebookNode, assignment: str) -> dict[str, GradedExercise]:
        """All exercises, numbered as in the statements, by the name of what is to be written."""
        prefix = assignment.split("-")[0]
        chapter = int(prefix) if prefix.isdigit() else 1
        prose = "\n".join(c.source for c in nb.cells if c.cell_type == "markdown" and kind(c) == "locked")
        found: dict[str, GradedExercise] = {}
        for place, cell in enumerate((c for c in nb.cells if kind(c) in ("test", "manual")), self.before + 1):
            number, name = f"{chapter}.{place}", grade_id(cell).removeprefix("test_")
            heading = re.search(HEADING.format(re.escape(number)), prose)
            grade = self.grades.get(grade_id(cell))
            exercise = GradedExercise(number, name, heading[1] if heading else "", cell.metadata.nbgrader.points)
            if grade is not None:
                exercise.points = None if grade.needs_manual_grade else float(grade.score)
                exercise.by_hand = grade.manual_score is not None and not grade.needs_manual_grade
                exercise.again = graded_again(grade)
                exercise.possible = float(grade.max_score)
            if (first := exercise_of(grade_id(cell))) != name:
                exercise.above = found.get(first)
            found[name] = exercise
        return found

    def _add(self, cell: NotebookNode) -> None:
        """Put one cell where the reader looks for it."""
        role, name = kind(cell), grade_id(cell)
        exercise = self.exercises.get(name.removeprefix("test_") if role == "test" else name)
        if role == "prediction" and name in self.foretold:
            self._tell()
            self.items.append(self.foretold[name])
        elif role == "locked" or (exercise is None and role != "plain" and role != "solution"):
            self._story.append(self._piece(cell, ""))
        elif exercise is None or role == "plain":
            self._tell()
            self.items.append(OwnCell(self._piece(cell, OWN)))
        else:
            if exercise not in self.items:
                self._tell()
                self.items.append(exercise)
            if self.remarks.get(name):
                exercise.comments.append(self.remarks[name])
            if role == "test":
                self._judged(exercise, cell)
            else:
                exercise.answer.append(self._piece(cell, ANSWER))

    def _judged(self, exercise: GradedExercise, cell: NotebookNode) -> None:
        """What the test cell of an exercise says."""
        message = verdict_message(cell)
        if message is not None:
            exercise.message = without_folders(message)
            drawn = [shown for output in cell.outputs if "data" in output for shown in self.shown.pictures(output)]
            exercise.pictures = [shown.picture for shown in drawn if shown.picture]
        exercise.test = RenderedCell("The part of the test that was in the notebook", code(cell.source), True)

    def _piece(self, cell: NotebookNode, title: str) -> RenderedCell:
        if cell.cell_type == "code":
            own = title in (ANSWER, OWN)
            lines = [line for name, line in self.stopped if own and defines(cell.source, name)]
            return RenderedCell(title, code(cell.source, lines), True, self.shown.outputs(cell))
        return RenderedCell(title or "; ".join(headings(cell.source)), rendered(cell.source), False)

    def _tell(self) -> None:
        """End a run of the notebook's own cells."""
        if self._story:
            titles = [piece.title for piece in self._story if piece.title]
            self.items.append(Narrative("; ".join(titles), self._story))
            self._story = []
