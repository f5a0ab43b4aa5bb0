"""Which exporter writes what `course export` was asked for."""

from pathlib import Path

from nbgrader.plugins import ExportPlugin
from traitlets.config import Config

from course.base.errors import CourseError

from .canvas import CanvasExport
from .export import GradesCsv, GradesJson
from .filling import FillingExport
from .moodle import MoodleExport

FORMATS: dict[str, type[GradesCsv | FillingExport]] = {
    "csv": GradesCsv,
    "json": GradesJson,
    "canvas": CanvasExport,
    "moodle": MoodleExport,
}


def exporter(to: str, sheet: Path | None, output: Path | None, partial: bool, config: Config) -> ExportPlugin:
    """An nbgrader exporter, ready to export.

    Parameters
    ----------
    to : str
        A format, or a file whose ending is one.
    sheet, output : Path or None
        The sheet to fill in, and the file to write.
    partial : bool
        Whether grades go out that are not final.
    config : Config
        nbgrader's configuration.

    Raises
    ------
    CourseError
        If these do not go together.
    """
    made = to if to in FORMATS else Path(to).suffix.lower().removeprefix(".")
    if made not in FORMATS or (to not in FORMATS and made not in ("csv", "json")):
        raise CourseError(f"--to {to} is neither one of {', '.join(FORMATS)} nor a file ending in .csv or .json.")
    if to not in FORMATS and output is not None:
        raise CourseError(f"--to {to} and --output {output} both name a file: give one of them.")
    target = str(output or (FORMATS[made].default if to in FORMATS else to))
    if made in ("canvas", "moodle"):
        return FORMATS[made](config=config, to=target, sheet=str(sheet or ""), partial=partial)
    if sheet is not None or partial:
        raise CourseError("--sheet and --partial go with --to canvas or --to moodle.")
    return FORMATS[made](config=config, to=target)
