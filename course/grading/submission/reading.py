"""What a student handed in, found and read before nbgrader opens anything."""

import filecmp
import json
import re
import secrets
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from course.base.files import plain_files
from course.base.text import sentence, shortened

from .sanitizing import outputs_from

NOTES_KEY = "course_repaired"
MAX_NOTEBOOK = 100 * 2**20  # bytes; a notebook full of pictures has a few megabytes
MAX_PARTS = 8_000_000  # values in its JSON; in memory each takes ten to sixty bytes
MAX_CELLS = 2_000  # the longest notebook of the course has 60
MAX_FILES, MAX_FILE, MAX_TOTAL = 100, 20 * 2**20, 64 * 2**20  # of what lies beside it; the sandbox holds 128 MB
KINDS = {"markdown": "markdown", "heading": "markdown", "html": "markdown", "raw": "raw"}  # of cells; else code
PICTURES = {"image/png", "image/jpeg", "image/gif"}  # of attachments: none of them can be active
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{1,8000000}")
NOTEBOOK_NAME = re.compile(r"(?i)\.ipynb(?:\.txt|\.json)?$")
OTHER_NAME = re.compile(r"(?i)(?:\.txt|\.json)?$")  # a browser that took the notebook for a text
# "Copy of pixels", "pixels (1)", "pixels-Copy1", "pixels copy 2", "pixels - Kopie", and an "(1)" after each.
COPY = "copy|kopie|copie|copia|cópia|kopia|kopi|kopya|копия|コピー|副本"
DECORATION = re.compile(
    rf"(?i)^(?:(?:{COPY})(?: (?:of|von|de|af|av))? )+|(?:[ -]*\(\d+\)|[ -]+(?:{COPY})(?: ?\d+)?|[ -]\d+|-checkpoint)+$"
)


class Unreadable(Exception):
    """A hand-in without a notebook that can be read; the message is one sentence for the table."""

    def __init__(self, reason: str) -> None:
        super().__init__(sentence(reason))


@dataclass(frozen=True)
class ParsedNotebook:
    """A notebook as handed in, brought to nbformat 4.5, and what had to be done to read it."""

    notebook: NotebookNode
    notes: list[str]


def find_notebooks(folder: Path, names: list[str]) -> dict[str, Path]:
    """The notebooks that a student meant to hand in, whatever they are called now.

    Parameters
    ----------
    folder : Path
        What was handed in.
    names : list of str
        Names of the assignment's notebooks, without ending.

    Returns
    -------
    dict of str to Path
        By name; some of several may be missing.

    Raises
    ------
    Unreadable
        If there is none, or nobody can tell which is which.
    """
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise Unreadable(f"the folder cannot be opened ({error.strerror})") from None

    def meant(paths: list[Path], ending: re.Pattern) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {name: [] for name in names}
        for path in paths:
            text = ending.sub("", path.name)
            if name := nearest(text, [name for name in names if bare(text) == bare(name)]):
                found[name].append(path)
        return found

    files = plain_files(folder)
    notebooks = [path for path in files if NOTEBOOK_NAME.search(path.name)]
    found = meant(notebooks, NOTEBOOK_NAME)
    missing = [name for name in names if not found[name]]
    strangers = [path for path in notebooks if not any(path in paths for paths in found.values())]
    listed = ", ".join(f"{name}.ipynb" for name in missing)
    if missing and not strangers:
        texts = meant([path for path in files if path not in notebooks], OTHER_NAME)
        found |= {name: texts[name] for name in missing}
    elif len(missing) == 1 and len(strangers) == 1:
        found |= {missing[0]: strangers}
    elif missing:
        several = ", ".join(shortened(path.name) for path in strangers[:4])
        how = "keep the one to grade" if len(missing) == 1 else "give them these names"
        raise Unreadable(f"there are several notebooks ({several}) and none is called {listed}: {how}")
    for path in sorted(folder.iterdir()) if not all(found.values()) else ():
        if NOTEBOOK_NAME.search(path.name) and (kind := kind_of(path)) != "a file":
            raise Unreadable(f"{shortened(path.name)} is {kind}, not a file: hand in the notebook itself")
    if not any(found.values()):
        raise Unreadable(f"there is no notebook in the folder (expected {listed})")
    return {name: chosen(paths, folder / f"{name}.ipynb") for name, paths in found.items() if paths}


