"""No attack gains a point, harms anybody, outlives the run or reads a secret; and the suite would notice if one did."""

import functools
import html.parser

import numpy as np
import pytest
from support.agents import recreated
from support.attacks import CASES, QUICK, world
from support.attacks.case import attack
from support.attacks.lesson import FULL
from support.attacks.pages import MARK
from support.attacks.world import CLUELESS, FIRST, STOCK, SUBMISSION, judged, student_of
from support.confinement import confined

from course.base.errors import CourseError
from course.grading.judge import proxies
from course.grading.judge.connection import Wire
from course.grading.judge.test_runner import Judge
from course.grading.judge.verdict import Test
from course.grading.run import class_run

SLOW = pytest.mark.slow
GRACE = 45  # seconds beyond a submission's limit: the start, the last cell's limit, the judge's, the end
BUSY = 5  # times as long: limits count work, and others may have the processors meanwhile
# What one hand-in may take: bytes of memory of one process of ours and of the sandbox, bytes of disk, processes (twice
# their limit for a moment: each may be starting one).
GRADER, SANDBOX, DISK, CROWD = 2**30, 5 * 2**30, 96 * 2**20, 260
ACTIVE = {"script", "iframe", "object", "embed", "form", "meta", "base", "link", "style", "svg"}


# All attacks run in these ways; in the others, those on the sandbox and the quick ones: the judge is the same.
WHOLE, OTHERS = ("both", "landlock"), ("landlock-1", "bubblewrap", "cold", "all cells")
ON_THE_SANDBOX = {"channel", "files", "floods", "libraries", "reading", "resources", "stopping"}


def parameters(cases):
    """Cases as pytest's parameters; one that still wins is expected to, and told when it no longer does."""
    for case in cases:
        marks = [pytest.mark.xfail(strict=True, reason=case.wins)] if case.wins else []
        marks += [] if case.name in QUICK else [SLOW]
        yield pytest.param(case, id=f"{case.family}-{case.name}", marks=marks)


def tried(way, case):
    """Whether a case is run in a way to confine kernels, or with the story cells that grading leaves out."""
    if way == "all cells":
        return not case.alone
    return way in WHOLE or case.name in QUICK or case.family in ON_THE_SANDBOX


def ways():
    """The ways as pytest's parameters: each is one class, graded once, by one worker."""
    for way in (*WHOLE, *OTHERS):
        marks = [pytest.mark.xdist_group(f"attacks {way}"), *([SLOW] if way != WHOLE[0] else [])]
        yield pytest.param(way, marks=marks)


@pytest.fixture(scope="module", params=ways())
def run(request, tmp_path_factory):
    """The class of attackers between two honest students, after grading; with -k, those that are asked for."""
    tested = [getattr(item, "callspec", None) for item in request.session.items]
    calls = [
        call.params for call in tested if call and call.params.get("run") == request.param and "case" in call.params
    ]
    names = {call["case"].name for call in calls}
    chosen = [case for case in CASES.values() if (case.name in names or not names) and tried(request.param, case)]
    how = {"cold": {"warm": False}, "all cells": {"all_cells": True}}.get(request.param, {})
    grade = functools.partial(class_run.grade, **how)
    with confined("both" if how else request.param):
        return world.run(tmp_path_factory.mktemp("attacks"), chosen, judged(), grade)


@pytest.mark.parametrize("case", parameters(CASES.values()))
def test_attack_gains_nothing(run, case):
    """At most the honest score, within the time, the memory and the disk that there are, and no secret told.

    And the attack took place: one that does nothing would hold all of this.
    """
    if student_of(case) not in run.results:
        pytest.skip("an attack on the judge, which is the same in every way to confine kernels")
    result = run.results[student_of(case)]
    assert case.took_place(result), result.said
    assert result.total <= case.worth, result.points
    if case.exact:
        assert (result.total, result.reason) == (case.worth, None), result.points
    assert result.seconds < BUSY * (SUBMISSION + GRACE)
    assert result.writing < BUSY * GRACE
    told = {name: [part for part in ("notebook", "page") if secret in getattr(result, part)]
            for name, secret in run.secrets.items()}  # fmt: skip
    assert {name: parts for name, parts in told.items() if parts} == {}
    assert not case.proof or case.proof not in result.outputs
    assert active(result.page) == []
    if result.seen:
        assert result.seen.grader < GRADER
        assert max(result.seen.sandbox, result.seen.shared) < SANDBOX
        assert result.seen.disk < DISK
        assert result.seen.crowd < CROWD


def test_honest_students_keep_everything(run):
    """Whoever comes before, between and after the attackers gets full marks and a page."""
    for student in run.honest:
        result = run.results[student]
        assert (result.total, result.reason) == (FULL, None), (student, result.points)
        assert result.page, student


def test_what_shows_an_attack_is_no_accident(run):
    """Nothing that is taken for the trace of an attack is found where nobody attacks, with right or wrong answers."""
    for student in (FIRST, CLUELESS):
        assert [case.name for case in CASES.values() if case.took_place(run.results[student])] == [], student


