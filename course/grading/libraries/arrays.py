"""Arrays and generators of NumPy, as far as a call may have changed them; how they travel is a matter of `wire.py`.

Both sides use this one file: its text follows that of `values.py` in the student's process.
"""

import contextlib
from typing import Any

import numpy as np

from course.grading.judge.data.values import LIBRARIES


class Arrays:
    """Marks what changed in an array or a generator."""

    def parts_of(self, value: Any) -> None:
        """Arrays are data of their own kind, generators are none."""
        return

    def made_of(self, name: str, parts: list[Any]) -> Any:
        """Nothing is made of parts; ValueError."""
        raise ValueError("no value is made of this")

    def spoil(self, value: Any, new: Any, mark: object) -> bool:
        """Turn the changed elements of an array into something else; whether that was possible."""
        if isinstance(value, np.random.Generator):
            # Its state is put back as it is: the test goes on drawing where the student stopped.
            with contextlib.suppress(ValueError, TypeError, KeyError):
                value.bit_generator.state = new
        elif isinstance(value, np.ndarray):
            spoil_array(value, new, mark)
        return isinstance(value, np.random.Generator | np.ndarray)


def spoil_array(ours: np.ndarray, new: Any, mark: object) -> None:
    """Turn the changed elements of an array into something else."""
    where = np.ones(ours.shape, bool)
    if isinstance(new, np.ndarray) and new.shape == ours.shape and new.dtype == ours.dtype:
        with contextlib.suppress(TypeError, ValueError):
            where = (ours != new) & ~((ours != ours) & (new != new))
    if ours.dtype.kind in "fc":
        ours[where] = np.where(np.isnan(ours[where]), np.inf, np.nan)
    elif ours.dtype.kind in "biu":
        ours[where] ^= True if ours.dtype.kind == "b" else 1
    elif ours.dtype == object:
        ours[where] = mark
    else:
        time = ours.dtype.kind in "mM"
        spoilt, other = np.array([-(2**63), 0] if time else ["?!", "!?"]).astype(ours.dtype)
        same = np.isnat(ours[where]) if time else ours[where] == spoilt
        ours[where] = np.where(same, other, spoilt)


LIBRARIES["numpy"] = Arrays()
