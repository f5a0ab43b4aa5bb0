"""Fractions, decimals, dates and times travel as what they are made of."""

import datetime
import decimal
import fractions

import pytest
from support.agents import travelled

from course.grading.judge.data.wire import Decoder, WireError, encode
from course.grading.libraries.standard import MAX_EXPONENT

UTC = datetime.timezone(datetime.timedelta(hours=2))
VALUES = [
    fractions.Fraction(-3, 7),
    decimal.Decimal("0.10"),
    decimal.Decimal("-Infinity"),
    decimal.Decimal(f"1E{MAX_EXPONENT}"),
    datetime.date(2026, 2, 28),
    datetime.time(23, 59, 1, 5),
    datetime.datetime(2026, 2, 28, 12, tzinfo=UTC),
    datetime.timedelta(days=-1, microseconds=3),
    [datetime.date.min, {"a": fractions.Fraction(1, 2)}],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_arrives_as_what_it_is(value):
    """Kind and content are as they were."""
    assert (type(travelled(value)), repr(travelled(value))) == (type(value), repr(value))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("fractions.Fraction", [1, 0]),
        ("fractions.Fraction", ["1", "2"]),
        ("fractions.Fraction", [1]),
        ("decimal.Decimal", ["one"]),
        ("decimal.Decimal", [f"1E{MAX_EXPONENT + 1}"]),
        ("decimal.Decimal", [f"1E-{MAX_EXPONENT + 1}"]),
        ("decimal.Decimal", ["1" * (MAX_EXPONENT + 1)]),
        ("datetime.date", ["2026-02-30"]),
        ("datetime.datetime", [5]),
        ("datetime.timedelta", [10**10, 0, 0]),
        ("datetime.timedelta", [0.5, 0, 0]),
        ("Path", ["/"]),
        (["Fraction"], [1, 2]),
        (None, []),
    ],
)
def test_parts_that_make_nothing_are_refused(name, parts):
    """Whatever the other side claims, it is a value of these kinds or an error of the connection."""
    tree = ["made", name, [encode(part, None, []) for part in parts]]
    with pytest.raises(WireError):
        Decoder([], None).decode(tree)
