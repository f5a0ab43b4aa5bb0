"""What a student's function did to its arguments, as a test may see it: that they changed, not into what.

A function that could choose the new content could make it fit a wrong answer. So a changed place of the judge's own
value is spoilt: it differs from what it was, and agrees with nothing.
"""

from typing import Any

from .values import library_of
from .wire import encode


class Changed:
    """Stands for an item that a student's function has changed; equal to nothing but itself."""

    def __repr__(self) -> str:
        return "(changed by your function)"


def mark_changes(ours: Any, new: Any) -> bool:
    """Spoil what differs between an argument that the judge gave, in place, and the student's copy after the call.

    Gives back whether any difference is marked in `ours` itself; False if it cannot be, and has to be replaced.
    """
    if isinstance(ours, list):
        fits = isinstance(new, list)
        for index, item in enumerate(ours):
            ours[index] = _marked(item, new[index]) if fits and index < len(new) else Changed()
        if not fits or len(new) > len(ours):
            ours.append(Changed())
    elif isinstance(ours, dict):
        fits = isinstance(new, dict)
        extra = not fits or list(new) != list(ours)
        for key, item in ours.items():
            ours[key] = _marked(item, new[key]) if fits and key in new else Changed()
        if extra:
            ours[Changed()] = Changed()
    elif isinstance(ours, set):
        ours &= new if isinstance(new, set) else set()
        ours.add(Changed())
    elif isinstance(ours, tuple) and isinstance(new, tuple):
        marked = [_marked(item, now) is item for item, now in zip(ours, new, strict=True)]  # all of them
        return all(marked)
    elif type(ours).__module__.startswith("sklearn."):
        mark_changes(vars(ours), new)
    else:
        return (library := library_of(ours)) is not None and library.spoil(ours, new, Changed())
    return True


def _marked(ours: Any, new: Any) -> Any:
    """The judge's item, marked where it is not the same any more."""
    if _written(ours) == _written(new):
        return ours
    return ours if mark_changes(ours, new) else Changed()


def _written(value: Any) -> tuple[list[Any], list[bytes]]:
    """A value as tree and bytes, to compare whatever it consists of."""
    blobs: list[bytes] = []
    return encode(value, lambda other: ["object", type(other).__name__], blobs), blobs
