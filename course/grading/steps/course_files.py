"""The files that a course gives to a notebook: those of `data/`, and those that lie beside the instructor notebook."""

from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files

from course.base.errors import CourseError
from course.grading.sandbox.folders import CourseFiles
from course.grading.submission.reading import MAX_FILE, MAX_FILES, MAX_TOTAL

MB = 2**20


def course_files(coursedir: CourseDirectory, assignment: str) -> CourseFiles:
    """Files of `data/` of the course, or of the one beside a `source/` that lies elsewhere, and of the assignment.

    Parameters
    ----------
    coursedir : CourseDirectory
        nbgrader's.
    assignment : str
        Its name.

    Raises
    ------
    CourseError
        If a link leads where students cannot follow it, or what lies beside the notebook is too large to be copied
        for each of them.
    """
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment)).resolve()
    folders = (Path(coursedir.root, "data"), source.parent.parent / "data")
    data = next((folder.resolve() for folder in folders if folder.is_dir()), None)
    if data:
        refuse_links(data, data)
    refuse_links(source, source, *filter(None, [data]))
    # What nbgrader releases with the notebook.
    found = map(Path, sorted(find_all_files(str(source), [*coursedir.ignore, "*.ipynb"])))
    sizes = {path: path.stat().st_size for path in found if path.is_file()}
    if len(sizes) > MAX_FILES or max(sizes.values(), default=0) > MAX_FILE or sum(sizes.values()) > MAX_TOTAL:
        most = f"{MAX_FILES} files of {MAX_FILE // MB} MB, together {MAX_TOTAL // MB} MB"
        raise CourseError(f"There is too much beside the notebook in {source} (at most {most}): move files to data/.")
    return CourseFiles(data, {str(path.relative_to(source)): path.read_bytes() for path in sizes})


def refuse_links(folder: Path, *allowed: Path) -> None:
    """Raise CourseError for a link below a folder that leads to no file in one of the allowed folders."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and path.suffix != ".ipynb":
            target = path.resolve()
            if not target.is_file() or not any(map(target.is_relative_to, allowed)):
                why = f"{path} is a link to {path.readlink()}, where students cannot follow it"
                raise CourseError(f"{why}: put the file itself there.")
