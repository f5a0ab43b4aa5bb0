"""What a student may read of a graded notebook: messages, never hidden tests, tracebacks of ours, or our folders."""

import re

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.project.notebooks import kind, verdict_message, without_secrets

# Folders of this machine say nothing to a student; the name of the file at their end may.
FOLDERS = re.compile(r"(?<![\w/:.<])/(?:[^\s/'\"<>:,;()\[\]]+/)+")
OWN_FRAME = re.compile(r"(?m)^(?:Cell |Input )?In ?\[\d+\]")
MAX_LINES = 40  # of a traceback; a recursion without an end has thousands


def error_text(output: NotebookNode) -> str:
    """What an error output says in one line or two."""
    if output.ename == "AssertionError":
        return output.evalue
    return f"{output.ename}: {output.evalue}" if output.evalue else output.ename


def without_folders(text: str) -> str:
    """A text in which absolute paths are only the names at their ends."""
    return FOLDERS.sub("…/", text)


def own_traceback(output: NotebookNode) -> str:
    """Where in the notebook's own cells an error arose: frames in libraries and in our files are left out."""
    blocks = strip_ansi("\n".join(output.traceback)).split("\n\n")
    lines = "\n\n".join(block.strip("\n") for block in blocks if OWN_FRAME.search(block)).split("\n")
    # IPython's first two lines are a rule and the title of the traceback.
    lines = [line for line in lines if not line.startswith("-----") and "Traceback (most recent call last)" not in line]
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES // 2], "…", *lines[-MAX_LINES // 2 :]]
    return without_folders("\n".join([*lines, "", error_text(output)]).strip("\n"))


class ShowMessages(NbGraderPreprocessor):
    """Takes the hidden tests and the tracebacks through them out of a notebook, and leaves the messages."""

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Keep of a test cell what the student had in the notebook, and what the first failed test said."""
        role = kind(cell)
        if role == "test":
            cell.source = without_secrets(cell)
        elif cell.metadata.get("jupyter", {}).get("source_hidden"):
            title = cell.source.split("\n")[0]
            cell.source = title if title.startswith("#@title") else "# ..."  # folded in the notebook, folded here
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                message = verdict_message(cell) or error_text(output)
                output.traceback = [without_folders(message) if role == "test" else own_traceback(output)]
        return cell, resources
