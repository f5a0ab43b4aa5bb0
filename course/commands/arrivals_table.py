"""The table of what a download brought."""

from rich.console import Group
from rich.table import Table
from rich.text import Text

from course.base.text import printable, shortened
from course.lms.collecting.collect import Arrival, Collected

from .console import LINES

WIDEST = 32  # characters of the name of a file
STYLES = {"new": "green", "replaced": "yellow", "unchanged": "dim", "kept": "yellow"}
MEANINGS = {
    "new": "new",
    "replaced": "replaces an older one",
    "unchanged": "already here",
    "kept": "kept what is here: not older",
}


def when(arrival: Arrival) -> str:
    """Time of a hand-in to the minute."""
    moment = arrival.hand_in.when
    return moment.strftime("%Y-%m-%d %H:%M") if moment else "-"


def table(assignment: str, collected: Collected) -> Group:
    """Who handed in what and when, what nobody can be given, and who is missing.

    Parameters
    ----------
    assignment : str
        Title of the table.
    collected : Collected
    """
    grid = Table(box=LINES, header_style="bold")
    for title in ("student", "name", "notebook", "handed in (UTC)", "late", ""):
        grid.add_column(title, overflow="fold", no_wrap=title.startswith(("handed", "late")))
    for arrival in collected.arrivals:
        hand_in = arrival.hand_in
        older = f", newest of {hand_in.older + 1}" if hand_in.older else ""
        others = len(hand_in.files) - len(hand_in.called)
        called = ", ".join(map(short, hand_in.called))
        grid.add_row(
            Text(hand_in.student),
            Text(shortened(hand_in.person.name)),
            Text(called + (f" + {others} file{'s' * (others > 1)}" if others else "") + older),
            when(arrival),
            Text("late", style="red") if hand_in.late else "",
            Text(MEANINGS[arrival.done], style=STYLES[arrival.done]),
        )
    lines = [
        Text.assemble(("not collected ", "red"), (shortened(who), "bold"), f": {printable(reason)}")
        for who, reason in collected.problems
    ]
    lines += [
        Text.assemble((shortened(arrival.hand_in.student), "bold"), f": {printable(arrival.hand_in.note)}")
        for arrival in collected.arrivals
        if arrival.hand_in.note
    ]
    if collected.stamped:
        lines.append(Text("The files have the time of the download, so nobody knows when each was handed in.", "dim"))
    if collected.absent:
        lines.append(
            Text(f"nothing from {len(collected.absent)}: {'; '.join(map(shortened, collected.absent))}", "dim")
        )
    late = sum(arrival.hand_in.late for arrival in collected.arrivals)
    count = f": {len(collected.arrivals)} collected" + (f", {late} of them late" if late else "")
    parts = [grid] if collected.arrivals else []
    return Group(Text(assignment + count, style="bold"), *parts, *lines)


def short(name: str) -> str:
    """Name of a file that leaves room for the other columns."""
    name = shortened(name)
    return name if len(name) <= WIDEST else f"{name[: WIDEST - 8]}…{name[-7:]}"
