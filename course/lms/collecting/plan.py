"""A download sorted into hand-ins: whose each file is, which notebook is the newest, and what nobody can be given."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath
from types import MappingProxyType

from course.base.text import shortened
from course.grading.submission.reading import NOTEBOOK_NAME
from course.lms.sheets.roster import Person, Roster
from course.project.deadlines import COLLECTORS

from .kinds import gradescope
from .kinds.labels import Label, label, meant, systematic
from .kinds.links import link
from .kinds.names import PATTERNS, Patterns, fitting
from .owners import Naming, owners
from .walking import File, moment, walk

AT_ONCE = 15 * 60  # seconds: files of a class that are this close together got their time from the download
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass
class Upload:
    """Files of one student by the path that they will have; `when` is None where nobody knows.

    `called` is what the notebooks were called, `label` that of the first of them, `members` is how many handed them in
    together, and `note` is for the instructor.
    """

    student: str
    person: Person
    files: dict[PurePath, File]
    called: list[str]
    when: datetime | None
    newest: datetime | None
    late: bool
    older: int
    label: Label
    members: int = 1
    note: str = ""

    @property
    def user(self) -> str:
        """Canvas's id of the student, if the names of the files tell it; that of a group is only one member's."""
        canvas = [f.label.number for f in self.files.values() if f.label.scheme == "canvas" and f.label.who]
        return canvas[0] if canvas and self.members == 1 else ""


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


@dataclass
class Share:
    """Files that one student handed in alone or with others."""

    person: Person
    files: list[File]
    members: int


def plan(
    folder: Path,
    assignment: str,
    notebooks: list[str],
    roster: Roster | None,
    others: Mapping[str, str] = NONE,
    patterns: Patterns = PATTERNS,
    repositories: Mapping[str, str] = NONE,
) -> Plan:
    """Sort the files of an unpacked download.

    Parameters
    ----------
    folder : Path
        With files whose modification times are those of the download; 0 says unknown.
    assignment : str
        Its name in the course, such as `01-pixels`.
    notebooks : list of str
        Names of its notebooks, such as `pixels`.
    roster : Roster or None
        Without it, a student is called by the system's id, else by the name of the folder.
    others : mapping of str to str, optional
        Notebooks of other assignments, which nobody meant for this one, and their assignments.
    patterns : dict of str to Pattern, optional
        The table of names.
    repositories : mapping of str to str, optional
        Folders that were git repositories, and what is to be said of each.
    """
    result = Plan()
    by_owner, exported = read(folder, assignment, notebooks, roster, patterns, repositories)
    names = Naming(files[0].label for files in by_owner.values())
    students: dict[str, list[Share]] = defaultdict(list)
    for (_, _, _, loose), files in sorted(by_owner.items(), key=str):
        shared = files[0].label
        found, reason = owners(shared, bool(loose), notebooks, roster, names, exported)
        sure = shared.scheme == "git" or shared.who in exported
        if not sure and (doubt := doubtful(files, found, notebooks, roster, patterns)):
            found, reason = [], doubt
        if reason:
            result.problems.append((described(files), reason))
        for person in found:
            students[person.id].append(Share(person, files, len(found)))
    result.stamped = stamped([share.files for shares in students.values() for share in shares])
    for student, shares in sorted(students.items()):
        person, files = shares[0].person, [file for share in shares for file in share.files]
        numbers = {(f.label.scheme, f.label.number) for f in files if f.label.number}
        if len(numbers) > len({scheme for scheme, _ in numbers}):
            ids = ", ".join(sorted(number for _, number in numbers))
            reason = f"{len(numbers)} users have this name ({ids}): name them in a roster with their ids"
            result.problems.append((files[0].label.who or student, reason))
            continue
        if roster is None and len(shares) > 1:
            tops = "; ".join(shortened(share.files[0].top) for share in shares)
            result.problems.append((student, f"would be the folder of {len(shares)} students ({tops}): give --roster"))
            continue
        found_one = hand_in(student, person, files, notebooks, result.stamped)
        for called in [] if isinstance(found_one, str) else found_one.called:
            if not meant(called, notebooks) and (other := meant(called, [*others])):
                found_one = f"handed in {shortened(called)}, which is of {others[other]}"
        if isinstance(found_one, str):
            result.problems.append((shortened(person.name or student), found_one))
        else:
            found_one.members = max(share.members for share in shares)
            found_one.note = "; ".join(filter(None, {repositories.get(file.top, "") for file in files}))
            result.hand_ins.append(found_one)
    return result


def read(
    folder: Path,
    assignment: str,
    notebooks: list[str],
    roster: Roster | None,
    patterns: Patterns,
    repositories: Mapping[str, str],
) -> tuple[dict[tuple, list[File]], Mapping[str, gradescope.Exported]]:
    """The files of a download by what their names say, and Gradescope's list if there is one."""
    walked = list(walk(folder, assignment, roster, patterns))
    patterns = fitting({inside.parts[0] for _, inside in walked}, patterns)
    listing = [path for path, inside in walked if inside.parts == (gradescope.LIST,)]
    exported = gradescope.exported(listing[0].parent) if listing else {}
    by_owner: dict[tuple, list[File]] = defaultdict(list)
    for path, inside in walked:
        named = label(inside, assignment, notebooks, patterns, repositories)
        listed = exported.get(inside.parts[0])
        when = listed.when if listed and listed.when else named.when
        file = File(path, inside.parts[0], named, when or moment(path))
        loose = named.scheme == "plain" and len(inside.parts) == 1
        if path not in listing:
            by_owner[named.scheme, named.who, named.number, loose and str(inside)].append(file)
    if any(scheme == "brightspace" for scheme, *_ in by_owner):  # its page about the download
        by_owner.pop(("plain", "index.html", "", "index.html"), None)
    return by_owner, exported


