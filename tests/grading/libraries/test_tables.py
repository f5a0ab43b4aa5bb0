"""Tables of pandas travel between the student's process and the judge, and nothing else does in their place."""

import datetime
import decimal

import numpy as np
import pandas as pd
import pytest
from pandas import testing

from course.grading.judge.data.mutations import mark_changes
from course.grading.judge.data.values import parts_of
from course.grading.judge.data.wire import Decoder, WireError, encode
from course.grading.libraries import tables  # noqa: F401  (its kinds are known from now on)

DAYS = pd.date_range("2026-01-30", periods=3, freq="D")
SALES = pd.DataFrame(
    {
        "town": ["Ulm", None, "Köln\0"],
        "price": [1.5, np.nan, -np.inf],
        "count": np.array([1, 2, 3], np.int8),
        "sold": [True, False, True],
        "day": DAYS,
        "kind": pd.Categorical(["a", "b", "a"], categories=["b", "a", "c"], ordered=True),
    }
)
FRAMES = {
    "mixed": SALES,
    "no rows": SALES.iloc[:0],
    "no columns": pd.DataFrame(index=[3, 1]),
    "nothing": pd.DataFrame(),
    "columns of one name": pd.DataFrame(np.arange(6).reshape(2, 3), columns=["a", "a", "b"]),
    "rows of one name": pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=["r", "r"]),
    "by two keys": SALES.groupby(["town", "kind"], observed=True)[["price"]].agg(["mean", "max"]),
    "of days": SALES.set_index("day").asfreq("D"),
    "crossed": pd.crosstab(SALES["kind"], SALES["sold"]),
    "objects": pd.DataFrame({"a": np.array([1, "x", None, (2, "y")], object)}),
    "dates": pd.DataFrame({"a": [datetime.date(2026, 1, 2)], "b": [decimal.Decimal("0.10")]}),
}
COLUMNS = {
    "numbers": pd.Series([1, 2], name="n"),
    "float32": pd.Series([0.1], dtype="float32"),
    "with gaps": pd.Series([1, None, 3], dtype="Int64"),
    "floats with gaps": pd.Series([1.5, None], dtype="Float32"),
    "truths with gaps": pd.Series([True, None], dtype="boolean"),
    "texts": pd.Series(["a", "", None, "ü😀"], dtype="string"),
    "texts as objects": pd.Series(["a", None], dtype=object),
    "moments": pd.Series(pd.to_datetime(["2026-03-29 01:00", None])).dt.tz_localize("Europe/Berlin"),
    "moments of UTC": pd.Series(pd.date_range("2026-01-01", periods=2, tz="UTC")),
    "times": pd.Series(pd.to_timedelta(["1D", None])),
    "months": pd.Series(pd.period_range("2026-01", periods=2, freq="M")),
    "intervals": pd.Series(pd.cut([1, 5, 9], 3)),
    "bins": pd.Series(pd.cut([1, 5, 9, 20], [0, 5, 10], labels=["low", "high"])),
    "counted": SALES["kind"].value_counts(),
    "named by a tuple": pd.Series([1.0], name=("a", 1)),
    "empty": pd.Series([], dtype="float64"),
}
INDEXES = {
    "range": pd.RangeIndex(1, 9, 3, name="n"),
    "texts": pd.Index(["a", "b"], name="key"),
    "days": DAYS,
    "weeks": pd.date_range("2026-01-01", periods=2, freq="W-SUN", tz="America/New_York"),
    "times": pd.timedelta_range("1h", periods=3, freq="30min"),
    "months": pd.period_range("2026-01", periods=2, freq="M"),
    "intervals": pd.interval_range(0, 3),
    "categories": pd.CategoricalIndex(["a", "b"]),
    "two levels": pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["x", None]),
}
SINGLE = [
    pd.NaT,
    pd.NA,
    pd.Timestamp("2026-01-01 12:00"),
    pd.Timestamp("2026-07-01 12:00", tz="Europe/Berlin"),
    pd.Timestamp("2026-07-01 12:00+02:00"),
    pd.Timedelta("1h"),
    pd.Interval(0, 1.5, "left"),
    pd.Period("2026-02", "M"),
    {"a": [pd.Timestamp("2026-01-01")]},
]


def unknown(other):
    raise AssertionError(f"{other} is no data")


