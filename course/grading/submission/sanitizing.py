"""A graded notebook as it may be shown: no hidden test is in it, and nothing of a student's acts in a browser."""

import re

import nbformat
from nbformat import NotebookNode

from course.project.notebooks import kind, without_secrets

from .pictures import FORMS, keep_pictures, picture
from .written import CUT, KEPT, MARK, defuse_markdown, shortened_text

MAX_TAKEN = 60  # outputs of a cell that are taken from what was handed in
MAX_NOTEBOOK = 500_000  # characters that a student wrote, of all cells; each of the next is left out
MAX_OUTPUT, MAX_OUTPUTS = 100_000, 1_000_000  # characters of one output, and of all
LEFT_OUT = CUT.strip()
# Everything else that a kernel can send (HTML, SVG, JavaScript, LaTeX, widgets) is live in a browser.
STILL = ("text/plain", "image/png", "image/jpeg")
# nbconvert stumbles over a color that is not whole.
LEVEL = r"(?:0?\d|2[1-7]|[349][0-79]|10[0-7]|[34]8;5;(?:1?\d?\d|2[0-4]\d|25[0-5]))"
COLOR = rf"\[(?:{LEVEL}(?:;{LEVEL}){{0,5}})?m"
ESCAPE = re.compile(rf"\x1b(?!{COLOR})(?:\[[0-?]*+[ -/]*+[@-~])?")


def sanitized(nb: NotebookNode) -> NotebookNode:
    """Make a graded notebook safe to look at, in place; doing it twice is the same as doing it once.

    Parameters
    ----------
    nb : NotebookNode
        Repaired, run and judged.
    """
    written = printed = 0
    for cell in nb.cells:
        role = kind(cell)
        if role == "test":
            cell.source = without_secrets(cell)
        elif role != "locked":
            if written > MAX_NOTEBOOK:
                cell.source = LEFT_OUT if cell.cell_type != "code" else f"# {LEFT_OUT}"
            defuse_cell(cell)
            written += len(cell.source)
        if cell.cell_type == "code":
            cell.execution_count = count(cell)
            cell.outputs = defuse_outputs(cell.outputs, MAX_OUTPUTS - printed)
            printed += sum(map(length, cell.outputs))
    return nb


def defuse_cell(cell: NotebookNode) -> None:
    """Show a student's HTML, links and commands as text, and pictures that are what they say."""
    if cell.cell_type == "code":
        cell.source = shortened_text(cell.source)
        return
    text, pictures = keep_pictures(cell.source.replace(MARK, ""), cell.pop("attachments", {}))
    cell.source = defuse_markdown(text, pictures)
    left = {match[1] for match in re.finditer(KEPT, cell.source)}
    if attachments := {name: forms for name, forms in pictures.items() if name in left}:
        cell.attachments = attachments


def defuse_outputs(outputs: list[NotebookNode], room: int = MAX_OUTPUTS) -> list[NotebookNode]:
    """Outputs with nothing in them but text and pictures, their texts in so many characters."""
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
            if output.output_type == "execute_result":
                output.execution_count = count(output)
            if "text/plain" in output.data:
                output.data["text/plain"] = printed_text(str(output.data["text/plain"]), room)
        elif output.output_type == "stream":
            output.text = printed_text(output.text, room)
        elif output.output_type == "error":
            long = length(output) > min(room, MAX_OUTPUT)
            blocks = ["\n".join(output.traceback)] if long else output.traceback
            output.traceback = [printed_text(block, room) for block in blocks]
        room -= length(output)
        kept.append(output)
    return kept


def count(part: NotebookNode) -> int | None:
    """The number that a kernel gave a cell or an output; None for anything that is no number."""
    number = part.get("execution_count")
    return number if type(number) is int and number >= 0 else None


def outputs_from(raw: object) -> list[NotebookNode]:
    """Texts and pictures among the outputs of a cell, whatever stands there, as valid outputs of nbformat 4."""
    found = []
    for output in raw[:MAX_TAKEN] if isinstance(raw, list) else ():
        data = output.get("data", output) if isinstance(output, dict) else {}  # nbformat 3 has pictures beside the type
        data = data if isinstance(data, dict) else {}
        shown = {mime: image.data for mime in FORMS if mime in data and (image := picture(joined(data[mime]), mime))}
        if text := joined(data.get("text/plain")):
            shown["text/plain"] = text
        if shown:
            metadata = output.get("metadata")
            metadata = (
                {mime: info for mime, info in metadata.items() if mime in shown} if isinstance(metadata, dict) else {}
            )
            alts = {
                mime: {"alt": joined(info["alt"])}
                for mime, info in metadata.items()
                if isinstance(info, dict) and "alt" in info
            }
            found.append({"output_type": "display_data", "data": shown, "metadata": alts})
        elif (
            isinstance(output, dict) and output.get("output_type") == "stream" and (text := joined(output.get("text")))
        ):
            found.append({"output_type": "stream", "name": "stdout", "text": text})
    return [nbformat.from_dict(output) for output in found]


def joined(text: object) -> str:
    """A text of a notebook, which may be a list of lines."""
    lines = text if isinstance(text, list) else [text]
    whole = "".join(line for line in lines if isinstance(line, str))
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def length(output: NotebookNode) -> int:
    """Characters of an output's text."""
    texts = [output.get("text", ""), output.get("data", {}).get("text/plain", ""), *output.get("traceback", [])]
    return sum(map(len, texts))


def printed_text(text: str, room: int) -> str:
    """What a cell printed, without signs for a terminal other than colors."""
    text = ESCAPE.sub("", text)
    most = max(0, min(MAX_OUTPUT, room))
    return text[:most] + CUT if len(text) > most + len(CUT) else text
