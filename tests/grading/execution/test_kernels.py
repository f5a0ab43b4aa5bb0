"""Kernels are alike however they are confined and started, and know nothing of each other."""

import contextlib
import errno
import os
import signal
import tempfile
import time
from contextlib import contextmanager

import nbformat
import psutil
import pytest
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell
from support.confinement import WAYS, confined
from support.course import PATIENCE, ROOT

from course.grading.execution import kernel
from course.grading.execution.imports import imports_of
from course.grading.sandbox import kernel_server, view
from course.grading.sandbox.folders import CourseFiles, folders_for

pytestmark = pytest.mark.xdist_group("kernels")
PHOTOGRAPHS = ROOT / "data"
NOTEBOOK = ROOT / "source" / "02-quantize" / "quantize.ipynb"


SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in (*WAYS[2:], "cold")]


@pytest.fixture(scope="module", params=[*WAYS[:2], *SLOW])
def way(request):
    """A way to confine kernels, each tried with what this machine has."""
    with confined("both" if request.param == "cold" else request.param):
        yield request.param


@pytest.fixture
def server(way):
    """What kernels are forked from; None where each has one of its own."""
    nb = nbformat.read(NOTEBOOK, as_version=4)
    return None if way == "cold" else kernel_server.server_for(PHOTOGRAPHS, imports_of(nb.cells))


def started(server, patience=60.0, files=None):
    """A fresh kernel, as a context."""

    @contextmanager
    def context():
        late = {"ename": "TooLong", "evalue": "The cell took too long.", "traceback": []}
        with (
            folders_for(files or {}, CourseFiles(PHOTOGRAPHS), server and server.base) as folders,
            kernel.student_kernel(folders, True, lambda: patience, late, server) as student,
        ):
            yield student

    return context()


def outputs(server, *sources):
    """What cells print and show in a fresh kernel."""
    cells = [new_code_cell(source) for source in sources]
    with started(server) as student:
        for cell in cells:
            student.run(cell)
    return [cell.outputs for cell in cells]


def printed(server, source):
    """What a cell prints, or the name of what it raises."""
    (found,) = outputs(server, source)
    return "".join(output.get("text", "") or output.get("ename", "") for output in found)


@pytest.mark.parametrize("draw", ["display(figure)", "figure", "plt.show()"])
def test_figures_are_pictures(server, draw):
    """A figure that a cell shows is in the notebook as a PNG, as in JupyterLab."""
    (found,) = outputs(server, f"import matplotlib.pyplot as plt\nfigure, ax = plt.subplots()\n{draw};")
    assert [output.data.get("image/png", "")[:8] for output in found if "data" in output][:1] == ["iVBORw0K"]


WINDOWS = [f"%matplotlib {name}" for name in ("tk", "qt", "notebook", "widget")] + ["%pylab tk", "%gui tk", "%gui qt"]
WINDOWS += ["import matplotlib\nmatplotlib.use('TkAgg')", "import matplotlib.pyplot as p\np.switch_backend('QtAgg')"]


@pytest.mark.parametrize("line", WINDOWS)
def test_bug_a_window_that_cannot_open_cost_every_later_figure(server, line):
    """Who asks for figures in a window of its own has pictures here, in this cell and all that follow."""
    draw = "import matplotlib.pyplot as plt\nfigure, ax = plt.subplots()\nplt.show()"
    *_, found = outputs(server, line, "1 + 1", draw)
    assert [output.data.get("image/png", "")[:8] for output in found if "data" in output][:1] == ["iVBORw0K"], found


def test_a_module_that_a_cell_writes_can_be_imported(server):
    """`%%writefile mine.py` and an import of it work as on the student's machine."""
    _, found = outputs(server, "%%writefile mine.py\nANSWER = 42", "import mine\nprint(mine.ANSWER)")
    assert "".join(output.text for output in found) == "42\n"  # on a busy machine it comes in two parts


def test_a_module_beside_the_notebook_can_be_imported(server):
    """A file of one's own that lies in the same folder is found, as on the student's machine."""
    with started(server, files={"helper.py": b"ANSWER = 42"}) as student:
        student.run(cell := new_code_cell("import helper; print(helper.ANSWER)"))
    assert "".join(output.text for output in cell.outputs) == "42\n"


