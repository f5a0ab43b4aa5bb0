"""What is lost on the way to a verdict is tried again; points are lost by the student's own process only."""

import pytest
from support.rounds import ANSWERS, FULL, graded

from course.grading.execution import notebook_run
from course.grading.execution.notebook_run import Interrupted

pytestmark = pytest.mark.xdist_group("lost")
KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"
ENDED = "ended its process or gave back no usable data"


def test_a_judge_that_was_killed_costs_nobody_a_point(tmp_path):
    """As the system kills a process when memory is short: the test is judged again."""
    mark = tmp_path / "once"
    once = (
        f"import pathlib\nif not pathlib.Path({str(mark)!r}).exists():\n    pathlib.Path({str(mark)!r}).touch()\n    "
    )
    run, messages = graded(tests={"second": once + KILL.replace("\n", "; ", 1)})
    assert mark.exists() and run.rounds == 2 and messages == FULL


def test_a_judge_that_is_always_killed_is_no_zero():
    """Where no verdict can be had because of us, the notebook is not graded, and the reason names the test."""
    with pytest.raises(Interrupted, match=r"the process that runs the tests ended in test_second \(exit code -9\)"):
        graded(tests={"second": KILL})


@pytest.mark.parametrize("where", ["cell", "answer"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_kernel_that_was_killed_costs_nobody_a_point(tmp_path, where, times):
    """The kernel dies by the signal that the system sends when memory is short: it runs again from the start."""
    (tmp_path / "kill").touch()
    kill = f"import signal\nif os.path.exists('../data/kill'):\n    {KILL.splitlines()[1]}\n"
    answers = dict(ANSWERS)
    if where == "answer":
        answers["first"] = (
            answers["first"].replace("()", "_()")
            + "\ndef first():\n"
            + "".join(f"    {line}\n" for line in [*kill.splitlines(), "return first_()"])
        )
    before = lambda number: (tmp_path / "kill").unlink(missing_ok=True) if number > times else None  # noqa: E731
    run, messages = graded(answers, extra=kill if where == "cell" else "pass", before=before, data=tmp_path)
    assert run.rounds == times + 1 and messages == FULL
    assert all(not one.outputs for one in run.nb.cells)


KILLS_ITSELF = {"first": f"def first():\n    {KILL.splitlines()[0]}\n    {KILL.splitlines()[1]}"}


def test_an_answer_that_kills_its_process_loses_its_own_points_only():
    """That is tried three times, as it could be the system's doing; then the exercise has no points."""
    run, messages = graded(ANSWERS | KILLS_ITSELF)
    assert run.rounds == 4 and messages["second"] is None and ENDED in messages["first"]


def test_when_memory_was_short_a_killed_kernel_is_no_zero(monkeypatch):
    """Where the system tells that it killed processes for want of memory, nobody is blamed for it."""
    counts = iter(range(100))
    monkeypatch.setattr(notebook_run, "out_of_memory_kills", lambda: next(counts))
    with pytest.raises(Interrupted, match="the machine ran out of memory"):
        graded(ANSWERS | KILLS_ITSELF)


def test_a_cell_that_kills_its_process_is_left_out():
    """A cell of the student's own that always ends its process costs nothing but itself."""
    run, messages = graded(extra=KILL)
    assert run.rounds == 4 and messages == FULL
    assert "This cell ended its process" in run.nb.cells[1].outputs[-1].evalue


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), 11)", "os.closerange(3, 1000)"])
def test_an_answer_that_ends_its_process_is_tried_twice(end):
    """The second time alone, in a fresh kernel; the other exercises keep their points."""
    run, messages = graded(ANSWERS | {"first": f"def first():\n    {end}"})
    assert run.rounds == 3 and messages["second"] is None and ENDED in messages["first"]


def test_second_tries_are_bounded():
    """A notebook that ends its process in every test has three second tries, and then one for each test."""
    names = ["first", "second", "third", "fourth", "fifth"]
    run, messages = graded({name: f"def {name}():\n    os._exit(1)" for name in names})
    assert run.rounds == len(names) + notebook_run.STUDENT.spare and all(map(messages.get, names))


def test_a_limit_that_was_passed_is_named():
    """Whose process was ended for what it took reads which limit that was."""
    _, messages = graded(ANSWERS | {"first": "def first():\n    return [bytearray(2**28) for _ in range(20)]"})
    assert messages["second"] is None
    stopped = "first stopped with MemoryError: try it on the example of the statement."
    ended = "first was ended: it took more than 3 GB of memory."
    assert messages["first"] in (ended, f"{stopped} It stopped in line 2 of your cell.")


def test_outputs_are_those_of_the_first_round(tmp_path):
    """What a later round prints is not shown: it could tell of the hidden tests that were run before it."""
    listing = "print(sorted(os.listdir('../data')), [len(os.listdir(p)) for p in [os.environ['TMPDIR'], '.']])"
    run, messages = graded(
        ANSWERS | {"first": "def first():\n    open('left', 'w').close()\n    os._exit(3)"},
        extra=listing,
        before=lambda number: (tmp_path / f"round {number}").touch(),
        data=tmp_path,
    )
    assert run.rounds == 3 and messages["second"] is None
    assert run.nb.cells[1].outputs[0].text == "['round 1'] [0, 0]\n"


def test_files_of_hidden_tests_are_gone_in_the_next_round():
    """Each round has a new folder: what a test wrote for a student's function is not there when cells run again."""
    look = (
        "from ipykernel.kernelapp import IPKernelApp\n"
        "room = os.path.dirname(os.path.dirname(IPKernelApp.instance().connection_file))\n"
        "folder = os.path.join(room, 'x')\n"
        "found = os.listdir(folder)"
    )
    write = "import pathlib, tempfile\npathlib.Path(tempfile.gettempdir(), 'secret').touch()"
    answers = {
        "first": "def first():\n    os._exit(1)",
        "second": "def second():\n    return 2 if not found and os.listdir(folder) == ['secret'] else 0",
    }
    run, messages = graded(answers, {"first": write, "second": write}, look)
    assert run.rounds == 3 and messages["second"] is None
