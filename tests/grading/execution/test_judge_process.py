"""What the judge keeps until all verdicts are out, to draw it then."""

import numpy as np
import pandas as pd
import pytest

from course.grading.execution.judge_process import size
from course.grading.judge.verdict import Test
from course.grading.mistakes.assertion import Failure

ARRAY = np.zeros(1000)
TABLE = pd.DataFrame({"a": ARRAY, "b": ["word"] * 1000})


@pytest.mark.parametrize(("value", "least"), [(ARRAY, 8000), (TABLE, 12000), (TABLE["a"], 8000), (5, 0)], ids=type)
def test_what_a_failure_holds_is_counted_once(value, least):
    """Arrays and tables, whether a test names them or they came back; or the judge could run out of memory."""
    held = size(Failure(Test("test_f", "", 0), 1, "<module>", "", {"got": value, "same": value}, [value]))
    assert least <= held <= 20 * least
