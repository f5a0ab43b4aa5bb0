"""Attacks on the grading: each case writes a hand-in, and says which score its honest part deserves."""

from . import (
    asserts,
    callbacks,
    catching,
    channel,
    derived,
    files,
    floods,
    liar,
    libraries,
    messages,
    objects,
    pages,
    reading,
    replies,
    resources,
    steering,
    stopping,
    telling,
    texts,
)
from .case import CASES, Case

# One or two of each family, quick enough for every run of the tests.
QUICK = {
    "always-true",
    "array-equal-to-everything",
    "asserts-dropped-by-a-transformer",
    "callback-tells-the-goal",
    "every-second-function-accused",
    "exceptions-of-every-kind",
    "dictionary-that-agrees",
    "gradebook-rewritten",
    "names-asked-are-taken-down",
    "network-tried",
    "notebook-that-is-a-link",
    "numpy-that-finds-all-equal",
    "process-ended-in-a-call",
    "result-of-twenty-points",
    "scripts-in-a-written-answer",
    "source-notebook-printed",
    "tests-tagged-to-be-skipped",
    "told-by-the-name-of-an-exception",
    "told-in-a-second-run",
}
assert set(CASES) >= QUICK

__all__ = ["CASES", "QUICK", "Case", "asserts", "callbacks", "catching", "channel", "derived", "files", "floods",
           "liar", "libraries", "messages", "objects", "pages", "reading", "replies", "resources", "steering",
           "stopping", "telling", "texts"]  # fmt: skip
