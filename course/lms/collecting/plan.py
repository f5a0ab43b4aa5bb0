"""A download sorted into hand-ins: whose each file is, which notebook is the newest, and what nobody can be given."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath
from types import MappingProxyType

from course.base.files import RUBBISH, plain_files
from course.base.text import safe_id, shortened, squashed
from course.grading.submission.reading import NOTEBOOK_NAME
from course.lms.sheets.roster import UNKNOWN, Person, Roster, split_name
from course.project.deadlines import COLLECTORS

from .labels import Label, label, meant, resubmission, systematic

AT_ONCE = 15 * 60  # seconds: files of a class that are this close together got their time from the download


@dataclass(frozen=True)
class File:
    """A file of the download, below the file or folder `top`; `when` is None where the archive had no time for it."""

    source: Path
    top: str
    label: Label
    when: datetime | None

    @property
    def age(self) -> tuple:
        """Greater is newer."""
        return (self.when or datetime.min.replace(tzinfo=UTC), resubmission(self.label.path.name), self.label.order)


@dataclass
class Upload:
    """Files of one student by the path that they will have; `when` is None where nobody knows."""

    student: str
    person: Person
    files: dict[PurePath, File]
    called: str
    when: datetime | None
    newest: datetime | None
    late: bool
    older: int

    @property
    def user(self) -> str:
        """Canvas's id of the student, if the names of the files tell it."""
        return next((f.label.number for f in self.files.values() if f.label.scheme == "canvas" and f.label.who), "")


@dataclass
class Plan:
    """What becomes of a download.

    Attributes
    ----------
    hand_ins : list of Upload
        By student.
    problems : list of (str, str)
        Who or which file, and why it is given to nobody.
    stamped : bool
        Whether the times are the download's own, so that nobody knows when the students handed in.
    """

    hand_ins: list[Upload] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    stamped: bool = False


