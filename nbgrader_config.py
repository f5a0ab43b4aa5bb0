"""nbgrader's configuration of this course, read by `course` and by every plain `nbgrader` command."""

from course.address import FillAddress
from course.feedback import ShowMessages
from course.grading.execute import KeepPoints
from course.grading.repair import Repair

c = get_config()  # noqa: F821 (nbgrader provides it)

c.CourseDirectory.course_id = "kmeans-color"

# The public address of the repository as "OWNER/REPO/BRANCH-OR-TAG". It gives the Colab badges of the
# notebooks and of the README, and the place where notebooks on Colab find the photographs.
c.FillAddress.repository = ""
c.GenerateAssignment.preprocessors.prepend([FillAddress])

# A hand-in first becomes the released notebook with the student's answers in it; then it runs.
c.Autograde.sanitize_preprocessors.prepend([Repair])
c.Autograde.autograde_preprocessors.insert(1, KeepPoints)
c.Execute.timeout = 60  # seconds for one cell
c.Execute.interrupt_on_timeout = True

# Students read the messages of the tests, never their source.
c.GenerateFeedback.preprocessors.prepend([ShowMessages])
