"""Runs a notebook: the student's cells in a sandboxed kernel, the tests in a judge, again where something was lost."""

import base64
import time
from dataclasses import dataclass, field
from pathlib import Path

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from ..notebooks import grade_id, kind
from . import warm
from .judge import Cell, Test, Verdict
from .kernel import Student, folders_for, student_kernel
from .trial import try_tests


@dataclass(frozen=True)
class Limits:
    """How a notebook may run: seconds for a cell or a test and for the whole, and in which kind of kernel.

    `on_timeout` is what a cell that took too long gets for an answer. Without a sandbox kernels are always started
    one by one: what they leave behind would be there for the next.
    """

    cell: float = 60.0
    whole: float = 900.0
    on_timeout: dict = field(default_factory=dict)
    sandboxed: bool = True
    warm: bool = True

    @property
    def forked(self) -> bool:
        """Whether kernels are forked."""
        return self.sandboxed and self.warm


@dataclass
class Usage:
    """What a run took: bytes of memory at its height (None without a sandbox), seconds of each exercise."""

    memory: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)


class Rounds:
    """One notebook, run until every test has its verdict or the time is up.

    Parameters
    ----------
    nb : NotebookNode
        Repaired; the outputs of its cells are filled in.
    limits : Limits
        How it may run.
    """

    def __init__(self, nb: NotebookNode, limits: Limits):
        self.nb, self.limits, self.usage = nb, limits, Usage()
        self.verdicts: dict[str, Verdict] = {}
        self.skipped: set[int] = set()
        self.until = time.monotonic() + limits.whole

    def time_left(self) -> float:
        """Seconds that this notebook may still take."""
        return self.until - time.monotonic()

    def run(self, submission: Path | None, photographs: Path | None) -> Usage:
        """Fill in the outputs.

        A test cell gets full points only for the judge's word that it ran to its end; everything else, a dead process
        included, leaves an error in its outputs, which nbgrader's SaveAutoGrades scores as zero.

        Parameters
        ----------
        submission : Path or None
            Folder with the student's plain files.
        photographs : Path or None
            Folder of the course's photographs.
        """
        tests = [cell for cell in self.nb.cells if kind(cell) == "test"]
        zygote = warm.zygote(photographs, warm.imports_of(self.nb.cells)) if self.limits.forked else None
        with folders_for(submission, photographs, zygote) as folders:
            # Each round ends with all tests judged, one more test lost, or one more cell found that kills.
            for _ in range(len(self.nb.cells) + 1):
                if self.time_left() <= 0 or len(self.verdicts) == len(tests):
                    break
                self._round(folders, zygote)
        unjudged = Verdict("", "The time for the whole notebook was used up before this test.")
        for cell in tests:
            verdict = self.verdicts.get(grade_id(cell), unjudged)
            cell.outputs = [] if verdict.message is None else [said(verdict.message), *drawn(verdict)]
        return self.usage

    def _round(self, folders: dict[str, Path | None], zygote: warm.Zygote | None) -> None:
        """Run the cells in a fresh kernel, then judge what is not judged yet."""

        def patience() -> float:
            return min(self.limits.cell, self.time_left())

        with student_kernel(folders, self.limits.sandboxed, patience, self.limits.on_timeout, zygote) as student:
            try:
                if self._answers(student):
                    self._tests(student, folders)
            finally:
                self.usage.memory = max(filter(None, (self.usage.memory, student.memory())), default=None)

    def _answers(self, student: Student) -> bool:
        """Run all cells but the tests; whether the kernel outlived it."""
        for index, cell in enumerate(self.nb.cells):
            if self.time_left() <= 0:
                return False
            start, name = time.monotonic(), grade_id(cell)
            try:
                if kind(cell) == "test":
                    student.pin(name)
                elif cell.cell_type == "code" and index not in self.skipped:
                    student.run(cell)
            except DeadKernelError as error:
                if kind(cell) == "test":
                    self.verdicts[name] = Verdict(name, "The notebook's process stopped answering.")
                else:
                    self.skipped.add(index)
                    cell.outputs = [*cell.outputs[:20], said(f"This cell ended its process: {error}.")]
                return False
            if kind(cell) == "solution":
                self._took(name, start)
        return True

    def _tests(self, student: Student, folders: dict[str, Path | None]) -> None:
        """Let the judge try the tests that have no verdict yet."""
        code = [(place, cell) for place, cell in enumerate(self.nb.cells) if cell.cell_type == "code"]
        locked = [Cell(grade_id(cell), cell.source, place) for place, cell in code if kind(cell) == "locked"]
        tests = [Test(grade_id(cell), cell.source, place) for place, cell in code if kind(cell) == "test"]
        judged, start = set(self.verdicts), time.monotonic()
        for verdict in try_tests(student, locked, tests, judged, folders, self.limits.cell, self.time_left):
            self.verdicts[verdict.test] = verdict
            self._took(verdict.test.removeprefix("test_"), start)
            start = time.monotonic()

    def _took(self, exercise: str, start: float) -> None:
        self.usage.seconds[exercise] = self.usage.seconds.get(exercise, 0.0) + time.monotonic() - start


def said(message: str) -> NotebookNode:
    """An output that nbgrader scores as zero, with the message and nothing else."""
    return new_output("error", ename="AssertionError", evalue=message, traceback=[message])


def drawn(verdict: Verdict) -> list[NotebookNode]:
    """The picture of what failed. It stands behind the error, at which nbgrader stops looking for points."""
    if verdict.picture is None:
        return []
    data = {"image/png": base64.b64encode(verdict.picture).decode("ascii")}
    return [new_output("display_data", data, metadata={"image/png": {"alt": verdict.alt}})]
