"""Pictures of a student: PNG and JPEG whose bytes are what they say, and where a text shows one."""

import base64
import binascii
import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from urllib.parse import unquote

from PIL import Image

FORMS = {"image/png": "PNG", "image/jpeg": "JPEG"}
MAX_PIXELS = 40_000_000  # that a phone's browser has to hold
MAX_SIZE, MAX_NUMBER = 20_000_000, 100  # characters of all pictures of a text, and how many of them are looked at
# As Jupyter and Colab write them, with the picture as an attachment or in the address; HTML where its size was changed.
PICTURE = re.compile(
    r"(?<!\\)\\*+(?:"
    r"!\[(?P<alt>[^\[\]\n]{0,300})\]"
    r"\((?P<to>(?:attachment:|data:image/)[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+)(?:[ \t]+[^()\n]{0,300})?\)"
    r"|<img[ \t](?:[^<>\n]{0,300}[ \t])?src=(?P<quote>[\"'])(?P<src>(?:attachment:|data:image/)[^\"'<>\s]*+)(?P=quote)"
    r"[^<>\n]{0,300}>)"
)


@dataclass(frozen=True)
class Picture:
    """A picture that a browser can show: its kind, its bytes as base64, and its size in pixels."""

    mime: str
    data: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """The name as an attachment, which is that of the same bytes every time."""
        return f"picture-{hashlib.sha256(self.data.encode()).hexdigest()[:12]}.{self.mime.removeprefix('image/')}"


def picture(data: object, mime: str) -> Picture | None:
    """A picture whose bytes are what they say; None for anything else.

    Parameters
    ----------
    data : object
        From a notebook; base64 if all is well.
    mime : str
        ``image/png`` or ``image/jpeg``.
    """
    try:
        raw = base64.b64decode("".join(str(data).split()), validate=True)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of pictures that decompress to gigabytes
            with Image.open(io.BytesIO(raw), formats=[FORMS[mime]]) as image:
                width, height = image.size
                image.verify()
    except (binascii.Error, ValueError, OSError, SyntaxError, EOFError, Image.DecompressionBombError, Warning):
        return None
    if not 0 < width * height <= MAX_PIXELS:
        return None
    # Encoded anew: not a sign of what came in gets into a page.
    return Picture(mime, base64.b64encode(raw).decode("ascii"), width, height)


def keep_pictures(text: str, attachments: dict[str, dict[str, str]]) -> tuple[str, dict[str, dict[str, str]]]:
    """A text with its pictures as attachments that were checked, and these; of any other picture the description stays.

    Parameters
    ----------
    text : str
        Markdown of a student.
    attachments : dict
        Base64 by kind of picture, by name.
    """
    kept: dict[str, dict[str, str]] = {}
    named: set[str] = set()
    left, looks = MAX_SIZE, MAX_NUMBER

    def shown(forms: dict[str, str], alt: str) -> str:
        nonlocal left, looks
        alt = re.sub(r"[^\w.,-]+", "-", alt)[:100]
        looks -= 1
        found = (picture(forms[mime], mime) for mime in FORMS if mime in forms) if looks >= 0 else ()
        image = next((image for image in found if image and (image.name in kept or len(image.data) <= left)), None)
        if image is None:
            return f"[picture that cannot be shown: {alt}]"
        left -= 0 if image.name in kept else len(image.data)
        kept[image.name] = {image.mime: image.data}
        return f"![{alt}](attachment:{image.name})"

    def place(match: re.Match[str]) -> str:
        # Apart from what stands before it: an address without brackets would take its beginning.
        space = " " if match.start() and text[match.start() - 1] not in " \t\n" else ""
        scheme, _, rest = (match["to"] or match["src"]).partition(":")
        if scheme == "data":
            mime, _, data = rest.partition(";base64,")
            return space + shown({mime.replace("/jpg", "/jpeg"): data}, match["alt"] or "")
        name = rest if rest in attachments else unquote(rest)
        named.add(name)
        return space + shown(attachments.get(name, {}), match["alt"] or name)

    placed = PICTURE.sub(place, text)
    # One that the text shows in a way that is not known here is shown below it: it may be the answer.
    below = [shown(forms, name) for name, forms in attachments.items() if name not in named]
    return "\n\n".join([placed, *(line for line in below if line.startswith("!"))]), kept
