"""Texts: strangers' names made fit for a terminal, a page and a folder; people's names compared; points written."""

import re
import unicodedata

SHORT = 120  # characters of a name
REASON = 300  # characters of a sentence that tells why something was not done
UNSAFE = re.compile(r"[^\w.@-]+")


def printable(text: object, limit: int | None = None, keep: str = "") -> str:
    """A text of strangers that a terminal and a page can show.

    Parameters
    ----------
    text : object
        Anything that can be turned into a text.
    limit : int, optional
        Characters that are kept.
    keep : str
        Control characters that may stay, such as the end of a line.
    """
    signs = str(text)[:limit]
    return "".join(char if char.isprintable() or char in keep else "\N{REPLACEMENT CHARACTER}" for char in signs)


def shortened(text: object) -> str:
    """A name as one short line."""
    return printable(text, SHORT)


def sentence(text: object) -> str:
    """A reason with strangers' names in it as one line, cut off where they are too long."""
    line = printable(text, REASON + 1)
    return line if len(line) <= REASON else f"{line[: REASON - 1]}…"


def listed(names: list[str]) -> str:
    """The first of many names."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def squashed(text: str) -> str:
    """A name without case, accents, spaces and signs."""
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in text if char.isalnum())


def spellings(name: str) -> set[str]:
    """Ways in which a system may write a name: 'Ann Marie Lee' is `leeannmarie` on Canvas."""
    words = [word for word in map(squashed, re.split(r"[\s,]+", name)) if word]
    return {"".join(words[at:] + words[:at]) for at in range(len(words))}


def safe_id(text: str) -> str:
    """A student's id as a folder that nbgrader and every disk take; empty if nothing is left of it."""
    text = UNSAFE.sub("-", unicodedata.normalize("NFC", text).strip())
    return text.strip("-. ")[:80].rstrip("-. ")


def format_points(value: float) -> str:
    """Points without needless decimals, as `2.5` and `4`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
