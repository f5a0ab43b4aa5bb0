"""Fractions, decimals, dates and named tuples travel as what they are made of."""

import collections
import datetime
import decimal
import fractions

import pytest

from course.grading.judge.data.values import MAX_FIELDS, MAX_NAME
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


def travelled(value):
    """A value as it arrives on the other side."""
    blobs = []

    def unknown(other):
        raise AssertionError(f"{other} is no data")

    return Decoder(blobs, unknown).decode(encode(value, unknown, blobs))


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_arrives_as_what_it_is(value):
    """Kind and content are as they were."""
    assert (type(travelled(value)), repr(travelled(value))) == (type(value), repr(value))


def test_a_named_tuple_keeps_its_fields():
    """Its items have their names, and it equals the tuple that it is; its own name stays with the student."""
    kind = collections.namedtuple("Secret", "width height")
    size = travelled(kind(3, height=fractions.Fraction(1, 2)))
    assert (size.width, size.height, size[0]) == (3, fractions.Fraction(1, 2), 3)
    assert size == (3, fractions.Fraction(1, 2)) and "Secret" not in repr(size)


class Liar(tuple):
    """A tuple that claims fields that it cannot have."""


@pytest.mark.parametrize("fields", [("a", "b"), ("a.b",), ("_x",), ("class",), ("x" * (MAX_NAME + 1),)], ids=str)
def test_fields_that_are_none_are_refused(fields):
    """What is no name of a field, or one too many, makes no named tuple here."""
    Liar._fields = fields
    with pytest.raises(WireError):
        travelled(Liar([1]))


def test_what_is_no_text_names_no_field():
    """Then it is a plain tuple."""
    Liar._fields = (1,)
    assert travelled(Liar([1])) == (1,)


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
        ("namedtuple", [["x"], [1, 2]]),
        ("namedtuple", [["x", "x"], [1, 2]]),
        ("namedtuple", [[f"x{n}" for n in range(MAX_FIELDS + 1)], list(range(MAX_FIELDS + 1))]),
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
