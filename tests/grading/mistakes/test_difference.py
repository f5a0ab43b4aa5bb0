"""Pictures of failed comparisons: what is drawn, what is not, and that nobody is asked for it."""

import contextlib
import io
import os
import socket
import threading
import time

import numpy as np
import pytest
from PIL import Image
from support.agents import recreated

from course.grading.execution.judge_process import MistakePicture
from course.grading.execution.judging import judge_tests
from course.grading.judge.connection import Wire
from course.grading.judge.data.wire import WireError, encode, receive, send
from course.grading.judge.proxies import make_handle
from course.grading.judge.test_runner import Judge
from course.grading.judge.verdict import Cell, ForbiddenOperation, Test, Verdict
from course.grading.mistakes.assertion import failure_of
from course.grading.mistakes.drawing import MAX_BYTES, picture_of
from course.grading.mistakes.picture import mistake_picture
from course.grading.sandbox.folders import CourseFiles, folders_for


class Silent:
    """A connection that nobody may use."""

    known = frozenset()

    def ask(self, *question, out=None):
        raise AssertionError("a picture asked the student's process")


def failed(test, **names):
    """A picture of what fails in a test, with names of the test's world; `came` are the student's values."""
    came = names.pop("came", [])
    try:
        exec(compile(test, "<test_f>", "exec"), {"np": np, **names})
    except AssertionError as error:
        failure = failure_of(error, came, {"np": np, **names}, Test("test_f", test, 0), [])
        return mistake_picture(failure) if failure else None
    raise ValueError("the test should fail")


RNG = np.random.default_rng(3)
IMAGE = RNG.integers(0, 256, (4, 6, 3), dtype=np.uint8)
OFF = IMAGE.copy()
OFF[1, 2] += 9
PALETTE, LABELS = IMAGE.reshape(-1, 3)[:5].astype(float), RNG.integers(0, 5, (7, 9))
CURVE = np.linspace(0, 1, 30)


@pytest.mark.parametrize(
    ("test", "wanted", "got", "said"),
    [
        ("assert np.array_equal(got, wanted)", IMAGE, OFF, "4 x 6 pixels"),
        ("same = np.array_equal(wanted, got)\nassert same or got is None, 'no'", IMAGE, OFF, "1 of 24 pixels"),
        ("off = np.abs(got.astype(int) - wanted).max()\nassert off <= 1", IMAGE, OFF, "1 of 24 pixels"),
        ("assert not (got != wanted).any()", IMAGE, OFF, "1 of 24 pixels"),
        ("assert got[1].tolist() == wanted[1].tolist()", IMAGE, OFF, "6 colors"),
        ("assert np.allclose(got, wanted)", IMAGE / 255, OFF / 255, "1 of 24 pixels"),
        ("np.testing.assert_array_equal(got, wanted)", IMAGE, OFF, "1 of 24 pixels"),
        ("assert np.allclose(got, wanted, atol=1)", PALETTE, PALETTE[::-1].copy(), "5 colors"),
        ("assert np.mean(got == wanted) > 0.99", LABELS, (LABELS + 1) % 5, "63 places"),
        ("assert got.tolist() == wanted", LABELS.ravel().tolist(), LABELS.ravel()[::-1].copy(), "63 numbers"),
        ("assert np.allclose(got, wanted)", CURVE, CURVE**2, "as curves"),
        ("assert np.allclose(got, wanted)", CURVE.reshape(6, 5), CURVE.reshape(6, 5) * 2, "6 rows and 5 columns"),
    ],
)
def test_each_kind_of_value_has_its_picture(test, wanted, got, said):
    """Images, palettes, labels, curves and tables, compared in any of the ways that tests compare."""
    data, alt = failed(test, got=got, wanted=wanted, came=[got])
    assert said in alt
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG" and image.size[0] <= 700
    assert len(data) <= MAX_BYTES


def test_panels_show_expected_then_received():
    """The first panel has the colors that were expected, the second those that came, and only the odd ones glow."""
    wanted, got = np.zeros((2, 3, 3), np.uint8) + np.uint8([200, 10, 10]), np.full((2, 3, 3), 90, np.uint8)
    wanted[1, 2] = got[1, 2] = 77
    data, alt = picture_of(wanted, got)
    image = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
    row = image[50]
    width = (image.shape[1] - 40) // 3
    assert row[30].tolist() == [200, 10, 10] and row[30 + width + 20].tolist() == [90, 90, 90]
    assert row[30 + 2 * (width + 20)].min() > 100  # bright
    last = image[-20, 2 * (width + 20) + width - 20]
    assert last.max() == 0 and "5 of 6 pixels differ" in alt


