"""`deadlines.toml`: what it means to the second, and one sentence for each thing that cannot be meant."""

from datetime import UTC, timedelta

import pytest

from course.base.errors import CourseError
from course.project.deadlines import DAY, Policy, read
from course.project.lateness import length

WHOLE = """
timezone = "Europe/Berlin"

[policy]
percent_per_day = 10
grace = "15 minutes"
percent_at_most = 50
zero_after = "1 week"

[assignments.01-small]
due = 2026-10-24T23:59:00

[assignments.02-next]
due = 2026-12-01T12:00:00-05:00
percent_per_day = 20
zero_after = "1.5 days"

[extensions.01-small]
ann = 2026-10-26T23:59:00

[extra_time]
bob = "2 days"
"ann@x.edu" = "1 hour"
ann = "3 days"
"""


def write(tmp_path, text):
    (tmp_path / "deadlines.toml").write_text(text, encoding="utf-8")
    return read(tmp_path)


def test_no_file_says_nothing(tmp_path):
    """A course without the file has no deadlines of ours."""
    assert read(tmp_path) is None


def test_due_dates_are_moments(tmp_path):
    """Zones count, extra time is real time across a change of the clock, and of two favors the later one holds."""
    found = write(tmp_path, WHOLE)
    utc = {
        (name, who): due.astimezone(UTC).isoformat()
        for name in ("01-small", "02-next")
        for who in ("zoe", "ann", "bob", "ann@x.edu")
        if (due := found.due_for(name, who))
    }
    assert utc == {
        ("01-small", "zoe"): "2026-10-24T21:59:00+00:00",
        ("01-small", "ann"): "2026-10-27T21:59:00+00:00",
        ("01-small", "bob"): "2026-10-26T21:59:00+00:00",
        ("01-small", "ann@x.edu"): "2026-10-24T22:59:00+00:00",
        ("02-next", "zoe"): "2026-12-01T17:00:00+00:00",
        ("02-next", "ann"): "2026-12-04T17:00:00+00:00",
        ("02-next", "bob"): "2026-12-03T17:00:00+00:00",
        ("02-next", "ann@x.edu"): "2026-12-01T18:00:00+00:00",
    }
    assert found.due_for("03-none", "ann") is None
    assert found.policies["02-next"] == Policy(20, 50, timedelta(minutes=15), timedelta(hours=36))
    assert found.strangers(["ann", "bob", "zoe"]) == ["ann@x.edu"]


MINUTE = timedelta(minutes=1)
COSTS = [
    (timedelta(), 0), (-DAY, 0), (15 * MINUTE, 0), (16 * MINUTE, 2), (DAY, 2), (DAY + MINUTE, 4), (4 * DAY, 8),
    (5 * DAY, 10), (7 * DAY, 10), (7 * DAY + MINUTE, 18),
]  # fmt: skip


@pytest.mark.parametrize(("late", "cost"), COSTS)
def test_percent_grace_cap_and_zero(late, cost):
    """Ten percent of 20 points for each day begun, fifteen minutes for free, at most half, nothing after a week."""
    policy = Policy(10, 50, 15 * MINUTE, 7 * DAY)
    assert policy.penalty(late, 18, 20) == cost
    assert policy.penalty(late, 3, 20) == min(3, cost)


def test_without_a_policy_lateness_costs_nothing():
    """A due date alone takes no points away."""
    assert Policy().penalty(30 * DAY, 18, 20) == 0


WRONG = {
    "no toml": ("[policy", "is not TOML that can be read"),
    "not utf-8": (b"# \xff", "is not TOML that can be read"),
    "key at the top": ("duedates = 3", "'duedates' at its top is not known: the keys there are timezone, policy"),
    "key of the policy": ("[policy]\npercent = 3", "'percent' in [policy] is not known"),
    "key of an assignment": ("[assignments.a]\ndue = 2026-01-01T00:00:00Z\nlate = 3", "'late' in [assignments.a]"),
    "no table": ("policy = 3", "policy should be a table"),
    "no due": ("[assignments.a]\ngrace = \"1 day\"", "[assignments.a] has no due date"),
    "due at once": ("[assignments]\na = 2026-01-01T00:00:00Z", "should be a table with a line `due = ...`"),
    "no zone": ("[assignments.a]\ndue = 2026-10-08T23:59:00", "due of [assignments.a] has no time zone: write 2026-"),
    "no time": ("[assignments.a]\ndue = 2026-10-08", "has no time: write 2026-10-08T23:59:00"),
    "a text": ("[assignments.a]\ndue = \"2026-10-08 23:59 CEST\"", "without quotes"),
    "summer": ('timezone = "CEST"', 'timezone is \'CEST\', which is not known: write a place such as "Europe/Berlin"'),
    "ambiguous": ('timezone = "EST"', "is not known"),
    "nowhere": ('timezone = "Europe/Atlantis"', "is not known"),
    "a number": ("timezone = 2", "is not known"),
    "too much": ("[policy]\npercent_per_day = 110", "percent_per_day in [policy] is 110: write a number from 0 to 100"),
    "negative": ("[policy]\npercent_at_most = -1", "from 0 to 100"),
    "no number": ("[policy]\npercent_per_day = nan", "from 0 to 100"),
    "yes": ("[policy]\npercent_per_day = true", "from 0 to 100"),
    "duration": ("[policy]\nzero_after = 7", 'zero_after in [policy] is 7: write a number and minutes, hours'),
    "unit": ("[extra_time]\nann = \"2 months\"", 'ann in [extra_time] is \'2 months\''),
    "dots": ("[extra_time]\nann.lee = \"2 days\"", "a name with a dot or an @ in it stands in quotes"),
    "extension of nothing": ("[extensions.a]\nann = 2026-01-01T00:00:00Z", "[assignments.a] has no due date"),
    "no extension": (
        "[assignments.a]\ndue = 2026-10-08T23:59:00Z\n[extensions.a]\nann = 2025-10-09T23:59:00Z",
        "ann in [extensions.a] is before the due date",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", list(WRONG))
def test_what_cannot_be_meant_is_one_sentence(tmp_path, case):
    """The place in the file, what is wrong there, and what to write."""
    text, message = WRONG[case]
    (tmp_path / "deadlines.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CourseError) as raised:
        read(tmp_path)
    told = str(raised.value)
    assert message in told and "deadlines.toml" in told and told.isprintable()


def test_an_assignment_that_is_none_of_the_course(tmp_path):
    """Its name is told with those that there are."""
    with pytest.raises(CourseError, match="no assignment '02-next': choose one of 01-small"):
        write(tmp_path, WHOLE).require(["01-small"])


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=3), "1 minute"),
        (timedelta(minutes=61), "1 hour 1 minute"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=1, hours=5, minutes=9), "1 day 5 hours"),
    ],
)
def test_lengths_of_time_in_words(time, words):
    """As a person says it, the two largest units."""
    assert length(time) == words
