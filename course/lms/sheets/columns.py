"""Which column of a list of students holds what: by its header, else by where it stands and what is in it."""

import re

from course.base.text import squashed

from .sheet import Sheet

# Headers as `squashed` writes them, the most telling first; Canvas's "ID" has its own rule below.
HEADERS = {
    "id": "studentid studentnumber id userid idnumber matriculationnumber matrikelnummer matrikel nia numerodealumno"
    " idnummer numerodeid numerodidentification numerodeidentificacao codiceidentificativo",
    "lms": "canvasid canvasuserid lmsid lmsuserid moodleid",
    "sis": "sisuserid",
    "login": "sisloginid loginid login username user benutzername anmeldename identifiant usuario gebruikersnaam"
    " nombredeusuario nomdutilisateur nomedeusuario nomeutente",
    "github": "githubusername githublogin githubuser github gitlabusername gitlab",
    "first": "firstname first givenname vorname prenom nombre voornaam nome forename",
    "last": "lastname last surname familyname nachname nomdefamille nom apellidos apellido achternaam cognome",
    "name": "name fullname studentname student vollstandigername nomcomplet nombrecompleto nombreapellidos"
    " volledigenaam nomecompleto displayname sortablename",
    "group": "group groupname team teamname gruppe groupe grupo gruppo groep",
}
POINTS = "Points Possible"  # the line of Canvas's gradebook that is nobody
WORKSHEET = 6  # columns at least of a grading worksheet
NUMBERED = re.compile(r"\D+(\d+)")  # Participant 1234567, Teilnehmer/in1234567
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
KEY = re.compile(r"[^@\s]*\d[^@\s]*")  # an id number


def columns(sheet: Sheet) -> dict[str, int]:
    """Which column holds what."""
    header = [squashed(text) for text in sheet.row(0)]
    at = {}
    for field, names in HEADERS.items():
        found = [header.index(name) for name in names.split() if name in header]
        if found:
            at[field] = found[0]
    canvas = "id" in header and "section" in header and ("student" in header or "lastname" in header)
    if canvas:
        at["lms"] = at["id"] = header.index("id")
    if "github" in at and "id" not in at and "identifier" in header:  # the roster of GitHub Classroom
        at["id"] = header.index("identifier")
    for column in range(len(header)):
        values = filled(sheet, column)
        taken = column in at.values()
        if "email" not in at and (
            "mail" in header[column] or (values and not taken and all(map(ADDRESS.fullmatch, values)))
        ):
            at["email"] = column
    if participants(sheet.column(0)) and len(header) >= WORKSHEET:
        at = worksheet(sheet, at)
    return at


def worksheet(sheet: Sheet, at: dict[str, int]) -> dict[str, int]:
    """Columns of Moodle's grading worksheet, whose headers are in the language of whoever downloaded it.

    It begins with the participant and the full name; what the site shows of a user follows, and then the status. With
    blind marking name and user are left out.
    """
    # Moodle numbers the participants of each assignment anew, so the number names nobody in the course.
    at = {field: place for field, place in at.items() if place != 0} | {"participant": 0}
    grade = grade_column(sheet) or WORKSHEET
    if "id" not in at:
        for column in range(2, grade - 1):
            values = filled(sheet, column)
            if len(set(values)) < len(values) or any(" " in value for value in values):
                break  # the status
            if values and column not in at.values() and all(map(KEY.fullmatch, values)):
                at["id"] = column
                break
    names = filled(sheet, 1)
    shows_users = any(2 <= at.get(field, 0) < grade for field in ("id", "login", "email"))
    if "name" not in at and 1 not in at.values() and (shows_users or (grade > 2 and len(set(names)) == len(names) > 1)):
        at["name"] = 1
    return at


def filled(sheet: Sheet, column: int) -> list[str]:
    """What stands in a column."""
    return [value.strip() for value in sheet.column(column) if value.strip()]


def participants(values: list[str]) -> bool:
    """Whether a column is Moodle's Identifier: one word of any language, and a number that differs."""
    found = [NUMBERED.fullmatch(value.strip()) for value in values if value.strip()]
    words = {match[0][: -len(match[1])] for match in found if match}
    return None not in found and len(words) == 1 and len(words.pop().strip()) >= 5


def grade_column(sheet: Sheet) -> int | None:
    """Position of the grade in Moodle's worksheet: it stands left of its maximum, one number on every line."""
    for column in range(2, len(sheet.row(0))):
        limits = set(filled(sheet, column))
        grades = set(filled(sheet, column - 1)) - {"-"}
        if len(limits) == 1 and all(map(NUMBER.fullmatch, limits | grades)):
            return column - 1
    return None
