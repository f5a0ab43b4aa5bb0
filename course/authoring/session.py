"""Running a notebook's cells one by one in a real kernel, of any Python that has ipykernel."""

import ast
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course.base.environment import ONE_THREAD, QUIET


class OnePython(KernelSpecManager):
    """Knows one kernel: the given interpreter's."""

    python = sys.executable

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [self.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python", interrupt_mode="message")


class Session:
    """Cells run one after the other in one kernel; each returns its outputs."""

    def __init__(self, client: NotebookClient):
        self.client = client

    def run(self, code: str) -> list[NotebookNode]:
        """Outputs of one cell; an error, a timeout or a dead kernel is an output of type `error`.

        Parameters
        ----------
        code : str
            The source of the cell.

        Returns
        -------
        list of NotebookNode
            Outputs as a notebook would keep them.
        """
        cell = new_code_cell(code)
        self.client.nb.cells.append(cell)
        try:
            self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        except (CellTimeoutError, DeadKernelError) as error:
            cell.outputs.append(
                new_output("error", ename=type(error).__name__, evalue=str(error).split("\n")[0], traceback=[])
            )
        return cell.outputs


@contextmanager
def session(python: str | None = None, folder: Path | None = None, timeout: int = 120) -> Iterator[Session]:
    """A kernel of the given interpreter (this one by default) in a folder (an empty one by default)."""
    specs = OnePython()
    specs.python = str(python or sys.executable)
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as sockets:
        # Unix sockets in a folder of our own: no open port, and no warning about one on the kernel's stderr.
        address = {} if os.name == "nt" else {"transport": "ipc", "ip": str(Path(sockets) / "kernel")}
        client = NotebookClient(
            new_notebook(),
            km=AsyncKernelManager(kernel_spec_manager=specs, kernel_name="python3", **address),
            timeout=timeout,
            interrupt_on_timeout=True,
            allow_errors=True,
            resources={"metadata": {"path": str(folder or empty)}},
        )
        with client.setup_kernel(cleanup_kc=True, env=os.environ | ONE_THREAD | QUIET):
            yield Session(client)


def verdict(outputs: list[NotebookNode], most: float = 0.0) -> tuple[str | None, float]:
    """What a test cell says, None for full points, and the part of the points that it gives nevertheless.

    Parameters
    ----------
    outputs : list of NotebookNode
        Of the cell.
    most : float
        Its points, if its last line may give a part of them.
    """
    problem = failure(outputs)
    result = next((output for output in outputs if most and output.output_type == "execute_result"), None)
    if problem or result is None:
        return problem, 0.0
    try:
        value = ast.literal_eval(re.sub(r"np\.float64\((.*?)\)", r"\1", result.data["text/plain"]))
        points, words = value if isinstance(value, tuple) else (value, "")
        if not 0 <= points <= most:
            return f"The last line gives more or less than all points: {points:g}.", 0.0
        return (None, most) if points == most else (words or f"{points:g} of {most:g} points.", float(points))
    except (ValueError, TypeError, SyntaxError):
        return "The last line gives no number of points.", 0.0


def failure(outputs: list[NotebookNode]) -> str | None:
    """What would cost a grade cell its points: the error's message, or text on stderr; None if neither.

    Of an assert without a message it is the line.
    """
    for output in outputs:
        if output.output_type == "error":
            if output.ename != "AssertionError":
                return f"{output.ename}: {output.evalue}"
            line = re.search(r"(?m)^-+> +\d+ +(.+)$", strip_ansi("\n".join(output.traceback)))
            return output.evalue or (f"{output.ename}: `{line[1].strip()}` does not hold" if line else output.ename)
        if output.output_type == "stream" and output.name == "stderr":
            return f"text on stderr: {output.text.strip().splitlines()[-1]}"
    return None
