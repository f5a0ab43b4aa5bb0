"""Reads a graded class from the gradebook, the autograded notebooks and the outcomes of grading."""

import numpy as np
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry

from course.lms.grades import scores
from course.lms.grades.scores import Exercise, Row
from course.project import notebooks
from course.project.notebooks import cell_key, grade_id, kind
from course.project.predictions.declared import predictions_in
from course.project.predictions.said import Said, said_in
from course.project.predictions.tally import PredictionTally, tally
from course.project.workspace import Workspace

from . import statistics
from .formgrader import Formgrader
from .messages import messages_of, not_attempted, plain, ranked
from .model import AssignmentReport, Incomplete, Item, LateHandIn, NotGraded, Repaired, Run
from .runs import RunRecord, outcomes
from .statistics import Estimate

UNKNOWN = "no grade and no reason on record: run `course grade` for it"


class Answers:
    """What each graded student did in each exercise, beyond the points.

    Parameters
    ----------
    course : Workspace
        The course.
    assignment : str
        Name of the assignment.
    rows : list of Row
        The students.
    released : dict
        By notebook the text of each cell as students got it, by grade_id.
    """

    def __init__(self, course: Workspace, assignment: str, rows: list[Row], released: dict[str, dict[str, str]]):
        self.rows, self.released = rows, released
        self.messages: list[dict[str, str]] = [{} for _ in rows]  # by student, then by `cell_key`
        self.untouched: list[set[str]] = [set() for _ in rows]
        self.predictions = {path.stem: predictions_in(path) for path in course.notebooks(assignment)}
        self.said: dict[tuple[str, str], list[Said]] = {
            (notebook, name): [] for notebook, found in self.predictions.items() for name in found
        }
        for place, row in enumerate(rows):
            found = scores.graded_notebooks(course, assignment, [*released], row.student)
            for notebook, path in found.items():
                self._read(place, notebook, notebooks.read(path))
            gone = tuple(f"{notebook}/" for notebook in released if notebook not in found)
            self.untouched[place] |= {key for key in row.points if key.startswith(gone)}

    def _read(self, place: int, notebook: str, nb: NotebookNode) -> None:
        """Take in a graded notebook of the student at this place."""
        messages, several = messages_of(nb), len(self.released) > 1
        for cell in nb.cells:
            name = grade_id(cell)
            if kind(cell) in ("test", "manual"):
                key = cell_key(notebook, name, several)
                self.messages[place] |= {key: messages[name]} if name in messages else {}
                if not_attempted(nb, self.released[notebook], messages, name):
                    self.untouched[place].add(key)
        for name, prediction in self.predictions[notebook].items():
            self.said[notebook, name].append(said_in(nb, prediction))

    def foretold(self) -> list[PredictionTally]:
        """What the class predicted, in the order of the notebooks; nothing where nobody is graded."""
        asked = {(notebook, name): found[name] for notebook, found in self.predictions.items() for name in found}
        return [tally(asked[place], answers) for place, answers in self.said.items() if answers]

    def item(self, exercise: Exercise, discrimination: Estimate) -> Item:
        """One exercise, counted over the class."""
        points = [row.points.get(exercise.cell) for row in self.rows]
        full = [value is not None and value >= exercise.points for value in points]
        idle = [
            value is not None and not done and exercise.cell in untouched
            for value, done, untouched in zip(points, full, self.untouched, strict=True)
        ]
        waiting = points.count(None)
        none = sum(value == 0 and not (done or left) for value, done, left in zip(points, full, idle, strict=True))
        known = np.array([value for value in points if value is not None], dtype=float)
        tried = np.array([v for v, left in zip(points, idle, strict=True) if v is not None and not left], dtype=float)
        failures = [
            messages[exercise.cell]
            for messages, left in zip(self.messages, idle, strict=True)
            if exercise.cell in messages and not left
        ]
        return Item(
            exercise.number,
            exercise.name,
            exercise.points,
            full=sum(full),
            partial=len(points) - sum(full) - sum(idle) - waiting - none,
            none=none,
            not_attempted=sum(idle),
            to_grade=waiting,
            share=None if waiting else statistics.share(known, exercise.points),
            share_tried=None if waiting else statistics.share(tried, exercise.points),
            discrimination=discrimination,
            messages=ranked(failures),
        )


