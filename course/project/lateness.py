"""How late a hand-in is and what that costs, computed anew whenever somebody asks."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory

from .deadlines import LATE_MARK, Deadlines, Policy, read


@dataclass(frozen=True)
class Late:
    """Lateness of a hand-in.

    Attributes
    ----------
    penalty : float
        Points that it costs.
    words : str
        How late it is, such as `2 days`; empty if it is in time.
    due : datetime or None
        When it was due.
    """

    penalty: float = 0.0
    words: str = ""
    due: datetime | None = None


class Lateness:
    """What the deadlines of a course say about its hand-ins; without `deadlines.toml`, what nbgrader has stored.

    Parameters
    ----------
    coursedir : CourseDirectory
        nbgrader's view of the course.
    """

    def __init__(self, coursedir: CourseDirectory):
        self.root = Path(coursedir.root)
        self.submitted = self.root / coursedir.submitted_directory

    @cached_property
    def deadlines(self) -> Deadlines | None:
        """The course's file, read when it is first needed."""
        return read(self.root)

    def marked(self, assignment: str, student: str) -> bool:
        """Whether the download said that a hand-in is late, and not when it was handed in."""
        return (self.submitted / student / assignment / LATE_MARK).is_file()

    def due(self, gradebook: Gradebook, assignment: str, student: str = "") -> datetime | None:
        """When an assignment has to be handed in, by whom nothing was granted or by one student."""
        if self.deadlines is not None:
            return self.deadlines.due_for(assignment, student)
        with contextlib.suppress(MissingEntry):
            due = gradebook.find_assignment(assignment).duedate
            with contextlib.suppress(MissingEntry):
                due = gradebook.find_submission(assignment, student).duedate
            return due.replace(tzinfo=UTC) if due else None
        return None

    def last_due(self, gradebook: Gradebook, assignment: str) -> datetime | None:
        """When the last student has to hand in."""
        granted = self.deadlines.students() if self.deadlines else set()
        students = {*granted, *(student.id for student in gradebook.students)}
        dates = (self.due(gradebook, assignment, student) for student in ("", *students))
        return max(filter(None, dates), default=None)

    def late(self, submission: SubmittedAssignment, score: float, possible: float | None = None) -> Late:
        """How late a hand-in is.

        Parameters
        ----------
        submission : SubmittedAssignment
            Its entry in the gradebook.
        score : float
            The points that it has reached.
        possible : float, optional
            The points that it could have reached; those of the assignment by default.
        """
        assignment, student = submission.assignment.name, submission.student_id
        if self.marked(assignment, student):
            return Late(words="late, the download does not say by how much")
        stored = submission.late_submission_penalty or 0.0
        if self.deadlines is None:
            due = submission.duedate.replace(tzinfo=UTC) if submission.assignment.duedate else None
        else:
            due = self.deadlines.due_for(assignment, student)
            stored = 0.0
        if due is None or submission.timestamp is None:
            return Late(stored, "late" if stored else "", due)
        by = submission.timestamp.replace(tzinfo=UTC) - due
        if self.deadlines is not None:
            policy = self.deadlines.policies.get(assignment, Policy())
            if by <= policy.grace:
                return Late(due=due)
            stored = policy.penalty(by, score, float(submission.max_score) if possible is None else possible)
        return Late(stored, f"{length(by)} late" if by > timedelta() else "late" if stored else "", due)

    def enter(self, gradebook: Gradebook, assignment: str, student: str) -> None:
        """Tell nbgrader the due dates of the file, which it would otherwise not know of."""
        if self.deadlines is None:
            return
        due, mine = self.deadlines.due.get(assignment), self.deadlines.due_for(assignment, student)
        if due and mine:
            submission = gradebook.find_submission(assignment, student)
            submission.assignment.duedate = due.astimezone(UTC).replace(tzinfo=None)
            submission.extension = mine.astimezone(UTC) - due.astimezone(UTC) or None
            gradebook.db.commit()

    def store(self, gradebook: Gradebook, assignment: str) -> None:
        """Write penalties to the gradebook where they have changed, for whoever asks nbgrader."""
        if self.deadlines is None:
            return
        for submission in gradebook.assignment_submissions(assignment):
            self.enter(gradebook, assignment, submission.student_id)
            score = float(submission.score)
            penalty = self.late(submission, score).penalty
            if penalty != (submission.late_submission_penalty or 0.0):
                for notebook in submission.notebooks:  # nbgrader adds up what each of them loses
                    share = penalty * (float(notebook.score) / score) if penalty else 0.0
                    notebook.late_submission_penalty = share or None
        gradebook.db.commit()


def length(time: timedelta) -> str:
    """A length of time as a person says it, such as `2 days 5 hours`."""
    minutes = max(1, time // timedelta(minutes=1))
    amounts = {"day": minutes // 1440, "hour": minutes // 60 % 24, "minute": minutes % 60}
    words = [f"{amount} {unit}{'s' * (amount != 1)}" for unit, amount in amounts.items() if amount]
    return " ".join(words[:2])
