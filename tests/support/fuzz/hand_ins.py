"""Things that look like notebooks."""

from hypothesis import strategies as st

from support.edits.course import ANSWERS

from .junk import ANY_TEXT, JUNK

LABELS = st.fixed_dictionaries({"grade_id": st.sampled_from(list(ANSWERS)) | JUNK})
PICTURES = st.dictionaries(st.just("image/png"), st.just("aGk=") | JUNK, max_size=1)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "html"]) | JUNK,
        "source": ANY_TEXT | st.lists(ANY_TEXT, max_size=3) | st.sampled_from(list(ANSWERS.values())) | JUNK,
        "input": ANY_TEXT | JUNK,
        "level": st.integers(-1, 9) | JUNK,
        "id": st.sampled_from(["double", "test_double", "reflection", "setup"]) | JUNK,
        "metadata": JUNK | st.fixed_dictionaries({"nbgrader": JUNK | LABELS}),
        "attachments": JUNK | st.dictionaries(ANY_TEXT, PICTURES),
        "outputs": JUNK,
    },
)
SHEETS = st.fixed_dictionaries({"cells": st.lists(CELLS | JUNK, max_size=4) | JUNK})
NOTEBOOKS = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(CELLS | JUNK, max_size=8) | JUNK,
        "worksheets": st.lists(SHEETS | JUNK, max_size=3) | JUNK,
        "metadata": JUNK,
        "nbformat": st.integers(0, 9) | JUNK,
        "nbformat_minor": JUNK,
    },
)
