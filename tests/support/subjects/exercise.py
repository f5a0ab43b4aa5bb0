"""What an exercise of such an assignment is made of."""

import textwrap
from typing import NamedTuple


class Exercise(NamedTuple):
    """One exercise: its first line, bodies of right and wrong answers, its test without and with the hidden part,
    and what students are told."""

    head: str
    right: list[str]
    wrong: list[str]
    visible: str
    hidden: str
    statement: str = ""

    def answer(self, body: str) -> str:
        """The text of an answer cell with this body."""
        return f"{self.head}\n{textwrap.indent(body, '    ')}"
