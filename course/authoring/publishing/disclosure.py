"""What in the files to be published would give away a solution, a hidden test, or a student."""

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator

from course.authoring.leaks import leaks, secret_lines, squeeze
from course.project import notebooks
from course.project.notebooks import MARKER
from course.project.workspace import Workspace

UNPACKED = 64 * 2**20  # bytes that are looked at of a packed file
GRADEBOOK = b"submitted_notebook"  # a table of nbgrader's


def texts(data: bytes) -> Iterator[str]:
    """A file as text, whatever its encoding, and what a zip or gzip holds."""
    yield data.replace(b"\0", b"").decode("utf-8", "ignore")  # without its zeros UTF-16 reads like ASCII
    with contextlib.suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error):
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for info in archive.infolist():
                    with archive.open(info) as file:
                        yield from texts(file.read(UNPACKED))
    with contextlib.suppress(OSError, EOFError, zlib.error):
        if data.startswith(b"\x1f\x8b"):
            yield from texts(gzip.GzipFile(fileobj=io.BytesIO(data)).read(UNPACKED))


def secrets(workspace: Workspace, names: list[str], files: dict[str, bytes]) -> Iterator[str]:
    """What of solutions and hidden tests stands in these files, one sentence each.

    A notebook is compared with its own source: later ones may show what earlier ones asked for.
    """
    lines: dict[str, str] = {}
    for name in workspace.assignments():
        for path in workspace.notebooks(name):
            source = notebooks.read(path)
            lines |= {line: f"{name}, {owner}" for line, owner in secret_lines(source).items()}
            if name in names:
                released = notebooks.read(workspace.folder("release") / name / path.name)
                yield from (f"release/{name}: {leak}" for leak in leaks(source, released, {}))
    compiled = {f"release/{name}/{path.name}" for name in names for path in workspace.notebooks(name)}
    for place, data in files.items():
        if place in compiled:
            continue
        origin = place.replace("release/", "source/", 1)
        if GRADEBOOK in data:
            yield f"{origin} is a gradebook: move it away"
        for text in texts(data):
            told = squeeze(text)
            if '"nbformat"' in text and '"cell_type"' in text:
                yield f"{origin} holds a notebook that is not a student version: move it away"
            elif any(map(MARKER.match, text.splitlines())):
                yield f"{origin} holds the mark of a solution or a hidden test: take it out"
            elif owner := next((owner for line, owner in lines.items() if line in told), None):
                yield f"{origin} shows a secret line of {owner}: take it out"


def personal(workspace: Workspace, files: dict[str, bytes]) -> Iterator[str]:
    """Files with the mail address or the full name of a student whom the gradebook knows, one sentence each."""
    with workspace.gradebook() as gradebook:
        people = [(s.email, s.first_name, s.last_name) for s in gradebook.students]
    wanted = {mail.casefold(): "the e-mail address" for mail, _, _ in people if mail}
    for _, first, last in people:
        if first and last:
            wanted |= {squeeze(name).casefold(): "the name" for name in (f"{first} {last}", f"{last}, {first}")}
    for place, data in files.items():
        for text in texts(data):
            told = squeeze(text).casefold()
            if what := next((what for name, what in wanted.items() if name in told), None):
                yield f"{place} holds {what} of a student: it may not be public"
