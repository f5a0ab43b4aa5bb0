"""Tables of pandas as arrays and texts, from which equal ones are made; pandas is imported when one comes along.

Both sides use this one file: its text follows that of `values.py` in the student's process.
"""

import re
from typing import Any

import numpy as np

from course.grading.judge.data.values import LIBRARIES, parts_of

FREQUENCY = re.compile(r"[A-Za-z0-9+-]{1,20}")  # "D", "W-SUN", "15min"
ZONE = re.compile(r"[A-Za-z0-9_+:/-]{1,60}")
MASKED = re.compile(r"U?Int(8|16|32|64)|Float(32|64)|boolean")
TEXTS = "str", "string"
UNITS = "s", "ms", "us", "ns"
MISSING = -1  # the length of a text that is not there
ITEMS = (type(None), bool, int, float, complex, str, bytes, np.generic)  # of a column of objects, and what `made` makes


class Tables:
    """What stands for an object of pandas while it travels, and back."""

    def parts_of(self, value: Any) -> tuple[str, list[Any]] | None:
        """The name of a kind and the parts of a value of it; None if it is of no such kind.

        Parameters
        ----------
        value : object
            Of a class that pandas defines.
        """
        import pandas as pd

        kind, parts = type(value), None
        if kind is pd.DataFrame:
            parts = [value.columns, value.index, [_array(value.iloc[:, n]) for n in range(value.shape[1])]]
        elif kind is pd.Series:
            parts = [_array(value), value.index, value.name]
        elif kind is pd.RangeIndex:
            parts = [range(value.start, value.stop, value.step), value.name]
        elif kind is pd.MultiIndex:
            parts = [[value.get_level_values(n) for n in range(value.nlevels)]]
        elif isinstance(value, pd.Index) and kind.__name__ in _INDEXES:
            return "pandas.Index", [_array(value), value.name, getattr(value, "freqstr", None)]
        elif kind is pd.Categorical:
            parts = [np.asarray(value.codes), value.categories, bool(value.ordered)]
        elif kind is pd.arrays.IntervalArray:
            parts = [value.left, value.right, value.closed]
        elif kind is pd.arrays.PeriodArray:
            parts = [value.asi8, value.freqstr]
        elif kind is pd.arrays.DatetimeArray:
            parts = [value.asi8, value.unit, str(value.tz)]
        elif hasattr(value, "dtype") and MASKED.fullmatch(str(value.dtype)):
            gaps = np.asarray(value.isna())
            plain = value.dtype.numpy_dtype
            return "pandas.Masked", [str(value.dtype), value.to_numpy(plain, na_value=plain.type(0)), gaps]
        elif isinstance(value, pd.api.extensions.ExtensionArray) and str(value.dtype) in TEXTS:
            texts = [None if gap else str(text) for text, gap in zip(value, value.isna(), strict=True)]
            lengths = np.array([MISSING if text is None else len(text) for text in texts], np.int64)
            return "pandas.Texts", [str(value.dtype), "".join(filter(None, texts)), lengths]
        elif value is pd.NaT or value is pd.NA:
            parts = []
        elif kind is pd.Timestamp:
            parts = [value.asm8, str(value.tz) if value.tz else None]
        elif kind is pd.Timedelta:
            parts = [value.asm8]
        elif kind is pd.Interval:
            parts = [value.left, value.right, value.closed]
        elif kind is pd.Period:
            parts = [value.ordinal, value.freqstr]
        return None if parts is None else (f"pandas.{kind.__name__}", parts)

    def made_of(self, name: str, parts: list[Any]) -> Any:
        """The value of a kind that is made of these parts; ValueError if there is none."""
        try:
            return self._made_of(name, parts)
        except Exception as error:  # pandas has many kinds of its own
            raise ValueError(f"no {name} is made of this") from error

    def _made_of(self, name: str, parts: list[Any]) -> Any:
        import pandas as pd

        match name.removeprefix("pandas."), parts:
            case "DataFrame", [pd.Index() as columns, pd.Index() as index, list(arrays)]:
                content = {number: _series(array, index) for number, array in enumerate(arrays)}
                frame = pd.DataFrame(content, index=index)
                frame.columns = columns
                return frame
            case "Series", [array, pd.Index() as index, label]:
                return _series(array, index, _label(label))
            case "RangeIndex", [range() as numbers, label]:
                return pd.RangeIndex(numbers, name=_label(label))
            case "MultiIndex", [list(levels)] if all(isinstance(level, pd.Index) for level in levels):
                return pd.MultiIndex.from_arrays(levels)
            case "Index", [array, label, None]:
                return pd.Index(_checked(array), dtype=array.dtype, name=_label(label))
            case "Index", [array, label, str(frequency)] if FREQUENCY.fullmatch(frequency):
                index = pd.Index(_checked(array), dtype=array.dtype, name=_label(label))
                if index.freqstr != frequency:
                    index.freq = frequency
                return index
            case "Categorical", [np.ndarray() as codes, pd.Index() as categories, bool(ordered)]:
                return pd.Categorical.from_codes(codes, categories, ordered=ordered)
            case "IntervalArray", [pd.Index() as left, pd.Index() as right, str(closed)]:
                return pd.arrays.IntervalArray.from_arrays(left, right, closed)
            case "PeriodArray", [np.ndarray() as ordinals, str(frequency)] if FREQUENCY.fullmatch(frequency):
                return pd.PeriodIndex.from_ordinals(ordinals, freq=frequency).array
            case "DatetimeArray", [np.ndarray() as numbers, str(unit), str(zone)] if unit in UNITS:
                moments = pd.DatetimeIndex(numbers.astype(np.int64).view(f"M8[{unit}]"))
                return moments.tz_localize("UTC").tz_convert(_zone(zone)).array
            case "Masked", [str(dtype), np.ndarray() as numbers, np.ndarray() as gaps] if MASKED.fullmatch(dtype):
                array = pd.array(numbers, dtype=dtype)
                array[gaps] = pd.NA
                return array
            case "Texts", [str(dtype), str(text), np.ndarray() as lengths] if dtype in TEXTS:
                return pd.array(_cut(text, lengths.tolist()), dtype=dtype)
            case "NaTType", []:
                return pd.NaT
            case "NAType", []:
                return pd.NA
            case "Timestamp", [np.datetime64() as moment, None]:
                return pd.Timestamp(moment)
            case "Timestamp", [np.datetime64() as moment, str(zone)]:
                return pd.Timestamp(moment).tz_localize("UTC").tz_convert(_zone(zone))
            case "Timedelta", [np.timedelta64() as time]:
                return pd.Timedelta(time)
            case "Interval", [left, right, str(closed)]:
                return pd.Interval(left, right, closed)
            case "Period", [int(ordinal), str(frequency)] if FREQUENCY.fullmatch(frequency):
                return pd.Period(ordinal=ordinal, freq=frequency)
        raise ValueError("unknown kind")

    def spoil(self, value: Any, new: Any, mark: object) -> bool:
        """Put a mark in place of all that a table held; False if it is no table."""
        import pandas as pd

        if not isinstance(value, pd.DataFrame | pd.Series):
            return False
        type(value).__init__(value, [mark])  # the public way to give an object other rows in place
        return True