@pytest.mark.parametrize(
    "test",
    [
        "assert np.array_equal(got, wanted)",
        "assert np.array_equal(wanted, got)",
        "part = np.asarray(got).astype(float)\nassert np.abs(wanted - part).max() < 1",
        "assert wanted.tolist() == got.tolist()",
        "assert (call('f') == wanted).all()",
        "def check(one, other):\n    right = np.array_equal(one, other)\n    assert right\ncheck(got, wanted)",
    ],
)
def test_received_is_what_came_from_the_student(monkeypatch, test):
    """On whichever side of the comparison it stands, by itself or as what was made of it."""
    pairs = []
    monkeypatch.setattr("course.grading.mistakes.picture.picture_of", lambda *pair: pairs.append(pair))
    failed(test, got=OFF, wanted=IMAGE, call=lambda name: OFF, came=[OFF])
    ((expected, received),) = pairs
    assert np.array_equal(expected, IMAGE) and np.array_equal(received, OFF)


def test_a_call_in_the_comparison_is_what_came_last():
    """`f(x) == expected` has no name for what came: it is the last value over the wire."""
    test = "assert np.array_equal(call('f', 1), wanted)"
    made = failed(test, call=lambda name, x: OFF, wanted=IMAGE, came=[CURVE, OFF])
    assert "1 of 24 pixels" in made[1]


@pytest.mark.parametrize(
    ("test", "names"),
    [
        ("assert np.array_equal(got, wanted)", {"came": []}),  # whose is it?
        ("assert np.array_equal(got, wanted)", {"came": [OFF, IMAGE]}),
        ("assert np.mean((got - wanted.astype(float)) ** 2) < 1e-9", {"came": [OFF]}),  # how good, not which
        ("assert np.mean(got == wanted) < 0.5", {"came": [OFF]}),  # should differ
        ("assert not np.array_equal(got, wanted) and 0", {"came": [OFF]}),
        ("assert got.shape == (6, 4, 3)", {"came": [OFF]}),
        ("assert np.array_equal(got[0], wanted)", {"came": [OFF]}),  # other shapes
        ("assert False", {}),
        ("raise AssertionError('x')", {}),
        ("assert np.array_equal(handle, wanted) or 0", {"wanted": None}),
        ("x = got == wanted\nassert x.all() and got[missing:]", {"missing": 0}),
        ("assert got is wanted and np.array_equal([handle], wanted)", {"came": [OFF]}),
    ],
)
def test_no_picture_where_it_is_not_clear(test, names):
    """Nothing is drawn, nothing is raised and nobody is asked where there is no one comparison of two arrays."""
    handle = make_handle(Silent(), 1, "f", [], True)
    world = {"got": OFF, "wanted": IMAGE, "came": [], "handle": object(), **names}
    if "missing" in names:
        world["came"] = []
    assert failed(test, **world) is None
    assert failed("assert (handle, handle) == wanted", handle=handle, wanted=[1, 2]) is None


