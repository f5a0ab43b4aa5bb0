"""What Canvas's and Moodle's exports share: a sheet that was downloaded, filled in and written elsewhere."""

from collections import defaultdict
from pathlib import Path

from nbgrader.api import Gradebook, Student
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, List, Unicode

from course.base.errors import CourseError
from course.base.files import write_whole
from course.base.text import format_points, printable, shortened, squashed
from course.lms.sheets import sheet as csv_sheet
from course.lms.sheets.roster import UNKNOWN, Person, Roster, people_of
from course.lms.sheets.sheet import Sheet, written
from course.project.lateness import Lateness

from .results import cut_off, result

TEST_STUDENT = "studenttest"
MANY = 8  # students whose names one line still tells


class FillingExport(ExportPlugin):
    """Fills the downloaded sheet of a learning management system with the grades that are final.

    Every cell but the grades comes back byte by byte: the system recognizes students by them.
    """

    sheet = Unicode(help="the CSV file downloaded from the system").tag(config=True)
    partial = Bool(help="also export grades of which a part is still to be graded by hand").tag(config=True)
    notes = List(Unicode(), help="what the person who exports should know")
    lost = List(Unicode(), help="grades that found no place in the sheet")
    default = "filled.csv"
    by_number = True  # whether the system's id of a user is in the sheet

    def final(self, gradebook: Gradebook, assignment: str, students: list[Student]) -> dict[str, float]:
        """Scores by student; who waits for an instructor is named and, unless `partial`, left out."""
        scores, waiting, again, late = {}, [], [], []
        lateness = Lateness(CourseDirectory(config=self.config))
        for student in students:
            if found := result(gradebook, lateness, assignment, student.id):
                waiting += [student.id] if found.waiting else []
                again += [student.id] if found.again else []
                cost = f", -{format_points(found.late.penalty)}" if found.late.penalty else ""
                late += [f"{student.id} ({found.late.words}{cost})"] if found.late.words else []
                if self.partial or not found.waiting:
                    scores[student.id] = found.score
        self._waiting = waiting
        if cut := [student.id for student in students if cut_off(gradebook, assignment, student.id)]:
            self.note(f"{assignment}: grading was cut off, run `course grade {assignment}` again: {named(cut)}")
        if waiting:
            what = "exported as far as graded" if self.partial else "left out (--partial exports them as they are)"
            self.note(f"{assignment}: to grade by hand, {what}: {named(waiting)}")
        if late:
            self.note(f"{assignment}: handed in late: {named(late)}")
        if again:
            self.note(
                f"{assignment}: of these to grade again, the answer is another one than the one that was graded by hand"
                f" (look at it in the formgrader, or `course confirm {assignment}`): {named(again)}"
            )
        return scores

    def lines(self, sheet: Sheet, path: Path, students: list[Student]) -> dict[str, int]:
        """Line of each student in the sheet; who is not there, or cannot be told from another, is left out."""
        roster = Roster(people_of(sheet, path))
        found: dict[str, Person] = {}
        reasons: dict[str, list[str]] = defaultdict(list)
        for student in students:
            person, reason = locate(roster, student, self.by_number)
            if person is None:
                reasons["has no line in the sheet" if reason == UNKNOWN else reason].append(student.id)
            else:
                found[student.id] = person
        lines: dict[int, list[str]] = defaultdict(list)
        for student, person in found.items():
            lines[person.line].append(student)
        for line, ids in lines.items():
            if len(ids) > 1:
                reasons[f"would share line {line + 1} of the sheet"] += ids
                for student in ids:
                    del found[student]
        self._reasons = {student: reason for reason, ids in reasons.items() for student in ids}
        return {student: person.line for student, person in found.items()}

    def fill(self, sheet: Sheet, column: int, scores: dict[str, float], lines: dict[str, int], assignment: str) -> None:
        """Write scores into a column, in the sheet's way of writing numbers; what finds no place is named."""
        comma = csv_sheet.decimal_comma(sheet.column(column) + sheet.column(column + 1))
        kept = []
        for student, score in scores.items():
            if student not in lines:
                text = f"{assignment}: {student} ({written(score, comma)}) {self._reasons[student]}"
                self.lost = [*self.lost, printable(text)]
            elif self.closed(sheet, lines[student], column):
                kept.append(student)
            else:
                sheet.put(lines[student], column, written(score, comma))
        if kept:
            self.note(
                f"{assignment}: closed in the sheet (excused, not assigned or locked), left as it is: {named(kept)}"
            )
        listed = {person.line: person for person in people_of(sheet, Path(self.sheet))}
        for student in (*scores, *self._waiting):
            if student in lines:
                listed.pop(lines[student], None)
        # Canvas's own test account hands nothing in.
        listed = {line: row for line, row in listed.items() if squashed(row.name) != TEST_STUDENT}
        if listed:
            self.note(f"{assignment}: no grade for {named([person.name or person.id for person in listed.values()])}")

    def closed(self, sheet: Sheet, line: int, column: int) -> bool:
        """Whether the system takes no grade in a cell."""
        raise NotImplementedError

    def expects(self, assignment: str, theirs: str, ours: float) -> None:
        """Say if the system counts an assignment in other points than the course."""
        number = theirs.strip().replace(",", ".")
        if number.replace(".", "", 1).isdigit() and abs(float(number) - ours) > 0.005:
            most = format_points(ours)
            self.note(f"{assignment}: the sheet expects at most {theirs.strip()} points, the course gives up to {most}")

    def note(self, text: str) -> None:
        """Say something, to the log as well for plain nbgrader."""
        text = printable(text)
        self.log.warning(text)
        self.notes = [*self.notes, text]

    def save(self, data: bytes) -> None:
        """Write the file named by `to`, whole or not at all; grades that found no place go to the log."""
        for text in self.lost:
            self.log.error(text)
        target = Path(self.to or self.default)
        if self.sheet and target.resolve() == Path(self.sheet).resolve():
            raise CourseError(f"{target} is the downloaded sheet: name another file to write.")
        write_whole(target, data)


def locate(roster: Roster, student: Student, by_number: bool) -> tuple[Person | None, str]:
    """A student's line: by the system's id, else by id or address, else by name."""
    for keys in (
        {"number": (student.lms_user_id or "") if by_number else ""},
        {"login": student.id},
        {"login": student.email or ""},
        {"name": f"{student.first_name or ''} {student.last_name or ''}".strip()},
        {"name": student.id},  # a folder of a download that was named after the student
    ):
        if any(keys.values()):
            person, reason = roster.find(**keys)
            if person or reason != UNKNOWN:
                return person, reason
    return None, UNKNOWN


def named(students: list[str]) -> str:
    """Names on one line, not too many."""
    more = f" and {len(students) - MANY} more" if len(students) > MANY else ""
    return "; ".join(map(shortened, students[:MANY])) + more
