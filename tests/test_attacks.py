"""No attack gains a point, harms anybody, outlives the run or reads a secret; and the suite would notice if one did."""

import html.parser

import pytest
from attacks import CASES, world
from attacks.lesson import FULL
from attacks.pages import MARK
from attacks.world import FIRST, LAST, SUBMISSION, judged, student_of

from course.errors import CourseError
from course.grading import sandbox

pytestmark = pytest.mark.xdist_group("attacks")
GRACE = 45  # seconds beyond a submission's limit: the start, the last cell's limit, the judge's, the end
GRADER, SANDBOX, DISK = 2**30, 5 * 2**30, 96 * 2**20  # bytes of memory and of disk that a hand-in may take
ACTIVE = {"script", "iframe", "object", "embed", "form", "meta", "base", "link", "style", "svg"}


def parameters(cases):
    """Cases as pytest's parameters; one that still wins is expected to, and told when it no longer does."""
    for case in cases:
        marks = [pytest.mark.xfail(strict=True, reason=case.wins)] if case.wins else []
        yield pytest.param(case, id=f"{case.family}-{case.name}", marks=marks)


def graded(request, tmp_path_factory, cases, configuration):
    """A run with those of the cases that are tested now (with -k, a few)."""
    try:
        sandbox.bubblewrap()
    except CourseError as error:
        pytest.skip(str(error))
    tested = [getattr(item, "callspec", None) for item in request.session.items if item.fspath == request.fspath]
    names = {call.params["case"].name for call in tested if call and "case" in call.params}
    chosen = [case for case in cases if case.name in names or not names]
    return world.run(tmp_path_factory.mktemp("attacks"), chosen, configuration)


@pytest.fixture(scope="module")
def run(request, tmp_path_factory):
    """The class of attackers between two honest students, after grading."""
    return graded(request, tmp_path_factory, list(CASES.values()), judged())


@pytest.mark.parametrize("case", parameters(CASES.values()))
def test_attack_gains_nothing(run, case):
    """At most the honest score, within the time, the memory and the disk that there are, and no secret told."""
    result = run.results[student_of(case)]
    assert result.total <= case.worth, result.points
    if case.exact:
        assert (result.total, result.reason) == (case.worth, None), result.points
    assert result.seconds < SUBMISSION + GRACE
    told = {name: [part for part in ("notebook", "page") if secret in getattr(result, part)]
            for name, secret in run.secrets.items()}  # fmt: skip
    assert {name: parts for name, parts in told.items() if parts} == {}
    assert not case.proof or case.proof not in result.outputs
    assert active(result.page) == []
    if result.seen:
        assert result.seen.grader < GRADER
        assert max(result.seen.sandbox, result.seen.shared) < SANDBOX
        assert result.seen.disk < DISK


@pytest.mark.parametrize("student", [FIRST, LAST])
def test_honest_students_keep_everything(run, student):
    """Who comes before and after the attackers gets full marks and a page."""
    result = run.results[student]
    assert (result.total, result.reason) == (FULL, None), result.points
    assert result.page


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
