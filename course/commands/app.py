"""The `course` command: its arguments and its help. What a command needs is imported when it is called."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from course import __version__
from course.base.errors import CourseError

from . import options
from .console import err, root, state
from .late import late

app = typer.Typer(
    help="Build, check and grade the course on color quantization with k-means.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def command(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add a command whose first sentence stands whole in the list of commands."""

    def add(function: Callable[..., None]) -> Callable[..., None]:
        return app.command(name, short_help=(function.__doc__ or "").split("\n")[0])(function)

    return add


def version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"course {__version__}")
        raise typer.Exit


@app.callback()
def choose_root(
    root: Annotated[
        Path,
        typer.Option(help="The course's folder, with nbgrader_config.py: here or above by default.", metavar="FOLDER"),
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=version, is_eager=True)
    ] = False,
) -> None:
    state["root"] = root


@command("build")
def build(assignments: options.Assignments = None, fix: options.Fix = False, strict: options.Strict = False) -> None:
    """Compile instructor notebooks of source/ to student versions in release/."""
    late("course.commands.authoring").build(assignments, fix, strict)


@command("check")
def check(
    assignments: options.Assignments = None,
    python: Annotated[
        Path | None,
        typer.Option(help="Run the answers with this Python and its libraries instead of this one.", metavar="PATH"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also check again what has not changed.")] = False,
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="Try instead whether tests notice small changes of the solutions."),
    ] = False,
) -> None:
    """Grade all right and wrong answers, and compare release/ with what source/ compiles to."""
    if mutants:
        late("course.commands.authoring").try_mutants(assignments, force)
    else:
        late("course.commands.authoring").check(assignments, python, force)


@command("publish")
def publish(folder: options.PublicFolder, assignments: options.Assignments = None) -> None:
    """Write student versions, files of data/ and the students' page to a folder that may be public.

    Nothing is written if a solution, a hidden test, or the e-mail address or name of a student would get there.
    """
    late("course.commands.authoring").publish(folder, assignments)


@command("new")
def new(assignment: options.NewName, functions: options.Functions, subject: options.Subject = "image") -> None:
    """Write a new assignment with its answers: a small example that builds and checks, for you to edit."""
    late("course.commands.authoring").new(assignment, functions, subject)


@command("adopt")
def adopt(paths: options.Notebooks, name: options.AdoptedName = None) -> None:
    """Copy instructor notebooks of plain nbgrader into source/, and tell what was changed."""
    late("course.commands.authoring").adopt(paths, name)


@command("collect")
def collect(
    download: options.Download,
    assignment: options.Assignment,
    roster: options.Roster = None,
    after_due: Annotated[
        bool, typer.Option("--late", help="Of git repositories take the newest commit, after the due date too.")
    ] = False,
) -> None:
    """Sort a download of submissions into submitted/.

    The exit code is 1 if a file could not be assigned to a student.
    """
    late("course.commands.lms").collect(download, assignment, roster, after_due)


