"""`course report`: item analysis of a graded class as a page or as data."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from ..console import chosen, err, out, shown, workspace
from ..errors import CourseError
from ..workspace import Workspace
from .formgrader import Formgrader


def report(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Names of folders in source/; all that are graded if left out.", metavar="[ASSIGNMENT]..."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder for the page and its pictures; report/ in the course by default.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the same as JSON; a page is written only with --output.")
    ] = False,
    formgrader: Annotated[
        str, typer.Option(help="Address of the JupyterLab that the page's links lead to.")
    ] = "http://localhost:8888",
) -> None:
    """Show what was hard, what was misunderstood, and what grading had to do: one page for a class."""
    # SciPy and Matplotlib take a second to load: no other command should wait for them.
    from . import page
    from .collect import assignment_report

    course = workspace()
    links = Formgrader(formgrader)
    names = chosen(course, assignments)
    reports = [one for name in dict.fromkeys(names) if (one := assignment_report(course, name, links))]
    if not reports or (assignments and len(reports) < len(set(names))):
        missing = [name for name in names if name not in {one.assignment for one in reports}]
        raise CourseError(f"Nothing of {missing[0]} is graded yet: run `course grade {missing[0]}` first.")
    if as_json:
        data = {"assignments": [dataclasses.asdict(one) for one in reports]}
        typer.echo(json.dumps(data, indent=2, allow_nan=False))
    if output is not None or not as_json:
        folder = output or course.root / "report"
        if folder.is_file():
            raise CourseError(f"{folder} is a file: name a folder.")
        course.require_writable(folder.resolve())
        path = page.write(reports, folder)
        (err if as_json else out).print(f"report -> {shown(path)}", markup=False, soft_wrap=True)


def report_page(course: Workspace, assignments: list[str], folder: Path, links: Formgrader) -> Path:
    """Write the page for assignments that are graded, and its pictures, to a folder; the page's path."""
    from . import page
    from .collect import assignment_report

    reports = [one for name in assignments if (one := assignment_report(course, name, links))]
    return page.write(reports, folder)
