"""Where a course lives on disk."""

from pathlib import Path

from course.base.errors import CourseError

CONFIG_NAME = "nbgrader_config.py"


def find_root(start: Path) -> Path:
    """Nearest folder at or above `start` that holds `nbgrader_config.py`."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    raise CourseError(f"No {CONFIG_NAME} in {start} or above it: run this inside the course, or name it with --root.")