def test_random_numbers_differ(server):
    """Two kernels from one process draw different numbers from every global generator."""
    source = "import random, uuid\nimport numpy as np\nprint(random.random(), np.random.rand(), uuid.uuid4())"
    one, other = printed(server, source).split(), printed(server, source).split()
    assert all(a != b for a, b in zip(one, other, strict=True))


def test_nothing_of_one_is_left_for_the_next(server):
    """Names, modules, files, settings and processes of one student are gone in the next kernel."""
    leave = """
        import os, sys, subprocess, numpy as np
        kept = np.kept = sys.kept = 1
        os.environ["KEPT"] = "1"
        for place in (os.path.expanduser("~/kept"), "kept", "/tmp/kept", "/dev/shm/kept", "../../kept"):
            try:
                open(place, "w").close()
            except OSError:
                pass
        subprocess.Popen(["sleep", "1234567"])
    """
    look = """
        import glob, os, sys, numpy as np
        found = [hasattr(np, "kept"), hasattr(sys, "kept"), "KEPT" in os.environ, "kept" in globals()]
        found += [os.path.exists(os.path.expanduser(place)) for place in ("~/kept", "kept", "../../kept")]
        found += [os.path.exists(place) for place in ("/tmp/kept", "/dev/shm/kept")]
        print(found)
    """
    printed(server, "\n".join(line[8:] for line in leave.split("\n")))
    assert "True" not in printed(server, "\n".join(line[8:] for line in look.split("\n")))
    assert not [process for process in psutil.process_iter(["cmdline"]) if "1234567" in (process.info["cmdline"] or [])]


def test_a_neighbor_cannot_be_seen_or_touched(server):
    """A kernel beside another one, of the same user, neither reads its files nor signals it nor sets its limits."""
    with started(server) as first:
        first.run(
            there := new_code_cell("import os; open('mine', 'w').write('secret'); print(os.getcwd(), os.getpid())")
        )
        place, pid = there.outputs[0].text.split()
        tries = f"""
import os, resource
def tried(act):
    if os.getpid() == {pid}:  # numbers of another namespace mean nothing here
        return "ProcessLookupError"
    try:
        return repr(act())
    except (OSError, ValueError) as error:
        return type(error).__name__
print(tried(lambda: open({place!r} + "/mine").read()))
print(tried(lambda: os.listdir({place!r})))
print(tried(lambda: open({place!r} + "/new", "w")))
print(tried(lambda: os.kill({pid}, 0)))
print(tried(lambda: resource.prlimit({pid}, resource.RLIMIT_CPU, (1, 1))))
print(tried(lambda: open("/proc/{pid}/environ").read()))
print(tried(lambda: open("/proc/{pid}/mem", "r+b")))
print(tried(lambda: os.setpriority(os.PRIO_PROCESS, {pid}, 19)))
"""
        seen = printed(server, tries).split()
        assert set(seen) <= {"PermissionError", "FileNotFoundError", "ProcessLookupError", "OSError"}, seen
        assert len(seen) == 8
        first.run(after := new_code_cell("print(sorted(os.listdir()))"))
        assert after.outputs[0].text == "['mine']\n"


def test_the_settings_of_the_system_cannot_be_written(server):
    """Whoever grades as root owns the files below /proc/sys in every namespace."""
    source = "try:\n    open('/proc/sys/kernel/core_pattern', 'r+')\nexcept OSError as error:\n    print(error.errno)"
    assert int(printed(server, source)) in (errno.EROFS, errno.EACCES, errno.ENOENT)


def test_there_is_no_other_socket(server):
    """No address can be reached, no name resolved, nothing listened on; pairs within the process are there."""
    source = """
import asyncio, socket, urllib.request
def tried(act):
    try:
        return repr(act())
    except OSError as error:
        return type(error).__name__
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, 40):
    print(tried(lambda: socket.socket(family, socket.SOCK_STREAM)))
print(tried(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)))
print(tried(lambda: urllib.request.urlopen("http://192.0.2.1")))
asyncio.new_event_loop().close()
"""
    assert printed(server, source).split() == ["OSError"] * 5 + ["PermissionError", "URLError"]


