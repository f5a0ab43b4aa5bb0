"""Gradescope's export: folders by number, and a list that says whose each is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # its types are a package of their own

from course.base.errors import CourseError

LIST = "submission_metadata.yml"
MAX_LIST = 200 * 2**20  # bytes: it holds the results of every test of every hand-in
FOLDER = "submission_"


@dataclass(frozen=True)
class Submitter:
    """One of those who handed a folder in."""

    name: str
    number: str
    email: str


@dataclass(frozen=True)
class Exported:
    """What the list says of one folder."""

    submitters: tuple[Submitter, ...]
    when: datetime | None


def exported(folder: Path) -> dict[str, Exported]:
    """The list in a folder, by the names of the folders beside it; empty if there is none.

    Raises
    ------
    CourseError
        If it cannot be read.
    """
    path = folder / LIST
    if not path.is_file():
        return {}
    if path.stat().st_size > MAX_LIST:
        raise CourseError(f"{LIST} is larger than {MAX_LIST // 2**20} MB.")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_bytes(), Loader=loader)  # a safe loader, in C where there is one
        return {str(name): entry(listed) for name, listed in data.items()}
    except (yaml.YAMLError, UnicodeError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise CourseError(f"{LIST} cannot be read: export the submissions from Gradescope again.") from None


def entry(listed: dict) -> Exported:
    """One folder's part of the list; its keys are Ruby's symbols."""
    people = [{str(key).strip(":"): value for key, value in person.items()} for person in listed[":submitters"]]
    when = listed.get(":created_at")
    if isinstance(when, datetime):
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    else:
        when = None
    fields = [[str(person.get(key) or "") for key in ("name", "sid", "email")] for person in people]
    return Exported(tuple(Submitter(*values) for values in fields), when)
