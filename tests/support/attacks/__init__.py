"""Attacks on the grading: each case writes a hand-in, and says which score its honest part deserves."""

from . import (
    asserts,
    callbacks,
    catching,
    channel,
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
    "arguments-replaced",
    "array-equal-to-everything",
    "assertion-errors-swallowed",
    "asserts-dropped-by-a-transformer",
    "callback-tells-the-goal",
    "cells-that-grade-themselves",
    "environment-of-every-process",
    "every-second-function-accused",
    "exceptions-of-every-kind",
    "files-named-like-libraries",
    "gradebook-rewritten",
    "links-beside-the-notebook",
    "model-changed-to-fit-the-answer",
    "names-asked-are-taken-down",
    "network-tried",
    "notebook-that-is-a-link",
    "numpy-that-finds-all-equal",
    "process-ended-in-a-call",
    "result-of-twenty-points",
    "scripts-in-a-written-answer",
    "solution-executed-from-disk",
    "source-notebook-printed",
    "tests-tagged-to-be-skipped",
    "text-equal-to-everything",
    "told-by-the-name-of-an-exception",
    "told-in-a-later-cell",
    "told-in-a-second-run",
    "values-too-deep-or-too-long",
}
assert set(CASES) >= QUICK

__all__ = ["CASES", "QUICK", "Case", "asserts", "callbacks", "catching", "channel", "files", "floods", "liar",
           "libraries", "messages", "objects", "pages", "reading", "replies", "resources", "steering", "stopping",
           "telling", "texts"]  # fmt: skip
