"""The page of a report: one HTML file that fetches nothing and runs nothing, and its pictures as PNG beside it."""

import base64
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from course.base.errors import CourseError
from course.base.files import write_whole
from course.base.text import format_points, printable
from course.project.workspace import Workspace

from .class_data import assignment_report
from .figures import ReportPicture, overview_figure, pictures
from .formgrader import Formgrader
from .model import AssignmentReport
from .statistics import MIN_STUDENTS, SMALL_CLASS, Estimate

PAGE = "report.html"
SPACES = "\n\t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"


def environment() -> Environment:
    """What pages are made with: everything is escaped, nothing of a stranger's acts."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Names and reasons are strangers' texts, and a direction or a control sign acts where it stands.
        finalize=lambda value: printable(value, keep=SPACES) if type(value) is str else value,
    )
    made.filters |= {"percent": percent, "estimate": estimate, "points": points_or_dash, "data_uri": data_uri}
    return made


def render(reports: list[AssignmentReport]) -> tuple[str, list[ReportPicture]]:
    """The page, and the pictures in it.

    Parameters
    ----------
    reports : list of AssignmentReport
        In the order of the page.
    """
    overview = overview_figure(reports)
    drawn = [pictures(report) for report in reports]
    text = (
        environment()
        .get_template("page.html")
        .render(
            sections=list(zip(reports, drawn, strict=True)),
            overview=overview,
            small=SMALL_CLASS,
            least=MIN_STUDENTS,
            made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        )
    )
    return text, [picture for group in ([overview] if overview else [], *drawn) for picture in group]


def write(reports: list[AssignmentReport], folder: Path) -> Path:
    """Write the page and its pictures to a folder; the page's path.

    Raises
    ------
    CourseError
        If the folder cannot be written.
    """
    text, drawn = render(reports)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for picture in drawn:
            write_whole(folder / f"{picture.name}.png", picture.png)
        write_whole(folder / PAGE, text)
    except OSError as error:
        raise CourseError(
            f"The report cannot be written to {folder} ({error.strerror}): name another folder."
        ) from None
    return folder / PAGE


def write_report(course: Workspace, assignments: list[str], folder: Path, links: Formgrader) -> Path:
    """Write the page for assignments that are graded, and its pictures, to a folder; the page's path."""
    reports = [report for name in assignments if (report := assignment_report(course, name, links))]
    return write(reports, folder)


def percent(share: float | None) -> str:
    """A share as the page shows it."""
    return "–" if share is None else f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


def points_or_dash(value: float | None) -> str:
    """Points, or a dash where there are none."""
    return "–" if value is None else format_points(value)


def estimate(estimated: Estimate) -> str:
    """A figure with its interval, or why there is none."""
    if estimated.value is None:
        return f"not defined ({estimated.note})"
    if estimated.low is None or estimated.high is None:
        return f"{estimated.value:.2f} ({estimated.note})"
    return f"{estimated.value:.2f} [{estimated.low:.2f} to {estimated.high:.2f}]".replace("-", "\N{MINUS SIGN}")


def data_uri(picture: ReportPicture) -> str:
    """A picture as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(picture.png).decode("ascii")
