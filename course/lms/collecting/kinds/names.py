"""The table of names: what each system makes of the name of a file or folder in its bulk download.

A pattern has named groups, all but one of the first three may be missing:

- `name` the student's name, `id` the system's number of the user, `login` words of which the last are a login;
- `late` a mark that it came late, `order` a number that grows with each upload, `time` when it was handed in;
- `rest` what the student had called the file. Where a folder has the name, its files follow.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from course.base.errors import CourseError

Patterns = dict[str, re.Pattern[str]]
LONGEST = 255  # bytes of a name on a disk; in a zip one may have 65,535, over which the patterns would take minutes
PATTERNS: Patterns = {
    # 104545-196867 - Ann Lee - Nov 20, 2026 1159 PM - pixels.ipynb, or a folder without the last part
    "brightspace": re.compile(
        r"^(?P<id>\d+)-\d+ - (?:(?P<login>\S*\d\S*) - )?(?P<name>[^\W\d_].*?) ?- "
        r"(?P<time>(?=[^-]*\d{4})[^-]*\d[^-]*?)(?: - (?P<rest>.+))?$",
        re.DOTALL,
    ),
    # LATE_anon_aB3x9_90210_pixels.ipynb: marked without names
    "canvas, anonymous": re.compile(
        r"(?i)^(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<order>\d+)_(?P<rest>.+)$", re.DOTALL
    ),
    # lee_LATE_4711_90210_pixels-1.ipynb: sortable name without spaces, late mark, user, file, the student's own name
    # for it; lee_4711_link.html where a link was handed in
    "canvas": re.compile(
        r"(?i)^(?P<name>\w*?[^\W\d_]\w*?)(?P<late>_LATE)?_(?P<id>\d+)_(?:(?P<order>\d+)_|(?=(?:link|text)\.html$))"
        r"(?P<rest>.+)$",
        re.DOTALL,
    ),
    # Ann Lee_1234567_assignsubmission_file_[pixels.ipynb]: sites in other languages have other words after the number
    "moodle": re.compile(r"^(?P<name>[^_]*[^\W\d_][^_]*)_(?P<id>\d+)_(?P<rest>(?:[^\W\d].*)?)$", re.DOTALL),
    # Homework 1_annlee_attempt_2026-11-20-23-59-05_pixels.ipynb, and a .txt about each attempt. The last of these:
    # a student may have given a file this name.
    "blackboard": re.compile(
        r"^(?P<login>.+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|(?=\.txt$).+)$", re.DOTALL
    ),
}
# Ann Lee - pixels.ipynb: Google Classroom, in a folder of Drive; only where the rest is the assignment's notebook
GOOGLE = re.compile(r"^(?P<name>[^\W\d_].*?) - (?P<rest>.+)$", re.DOTALL)
FORMATS = "%Y-%m-%d-%H-%M-%S|%b %d, %Y %I%M %p|%B %d, %Y %I%M %p|%d %B, %Y %H%M|%d %b, %Y %H%M|%Y-%m-%d %H%M"


def table(own: Mapping[str, str]) -> Patterns:
    """The table with an instructor's own patterns in front.

    Raises
    ------
    CourseError
        If one is no regular expression, or names nobody.
    """
    added: Patterns = {}
    for kind, text in own.items():
        try:
            added[kind] = re.compile(text, re.DOTALL)
        except re.error as error:
            raise CourseError(f"LmsCollector.patterns: {kind!r} is no regular expression ({error}).") from None
        if not {"name", "id", "login"} & added[kind].groupindex.keys():
            raise CourseError(f"LmsCollector.patterns: {kind!r} needs a group (?P<name>), (?P<id>) or (?P<login>).")
    return added | PATTERNS


def fitting(names: Iterable[str], patterns: Patterns) -> Patterns:
    """The patterns in an order for one download, which one system has made: those first that fit the most names.

    A student who gives a file the name of another system's download does not change whose it is.
    """
    short = [name for name in names if len(name) <= LONGEST]
    counts = {kind: sum(bool(pattern.match(name)) for name in short) for kind, pattern in patterns.items()}
    # One name decides nothing. Of several, all of which fit both, Blackboard says the most.
    blackboard = counts["blackboard"] > 1 and counts["blackboard"] == max(counts.values())
    order = sorted(patterns, key=lambda kind: (-counts[kind], kind != "blackboard" if blackboard else 0))
    return {kind: patterns[kind] for kind in order}


def moment(text: str) -> datetime | None:
    """When a name says that it was handed in, by the clock of this machine; None if it cannot be read."""
    text = re.sub(r"\b(\d{3})(?= ?[AP]M$)", r"0\1", " ".join(text.split()))
    for form in FORMATS.split("|"):
        try:
            return datetime.strptime(text, form).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return None
