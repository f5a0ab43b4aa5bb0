"""nbgrader's Execute, in two processes: the student's cells in a sandboxed kernel, the tests in the judge."""

import time
from pathlib import Path

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Bool, Integer

from ..notebooks import grade_id, kind
from .judge import Cell, Test, Verdict
from .kernel import folders_for, student_kernel
from .trial import try_tests


class JudgedExecute(Execute):
    """Second step of autograding: runs the student's answers in a sandbox and the tests in a judge of our own.

    A test cell gets full points only for the judge's word that it ran to its end; everything else, a dead
    process included, leaves an error in its outputs, which nbgrader's SaveAutoGrades scores as zero.
    """

    sandbox = Bool(True, help="Run students' code in bubblewrap. False trusts every hand-in.").tag(config=True)
    submission_timeout = Integer(900, help="Seconds for one submission as a whole.").tag(config=True)

    def time_left(self) -> float:
        """Seconds that this submission may still take."""
        return self._until - time.monotonic()

    def preprocess(self, nb: NotebookNode, resources: dict, km=None) -> tuple[NotebookNode, dict]:
        """Run the notebook and put each verdict into the outputs of its test cell."""
        self._until = time.monotonic() + self.submission_timeout
        verdicts: dict[str, Verdict] = {}
        skipped: set[int] = set()
        tests = [cell for cell in nb.cells if kind(cell) == "test"]
        with folders_for(*self._places(resources)) as folders:
            # Each round ends with all tests judged, one more test lost, or one more cell found that kills.
            for _ in range(len(nb.cells) + 1):
                if self.time_left() <= 0 or len(verdicts) == len(tests):
                    break
                self._round(nb, folders, verdicts, skipped)
        unjudged = Verdict("", "The time for the whole notebook was used up before this test.")
        for cell in tests:
            message = verdicts.get(grade_id(cell), unjudged).message
            cell.outputs = [] if message is None else [said(message)]
        return nb, resources

    def _round(self, nb, folders, verdicts, skipped) -> None:
        """Run the cells in a fresh kernel, then judge what is not judged yet."""

        def patience():
            return min(self.timeout, self.time_left())

        with student_kernel(folders, self.sandbox, patience, self.error_on_timeout) as student:
            for index, cell in enumerate(nb.cells):
                if self.time_left() <= 0:
                    return
                try:
                    if kind(cell) == "test":
                        student.pin(grade_id(cell))
                    elif cell.cell_type == "code" and index not in skipped:
                        student.run(cell)
                except DeadKernelError as error:
                    if kind(cell) == "test":
                        verdicts[grade_id(cell)] = Verdict(grade_id(cell), "The notebook's process stopped answering.")
                    else:
                        skipped.add(index)
                        cell.outputs = [*cell.outputs[:20], said(f"This cell ended its process: {error}.")]
                    return
            code = [(place, cell) for place, cell in enumerate(nb.cells) if cell.cell_type == "code"]
            locked = [Cell(grade_id(cell), cell.source, place) for place, cell in code if kind(cell) == "locked"]
            tests = [Test(grade_id(cell), cell.source, place) for place, cell in code if kind(cell) == "test"]
            limit, judged = float(self.timeout), set(verdicts)
            for verdict in try_tests(student, locked, tests, judged, folders, limit, self.time_left):
                verdicts[verdict.test] = verdict

    def _places(self, resources: dict) -> tuple[Path, Path | None]:
        """Where the hand-in's files and the course's photographs are."""
        info, coursedir = resources["nbgrader"], CourseDirectory(config=self.config)
        autograded, source = coursedir.autograded_directory, coursedir.source_directory
        submission = Path(coursedir.format_path(autograded, info["student"], info["assignment"]))
        beside_source = Path(coursedir.format_path(source, ".", info["assignment"])).resolve().parent.parent
        folders = (Path(coursedir.root, "data"), beside_source / "data")
        return submission, next((folder for folder in folders if folder.is_dir()), None)


def said(message: str) -> NotebookNode:
    """An output that nbgrader scores as zero, with the message and nothing else."""
    return new_output("error", ename="AssertionError", evalue=message, traceback=[message])
