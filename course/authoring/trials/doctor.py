"""Harmless attacks against the installed configuration: does grading really hold on this machine?"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from course.authoring import build
from course.base import machine
from course.grading.execution.imports import imported, installed
from course.grading.run import class_run, preflight
from course.grading.sandbox import ways
from course.lms.grades.scores import rows
from course.project import notebooks
from course.project.notebooks import normal_form
from course.project.workspace import Workspace

from . import demo

NAME = "01-doctor"
EXERCISE = '''def double(x):
    """Twice a number."""
    ### BEGIN SOLUTION
    doubled_value_of_x = x + x
    return doubled_value_of_x
    ### END SOLUTION'''
TEST = """import numpy as np
assert double(2) == 4, "double(2) should be four."
### BEGIN HIDDEN TESTS
assert np.array_equal(double(np.arange(5)), 2 * np.arange(5)), "double should work for arrays."
assert double(-1.5) == -3, "double should work for negative numbers."
### END HIDDEN TESTS"""
POINTS = 20
# What pip calls a library whose module has another name.
DISTRIBUTIONS = {"PIL": "Pillow", "bs4": "beautifulsoup4", "cv2": "opencv-python-headless", "skimage": "scikit-image",
                 "sklearn": "scikit-learn", "yaml": "PyYAML"}  # fmt: skip
HONEST = "def double(x):\n    return x * 2"
# What each hand-in tries, and the code of its one cell; {secret} is the path of a file that it must not read.
ATTACKS = {
    "an object that equals everything": """
class Yes(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __hash__ = float.__hash__
def double(x): return Yes(0)""",
    "a patched NumPy": """
import numpy as np
np.array_equal = lambda *args, **kwargs: True
def double(x): return x * 3 if isinstance(x, np.ndarray) else x * 2""",
    "asserts rewritten on the way": """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())
def double(x): return 0""",
    "an exit in the middle of a test": """
import os
def double(x): os._exit(0)""",
    "a file of the instructor's": """
import pathlib
found = pathlib.Path({secret!r}).read_text()
print(found)
def double(x): return 2 * x if found else 0""",
    "an environment variable": """
import os
found = [value for value in os.environ.values() if "doctors-secret" in value]
print(found)
def double(x): return 2 * x if found else 0""",
    "a connection to another machine": """
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=2)
    found = True
except OSError:
    found = False
def double(x): return 2 * x if found else 0""",
}


def small_course(course: Workspace, folder: Path) -> Workspace:
    """A course of one exercise in a folder of its own, with the configuration of `course`."""
    text = demo.CONFIG.format(name="nbgrader_config.py", root=course.root, source=folder / "source")
    (folder / "nbgrader_config.py").write_text(text, encoding="utf-8")
    path = folder / "source" / NAME / "doctor.ipynb"
    path.parent.mkdir(parents=True)
    cells = []
    for name, source, grade in (("double", EXERCISE, False), ("test_double", TEST, True)):
        info: dict[str, Any] = {"grade": grade, "solution": not grade, "locked": grade, "task": False}
        info |= {"schema_version": 3, "grade_id": name} | ({"points": POINTS} if grade else {})
        cells.append(new_code_cell(source, id=name, metadata={"nbgrader": info}))
    path.write_text(normal_form(new_notebook(cells=cells)), encoding="utf-8")
    return Workspace(folder)


def examine(course: Workspace) -> Iterator[tuple[str, bool, str]]:
    """What is looked at, whether it is well, and what was found.

    Parameters
    ----------
    course : Workspace
        The course whose configuration is tried.

    Yields
    ------
    tuple
        ``(what, well, found)``.
    """
    preflight.require_judge(course)
    yield "nbgrader_config.py leads through repair, sandbox and judge", True, f"confined by {ways.proved()}"
    listener = socket.create_server(("127.0.0.1", 0))
    os.environ["COURSE_DOCTOR"] = "doctors-secret"  # inherited by the grading processes
    with tempfile.TemporaryDirectory() as place, listener:
        folder = Path(place)
        secret = folder / "secret.txt"
        secret.write_text("doctors-secret", encoding="utf-8")
        patient = small_course(course, folder)
        (release,) = build.build(patient, NAME)
        tries = {"an honest answer": HONEST} | ATTACKS
        for number, code in enumerate(tries.values()):
            nb = nbformat.read(release, as_version=4)
            port = listener.getsockname()[1]
            nb.cells[0].source = code.replace("{secret!r}", repr(str(secret))).replace("{port}", str(port)).strip()
            path = folder / "submitted" / f"try-{number}" / NAME / "doctor.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(nb, path)
        names = [f"try-{number}" for number in range(len(tries))]
        reasons = {o.student: o.reason for o in class_run.grade(patient, NAME, names, machine.workers())}
        points = {row.student: row.total for row in rows(patient, NAME)}
        for name, what in zip(names, tries, strict=True):
            expected = POINTS if what == "an honest answer" else 0
            nb = folder / "autograded" / name / NAME / "doctor.ipynb"
            leaked = nb.is_file() and "doctors-secret" in str(nbformat.read(nb, 4).cells[0].outputs)
            well = reasons[name] is None and points.get(name) == expected and not leaked
            yield what, well, reasons[name] or f"{points.get(name, 0):g} of {POINTS} points, {expected} deserved"
        del os.environ["COURSE_DOCTOR"]
        yield "plain `nbgrader autograde` does the same", *plain_nbgrader(folder)


def libraries(course: Workspace) -> Iterator[tuple[str, str]]:
    """What the notebooks of `source/` import and nobody has installed.

    Parameters
    ----------
    course : Workspace
        The course.

    Yields
    ------
    tuple of str
        ``(what, found)``, a single one where nothing is missing.
    """
    missing: dict[str, list[str]] = {}
    for path in sorted(course.folder("source").glob("*/*.ipynb")):
        code = tuple(cell.source for cell in notebooks.read(path).cells if cell.cell_type == "code")
        found = dict.fromkeys(name.partition(".")[0] for name in imported(code) if not name.startswith("google.colab"))
        for module in found:
            beside = any((path.parent / name).exists() for name in (module, f"{module}.py"))
            if not beside and not installed(module):
                missing.setdefault(module, []).append(f"source/{path.parent.name}/{path.name}")
    for module, paths in missing.items():
        command = f"{sys.executable} -m pip install {DISTRIBUTIONS.get(module, module)}"
        yield "libraries", f"{module} is missing, imported in {', '.join(paths)}: {command}"
    if not missing:
        yield "libraries", "all that the notebooks import are installed"


def plain_nbgrader(folder: Path) -> tuple[bool, str]:
    """Whether nbgrader's own command, called without us, gives an attack no points."""
    nbgrader = Path(sys.executable).parent / "nbgrader"
    command = [str(nbgrader), "autograde", NAME, "--student", "try-1", "--force"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    total = next((row.total for row in rows(Workspace(folder), NAME) if row.student == "try-1"), None)
    if total is None:
        return False, "it graded nothing"
    return done.returncode == 0 and total == 0, f"{total:g} of {POINTS} points, 0 deserved"
