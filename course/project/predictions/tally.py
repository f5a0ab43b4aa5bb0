"""A class's predictions counted: how many said what, beside what came."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .declared import Prediction, readable_number
from .said import Said

NEAR = 1.1  # a number within ten percent counts as near


@dataclass(frozen=True)
class Bar:
    """One thing that could be predicted: what it is, how many said so, and whether it came."""

    label: str
    count: int
    came: bool


@dataclass(frozen=True)
class PredictionTally:
    """What a class predicted.

    Attributes
    ----------
    name, question : str
        Of the prediction.
    came : str
        What came.
    bars : list of Bar
        The choices in their order, or ranges of numbers.
    predicted, unreadable, silent : int
        Students with a prediction, with something that is none, and without: together everybody who was graded.
    """

    name: str
    question: str
    came: str
    bars: list[Bar]
    predicted: int
    unreadable: int
    silent: int


def tally(prediction: Prediction, class_said: Iterable[Said]) -> PredictionTally:
    """Count the predictions of a class."""
    every = list(class_said)
    values = [answer.value for answer in every if answer.value is not None]
    bars = list(choice_bars(prediction, values) if prediction.choices else number_bars(prediction, values))
    return PredictionTally(
        prediction.name,
        prediction.question,
        prediction.label(prediction.truth),
        bars,
        predicted=len(values),
        unreadable=sum(answer.tried and answer.value is None for answer in every),
        silent=sum(not answer.tried for answer in every),
    )


def choice_bars(prediction: Prediction, values: list[str | float]) -> Iterator[Bar]:
    """A bar for each choice."""
    counts = Counter(values)
    for letter in prediction.choices:
        yield Bar(prediction.label(letter), counts[letter], letter == prediction.truth)


def number_bars(prediction: Prediction, values: list[str | float]) -> Iterator[Bar]:
    """A bar for each range of numbers around what came, with the number that was said most often in it."""
    numbers, truth = [float(value) for value in values], float(prediction.truth)
    if truth > 0:
        edges = [("under half of it", truth / 2), ("less", truth / NEAR), ("near it", truth * NEAR),
                 ("more", truth * 2), ("over twice as much", float("inf"))]  # fmt: skip
    else:
        edges = [("less", truth - 1e-9), ("just that", truth + 1e-9), ("more", float("inf"))]
    below = float("-inf")
    for label, edge in edges:
        inside = [number for number in numbers if below < number <= edge]
        came = label in ("near it", "just that")
        often = sorted(Counter(inside).items(), key=lambda pair: (-pair[1], pair[0]))
        most = f", most often {readable_number(often[0][0])}" if often and often[0][1] > 1 and not came else ""
        yield Bar(label + most, len(inside), came)
        below = edge
