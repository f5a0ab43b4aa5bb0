"""Runs a notebook: the student's cells in a sandboxed kernel, the tests in a judge, again where something was lost."""

import base64
import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.base.errors import CourseError
from course.base.machine import out_of_memory_kills
from course.grading.judge.verdict import Cell, Test, Verdict
from course.grading.rerun.earlier import Earlier, RerunPlan, plan_rerun
from course.grading.rerun.story import can_be_left_out
from course.grading.sandbox.folders import CourseFiles, RunFolders, folders_for
from course.grading.sandbox.kernel_server import server_for
from course.grading.submission.labels import place_of
from course.project import notebooks
from course.project.notebooks import error_output, exercise_of, grade_id, is_story, kind, stream_output

from .clock import WorkClock
from .imports import imports_of, missing
from .judge_process import MistakePicture
from .judging import JudgeDied, judge_tests
from .kernel import StudentKernel, student_kernel


@dataclass(frozen=True)
class Limits:
    """How a notebook may run: seconds (of a `WorkClock`) for a cell or a test and for the whole, and in which kernel.

    `on_timeout` is what a cell that took too long gets for an answer. Without a sandbox kernels are always started
    one by one: what they leave behind would be there for the next. `all_cells` runs story cells that nothing needs.
    """

    cell: float = 60.0
    whole: float = 900.0
    on_timeout: dict[str, Any] = field(default_factory=dict)
    sandboxed: bool = True
    warm: bool = True
    all_cells: bool = False

    @property
    def forked(self) -> bool:
        """Whether kernels are forked."""
        return self.sandboxed and self.warm


@dataclass
class Usage:
    """What a run took: bytes of memory at its height (None without a sandbox), seconds of each exercise."""

    memory: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)


class Interrupted(CourseError):
    """The machine or we are why a notebook could not be run: it is not graded, and nobody loses a point."""


@dataclass(frozen=True)
class Cause:
    """Why something was lost: how often it is tried at most, and how many second tries a notebook has for it."""

    name: str
    tries: int
    spare: int


Names = tuple[str, ...]
AS_HANDED_IN = "As handed in; nothing that counts depends on this cell, so it was not run again.\n"
STUDENT = Cause("student", 2, 3)  # the process ended itself, or sent nonsense
KILLED = Cause("killed", 3, 6)  # somebody killed it: the system, when memory was short, or it did so itself
GRADER = Cause("grader", 3, 6)  # the judge ended, or no kernel came


