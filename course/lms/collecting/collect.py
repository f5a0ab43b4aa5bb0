"""From a download to `submitted/`: staged first, then moved into place, one student at a time."""

import filecmp
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from course.base.errors import CourseError
from course.base.files import plain_files
from course.base.text import sentence, shortened
from course.grading.submission.reading import read_timestamp
from course.lms.returning import record
from course.lms.sheets.roster import Person, read_roster
from course.project.deadlines import COLLECTORS, LATE_MARK
from course.project.workspace import Workspace

from .archive import FULL
from .kinds.repositories import repositories
from .plan import Plan, Upload
from .zipcollect import LmsCollector, LmsExtractor

TEST_STUDENT = "Student, Test"  # of Canvas, who hands in nothing
SECOND = 1.0  # a zip counts in steps of two seconds, a file system in nanoseconds


@dataclass
class Arrival:
    """What became of a hand-in: `done` is `new`, `replaced`, `unchanged` or `kept`."""

    hand_in: Upload
    done: str


@dataclass
class Collected:
    """What became of a download."""

    arrivals: list[Arrival] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    stamped: bool = False


def collect(course: Workspace, download: Path, assignment: str, roster: Path | None, late: bool = False) -> Collected:
    """Fill `submitted/` with the hand-ins of a download.

    Parameters
    ----------
    course : Workspace
    download : Path
        A zip as a learning system makes it, or a folder of files, zips or git repositories.
    assignment : str
        Its name in the course.
    roster : Path or None
        CSV file of the students.
    late : bool, optional
        Whether to take the newest commit of a git repository, after the due date too.

    Returns
    -------
    Collected
        With all that could not be given to a student.

    Raises
    ------
    CourseError
        If the download or the roster is refused as a whole; nothing is changed then.
    """
    if not download.exists():
        raise CourseError(f"There is no file or folder {download}.")
    notebooks = course.notebook_names(assignment)
    course.require_writable(course.folder("submitted"))
    always = late or not (download.is_dir() and repositories(download))
    until = {} if always else {"until": in_time(course, assignment, read_roster(roster).people if roster else [])}
    with tempfile.TemporaryDirectory(prefix="collect-", dir=course.scratch()) as name:
        scratch = Path(name)
        unpacked = scratch / "unpacked"
        extractor = LmsExtractor(config=course.config, **until)
        extractor.extract(str(download), str(unpacked))
        elsewhere = [name for name in course.assignments() if name != assignment]
        others = {notebook: name for name in elsewhere for notebook in course.notebook_names(name)}
        given = {"folder": str(unpacked), "assignment": assignment, "notebooks": notebooks, "others": others}
        given |= {"repositories": extractor.repositories} | ({"roster": str(roster)} if roster else {})
        collector = LmsCollector(config=course.config, **given)
        plan, people = collector.plan, collector.people
        result = Collected(stamped=plan.stamped)
        problems = [(str(path.relative_to(unpacked)), reason) for path, reason in extractor.refused] + plan.problems
        result.problems = [(shortened(who), sentence(reason)) for who, reason in problems]
        if not plan.hand_ins and not result.problems:
            raise CourseError(f"{download} holds no file of a student.")
        for hand_in in plan.hand_ins:
            target = course.folder("submitted") / hand_in.student / assignment
            try:
                staged = stage(hand_in, scratch / "staged" / hand_in.student)
            except OSError as error:
                if error.errno in FULL:
                    raise CourseError(
                        f"{scratch} cannot be written ({error.strerror}): nothing more is collected."
                    ) from None
                result.problems.append((hand_in.student, f"has files that cannot be copied ({error.strerror})"))
                continue
            try:
                done = put(staged, target, hand_in)
            except OSError as error:
                raise CourseError(
                    f"{target} cannot be written ({error.strerror}): fix that and collect again."
                ) from error
            result.arrivals.append(Arrival(hand_in, done))
    here = {arrival.hand_in.student for arrival in result.arrivals}
    people = [person for person in people if person.name != TEST_STUDENT]
    result.absent = [person.name or person.id for person in people if person.id not in here]
    register(course, plan, people)
    remember(course, assignment, result.arrivals)
    return result


