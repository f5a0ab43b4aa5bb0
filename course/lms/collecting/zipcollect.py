"""Plug-ins of `nbgrader zip_collect` that know the downloads of learning systems, Colab and git.

`course collect` uses them; with ``ZipCollectApp.extractor_plugin = course.lms.collecting.zipcollect.LmsExtractor`` and
``ZipCollectApp.collector_plugin = course.lms.collecting.zipcollect.LmsCollector`` so does plain nbgrader.
"""

import shutil
from functools import cached_property
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Callable, Dict, List, Unicode

from course.base.errors import CourseError
from course.base.files import MAX_SEEN, plain_files
from course.base.text import printable
from course.lms.sheets.roster import Person, Roster, read_roster

from .archive import BadArchive, Refused, Room, unpack, unpack_inner, unwritten
from .entries import BLOCK
from .kinds import repositories as git
from .kinds.labels import systematic
from .kinds.names import table
from .plan import Plan, plan


class LmsExtractor(ExtractorPlugin):
    """Unpacks downloads within limits; what an inner zip was refused for is in `refused`.

    Of git repositories it takes the newest commit in time; they are in `repositories`.
    """

    until = Callable(lambda folder: None, help="takes a clone's name, gives the time after which no commit counts")
    repositories = Dict(help="folders that were git repositories, and what is to be said of each")

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack a download.

        Parameters
        ----------
        archive_path : str
            A zip, or a folder with zips and files.
        extracted_path : str
            The folder to fill.

        Raises
        ------
        CourseError
            If the zip itself is refused. A bad zip inside does not hold up the others.
        """
        source, target, room = Path(archive_path), Path(extracted_path), Room()
        self.refused: Refused = []
        try:
            if source.is_dir():
                self._copy(source, target, room)
            else:
                self.refused += unpack(source, target, room)
        except BadArchive as error:
            raise CourseError(f"{source} {error}.") from None
        for path, reason in self.refused:
            self.log.warning("Skipped %s: it %s", printable(str(path.relative_to(target))), reason)

    def _copy(self, source: Path, target: Path, room: Room) -> None:
        """Copy plain files with their times; a zip at the top is a download, unless it has the name of a hand-in."""
        clones = git.repositories(source)
        self._take_commits(clones, source, target, room)
        found = plain_files(source, clones)
        if len(found) >= MAX_SEEN:
            raise BadArchive(f"holds more than {MAX_SEEN:,} files: collect it in parts")
        for path in found:
            place = target / path.relative_to(source)
            if path.parent != source or path.suffix.lower() != ".zip" or systematic(path.name):
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, place)
                continue
            try:
                self.refused += unpack(path, place, room)
            except BadArchive as error:
                self.refused.append((place, str(error)))
        target.mkdir(parents=True, exist_ok=True)
        self.refused += unpack_inner(target, room)

    def _take_commits(self, clones: dict[Path, Path], source: Path, target: Path, room: Room) -> None:
        """Write the newest commit in time of each repository; where the clones lie in one folder it is left out."""
        flat = len({clone.name for clone in clones}) == len(clones)
        for clone, git_dir in clones.items():
            place = target / (clone.name if flat else clone.relative_to(source))
            try:
                commit = git.read(git_dir, self.until(clone.name if flat else clone.relative_to(source).parts[0]))
                room.take(str(place), max(len(commit.files) * BLOCK, commit.size))
                git.write(git_dir, commit, place)
            except (git.BadRepository, BadArchive, OSError) as error:
                shutil.rmtree(place, ignore_errors=True)
                reason = unwritten(error) if isinstance(error, OSError) else str(error)
                self.refused.append((place, reason))
            else:
                said = f"{commit.later} newer commit{'s' * (commit.later > 1)} after the due date left out"
                self.repositories[place.relative_to(target).parts[0]] = said if commit.later else ""


class LmsCollector(FileNameCollectorPlugin):
    """Tells whose a file is by its name, among all files of the download and with the roster if there is one."""

    roster = Unicode(help="CSV file with id, name and email of each student").tag(config=True)
    folder = Unicode(help="the unpacked download; that of `nbgrader zip_collect` if empty").tag(config=True)
    assignment = Unicode(help="name of the assignment; that of `nbgrader zip_collect` if empty").tag(config=True)
    notebooks = List(Unicode(), help="names of its notebooks; the released ones if empty").tag(config=True)
    others = Dict(help="notebooks of other assignments: name to assignment").tag(config=True)
    patterns = Dict(
        Unicode(),
        help="names of downloads that the course does not know: kind to a regular expression, tried before the table of"
        " course/lms/collecting/kinds/names.py, which tells what its groups mean",
    ).tag(config=True)
    repositories = Dict(help="folders that were git repositories, and what is to be said of each").tag(config=True)

    @cached_property
    def _roster(self) -> Roster | None:
        return read_roster(Path(self.roster)) if self.roster else None

    @property
    def people(self) -> list[Person]:
        """Students of the roster."""
        return self._roster.people if self._roster else []

    @cached_property
    def plan(self) -> Plan:
        """What becomes of each file."""
        return plan(
            Path(self.folder) if self.folder else self._app_folder(),
            self.assignment or self.parent.coursedir.assignment_id,
            self.notebooks or self._released(),
            self._roster,
            self.others,
            table(self.patterns),
            self.repositories,
        )

    @cached_property
    def _given(self) -> dict[Path, dict]:
        """What `collect` answers, by file."""
        for who, reason in self.plan.problems:
            self.log.warning("Skipped %s: %s", printable(who), printable(reason))
        given = {}
        for hand_in in self.plan.hand_ins:
            when = {"timestamp": hand_in.when.strftime("%Y-%m-%d %H:%M:%S UTC")} if hand_in.when else {}
            for path, file in hand_in.files.items():
                given[file.source.resolve()] = {"student_id": hand_in.student, "file_id": str(path), **when}
        return given

    def collect(self, submitted_file: str) -> dict | None:
        """Student, name and time of a file of the download; None if it is to be left out.

        Parameters
        ----------
        submitted_file : str
            Its path.
        """
        return self._given.get(Path(submitted_file).resolve())

    def _app_folder(self) -> Path:
        """Where `nbgrader zip_collect` unpacks."""
        app = self.parent
        return Path(app.coursedir.root) / app.collect_directory_structure.format(
            downloaded=app.downloaded_directory,
            assignment_id=app.coursedir.assignment_id,
            collect_step=app.extracted_directory,
        )

    def _released(self) -> list[str]:
        """Names of the assignment's notebooks."""
        courses = self.parent.coursedir
        folder = courses.format_path(courses.release_directory, ".", courses.assignment_id)
        names = sorted(path.stem for path in Path(folder).glob("*.ipynb"))
        if not names:
            raise CourseError(f"{folder} holds no notebook: run `course build` first.")
        return names