def test_an_attack_says_what_shows_it():
    """No case is taken that cannot show that it took place."""
    with pytest.raises(TypeError, match="reached"):
        attack()
    with pytest.raises(AssertionError, match="took place"):
        attack(reached="")


def test_bug_attacks_were_skipped_where_their_class_could_not_be_made():
    """An error of ours is none of the machine's: only a way that it does not have is a reason to skip."""
    with pytest.raises(CourseError, match="of ours"), confined("landlock"):
        raise CourseError("an error of ours")


def test_everybody_has_an_outcome(run):
    """No hand-in stops the run: each has points or a reason."""
    assert [name for name, result in run.results.items() if not result.points and not result.reason] == []


def test_nothing_around_is_changed(run):
    """Sources, releases, hand-ins, photographs, settings and the teacher's own files are as before."""
    assert run.changed == []


def test_nothing_is_left(run):
    """No process outlives the run, and no temporary file."""
    assert run.left == []
    assert run.litter == []


def test_nobody_came_through_the_network(run):
    """No connection reached the teacher's machine."""
    assert run.visitors == 0


@pytest.mark.slow
def test_without_a_judge_attacks_win(tmp_path):
    """The suite bites: with nbgrader's own steps most of the attacks on the verdict gain points."""
    cases = [case for case in CASES.values() if "stock" in case.bites]
    done = world.run(tmp_path, cases, STOCK, world.without_judge)
    gained = {case.name for case in cases if done.results[student_of(case)].total > case.worth}
    assert len(gained) >= 16, gained


@pytest.mark.slow
def test_without_a_sandbox_secrets_are_read(tmp_path):
    """The suite bites: with the judge alone, hand-ins read solutions, hidden tests, the gradebook and each other."""
    cases = [case for case in CASES.values() if "open" in case.bites]
    done = world.run(tmp_path, cases, judged(), world.without_sandbox)
    told = {
        name
        for case in cases
        for name, secret in done.secrets.items()
        if secret in done.results[student_of(case)].notebook
    }
    # The environment is that of the process that workers are forked from, which is older than this secret.
    assert told >= {"hidden", "file", "solution", "friend", "gradebook", "beside", "home"}
    solver = done.results["mallory-solution-executed-from-disk"]
    assert solver.total == FULL


class Lies(Wire):
    """A wire to a process that answers as it is told here: values, exceptions, or functions of this wire."""

    def __init__(self, **answers):
        super().__init__(None)
        self.answers = answers

    def ask(self, operation, *rest, out=None):
        answer = None if operation == "at" else self.answers.get(rest[0] if operation == "get" else operation)
        if operation == "get" and answer is None:
            raise LookupError
        if isinstance(answer, Exception):
            raise answer
        return (answer(self) if callable(answer) else answer), []

    def encode(self, value, out):
        return value


def handle(name, *family):
    """What makes a handle that can be called, on a wire."""
    return lambda wire: proxies.make_handle(wire, 0, name, list(family), True)


def test_helpers_of_tests_are_never_the_students():
    """A helper that another test defines is not taken from the student where that test ended before it."""
    tests = [
        Test("test_double", "assert double == 4\ndef same(got, wanted):\n    assert got == wanted\nassert True", 1),
        Test("test_triple", "same(triple, 9)\nassert True", 3),
    ]
    judge = Judge(Lies(double=3, triple=3, same=handle("same"), call=True), [], tests)
    assert [judge.judge(test, 5).message is None for test in tests] == [False, False]


def test_a_students_exception_does_not_end_a_loop():
    """StopIteration out of a student's function does not make `all(map(...))` true."""
    test = Test("test_double", "assert all(map(lambda x: double(x) == 2 * x, [1, 2]))", 1)
    judge = Judge(Lies(double=handle("double"), call=recreated("StopIteration", "x", "x")), [], [test])
    assert judge.judge(test, 5).message is not None


@pytest.mark.parametrize("name", ["ndarray", "float64", "bool"])
def test_no_handle_is_an_array(name):
    """A handle is never taken for data, whatever it says of its family."""
    value = handle(name, f"matplotlib.pylab.{name}")(Lies())
    assert not isinstance(value, np.ndarray | np.generic | bool)


class Finder(html.parser.HTMLParser):
    """Collects places of a page where a student's text would act."""

    def __init__(self):
        super().__init__()
        self.found, self.inside = [], ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            acts = name.startswith("on") or name in ("src", "href", "action", "data", "content", "xlink:href", "srcdoc")
            if acts and MARK in (value or ""):
                self.found.append(f"<{tag} {name}={value[:60]!r}>")

    def handle_data(self, data):
        if self.inside and MARK in data:
            self.found.append(f"<{self.inside}> {data[:60]!r}")

    def handle_endtag(self, tag):
        self.inside = ""


def active(page):
    """Places of a page where the attackers' mark would be executed or fetched."""
    finder = Finder()
    finder.feed(page)
    return finder.found
