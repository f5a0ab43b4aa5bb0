"""Does a student version hold anything of the solutions or the hidden tests?"""

import ast
import base64
import contextlib
import re
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

from course.project.notebooks import LOOKS_LIKE_MARKER, grade_id, split_regions

from .predictions import told_too_early

# A shorter line (`return table`, `rng = default_rng(3)`) may stand in a student's notebook by right.
TELLING = 24


def squeeze(text: str) -> str:
    """A text without white space, so that indentation hides nothing."""
    return re.sub(r"\s+", "", text)


def secret_lines(nb: NotebookNode) -> dict[str, str]:
    """Telling lines of all solution and hidden-test regions, squeezed, each with the cell it stands in.

    A line that the author shows in the same cell, outside the region, is no secret, and neither is a plain import.
    """
    found: dict[str, str] = {}
    for cell in nb.cells:
        regions = split_regions(cell)
        shown = squeeze("\n".join(regions.kept))
        for text in (text for region in regions.secret for text in region if not is_import(text)):
            line = squeeze(text)
            if len(line) >= TELLING and line not in shown:
                found.setdefault(line, grade_id(cell))
    return found


def is_import(line: str) -> bool:
    """Whether a line imports something and says nothing else, not even in a comment."""
    with contextlib.suppress(SyntaxError, ValueError):
        tree = ast.parse(line.strip())
        imports = all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
        return imports and squeeze(ast.unparse(tree)) == squeeze(line)
    return False


def strings(value) -> Iterator[str]:
    """Every text in a piece of a notebook: sources, outputs, metadata, and what base64 hides."""
    if isinstance(value, str):
        yield value
        with contextlib.suppress(ValueError):
            yield base64.b64decode(value, validate=True).decode("utf-8", "ignore")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def leaks(source: NotebookNode, release: NotebookNode, beside: Mapping[str, bytes]) -> Iterator[str]:
    """What of an instructor notebook would reach students through its compiled version.

    Parameters
    ----------
    source, release : NotebookNode
        The instructor notebook and what nbgrader made of it.
    beside : mapping
        Path and content of the files that are released with it.

    Yields
    ------
    str
        One sentence for each leaking cell: where it is, what it shows, what to do.
    """
    yield from told_too_early(release)
    secrets = secret_lines(source)
    places = [(f"cell {n} ({grade_id(cell)})", cell) for n, cell in enumerate(release.cells, 1)]
    places += [("the notebook's metadata", release.metadata)]
    texts = {place: list(strings(piece)) for place, piece in places}
    for place, found in texts.items():
        if any(LOOKS_LIKE_MARKER.search(line) for text in found for line in text.split("\n")):
            yield f"{place} still holds a BEGIN or END marker: write markers exactly as nbgrader expects them"
    texts |= {f"the file {name}": [content.decode("utf-8", "ignore")] for name, content in beside.items()}
    for place, found in texts.items():
        squeezed = [squeeze(text) for text in found]
        for line, owner in secrets.items():
            if any(line in text for text in squeezed):
                yield (
                    f"{place} shows students a secret line of {owner} ({line[:50]}...): put it between markers, or,"
                    f" if it gives nothing away, show it in {owner} outside of them"
                )
                break
