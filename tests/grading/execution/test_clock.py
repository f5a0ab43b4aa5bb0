"""Limits count what a student's processes work or idle, on a machine that is busy with something else as well."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from support.rounds import ANSWERS, FULL, graded

from course.grading.execution.clock import SLOWEST, WorkClock

pytestmark = pytest.mark.xdist_group("clock")
SPIN = "while True: pass"
OTHERS = 8  # spinning processes for each processor


@contextlib.contextmanager
def processes(*sources, alone_on=None):
    """Python processes that run these texts, on one processor if it is given."""
    pin = f"import os\nos.sched_setaffinity(0, [{alone_on}])\n" if alone_on is not None else ""
    ready = "print(flush=True)\n"
    started = [subprocess.Popen([sys.executable, "-c", pin + ready + one], stdout=-1) for one in sources]
    try:
        for one in started:
            one.stdout.readline()
        yield [one.pid for one in started]
    finally:
        for one in started:
            one.kill()
            one.wait()
            one.stdout.close()


@contextlib.contextmanager
def strangers(number):
    """Processes that spin and are no children of ours."""
    spin = f"s.Popen([sys.executable, '-c', {SPIN!r}], stdout=s.DEVNULL)"
    start = f"import subprocess as s, sys\nfor _ in range({number}): print({spin}.pid)"
    told = subprocess.run([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True, check=True).stdout
    try:
        yield
    finally:
        for pid in map(int, told.split()):
            os.kill(pid, signal.SIGKILL)


def share(clock, seconds=4.0):
    """Which part of some time on the wall a clock counts."""
    begun, before = time.monotonic(), clock.now()
    while time.monotonic() - begun < seconds:
        time.sleep(0.1)
        clock.now()
    return (clock.now() - before) / (time.monotonic() - begun)


CHILD = "import os, time\nparent = os.getpid()\nif os.fork():\n    time.sleep(1000)\nwhile os.getppid() == parent: pass"
SLEEP = "import time; time.sleep(1000)"


@pytest.mark.parametrize(
    ("source", "least", "most"),
    [(SPIN, 0.9 / SLOWEST, 0.5), (CHILD, 0.9 / SLOWEST, 0.5), (SLEEP, 0.7, 1.1)],
    ids=["works", "lets a child work", "sleeps"],
)
def test_waiting_for_a_processor_does_not_count_and_sleeping_does(source, least, most):
    """Beside eight others on one processor a process gets a ninth of it; one that sleeps is as idle as ever."""
    clock = WorkClock()
    with processes(source, *[SPIN] * OTHERS, alone_on=min(os.sched_getaffinity(0))) as pids, clock.watching(pids[0]):
        assert least <= share(clock) <= most


def test_work_on_several_processors_counts_once_for_each():
    """Two children that work are more than the time that passes, where they have the processors for it."""
    clock = WorkClock()
    with processes(CHILD.replace("os.fork()", "os.fork() and os.fork()")) as pids, clock.watching(*pids):
        share(clock)
        worked = sum(sum(one.cpu_times()[:2]) for one in psutil.Process(pids[0]).children())
        assert clock.now() >= 0.9 * worked - 0.2


def test_children_that_are_another_matter_do_not_count():
    """What else the grader's own process has started, as a Jupyter server has, costs no hand-in its time."""
    clock = WorkClock()
    with processes(SPIN, SPIN), processes(SLEEP) as pids, clock.watching(*pids, alone=os.getpid()):
        assert share(clock) <= 1.1


def test_it_stands_while_nothing_is_watched():
    """Time before the first cell, and between two kernels, is nobody's."""
    clock = WorkClock()
    with clock.watching(os.getpid()):
        time.sleep(0.3)
    counted = clock.now()
    time.sleep(0.5)
    assert clock.now() == counted >= 0.2


def test_without_proc_the_wall_counts(monkeypatch):
    """Where the system tells nothing of a process, no limit is lifted."""
    monkeypatch.setattr("course.grading.sandbox.inside.family.threads", lambda pid: [])
    clock = WorkClock()
    with clock.watching(os.getpid()):
        assert share(clock, 0.5) == pytest.approx(1, abs=0.3)


def working(seconds):
    """Lines that take so much of a processor's time."""
    return f"until = time.process_time() + {seconds}\nwhile time.process_time() < until:\n    pass"


def test_bug_a_busy_machine_ended_right_answers():
    """Cells and answers within their limit of work pass beside others that have nearly all of the machine."""
    slow = working(1).replace("\n", "\n    ")
    answers = {name: answer.replace("    return", f"    {slow}\n    return") for name, answer in ANSWERS.items()}
    with strangers(OTHERS * len(os.sched_getaffinity(0))):
        begun = time.monotonic()
        run, messages = graded(answers, extra=working(1.5), cell=5)
        passed = time.monotonic() - begun
    assert messages == FULL and not run.nb.cells[1].outputs
    assert run.clock.now() < passed


@pytest.mark.parametrize(
    "answer",
    ["time.sleep(1000)", "__import__('threading').Event().wait()", "os.waitpid(os.fork() or time.sleep(1000) or 0, 0)"],
)
def test_an_answer_that_sleeps_or_waits_for_ever_ends(answer):
    """Doing nothing is limited as work is."""
    run, messages = graded(ANSWERS | {"first": f"def first():\n    {answer}"}, cell=2)
    assert messages["second"] is None and "did not finish within 2 seconds" in messages["first"]
    assert run.rounds == 2


def test_a_cell_that_sleeps_for_ever_ends():
    """The cell is interrupted, and costs nothing but itself."""
    late = {"ename": "TooLong", "evalue": "The cell took too long.", "traceback": []}
    run, messages = graded(extra="time.sleep(1000)", cell=2, on_timeout=late)
    assert messages == FULL and run.rounds == 1
