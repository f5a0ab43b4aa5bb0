"""nbgrader's Execute, in two processes: the student's cells in a sandboxed kernel, the tests in the judge."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Bool, Integer

from ..notebooks import grade_id, kind
from . import sandbox
from .intake import plain_files
from .judge import Cell, Verdict, hold_court

FOLDER = Path(__file__).parent
AGENT = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in ("wire.py", "agent.py"))
SET_UP = f"""
import sys as _sys, types as _types
_sys.modules["_course_agent"] = _types.ModuleType("_course_agent")
exec(compile({AGENT!r}, "<agent>", "exec"), _sys.modules["_course_agent"].__dict__)
_sys.modules["_course_agent"].agent = _sys.modules["_course_agent"].Agent(globals())
del _sys, _types
"""
ASK = '__import__("sys").modules["_course_agent"].agent.{}'
PRELOAD = ["numpy", "matplotlib.pyplot", "sklearn.cluster", "sklearn.metrics", "scipy.spatial", "PIL.Image",
           "IPython.display", "course.grading.judge"]  # fmt: skip
GRACE = 20  # seconds beyond a test's limit in which the judge itself must answer


class SandboxSpec(KernelSpecManager):
    """Knows one kernel: this interpreter's, started by the sandbox's provisioner or, without it, plainly."""

    sandboxed = True

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        provisioner = {"kernel_provisioner": {"provisioner_name": sandbox.NAME}} if self.sandboxed else {}
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(
            argv=argv, display_name="student", language="python", interrupt_mode="message", metadata=provisioner
        )


class StudentClient(NotebookClient):
    """A notebook client that counts what a kernel sends, and ends one that floods us."""

    limit = Integer(20 * 2**20, help="bytes of output of one submission")
    sent = Integer(0)

    def process_message(self, msg, cell, cell_index):
        """Count a message before it is kept."""
        self.sent += sum(len(frame) for frame in msg.get("buffers", [])) + len(str(msg.get("content", "")))
        if self.sent > self.limit:
            raise DeadKernelError("more output than is accepted")
        return super().process_message(msg, cell, cell_index)


class Student:
    """One run of a student's cells in a kernel."""

    def __init__(self, client: StudentClient, settings: "JudgedExecute"):
        self.client, self.settings = client, settings

    def run(self, cell: NotebookNode) -> None:
        """Execute a cell and keep its outputs; raises DeadKernelError where the kernel is of no more use."""
        self.client.nb.cells.append(cell)
        self.client.timeout = max(1, int(min(self.settings.timeout, self.settings.time_left())))
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        if any(out.output_type == "error" and out.ename == "CellTimeoutError" for out in cell.outputs):
            self.quietly("None")  # does it still listen?

    def quietly(self, code: str, patience: float = 15.0) -> None:
        """Execute a line of ours without a trace in the outputs."""
        self.client.kc.execute(code, silent=True, store_history=False)
        try:
            run_sync(self.client.kc.get_shell_msg)(timeout=patience)
        except Exception as error:
            raise DeadKernelError(f"no answer ({type(error).__name__})") from None

    def serve(self, path: Path) -> None:
        """Let the agent answer the judge; it goes on until the judge has finished."""
        self.client.kc.execute(ASK.format(f"serve({str(path)!r})"), silent=True, store_history=False)


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
        if self.sandbox:
            sandbox.bubblewrap()
        self._until = time.monotonic() + self.submission_timeout
        verdicts: dict[str, Verdict] = {}
        skipped: set[int] = set()
        tests = [grade_id(cell) for cell in nb.cells if kind(cell) == "test"]
        with prepared(resources, self.config) as folders:
            # Each round ends with all tests judged, one more test lost, or one more cell found that kills.
            for _ in range(len(nb.cells) + 1):
                if self.time_left() <= 0 or len(verdicts) == len(tests):
                    break
                self._round(nb, folders, verdicts, skipped)
        for cell in nb.cells:
            if kind(cell) == "test":
                verdict = verdicts.get(grade_id(cell))
                message = (
                    verdict.message if verdict else "The time for the whole notebook was used up before this test."
                )
                cell.outputs = [] if verdict and message is None else [said(message)]
                cell.execution_count = None
        return nb, resources

    def _round(self, nb, folders, verdicts, skipped) -> None:
        """Run the cells in a fresh kernel, then judge what is not judged yet."""
        with self._student(folders) as student:
            for index, cell in enumerate(nb.cells):
                try:
                    if kind(cell) == "test":
                        student.quietly(ASK.format(f"pin({grade_id(cell)!r})"))
                    elif cell.cell_type == "code" and index not in skipped:
                        student.run(cell)
                except DeadKernelError as error:
                    if kind(cell) != "test":
                        skipped.add(index)
                        cell.outputs = [*cell.outputs[:20], said(f"This cell ended its process: {error}.")]
                    else:
                        verdicts[grade_id(cell)] = Verdict(grade_id(cell), "The notebook's process stopped answering.")
                    return
                if self.time_left() <= 0:
                    return
            self._judge(nb, student, folders, verdicts)

    def _judge(self, nb, student, folders, verdicts) -> None:
        """Start the judge, let the student's process answer it, and take down the verdicts as they come."""
        code = [(i, cell) for i, cell in enumerate(nb.cells) if cell.cell_type == "code"]
        locked = [Cell(grade_id(cell), cell.source, i) for i, cell in code if kind(cell) == "locked"]
        tests = [Cell(grade_id(cell), cell.source, i) for i, cell in code if kind(cell) == "test"]
        waiting = [test for test in tests if test.name not in verdicts]
        path = folders["sockets"] / f"judge-{os.urandom(8).hex()}"
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOAD)
        ours, theirs = context.Pipe()
        arguments = (str(path), locked, waiting, folders, float(self.timeout), theirs)
        judge = context.Process(target=hold_court, args=arguments, daemon=True)
        judge.start()
        theirs.close()
        try:
            for test in ["ready", *(test.name for test in waiting)]:
                if not ours.poll(max(1.0, min(self.timeout + GRACE, self.time_left() + GRACE))):
                    if test != "ready":
                        verdicts[test] = Verdict(test, "This test did not come to an end.")
                    return
                word = ours.recv()
                if word == "ready":
                    student.serve(path)
                    continue
                verdicts[word.test] = word
                if word.lost:
                    return
        except EOFError:
            name = next(test.name for test in waiting if test.name not in verdicts)
            verdicts[name] = Verdict(name, "The test broke off: what came back was too much for it.")
        finally:
            judge.kill()
            judge.join()

    @contextmanager
    def _student(self, folders: dict[str, Path]) -> Iterator[Student]:
        """A fresh kernel, with the agent in it."""
        specs = SandboxSpec()
        specs.sandboxed = self.sandbox
        for path in folders["sockets"].iterdir():
            path.unlink()
        client = StudentClient(
            new_notebook(),
            km=AsyncKernelManager(
                kernel_spec_manager=specs,
                kernel_name="python3",
                transport="ipc",
                ip=str(folders["sockets"] / "kernel"),
                connection_file=str(folders["sockets"] / "kernel.json"),
                shutdown_wait_time=0.2,
            ),
            timeout=self.timeout,
            interrupt_on_timeout=True,
            error_on_timeout=self.error_on_timeout,
            allow_errors=True,
            startup_timeout=60,
        )
        environment = os.environ | {f"COURSE_{name.upper()}": str(path) for name, path in folders.items() if path}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with client.setup_kernel(cleanup_kc=True, env=environment, cwd=str(folders["hand_in"]), **silent):
            student = Student(client, self)
            student.run(new_code_cell(SET_UP))
            try:
                yield student
            finally:
                run_sync(client.km.shutdown_kernel)(now=True)


def said(message: str) -> NotebookNode:
    """An output that nbgrader scores as zero, with the message and nothing else."""
    return new_output("error", ename="AssertionError", evalue=message, traceback=[message])


@contextmanager
def prepared(resources: dict, config) -> Iterator[dict[str, Path | None]]:
    """Folders of a run: for sockets, for copies of the student's plain files, for files of tests, photographs."""
    info = resources["nbgrader"]
    coursedir = CourseDirectory(config=config)
    submission = Path(coursedir.format_path(coursedir.autograded_directory, info["student"], info["assignment"]))
    source = Path(coursedir.format_path(coursedir.source_directory, ".", "x")).resolve().parent
    photographs = next((p for p in (Path(coursedir.root) / "data", source.parent / "data") if p.is_dir()), None)
    # A short path: the name of a unix socket has at most 107 characters.
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        sockets, hand_in, exchange = Path(folder, "s"), Path(folder, "h"), Path(folder, "x")
        for path in (sockets, hand_in, exchange):
            path.mkdir(mode=0o700)
        for path in plain_files(submission):
            if path.suffix != ".ipynb":
                target = hand_in / path.relative_to(submission)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        yield {"sockets": sockets, "hand_in": hand_in, "exchange": exchange, "photographs": photographs}
