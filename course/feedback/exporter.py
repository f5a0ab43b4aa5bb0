"""The exporter that nbgrader's generate_feedback writes pages with."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets import Bool, default

from course.base.text import format_points
from course.project.lateness import Lateness
from course.project.predictions.declared import predictions_in

from .from_notebook import page
from .markdown import in_line
from .solutions import add_solutions

HERE = Path(__file__).parent


class FeedbackPage(Exporter):
    """An autograded notebook as one HTML file that fetches nothing and runs nothing.

    It stands in `GenerateFeedback.exporter_class`. nbconvert's own HTML is made for notebooks that are trusted; on
    this page everything is escaped unless it was made here.
    """

    output_mimetype = "text/html"
    solutions = Bool(False, help="show the solutions of the instructor notebook").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters of text give a str as well
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a graded notebook.

        Parameters
        ----------
        nb : NotebookNode
            Autograded.
        resources : dict
            With nbgrader's `student`, `assignment`, `notebook` and `db_url` under ``"nbgrader"``.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        info, course = resources["nbgrader"], CourseDirectory(config=self.config)
        source = Path(course.format_path(course.source_directory, ".", info["assignment"]), f"{info['notebook']}.ipynb")
        graded = Path(course.format_path(course.autograded_directory, info["student"], info["assignment"]))
        content = page(nb, info, Lateness(course), predictions_in(source), graded)
        if self.solutions:
            add_solutions(content, source)
        return render(content), resources


def render(content) -> str:
    """HTML of a `Page`."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": format_points, "in_line": in_line, "due": lambda due: f"{due:%Y-%m-%d %H:%M %Z}"}
    css = (HERE / "page.css").read_text(encoding="utf-8")
    # The one style sheet that the page allows is this one, known by its hash.
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    return environment.get_template("page.html").render(page=content, css=Markup(css), style=f"sha256-{allowed}")
