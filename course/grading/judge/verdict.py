"""What the judge is asked and what it says."""

from dataclasses import dataclass, field


class ForbiddenOperation(BaseException):
    """A test used a value in a way that would let the student decide. No test may catch it as one it expects."""


@dataclass(frozen=True)
class Cell:
    """A locked code cell: its name, its text, and its place in the notebook."""

    name: str
    source: str
    place: int


@dataclass(frozen=True)
class Test(Cell):
    """A test cell; `exercise` is what the student was asked to define, `lacks` a library that it needs in vain.

    `asks` says whether there is an answer cell of that name; where not, the name is the course's to use. `most` are the
    points of a test whose last line gives them; 0 for one that gives all or nothing.
    """

    lacks: str = ""
    asks: bool = True
    most: float = 0.0
    __test__ = False  # of a notebook, not of pytest

    @property
    def exercise(self) -> str:
        name = self.name.split(":")[0]  # `test_double`, and `test_double-2` for a second one
        return name.removeprefix("test_").partition("-")[0] if name.startswith("test_") else name


@dataclass(frozen=True)
class Verdict:
    """What became of a test: `message` is None for full points; `lost` without an end, `late` if the time was up.

    With a message there are `points` only where the test gives a part of them. `line` is where the student's process
    says that it stopped; 0 where it did not. `quotes` is None, or the message is an author's and may hold a text of the
    student's: then it has to be looked through before anybody reads it, and the kind of an error may stand in it.
    """

    test: str
    message: str | None
    lost: bool = False
    late: bool = False
    points: float = 0.0
    line: int = 0
    quotes: str | None = field(default=None, compare=False)
