"""What students may read of a message: the author's words, and nothing that came from them, which may be hidden."""

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from course.grading.judge.scope import as_python
from course.grading.judge.test_runner import FAILED
from course.grading.judge.verdict import Cell, Test, Verdict

RUN, MAX_SHORT = 5, 2  # letters in a row that a message may not share with a text; of a text that tells too little
ESCAPED = re.compile(r"\\(?:x..|u.{4}|U.{8}|N\{[^}]*\}|.)")


def readable(verdict: Verdict, texts: Sequence[str], test: Test, locked: Sequence[Cell]) -> Verdict:
    """A verdict with a message that repeats nothing that came from the student's side in this test.

    What stands in the course's own text is known, also as a part. In the rest no run of letters is one that came.

    Parameters
    ----------
    verdict : Verdict
        The judge's.
    texts : sequence of str
        What exceptions and objects of the student's said of themselves.
    test, locked : Test, sequence of Cell
        The course's text.
    """
    message = verdict.message
    if verdict.quotes is None or not message or not texts:
        return verdict
    trees = [ast.parse(as_python(cell.source)) for cell in (*locked, test)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    # Of a message alone: any other text of a test may be a hidden input.
    told_as = [part for n in nodes for part in (getattr(n, "msg", None), *getattr(getattr(n, "exc", None), "args", ()))]
    parts = [part for told in told_as for part in getattr(told, "values", [told])]
    fixed = {n.value for n in parts if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    if message in fixed:
        return verdict
    # As it stands there, and without what `repr` may have made of it; a text may have such signs itself.
    told, cut = [message, ESCAPED.sub("", message)], [*texts]
    for known in sorted({*fixed, test.exercise, verdict.quotes} - {""}, key=len, reverse=True):
        told = [text.replace(known, " ", 1) for text in told]  # once: of known parts as well a text could be made
        cut = [text.replace(known, " ") for text in cut]
    shown = "|".join(map(letters, told))
    came = [letters(text) or text for text in (*texts, *cut) if len(text.strip()) > MAX_SHORT]
    runs = (text[at : at + RUN] for text in came for at in range(max(1, len(text) - RUN + 1)))
    return replace(verdict, message=FAILED) if any(not run.isalnum() or run in shown for run in runs) else verdict


def letters(text: str) -> str:
    """The letters and digits of a text, whatever `repr`, spaces, commas or capitals make of it."""
    return "".join(filter(str.isalnum, text.casefold()))
