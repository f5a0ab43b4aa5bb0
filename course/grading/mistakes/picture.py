"""Shows a failed comparison as a picture: what was expected beside what came, from values that the judge holds."""

from .assertion import Failure, compared, frame_of
from .drawing import picture_of
from .operands import Operands


def mistake_picture(failure: Failure) -> tuple[bytes, str] | None:
    """A picture of a failed comparison.

    Nothing of the student's is called, and no name is asked for over the wire: only arrays, numbers and texts that
    the judge holds are looked at.

    Parameters
    ----------
    failure : Failure
        Of the judge.

    Returns
    -------
    tuple of (bytes, str) or None
        A PNG and its description; None where the comparison is none of two arrays.
    """
    frame = frame_of(failure)
    for left, right in compared(frame):
        pair = Operands(frame, failure.came, failure.test.exercise).told_apart(left, right)
        if drawn := pair and picture_of(*pair):
            return drawn
    return None
