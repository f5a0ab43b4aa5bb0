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
        for one in labels:
            by_scheme.setdefault(one.scheme, set()).add(one.who)
        self.common = {
            scheme: os.path.commonprefix([*who])  # noqa: RUF071 (of texts, not of paths)
            for scheme, who in by_scheme.items()
            if len(who) > 1
        }
        moodle = by_scheme.get("moodle", set())
        self.teams = len(moodle) > 1 and all(TEAM in who for who in moodle)

    def mark(self, one: Label) -> str:
        """Sign after which the student's name or login may begin; empty if there is nothing before it."""
        return TEAM if one.scheme == "moodle" and self.teams else one.mark

    def endings(self, one: Label) -> list[str]:
        """What may be the student in a label, the longest first."""
        who, mark = one.who, self.mark(one)
        if not mark:
            return [who]
        most = len(self.common[one.scheme]) if one.mark and one.scheme in self.common else len(who)
        starts = [0, *(found.end() for found in re.finditer(re.escape(mark), who))]
        return [who[start:] for start in starts if start <= most and who[start:]]

    def own(self, one: Label) -> str:
        """The student in a label, where no roster tells."""
        endings = self.endings(one)
        if self.mark(one) and one.scheme == "moodle":
            return endings[1]  # names with a hyphen are more frequent than groups with one
        if one.mark == "_":
            return endings[-1]  # a login has no underscore, as a rule
        return endings[-1] if one.scheme in self.common else one.who


def owners(
    one: Label,
    loose: bool,
    notebook: str,
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
    notebook : str
        Name of the assignment's notebook.
    roster : Roster or None
    names : Naming
    exported : mapping of str to Exported
        Gradescope's list.
    """
    if one.scheme == "plain" and one.who in exported:
        return of_list(exported[one.who].submitters, roster)
    if one.scheme == "plain" and re.fullmatch(rf"{FOLDER}\d+", one.who) and roster is None:
        return [], f"is a folder of Gradescope without its {LIST}: collect the export as it was downloaded"
    if roster is not None:
        return of_roster(one, loose, roster, names)
    if loose:
        return [], "no student in its name: put it in a folder named after one, or give --roster"
    if squashed(one.who) == squashed(notebook):
        return [], "is named after the notebook, not after a student"
    who = names.own(one)
    if one.scheme == "canvas":
        who = one.number if one.who else f"anon-{one.number}"
    student = safe_id(who or one.number)
    if not student:
        return [], "has no name that can be a folder"
    named = one.who and not one.mark and (one.number or one.scheme == "google")
    last, first = split_name(names.own(one)) if named and one.scheme != "canvas" else ("", "")
    return [Person(student, names.own(one) if named else "", first, last)], ""


def of_roster(one: Label, loose: bool, roster: Roster, names: Naming) -> Owners:
    """The students of the roster that a label names: one, or the members of a group."""
    person, reason = None, UNKNOWN
    for who in [] if loose else names.endings(one):
        login = who if one.mark or one.scheme == "plain" else ""
        person, reason = roster.find("" if one.mark else who, one.number, login)
        # A system's number may be that of the one who handed in for a group; a login is nobody else's.
        if (members := roster.group(who)) and not (person and one.mark):
            return members, ""
        if person or reason != UNKNOWN:
            break
    if reason == UNKNOWN and one.scheme in ("plain", "google"):
        person, reason = roster.within(one.who)
    if loose and reason == UNKNOWN:
        reason = "names no student of the roster"
    return [person] if person else [], reason


def of_list(submitters: Iterable[Submitter], roster: Roster | None) -> Owners:
    """Those who handed in together on Gradescope."""
    found: list[Person] = []
    reasons = []
    for one in submitters:
        if roster is None:
            last, first = split_name(one.name)
            student = safe_id(one.number or one.email or one.name)
            person = Person(student, one.name, first, last, one.email) if student else None
            reason = "" if person else "has no name that can be a folder"
        else:
            person, reason = roster.find(one.name, one.number)
            if reason == UNKNOWN and one.email:
                person, reason = roster.find(login=one.email)
        found += [person] if person else []
        reasons += [] if person else [f"{one.name or one.email or one.number} {reason}"]
    return found, "; ".join(reasons) or ("" if found else f"names nobody in {LIST}")