_INDEXES = ("Index", "DatetimeIndex", "TimedeltaIndex", "PeriodIndex", "CategoricalIndex", "IntervalIndex")


def _array(values: Any) -> Any:
    """The values of a column or an index: of NumPy where the dtype is, else pandas' own."""
    return values.to_numpy() if isinstance(values.dtype, np.dtype) else values.array


def _checked(array: Any) -> Any:
    """An array whose items are data: how an object of the student's compares is not ours to know.

    pandas takes an exception in a comparison or a hash for a difference, so the judge would not be told.
    """
    if isinstance(array, np.ndarray) and array.dtype == object:
        for item in array.tolist():
            _label(item)
    elif not hasattr(array, "dtype"):
        raise ValueError("no column")
    return array


def _series(array: Any, index: Any, name: Any = None) -> Any:
    """A column; its dtype is that of the array, whatever pandas would guess."""
    import pandas as pd

    return pd.Series(_checked(array), index=index, name=name, dtype=array.dtype)


def _label(item: Any) -> Any:
    """An item of a column or the name of one, if it is data."""
    if type(item) in (list, tuple, set, frozenset):
        for each in item:
            _label(each)
    elif type(item) is dict:
        for pair in item.items():
            _label(pair)
    elif not (
        isinstance(item, ITEMS) or type(item).__module__ in ("datetime", "decimal", "fractions") or parts_of(item)
    ):
        raise ValueError("an item that is no data")
    return item


def _cut(text: str, lengths: list[int]) -> list[str | None]:
    """Texts of these lengths, which stand one after the other."""
    found: list[str | None] = []
    at = 0
    for length in lengths:
        found.append(None if length == MISSING else text[at : at + length])
        at += max(length, 0)
    return found


def _zone(name: str) -> str:
    if not ZONE.fullmatch(name):
        raise ValueError("no time zone")
    return name


LIBRARIES["pandas"] = Tables()
