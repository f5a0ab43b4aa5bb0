"""The course's late policy for nbgrader: ``AssignLatePenalties.plugin_class`` in `nbgrader_config.py`."""

from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin

from course.project.lateness import Lateness


class LatePolicy(LateSubmissionPlugin):
    """Takes away what `deadlines.toml` says; without that file, what nbgrader's own plug-in is configured to."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points that lateness costs.

        Parameters
        ----------
        student_id : str
            Who handed in.
        score : float
            The points that were reached in a notebook.
        total_seconds_late : float
            How late that is for nbgrader, which knows the due date and nothing else.
        """
        lateness, step = Lateness(CourseDirectory(config=self.config)), self.parent
        if lateness.deadlines is None:
            return super().late_submission_penalty(student_id, score, total_seconds_late)
        entry = step.gradebook.find_submission_notebook(step.notebook_id, step.assignment_id, student_id)
        return lateness.late(entry.assignment, score, float(entry.max_score)).penalty