def chosen(paths: list[Path], right: Path) -> Path:
    """The one of several copies that counts: that in the right place, or any if they are all the same."""
    if right in paths:
        return right
    if all(same(paths[0], path) for path in paths[1:]):
        return paths[0]
    names = ", ".join(shortened(path.name) for path in paths[:4])
    raise Unreadable(f"there are several notebooks ({names}) and none is called {right.name}: keep the one to grade")


def bare(text: str) -> str:
    """A name without what copies add to it."""
    return DECORATION.sub("", unicodedata.normalize("NFKC", text).replace("_", " ").strip()).strip().casefold()


def nearest(text: str, alike: list[str]) -> str:
    """Which of some names that differ in a number only, as `part-1` and `part-2`, a text has in it; empty if none."""
    if len(alike) == 1:
        return alike[0]
    text = unicodedata.normalize("NFKC", text).casefold()
    return max((name for name in alike if name.casefold() in text), key=len, default="")


def kind_of(path: Path) -> str:
    """What a name in a folder stands for."""
    if path.is_symlink():
        return "a link"
    if path.is_dir():
        return "a folder"
    return "a file" if path.is_file() else "a pipe or a device" if path.exists() else "missing"


def same(left: Path, right: Path) -> bool:
    """Whether two files hold the same."""
    try:
        return filecmp.cmp(left, right, shallow=False)
    except OSError:
        return False


def decode(raw: bytes) -> tuple[str, list[str]]:
    """Text of a file in any encoding that editors save notebooks in, and what was unusual."""
    marked = raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    encoding = json.detect_encoding(raw)
    name = encoding.removesuffix("-sig")
    notes = [f"was saved as {name} with a mark"] if marked else [] if name == "utf-8" else [f"was saved as {name}"]
    try:
        return raw.decode(encoding).rstrip("\0"), notes
    except UnicodeDecodeError:
        if name != "utf-8" or not raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            raise
    text = raw.decode(encoding, "surrogateescape").rstrip("\0")  # what is no utf-8 was typed as latin-1
    return re.sub("[\udc80-\udcff]", lambda m: chr(ord(m[0]) - 0xDC00), text), [*notes, "was saved as latin-1"]