def doubtful(
    files: list[File], found: list[Person], notebooks: list[str], roster: Roster | None, patterns: Patterns
) -> str:
    """Why a folder is hardly the work of whom it is called after; empty if it may be."""
    deep = any(len(file.label.path.parts) > 1 for file in files if meant(file.label.path.name, notebooks))
    if len(found) > 1 and files[0].label.scheme == "plain" and deep:
        return "is the name of a group, whose notebook is not right in it: is it a folder of students?"
    if systematic(files[0].top, patterns) or not (roster is None or not found):
        return ""
    return next(filter(None, (apart(files, name, notebooks) for name in notebooks)), "")


def apart(files: list[File], notebook: str, notebooks: list[str]) -> str:
    """Why files are hardly one student's: a notebook is in several folders side by side. Empty if it is not."""
    parents = {file.label.path.parent for file in files if meant(file.label.path.name, notebooks) == notebook}
    for depth in sorted({len(parent.parts) for parent in parents} - {0}):
        beside = sorted(str(parent) for parent in parents if len(parent.parts) == depth)
        if len(beside) > 1:
            some = ", ".join(map(shortened, beside[:3])) + (", ..." if len(beside) > 3 else "")
            return (
                f"has {notebook}.ipynb in {len(beside)} folders ({some}): if they are students', unpack the download"
                " and collect this folder alone; if they are one student's, keep one"
            )
    return ""


def described(files: list[File]) -> str:
    """What could not be given to anybody, as the download has it."""
    file_label = files[0].label
    return shortened(file_label.shown if file_label.number else files[0].top) + (
        f", {len(files)} files" if len(files) > 1 else ""
    )


def stamped(groups: list[list[File]]) -> bool:
    """Whether all files of a system's download have one time: then it is when the download was made."""
    named = [files for files in groups if files[0].label.number and not files[0].label.when]
    times = [file.when.timestamp() for files in named for file in files if file.when]
    if not times or max(times) - min(times) > AT_ONCE:
        return False
    return len(named) > 1 or named[0][0].label.scheme == "canvas"


def hand_in(student: str, person: Person, files: list[File], notebooks: list[str], unknown: bool) -> Upload | str:
    """What one student handed in, the newest of everything; a sentence if there is no notebook to choose."""
    # A student may not write their own; and no file of theirs, or folder, stands where it will be.
    files = [file for file in files if not COLLECTORS & set(map(str.casefold, file.label.path.parts))]
    found = [file for file in files if NOTEBOOK_NAME.search(file.label.path.name)]
    named: dict[str, list[File]] = defaultdict(list)
    for file in found:
        if name := meant(file.label.path.name, notebooks):
            named[name].append(file)
    if not found:
        for file in files:
            if where := link(file.source):
                return (
                    f"handed in a link to {where} ({shortened(file.label.path.name)}), not the notebook: ask for"
                    " the file itself, in Colab with File > Download > Download .ipynb"
                )
        names = ", ".join(shortened(file.label.path.name) for file in files[:4])
        return f"handed in no notebook, but {names}" if names else "handed in nothing"
    if not named and max(len(found), len(notebooks)) > 1:
        names = ", ".join(shortened(file.label.path.name) for file in found[:4])
        listed = ", ".join(f"{name}.ipynb" for name in notebooks)
        several = "several notebooks" if len(found) > 1 else "a notebook"
        return f"handed in {several} ({names}), and none is called {listed}"
    # Older versions of a notebook are left out; of two at one time the plainer place and name wins.
    versions = {f"{name}.ipynb": named[name] for name in notebooks if name in named}
    versions = versions or {f"{notebooks[0]}.ipynb": found}
    kept = {
        PurePath(right): max(same, key=lambda f: (f.age, -len(f.label.path.parts), f.label.path.name == right))
        for right, same in versions.items()
    }
    chosen = [*kept.values()]
    near = chosen[0].label.path.parent
    for file in sorted(files, key=lambda f: f.age):
        path = file.label.path
        path = path.relative_to(near) if path.is_relative_to(near) else path
        if not any(file in same for same in versions.values()) and path.parts[0] not in versions:
            kept[path] = file
    newest = max((file.when for file in files if file.when), default=None)
    when = None if unknown and chosen[0].label.number and not chosen[0].label.when else newest
    return Upload(
        student,
        person,
        kept,
        [file.label.path.name for file in chosen],
        when,
        newest,
        any(file.label.late for file in chosen),
        max(map(len, versions.values())) - 1,
        chosen[0].label,
    )
