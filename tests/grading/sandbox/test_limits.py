"""What a kernel takes with all that it started stays within its limits, and an honest one is never ended for them."""

import threading
from contextlib import contextmanager

import pytest
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell
from support.confinement import WAYS, confined
from support.course import PATIENCE

from course.grading.execution import kernel
from course.grading.sandbox import kernel_server, view
from course.grading.sandbox.folders import CourseFiles, folders_for
from course.grading.sandbox.inside import family

pytestmark = pytest.mark.xdist_group("kernels")
SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in WAYS[2:]]
MODULES = "numpy", "matplotlib.pyplot", "sklearn.cluster"
AT_ONCE = 2 * view.MOST["processes"]  # each that is there may be starting another when we look


@pytest.fixture(scope="module", params=[*WAYS[:2], *SLOW], autouse=True)
def way(request):
    """A way to confine kernels, each tried with what this machine has."""
    with confined(request.param) as found:
        yield found


@contextmanager
def started():
    """A fresh kernel."""
    server, late = kernel_server.server_for(None, MODULES), {"ename": "TooLong", "evalue": "", "traceback": []}
    with (
        folders_for({}, CourseFiles(), server and server.base) as folders,
        kernel.student_kernel(folders, True, lambda: PATIENCE, late, server) as student,
    ):
        yield student


def printed(student, source):
    """What a cell prints, or the name of what it raises."""
    student.run(cell := new_code_cell(source))
    return "".join(output.get("text", "") or output.get("ename", "") for output in cell.outputs)


def passed(source):
    """The limit that a cell passes, and the most processes and threads that the sandbox had meanwhile."""
    most, over = 0, threading.Event()
    with started() as student:

        def watch():
            nonlocal most
            while not over.wait(0.01):
                pids = family.descendants(student.kernel.pid)
                most = max(most, sum(len(family.threads(one)) for one in pids))

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            with pytest.raises(DeadKernelError):
                student.run(new_code_cell(source))
        finally:
            over.set()
            watching.join()
        return student.kernel.passed, most


FORKS = "import os, time\nwhile True:\n    os.fork()"
THREADS = """
import ctypes, mmap, time
start = ctypes.CDLL(None).clone
start.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
sleep = ctypes.cast(ctypes.CDLL(None).pause, ctypes.c_void_p)
stacks = mmap.mmap(-1, 2**25, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
top = ctypes.addressof(ctypes.c_char.from_buffer(stacks))
for number in range(1, 20_000):
    start(sleep, top + 1024 * number, 0x10F00, None)
time.sleep(5)
"""


@pytest.mark.parametrize("source", [FORKS, THREADS], ids=["forks", "threads"])
def test_bug_thousands_of_processes_between_two_looks(source):
    """Whoever starts one is asked for: however fast a bomb is, and whoever grades, there are never many more."""
    limit, most = passed(source)
    assert limit == "processes"
    assert most <= AT_ONCE


def test_bug_memory_in_buffers_of_sockets_was_not_counted():
    """What waits in sockets is memory: eight gigabytes of it were nobody's."""
    source = """
        import os, socket, time
        def fill():
            kept = []
            while True:
                kept += socket.socketpair()
                for one in kept[-2:]:
                    one.setblocking(False)
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**24)
                    try:
                        while one.send(bytes(2**16)):
                            pass
                    except BlockingIOError:
                        pass
        for number in range(40):
            if os.fork() == 0:
                try:
                    fill()
                finally:
                    time.sleep(60)
        time.sleep(60)
    """
    assert passed("if True:" + source)[0] == "memory"


def test_bug_open_files_of_one_thread_were_not_counted():
    """No thread has a table of open files of its own, which nobody would see."""
    source = "import ctypes\nprint(ctypes.CDLL(None).syscall(436, 1000, 1000, 2))"
    with started() as student:
        assert printed(student, source) == "-1\n"


def test_bug_a_pool_of_sleeping_processes_was_ended():
    """Pages and libraries that processes share count once: they take what one takes, and are not ended for it."""
    source = """
import matplotlib.pyplot, multiprocessing, sklearn.cluster, time
def nap(number):
    time.sleep(1)
    return number
pool = multiprocessing.Pool(32)
print(sum(pool.map(nap, range(32), chunksize=1)))
pool.close()
pool.join()
"""
    with started() as student:
        assert printed(student, source) == "496\n"
        student.end()
        assert student.memory() < 2**30


def test_memory_that_belongs_to_nobody_is_not_had():
    """Shared memory without a file, of every kind there is: none."""
    source = """
import ctypes, mmap, os
libc = ctypes.CDLL(None)
print([libc.shmget(0, 4096, 0o1600), libc.msgget(0, 0o1600), libc.shm_open(b"/x", 66, 0o600)])
for attempt in (lambda: os.memfd_create("x"), lambda: mmap.mmap(-1, 2**20), lambda: open("/dev/shm/x", "w")):
    try:
        print(attempt())
    except OSError:
        print("none")
"""
    with started() as student:
        assert printed(student, source) == "[-1, -1, -1]\nnone\nnone\nnone\n"


def test_bug_locks_were_a_channel():
    """A lock on a file that all kernels may read, or on an own one, is said to be had and tells nobody anything."""
    source = f"""
import fcntl, sqlite3
file = open({family.__file__!r})
fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
fcntl.lockf(open("own", "w"), fcntl.LOCK_EX | fcntl.LOCK_NB)
with sqlite3.connect("table.db") as table:
    table.execute("create table t (x)")
    table.execute("insert into t values (1)")
print(list(table.execute("select x from t")))
"""
    with started() as first, started() as second:
        assert [printed(one, source) for one in (first, second)] == ["[(1,)]\n"] * 2


NAMES = {
    "files": "open(name, 'w').close()",
    "folders": "os.mkdir(name)",
    "links": "os.symlink('x' * 2000, name)",
    "hard links": "os.link('first', name)",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", NAMES)
def test_names_are_bounded(kind):
    """Hundreds of thousands of names, without a byte in them, end the kernel."""
    source = f"""
import os
open("first", "w").close()
for number in range(300_000):
    name = "n" * 200 + str(number)
    {NAMES[kind]}
"""
    assert passed(source)[0] == "files"


def test_removed_files_are_bounded():
    """A process keeps some hundred files open, with a name or without one."""
    source = """
import os
kept = []
try:
    while True:
        kept.append(os.open("x", os.O_CREAT | os.O_RDWR))
        os.remove("x")
except OSError:
    number = len(kept)
    for one in kept:
        os.close(one)
print(number)
"""
    with started() as student:
        assert 256 < int(printed(student, source)) < view.LIMITS["RLIMIT_NOFILE"]
