"""The pictures of a report: told apart by hatching and numbers as well as by color, on a phone and in print."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .model import AssignmentReport, Item

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType  # not in every version that we run with

STYLE: "dict[RcKeyType, Any]" = {
    "font.size": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
    "text.parse_math": False,  # a name with two dollars is a name
}
WIDTH = 5.0  # inches: on a phone of 360 pixels the letters are still as large as the page's small print
DPI = 190
THIN = 0.035  # of a bar: a narrower part has no room for its number, which stands in the table
# Okabe and Ito's colors, which color-blind readers can tell apart, each with a hatching of its own.
ANSWERS = {
    "full": ("all points", "#0072B2", "", "white"),
    "fewer": ("fewer points", "#E69F00", "///", "black"),
    "not_attempted": ("not attempted", "#FFFFFF", "", "black"),
    "to_grade": ("to be graded", "#CCCCCC", "...", "black"),
}
DARK, BLUE, ORANGE = "#222222", "#0072B2", "#B35900"


@dataclass(frozen=True)
class ReportPicture:
    """A PNG with the name of its file and a description for readers who do not see it."""

    name: str
    png: bytes
    alt: str
    caption: str
    width: int
    height: int


def picture(figure: Figure, name: str, alt: str, caption: str) -> ReportPicture:
    """A finished figure as PNG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    width, height = (round(side * 100) for side in figure.get_size_inches())
    return ReportPicture(name, buffer.getvalue(), alt, caption, width, height)


