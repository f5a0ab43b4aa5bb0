"""The settings of a Hub with one course, and its roster, checked before anything uses them."""

import csv
import os
import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

LOGIN = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
DOMAIN = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?")
COLUMNS = ["id", "name", "email"]


class SettingsError(ValueError):
    """Something in the settings or in the roster that has to be mended by hand."""


@dataclass(frozen=True)
class Student:
    """One row of the roster; `id` is the system login and nbgrader's student id."""

    id: str
    name: str
    email: str


@dataclass(frozen=True)
class Settings:
    """What `settings.toml` says; each name is explained there. Without `domain` all servers share one origin."""

    course: str
    owner: str
    instructors: list[str]
    roster: str
    exchange: str
    state: str
    address: str
    course_port: int
    domain: str = ""

    @property
    def graders(self) -> str:
        """The Hub group whose members may open the formgrader, by nbgrader's rule for names."""
        return f"formgrade-{self.course}"

    @property
    def learners(self) -> str:
        """The Hub group whose members may fetch and submit, by nbgrader's rule for names."""
        return f"nbgrader-{self.course}"

    def students(self) -> list[Student]:
        """The roster.

        Raises
        ------
        SettingsError
            If the file is not what this course can use, with the line.
        """
        path = Path(self.roster)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise SettingsError(f"The roster {path} cannot be read ({error}).") from error
        found: dict[str, Student] = {}
        for number, row in enumerate(rows, 2):
            if None in row or any(row.get(column) is None for column in COLUMNS):
                raise SettingsError(f"{path}, line {number}: the columns are {','.join(COLUMNS)}.")
            student = Student(*(row[column].strip() for column in COLUMNS))
            self._require_login(student.id, f"{path}, line {number}")
            if student.id in found or student.id in (*self.instructors, self.owner):
                raise SettingsError(f"{path}, line {number}: {student.id} has a place in this course already.")
            found[student.id] = student
        return list(found.values())

    def check(self) -> None:
        """Refuse names that the system, the Hub or nbgrader would refuse later and less clearly."""
        if not re.fullmatch(r"[A-Za-z0-9_-]+", self.course):
            raise SettingsError(f"course = {self.course!r}: letters, digits, - and _ only.")
        for name in (self.owner, *self.instructors):
            self._require_login(name, "settings.toml")
        if self.domain and not DOMAIN.fullmatch(self.domain):
            raise SettingsError(f"domain = {self.domain!r}: write it as https://hub.example.org, or leave it empty.")
        if self.owner in self.instructors:
            raise SettingsError(f"{self.owner} owns the course, so it cannot be an instructor who logs in.")

    @staticmethod
    def _require_login(name: str, where: str) -> None:
        if not LOGIN.fullmatch(name):
            raise SettingsError(f"{where}: {name!r} cannot be a login (small letters, digits, - and _; at most 32).")


def load() -> Settings:
    """Settings of the file that `COURSE_HUB_SETTINGS` names, by default the one beside this module."""
    path = Path(os.environ.get("COURSE_HUB_SETTINGS") or Path(__file__).with_name("settings.toml"))
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read ({error}).") from error
    known = {one.name for one in fields(Settings)}
    needed = {one.name for one in fields(Settings) if one.default is MISSING}
    if wrong := (found.keys() - known) | (needed - found.keys()):
        raise SettingsError(f"{path}: missing or unknown: {', '.join(sorted(wrong))}.")
    settings = Settings(**found)
    settings.check()
    return settings
