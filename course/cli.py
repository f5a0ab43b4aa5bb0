"""The `course` command."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from . import lean  # noqa: F401 (first: before anything imports nbformat)

# isort: split
from . import agreement, answers, build, demo, doctor, export, feedback, new, notebooks, run, scores
from .console import CPUS, Assignment, Assignments, Jobs, Sandbox, Students, chosen, err, out, shown, state, workspace
from .errors import CourseError
from .grading.execute import photographs
from .lms import arrivals, collect, outgoing
from .report.command import report, report_page
from .report.formgrader import Formgrader
from .workspace import prepare_process

app = typer.Typer(
    help="Build, check and grade the course on color quantization with k-means.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def choose_root(
    root: Annotated[
        Path, typer.Option(help="Folder of the course (with nbgrader_config.py), here or above by default.")
    ] = Path(),
) -> None:
    state["root"] = root


@app.command("build")
def build_command(
    assignments: Assignments = None,
    fix: Annotated[bool, typer.Option("--fix", help="First put the instructor notebooks into normal form.")] = False,
) -> None:
    """Compile instructor notebooks of source/ to student versions in release/."""
    course = workspace()
    names = chosen(course, assignments)
    refused = []
    for name in names:
        if fix and build.fix(course, name):
            out.print(f"[bold]{name}[/] put into normal form")
        try:
            path = build.build(course, name)
        except CourseError as error:
            refused.append(str(error))
            continue
        out.print(f"[bold]{name}[/] -> {shown(path)}")
    path, text, filled = build.readme(course)
    if text != filled:
        build.replace_text(path, filled)
        out.print(f"badges -> {shown(path)}")
    if refused:
        raise CourseError("\n".join(refused))


@app.command()
def check(
    assignments: Assignments = None,
    python: Annotated[
        Path | None,
        typer.Option(help="Run the answers with this Python and its libraries instead of this one."),
    ] = None,
) -> None:
    """Grade all right and wrong answers, and compare release/ with what source/ compiles to."""
    course = workspace()
    if python is not None and not os.access(python, os.X_OK):
        raise CourseError(f"There is no Python at {python}.")
    failed = False
    for name in chosen(course, assignments):
        out.print(f"[bold]{name}[/]")
        nb, folder = notebooks.read(course.notebook(name)), demo.answers_folder(course) / name
        # The judge uses this Python; another one is asked for to see other libraries alone.
        verdicts = None if python else agreement.judged(nb, folder, photographs(course.api.coursedir, name))
        for tally in answers.check_notebook(nb, folder, python and str(python.absolute())):
            differing = [] if verdicts is None else agreement.disagreements(tally, verdicts)
            out.print(
                f"  {tally.exercise:<18} wrong caught {tally.caught}/{tally.wrong}, right accepted"
                f" {tally.accepted}/{tally.right}, messages as intended {tally.as_intended}/{tally.wrong}"
                + (
                    ""
                    if verdicts is None
                    else f", judge agrees {len(tally.messages) - len(differing)}/{len(tally.messages)}"
                )
            )
            for miss in [*tally.misses, *differing]:
                out.print(f"    {miss}", style="red", markup=False)
                failed = True
        for difference in build.drift(course, name):
            out.print(f"  {difference}", style="red", markup=False)
            failed = True
    path, text, filled = build.readme(course)
    if text != filled:
        out.print(f"  the badges in {path} do not match nbgrader_config.py: run `course build`", style="red")
        failed = True
    if failed:
        raise CourseError("The check failed: mend what is said above in red.")


app.command("new")(new.new)


@app.command("collect")
def collect_command(
    download: Annotated[Path, typer.Argument(help="The zip that Canvas or Moodle made, or a folder.")],
    assignment: Assignment,
    roster: Annotated[
        Path | None,
        typer.Option(help="CSV with id, name and email; Canvas's gradebook or Moodle's grading worksheet will do."),
    ] = None,
) -> None:
    """Sort a download of hand-ins into submitted/. Exit code 1 if a file could not be given to a student."""
    course = workspace()
    collected = collect.collect(course, download, course.require(assignment), roster)
    out.print(arrivals.table(assignment, collected))
    if collected.problems:
        raise CourseError("Not everything could be collected: see the reasons above.")


app.command("grade")(run.grade)


@app.command("feedback")
def feedback_command(assignment: Assignment, student: Students = None) -> None:
    """Write a page for each graded student to feedback/."""
    course = workspace()
    course.require(assignment)
    graded = scores.graded(course, assignment)
    if not graded:
        raise CourseError(f"Nothing of {assignment} is graded yet: run `course grade {assignment}` first.")
    for name in student or []:
        if name not in graded:
            raise CourseError(f"{name} has no grade for {assignment} yet: run `course grade {assignment}` first.")
    pages = feedback.generate(course, assignment, student or graded)
    out.print(f"{len(pages)} page{'s' * (len(pages) != 1)}, for example {shown(Path(pages[0]))}")


@app.command("export")
def export_command(
    assignments: Assignments = None,
    to: Annotated[str, typer.Option(help="csv, json, canvas or moodle; or a file ending in .csv or .json.")] = "csv",
    sheet: Annotated[
        Path | None, typer.Option(help="Canvas's gradebook or Moodle's grading worksheet, as downloaded, to fill in.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write; grades.csv, grades-canvas.csv and so on if left out.")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Fill in grades of which a part is still to be graded by hand.")
    ] = False,
) -> None:
    """Write the grades of the class, or fill in the sheet of Canvas or Moodle."""
    course = workspace()
    plugin = outgoing.exporter(to, sheet, output, partial, course.config)
    plugin.assignment = chosen(course, assignments)
    course.require_writable(Path(plugin.to).resolve().parent)
    if Path(plugin.to).is_dir():
        raise CourseError(f"{plugin.to} is a folder: name a file.")
    with course.gradebook() as gradebook:
        if not gradebook.students:
            raise CourseError("The gradebook has no students yet: run `course grade` first.")
        plugin.export(gradebook)
    for note in getattr(plugin, "notes", []):
        err.print(note, style="yellow", markup=False, soft_wrap=True)
    out.print(f"grades -> {plugin.to}", markup=False, soft_wrap=True)
    if lost := getattr(plugin, "lost", []):
        raise CourseError("\n".join(["Not every grade found its place in the sheet:", *lost]))


app.command("report")(report)


@app.command("doctor")
def doctor_command() -> None:
    """Try a few harmless attacks on this machine's configuration. Exit code 1 if one wins."""
    course = workspace()
    wells = []
    for what, well, found in doctor.examine(course):
        wells.append(well)
        out.print(f"[{'green' if well else 'bold red'}]{'ok  ' if well else 'FAIL'}[/] {what}: {found}")
    if not all(wells):
        raise CourseError("Do not grade with this configuration: an attack won, or an honest answer lost.")