@command("grade")
def grade(
    assignment: options.Assignment,
    student: options.Students = None,
    jobs: options.Jobs = None,
    sandbox: options.Sandbox = True,
    force: Annotated[bool, typer.Option("--force", help="Also grade again what has not changed.")] = False,
    cold: Annotated[
        bool, typer.Option("--cold", help="Start each kernel anew instead of forking it; same grades, slower.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Also run the cells that only show something; same grades, slower.")
    ] = False,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler (tcp://...) whose workers grade.", metavar="ADDRESS")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print points and outcomes as JSON.")] = False,
    ids: Annotated[bool, typer.Option("--ids", help="Show ids only, no names.")] = False,
) -> None:
    """Grade what is in submitted/ and show the points.

    The exit code is 1 if a submission could not be graded.
    """
    if sys.platform == "linux" and sandbox and not cold and scheduler is None:
        # These import what the notebook needs, which takes them as long as our own imports take us.
        late("course.grading.execution.prefork").begin(root(), assignment)
    grading = late("course.commands.grading.grade")
    how = grading.GradeOptions(jobs, sandbox, not cold, force, whole, scheduler)
    grading.grade(assignment, student, how, as_json, ids)


@command("confirm")
def confirm(assignment: options.Assignment, student: options.Students = None) -> None:
    """Keep points that were given by hand, though the answer has changed since.

    `course grade` shows such points as "to grade again", and no export takes them, until somebody has looked.
    """
    late("course.commands.grading.confirm").confirm(assignment, student)


@command("regrade")
def regrade(
    assignment: options.Assignment,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would change.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last regrade back.")] = False,
    why: Annotated[
        str, typer.Option(help="For the feedback pages of whose points change.", metavar="REASON")
    ] = "the tests were changed",
    jobs: options.Jobs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Grade a graded class again after a change of tests, points, limits or libraries.

    Each grade that changes is shown; all others are left as they are, and so is what was given by hand. With
    --preview the exit code is 1 if a grade would change.
    """
    late("course.commands.grading.regrade").regrade(assignment, preview, undo, why, jobs, as_json)


@command("feedback")
def feedback(
    assignment: options.Assignment,
    student: options.Students = None,
    to: Annotated[
        str | None,
        typer.Option(help="Also a zip to upload: moodle, canvas, or zip for a file per student.", metavar="SYSTEM"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The zip; feedback-ASSIGNMENT-SYSTEM.zip if left out.", metavar="FILE")
    ] = None,
    solutions: Annotated[
        bool, typer.Option("--solutions", help="With model answers; only once the last due date is over.")
    ] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Model answers before that, or without a due date.")] = False,
) -> None:
    """Write a feedback page for each graded student to feedback/."""
    late("course.commands.viewing").feedback(assignment, student, to, output, solutions, anyway)


@command("export")
def export(
    assignments: options.Assignments = None,
    to: Annotated[
        str, typer.Option(help="csv, json, canvas or moodle; or a file ending in .csv or .json.", metavar="FORMAT")
    ] = "csv",
    sheet: Annotated[
        Path | None,
        typer.Option(help="Canvas's gradebook or Moodle's worksheet, as downloaded, to fill in.", metavar="FILE"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="The file to write; grades.csv, grades-canvas.csv and so on if left out.", metavar="FILE"),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Fill in grades of which a part is still to be graded by hand.")
    ] = False,
) -> None:
    """Write the grades of the class, or fill in the sheet of Canvas or Moodle."""
    late("course.commands.lms").export(assignments, to, sheet, output, partial)


@command("remove")
def remove(
    student: options.Student,
    yes: Annotated[bool, typer.Option("--yes", help="Really delete; without it, only tell what would be.")] = False,
) -> None:
    """Delete a student with all hand-ins, grades and pages.

    Without --yes nothing is deleted, and the exit code is 1.
    """
    late("course.commands.lms").remove(student, yes)


@command("report")
def report(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(
            help="Folders of source/; all that are graded if left out.", metavar="[ASSIGNMENT]...", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Folder for the page and its pictures; report/ in the course by default.", metavar="FOLDER"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the same as JSON; a page is written only with --output.")
    ] = False,
    formgrader: Annotated[
        str, typer.Option(help="Address of the JupyterLab that the page's links lead to.", metavar="URL")
    ] = "http://localhost:8888",
) -> None:
    """Show what was hard, what was misunderstood, and what grading had to do: one page for a class."""
    late("course.commands.viewing").report(assignments, output, as_json, formgrader)


@command("doctor")
def doctor() -> None:
    """Tell how this machine confines students' code, and try a few harmless attacks.

    The exit code is 1 if an attack wins.
    """
    late("course.commands.viewing").doctor()


@command("demo")
def demo(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Which to show; the first two if left out.", metavar="[ASSIGNMENT]...", show_default=False),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Where to work; demo/ in the course by default.", metavar="FOLDER")
    ] = None,
    jobs: options.Jobs = None,
    sandbox: options.Sandbox = True,
) -> None:
    """Build the course and grade a sample class, in a folder of its own: a look at everything in minutes."""
    late("course.commands.viewing").demo(assignments, folder, jobs, sandbox)


def main() -> None:
    """Run the command; what a person can mend is said in one line, with exit code 1."""
    try:
        app()
    except CourseError as error:
        err.print(f"course: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
