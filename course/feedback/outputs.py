"""Outputs of a cell as text and pictures that are safe to show."""

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from course.base.text import printable
from course.grading.submission import pictures

from .messages import error_text, without_folders
from .model import Output, PagePicture

MAX_TEXT = 20_000  # characters of one output
MAX_OUTPUTS = 60  # of one cell
MAX_PICTURES = 20_000_000  # bytes of pictures on a page
TOO_LARGE = "A picture stood here. It is too large for this page, or no picture that can be shown."
FIGURE = "<Figure size"


class OutputRenderer:
    """Turns outputs into what the page shows, within one budget of bytes for its pictures."""

    def __init__(self):
        self.left = MAX_PICTURES

    def outputs(self, cell: NotebookNode) -> list[Output]:
        """What a cell of the notebook printed and drew."""
        every = cell.get("outputs", [])
        shown = [rendered for output in every[:MAX_OUTPUTS] for rendered in self._output(output)]
        if len(every) > MAX_OUTPUTS:
            shown.append(Output(f"… and {len(every) - MAX_OUTPUTS} more outputs."))
        return shown

    def _output(self, output: NotebookNode) -> list[Output]:
        if output.output_type == "stream":
            return [Output(text(output.text))] if output.text.strip() else []
        if output.output_type == "error":
            return [Output(text("\n".join(output.traceback) or error_text(output)), error=True)]
        found = self.pictures(output)
        if found or "text/plain" not in output.data:
            return found
        shown = text(str(output.data["text/plain"]))
        described = alt(output, "image/png", "")
        # Grading keeps no figures of the notebook's own cells, but their descriptions.
        return [Output(f"Figure: {described}" if described and shown.startswith(FIGURE) else shown)]

    def pictures(self, output: NotebookNode) -> list[Output]:
        """The pictures of an output; where one cannot be shown a sentence instead."""
        found = []
        for mime, data in output.data.items():
            if mime in pictures.FORMS:
                page_picture = picture(data, mime, alt(output, mime, "Picture that this cell made"))
                size = len(page_picture.uri) if page_picture else 0
                fits = page_picture is not None and size <= self.left
                self.left -= size if fits else 0
                found.append(Output(picture=page_picture) if fits else Output(TOO_LARGE))
                break  # the same picture in another format
        return found


def text(raw: str) -> str:
    """An output's text without colors of a terminal and folders of this machine, at a length that can be read."""
    shown = without_folders(strip_ansi(raw[: 4 * MAX_TEXT])).replace("\r", "").rstrip()
    cut = len(shown) > MAX_TEXT or len(raw) > 4 * MAX_TEXT
    shown = printable(shown, MAX_TEXT, keep="\n\t")
    return shown + ("\n… (the rest is left out)" if cut else "")


def alt(output: NotebookNode, mime: str, otherwise: str) -> str:
    """The description that a cell gave with its picture."""
    info = output.get("metadata", {}).get(mime)
    return str(info.get("alt") or otherwise)[:400] if isinstance(info, dict) else otherwise


def picture(data: object, mime: str, description: str) -> PagePicture | None:
    """A picture whose bytes are what they say; None for anything else.

    Parameters
    ----------
    data : object
        From the notebook; base64 if all is well.
    mime : str
        ``image/png`` or ``image/jpeg``.
    description : str
        Its alternative text.
    """
    checked = pictures.picture(data, mime)
    return (
        PagePicture(f"data:{checked.mime};base64,{checked.data}", description, checked.width, checked.height)
        if checked
        else None
    )
