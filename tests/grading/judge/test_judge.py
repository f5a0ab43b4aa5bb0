"""What the judge takes from the student, what it runs itself, and what it says."""

import numpy as np
import pytest
from support.agents import recreated
from support.course import ROOT

from course.grading.judge.connection import TimeUp, Wire
from course.grading.judge.data.wire import WireError
from course.grading.judge.proxies import make_handle
from course.grading.judge.test_runner import MAX_MESSAGE, Judge, message_of
from course.grading.judge.verdict import Cell, ForbiddenOperation, Test, Verdict
from course.grading.mistakes.assertion import failure_of
from course.project.notebooks import read

SECRET = "The_hidden_input_was_42"
STOPPED = "try it on the example of the statement."
LIBRARIES = "the grader does not have: use the libraries that the notebook imports."


class Names(Wire):
    """A connection to a student who defined these names; what is an exception is raised where it is asked for."""

    def __init__(self, **names):
        super().__init__(None)
        self.names, self.asked = names, []

    def ask(self, operation, *rest, out=None):
        if operation == "at":
            return None, []
        self.asked.append(rest[0])
        if rest[0] not in self.names:
            raise LookupError
        value = self.names[rest[0]]
        if isinstance(value, BaseException):
            raise value
        return value, []


def judged(*tests, locked=(), **names):
    """Verdicts of tests of `f`, or of (name, text), in this order; locked cells stand in front of all."""
    cells = [Cell(f"cell_{place}", text, place) for place, text in enumerate(locked)]
    named = [
        ("test_f" if isinstance(test, str) else test[0], test if isinstance(test, str) else test[1]) for test in tests
    ]
    wire = Names(**names)
    judge = Judge(wire, cells, [Test(name, text, 100 + place) for place, (name, text) in enumerate(named)])
    return [judge.judge(test, 5) for test in [Test(name, text, 100 + n) for n, (name, text) in enumerate(named)]], wire


def message(*tests, **names):
    """What is said of the first test; None for full points."""
    return judged(*tests, **names)[0][0].message


def double(x):
    return 2 * x


def raising(error):
    """A function that ends with this, as one of the course's cells would."""
    names = {"error": error}
    exec(compile("def function(*arguments):\n    raise error", "<setup>", "exec"), names)
    return names["function"]


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("assert f(2) == 4", None),
        ("assert f(2) == 5, 'f(2) should be five.'", "f(2) should be five."),
        ("assert f(2) == 5", "A check of this exercise failed."),
        ("%matplotlib inline\nassert f(2) == 4", None),
        ("assert [f(n) for n in range(3)] == [0, 2, 4]", None),
        ("def check(): assert f(2) == 5, 'no'\ncheck()", "no"),
        (
            "assert g(2) == 4",
            "The test could not be finished (NameError): does f give back what the statement asks for, and leave what"
            " it was given as it was?",
        ),
    ],
)
def test_a_test_passes_only_if_it_runs_to_its_end(test, told):
    """Full points need a test that ends; otherwise its author's words are said."""
    assert message(test, f=double) == told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(SECRET), "The test could not be finished (ValueError): does f give back what"),
        (KeyError(SECRET), "The test could not be finished (KeyError): does f give back what"),
        (
            NameError("name 'f' is not defined", name="f"),
            "There is no f: is its cell still to do, or does it end in an error?",
        ),
        (NameError(SECRET, name=SECRET), "The test could not be finished (NameError)"),
        (AssertionError("one\ntwo"), "one\ntwo"),
        (AssertionError("a\x1b[31m\x00\u202eb"), "a[31mb"),
        (AssertionError("x" * 9999), "x" * MAX_MESSAGE),
        (AssertionError(), "A check of this exercise failed."),
        (recreated("ValueError", SECRET, SECRET), f"f stopped with ValueError: {STOPPED}"),
        (recreated("AssertionError", SECRET, SECRET), f"f stopped with AssertionError: {STOPPED}"),
        (recreated("NameError", "NameError", "f"), f"f stopped with NameError: {STOPPED}"),
        (recreated(SECRET, SECRET, SECRET), f"f stopped with RuntimeError: {STOPPED}"),
        (recreated("ValueError", "LinAlgError", ""), f"f stopped with LinAlgError: {STOPPED}"),
        (recreated("ImportError", SECRET, ""), f"f stopped with ImportError: {STOPPED}"),
        (recreated("ModuleNotFoundError", SECRET, ""), f"f imports something that {LIBRARIES}"),
    ],
    ids=repr,
)
def test_what_is_said_of_an_exception(error, told):
    """Of an exception a student reads the author's words or its kind, never a text of the student's or a library."""
    text = message_of(error, "f")
    assert text.startswith(told) and SECRET not in text and len(text) <= MAX_MESSAGE
    assert message("f(1)", f=raising(error)) == text


def test_bug_a_librarys_assertion_told_the_expected_values():
    """`numpy.testing` quotes what was expected: of an assertion that is not the author's own nothing is quoted."""
    test = "import numpy as np\nnp.testing.assert_array_equal(f(3), [41, 42, 43])"
    assert message(test, f=double) == "A check of this exercise failed."
    assert message("assert f(3) == 7, 'the author says so'", f=double) == "the author says so"


