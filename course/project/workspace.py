"""Where a course lives on disk, and nbgrader's view of it."""

import contextlib
import copy
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbgrader.api import Assignment, Gradebook
from nbgrader.apps import NbGraderAPI
from sqlalchemy import make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course.base.environment import variables
from course.base.errors import CourseError

from .gradebook_wait import Locked, busy, wait_until_free
from .lateness import Lateness
from .locate import CONFIG_NAME


def prepare_process() -> None:
    """What nbgrader needs of a process that is ours: call this once, first."""
    # A new gradebook is stamped by calling `alembic` by name, which need not be on the PATH of who calls us.
    ours, path = str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)
    if ours not in path.split(os.pathsep):  # once: Linux starts no program whose PATH is longer than 128 KB
        os.environ["PATH"] = os.pathsep.join([ours, path])
    # SQLAlchemy 2.1 wonders how nbgrader adds a submission; the rows are right.
    warnings.filterwarnings("ignore", category=SAWarning)


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """What nbgrader needs of a process, as long as it is needed."""
    with variables({"PATH": os.environ.get("PATH", os.defpath)}), warnings.catch_warnings():
        prepare_process()
        yield


@dataclass(frozen=True)
class Workspace:
    """A course folder with its `nbgrader_config.py`, as our commands and nbgrader both see it.

    Parameters
    ----------
    root : Path
        The folder with `nbgrader_config.py`, `submitted/`, `autograded/`, `feedback/` and `gradebook.db`.
    overrides : Config, optional
        Settings that win over `nbgrader_config.py` for this run.
    """

    root: Path
    overrides: Config = field(default_factory=Config)

    @cached_property
    def config(self) -> Config:
        """nbgrader's configuration. A file that raises stops us: nbgrader itself would go on without it."""
        try:
            config = PyFileConfigLoader(CONFIG_NAME, path=str(self.root)).load_config()
        except Exception as error:
            raise CourseError(f"{self.root / CONFIG_NAME} cannot be read ({type(error).__name__}: {error}).") from error
        config.CourseDirectory.root = str(self.root)
        if "db_url" not in config.CourseDirectory:
            # nbgrader waits in silence while another program writes: longer than SQLite's five seconds, but not long.
            config.CourseDirectory.db_url = f"sqlite:///{self.root / 'gradebook.db'}?timeout=10"
        config.merge(copy.deepcopy(self.overrides))
        return config

    @cached_property
    def api(self) -> NbGraderAPI:
        """nbgrader's Python API on this course; what it logs comes back with each result."""
        logging.getLogger("traitlets").handlers = [logging.NullHandler()]
        logging.getLogger("traitlets").propagate = False
        return NbGraderAPI(config=self.config)

    @cached_property
    def lateness(self) -> Lateness:
        """What the course's deadlines say about hand-ins.

        Raises
        ------
        CourseError
            If `deadlines.toml` is not understood, or names an assignment that is none.
        """
        found = Lateness(self.api.coursedir)
        if found.deadlines is not None:
            found.deadlines.require(self.assignments())
        return found

    def folder(self, step: str) -> Path:
        """Folder of a step: `source`, `release`, `submitted`, `autograded` or `feedback`."""
        return self.root / getattr(self.api.coursedir, f"{step}_directory")

    def scratch(self) -> Path:
        """Folder for what may be thrown away; on the same disk, so that results move into place at once."""
        folder = self.root / ".course"
        self.require_writable(folder)
        folder.mkdir(exist_ok=True)
        return folder

    def assignments(self) -> list[str]:
        """Names of the assignments in `source/`, in the order of the course."""
        source = self.folder("source")
        if not source.is_dir():
            raise CourseError(f"There is no folder {source} with the instructor notebooks.")
        return sorted(path.name for path in source.iterdir() if any(path.glob("*.ipynb")))

    def require(self, assignment: str) -> str:
        """The assignment's name if it exists; a clear error otherwise."""
        known = self.assignments()
        if assignment not in known:
            raise CourseError(f"There is no assignment {assignment!r}: choose one of {', '.join(known)}.")
        return assignment

    def notebooks(self, assignment: str, step: str = "source") -> list[Path]:
        """Paths of the notebooks of an assignment in `source/` or `release/`, in the order of their names."""
        folder = self.folder(step) / self.require(assignment)
        found = sorted(folder.glob("*.ipynb"), key=lambda path: path.stem)
        if not found:
            raise CourseError(f"{folder} holds no notebook: run `course build {assignment}`.")
        return found

    def notebook_names(self, assignment: str) -> list[str]:
        """Names of the notebooks of an assignment, without their ending."""
        return [path.stem for path in self.notebooks(assignment)]

    def notebook(self, assignment: str, step: str = "source") -> Path:
        """Path of the notebook of an assignment that must have one and no more."""
        found = self.notebooks(assignment, step)
        if len(found) > 1:
            raise CourseError(f"{self.folder(step) / assignment} holds {len(found)} notebooks: this takes one only.")
        return found[0]

    def students(self, assignment: str) -> list[str]:
        """Names of the students with a folder for this assignment in `submitted/`."""
        submitted = self.folder("submitted")
        if not submitted.is_dir():
            raise CourseError(
                f"There is no folder {submitted}: `course collect DOWNLOAD {assignment}` sorts a download into it."
            )
        found = sorted(path.parent.name for path in submitted.glob(f"*/{assignment}"))
        if not found:
            raise CourseError(
                f"Nobody has handed in {assignment}: nothing is at {submitted}/<student>/{assignment}/."
                f" `course collect DOWNLOAD {assignment}` sorts a download into these folders."
            )
        return found

    def wait_for_gradebook(self, writing: bool) -> None:
        """Wait, and say so, while another program holds the gradebook."""
        with contextlib.suppress(ArgumentError, ImportError):  # whoever opens it says what is wrong
            wait_until_free(self.api.coursedir.db_url, writing)

    def gradebook(self, writing: bool = False) -> Gradebook:
        """The gradebook, open, once no other program holds it; refused when it belongs to another course."""
        coursedir = self.api.coursedir
        self.require_writable(self.root)
        self.wait_for_gradebook(writing)
        try:
            url = make_url(coursedir.db_url)
            ours = url.get_backend_name() == "sqlite" and url.database
            name = ours or url.render_as_string(hide_password=True)
            gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
            other_course = gradebook.db.scalars(
                select(Assignment.course_id).where(Assignment.course_id != coursedir.course_id)
            ).first()
        except (ArgumentError, ImportError) as error:  # also a driver that SQLAlchemy does not know
            raise CourseError(f"CourseDirectory.db_url in {CONFIG_NAME} cannot be used ({error}).") from error
        except DBAPIError as error:
            if busy(error.orig):
                raise Locked(name) from error
            advice = "move it away, or run `nbgrader db upgrade` if an older nbgrader made it."
            if not ours:
                advice = "is the server there, and may this user come in?"
            raise CourseError(f"The gradebook {name} cannot be used ({str(error.orig).strip()}): {advice}") from error
        if other_course is not None:
            gradebook.close()
            raise CourseError(
                f"The gradebook {name} belongs to the course {other_course!r}, not to"
                f" {coursedir.course_id!r}: move it away or set CourseDirectory.course_id in {CONFIG_NAME}."
            )
        return gradebook

    def require_writable(self, folder: Path) -> None:
        """Stop with a clear error, before anything is written, where we may not write."""
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise CourseError(f"No permission to write in {nearest}: change its permissions or work on a copy.")
