"""Who handed in the files of a label: one student of the roster or several, or one named by the download."""

import os
import re
from collections.abc import Iterable, Mapping

from course.base.text import safe_id, squashed
from course.lms.sheets.roster import UNKNOWN, Person, Roster, split_name

from .kinds.gradescope import FOLDER, LIST, Exported, Submitter
from .kinds.labels import Label

TEAM = "-"  # Moodle writes "Group A-Ann Lee" where groups hand in
Owners = tuple[list[Person], str]  # and why there are none, or not all


class Naming:
    """What the labels of a download have in common, which is not a part of anybody's name.

    Parameters
    ----------
    labels : iterable of Label
    """

    def __init__(self, labels: Iterable[Label]) -> None:
        by_scheme: dict[str, set[str]] = {}
        for label in labels:
            by_scheme.setdefault(label.scheme, set()).add(label.who)
        self.common = {
            scheme: os.path.commonprefix([*who])  # noqa: RUF071 (of texts, not of paths)
            for scheme, who in by_scheme.items()
            if len(who) > 1
        }
        moodle = by_scheme.get("moodle", set())
        self.teams = len(moodle) > 1 and all(TEAM in who for who in moodle)

    def mark(self, label: Label) -> str:
        """Sign after which the student's name or login may begin; empty if there is nothing before it."""
        return TEAM if label.scheme == "moodle" and self.teams else label.mark

    def endings(self, label: Label) -> list[str]:
        """What may be the student in a label, the longest first."""
        who, mark = label.who, self.mark(label)
        if not mark:
            return [who]
        most = len(self.common[label.scheme]) if label.mark and label.scheme in self.common else len(who)
        starts = [0, *(found.end() for found in re.finditer(re.escape(mark), who))]
        return [who[start:] for start in starts if start <= most and who[start:]]

    def own(self, label: Label) -> str:
        """The student in a label, where no roster tells."""
        endings = self.endings(label)
        if self.mark(label) and label.scheme == "moodle":
            return endings[1]  # names with a hyphen are more frequent than groups with one
        if label.mark == "_":
            return endings[-1]  # a login has no underscore, as a rule
        return endings[-1] if label.scheme in self.common else label.who


def owners(
    label: Label,
    loose: bool,
    notebooks: list[str],
    roster: Roster | None,
    names: Naming,
    exported: Mapping[str, Exported],
) -> Owners:
    """Who handed in the files of a label.

    Parameters
    ----------
    one : Label
    loose : bool
        Whether it is a file in no folder, whose name nobody knows how to read.
    notebooks : list of str
        Names of the assignment's notebooks.
    roster : Roster or None
    names : Naming
    exported : mapping of str to Exported
        Gradescope's list.
    """
    if label.scheme == "plain" and label.who in exported:
        return of_list(exported[label.who].submitters, roster)
    if label.scheme == "plain" and re.fullmatch(rf"{FOLDER}\d+", label.who) and roster is None:
        return [], f"is a folder of Gradescope without its {LIST}: collect the export as it was downloaded"
    if roster is not None:
        return of_roster(label, loose, roster, names)
    if loose:
        return [], "no student in its name: put it in a folder named after one, or give --roster"
    if squashed(label.who) in map(squashed, notebooks):
        return [], "is named after the notebook, not after a student"
    who = names.own(label)
    if label.scheme == "canvas":
        who = label.number if label.who else f"anon-{label.number}"
    student = safe_id(who or label.number)
    if not student:
        return [], "has no name that can be a folder"
    named = label.who and not label.mark and (label.number or label.scheme == "google")
    last, first = split_name(names.own(label)) if named and label.scheme != "canvas" else ("", "")
    return [Person(student, names.own(label) if named else "", first, last)], ""


def of_roster(label: Label, loose: bool, roster: Roster, names: Naming) -> Owners:
    """The students of the roster that a label names: one, or the members of a group."""
    person, reason = None, UNKNOWN
    for who in [] if loose else names.endings(label):
        login = who if label.mark or label.scheme == "plain" else ""
        person, reason = roster.find("" if label.mark else who, label.number, login)
        # A system's number may be that of the one who handed in for a group; a login is nobody else's.
        if (members := roster.group(who)) and not (person and label.mark):
            return members, ""
        if person or reason != UNKNOWN:
            break
    if reason == UNKNOWN and label.scheme in ("plain", "google"):
        person, reason = roster.within(label.who)
    if loose and reason == UNKNOWN:
        reason = "names no student of the roster"
    return [person] if person else [], reason


def of_list(submitters: Iterable[Submitter], roster: Roster | None) -> Owners:
    """Those who handed in together on Gradescope."""
    found: list[Person] = []
    reasons = []
    for submitter in submitters:
        if roster is None:
            last, first = split_name(submitter.name)
            student = safe_id(submitter.number or submitter.email or submitter.name)
            person = Person(student, submitter.name, first, last, submitter.email) if student else None
            reason = "" if person else "has no name that can be a folder"
        else:
            person, reason = roster.find(submitter.name, submitter.number)
            if reason == UNKNOWN and submitter.email:
                person, reason = roster.find(login=submitter.email)
        found += [person] if person else []
        reasons += [] if person else [f"{submitter.name or submitter.email or submitter.number} {reason}"]
    return found, "; ".join(reasons) or ("" if found else f"names nobody in {LIST}")
