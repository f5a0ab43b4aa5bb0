"""Which answer it was that somebody gave points to by hand: another one has to be looked at again."""

import hashlib
import json

from nbformat import NotebookNode

from course.project.notebooks import exercise_of, grade_id, kind


def answers(nb: NotebookNode) -> dict[str, str]:
    """Fingerprint of the answer to each graded cell of a graded notebook.

    Parameters
    ----------
    nb : NotebookNode
        Repaired, so that its cells have their names.

    Returns
    -------
    dict of str to str
        By graded cell. The answer to a written question is its own text, that to a test the text of its exercise; the
        student's own cells of the same type belong to it, as they may hold a part of it.
    """
    own = [cell for cell in nb.cells if kind(cell) == "plain"]
    solutions = {grade_id(cell): cell for cell in nb.cells if kind(cell) == "solution"}
    found = {}
    for cell in nb.cells:
        if kind(cell) in ("test", "manual"):
            exercise = solutions.get(exercise_of(grade_id(cell)))
            answer = [cell] if kind(cell) == "manual" else [exercise] if exercise else list(solutions.values())
            parts = [part.source for part in [*answer, *(other for other in own if other.cell_type == cell.cell_type)]]
            found[grade_id(cell)] = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return found
