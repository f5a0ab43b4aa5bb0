"""Addresses of nbgrader's formgrader, as `nbgrader.server_extensions.formgrader.handlers` lays them out."""

from urllib.parse import quote, urlsplit

from course.base.errors import CourseError


class Formgrader:
    """Links into the formgrader of a JupyterLab.

    Parameters
    ----------
    base : str
        Address of the JupyterLab that was started in the course's folder, such as http://localhost:8888 or, on a
        JupyterHub, https://hub.example.org/user/name.

    Raises
    ------
    CourseError
        If `base` is no such address.
    """

    def __init__(self, base: str):
        try:
            parts = urlsplit(base)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        except ValueError:
            usable = False
        if not usable:
            raise CourseError(f"{base!r} is not a JupyterLab URL: use one such as http://localhost:8888.")
        self.base = base.rstrip("/") + "/formgrader"

    def grading(self, assignment: str, notebooks: list[str]) -> str:
        """Where written answers are graded: the hand-ins of a notebook, or the list of several notebooks."""
        inside = f"/{quote(notebooks[0], safe='')}" if len(notebooks) == 1 else ""
        return f"{self.base}/gradebook/{quote(assignment, safe='')}{inside}"

    def assignment(self, assignment: str) -> str:
        """The hand-ins of an assignment with their states."""
        return f"{self.base}/manage_submissions/{quote(assignment, safe='')}"

    def submission(self, key: str) -> str:
        """One graded notebook; `key` is its id in the gradebook."""
        return f"{self.base}/submissions/{quote(key, safe='')}/"