def test_a_missing_library_is_named_as_the_course_found_it():
    """The name of a library comes from the answer's text; a test's own missing module is no student's."""
    remote = recreated("ModuleNotFoundError", SECRET, "")
    assert message_of(remote, "f", "cv2") == f"f needs the library cv2, which {LIBRARIES}"
    assert message_of(ModuleNotFoundError(SECRET), "f", "cv2").startswith(
        "The test could not be finished (ModuleNotFoundError)"
    )
    wrapped = AssertionError("f stopped")
    wrapped.__cause__ = remote
    assert message_of(wrapped, "f") == f"f imports something that {LIBRARIES}"


@pytest.mark.parametrize(
    ("error", "told", "state"),
    [
        (TimeUp("time is up"), "f did not finish within 5 seconds: does a loop never end?", (True, True)),
        (WireError("truncated"), "f ended its process or gave back no usable data (truncated).", (True, False)),
        (ForbiddenOperation("An object came back."), "An object came back.", (False, False)),
    ],
    ids=repr,
)
@pytest.mark.parametrize("test", ["f(1)", "try:\n    f(1)\nexcept Exception:\n    pass"])
def test_no_test_survives_a_process_that_is_gone_or_a_refusal(test, error, told, state):
    """What is no exception ends the test, even one that expects any exception, and says if the process is lost."""
    assert judged(test, f=raising(error))[0] == [Verdict("test_f", told, *state)]
    assert judged("f", f=error)[0] == [Verdict("test_f", told, *state)]


def test_a_test_may_expect_an_exception_of_the_students():
    """An exception of the student's code is caught where a test expects its kind, and only there."""
    text = "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    assert False, 'f(-1) should fail.'"
    assert message(text, f=raising(recreated("ValueError", SECRET, ""))) is None
    assert message(text, f=raising(recreated("KeyError", SECRET, ""))) == f"f stopped with KeyError: {STOPPED}"
    assert message(text, f=double) == "f(-1) should fail."


def test_a_handle_decides_nothing():
    """A test that compares an object of the student's fails, with a message that has no name of the student's."""
    ours = make_handle(Wire(None), 1, SECRET, [], False)
    told = "Where a number, a text or an array was expected, an object came back."
    for test in ("assert f == 4", "assert f", "assert 4 in f", "assert not f != 4", "assert f in (1, 2)"):
        assert message(test, f=ours) == told


@pytest.mark.parametrize("other", [ForbiddenOperation(SECRET), LookupError(), KeyError("other")], ids=repr)
def test_another_exercise_does_not_fail_this_one(other):
    """A value of another exercise that is missing or cannot travel is no reason to fail a test that does not use it."""
    tests = ("test_f", "assert f(2) == 4"), ("test_other:2", "assert other == 1")
    verdicts, wire = judged(*tests, f=double, other=other)
    assert verdicts[0] == Verdict("test_f", None)
    assert verdicts[1].message is not None and "other" in wire.asked


def test_names_are_fetched_anew_for_each_test():
    """Each test sees the student's names as they are where it stands, not what a test before it left."""
    tests = [("test_f:1", "f.append(1)\nassert len(f) == 1"), ("test_f:2", "assert f is not None and 'f' in globals()")]
    verdicts, wire = judged(*tests, f=[])
    assert [verdict.message for verdict in verdicts] == [None, None] and wire.asked.count("f") == 2


OURS = {
    "in a locked cell": (("limit = 10",), "assert f(limit) == 20"),
    "by a helper": (("def helper(): return 10",), "assert f(helper()) == 20"),
    "by a cell that another needs": (("base = 5", "limit = 2 * base"), "assert f(limit) == 20"),
    "in the test": ((), "limit = 10\nassert f(limit) == 20"),
    "as an import": (("import math",), "assert f(math.pi) > 6"),
    "in a name's text": (("limit = 10",), "assert f(globals()['limit']) == 20"),
    "twice, the last one counts": (("limit = 1", "limit = 10"), "assert f(limit) == 20"),
    "with magics": (("%matplotlib inline\nlimit = 10",), "assert f(limit) == 20"),
}


@pytest.mark.parametrize("name", OURS)
def test_what_the_course_defines_is_never_the_students(name):
    """Names that a locked cell or a test defines come from there, whatever the student made of them."""
    locked, test = OURS[name]
    forged = dict.fromkeys(("limit", "helper", "base", "math", "np"), 0)
    verdicts, wire = judged(test, locked=locked, f=double, **forged)
    assert verdicts[0].message is None and forged.keys().isdisjoint(wire.asked)


@pytest.mark.parametrize("cell", ["1 / 0\nlimit = 10", "f(1)\nlimit = 10", "raise AssertionError\nlimit = 10"])
def test_a_name_of_a_cell_that_broke_off_is_not_taken_from_the_student(cell):
    """Where the course's own cell fails, its names are missing; the student's are no substitute."""
    verdicts, wire = judged("assert f is not None and limit == 10", locked=[cell], f=raising(ValueError), limit=10)
    assert verdicts[0].message.startswith("The test could not be finished (NameError)") and "limit" not in wire.asked


