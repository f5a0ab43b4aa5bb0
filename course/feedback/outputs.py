"""Outputs of a cell as text and pictures that are safe to show."""

import base64
import binascii
import io
import warnings

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from PIL import Image

from .messages import said, without_folders
from .model import Output, Picture

MAX_TEXT = 20_000  # characters of one output
MAX_OUTPUTS = 60  # of one cell
MAX_PIXELS = 40_000_000  # that a phone's browser has to hold
MAX_PICTURES = 20_000_000  # bytes of pictures on a page
KINDS = {"image/png": "PNG", "image/jpeg": "JPEG"}
TOO_LARGE = "A picture stood here. It is too large for this page, or no picture that can be shown."
FIGURE = "<Figure size"


class Shown:
    """Turns outputs into what the page shows, within one budget of bytes for its pictures."""

    def __init__(self):
        self.left = MAX_PICTURES

    def outputs(self, cell: NotebookNode) -> list[Output]:
        """What a cell of the notebook printed and drew."""
        every = cell.get("outputs", [])
        shown = [one for output in every[:MAX_OUTPUTS] for one in self._output(output)]
        if len(every) > MAX_OUTPUTS:
            shown.append(Output(f"… and {len(every) - MAX_OUTPUTS} more outputs."))
        return shown

    def _output(self, output: NotebookNode) -> list[Output]:
        if output.output_type == "stream":
            return [Output(text(output.text))] if output.text.strip() else []
        if output.output_type == "error":
            return [Output(text("\n".join(output.traceback) or said(output)), error=True)]
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
            if mime in KINDS:
                one = picture(data, KINDS[mime], alt(output, mime, "Picture that this cell made"))
                size = len(one.uri) if one else 0
                fits = one is not None and size <= self.left
                self.left -= size if fits else 0
                found.append(Output(picture=one) if fits else Output(TOO_LARGE))
                break  # the same picture in another format
        return found


def text(raw: str) -> str:
    """An output's text without colors of a terminal and folders of this machine, at a length that can be read."""
    shown = without_folders(strip_ansi(raw[: 4 * MAX_TEXT])).rstrip()
    cut = len(shown) > MAX_TEXT or len(raw) > 4 * MAX_TEXT
    shown = "".join(char for char in shown[:MAX_TEXT] if char.isprintable() or char in "\n\t")
    return shown + ("\n… (the rest is left out)" if cut else "")


def alt(output: NotebookNode, mime: str, otherwise: str) -> str:
    """The description that a cell gave with its picture."""
    info = output.get("metadata", {}).get(mime)
    return str(info.get("alt") or otherwise)[:400] if isinstance(info, dict) else otherwise


def picture(data: object, form: str, description: str) -> Picture | None:
    """A picture whose bytes are what they say; None for anything else.

    Parameters
    ----------
    data : object
        From the notebook; base64 if all is well.
    form : str
        ``PNG`` or ``JPEG``.
    description : str
        Its alternative text.
    """
    try:
        raw = base64.b64decode("".join(str(data).split()), validate=True)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of pictures that decompress to gigabytes
            with Image.open(io.BytesIO(raw), formats=[form]) as image:
                width, height = image.size
                image.verify()
    except (binascii.Error, ValueError, OSError, SyntaxError, EOFError, Image.DecompressionBombError, Warning):
        return None
    if not 0 < width * height <= MAX_PIXELS:
        return None
    # Encoded anew: not a sign of what came in gets into the page.
    address = f"data:image/{form.lower()};base64,{base64.b64encode(raw).decode('ascii')}"
    return Picture(address, description, width, height)
