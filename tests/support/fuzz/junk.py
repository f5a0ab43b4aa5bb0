"""Any JSON, and how many examples to try."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
COMMON = {"deadline": None, "suppress_health_check": CHECKS, "database": None}
settings.register_profile("quick", max_examples=60, derandomize=True, **COMMON)
settings.register_profile("nightly", max_examples=3000, print_blob=True, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)  # with lone surrogates and zeros
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.sampled_from([2**40, -1, 10**30, "0", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
