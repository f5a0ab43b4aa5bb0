"""`course feedback`, `course report`, `course doctor` and `course demo`."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.markup import escape

from course import feedback as pages_of
from course.authoring import build
from course.authoring.trials import demo as trial
from course.authoring.trials import doctor as trials
from course.base.errors import CourseError
from course.feedback import solutions
from course.grading.run import preflight
from course.grading.sandbox import diagnosis
from course.lms.grades import export, scores
from course.lms.returning import zips
from course.report.formgrader import Formgrader

from .console import chosen, err, out, shown, workspace
from .grading import grade


def feedback(
    assignment: str, student: list[str] | None, to: str | None, output: Path | None, solved: bool, anyway: bool
) -> None:
    """Write a page for each graded student, and a zip to upload."""
    course = workspace()
    if to:
        zips.require(to, output)
    elif output:
        raise CourseError("--output names the zip of --to moodle, canvas or zip: give both.")
    course.require(assignment)
    if solved and not anyway:
        solutions.require_over(course, assignment, datetime.now(UTC))
    graded = scores.graded(course, assignment)
    if not graded:
        raise CourseError(f"Nothing of {assignment} is graded yet: run `course grade {assignment}` first.")
    for name in student or []:
        if name not in graded:
            raise CourseError(f"{name} has no grade for {assignment} yet: run `course grade {assignment}` first.")
    pages = pages_of.generate(course, assignment, student or graded, solved)
    out.print(f"{len(pages)} page{'s' * (len(pages) != 1)}, for example {shown(Path(pages[0]))}")
    if to:
        by_student: dict[str, list[Path]] = {}
        for page in map(Path, pages):
            by_student.setdefault(page.parts[-3], []).append(page)
        returned = zips.write(course, assignment, to, by_student, output)
        for note in returned.notes:
            err.print(note, style="yellow", markup=False, soft_wrap=True)
        out.print(f"{returned.pages} of them -> {shown(returned.path)}", markup=False)
        if returned.lost:
            raise CourseError("\n".join(["Some pages are not in the zip:", *returned.lost]))


def report(assignments: list[str] | None, output: Path | None, as_json: bool, formgrader: str) -> None:
    """Write the report on a class as a page or as data."""
    # SciPy and Matplotlib take a second to load: no other command should wait for them.
    from course.report import page
    from course.report.class_data import assignment_report

    course = workspace()
    links = Formgrader(formgrader)
    names = chosen(course, assignments)
    reports = [report for name in dict.fromkeys(names) if (report := assignment_report(course, name, links))]
    if not reports or (assignments and len(reports) < len(set(names))):
        missing = [name for name in names if name not in {report.assignment for report in reports}]
        raise CourseError(f"Nothing of {missing[0]} is graded yet: run `course grade {missing[0]}` first.")
    if as_json:
        data = {"assignments": [dataclasses.asdict(report) for report in reports]}
        typer.echo(json.dumps(data, indent=2, allow_nan=False))
    if output is not None or not as_json:
        folder = output or course.root / "report"
        if folder.is_file():
            raise CourseError(f"{folder} is a file: name a folder.")
        course.require_writable(folder.resolve())
        path = page.write(reports, folder)
        (err if as_json else out).print(f"report -> {shown(path)}", markup=False, soft_wrap=True)


def doctor() -> None:
    """Tell what this machine enforces, and try a few attacks."""
    preflight.require_linux()
    course = workspace()
    wells = []
    for what, found in (*diagnosis.findings(), *trials.libraries(course)):
        out.print(f"     {what}: {found}", markup=False, soft_wrap=True)
    for what, well, found in trials.examine(course):
        wells.append(well)
        mark = "[green]ok  [/]" if well else "[bold red]FAIL[/]"
        out.print(f"{mark} {escape(f'{what}: {found}')}", soft_wrap=True)  # a log must not depend on a width
    if not all(wells):
        raise CourseError("Do not grade with this configuration: an attack succeeded, or an honest answer lost points.")


def demo(assignments: list[str] | None, folder: Path | None, jobs: int | None, sandbox: bool) -> None:
    """Grade the sample class in a folder of its own."""
    from course.report.page import write_report  # not above: Matplotlib is long to import

    preflight.require_linux()
    course = workspace()
    names = chosen(course, assignments) if assignments else course.assignments()[:2]
    sample, students = trial.prepare(course, (folder or course.root / "demo").resolve())
    out.print(f"A sample class of {len(students)} students in {shown(sample.root)}/", style="bold")
    how = grade.GradeOptions(jobs, sandbox)
    for name in names:
        out.print(f"\n[bold]{name}[/]: student version -> {', '.join(map(shown, build.build(sample, name)))}")
        trial.submit_all(sample, course, students, name)
        outcomes = grade.run(sample, name, sample.students(name), how)
        grade.show(sample, name, grade.everybody(sample, name, outcomes, some=False), how)
        if not scores.graded(sample, name):
            raise CourseError(f"Nobody in the sample class could be graded for {name}: see the reasons above.")
        pages = pages_of.generate(sample, name, [row.student for row in scores.rows(sample, name)])
        out.print(f"{len(pages)} feedback pages, for example {shown(Path(pages[0]))}")
    target = sample.root / "grades.csv"
    with sample.gradebook() as gradebook:
        export.GradesCsv(config=sample.config, to=str(target)).export(gradebook)
    out.print(f"\nGrades of the class -> {shown(target)}", style="bold")
    page = write_report(sample, names, sample.root / "report", Formgrader("http://localhost:8888"))
    out.print(f"What was hard, and why -> {shown(page)}", style="bold")
    lab = f"make lab FOLDER={shown(sample.root)}"
    out.print(f"Written answers are graded by hand: `{lab}`, then Nbgrader > Formgrader.")
