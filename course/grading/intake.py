"""What a student handed in, found and read before nbgrader opens anything."""

import json
import os
import re
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from .repair import NOTES_KEY

MAX_NOTEBOOK = 100 * 2**20  # bytes; a notebook full of pictures has a few megabytes
MAX_FILES, MAX_FILE = 100, 20 * 2**20  # of what lies beside it
NOTEBOOK_NAME = re.compile(r"(?i)\.ipynb(?:\.txt|\.json)?$")
# "Copy of pixels", "pixels (1)", "pixels-Copy1", "pixels copy 2"
DECORATION = re.compile(r"(?i)^(?:copy of |kopie von |copie de |copia de )+|(?:[ _-]*\(\d+\)|[ _-]+copy ?\d*)+$")


class Unreadable(Exception):
    """A hand-in without a notebook that can be read; the message is one sentence for the table."""


@dataclass(frozen=True)
class HandIn:
    """A notebook as handed in, brought to nbformat 4.5, and what had to be done to read it."""

    notebook: NotebookNode
    notes: list[str]


def plain_files(folder: Path) -> list[Path]:
    """Regular files below a folder, sorted; links are neither followed nor listed."""
    found = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (Path(base, name) for name in sorted(names))
        found += [path for path in paths if path.is_file() and not path.is_symlink()]
    return found


def find_notebook(folder: Path, name: str) -> Path:
    """The notebook that a student meant to hand in as `name`.ipynb, whatever it is called now."""
    notebooks = [path for path in plain_files(folder) if NOTEBOOK_NAME.search(path.name)]
    if not notebooks:
        raise Unreadable(f"there is no notebook in the folder (expected {name}.ipynb)")

    def bare(path: Path) -> str:
        return DECORATION.sub("", NOTEBOOK_NAME.sub("", path.name)).strip().casefold()

    exact = [path for path in notebooks if path == folder / f"{name}.ipynb"]
    alike = [path for path in notebooks if bare(path) == name.casefold()]
    for choice in (exact, alike, notebooks):
        if len(choice) == 1:
            return choice[0]
    names = ", ".join(path.name for path in (alike or notebooks)[:4])
    raise Unreadable(f"there are several notebooks ({names}) and none is called {name}.ipynb: keep the one to grade")


def decode(raw: bytes) -> tuple[str, list[str]]:
    """Text of a file in any encoding that editors save notebooks in, and what was unusual."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding).rstrip("\0"), [f"was saved as {encoding.removesuffix('-sig')} with a mark"]
    return raw.decode("utf-8").rstrip("\0"), []


def read(path: Path) -> HandIn:
    """A handed-in notebook of any nbformat, as nbformat 4.5.

    Parameters
    ----------
    path : Path
        A regular file.

    Returns
    -------
    HandIn
        With valid, unique cell ids; what the student's own metadata says is not trusted here.

    Raises
    ------
    Unreadable
        With the reason in one sentence.
    """
    if path.stat().st_size > MAX_NOTEBOOK:
        raise Unreadable(f"{path.name} is larger than {MAX_NOTEBOOK // 2**20} MB: clear its outputs and save again")
    try:
        text, notes = decode(path.read_bytes())
        data = json.loads(text)
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not a text file") from None
    except json.JSONDecodeError as error:
        what = "is empty" if not text.strip() else f"is broken JSON (line {error.lineno}): it was cut off or edited"
        raise Unreadable(f"{path.name} {what}") from None
    except RecursionError:
        raise Unreadable(f"{path.name} is nested too deeply to be a notebook") from None
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise Unreadable(f"{path.name} is JSON, but not a notebook")
    if data.setdefault("nbformat", 4) != 4:
        notes.append(f"was in notebook format {data['nbformat']}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of missing and repeated ids, which are made anew here
            notebook = nbformat.reads(json.dumps(data), as_version=4)
            _, notebook = nbformat.validator.normalize(notebook, version=4, version_minor=5)
        notebook.nbformat_minor = 5
        for cell in notebook.cells:
            cell.source = "".join(cell.source) if isinstance(cell.source, list) else str(cell.source)
    except Exception as error:
        raise Unreadable(f"{path.name} is no valid notebook ({type(error).__name__}: {error})") from None
    return HandIn(notebook, notes)


def take_in(submitted: Path, staged: Path, name: str) -> None:
    """Copy a hand-in to where nbgrader will find it: one readable notebook and the plain files beside it.

    Parameters
    ----------
    submitted : Path
        The folder that was handed in; it is only read.
    staged : Path
        The folder to make anew.
    name : str
        Name of the assignment's notebook, without ending.

    Raises
    ------
    Unreadable
        If there is no notebook to grade.
    """
    shutil.rmtree(staged, ignore_errors=True)
    if submitted.is_symlink() or not submitted.is_dir():
        raise Unreadable("the hand-in is not a folder")
    path = find_notebook(submitted, name)
    hand_in = read(path)
    notes = list(hand_in.notes)
    if path != submitted / f"{name}.ipynb":
        notes.insert(0, f"was called {path.relative_to(submitted)}")
    hand_in.notebook.metadata[NOTES_KEY] = notes
    staged.mkdir(parents=True)
    nbformat.write(hand_in.notebook, staged / f"{name}.ipynb")
    beside = [p for p in plain_files(submitted) if not NOTEBOOK_NAME.search(p.name) and p.name != "timestamp.txt"]
    for extra in [p for p in beside if p.stat().st_size <= MAX_FILE][:MAX_FILES]:
        target = staged / extra.relative_to(submitted)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(extra, target)
    if stamp := read_timestamp(submitted / "timestamp.txt"):
        (staged / "timestamp.txt").write_text(stamp, encoding="utf-8")


def read_timestamp(path: Path) -> str | None:
    """The hand-in time that nbgrader's collector left, if it can be read as one."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        stamp = path.read_text(encoding="utf-8")[:100].strip()
        parse_utc(stamp)
    except (UnicodeDecodeError, ValueError, OverflowError):
        return None
    return stamp