def in_time(course: Workspace, assignment: str, people: list[Person]) -> Callable[[str], datetime | None]:
    """Until when a commit counts, by the name of a student's clone; None means always."""
    names = {person.id: {person.id, *person.logins} for person in people}
    granted = course.lateness.deadlines.students() if course.lateness.deadlines else set()
    names |= {student: {student} for student in granted - set(names)}
    with course.gradebook() as gradebook:
        otherwise = course.lateness.due(gradebook, assignment)
        dates = {
            name.casefold(): course.lateness.due(gradebook, assignment, student)
            for student, known in names.items()
            for name in known
        }

    def until(folder: str) -> datetime | None:
        folder = folder.casefold()
        fitting = [name for name in dates if folder == name or folder.endswith(f"-{name}")]
        return dates[max(fitting, key=len)] if fitting else otherwise

    return until


def stage(hand_in: Upload, folder: Path) -> Path:
    """The hand-in as it will be, with the time in UTC where nbgrader looks for it."""
    for path, file in hand_in.files.items():
        target = folder / path
        if target.is_dir() or any(parent.is_file() for parent in target.parents):
            continue  # a file and a folder of one name, from two uploads
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file.source, target)
        target.chmod(0o644)
    if hand_in.when:
        stamp = hand_in.when.replace(tzinfo=None).isoformat(" ")
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
    elif hand_in.late:
        (folder / LATE_MARK).write_text("The download says that this is late, and not when it was handed in.\n")
    return folder


def put(staged: Path, target: Path, hand_in: Upload) -> str:
    """Move a hand-in into place unless what is there is as new; what was done."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.rename(target)
        return "new"
    if same_tree(staged, target):
        if hand_in.when and (target / LATE_MARK).exists():  # this download has the time
            (staged / "timestamp.txt").replace(target / "timestamp.txt")
            (target / LATE_MARK).unlink()
        return "unchanged"
    before = existing_time(target)
    if before and (hand_in.newest is None or hand_in.newest.timestamp() <= before.timestamp() + SECOND):
        return "kept"
    aside = staged.with_name(staged.name + ".before")
    target.rename(aside)
    try:
        staged.rename(target)
    except BaseException:  # an interruption too: what was there is in a folder that is about to go
        aside.rename(target)
        raise
    return "replaced"


def same_tree(left: Path, right: Path) -> bool:
    """Whether two folders hold the same files."""
    names = {path.relative_to(left) for path in plain_files(left)} - set(map(Path, COLLECTORS))
    others = {path.relative_to(right) for path in plain_files(right)} - set(map(Path, COLLECTORS))
    return names == others and all(filecmp.cmp(left / name, right / name, shallow=False) for name in names)


def existing_time(folder: Path) -> datetime | None:
    """When a hand-in that is in place was handed in: as its timestamp says, else its newest file."""
    if stamp := read_timestamp(folder / "timestamp.txt"):
        return parse_utc(stamp).replace(tzinfo=UTC)
    times = [path.stat().st_mtime for path in plain_files(folder)]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def remember(course: Workspace, assignment: str, arrivals: list[Arrival]) -> None:
    """Keep how the download called each hand-in that is in place now, for the feedback."""
    known = record.kept(course, assignment)
    called = {
        arrival.hand_in.student: {
            record.SYSTEM: arrival.hand_in.label.scheme,
            record.PREFIX: arrival.hand_in.label.prefix,
        }
        for arrival in arrivals
        if arrival.done != "kept" or arrival.hand_in.student not in known
    }
    record.keep(course, assignment, called)


def register(course: Workspace, plan: Plan, people: list[Person]) -> None:
    """Enter everybody with names, addresses and the system's ids in the gradebook, who handed in nothing as well.

    So grades find their way back, and table, report and exports tell who is missing.
    """
    users = {hand_in.student: (hand_in.person, hand_in.user) for hand_in in plan.hand_ins}
    known = {}
    for student, (person, user) in ({person.id: (person, "") for person in people} | users).items():
        fields = {
            "first_name": person.first,
            "last_name": person.last,
            "email": person.email,
            "lms_user_id": person.lms or user,
        }
        kept = {key: value for key, value in fields.items() if value}
        if kept or student not in users:
            known[student] = kept
    if known:
        with course.gradebook(writing=True) as gradebook:
            for student, kept in known.items():
                gradebook.update_or_create_student(student, **kept)