def test_large_and_hostile_values_are_bounded():
    """Noise as large as a photograph fits into the limit; what is too large or no number has no picture."""
    noise = RNG.integers(0, 256, (700, 900, 3), dtype=np.uint8)
    assert len(picture_of(noise, noise[::-1])[0]) <= MAX_BYTES
    lone = noise.copy()
    lone[350, 450] ^= 255
    data, alt = picture_of(noise, lone)
    assert "1 of 630,000 pixels differ" in alt
    with Image.open(io.BytesIO(data)) as image:
        difference_map = np.array(image.convert("RGB"))[40:, -image.size[0] // 3 + 20 :]
    assert difference_map.max() > 200  # one pixel of many is still seen
    huge = np.zeros((3000, 3000), np.uint8)
    assert failed("assert np.array_equal(got, wanted)", got=huge, wanted=huge + np.uint8(1), came=[huge]) is None
    texts = np.array([["a"] * 9] * 9)
    assert failed("assert np.array_equal(got, wanted)", got=texts, wanted=texts[:, ::-1] + "b", came=[texts]) is None
    for odd in (np.full((4, 6, 3), np.nan), np.full((4, 6, 3), np.inf), np.full((4, 6, 3), 1e300)):
        made = failed("assert np.allclose(got, wanted)", got=odd, wanted=IMAGE.astype(float), came=[odd])
        assert made is None or len(made[0]) <= MAX_BYTES


class Answers(Wire):
    """A connection to a student whose function is here."""

    def __init__(self, function):
        super().__init__(None)
        self.function = function

    def ask(self, operation, *rest, out=None):
        if operation == "at":
            return None, []
        if rest[0] != "f":
            raise LookupError
        return self.called, []

    def called(self, *arguments):
        self.results.append(self.function(*arguments))
        return self.results[-1]


SAME = """import numpy as np
def same(got, wanted):
    right = (got == wanted).all()
    assert right, 'not the same'
"""
HELPER = Cell("setup", SAME, 0)
TEST = Test("test_f", "import numpy as np\nsame(f(3), np.zeros((2, 3, 3), np.uint8))", 1)


def judged(function, test=TEST):
    """What the judge says of a function, and the picture of its mistake."""
    judge = Judge(Answers(function), [HELPER], [test])
    verdict = judge.judge(test, 5)
    return verdict, judge.failed and mistake_picture(failure_of(*judge.failed, test, [HELPER]))


def test_judge_draws_what_a_helper_compared():
    """The check stands in a locked cell, its values are those of the helper's call."""
    verdict, (png, alt) = judged(lambda n: np.full((2, n, 3), 255, np.uint8))
    assert verdict == Verdict("test_f", "not the same")
    assert "6 of 6 pixels differ" in alt and png.startswith(b"\x89PNG")
    assert judged(lambda n: np.zeros((2, n, 3), np.uint8)) == (Verdict("test_f", None), None)


def test_an_assertion_of_the_students_has_no_picture():
    """An AssertionError out of the student's own code says nothing of the comparison that it broke off."""
    test = Test("test_f", "first = f(1)\nwanted = first + 1\nassert (f(2) == [[0, 0, 0]]).all()", 1)

    def function(n):
        if n == 2:
            raise recreated("AssertionError", "AssertionError", "f")
        return np.ones((1, 3), np.uint8)

    verdict, picture = judged(function, test)
    assert verdict.message.startswith("f stopped with AssertionError") and picture is None


class Agent(threading.Thread):
    """A student's process that has one array for every name, and answers a judge in another process."""

    def __init__(self):
        super().__init__(daemon=True)
        self.judges, self.socket = socket.socketpair()
        self.pid, self.clock = os.getpid(), time.monotonic

    serve = threading.Thread.start

    def run(self):
        send(self.socket, ["here"], [])
        with contextlib.suppress(WireError, OSError):
            while (question := receive(self.socket)[0])[0] != "end":
                blobs = []
                value = None if question[0] == "at" else np.ones((2, 3, 3), np.uint8)
                send(self.socket, ["value", encode(value, None, blobs), []], blobs)


def never(*pair):
    time.sleep(1000)


@pytest.mark.parametrize("drawing", [MemoryError("x"), ForbiddenOperation("x"), KeyboardInterrupt(), os._exit, never])
def test_verdict_stands_without_its_picture(monkeypatch, tmp_path, drawing):
    """Whatever happens while drawing, in the judge's own process: no verdict changes, and none is lost."""

    def draw(*pair):
        if isinstance(drawing, BaseException):
            raise drawing
        drawing(1)

    monkeypatch.setattr("course.grading.mistakes.picture.picture_of", draw)
    monkeypatch.setattr("course.grading.execution.judging._in_here", True)  # the judge has the patched function
    tests = [Test(f"test_{n}", f"same(f, np.full((2, 3, 3), {n}, np.uint8))", n) for n in range(1, 4)]
    with folders_for({}, CourseFiles(), None) as folders:
        found = list(judge_tests(Agent(), [HELPER], tests, [], folders, 60, lambda: 600))
    assert found == [Verdict("test_1", None), Verdict("test_2", "not the same"), Verdict("test_3", "not the same")]


def test_pictures_come_after_the_verdicts(monkeypatch):
    """The judge says all verdicts, then sends what it has drawn."""
    monkeypatch.setattr("course.grading.execution.judging._in_here", True)
    tests = [Test(f"test_{n}", f"same(f, np.full((2, 3, 3), {n}, np.uint8))", n) for n in (2, 1, 3)]
    with folders_for({}, CourseFiles(), None) as folders:
        found = list(judge_tests(Agent(), [HELPER], tests, [], folders, 60, lambda: 600))
    assert [type(one) for one in found] == [Verdict] * 3 + [MistakePicture] * 2
    assert [one.test for one in found] == ["test_2", "test_1", "test_3", "test_2", "test_3"]
