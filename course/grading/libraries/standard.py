"""Fractions, decimals, dates and times as the numbers and texts that they are made of.

Both sides use this one file: its text follows that of `values.py` in the student's process.
"""

import datetime
import decimal
import fractions
from typing import Any

from course.grading.judge.data.values import LIBRARIES

MAX_EXPONENT = 4_000  # of a Decimal: turning one into a whole number writes as many digits
DATES = {f"datetime.{kind.__name__}": kind for kind in (datetime.datetime, datetime.date, datetime.time)}


class Standard:
    """What stands for such a value while it travels, and back."""

    def parts_of(self, value: Any) -> tuple[str, list[Any]] | None:
        """The name of a kind and the parts of a value of it; None if it is of no such kind."""
        kind = type(value)
        if kind is fractions.Fraction:
            return "fractions.Fraction", [value.numerator, value.denominator]
        if kind is decimal.Decimal:
            return "decimal.Decimal", [str(value)]
        if kind is datetime.timedelta:
            return "datetime.timedelta", [value.days, value.seconds, value.microseconds]
        name = f"datetime.{kind.__name__}"
        return (name, [value.isoformat()]) if DATES.get(name) is kind else None

    def made_of(self, name: str, parts: list[Any]) -> Any:
        """The value of a kind that is made of these parts; ValueError or ArithmeticError if there is none."""
        match name, parts:
            case "fractions.Fraction", [int(above), int(below)]:
                return fractions.Fraction(above, below)
            case "decimal.Decimal", [str(text)] if len(text) <= MAX_EXPONENT:
                number = decimal.Decimal(text)
                if number.is_finite() and abs(number.adjusted()) > MAX_EXPONENT:
                    raise ValueError("an exponent that is too large")
                return number
            case "datetime.timedelta", [int(days), int(seconds), int(microseconds)]:
                return datetime.timedelta(days, seconds, microseconds)
            case str(kind), [str(text)] if kind in DATES:
                return DATES[kind].fromisoformat(text)
        raise ValueError("no value is made of this")

    def spoil(self, value: Any, new: Any, mark: object) -> bool:
        """None of them can be changed in place."""
        return False


LIBRARIES |= dict.fromkeys(("fractions", "decimal", "datetime"), Standard())