def test_a_story_cell_that_fails_keeps_what_it_had():
    """A cell of the story that breaks off at the student's function gives what it defined before, and fails nothing."""
    story = "limit = 10\nshown = f(limit)\nlater = 1"
    tests = [("test_g", "assert g(limit) == 20"), ("test_f", "assert f(limit) == 20")]
    verdicts, _ = judged(*tests, locked=[story], f=raising(recreated("ValueError", SECRET, "")), g=double)
    assert [verdict.message for verdict in verdicts] == [None, f"f stopped with ValueError: {STOPPED}"]


@pytest.mark.parametrize("f", [double, raising(ValueError())], ids=["runs", "fails"])
def test_a_locked_cell_runs_once(f):
    """What a locked cell made is the same for all tests after it, and a cell that broke off is not tried again."""
    cells, text = ["made = []", "made.append(1)\nf(1)\nlimit = 10"], "f\nassert 'limit' and made == [1]"
    verdicts, _ = judged(("test_f:1", text), ("test_f:2", text), locked=cells, f=f)
    assert [verdict.message for verdict in verdicts] == [None, None]


def test_a_cell_after_the_test_is_not_used():
    """A test has the course's names as far as the notebook went before it."""
    wire, test = Names(f=double, limit=10), Test("test_f", "assert f(limit) == 20", 1)
    verdict = Judge(wire, [Cell("later", "limit = 10", 2)], [test]).judge(test, 5)
    assert "NameError" in verdict.message and "limit" not in wire.asked


def test_an_exercise_is_the_students_even_if_the_course_defines_its_name():
    """A stub of the course does not stand for the answer."""
    assert message("assert f(2) == 4", locked=["def f(x): return 4"], f=raising(TypeError())) is not None


def test_a_failed_check_is_kept_to_be_drawn_and_nothing_else():
    """Only a check of the course's own that failed is drawn, with the values that it had."""

    def failure(text, function):
        judge = Judge(Names(f=function), [], [test := Test("test_f", text, 1)])
        judge.judge(test, 5)
        return judge.failed and failure_of(*judge.failed, test, [])

    kept = failure("\ngot = f(np_array)\nassert got.sum() == 1".replace("np_array", "3"), lambda n: np.ones(n))
    assert (kept.line, kept.function, kept.values["got"].tolist()) == (3, "<module>", [1.0, 1.0, 1.0])
    assert failure("assert f(1) == 2", double) is None
    assert failure("f(1)", raising(recreated("AssertionError", "", ""))) is None
    assert failure("f(1)", raising(ValueError())) is None


def test_bug_the_students_process_was_asked_for_every_text_of_a_hidden_test():
    """Texts of a test are no names: a process that answers for all of them learns none of the expected ones."""
    test = "assert [f(n) for n in ('Italy', 'France')] == ['Rome', 'Paris']\nassert 'Bern' not in f('Spain')"
    capitals = {"Italy": "Rome", "France": "Paris", "Spain": "Madrid"}
    verdicts, wire = judged(test, f=capitals.get)
    assert verdicts == [Verdict("test_f", None)]
    assert wire.asked == ["f"]


CALL = "def call(name, *given):\n    return globals().get(name)(*given)"


@pytest.mark.parametrize(
    ("test", "asked"),
    [
        ("assert call('f', 2) == 4", {"f"}),
        ("assert call('f', call('g', 1)) == 4", {"f", "g"}),
        ("assert 'g' in globals() and 'h' not in globals() and f(1) == 2", {"f", "g", "h"}),
        ("assert globals()['g'](1) == f(1) == 2", {"f", "g"}),
        ("class Twice:\n    once = staticmethod(g)\nassert f(1) == Twice.once(1)", {"f", "g"}),
        ("assert f(1) == 2 and globals().get('h', 5) == 5 and len([max(1, 2)]) == 1", {"f", "h"}),
    ],
)
def test_names_that_a_test_reads_are_fetched(test, asked):
    """By name, by a helper of the course, by `globals()`, in a class: what is read is asked for, and nothing else."""
    verdicts, wire = judged(test, locked=[CALL], f=double, g=double)
    assert verdicts == [Verdict("test_f", None)]
    assert set(wire.asked) == asked


@pytest.mark.parametrize(("where", "told"), [("", "f is"), ("f", "f is"), ("g", "f needs g, which is")])
def test_bug_a_function_of_ours_was_named_as_still_to_do(where, told):
    """A function of the student's that the notebook does not know is not called by a name of the judge's own."""
    setup = read(ROOT / "source" / "01-pixels" / "pixels.ipynb").cells[1].source
    error = recreated("NotImplementedError", "NotImplementedError", where)
    said = message("call('f', 1)", locked=[setup], f=raising(error))
    assert said == f"{told} still to do: put your code in place of `raise NotImplementedError()`."