@app.command("demo")
def demo_command(
    assignments: Annotated[
        list[str] | None, typer.Argument(help="Which to show; the first two if left out.", metavar="[ASSIGNMENT]...")
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="Where to work; demo/ in the course by default.")] = None,
    jobs: Jobs = CPUS,
    sandbox: Sandbox = True,
) -> None:
    """Build the course and grade a sample class, in a folder of its own: a look at everything in minutes."""
    course = workspace()
    names = chosen(course, assignments) if assignments else course.assignments()[:2]
    sample, students = demo.prepare(course, (folder or course.root / "demo").resolve())
    out.print(f"A sample class of {len(students)} students in {shown(sample.root)}/", style="bold")
    how = run.How(jobs, sandbox)
    for name in names:
        out.print(f"\n[bold]{name}[/]: student version -> {shown(build.build(sample, name))}")
        demo.submit_all(sample, course, students, name)
        run.show(sample, name, run.run(sample, name, sample.students(name), how), how)
        pages = feedback.generate(sample, name, [row.student for row in scores.rows(sample, name)])
        out.print(f"{len(pages)} feedback pages, for example {shown(Path(pages[0]))}")
    target = sample.root / "grades.csv"
    with sample.gradebook() as gradebook:
        export.GradesCsv(config=sample.config, to=str(target)).export(gradebook)
    out.print(f"\nGrades of the class -> {shown(target)}", style="bold")
    page = report_page(sample, names, sample.root / "report", Formgrader("http://localhost:8888"))
    out.print(f"What was hard, and why -> {shown(page)}", style="bold")
    lab = f"make lab FOLDER={shown(sample.root)}"
    out.print(f"Written answers are graded by hand: `{lab}`, then Nbgrader > Formgrader.", soft_wrap=True)


def main() -> None:
    """Run the command; what a person can mend is said in one line, with exit code 1."""
    prepare_process()
    try:
        app()
    except CourseError as error:
        err.print(f"course: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
