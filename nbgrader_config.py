"""nbgrader's configuration of this course, read by `course` and by every plain `nbgrader` command."""

from nbgrader.preprocessors import (
    AssignLatePenalties,
    IgnorePattern,
    LimitOutput,
    SaveAutoGrades,
)  # fmt: skip

from course.authoring.predictions import ReleasePredictions
from course.feedback import ShowMessages
from course.grading.steps.execute import JudgedExecute
from course.grading.steps.repair import Repair
from course.grading.steps.repository import FillAddress
from course.grading.steps.sanitize import Sanitize

c = get_config()  # noqa: F821 (nbgrader provides it)

c.CourseDirectory.course_id = "kmeans-color"

# The public address of the repository as "OWNER/REPO/BRANCH-OR-TAG". It gives the Colab badges of the
# notebooks and of the README, and the place where notebooks on Colab find the photographs.
c.FillAddress.repository = ""
c.GenerateAssignment.preprocessors.prepend([FillAddress])
c.GenerateAssignment.preprocessors.insert(4, ReleasePredictions)  # right after nbgrader's ClearSolutions

# A hand-in first becomes the released notebook with the student's answers in it (so that nbgrader's own steps of
# cleaning have nothing left to do); then the answers run in a sandbox and the tests in a process of our own.
c.Autograde.sanitize_preprocessors = [Repair]
c.Autograde.autograde_preprocessors = [
    JudgedExecute, IgnorePattern, LimitOutput, SaveAutoGrades, AssignLatePenalties, Sanitize
]  # fmt: skip
c.AssignLatePenalties.plugin_class = "course.grading.steps.late.LatePolicy"  # reads deadlines.toml, if there is one
c.JudgedExecute.timeout = 60  # seconds for one cell or one test
c.JudgedExecute.submission_timeout = 900  # seconds for one notebook

# Downloads of learning systems, for plain `nbgrader zip_collect`; `course collect` does the same and tells more.
# `c.LmsCollector.patterns = {"kind": r"(?P<name>...)..."}` adds names of files that it does not know.
c.ZipCollectApp.extractor_plugin = "course.lms.collecting.zipcollect.LmsExtractor"
c.ZipCollectApp.collector_plugin = "course.lms.collecting.zipcollect.LmsCollector"

# The sixth assignment is for pleasure: it has points of its own, which the total leaves out.
c.GradesCsv.optional = ["06-your-photo"]

# Students read the messages of the tests, never their source, on a page in which nothing of theirs acts.
c.GenerateFeedback.preprocessors = [ShowMessages]
c.GenerateFeedback.exporter_class = "course.feedback.FeedbackPage"
