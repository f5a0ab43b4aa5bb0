"""The people of a course, from a list of one's own, Canvas's gradebook or Moodle's grading worksheet."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from course.base.errors import CourseError
from course.base.text import printable, safe_id, spellings, squashed

from . import sheet as csv_sheet
from .columns import NUMBERED, POINTS, columns
from .sheet import Sheet

# What the folder is named after: the first of these that there is.
NAMING = ("id", "login", "sis", "github", "email", "name", "last", "lms", "participant")
UNKNOWN = "is not in the roster"


@dataclass(frozen=True)
class Person:
    """One line of a list; what the list does not have is empty.

    Attributes
    ----------
    id : str
        Name of the student's folder, and in the gradebook.
    lms : str
        The system's id of the user.
    participant : str
        Moodle's number, which is another one in every assignment.
    logins, groups : frozenset of str
        Every name that a system may know the student by, and the groups that hand in together.
    """

    id: str
    name: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    lms: str = ""
    participant: str = ""
    logins: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    line: int = 0

    @property
    def names(self) -> set[str]:
        """All that a system may make of the name."""
        return spellings(f"{self.first} {self.last}") | spellings(self.name)


class Roster:
    """People to be found by number, login or address, or name.

    Parameters
    ----------
    people : iterable of Person
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = list(people)
        self._by_login, self._by_name = defaultdict(list), defaultdict(list)
        self._by_lms, self._by_mailbox = defaultdict(list), defaultdict(list)
        self._by_group: dict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            for key in {key.casefold() for key in (*person.logins, person.id, person.email) if key}:
                self._by_login[key].append(person)
            if mailbox := person.email.partition("@")[0]:
                self._by_mailbox[mailbox.casefold()].append(person)
            for key in person.names:
                self._by_name[key].append(person)
            for key in {person.lms, person.participant} - {""}:
                self._by_lms[key].append(person)
            for key in person.groups:
                self._by_group[squashed(key)].append(person)

    def _login(self, text: str) -> list[Person]:
        """People of a login, an id or an address, else of what stands before the @ of their address."""
        text = text.casefold()
        return self._by_login.get(text) or self._by_mailbox.get(text) or []

    def find(self, name: str = "", number: str = "", login: str = "") -> tuple[Person | None, str]:
        """The one person meant, or None and why not.

        Parameters
        ----------
        name : str
            As a system or a person writes it, in any order.
        number : str
            The system's id of the user.
        login : str
            A login, an address or an id; with a name, both must mean the same person.
        """
        if found := self._by_lms.get(number):
            return one_of(found, number)
        named = self._by_name.get(squashed(name), [])
        if found := self._login(number):
            # A number of another kind may be somebody's student id by chance.
            if not name or any(person in named or akin(person, name) for person in found):
                return one_of(found, number)
            if not named:
                return None, f"{number} is {found[0].name or found[0].id} in the roster, but the name says {name}"
        meant = {person.line: person for person in (*named, *self._login(login))}
        # A name of one word may be how the site shows logins.
        if not meant and " " not in name:
            meant = {person.line: person for person in self._login(name)}
        return one_of(list(meant.values()), name or login) if meant else (None, UNKNOWN)

    def group(self, name: str) -> list[Person]:
        """The members of a group."""
        return self._by_group.get(squashed(name), [])

    def within(self, text: str) -> tuple[Person | None, str]:
        """The one person whose id, login, address or full name stands in a text, such as the name of a file."""
        words = {word for word in re.split(r"[^\w@.-]+|_", text.casefold()) if word}
        words |= set(re.split(r"[\W_]+", text.casefold()))
        found = {person.id: person for word in words for person in self._login(word)}
        if not found:  # a whole name may be a single sign of Chinese, but no single word of a language with spaces
            found = {p.id: p for word in words if not word.isascii() for p in self._by_name.get(squashed(word), [])}
        if not found:
            run = squashed(text)
            found = {p.id: p for p in self.people if any(len(name) > 5 and name in run for name in p.names)}
        if not found:
            return None, UNKNOWN
        return one_of(list(found.values()), text)


def akin(person: Person, name: str) -> bool:
    """Whether a name may be the person's, written with fewer or other words."""
    words = {squashed(word) for word in re.split(r"[\s,]+", person.name) if len(word) > 2}
    return not words or any(word in squashed(name) for word in words)


def one_of(found: list[Person], what: str) -> tuple[Person | None, str]:
    """The person, if there is only one."""
    if len(found) == 1:
        return found[0], ""
    ids = ", ".join(person.id or person.name for person in found[:4])
    return None, f"{what} may be {len(found)} students ({ids})"


def read_roster(path: Path) -> Roster:
    """The people of a CSV file.

    Raises
    ------
    CourseError
        If it has no column that tells who is who, or two students with one id.
    """
    people = people_of(csv_sheet.read(path), path)
    lines: dict[str, Person] = {}
    for person in people:
        if not person.id:
            raise CourseError(f"{path}, line {person.line + 1}, has no id or name that can be a folder.")
        before = lines.setdefault(person.id.casefold(), person)
        if before is person:
            continue
        # A student of two groups stands there twice; but two of one name may be two.
        both = replace(before, groups=before.groups | person.groups)
        again = person.email or person.lms or person.logins
        if again and replace(person, line=before.line, groups=both.groups) == both:
            lines[person.id.casefold()] = both
        else:
            raise CourseError(
                f"{path} has two students with the id {person.id!r} (lines {before.line + 1} and {person.line + 1}):"
                " give each their own."
            )
    if not lines:
        raise CourseError(f"{path} has a header but no students.")
    return Roster(lines.values())


def people_of(sheet: Sheet, path: Path) -> list[Person]:
    """The people of a sheet with their lines; lines without a person, such as Canvas's points, are left out."""
    at = columns(sheet)
    if not set(at) & set(NAMING):
        header = printable(", ".join(sheet.row(0)))[:200]
        raise CourseError(f"{path} needs a header with at least an id, a name or an email; it has: {header}.")
    people = []
    for line in range(1, len(sheet.raw)):
        cells = {field: sheet.value(line, column).strip() for field, column in at.items()}
        if not any(cells.values()) or sheet.value(line, 0).strip() == POINTS:
            continue
        if "participant" in cells:
            cells["participant"] = NUMBERED.sub(r"\1", cells["participant"])
        person_id = next(filter(None, map(cells.get, NAMING)), "")
        last, first = cells.get("last", ""), cells.get("first", "")
        name = cells.get("name", "") or f"{first} {last}".strip()
        if not last and name:
            last, first = split_name(name)
        logins = frozenset(filter(None, (cells.get(field) for field in ("id", "sis", "login", "github"))))
        groups = frozenset(filter(None, [cells.get("group")]))
        own = {field: cells.get(field, "") for field in ("email", "lms", "participant")}
        people.append(Person(safe_id(person_id), name, first, last, logins=logins, groups=groups, line=line, **own))
    return people


def split_name(name: str) -> tuple[str, str]:
    """Last and first name of a name in one piece."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return last.strip(), first.strip()