def travelled(value):
    """A value as it arrives on the other side."""
    blobs = []
    return Decoder(blobs, lambda kind, rest, decoder: object()).decode(encode(value, lambda other: ["ref"], blobs))


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_arrives_as_it_is(frame):
    """Values, dtypes, index and columns are as they were."""
    testing.assert_frame_equal(travelled(frame), frame, check_exact=True)
    assert travelled(frame).equals(frame)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_series_arrives_as_it_is(column):
    """Values, dtype, index and name are as they were."""
    testing.assert_series_equal(travelled(column), column, check_exact=True)
    assert travelled(column).dtype == column.dtype


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_an_index_arrives_as_it_is(index):
    """Values, class, names and frequency are as they were."""
    testing.assert_index_equal(travelled(index), index, exact=True)
    assert getattr(travelled(index), "freqstr", None) == getattr(index, "freqstr", None)


@pytest.mark.parametrize("value", SINGLE, ids=repr)
def test_a_single_value_arrives_as_it_is(value):
    """Kind and content are as they were."""
    assert (type(travelled(value)), repr(travelled(value))) == (type(value), repr(value))


class Equal:
    """Equal to everything."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("Ulm")


class Table(pd.DataFrame):
    """Says of itself that it is right."""

    def equals(self, other):
        return True


@pytest.mark.parametrize(
    "value",
    [
        pd.DataFrame({"a": [Equal()]}),
        pd.Series([[1, [Equal()]]]),
        pd.Series([{"a": Equal()}]),
        pd.Series([1], index=[Equal()]),
        pd.Series([1], name=Equal()),
        pd.Series([(Equal(),)]),
    ],
    ids=["item", "in a list", "in a dictionary", "label", "name", "in a tuple"],
)
def test_an_object_of_the_students_is_no_item(value):
    """pandas would take its word for what it equals, or its silence for a difference."""
    with pytest.raises(WireError):
        travelled(value)


def test_a_table_of_a_class_of_the_students_is_no_data():
    """What it overrides would decide."""
    assert parts_of(Table({"a": [1]})) is None
    assert type(travelled(Table({"a": [1]}))) is object


NUMBERS, TWO = np.arange(3), pd.Index([1, 2])
CODES = np.array([0, 7], np.int8)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("pandas.DataFrame", [TWO, TWO, [NUMBERS]]),
        ("pandas.DataFrame", [TWO, pd.RangeIndex(3), [NUMBERS]]),
        ("pandas.DataFrame", [TWO, TWO, [[1, 2], [3, 4]]]),
        ("pandas.DataFrame", [TWO, TWO]),
        ("pandas.Series", [NUMBERS, TWO, None]),
        ("pandas.Series", [NUMBERS, NUMBERS, None]),
        ("pandas.RangeIndex", [range(3), object()]),
        ("pandas.MultiIndex", [[NUMBERS]]),
        ("pandas.Index", [NUMBERS, None, "D"]),
        ("pandas.Index", [DAYS.to_numpy(), None, "W"]),
        ("pandas.Index", [DAYS.to_numpy(), None, "D" * 99]),
        ("pandas.Categorical", [CODES, TWO, False]),
        ("pandas.DatetimeArray", [NUMBERS, "s", "../../etc/passwd"]),
        ("pandas.DatetimeArray", [NUMBERS, "Y", "UTC"]),
        ("pandas.Masked", ["Sparse[int64]", NUMBERS, NUMBERS > 1]),
        ("pandas.Masked", ["Int64", NUMBERS, NUMBERS[:1] > 1]),
        ("pandas.Texts", ["object", "abc", NUMBERS]),
        ("pandas.Timestamp", ["2026-01-01", None]),
        ("pandas.Interval", [2, 1, "left"]),
        ("pandas.read_pickle", ["file"]),
        ("pandas.", []),
        ("os.system", ["true"]),
    ],
)
def test_parts_that_make_nothing_are_refused(kind, parts):
    """Whatever the student's side sends, what arrives is a table or an error of the wire."""
    blobs = []
    tree = ["made", kind, [encode(part, lambda other: ["ref"], blobs) for part in parts]]
    with pytest.raises(WireError):
        Decoder(blobs, lambda kind, rest, decoder: object()).decode(tree)


@pytest.mark.parametrize("given", [SALES, SALES["town"]], ids=["frame", "series"])
def test_a_changed_table_agrees_with_nothing(given):
    """A function that chose what the table holds now could make a wrong answer fit."""
    ours, new = given.copy(), given.copy()
    new.iloc[0] = new.iloc[2]
    assert mark_changes(ours, new)
    assert not ours.equals(given) and not ours.equals(new)
    assert not (ours == ours).to_numpy().any() or len(ours) == 1


def test_many_long_columns_travel():
    """A column of many texts has few parts: what is limited is its size."""
    table = pd.DataFrame({"a": ["word"] * 300_000, "b": np.arange(300_000)})
    assert travelled(table).equals(table)