def test_modes_and_times_of_files_elsewhere_stay(server, tmp_path):
    """Linux lets a process change what it owns without opening it: a folder of ours stays closed to others."""
    ours = tmp_path / "ours"
    ours.write_text("x")
    before = ours.stat()
    source = f"""
import os, shutil
for act in (lambda: os.chmod({str(ours)!r}, 0o777), lambda: os.utime({str(ours)!r}, (1, 1)),
            lambda: os.truncate({str(ours)!r}, 0), lambda: os.chown({str(ours)!r}, 1, 1)):
    try:
        act()
    except OSError:
        pass
shutil.copy2("../data/rocket.jpg", "copy.jpg")
print(os.path.getsize("copy.jpg"))
"""
    assert int(printed(server, source)) == (PHOTOGRAPHS / "rocket.jpg").stat().st_size
    after = ours.stat()
    assert (before.st_mode, before.st_mtime, before.st_size, before.st_uid) == (
        after.st_mode, after.st_mtime, after.st_size, after.st_uid)  # fmt: skip


def test_files_of_others_cannot_be_emptied_or_held(server, tmp_path):
    """Opening a file neither to read nor to write, emptying one that is only read, a lease: nothing comes of them."""
    ours = tmp_path / "ours"
    ours.write_text("x")
    source = f"""
import fcntl, os, pathlib
def tried(act):
    try:
        return repr(act())
    except OSError as error:
        return type(error).__name__
for path in ("../data/rocket.jpg", {str(ours)!r}):
    print(tried(lambda: os.open(path, os.O_RDONLY | os.O_TRUNC)), tried(lambda: os.open(path, 3)))
print(tried(lambda: fcntl.fcntl(os.open("../data/rocket.jpg", os.O_RDONLY), 1024, fcntl.F_WRLCK)))
print(tried(lambda: fcntl.ioctl(os.open("../data/rocket.jpg", os.O_RDONLY), 0x40086602, bytes(8))))
pathlib.Path("new").touch()
print(os.path.exists("new"))
"""
    assert set(printed(server, source).split()) == {"PermissionError", "OSError", "True"}
    assert ours.read_text() == "x"
    assert (PHOTOGRAPHS / "rocket.jpg").stat().st_size > 100_000


def test_what_is_installed_can_be_imported(server):
    """All libraries of the environment are there for a student's cell, also those that no notebook imports."""
    source = "import sys\nfound = 'iniconfig' in sys.modules\nimport iniconfig\nprint(found, iniconfig.__name__)"
    assert printed(server, source) == "False iniconfig\n"


def test_the_courses_data_are_read_where_notebooks_look_for_them_and_stay(server):
    """`../../data`, as from a notebook of the release, is read; whoever would put something else there cannot."""
    source = """
import os
def tried(act):
    try:
        act()
        return "done"
    except OSError:
        return "refused"
print(os.path.getsize("../../data/rocket.jpg"))
print(tried(lambda: os.unlink("../../data")), tried(lambda: os.rename("../../data", "../../old")),
      tried(lambda: os.rename("../../data", "mine")), tried(lambda: os.symlink(".", "../../more")),
      tried(lambda: os.mkdir("../../more")), tried(lambda: open("../../data/new", "w")),
      tried(lambda: os.replace("mine.jpg", "../../data/rocket.jpg")))
"""
    files = {"mine.jpg": b"forged"}
    size = (PHOTOGRAPHS / "rocket.jpg").stat().st_size
    for _ in range(2):  # another kernel of the same server sees the same
        with started(server, files=files) as student:
            ran = new_code_cell(source)
            student.run(ran)
        told = ran.outputs[0].text.split()
        assert told[0] == str(size) and set(told[1:]) == {"refused"}, told
    assert not (PHOTOGRAPHS / "new").exists()


