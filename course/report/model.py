"""What a report says, as data: the page and `--json` both show exactly this."""

from dataclasses import dataclass, field

from course.project.predictions.tally import PredictionTally

from .messages import Message
from .statistics import Estimate


@dataclass(frozen=True)
class Item:
    """One exercise in a class.

    Attributes
    ----------
    full, partial, none, not_attempted, to_grade : int
        Students with all points, with a part and with none for something they tried, with an untouched exercise, and
        with an answer that nobody has graded yet: together everybody who was graded.
    share : float or None
        Difficulty: points reached as a share of all; None while answers are to be graded.
    share_tried : float or None
        The same among those who attempted the exercise.
    discrimination : Estimate
        Corrected item-total correlation.
    messages : list of Message
        What failed tests said to those who attempted it.
    """

    number: str
    name: str
    points: float
    full: int
    partial: int
    none: int
    not_attempted: int
    to_grade: int
    share: float | None
    share_tried: float | None
    discrimination: Estimate
    messages: list[Message]

    @property
    def tried(self) -> int:
        """Students who attempted the exercise and whose points are known."""
        return self.full + self.fewer

    @property
    def fewer(self) -> int:
        """Students who attempted it and have not all points."""
        return self.partial + self.none


@dataclass(frozen=True)
class Repaired:
    """A hand-in that was put right before it was graded."""

    student: str
    notes: list[str]
    formgrader: str


@dataclass(frozen=True)
class Incomplete:
    """A hand-in in which some of several notebooks are missing; they have no points."""

    student: str
    notebooks: list[str]
    formgrader: str


@dataclass(frozen=True)
class LateHandIn:
    """A hand-in after its due date: how late, in words, and the points that this takes away."""

    student: str
    words: str
    penalty: float
    formgrader: str


@dataclass(frozen=True)
class NotGraded:
    """A hand-in without a grade; `earlier` if the gradebook still has points from a run before."""

    student: str
    reason: str
    earlier: bool


@dataclass(frozen=True)
class Run:
    """What grading one hand-in took; `memory` in bytes, None where it is not known."""

    student: str
    seconds: float
    memory: int | None
    finished: str
    formgrader: str | None


@dataclass(frozen=True)
class AssignmentReport:
    """One assignment of a class.

    Attributes
    ----------
    possible : float
        Points of the exercises that are graded for everybody: only these are compared.
    left_out : list of str
        Numbers of the exercises in which answers are still to be graded.
    scores : list of float
        Points of each graded student in those exercises, ascending, without names.
    not_handed_in : int
        Students of the gradebook without a hand-in.
    predictions : list of PredictionTally
        What the class predicted before it saw what comes.
    """

    assignment: str
    formgrader: str
    manual_grading: str
    points: float
    possible: float
    left_out: list[str]
    graded: int
    not_handed_in: int
    scores: list[float]
    mean: float | None
    median: float | None
    deviation: float | None
    alpha: Estimate
    items: list[Item]
    predictions: list[PredictionTally] = field(default_factory=list)
    repaired: list[Repaired] = field(default_factory=list)
    incomplete: list[Incomplete] = field(default_factory=list)
    late: list[LateHandIn] = field(default_factory=list)
    not_graded: list[NotGraded] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def misconceptions(self) -> list[tuple[Item, Message]]:
        """Messages of all exercises, the most frequent first; equally frequent ones in the order of the exercises."""
        found = [(item, message) for item in self.items for message in item.messages]
        return sorted(found, key=lambda pair: -pair[1].count)
