"""Arguments and options that several commands have."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Assignments = Annotated[
    list[str] | None,
    typer.Argument(help="Folders of source/; all of them if left out.", metavar="[ASSIGNMENT]...", show_default=False),
]
Assignment = Annotated[str, typer.Argument(help="A folder of source/, such as 01-pixels.", metavar="ASSIGNMENT")]
Students = Annotated[
    list[str] | None, typer.Option("--student", help="Only this student; may be repeated.", metavar="STUDENT")
]
Jobs = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="Submissions to grade at once; as many as processors and memory allow if left out."
    ),
]
Sandbox = Annotated[
    bool,
    typer.Option("--sandbox/--no-sandbox", help="Without it, students' code runs with your rights, on your files."),
]
Student = Annotated[str, typer.Argument(help="The student's id.", metavar="STUDENT")]
PublicFolder = Annotated[
    Path, typer.Argument(help="A new folder, or a clone of the public repository.", metavar="FOLDER")
]
NewName = Annotated[
    str, typer.Argument(help="Number and name of the assignment, such as 07-gray.", metavar="ASSIGNMENT")
]
Functions = Annotated[list[str], typer.Argument(help="Functions that students will write.", metavar="FUNCTION")]
Subject = Annotated[
    Literal["image", "table", "text"],
    typer.Option(help="What its small example is about; a table needs pandas."),
]
Notebooks = Annotated[list[Path], typer.Argument(help="Instructor notebooks of plain nbgrader.", metavar="NOTEBOOK")]
Download = Annotated[
    Path, typer.Argument(help="The zip of a learning system, or a folder of files or git clones.", metavar="DOWNLOAD")
]
Roster = Annotated[
    Path | None,
    typer.Option(help="CSV with id, name and email; Canvas's gradebook or Moodle's worksheet will do.", metavar="FILE"),
]
AdoptedName = Annotated[str | None, typer.Option("--as", help="Name of the assignment.", metavar="ASSIGNMENT")]
Fix = Annotated[bool, typer.Option("--fix", help="First put the instructor notebooks into normal form.")]
Strict = Annotated[bool, typer.Option("--strict", help="Ask for this course's style of adopted notebooks as well.")]
