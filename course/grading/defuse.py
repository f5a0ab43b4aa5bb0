"""Last step of autograding: what the formgrader and the feedback will show holds no hidden test and runs nothing."""

import re

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from ..notebooks import kind, without_secrets

# Everything else that a kernel can send (HTML, SVG, JavaScript, LaTeX, widgets) is live in a browser.
STILL = ("text/plain", "image/png", "image/jpeg")
# Where Markdown takes a tag, a comment or an entity for HTML, and where MathJax would make a link.
TAG = re.compile(r"<(?=[A-Za-z/!?])")
# A link, or the definition of one, to anything but a page or a mail address (`javascript:` in any disguise).
LINK = re.compile(r"\]\((?!https?://|mailto:|#)")
REFERENCE = re.compile(r"(?m)^(\s*)\[(?=[^\]]*\]:(?!\s*(?:https?://|mailto:)))")
MATH_LINK = re.compile(r"\\(href|url|style|class|cssId|require|unicode|includegraphics)\b")


def defuse_outputs(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs with nothing in them but text and pictures."""
    kept = []
    for output in outputs:
        if output.output_type in ("display_data", "execute_result"):
            output.data = {mime: data for mime, data in output.data.items() if mime in STILL}
            output.metadata = {
                mime: {"alt": str(info["alt"])[:400]}
                for mime, info in output.metadata.items()
                if mime in STILL and isinstance(info, dict) and "alt" in info
            }
            if not output.data:
                continue
        kept.append(output)
    return kept


def defuse_markdown(text: str) -> str:
    """Markdown whose HTML is shown as text."""
    text = REFERENCE.sub(r"\1\\[", LINK.sub("] (", TAG.sub("&lt;", text)))
    return MATH_LINK.sub(r"\\text{\1}", text)


class Defuse(NbGraderPreprocessor):
    """Makes an autograded notebook safe to look at."""

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Hide hidden tests, keep still outputs, show a student's HTML as text."""
        role = kind(cell)
        if role == "test":
            cell.source = without_secrets(cell)
        if cell.cell_type == "code":
            cell.outputs = defuse_outputs(cell.outputs)
        elif role != "locked":
            cell.source = defuse_markdown(cell.source)
        return cell, resources