def test_pools_of_processes_work(server):
    """Locks, queues, shared values and both kinds of pools do what they do on a student's own machine."""
    source = """
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor
total, queue, lock = mp.Value("i", 0), mp.Queue(), mp.RLock()
def work(number):
    with lock, total.get_lock():
        total.value += number
    queue.put(number)
    return number * number
pool = mp.Pool(3)
print(sum(pool.map(work, range(10))))
pool.close()
pool.join()
with ProcessPoolExecutor(2) as pool:
    print(sum(pool.map(work, range(4))))
print(total.value, sum(queue.get(timeout=20) for _ in range(14)))
"""
    assert printed(server, source).split() == ["285", "14", "51", "51"]


def test_own_children_can_be_ended(server):
    """What a student's code has started it may end."""
    if kernel_server.way().landlock < 6:
        pytest.skip("before Linux 6.12 a student's processes cannot signal each other")
    source = "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\nchild.terminate()\nprint(child.wait())"
    assert printed(server, source) == "-15\n"


def test_a_shell_command_shows_its_output(server):
    """`!ls` works without a terminal; what it shows stands between what the cell prints before and after it."""
    source = "print('before')\nname = 'hello'\n!echo $name; echo oh >&2; exit 3\nprint('after', _exit_code)"
    assert printed(server, source).split() == ["before", "hello", "oh", "after", "3"]


def test_a_shell_command_in_the_background_is_not_waited_for(server):
    """`!sleep 300 &` returns at once."""
    assert printed(server, "!sleep 300 &\nprint('after')") == "after\n"


@pytest.mark.slow
def test_a_cell_that_no_interrupt_ends_is_found_out(server):
    """A kernel that is still busy when the time of a cell is up gets no further cell: each would wait as long."""
    busy = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    with started(server, 2.0) as student, pytest.raises(DeadKernelError, match="does not answer any more"):
        student.run(new_code_cell(busy))


TOO_MUCH = {
    "memory": ("3 GB of memory", """
import os
os.fork()
x = bytearray(b"x") * (1700 * 2**20)
"""),
    "hidden-memory": ("128 MB", """
import ctypes, os, threading, time
if os.fork() == 0:  # the first thread ends, and Linux tells nothing of the others
    threading.Thread(target=time.sleep, args=(600,)).start()
    ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[os.uname().machine], 0)
"""),
    "many-mappings": ("128 MB", """
import ctypes
libc, size = ctypes.CDLL(None), 4096 * 50000
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
start = libc.mmap(None, size, 3, 0x22, -1, 0)
for at in range(0, size, 8192):
    libc.mprotect(start + at, 4096, 1)
"""),
    "files": ("128 MB", """
for i in range(4):
    open(str(i), "wb").write(bytes(50 * 2**20))
"""),
    "removed-files": ("128 MB", """
import os
kept = []
for i in range(4):
    kept.append(open("x", "wb"))
    os.remove("x")
    kept[-1].write(bytes(50 * 2**20))
"""),
    "mapped-files": ("128 MB", """
import mmap, os
kept = []
for i in range(4):
    with open("x", "wb") as file:
        file.write(bytes(50 * 2**20))
    with open("x", "rb") as file:
        kept.append(mmap.mmap(file.fileno(), 4096, prot=mmap.PROT_READ))
    os.remove("x")
"""),
    "hidden-files": ("128 MB", """
import ctypes, os, time
if os.fork() == 0:
    time.sleep(1000)
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # nobody may look into this process any more
kept = []
for i in range(4):
    kept.append(open("x", "wb"))
    os.remove("x")
    kept[-1].write(bytes(50 * 2**20))
"""),
    "names": ("10,000 files", """
for i in range(20000):
    open(str(i), "w").close()
"""),
    "processes": ("128 processes", """
import subprocess
x = [subprocess.Popen(["sleep", "600"]) for _ in range(150)]
"""),
    "threads": ("128 processes", """
import threading, time
for _ in range(150):
    threading.Thread(target=time.sleep, args=(600,)).start()
"""),
}  # fmt: skip


@pytest.mark.parametrize("what", TOO_MUCH)
def test_who_takes_too_much_is_ended(server, what):
    """Memory, files and processes are counted together, however they are held, and the reason is said."""
    reason, source = TOO_MUCH[what]
    with started(server) as student, pytest.raises(DeadKernelError, match=reason):
        student.run(new_code_cell(f"{source}\nimport time\ntime.sleep(60)"))


