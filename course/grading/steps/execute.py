"""nbgrader's Execute, in two processes: the student's cells in a sandboxed kernel, the tests in the judge."""

from pathlib import Path
from typing import Any as Anything

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Bool, Integer

from course.grading.execution.notebook_run import Limits, NotebookRun
from course.grading.sandbox.folders import CourseFiles
from course.grading.submission.snapshot import contents, others

from .course_files import course_files


class JudgedExecute(Execute):
    """Second step of autograding: runs the student's answers in a sandbox and the tests in a judge of our own."""

    sandbox = Bool(True, help="Run students' code in a sandbox. False trusts every submission.").tag(config=True)
    warm = Bool(True, help="Fork kernels from a process that has the imports. False starts each anew.").tag(config=True)
    all_cells = Bool(False, help="Run story cells that nothing needs as well.").tag(config=True)
    submission_timeout = Integer(900, help="Seconds for one notebook as a whole.").tag(config=True)

    def limits(self) -> Limits:
        """How notebooks may run."""
        whole, late = self.submission_timeout, dict(self.error_on_timeout)
        return Limits(self.timeout, whole, late, self.sandbox, self.warm, self.all_cells)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Anything], km: None = None
    ) -> tuple[NotebookNode, dict[str, Anything]]:
        """Run the notebook and put each verdict into the outputs of its test cell."""
        NotebookRun(nb, self.limits()).run(*self._places(resources))
        return nb, resources

    def _places(self, resources: dict[str, Anything]) -> tuple[dict[str, bytes], CourseFiles]:
        """The files beside the notebook, and those of the course."""
        info, coursedir = resources["nbgrader"], CourseDirectory(config=self.config)
        folder = Path(coursedir.format_path(coursedir.autograded_directory, info["student"], info["assignment"]))
        return contents(others(folder), folder, ())[0], course_files(coursedir, info["assignment"])