def assignment_report(course: Workspace, assignment: str, formgrader: Formgrader) -> AssignmentReport | None:
    """The report on one assignment, or None where nothing was graded and nothing failed."""
    names = course.notebook_names(assignment)
    ran, present = outcomes(course, assignment), handed_in(course, assignment)
    every = scores.rows(course, assignment)
    missing = not_graded(every, ran, present)
    if not every and all(hand_in.reason == UNKNOWN for hand_in in missing):
        return None
    rows = [row for row in every if row.student not in {hand_in.student for hand_in in missing}]
    exercises = scores.exercises(course, assignment)
    with course.gradebook() as gradebook:
        released = {name: released_text(gradebook, name, assignment) for name in names}
        keys = {  # of several notebooks that of the first which was handed in
            submission.student.id: submission.id
            for name in reversed(names)
            for submission in gradebook.notebook_submissions(name, assignment)
            if name == names[-1] or scores.graded_notebooks(course, assignment, [name], submission.student.id)
        }
        enrolled = {student.id for student in gradebook.students}
    answers = Answers(course, assignment, rows, released)
    # An exercise with answers still to be graded would compare students by how far the grader has come.
    complete = [exercise for exercise in exercises if all(row.points.get(exercise.cell) is not None for row in rows)]
    table = np.array([[row.points[exercise.cell] for exercise in complete] for row in rows], dtype=float)
    table = table.reshape(len(rows), len(complete))
    totals = np.round(table.sum(axis=1), 9)
    waiting = Estimate(None, note="not graded for everybody yet")
    links = {student: formgrader.submission(key) for student, key in keys.items()}
    return AssignmentReport(
        assignment,
        formgrader=formgrader.assignment(assignment),
        manual_grading=formgrader.grading(assignment, names),
        points=float(sum(exercise.points for exercise in exercises)),
        possible=float(sum(exercise.points for exercise in complete)),
        left_out=[exercise.number for exercise in exercises if exercise not in complete],
        graded=len(rows),
        not_handed_in=len(enrolled - present - set(keys)),
        scores=sorted(totals.tolist()),
        mean=float(totals.mean()) if len(rows) else None,
        median=float(np.median(totals)) if len(rows) else None,
        deviation=float(totals.std(ddof=1)) if len(rows) > 1 else None,
        alpha=statistics.alpha(table),
        items=[
            answers.item(
                exercise,
                statistics.discrimination(table, complete.index(exercise)) if exercise in complete else waiting,
            )
            for exercise in exercises
        ],
        predictions=answers.foretold(),
        repaired=[
            Repaired(plain(row.student), [plain(note) for note in row.notes], links[row.student])
            for row in rows
            if row.notes
        ],
        incomplete=[
            Incomplete(plain(row.student), [plain(name) for name in row.missing], links[row.student])
            for row in rows
            if row.missing
        ],
        late=[
            LateHandIn(plain(row.student), row.worth.late.words, row.worth.late.penalty, links[row.student])
            for row in rows
            if row.worth.late.words
        ],
        not_graded=missing,
        runs=[
            Run(
                plain(record.student),
                record.seconds,
                record.memory,
                record.finished.isoformat(),
                links.get(record.student),
            )
            for record in sorted(ran.values(), key=lambda record: (-record.seconds, record.student))
            if record.student in present | set(links)
        ],
    )


def handed_in(course: Workspace, assignment: str) -> set[str]:
    """Students with a folder for this assignment in `submitted/`."""
    return {path.parent.name for path in course.folder("submitted").glob(f"*/{assignment}")}


def not_graded(rows: list[Row], ran: dict[str, RunRecord], present: set[str]) -> list[NotGraded]:
    """Hand-ins that could not be graded, or that nobody has graded.

    A reason counts as long as the hand-in is there: a folder that was renamed for it is another hand-in.
    """
    graded = {row.student for row in rows}
    reasons = {student: ran[student].reason for student in present if student in ran and ran[student].reason}
    reasons |= dict.fromkeys(present - graded - set(reasons), UNKNOWN)
    return [NotGraded(student, plain(reasons[student]), student in graded) for student in sorted(reasons)]


def released_text(gradebook: Gradebook, notebook: str, assignment: str) -> dict[str, str]:
    """Text of each cell as students got it, by grade_id."""
    try:
        return {cell.name: cell.source or "" for cell in gradebook.find_notebook(notebook, assignment).source_cells}
    except MissingEntry:
        return {}
