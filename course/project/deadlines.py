"""`deadlines.toml` of a course: due dates, the late policy, extensions, and students with extra time."""

import contextlib
import math
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from course.base.errors import CourseError
from course.base.text import printable

FILE = "deadlines.toml"
LATE_MARK = "late.txt"  # beside the timestamp: the system says that it is late, and nobody knows by how much
COLLECTORS = {"timestamp.txt", LATE_MARK}  # files of a hand-in that whoever collects it has written
DAY = timedelta(days=1)
UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": DAY, "week": timedelta(weeks=1)}
DURATION = re.compile(r"(\d{1,4}(?:\.\d+)?) (minute|hour|day|week)s?")
TABLES = ("timezone", "policy", "assignments", "extensions", "extra_time")


@dataclass(frozen=True)
class Policy:
    """What lateness costs; percents are of the points that can be reached.

    Attributes
    ----------
    percent_per_day : float
        For each day that has begun.
    percent_at_most : float
        More is not taken away, as long as `zero_after` is not reached.
    grace : timedelta
        Who is not later than this is not late.
    zero_after : timedelta or None
        Who is later than this has no points.
    """

    percent_per_day: float = 0.0
    percent_at_most: float = 100.0
    grace: timedelta = timedelta()
    zero_after: timedelta | None = None

    def penalty(self, late: timedelta, score: float, possible: float) -> float:
        """Points that are taken away from `score`, never more than there are."""
        if late <= max(self.grace, timedelta()):
            return 0.0
        if self.zero_after is not None and late > self.zero_after:
            return score
        percent = min(self.percent_per_day * math.ceil(late / DAY), self.percent_at_most)
        return min(score, round(possible * percent / 100, 9))


@dataclass(frozen=True)
class Deadlines:
    """The file, checked.

    Attributes
    ----------
    due : dict of str to datetime
        By assignment, with time zone.
    policies : dict of str to Policy
        By assignment.
    extensions : dict of str to dict of str to datetime
        Other due dates, by assignment and student.
    extra : dict of str to timedelta
        Time that a student has for every assignment in addition.
    """

    due: dict[str, datetime] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    extensions: dict[str, dict[str, datetime]] = field(default_factory=dict)
    extra: dict[str, timedelta] = field(default_factory=dict)

    def due_for(self, assignment: str, student: str) -> datetime | None:
        """When a student has to hand in: the latest of all that was granted."""
        due = self.due.get(assignment)
        if due is None:
            return None
        # In UTC: Python adds to a zone's clock, which a change of the clock would make an hour more or less.
        mine = (due.astimezone(UTC) + self.extra.get(student, timedelta())).astimezone(due.tzinfo)
        return max(mine, self.extensions.get(assignment, {}).get(student, mine))

    def require(self, assignments: Collection[str]) -> None:
        """Stop where an assignment is none of the course.

        Raises
        ------
        CourseError
            With those that there are.
        """
        for name in [*self.due, *self.extensions]:
            if name not in assignments:
                known = ", ".join(sorted(assignments))
                raise CourseError(f"{FILE}: there is no assignment {printable(name)!r}: choose one of {known}.")

    def strangers(self, students: Collection[str]) -> list[str]:
        """Students of the file whom the course does not know: misspelled, or still to hand in."""
        return sorted(map(printable, self.students() - set(students)))

    def students(self) -> set[str]:
        """Students to whom something was granted."""
        return {student for granted in self.extensions.values() for student in granted} | set(self.extra)


