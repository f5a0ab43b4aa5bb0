"""Judge and agent together, on a socket, without a kernel."""

import contextlib
import socket
import threading
import types

from course.grading.judge.allowlist import built_in, recreate
from course.grading.judge.connection import Wire
from course.grading.judge.data import wire
from course.grading.judge.test_runner import Judge
from course.grading.judge.verdict import Test
from course.grading.libraries import arrays, classes, standard  # noqa: F401  (what they know is data)
from course.grading.mistakes.message import readable
from course.grading.sandbox import embedded

AGENT = compile(embedded.AGENT, "<agent>", "exec")


@contextlib.contextmanager
def student(names):
    """The judge's end of a connection to an agent that has these names."""
    module = types.ModuleType("_course_agent")
    exec(AGENT, module.__dict__)
    ours, theirs = socket.socketpair()
    agent = module.Agent(names)
    agent.connection = theirs

    def answer():
        with contextlib.suppress(wire.WireError, OSError, module.WireError):
            while (question := module.receive(theirs))[0][0] != "end":
                agent.answer(*question)

    names_of_tests = dict(names)
    agent.pins = types.SimpleNamespace(get=lambda *_: names_of_tests)
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    with ours, theirs:
        yield Wire(ours)


def travelled(value):
    """A value as it arrives on the other side."""
    blobs = []

    def unknown(other):
        raise AssertionError(f"{other} is no data")

    return wire.Decoder(blobs, unknown).decode(wire.encode(value, unknown, blobs))


def answered(answer, *tests, as_nbgrader=False):
    """What the judge says of tests of an answer's text; first they may have to pass as plain nbgrader runs them."""
    names = {"__name__": "__main__"}
    exec(answer, names)
    for _, test in tests if as_nbgrader else ():
        exec(test, dict(names))
    return [verdict.message for verdict in verdicts(names, *tests)]


def recreated(kind, name, where, said=(), line=0):
    """An exception of a built-in kind as the judge raises it."""
    return recreate(built_in(kind), name, where, said, line)


def verdicts(names, *tests, locked=()):
    """What the judge says of each test."""
    given = [Test(f"test_{name}", text, place) for place, (name, text) in enumerate(tests, 10)]
    with student(names) as connection:
        judge = Judge(connection, list(locked), given)
        classes.NAMES[:] = [judge.names]
        return [readable(judge.judge(test, 60), connection.texts, test, locked) for test in given]
