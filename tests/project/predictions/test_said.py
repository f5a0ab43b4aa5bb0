"""A prediction is read as data, whatever stands in its cell, and counted over a class."""

import time

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from support.predictions import LETTER, NUMBER, prediction, revealing

from course.project.predictions.declared import predictions_of, readable_number
from course.project.predictions.said import NOTHING, UNREADABLE, Said, said, said_in
from course.project.predictions.tally import Bar, tally

BOTH = [prediction("prediction_size", LETTER, '"b"'), prediction("prediction_eleven", NUMBER, "22")]
SIZE, ELEVEN = predictions_of(new_notebook(cells=BOTH)).values()
GONE = "\N{REPLACEMENT CHARACTER}"
LONG = "x" * 10_000_000
SIZES = {
    "prediction_size = None  # write it here": NOTHING,
    "": NOTHING,
    "other = 'a'": NOTHING,
    "prediction_size = 'a'": Said("a", True),
    "prediction_size: str = ' B). '": Said("b", True),
    "prediction_size = 'a'\nprediction_size = 'b'": Said("b", True),
    "prediction_size = 'z'": Said(None, True, "z"),
    "prediction_size = '<script>alert(1)</script>'": Said(None, True, "<script>alert(1)</script>"),
    "prediction_size = '\\x1b[31m\\u202ea'": Said(
        None, True, "\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}a"
    ),
    "prediction_size = 'y' * 9": UNREADABLE,
    f"prediction_size = '{'y' * 1000}'": Said(None, True, "y" * 40),
    f"prediction_size = '{LONG}'": UNREADABLE,
    f"# {LONG}\nprediction_size = 'a'": UNREADABLE,
    "prediction_size = ": UNREADABLE,
    "prediction_size = ['a']": UNREADABLE,
    "prediction_size = b'a'": UNREADABLE,
    "prediction_size = 1": UNREADABLE,
    "prediction_size = True": UNREADABLE,
    "prediction_size = open('/etc/passwd').read()": UNREADABLE,
    "prediction_size = (lambda: 'a')()": UNREADABLE,
    "prediction_size = " + "(" * 900 + "'a'" + ")" * 900: UNREADABLE,
    "prediction_size = " + "-" * 1500 + "1": UNREADABLE,
    "%time prediction_size = 'a'": UNREADABLE,
    "prediction_size = '\\q'": Said(None, True, "\\q"),
    "prediction_size = '\0'": UNREADABLE,
}
ELEVENS = {
    "prediction_eleven = 22": Said(22.0, True),
    "prediction_eleven = -1.5e3": Said(-1500.0, True),
    "prediction_eleven = '22'": Said(None, True, "22"),
    "prediction_eleven = 44 / 2": Said(22.0, True),
    "prediction_eleven = (3 * 7 + 1) ** 1 - 10 // 11": Said(22.0, True),
    "prediction_eleven = 22 / 0": UNREADABLE,
    "prediction_eleven = 9 ** 9 ** 9": UNREADABLE,
    "prediction_eleven = (-8) ** 0.5": UNREADABLE,
    "prediction_eleven = 'a' * 9": UNREADABLE,
    "prediction_eleven = 1e400": UNREADABLE,
    "prediction_eleven = 0x" + "f" * 1500: UNREADABLE,
    "prediction_eleven = " + "9" * 1900: UNREADABLE,
    "prediction_eleven = float('nan')": UNREADABLE,
    "prediction_eleven = 1 + 2j": UNREADABLE,
    "prediction_eleven = False": UNREADABLE,
    "prediction_eleven = {'a': 1}": UNREADABLE,
    "class Evil:\n    __repr__ = 1 / 0\nprediction_eleven = Evil()": UNREADABLE,
}
CASES = [(SIZE, *case) for case in SIZES.items()] + [(ELEVEN, *case) for case in ELEVENS.items()]


@pytest.mark.parametrize(("asked", "source", "wanted"), CASES, ids=[source[:50] for _, source, _ in CASES])
def test_only_a_short_text_and_a_number_are_understood(asked, source, wanted):
    """Letters and numbers are read; all else is told as unreadable, in no time and without an error."""
    start = time.process_time()
    found = said(source, asked)
    assert (found, type(found.value)) == (wanted, type(wanted.value))
    assert time.process_time() - start < 1


def test_a_prediction_in_another_cell_counts_where_its_own_is_empty():
    """Some students write below what they should have filled in."""
    empty = BOTH[0].copy()
    empty.source = "prediction_size = None"
    below = new_code_cell("prediction_size = 'a'")
    assert said_in(new_notebook(cells=[empty, below]), SIZE) == Said("a", True)
    empty.source = "prediction_size = 5"
    assert said_in(new_notebook(cells=[empty, below]), SIZE) == UNREADABLE
    assert said_in(new_notebook(cells=[]), SIZE) == NOTHING


def test_choices_are_counted():
    """Each choice has a bar, and what came is marked."""
    found = tally(SIZE, [Said("a", True), Said("a", True), Said("b", True), UNREADABLE, NOTHING, NOTHING])
    assert found.bars == [Bar("a: smaller", 2, False), Bar("b: larger", 1, True)]
    assert (found.predicted, found.unreadable, found.silent, found.came) == (3, 1, 2, "b: larger")


def test_numbers_are_counted_by_how_near_they_are():
    """Numbers stand in ranges around what came, with the one that was said most."""
    found = tally(ELEVEN, [Said(float(value), True) for value in (22, 21, 11, 5, 5, 1, 44, 45, -3, 1e14)])
    assert [(bar.count, bar.came) for bar in found.bars] == [(5, False), (0, False), (2, True), (1, False), (2, False)]
    assert [bar.label for bar in found.bars] == [
        "under half of it, most often 5", "less", "near it", "more", "over twice as much"
    ]  # fmt: skip
    zero = predictions_of(new_notebook(cells=[prediction("prediction_zero", NUMBER | {"truth": 0}, "0")]))
    found = tally(zero["prediction_zero"], [Said(0.0, True), Said(57600.0, True), NOTHING])
    assert [(bar.label, bar.count) for bar in found.bars] == [
        ("less", 0), ("just that", 1), ("more", 1)
    ]  # fmt: skip


def test_nobody_predicted():
    """A class without predictions has empty bars."""
    assert [bar.count for bar in tally(SIZE, []).bars] == [0, 0]
    assert sum(bar.count for bar in tally(ELEVEN, [NOTHING, UNREADABLE]).bars) == 0


def test_numbers_are_written_alike_everywhere():
    """Pages write numbers as the notebook's own function does."""
    known: dict = {}
    exec(revealing().split("def reveal")[0], known)
    for value in (0, 0.4135, 1.5625, 47, 96_615, 1e14, -57_600.0, 119.2):
        assert known["as_read"](value) == readable_number(value)
