"""nbgrader's Execute, in two processes: the student's cells in a sandboxed kernel, the tests in the judge."""

from pathlib import Path
from typing import Any as Anything

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Any, Bool, Integer

from ..errors import CourseError
from .rounds import Limits, Rounds


class JudgedExecute(Execute):
    """Second step of autograding: runs the student's answers in a sandbox and the tests in a judge of our own."""

    sandbox = Bool(True, help="Run students' code in bubblewrap. False trusts every hand-in.").tag(config=True)
    warm = Bool(True, help="Fork kernels from a process that has the imports. False starts each anew.").tag(config=True)
    submission_timeout = Integer(900, help="Seconds for one submission as a whole.").tag(config=True)
    executed = Any(None, help="This notebook as a worker has run it already; then its outputs are taken.").tag(
        config=True
    )

    def limits(self) -> Limits:
        """How notebooks may run."""
        return Limits(self.timeout, self.submission_timeout, dict(self.error_on_timeout), self.sandbox, self.warm)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Anything], km: None = None
    ) -> tuple[NotebookNode, dict[str, Anything]]:
        """Run the notebook and put each verdict into the outputs of its test cell."""
        if self.executed is None:
            Rounds(nb, self.limits()).run(*self._places(resources))
            return nb, resources
        if [cell.source for cell in nb.cells] != [cell.source for cell in self.executed.cells]:
            raise CourseError("The notebook changed while it was graded: grade it again.")
        for cell, done in zip(nb.cells, self.executed.cells, strict=True):
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = done.outputs, done.execution_count
        return nb, resources

    def _places(self, resources: dict[str, Anything]) -> tuple[Path, Path | None]:
        """Where the hand-in's files and the course's photographs are."""
        info, coursedir = resources["nbgrader"], CourseDirectory(config=self.config)
        submission = coursedir.format_path(coursedir.autograded_directory, info["student"], info["assignment"])
        return Path(submission), photographs(coursedir, info["assignment"])


def photographs(coursedir: CourseDirectory, assignment: str) -> Path | None:
    """Folder of the course's photographs: `data/` of the course, or beside a `source/` that lies elsewhere."""
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment)).resolve()
    folders = (Path(coursedir.root, "data"), source.parent.parent / "data")
    return next((folder.resolve() for folder in folders if folder.is_dir()), None)
