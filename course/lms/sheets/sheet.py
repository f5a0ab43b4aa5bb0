"""A CSV file that somebody else wrote: read in whatever dialect it has, and written back byte by byte as it was."""

import re
from dataclasses import dataclass
from pathlib import Path

from course.base.errors import CourseError
from course.base.text import format_points

MAX_SHEET = 50 * 2**20  # bytes
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
DELIMITERS = ",;\t|"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Sheet:
    """Cells of a CSV file as they stand in it, quotes and all.

    Attributes
    ----------
    mark, encoding : bytes, str
        How its text is stored.
    delimiter : str
    raw : list of list of str
        The cells of each line, unchanged but where `put` was called.
    ends : list of str
        The end of each line.
    """

    mark: bytes
    encoding: str
    delimiter: str
    raw: list[list[str]]
    ends: list[str]

    def value(self, line: int, column: int) -> str:
        """Text of a cell, empty where a line is too short."""
        cells = self.raw[line]
        return unquoted(cells[column]) if column < len(cells) else ""

    def row(self, line: int) -> list[str]:
        """Texts of a line."""
        return [unquoted(cell) for cell in self.raw[line]]

    def column(self, column: int) -> list[str]:
        """Texts below the header."""
        return [self.value(line, column) for line in range(1, len(self.raw))]

    def put(self, line: int, column: int, text: str) -> None:
        """Fill a cell; it is quoted if it was, or must be."""
        cells = self.raw[line]
        cells += [""] * (column + 1 - len(cells))
        needs = cells[column].lstrip(" ").startswith('"') or any(char in text for char in f'{self.delimiter}"\r\n')
        cells[column] = '"' + text.replace('"', '""') + '"' if needs else text

    def data(self) -> bytes:
        """The whole file."""
        lines = (self.delimiter.join(cells) + end for cells, end in zip(self.raw, self.ends, strict=True))
        return self.mark + "".join(lines).encode(self.encoding)


def unquoted(cell: str) -> str:
    """Text of a cell."""
    bare = cell.strip(" ")
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else cell


def read(path: Path) -> Sheet:
    """Read a CSV file of any delimiter and encoding.

    Raises
    ------
    CourseError
        If it is missing, too large, empty, a spreadsheet instead of a CSV, or has a quote that is never closed.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SHEET + 1)
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}).") from None
    if len(data) > MAX_SHEET:
        raise CourseError(f"{path} is larger than {MAX_SHEET // 2**20} MB: that is not a list of students.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CourseError(f"{path} is a spreadsheet: save it as CSV first.")
    mark, encoding = next((pair for pair in MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    body = data.removeprefix(mark)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "latin-1", body.decode("latin-1")  # every byte comes back as it was
    if not text.strip():
        raise CourseError(f"{path} is empty.")
    delimiter = sniffed(text)
    raw, ends = split(text, delimiter)
    if ends is None:
        raise CourseError(f"{path} has a quotation mark that is never closed: save it anew as CSV.")
    return Sheet(mark, encoding, delimiter, raw, ends)


def sniffed(text: str) -> str:
    """The delimiter that cuts the header into the most cells."""
    header = re.sub(r'"(?:[^"]|"")*"', "", text.lstrip("\r\n"), count=1000).partition("\n")[0]
    return max(DELIMITERS, key=header.count)


def split(text: str, delimiter: str) -> tuple[list[list[str]], list[str] | None]:
    """Raw cells of each line, and the ends of the lines (None if a quote is never closed)."""
    stop = re.escape(delimiter)
    # A lone carriage return ends a line only where nothing else does.
    plain, ending = (rf"(?:[^{stop}\r\n]|\r(?!\n))*", r"\r?\n|\Z") if "\n" in text else (rf"[^{stop}\r]*", r"\r|\Z")
    cell, line_end = re.compile(rf' *"(?:[^"]|"")*" *(?=[{stop}]|{ending})|{plain}'), re.compile(ending)
    raw: list[list[str]] = []
    ends: list[str] = []
    at = 0
    while at < len(text):
        cells: list[str] = []
        while True:
            raw_cell = match_at(cell, text, at)
            if raw_cell.lstrip(" ").startswith('"') and not raw_cell.rstrip(" ").endswith('"'):
                return [], None
            cells.append(raw_cell)
            at += len(raw_cell)
            if text[at : at + 1] != delimiter:
                break
            at += 1
        end = match_at(line_end, text, at)
        raw.append(cells)
        ends.append(end)
        at += len(end)
    return raw, ends


def match_at(pattern: re.Pattern[str], text: str, at: int) -> str:
    """What a pattern takes of a text at a place where it is known to match."""
    found = pattern.match(text, at)
    assert found is not None
    return found[0]


def decimal_comma(values: list[str]) -> bool:
    """Whether numbers are written as 17,5."""
    return any(re.fullmatch(r"-?\d+,\d+", value.strip()) for value in values)


def written(value: float, comma: bool) -> str:
    """Points with as many decimals as they need, two at most."""
    text = format_points(value)
    return text.replace(".", ",") if comma else text


def defused(text: str | None) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = text or ""
    return f"'{text}" if text.startswith(FORMULA) else text