def load(path: Path) -> bytes:
    """The content of a notebook's file, or its beginning if it is too large; raises Unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_NOTEBOOK + 1)
    except OSError as error:
        raise Unreadable(f"{shortened(path.name)} cannot be opened ({error.strerror})") from None


def parse(raw: bytes, name: str) -> tuple[dict, list[str]]:
    """The JSON of a notebook, and what was unusual about the file; raises Unreadable."""
    name = shortened(name)
    if len(raw) > MAX_NOTEBOOK:
        raise Unreadable(f"{name} is larger than {MAX_NOTEBOOK // 2**20} MB: clear its outputs and save again")
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(f"{name} is empty")
    try:
        text, notes = decode(raw)
        if sum(text.count(char) for char in "[{,") > MAX_PARTS:
            raise Unreadable(f"{name} has too many parts: clear its outputs and save again")
        data = json.loads(text, strict=False, parse_int=lambda digits: int(digits[:30]))
    except UnicodeDecodeError:
        raise Unreadable(f"{name} is not a text file") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name} is broken JSON (line {error.lineno}): it was cut off or edited") from None
    except (RecursionError, MemoryError):
        raise Unreadable(f"{name} is nested too deeply to be a notebook") from None
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise Unreadable(f"{name} is JSON, but not a notebook")
    if data.get("nbformat", 4) != 4:
        notes.append(f"was in notebook format {shortened(data['nbformat'])}")
    return data, notes


def read(raw: bytes, name: str) -> ParsedNotebook:
    """A handed-in notebook of any nbformat, as nbformat 4.5.

    Parameters
    ----------
    raw : bytes
        Content of the file.
    name : str
        Name of the file, for the reason.

    Returns
    -------
    ParsedNotebook
        Of each cell only its type, text and names, whether it is locked, and pictures in a text: no outputs, tags
        or other metadata.

    Raises
    ------
    Unreadable
        With the reason in one sentence.
    """
    data, notes = parse(raw, name)
    cells = data.get("cells")
    if cells is None:  # nbformat 3 and before
        sheets = data.get("worksheets")
        sheets = (
            [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else [None]
        )
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet] if any(sheets) else None
    if not isinstance(cells, list):
        raise Unreadable(f"{shortened(name)} is not a valid notebook: it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"{shortened(name)} has more than {MAX_CELLS} cells")
    return ParsedNotebook(new_notebook(cells=plain_cells(cells)), notes)


def plain_cells(raw: list) -> list[NotebookNode]:
    """Valid cells of nbformat 4.5 from whatever stands in a list of cells."""
    given = [cell for cell in raw if isinstance(cell, dict)]
    ids = Counter(cell["id"] for cell in given if isinstance(cell.get("id"), str))
    cells = []
    for cell in given:
        metadata = cell.get("metadata")
        info = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        kept = {}
        if isinstance(info, dict) and isinstance(name := info.get("grade_id"), str):
            kept["metadata"] = {"nbgrader": {"grade_id": name[:100], "locked": info.get("locked") is True}}
        # An id that two cells have says nothing of either.
        if ids.get(cell["id"] if isinstance(cell.get("id"), str) else None) == 1:
            kept |= {"id": cell["id"]} if re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]) else {}
        given_kind = cell.get("cell_type")
        kind = KINDS.get(given_kind, "code") if isinstance(given_kind, str) else "code"
        cells.append(new_cell(kind, text_of(cell), **kept))
        if kind == "code":
            cells[-1].outputs = outputs_from(cell.get("outputs"))
        if kind == "markdown" and (pictures := pictures_of(cell)):
            cells[-1].attachments = pictures
    return cells


def new_cell(kind: str, source: str, **more: object) -> NotebookNode:
    """A cell of nbformat 4.5. nbformat's own functions validate each, which takes 1,900 cells seven seconds."""
    fields: dict[str, object] = {"id": secrets.token_hex(4), "metadata": {}, "cell_type": kind, "source": source}
    if kind == "code":
        fields |= {"execution_count": None, "outputs": []}
    return nbformat.from_dict(fields | more)


def text_of(cell: dict) -> str:
    """The text of a cell of any nbformat, with plain line ends and nothing that cannot be written as UTF-8."""
    source = next((cell[key] for key in ("source", "input", "code", "text") if cell.get(key) is not None), "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    text = source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    level = cell.get("level") if cell.get("cell_type") == "heading" else None
    return f"{'#' * level} {text}" if type(level) is int and 0 < level < 7 else text


def pictures_of(cell: dict) -> dict[str, dict[str, str]]:
    """Pictures pasted into a text: the answer to a written question may be a photograph of paper."""
    given = cell.get("attachments")
    kept = {}
    for name, forms in given.items() if isinstance(given, dict) else ():
        forms = forms.items() if isinstance(forms, dict) else ()
        if good := {k: v for k, v in forms if k in PICTURES and isinstance(v, str) and BASE64.fullmatch(v)}:
            kept[text_of({"source": name})] = good
    return kept


def read_timestamp(path: Path) -> str | None:
    """The hand-in time that nbgrader's collector left, if it can be read as one."""
    from nbgrader.utils import parse_utc  # not above: workers read no stamps, and nbgrader is long to import

    if path.is_symlink() or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            stamp = file.read(100).decode("utf-8").strip()
        parse_utc(stamp)
    except (OSError, ValueError, OverflowError):
        return None
    return stamp