class NotebookRun:
    """One notebook, run until every test has its verdict or the time is up.

    Parameters
    ----------
    nb : NotebookNode
        Repaired; the outputs of its cells are filled in.
    limits : Limits
        How it may run.
    base : str
        Stands for all that decides a verdict besides the cells, for whoever wants to keep some; see `plan_rerun`.
    earlier : Earlier, optional
        An earlier run, of which is kept what still holds.
    modules : tuple of str
        What kernels are forked with; what the notebook's own cells import, if empty.
    """

    def __init__(
        self, nb: NotebookNode, limits: Limits, base: str = "", earlier: Earlier | None = None, modules: Names = ()
    ):
        self.modules = modules or imports_of(nb.cells)
        self.nb, self.limits, self.usage, self.clock = nb, limits, Usage(), WorkClock()
        self.base, self.earlier, self.plan = base, earlier, RerunPlan()
        self.verdicts: dict[str, Verdict] = {}
        self.pictures: dict[str, MistakePicture] = {}
        self.skipped: set[int] = set()  # cells that end their process, and those that nothing needs
        self.shown: set[int] = set()  # cells with their outputs; what a later round says may tell of a hidden test
        self.lost: Counter[str | int] = Counter()
        self.again: Counter[Cause] = Counter()
        self.kills, self.broken_off = out_of_memory_kills(), False  # the latter: a cell did not come to its end

    def time_left(self) -> float:
        """Seconds that this notebook may still take."""
        return self.limits.whole - self.clock.now()

    def run(self, files: Mapping[str, bytes], given: CourseFiles) -> Usage:
        """Fill in the outputs.

        A test cell gets full points only for the judge's word that it ran to its end; everything else, a dead process
        included, leaves an error in its outputs, which nbgrader's SaveAutoGrades scores as zero. What is lost is
        tried again, in a fresh kernel and first of all.

        Parameters
        ----------
        files : mapping
            Path and content of what the student handed in beside the notebook.
        given : CourseFiles
            What the course gives.

        Raises
        ------
        Interrupted
            If a test has no verdict, and not because of the student.
        """
        files = given.over(files)
        tests = [cell for cell in self.nb.cells if kind(cell) == "test"]
        left_out = set() if self.limits.all_cells else can_be_left_out(self.nb.cells, files)
        self._leave_out(left_out)
        if self.base:
            self._keep(plan_rerun(self.nb.cells, left_out, files, self.base, self.earlier))
        while self.time_left() > 0 and (len(self.verdicts) < len(tests) or (self.plan.kept and self._unseen())):
            try:
                self._round(files, given)
            except Interrupted:
                raise
            except (CourseError, DeadKernelError, RuntimeError, OSError) as error:
                if not self._try_again("start", GRADER):
                    raise Interrupted(f"the grader was interrupted: {error}") from error
        unjudged = Verdict("", "The notebook's time limit was reached before this test.")
        kept = self.kept()
        for cell in tests:
            if grade_id(cell).removeprefix("test_") in kept:
                continue
            verdict, picture = self.verdicts.get(grade_id(cell), unjudged), self.pictures.get(grade_id(cell))
            notebooks.keep_verdict(cell, verdict.message, verdict.points)
            cell.outputs = [*notebooks.verdict_outputs(verdict.message, verdict.points), *picture_output(picture)]
        return self.usage

    def _leave_out(self, indices: set[int]) -> None:
        """Do not run these cells; what the student has seen there stands below a remark, what others show is new."""
        self.skipped |= indices
        for index, cell in enumerate(self.nb.cells):
            if is_story(cell):
                shown = cell.outputs if index in indices else []
                cell.outputs = [stream_output(AS_HANDED_IN), *shown] if shown else []

    def _keep(self, plan: RerunPlan) -> None:
        """Take over what still holds of the earlier run."""
        self.plan = plan
        self.skipped |= plan.idle
        self.shown |= plan.kept.keys()
        for index, before in plan.kept.items():
            cell = self.nb.cells[index]
            cell.outputs, cell.execution_count = before.outputs, before.execution_count
            if kind(cell) == "test":
                said, points = notebooks.verdict_message(before), notebooks.verdict_points(before)
                notebooks.keep_verdict(cell, said, points)
                if index in plan.idle:  # another test may use what this one defines
                    self.verdicts[grade_id(cell)] = Verdict(grade_id(cell), said, points=points)

    def _unseen(self) -> bool:
        """Whether a cell of the notebook has still to run, if only for what it shows."""
        code = (index for index, cell in enumerate(self.nb.cells) if cell.cell_type == "code" and kind(cell) != "test")
        return any(index not in self.skipped | self.shown for index in code)

    def kept(self) -> list[str]:
        """Exercises whose verdict is that of the earlier run."""
        cells = [self.nb.cells[index] for index in self.plan.kept]
        return [grade_id(cell).removeprefix("test_") for cell in cells if kind(cell) == "test"]

    def prints(self) -> tuple[str, ...]:
        """For each code cell what `Earlier` wants to know; nothing where something was lost, ended or took too long."""
        code = [index for index, cell in enumerate(self.nb.cells) if cell.cell_type == "code"]
        tests = sum(kind(cell) == "test" for cell in self.nb.cells)
        whole = len(self.verdicts) == tests and not any(verdict.late for verdict in self.verdicts.values())
        if self.lost or self.broken_off or not whole:
            return tuple("" for _ in code)
        return tuple(self.plan.prints.get(index, "") for index in code)

    def _try_again(self, place: str | int, cause: Cause) -> bool:
        """Whether what was lost has another try."""
        self.lost[place] += 1
        if self.lost[place] < cause.tries and self.again[cause] < cause.spare:
            self.again[cause] += 1
            return True
        if cause is KILLED and out_of_memory_kills() > self.kills:
            raise Interrupted("the machine ran out of memory")
        return False

    def _round(self, files: Mapping[str, bytes], given: CourseFiles) -> None:
        """Run the cells in a fresh kernel and folder, then judge what is not judged yet."""

        def patience() -> float:
            return min(self.limits.cell, self.time_left())

        server = server_for(given.data, self.modules) if self.limits.forked else None
        how = self.limits.sandboxed, patience, self.limits.on_timeout, server, self.clock
        with folders_for(files, given, server.base if server else None) as folders:
            with student_kernel(folders, *how) as student:
                if self._answers(student):
                    self._tests(student, folders)
            self.usage.memory = max(filter(None, (self.usage.memory, student.memory())), default=None)

    def _answers(self, student: StudentKernel) -> bool:
        """Run all cells but the tests; whether the kernel outlived it."""
        for index, cell in enumerate(self.nb.cells):
            if self.time_left() <= 0:
                return False
            start, name = self.clock.now(), grade_id(cell)
            try:
                if kind(cell) == "test":
                    student.pin(name)
                elif cell.cell_type == "code" and index not in self.skipped:
                    student.run(copy.deepcopy(cell) if index in self.shown else cell)
                    self.shown.add(index)
                    self.broken_off |= student.moment is None  # it took too long
            except DeadKernelError as error:
                killed = student.killed()
                if kind(cell) == "test":
                    self._lose(Verdict(name, "The notebook's process stopped answering."), killed)
                elif not killed or not self._try_again(index, KILLED):
                    self.skipped.add(index)
                    self.broken_off = True
                    cell.outputs = [*cell.outputs[:20], error_output(f"This cell ended its process: {error}.")]
                return False
            if kind(cell) == "solution":
                self._took(name, start)
        return True

    def _tests(self, student: StudentKernel, folders: RunFolders) -> None:
        """Let the judge try the tests that have no verdict yet."""
        code = [(place, cell) for place, cell in enumerate(self.nb.cells) if cell.cell_type == "code"]
        # A word in a test may happen to be a name of a story cell, which nothing needs: the judge has none of them.
        kept = ((place, cell) for place, cell in code if kind(cell) == "locked" and not is_story(cell))
        locked = [Cell(grade_id(cell), cell.source, place) for place, cell in kept]
        answers = {grade_id(cell): missing(cell.source) for _, cell in code if kind(cell) == "solution"}
        tests = [
            Test(name, cell.source, place, answers.get(asked, ""), asked in answers, notebooks.most_of(cell))
            for place, cell in code
            if kind(cell) == "test"
            for name, asked in [(grade_id(cell), exercise_of(grade_id(cell)))]
        ]
        judged, start = set(self.verdicts), self.clock.now()
        if judged >= {test.name for test in tests}:
            return
        try:
            for word in judge_tests(student, locked, tests, judged, folders, self.limits.cell, self.time_left):
                if isinstance(word, MistakePicture):
                    self.pictures[word.test] = word
                    continue
                self._took(word.test.removeprefix("test_"), start)
                start = self.clock.now()
                if word.lost and not word.late:  # its time was time of its own: a second try would not be fairer
                    self._lose(word, student.killed(), student.passed())
                else:
                    place = place_of(word.line, exercise_of(word.test), self.nb.cells) if word.line else ""
                    self.verdicts[word.test] = replace(word, message=word.message + place) if word.message else word
        except JudgeDied as error:
            if not self._try_again(error.test, GRADER):
                raise Interrupted(str(error)) from None

    def _lose(self, verdict: Verdict, killed: bool, passed: str = "") -> None:
        """A test that did not come to its end: its points are lost when that happens again."""
        if not self._try_again(verdict.test, KILLED if killed else STUDENT):
            why = f"{verdict.test.removeprefix('test_')} was ended: {passed}." if passed else verdict.message
            self.verdicts[verdict.test] = Verdict(verdict.test, why)

    def _took(self, exercise: str, start: float) -> None:
        self.usage.seconds[exercise] = self.usage.seconds.get(exercise, 0.0) + self.clock.now() - start


def picture_output(picture: MistakePicture | None) -> list[NotebookNode]:
    """The picture of what failed. It stands behind the error, at which nbgrader stops looking for points."""
    if picture is None:
        return []
    data = {"image/png": base64.b64encode(picture.png).decode("ascii")}
    metadata = {"image/png": {"alt": picture.alt}}
    return [new_output("display_data", data, metadata=metadata)]  # type: ignore[no-untyped-call]  # nbformat's