def test_everything_ends_with_the_kernel(server):
    """Children that leave their group and their parents, and one that forks without end, are gone with the kernel."""
    source = """
import os, subprocess, time
for number in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", "7654321"])
        os._exit(0)
if os.fork() == 0:
    while True:  # each generation ends before anybody can look at it
        if os.fork():
            os._exit(0)
time.sleep(0.5)
print(open("/proc/self/status").read().split("NSpid:")[1].split()[0])
"""
    with started(server) as student:
        student.run(cell := new_code_cell(source))
        assert cell.outputs[-1].text.strip().isdigit()  # Python 3.12 and newer warn of forks before
        until = time.monotonic() + 60
        while len(mine := below(student.kernel.pid)) < 4:  # on a busy machine they may not be seen at once
            assert time.monotonic() < until
    sleeping = [p for p in psutil.process_iter(["cmdline"]) if "7654321" in (p.info["cmdline"] or [])]
    assert not alive_after(PATIENCE, [*mine, *sleeping])


def test_a_killed_supervisor_leaves_nothing(server):
    """If the process beside a kernel is killed by force, as by a lack of memory, the kernel and its children end."""
    with started(server) as student:
        student.run(new_code_cell("import subprocess; x = subprocess.Popen(['setsid', 'sleep', '2345678'])"))
        mine = below(student.kernel.pid)
        assert mine
        os.kill(student.kernel.pid, signal.SIGKILL)
        with pytest.raises(DeadKernelError):
            student.run(new_code_cell("import time; time.sleep(60)"))
        assert not alive_after(PATIENCE, mine)


def runs(process):
    """Whether a process does more than wait for its parent to look."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def alive_after(seconds, processes):
    """Which of these processes still run after so long; who is being ended does for a moment."""
    until = time.monotonic() + seconds
    while True:
        alive = list(filter(runs, processes))
        if not alive or time.monotonic() > until:
            return alive
        time.sleep(0.05)


def below(pid):
    """All processes that a process has started, and they."""
    return psutil.Process(pid).children(recursive=True)


def test_same_view_every_way(server):
    """A kernel sees the same folders, limits, powers and settings in every way."""
    source = (
        "import os, resource\n"
        "limits = {name: resource.getrlimit(getattr(resource, name)) for name in LIMITS}\n"
        "status = open('/proc/self/status').read()\n"
        "powers = [line for line in status.split('\\n') if line.startswith(('Cap', 'NoNew', 'Seccomp:'))]\n"
        "print(os.listdir(), sorted(os.listdir('..')), sorted(os.listdir('../data')), limits, powers,\n"
        "      sorted(name for name in os.environ if name != 'PWD' and not name.startswith('KMP_')))"
    ).replace("LIMITS", repr(sorted(view.LIMITS)))
    assert SEEN.setdefault("same", printed(server, source)) == printed(server, source)
    assert "CapEff:\\t0000000000000000" in SEEN["same"]


SEEN: dict[str, str] = {}


@pytest.mark.parametrize("own", [False, True])
def test_an_environment_below_tmp(tmp_path, monkeypatch, own):
    """A virtual environment in a folder for temporary files is shown all the same."""
    (tmp_path / "library.py").write_text("ANSWER = 42")
    found = [*view.interpreters(), tmp_path]
    monkeypatch.setattr(view, "interpreters", lambda: found)
    with confined("both"):
        server = None if own else kernel_server.server_for(PHOTOGRAPHS, ("numpy",))
        source = f"import sys; sys.path.append({str(tmp_path)!r}); import library; print(library.ANSWER)"
        assert printed(server, source) == "42\n"


def test_long_names_of_temporary_folders(tmp_path, monkeypatch):
    """Where temporary files lie in a folder with a long name, sockets lie in one with a short name."""
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with confined("both"):
        assert printed(None, "print(1)") == "1\n"
        assert printed(kernel_server.server_for(PHOTOGRAPHS, ("json",)), "print(2)") == "2\n"