def axes(height: float) -> tuple[Figure, Axes]:
    """A figure of the page's width with one pair of axes."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots()


def pictures(report: AssignmentReport) -> list[ReportPicture]:
    """All that there is to draw of one assignment."""
    found = []
    with rc_context(STYLE):
        if report.graded:
            found += [score_figure(report), answer_figure(report)]
        if any(item.discrimination.value is not None for item in report.items):
            found.append(discrimination_figure(report))
        if report.runs:
            found.append(run_figure(report))
    return found


def score_figure(report: AssignmentReport) -> ReportPicture:
    """Distribution of scores, with median and mean."""
    assert report.mean is not None and report.median is not None  # somebody was graded
    figure, ax = axes(2.9)
    # Edges between whole points, counted from the top: each bar holds as many possible scores as its neighbor.
    top = int(np.ceil(max(report.possible, *report.scores, 1)))
    step = int(np.ceil(top / 25))
    bins = np.arange(top + 0.5, -0.5 - step, -step)[::-1].tolist()
    counts, _, _ = ax.hist(report.scores, bins=bins, color="#9CC9E3", edgecolor=DARK)
    ax.axvline(report.median, color=DARK, linestyle="-", linewidth=2, label=f"median {report.median:.3g}")
    ax.axvline(report.mean, color=ORANGE, linestyle="--", linewidth=2, label=f"mean {report.mean:.3g}")
    ax.set(xlabel=f"points, of {report.possible:g}", ylabel="students", xlim=(-0.6, top + 0.6))
    ax.set_ylim(0, np.max(counts) * 1.05)
    ax.locator_params(integer=True)
    figure.legend(loc="outside upper center", frameon=False, ncols=2)
    alt = (
        f"Histogram of the points of {report.graded} students: from {report.scores[0]:g} to {report.scores[-1]:g}"
        f" of {report.possible:g}, median {report.median:.3g}, mean {report.mean:.3g}."
    )
    return picture(figure, f"{report.assignment}-scores", alt, "Distribution of scores")


def answer_figure(report: AssignmentReport) -> ReportPicture:
    """What the class did in each exercise, one bar per exercise."""
    figure, ax = axes(1.1 + 0.34 * len(report.items))
    places, left = np.arange(len(report.items)), np.zeros(len(report.items))
    for field, (label, color, hatch, ink) in ANSWERS.items():
        counts = np.array([getattr(item, field) for item in report.items])
        if counts.any():
            ax.barh(places, counts, left=left, height=0.72, color=color, hatch=hatch, edgecolor=DARK, label=label)
            for place, (count, start) in enumerate(zip(counts, left, strict=True)):
                if count >= report.graded * THIN:
                    box = {"facecolor": color, "edgecolor": "none", "pad": 1} if hatch else None
                    ax.text(start + count / 2, place, str(count), ha="center", va="center", color=ink, bbox=box)
        left += counts
    ax.set(xlabel="students", xlim=(0, report.graded), yticks=places)
    ax.set_yticklabels([labelled(item) for item in report.items])
    ax.locator_params(axis="x", integer=True)
    ax.invert_yaxis()
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    alt = "Bars of the answers to each exercise. " + " ".join(
        f"{item.number}: {item.full} with all points, {item.fewer} with fewer,"
        f" {item.not_attempted} not attempted, {item.to_grade} to be graded."
        for item in report.items
    )
    return picture(figure, f"{report.assignment}-answers", alt, "Answers to each exercise")


def discrimination_figure(report: AssignmentReport) -> ReportPicture:
    """Corrected item-total correlations with their intervals."""
    values = [(item, item.discrimination.value) for item in report.items if item.discrimination.value is not None]
    drawn = [item for item, _ in values]
    figure, ax = axes(1.0 + 0.34 * len(drawn))
    for place, (item, value) in enumerate(values):
        low, high = item.discrimination.low, item.discrimination.high
        if low is not None and high is not None:
            ax.plot([low, high], [place, place], color=DARK, linewidth=1.6)
        ax.plot(value, place, "o" if value > 0 else "X", color=BLUE, markersize=8)
    ax.axvline(0, color=DARK, linewidth=1, linestyle=":")
    lowest = min(item.discrimination.low or 0 for item in drawn)
    ax.set(xlabel="corrected item-total correlation", xlim=(min(-0.25, lowest - 0.05), 1.05), yticks=range(len(drawn)))
    ax.set_yticklabels([labelled(item) for item in drawn])
    ax.set_ylim(len(drawn) - 0.5, -0.5)
    alt = "Discrimination of the exercises with 95 percent intervals. " + " ".join(
        f"{item.number}: {value:.2f}"
        + (
            "."
            if item.discrimination.low is None
            else f", from {item.discrimination.low:.2f} to {item.discrimination.high:.2f}."
        )
        for item, value in values
    )
    crossed = any(value <= 0 for _, value in values)
    caption = "Discrimination with 95 % intervals" + (" (cross: not above zero)" if crossed else "")
    return picture(figure, f"{report.assignment}-discrimination", alt, caption)


def run_figure(report: AssignmentReport) -> ReportPicture:
    """Seconds, and memory where it is known, of all hand-ins, the smallest first."""
    seconds = np.sort([run.seconds for run in report.runs])
    memory = np.sort([run.memory / 2**20 for run in report.runs if run.memory is not None])
    panels = [("seconds", seconds)] + ([("memory in MB", memory)] if len(memory) else [])
    figure = Figure(figsize=(WIDTH, 2.5), layout="constrained")
    for ax, (label, values) in zip(np.atleast_1d(figure.subplots(1, len(panels))), panels, strict=True):
        ax.plot(np.arange(1, len(values) + 1), values, "o", color=BLUE, markersize=5)
        ax.set(xlabel="hand-ins, smallest first", ylabel=label)
        ax.set_ylim(0, max(values[-1] * 1.1, 1e-3))
        ax.locator_params(axis="x", integer=True)
    alt = " ".join(
        f"{label.capitalize()} of {len(values)} hand-ins: median {np.median(values):.3g}, largest {values[-1]:.3g}."
        for label, values in panels
    )
    return picture(figure, f"{report.assignment}-runs", alt, "Time and memory of grading")


def overview_figure(reports: list[AssignmentReport]) -> ReportPicture | None:
    """Scores of each assignment as a share of its points, one dot per student."""
    shown = [report for report in reports if report.graded and report.possible]
    if len(shown) < 2:
        return None
    with rc_context(STYLE):
        figure, ax = axes(1.0 + 0.62 * len(shown))
        for place, report in enumerate(shown):
            shares = np.array(report.scores) / report.possible * 100
            # Spread by rank, the same in each report, so that equal scores do not hide each other.
            heights = place + 0.1 * (np.arange(len(shares)) % 7 - 3)
            ax.plot([np.median(shares)] * 2, [place - 0.38, place + 0.38], color="#F2C48D", linewidth=9, zorder=1)
            ax.plot(shares, heights, "o", color=BLUE, markersize=4.5, alpha=0.7)
        ax.set(xlabel="score, % of the points graded for everybody", xlim=(-4, 104), yticks=range(len(shown)))
        ax.set_yticklabels([report.assignment for report in shown])
        ax.set_ylim(len(shown) - 0.5, -0.5)
        alt = "Scores of each assignment in percent. " + " ".join(
            f"{report.assignment}: {report.graded} students, median {np.median(report.scores) / report.possible:.0%}."
            for report in shown
        )
        return picture(figure, "overview", alt, "Scores of all assignments; a dot is a student, a bar the median")


def labelled(item: Item) -> str:
    """An exercise on an axis."""
    name = item.name if len(item.name) <= 18 else item.name[:17] + "…"
    return f"{item.number} {name}"
