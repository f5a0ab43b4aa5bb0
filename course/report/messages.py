"""What failed tests said, counted over a class: its misconceptions."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from course.base.text import printable
from course.grading.submission.labels import PLACE, defines
from course.project.notebooks import exercise_of, grade_id, kind, verdict_message

# A number of its own: not the 8 of uint8, which is another mistake than uint16.
NUMBER = re.compile(r"(?<!\w)[-+−]?(?:\d+(?:,\d+)*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?!\w)", re.IGNORECASE)
UNDONE = r"{} (?:is still to do\b|stopped with NotImplementedError\b)"


@dataclass(frozen=True)
class Message:
    """A message of the tests of an exercise: one wording of it, and how many students got it."""

    example: str
    count: int


def plain(text: object) -> str:
    """One line without signs that a terminal or a page would act on."""
    return printable(" ".join(str(text).split()))


def messages_of(nb: NotebookNode) -> dict[str, str]:
    """Message of each failed test cell of an autograded notebook, by grade_id; the line of the cell is left out."""
    messages = {grade_id(cell): verdict_message(cell) for cell in nb.cells if kind(cell) == "test"}
    said = {name: plain(PLACE.sub("", message)) for name, message in messages.items() if message is not None}
    return {name: message or "(no message)" for name, message in said.items()}


def not_attempted(nb: NotebookNode, released: dict[str, str], messages: dict[str, str], cell: str) -> bool:
    """Whether an exercise was left empty or as it was released, or still raises NotImplementedError itself.

    Parameters
    ----------
    nb : NotebookNode
        The autograded notebook.
    released : dict
        Text of each cell as students got it, by grade_id.
    messages : dict
        From `messages_of`.
    cell : str
        grade_id of the exercise's test cell or written question.
    """
    exercise = exercise_of(cell)
    if re.match(UNDONE.format(re.escape(exercise)), messages.get(cell, "")):
        return True
    own = [c.source.strip() for c in nb.cells if grade_id(c) == exercise]
    # Repair leaves the stub where it was when the answer stands in a cell of the student's own below it.
    elsewhere = any(
        defines(c.source, exercise) for c in nb.cells if kind(c) in ("plain", "solution") and grade_id(c) != exercise
    )
    return not elsewhere and exercise in released and all(text in ("", released[exercise].strip()) for text in own)


def ranked(messages: Iterable[str]) -> list[Message]:
    """Messages that differ in nothing but numbers counted together, the most frequent first."""
    wordings: dict[str, Counter] = {}
    for message in messages:
        wordings.setdefault(NUMBER.sub("#", message), Counter())[message] += 1
    # The wording that most students saw stands for its group; of several the first by letters, so that
    # two reports on the same class are the same.
    groups = [Message(min(group, key=lambda text: (-group[text], text)), group.total()) for group in wordings.values()]
    return sorted(groups, key=lambda m: (-m.count, m.example))
