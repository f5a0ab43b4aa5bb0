"""What a page says, as data: texts are plain and pictures are checked; the template escapes and lays out."""

from dataclasses import dataclass, field

from markupsafe import Markup

from course.project.lateness import Late


@dataclass(frozen=True)
class PagePicture:
    """A PNG or JPEG that a browser can show, as an address that holds it."""

    uri: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Output:
    """One output of a cell: a text (`error` if it is one) or a picture."""

    text: str = ""
    picture: PagePicture | None = None
    error: bool = False


@dataclass(frozen=True)
class RenderedCell:
    """A cell as it is shown.

    Attributes
    ----------
    title : str
        What it is, for the reader.
    body : Markup
        Highlighted code or rendered text.
    is_code : bool
        Whether `body` is code.
    outputs : list of Output
        What it printed and drew.
    """

    title: str
    body: Markup
    is_code: bool
    outputs: list[Output] = field(default_factory=list)


@dataclass
class GradedExercise:
    """An exercise with its score, the student's answer, and what was said about it.

    Attributes
    ----------
    points : float or None
        None while the answer is to be graded by hand.
    message : str or None
        What the first failed test said.
    pictures : list of PagePicture
        The mistake as the judge drew it.
    answer : list of RenderedCell
        The student's own cells.
    test : RenderedCell or None
        What of the test was in the notebook.
    comments : list of str
        Of those who graded by hand, and nbgrader's own.
    by_hand, again : bool
        Whether somebody gave the points, and whether that was for an earlier answer.
    solution : RenderedCell or None
        The instructor's, where it may be shown.
    above : GradedExercise or None
        Where the answer stands that a second test looks at.
    """

    number: str
    name: str
    title: str
    possible: float
    points: float | None = None
    message: str | None = None
    pictures: list[PagePicture] = field(default_factory=list)
    answer: list[RenderedCell] = field(default_factory=list)
    test: RenderedCell | None = None
    comments: list[str] = field(default_factory=list)
    by_hand: bool = False
    again: bool = False
    solution: RenderedCell | None = None
    above: "GradedExercise | None" = None

    @property
    def anchor(self) -> str:
        """Name of its place on the page."""
        return f"exercise-{self.number.replace('.', '-')}"

    @property
    def state(self) -> str:
        """How it went: a key for the sign and the words of the page."""
        if self.points is None:
            return "again" if self.again else "waiting"
        if self.points >= self.possible:
            return "full"
        return "part" if self.points > 0 else "none"


@dataclass(frozen=True)
class Narrative:
    """Cells of the notebook that are not the student's, one after the other."""

    title: str
    pieces: list[RenderedCell]


@dataclass(frozen=True)
class Foretold:
    """A prediction of the student's beside what came; no points hang on it.

    Attributes
    ----------
    question, came : str
        As the course asks it, and what the course says came.
    said : str
        What the student predicted, or that nothing, or nothing readable, stands there.
    cell : RenderedCell or None
        The answer cell where it could not be read.
    """

    question: str
    said: str
    came: str
    cell: RenderedCell | None = None


@dataclass(frozen=True)
class OwnCell:
    """A cell that the student added."""

    piece: RenderedCell


@dataclass(frozen=True)
class Regraded:
    """What the last regrade did: a date, a reason, and the points that each exercise gained or lost."""

    when: str
    why: str
    gains: dict[str, float]


@dataclass(frozen=True)
class NotebookPoints:
    """A notebook of an assignment that has several: the name of its file, its points, whether it was handed in."""

    name: str
    points: float
    possible: float
    handed_in: bool


@dataclass(frozen=True)
class Page:
    """The feedback on one notebook of a hand-in.

    Attributes
    ----------
    total, possible : float
        Points of all exercises of the assignment, before the penalty.
    waiting : float
        Points of the answers that are still to be graded by hand.
    late : Late
        How late it was handed in, and the points that this takes away.
    notes : list of str
        What was put right in the file.
    flow : list of GradedExercise, Narrative, Foretold and OwnCell
        The notebook in its order.
    regraded : Regraded or None
        If the instructor graded it again and points changed.
    notebooks : list of NotebookPoints
        All notebooks of the assignment, if it has several.
    """

    title: str
    student: str
    total: float
    possible: float
    waiting: float
    late: Late
    notes: list[str]
    flow: list[GradedExercise | Narrative | Foretold | OwnCell]
    regraded: Regraded | None = None
    notebooks: list[NotebookPoints] = field(default_factory=list)

    @property
    def final(self) -> float:
        """The total after the penalty."""
        return max(0.0, self.total - self.late.penalty)

    @property
    def exercises(self) -> list[GradedExercise]:
        """The exercises in the order of the notebook."""
        return [item for item in self.flow if isinstance(item, GradedExercise)]