def plan(
    folder: Path,
    assignment: str,
    notebook: str,
    roster: Roster | None,
    others: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """Sort the files of an unpacked download.

    Parameters
    ----------
    folder : Path
        With files whose modification times are those of the download; 0 says unknown.
    assignment, notebook : str
        Names in the course, such as `01-pixels` and `pixels`.
    roster : Roster or None
        Without it, a student is called by the system's id, else by the name of the folder.
    others : mapping of str to str, optional
        Notebooks of other assignments, which nobody meant for this one, and their assignments.
    """
    result = Plan()
    by_owner: dict[tuple, list[File]] = defaultdict(list)
    for path, inside in walk(folder, assignment, roster):
        file = File(path, inside.parts[0], label(inside, assignment), moment(path))
        loose = file.label.scheme == "plain" and len(inside.parts) == 1
        by_owner[file.label.scheme, file.label.who, file.label.number, loose and str(inside)].append(file)
    students: dict[str, list[tuple[Person, list[File]]]] = defaultdict(list)
    for (_, _, _, loose), files in sorted(by_owner.items(), key=str):
        person, reason = owner(files[0].label, bool(loose), notebook, roster)
        if person is None:
            result.problems.append((described(files), reason))
        else:
            students[person.id].append((person, files))
    result.stamped = stamped([files for groups in students.values() for _, files in groups])
    for student, groups in sorted(students.items()):
        numbers = {(f.label.scheme, f.label.number) for _, files in groups for f in files if f.label.number}
        if len(numbers) > len({scheme for scheme, _ in numbers}):
            ids = ", ".join(sorted(number for _, number in numbers))
            reason = f"{len(numbers)} users have this name ({ids}): name them in a roster with their ids"
            result.problems.append((groups[0][1][0].label.who or student, reason))
            continue
        if roster is None and len(groups) > 1:
            names = "; ".join(shortened(files[0].top) for _, files in groups)
            result.problems.append((student, f"would be the folder of {len(groups)} students ({names}): give --roster"))
            continue
        files = [file for _, uploaded in groups for file in uploaded]
        found = hand_in(student, groups[0][0], files, notebook, result.stamped)
        if not isinstance(found, str) and not meant(found.called, notebook):
            wrong = [f"handed in {shortened(found.called)}, which is of {others[other]}"
                     for other in others if meant(found.called, other)]  # fmt: skip
            found = wrong[0] if wrong else found
        if isinstance(found, str):
            result.problems.append((shortened(groups[0][0].name or student), found))
        else:
            result.hand_ins.append(found)
    return result


def walk(folder: Path, assignment: str, roster: Roster | None) -> Iterator[tuple[Path, PurePath]]:
    """Files below a folder, each with its path in the download or in the folder that wraps the download."""
    children = [path for path in sorted(folder.iterdir()) if not path.is_symlink() and path.name[0] != "."]
    for path in children:
        if path.is_file() and not RUBBISH.search(path.name):
            yield path, PurePath(path.name)
        elif path.is_dir() and wraps(path, assignment, len(children) == 1, roster):
            yield from walk(path, assignment, roster)
        elif path.is_dir() and path.name != "__MACOSX":
            yield from ((file, file.relative_to(folder)) for file in plain_files(path))


def wraps(folder: Path, assignment: str, alone: bool, roster: Roster | None) -> bool:
    """Whether a folder is named after the download and not after a student: it holds what several handed in.

    A student's own zip is none, whatever is in it: else it would hand in for others.
    """
    if systematic(folder.name) or not (alone or folder.suffix.lower() == ".zip"):
        return False
    name = folder.name.removesuffix(".zip")
    if roster and (roster.find(name, login=name) if alone else roster.within(name))[0]:
        return False
    inside = [child for child in folder.iterdir() if child.name[0] != "." and child.name != "__MACOSX"]
    if inside and all(systematic(child.name) for child in inside):
        return True
    if any((child / assignment).is_dir() for child in inside):
        return True
    return alone and len(inside) > 1 and all(child.is_dir() and child.name != assignment for child in inside)


def moment(path: Path) -> datetime | None:
    """Time of a file, None where the archive had none."""
    when = path.stat().st_mtime
    return datetime.fromtimestamp(when, UTC) if when > 0 else None


def owner(file_label: Label, loose: bool, notebook: str, roster: Roster | None) -> tuple[Person | None, str]:
    """Who handed in the files of a label, or None and the reason."""
    if roster is None and loose:
        return None, "no student in its name: put it in a folder named after one, or give --roster"
    if roster is not None:
        if file_label.scheme != "plain":
            return roster.find(file_label.who, file_label.number)
        person, reason = (None, UNKNOWN) if loose else roster.find(file_label.who, login=file_label.who)
        if reason == UNKNOWN:
            person, reason = roster.within(file_label.who)
        return person, "names no student of the roster" if loose and reason == UNKNOWN else reason
    if squashed(file_label.who) == squashed(notebook):
        return None, "is named after the notebook, not after a student"
    canvas = file_label.scheme == "canvas"
    student = safe_id(
        (file_label.number if file_label.who else f"anon-{file_label.number}") if canvas else file_label.who
    )
    if not student:
        return None, "has no name that can be a folder"
    last, first = split_name(file_label.who) if file_label.scheme == "moodle" else ("", "")
    return Person(student, file_label.who if file_label.number else "", first, last), ""


def described(files: list[File]) -> str:
    """What could not be given to anybody, as the download has it."""
    file_label = files[0].label
    return shortened(file_label.shown if file_label.number else files[0].top) + (
        f", {len(files)} files" if len(files) > 1 else ""
    )


def stamped(groups: list[list[File]]) -> bool:
    """Whether all files of a system's download have one time: then it is when the download was made."""
    named = [files for files in groups if files[0].label.number]
    times = [file.when.timestamp() for files in named for file in files if file.when]
    if not times or max(times) - min(times) > AT_ONCE:
        return False
    return len(named) > 1 or named[0][0].label.scheme == "canvas"


def hand_in(student: str, person: Person, files: list[File], notebook: str, unknown: bool) -> Upload | str:
    """What one student handed in, the newest of everything; a sentence if there is no notebook to choose."""
    # A student may not write their own; and no file of theirs, or folder, stands where it will be.
    files = [file for file in files if not COLLECTORS & set(map(str.casefold, file.label.path.parts))]
    notebooks = [file for file in files if NOTEBOOK_NAME.search(file.label.path.name)]
    named = [file for file in notebooks if meant(file.label.path.name, notebook)]
    if not notebooks:
        names = ", ".join(shortened(file.label.path.name) for file in files[:4])
        return f"handed in no notebook, but {names}" if names else "handed in nothing"
    if not named and len(notebooks) > 1:
        names = ", ".join(shortened(file.label.path.name) for file in notebooks[:4])
        return f"handed in several notebooks ({names}), and none is called {notebook}.ipynb"
    # Older versions of the notebook are left out; of two at one time the plainer place and name wins.
    right = f"{notebook}.ipynb"
    chosen = max(named or notebooks, key=lambda f: (f.age, -len(f.label.path.parts), f.label.path.name == right))
    kept = {PurePath(right): chosen}
    near = chosen.label.path.parent
    for file in sorted(files, key=lambda f: f.age):
        path = file.label.path
        path = path.relative_to(near) if path.is_relative_to(near) else path
        if file not in named and file is not chosen and path.parts[0] != right:
            kept[path] = file
    newest = max((file.when for file in files if file.when), default=None)
    when = None if unknown and chosen.label.number else newest
    return Upload(
        student, person, kept, chosen.label.path.name, when, newest, chosen.label.late, len(named) - 1 if named else 0
    )
