"""Shows a failed comparison as a picture: what was expected beside what came, from values that the judge holds."""

import socket
from collections import deque
from collections.abc import Mapping
from types import TracebackType

import numpy as np

from .drawing import picture_of
from .failed import compared, innermost
from .handles import Refused, Wire
from .pair import MAX_SIZE, Pair, held
from .wire import WireError

MAX_RESULTS = 12  # of calls that are kept


class Recorder(Wire):
    """The judge's end of the connection, which keeps what the last calls of a test gave back."""

    def __init__(self, connection: socket.socket):
        super().__init__(connection)
        self.results: deque[object] = deque(maxlen=MAX_RESULTS)

    def ask(self, operation, *rest, out=None):
        """Ask one question; the value of a call is kept unless it is large."""
        value, changes = super().ask(operation, *rest, out=out)
        if operation == "call":
            size = sum(one.size for one in held(value) if type(one) is np.ndarray)
            self.results.append(value if size <= MAX_SIZE else None)
        return value, changes


def difference(
    trace: TracebackType | None, cells: Mapping[str, str], came: list, exercise: str
) -> tuple[bytes, str] | None:
    """A picture of a failed comparison.

    Nothing of the student's is called, and no name is asked for over the wire: only arrays, numbers and texts that
    lie in the frame are looked at.

    Parameters
    ----------
    trace : traceback
        Of the AssertionError.
    cells : mapping
        Text of each cell of the course, by the file name that it was compiled with.
    came : list
        Values that came from the student in this test.
    exercise : str
        Name of what the student was asked to define.

    Returns
    -------
    tuple of (bytes, str) or None
        A PNG and its description; None where the comparison is none of two arrays, or anything goes wrong.
    """
    try:
        frame = innermost(trace, cells)
        for one, other in compared(frame) if frame else ():
            pair = Pair(frame, came, exercise).told_apart(one, other)
            drawn = picture_of(*pair) if pair else None
            if drawn:
                return drawn
    except (Exception, Refused, WireError):  # a picture is a courtesy: whatever happens, the verdict stands as it is
        return None
    return None