def read(root: Path) -> Deadlines | None:
    """The file of a course, None if it has none.

    Raises
    ------
    CourseError
        If it cannot be read, or something in it is not understood.
    """
    try:
        data = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CourseError(f"{root / FILE} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError) as error:  # also of a text that is not UTF-8
        raise CourseError(f"{root / FILE} is not TOML that can be read ({printable(error, 200)}).") from None
    known(data, TABLES, "at its top")
    zone = zone_of(data.get("timezone"))
    base = policy(table(data, "policy"), Policy(), "[policy]")
    found = Deadlines()
    for name, given in table(data, "assignments").items():
        where = f"[assignments.{name}]"
        if not isinstance(given, dict):
            raise wrong(where, f"is {given!r}: it should be a table with a line `due = ...`")
        if "due" not in given:
            raise wrong(where, "has no due date: add a line such as `due = 2026-10-08T23:59:00`")
        found.due[name] = moment(given["due"], zone, f"due of {where}")
        found.policies[name] = policy({key: value for key, value in given.items() if key != "due"}, base, where, "due")
    for name, granted in table(data, "extensions").items():
        where = f"[extensions.{name}]"
        if not isinstance(granted, dict):
            raise wrong(where, f"is {granted!r}: it should be a table with a line for each student")
        if name not in found.due:
            raise wrong(where, f"extends nothing: [assignments.{name}] has no due date")
        found.extensions[name] = {who: moment(value, zone, f"{who} in {where}") for who, value in granted.items()}
        for who, value in found.extensions[name].items():
            if value < found.due[name]:
                raise wrong(f"{who} in {where}", "is before the due date: an extension is the new due date")
    for who, value in table(data, "extra_time").items():
        found.extra[who] = duration(value, f"{who} in [extra_time]")
    return found


def wrong(where: str, what: str) -> CourseError:
    """What is wrong in which place of the file."""
    return CourseError(printable(f"{FILE}: {where} {what}."))


def known(given: dict[str, Any], names: Collection[str], where: str) -> None:
    """Stop at a key that means nothing."""
    for key in given:
        if key not in names:
            raise wrong(f"{key!r} {where}", f"is not known: the keys there are {', '.join(names)}")


def table(data: dict[str, Any], name: str) -> dict[str, Any]:
    """A table of the file, empty if it is not there."""
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise wrong(f"{name}", f"should be a table: write [{name}] on a line of its own")
    return found


def zone_of(name: object) -> tzinfo | None:
    """The time zone of dates that have none of their own."""
    if name is None:
        return None
    if isinstance(name, str) and (
        "/" in name or name == "UTC"
    ):  # CET is no time in summer, IST that of three countries
        with contextlib.suppress(LookupError, ValueError, OSError):
            return ZoneInfo(name)
    raise wrong("timezone", f'is {name!r}, which is not known: write a place such as "Europe/Berlin", or "UTC"')


def moment(given: object, zone: tzinfo | None, where: str) -> datetime:
    """A date with its time zone."""
    if isinstance(given, datetime):
        if given.tzinfo is not None:
            return given
        if zone is not None:
            return given.replace(tzinfo=zone)
        advice = f'write {given.isoformat()}+02:00, or `timezone = "Europe/Berlin"` at the top of the file'
        raise wrong(where, f"has no time zone: {advice}")
    if isinstance(given, date):
        raise wrong(where, f"has no time: write {given.isoformat()}T23:59:00")
    if isinstance(given, dict):
        raise wrong(where, "is no date: a name with a dot or an @ in it stands in quotes")
    raise wrong(where, f"is {given!r}: write a date as 2026-10-08T23:59:00, without quotes")


def duration(given: object, where: str) -> timedelta:
    """A length of time such as `"2 days"`."""
    if isinstance(given, dict):
        raise wrong(where, "is no length of time: a name with a dot or an @ in it stands in quotes")
    match = DURATION.fullmatch(given.strip()) if isinstance(given, str) else None
    if match is None:
        raise wrong(where, f'is {given!r}: write a number and minutes, hours, days or weeks, as in "2 days"')
    return float(match[1]) * UNITS[match[2]]


def policy(given: dict[str, Any], base: Policy, where: str, *others: str) -> Policy:
    """A late policy: the lines that are there, over those of another one."""
    known(given, [*others, *(value.name for value in fields(Policy))], f"in {where}")
    made: dict[str, Any] = {}
    for key, value in given.items():
        if key in ("grace", "zero_after"):
            made[key] = duration(value, f"{key} in {where}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            raise wrong(f"{key} in {where}", f"is {value!r}: write a number from 0 to 100")
        else:
            made[key] = float(value)
    return replace(base, **made)
