"""`course build`, `course check`, `course new`, `course adopt` and `course publish`."""

import os
from pathlib import Path

from course.authoring import build as building
from course.authoring.new.adopt import adopt as adopt_notebooks
from course.authoring.new.adopt import assignment_of
from course.authoring.new.assignment import new_assignment
from course.authoring.publishing.publish import publish as write_public
from course.authoring.story import could_be_marked
from course.authoring.trials import checking, mutants
from course.base.errors import CourseError
from course.base.files import write_whole
from course.grading.run import preflight
from course.grading.steps.repository import FillAddress
from course.project import notebooks
from course.project.workspace import Workspace

from .console import chosen, err, out, shown, workspace


def build(assignments: list[str] | None, fix: bool, strict: bool = False) -> None:
    """Compile assignments, and fill the README's badges in."""
    course = workspace()
    names = chosen(course, assignments)
    refused = []
    for name in names:
        if fix and building.fix(course, name):
            out.print(f"[bold]{name}[/] put into normal form")
    with err.status("build") as status:
        for far in building.run_references(course, names):
            status.update(far)
    for name in names:
        try:
            with err.status(f"{name}: running and compiling"):
                paths = building.build(course, name, strict)
        except CourseError as error:
            refused.append(str(error))
            continue
        for path in paths:
            out.print(f"[bold]{name}[/] -> {shown(path)}")
            if hint := could_be_marked(notebooks.read(course.folder("source") / name / path.name)):
                out.print(
                    f"  Nothing depends on {', '.join(hint)}: with the tag story, grading leaves them out.", style="dim"
                )
    if refused:
        raise CourseError("\n".join(refused))
    path, text, filled = building.readme(course)
    if text != filled:
        write_whole(path, filled)
        out.print(f"badges -> {shown(path)}")


def check(assignments: list[str] | None, python: Path | None, force: bool) -> None:
    """Grade all answers, and compare `release/` with what `source/` compiles to."""
    course = workspace()
    if python is not None and not os.access(python, os.X_OK):
        raise CourseError(f"There is no Python at {python}.")
    if unjudged := preflight.elsewhere():
        err.print(unjudged, style="yellow", markup=False, soft_wrap=True)
    failed, names = False, with_answers(course, chosen(course, assignments))
    # The judge uses this Python; another one is asked for to see other libraries alone.
    judged, other = not (python or unjudged), str(python.absolute()) if python else None
    for name, checked in zip(names, checking.check_all(course, names, other, judged, force), strict=True):
        out.print(f"[bold]{name}[/]{' has not changed since this was found (--force checks again)' * checked.kept}")
        for tally in checked.tallies:
            differing = checked.differing.get(tally.exercise, [])
            out.print(
                f"  {tally.exercise:<18} wrong caught {tally.caught}/{tally.wrong}, right accepted"
                f" {tally.accepted}/{tally.right}, messages as intended {tally.as_intended}/{tally.wrong}"
                + f", judge agrees {len(tally.messages) - len(differing)}/{len(tally.messages)}"
                * judged
            )
            for miss in [*tally.misses, *differing]:
                out.print(f"    {miss}", style="red", markup=False)
                failed = True
        for difference in building.drift(course, name):
            out.print(f"  {difference}", style="red", markup=False)
            failed = True
    path, text, filled = building.readme(course)
    if text != filled:
        out.print(f"  the badges in {path} do not match nbgrader_config.py: run `course build`", style="red")
        failed = True
    if failed:
        raise CourseError("Check failed: fix the problems listed above.")


def with_answers(course: Workspace, names: list[str]) -> list[str]:
    """Assignments that have right and wrong answers to try; says which have none."""
    adopted = {
        name for name in names if any(notebooks.is_adopted(notebooks.read(path)) for path in course.notebooks(name))
    }
    for name in sorted(adopted):
        out.print(f"{name} was adopted and has no answers to try: `course build` tries its solutions.", markup=False)
    return [name for name in names if name not in adopted]


def try_mutants(assignments: list[str] | None, force: bool) -> None:
    """Try whether each test notices what is changed in its reference solution."""
    course = workspace()
    names = with_answers(course, chosen(course, assignments))
    known, failed, last = mutants.reasons(course) if names else {}, False, None
    for tried in mutants.try_all(course, names, force):
        if tried.assignment != last:
            last = tried.assignment
            out.print(f"[bold]{last}[/]")
        caught, wrong = tried.mutants - len(tried.survived), mutants.problems(tried, known)
        out.print(f"  {tried.exercise:<18} mutants caught {caught}/{tried.mutants}")
        for problem in wrong:
            out.print(f"    {problem}", style="red", markup=False)
        failed = failed or bool(wrong)
    if failed:
        raise CourseError("A mutant got full points: make its test look closer, or say in survivors.toml why it may.")


def publish(folder: Path, assignments: list[str] | None) -> None:
    """Write what may be public to a folder."""
    course = workspace()
    names = chosen(course, assignments)
    with err.status("comparing release/ with source/"):
        changed = write_public(course, names, folder)
    for place in changed:
        out.print(f"{'written' if (folder / place).is_file() else 'deleted'}: {shown(folder / place)}", markup=False)
    out.print(f"{shown(folder)} holds what may be public{'' if changed else '; it had already'}.", markup=False)
    if not FillAddress(config=course.config).repository:
        out.print(
            "The notebooks have no badges: set c.FillAddress.repository to the address of the public repository,"
            " `course build`, and publish again.",
            markup=False,
        )


def new(assignment: str, functions: list[str], subject: str) -> None:
    """Write a new assignment."""
    paths = new_assignment(workspace(), assignment, functions, subject)
    for path in paths:
        out.print(f"written: {shown(path)}", markup=False)
    out.print(f"Edit them; then `course build --fix {assignment}` and `course check {assignment}`.", markup=False)


def adopt(paths: list[Path], name: str | None) -> None:
    """Take notebooks of plain nbgrader in, and say what is left to do."""
    course = workspace()
    groups: dict[str, list[Path]] = {}
    for path in paths:
        groups.setdefault(name or assignment_of(path), []).append(path)
    for assignment, group in groups.items():
        for found in adopt_notebooks(course, assignment, group):
            out.print(f"[bold]{assignment}[/] -> {shown(found.path)}")
            for change in found.changes:
                out.print(f"  {change}", markup=False)
    failed = False
    for assignment in groups:
        with err.status(f"{assignment}: running the solutions"):
            problems = building.problems(course, assignment)
        for problem in problems:
            failed = True
            out.print(f"  {shown(problem.notebook)}: {problem.text}", style="red", markup=False)
    if failed:
        raise CourseError("Change what is named above in source/; `course build --fix` says when all is well.")
    out.print(f"The solutions get full points; go on with `course build {' '.join(groups)}`.", markup=False)
