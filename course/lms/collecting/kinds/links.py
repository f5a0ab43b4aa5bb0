"""Files that are no notebook but lead to one: a link that a browser or Drive saved."""

import re
from pathlib import Path

HOLDS = {".html", ".htm", ".txt", ".url", ".webloc", ".gdoc", ".gsheet", ".gnb", ".desktop", ".md", ".rtf"}
MOST = 2**20  # bytes that are looked at
COLAB = re.compile(rb"colab\.(?:research\.google|google)\.com")
DRIVE = re.compile(rb"(?:drive|docs)\.google\.com|\"doc_id\"")


def link(file: Path) -> str:
    """What kind of link a file holds in place of a notebook; empty if it holds none."""
    if file.suffix.lower() not in HOLDS:
        return ""
    with file.open("rb") as opened:
        text = opened.read(MOST)
    return "Colab" if COLAB.search(text) else "Google Drive" if DRIVE.search(text) else ""
