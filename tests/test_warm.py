"""Kernels that are forked are like those that are started, and know nothing of each other."""

import errno
import tempfile

import nbformat
import pytest
from conftest import ROOT
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell

from course.errors import CourseError
from course.grading import kernel, sandbox, warm

pytestmark = pytest.mark.xdist_group("warm")
PHOTOGRAPHS = ROOT / "data"


@pytest.fixture(scope="module")
def zygote():
    """A process with the imports of an assignment."""
    try:
        sandbox.bubblewrap()
    except CourseError as error:
        pytest.skip(str(error))
    nb = nbformat.read(ROOT / "source" / "02-quantize" / "quantize.ipynb", as_version=4)
    return warm.zygote(PHOTOGRAPHS, warm.imports_of(nb.cells))


@pytest.fixture(params=["forked", "started"])
def way(request, zygote):
    """What to fork the kernel from, or None."""
    return zygote if request.param == "forked" else None


def outputs(way, *sources):
    """What cells print and show in a fresh kernel."""
    cells = [new_code_cell(source) for source in sources]
    with (
        kernel.folders_for(None, PHOTOGRAPHS, way) as folders,
        kernel.student_kernel(folders, True, lambda: 60.0, {}, way) as student,
    ):
        for cell in cells:
            student.run(cell)
    return [cell.outputs for cell in cells]


def printed(way, source):
    """What a cell prints."""
    ((output,),) = outputs(way, source)
    return output.text


@pytest.mark.parametrize("draw", ["display(figure)", "figure", "plt.show()"])
def test_figures_are_pictures(way, draw):
    """A figure that a cell shows is in the notebook as a PNG, as in JupyterLab."""
    (found,) = outputs(way, f"import matplotlib.pyplot as plt\nfigure, ax = plt.subplots()\n{draw};")
    assert [output.data.get("image/png", "")[:8] for output in found if "data" in output][:1] == ["iVBORw0K"]


def test_random_numbers_differ(zygote):
    """Two kernels from one process draw different numbers from every global generator."""
    source = "import random, uuid\nimport numpy as np\nprint(random.random(), np.random.rand(), uuid.uuid4())"
    one, other = printed(zygote, source).split(), printed(zygote, source).split()
    assert all(a != b for a, b in zip(one, other, strict=True))


def test_nothing_of_one_is_left_for_the_next(zygote):
    """Names, modules, files, settings and processes of one student are gone in the next kernel."""
    leave = """
        import os, sys, subprocess, numpy as np
        kept = np.kept = sys.kept = 1
        os.environ["KEPT"] = "1"
        for place in ("/tmp/kept", "/dev/shm/kept", os.path.expanduser("~/kept"), "kept"):
            open(place, "w").close()
        subprocess.Popen(["sleep", "60"])
        print(len(os.listdir("/proc")))
    """
    look = """
        import glob, os, sys, numpy as np
        found = [hasattr(np, "kept"), hasattr(sys, "kept"), "KEPT" in os.environ, "kept" in globals()]
        found += [os.path.exists(p) for p in ("/tmp/kept", "/dev/shm/kept", os.path.expanduser("~/kept"), "kept")]
        found += [b"sleep" in open(path, "rb").read() for path in glob.glob("/proc/[0-9]*/cmdline")]
        print(found)
    """
    printed(zygote, "\n".join(line[8:] for line in leave.split("\n")))
    assert "True" not in printed(zygote, "\n".join(line[8:] for line in look.split("\n")))


def test_the_settings_of_the_system_cannot_be_written(way):
    """Whoever grades as root owns the files below /proc/sys in every namespace: only a read-only /proc keeps them."""
    source = "try:\n    open('/proc/sys/kernel/core_pattern', 'r+')\nexcept OSError as error:\n    print(error.errno)"
    assert int(printed(way, source)) in (errno.EROFS, errno.EACCES, errno.ENOENT)


def test_a_cell_that_no_interrupt_ends_is_found_out(zygote):
    """A kernel that is still busy when the time of a cell is up gets no further cell: each would wait as long."""
    busy = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    late = {"ename": "TooLong", "evalue": "The cell took too long.", "traceback": []}
    with (
        kernel.folders_for(None, PHOTOGRAPHS, zygote) as folders,
        kernel.student_kernel(folders, True, lambda: 2.0, late, zygote) as student,
        pytest.raises(DeadKernelError, match="does not answer any more"),
    ):
        student.run(new_code_cell(busy))


def test_same_view_both_ways(zygote):
    """A forked kernel sees the folders, the user, the limits and the powers that a started one sees."""
    source = (
        "import os, resource\n"
        "limits = [resource.getrlimit(getattr(resource, name)) for name in sorted(dir(resource)) if 'RLIMIT' in name]\n"
        "status = open('/proc/self/status').read()\n"
        "powers = [line for line in status.split('\\n') if line.startswith(('Cap', 'NoNew', 'Seccomp:'))]\n"
        "print(os.getcwd(), os.listdir(), sorted(os.listdir('..')), os.listdir('/hand-in'), os.getuid(), os.getgid(),\n"
        "      limits, powers, sorted(os.environ.keys() & {'HOME', 'PATH', 'LANG', 'TMPDIR', 'OMP_NUM_THREADS'}))"
    )
    assert printed(zygote, source) == printed(None, source)


@pytest.mark.parametrize("forked", [True, False])
def test_an_environment_below_tmp(tmp_path, monkeypatch, forked):
    """A virtual environment in a folder that the sandbox empties is shown all the same."""
    (tmp_path / "library.py").write_text("ANSWER = 42")
    found = [*sandbox.interpreters(), tmp_path]
    monkeypatch.setattr(sandbox, "interpreters", lambda: found)
    way = warm.zygote(None, ("numpy",)) if forked else None
    with (
        kernel.folders_for(None, None, way) as folders,
        kernel.student_kernel(folders, True, lambda: 60.0, {}, way) as student,
    ):
        cell = new_code_cell(f"import sys; sys.path.append({str(tmp_path)!r}); import library; print(library.ANSWER)")
        student.run(cell)
    assert [output.get("text") for output in cell.outputs] == ["42\n"]


def test_long_names_of_temporary_folders(tmp_path, monkeypatch):
    """Where temporary files lie in a folder with a long name, sockets lie in one with a short name."""
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    assert printed(None, "print(1)") == "1\n"
    assert printed(warm.zygote(PHOTOGRAPHS, ("json",)), "print(2)") == "2\n"
