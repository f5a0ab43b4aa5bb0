"""Changed arguments: a test sees that something changed, never what a student's function made of it."""

import copy

import numpy as np
import pytest
from sklearn.cluster import KMeans
from support.fuzz.values import objects, same

from course.grading.judge.data.mutations import Changed, mark_changes

PAIRS = {
    "float64": ([1.0, 2.0, np.nan], [1.0, 7.0, np.nan], "f8"),
    "float32": ([0.5, np.inf, -0.0], [0.5, 1.0, 0.0], "f4"),
    "half": ([1, 2, 3], [1, 9, 3], "f2"),
    "complex": ([1, 2j, np.nan], [1, 3j, np.nan], "c16"),
    "bool": ([True, False, True], [True, True, True], "?"),
    "uint8": ([0, 255, 7], [0, 254, 7], "u1"),
    "int64": ([-1, -(2**63), 7], [-1, 5, 7], "i8"),
    "other byte order": ([1, 256, 3], [1, 1, 3], ">i4"),
    "text": (["a", "bcd", "e"], ["a", "xyz", "e"], "U3"),
    "byte text": ([b"a", b"bcd", b"e"], [b"a", b"xyz", b"e"], "S3"),
    "date": (["2020-01-01", "2020-01-02", "NaT"], ["2020-01-01", "1999-01-01", "NaT"], "M8[D]"),
    "duration": ([1, 2, "NaT"], [1, 3, "NaT"], "m8[s]"),
    "object": ([None, "a", 3], [None, "b", 3], object),
    "object that is missing": ([float("nan"), "a", None], [float("nan"), "b", None], object),
    "no longer a number": ([1.0, 2.0, 3.0], [1.0, np.nan, 3.0], "f8"),
}
NEVER_EQUAL = "fcmMO"  # kinds with something that equals nothing; others get another value than they had


@pytest.mark.parametrize("name", PAIRS)
def test_only_changed_places_of_an_array_are_spoilt(name):
    """A changed place agrees neither with what it was nor with what it became; the others stay, missing values too."""
    before, after, dtype = PAIRS[name]
    before, after = np.array(before, dtype), np.array(after, dtype)
    ours = before.copy()
    assert mark_changes(ours, after) is True
    assert same(ours[[0, 2]], before[[0, 2]])
    assert ours[1] != before[1] and ours.dtype == before.dtype
    if ours.dtype.kind in NEVER_EQUAL:
        assert ours[1] != after[1]


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("shape", [(), (1, 3), (3, 1)])
def test_an_array_that_did_not_change_stays(name, shape):
    """An array that came back as it was is untouched, whatever its shape."""
    before = np.array(PAIRS[name][0], PAIRS[name][2])
    before = before.reshape(shape) if shape else np.array(before[1], before.dtype)
    ours = before.copy()
    mark_changes(ours, before.copy())
    assert same(ours, before)


@pytest.mark.parametrize("name", PAIRS)
def test_an_array_without_dimensions_is_spoilt_as_well(name):
    """The one element of an array without dimensions is seen to change."""
    before, after, dtype = PAIRS[name]
    ours = np.array(before[1], dtype)
    mark_changes(ours, np.array(after[1], dtype))
    assert ours.shape == () and ours[()] != np.array(before, dtype)[1]


@pytest.mark.parametrize(
    "new",
    [np.arange(5.0), np.arange(4), np.arange(4.0).reshape(2, 2), [0.0, 1.0, 2.0, 3.0], None, "x", 0.0, Changed()],
    ids=lambda new: f"{type(new).__name__} {getattr(new, 'shape', '')}",
)
def test_an_array_of_another_kind_spoils_all(new):
    """If what came back has another shape or dtype, or is no array, no element is believed."""
    ours = np.arange(4.0)
    mark_changes(ours, new)
    assert np.isnan(ours).all()


def test_a_view_of_an_array_is_spoilt_in_the_array():
    """A part that a test gave is marked in the whole that it is a part of, and nowhere else."""
    whole = np.zeros((3, 3))
    mark_changes(whole[1:, ::2], np.array([[0.0, 0.0], [0.0, 1.0]]))
    assert np.isnan(whole[2, 2]) and np.isnan(whole).sum() == 1


def test_an_array_of_objects_that_cannot_be_compared_at_all():
    """An item of an array of objects that has become another kind of value is marked like any other."""
    ours = objects(["a", (1, 2), 3])
    mark_changes(ours, objects(["a", (1, 2), "3"]))
    assert ours[:2].tolist() == ["a", (1, 2)] and isinstance(ours[2], Changed)


A, B = np.arange(3.0), np.array([0.0, 9.0, 2.0])
MARKS = {
    # ours, new, and what is left with "!" for a mark
    "list": ([1, 2, 3], [1, 5, 3], [1, "!", 3]),
    "shorter list": ([1, 2, 3], [1], [1, "!", "!"]),
    "longer list": ([1, 2], [1, 2, 3], [1, 2, "!"]),
    "emptied list": ([1], [], ["!"]),
    "filled list": ([], [1], ["!"]),
    "sorted list": ([3, 2, 1], [1, 2, 3], ["!", 2, "!"]),
    "no list any more": ([1, 2], (1, 2), ["!", "!", "!"]),
    "another type": ([1, 0, 1.0], [True, 0, 1], ["!", 0, "!"]),
    "negative zero": ([0.0], [-0.0], ["!"]),
    "missing values": ([float("nan"), None], [float("nan"), 1], [float("nan"), "!"]),
    "inner list": ([[1, 2], [3]], [[1, 9], [3]], [[1, "!"], [3]]),
    "inner tuple": ([(1, 2), 3], [(1, 9), 3], ["!", 3]),
    "inner set": ([{1, 2}, {3}], [{1}, {3}], [{1, "!"}, {3}]),
    "list in a tuple": ([(1, [2]), 3], [(1, [2, 4]), 3], [(1, [2, "!"]), 3]),
    "inner array": ([A.copy(), 1], [B, 1], [np.array([0.0, np.nan, 2.0]), 1]),
    "same array": ([A.copy(), 1], [A.copy(), 2], [A, "!"]),
    "dict": ({"a": 1, "b": 2}, {"a": 1, "b": 5}, {"a": 1, "b": "!"}),
    "key taken": ({"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": "!", "!": "!"}),
    "key added": ({"a": 1}, {"a": 1, "b": 2}, {"a": 1, "!": "!"}),
    "keys reordered": ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1, "b": 2, "!": "!"}),
    "no dict any more": ({"a": 1}, [["a", 1]], {"a": "!", "!": "!"}),
    "inner dict": ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, {"a": {"b": [1, "!"]}}),
}


def shown(value):
    """A value with "!" for each mark, at any depth."""
    if isinstance(value, Changed):
        return "!"
    if isinstance(value, list | set | tuple):
        return type(value)(map(shown, value))
    return {shown(key): shown(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("name", MARKS)
def test_changed_places_of_lists_and_dictionaries_are_marked(name):
    """Items that changed, came or went are marked in the test's own list or dictionary, and nothing else is."""
    ours, new, left = MARKS[name]
    assert mark_changes(ours, new) is True
    assert same(shown(ours), left)


@pytest.mark.parametrize("name", MARKS)
def test_nothing_is_marked_that_did_not_change(name):
    """A list or dictionary that came back as it was is untouched."""
    before, ours = copy.deepcopy(MARKS[name][2]), copy.deepcopy(MARKS[name][2])
    mark_changes(ours, copy.deepcopy(before))
    assert same(ours, before)


@pytest.mark.parametrize("other", [None, 0, "", "(changed by your function)", np.nan, Changed(), [], object(), True])
def test_a_mark_equals_nothing(other):
    """No value is equal to the mark of a change, not even another mark."""
    mark = Changed()
    assert mark != other and other != mark and mark == mark


@pytest.mark.parametrize("ours", [1, 1.5, "a", None, (1, [2]), frozenset({1}), range(3), np.float64(1)])
def test_what_cannot_be_marked_is_said_to_be_so(ours):
    """A value without places to mark has to be replaced by whoever holds it."""
    assert mark_changes(ours, "other") is False


def test_a_generator_goes_on_where_the_student_stopped():
    """The numbers that a student's function drew are not drawn again by the test."""
    ours, theirs = np.random.default_rng(1), np.random.default_rng(1)
    theirs.random(5)
    assert mark_changes(ours, theirs.bit_generator.state) is True
    assert ours.random() == theirs.random()


@pytest.mark.parametrize(
    "state",
    [None, 5, [], {}, {"bit_generator": "MT19937"}, {"bit_generator": "PCG64", "state": {"state": "x"}}],
    ids=str,
)
def test_a_generator_without_a_state_that_fits_stays(state):
    """A state that is none leaves the test's generator as it is."""
    ours = np.random.default_rng(1)
    mark_changes(ours, state)
    assert ours.random() == np.random.default_rng(1).random()


@pytest.mark.parametrize(("key", "new"), [("n_clusters", 5), ("init", np.zeros((3, 2))), ("tol", None)])
def test_a_changed_setting_of_a_model_is_marked(key, new):
    """A setting that changed is marked, in place where it is an array, and all others stay."""
    ours = KMeans(3, init=np.ones((3, 2)))
    kept = dict(vars(ours))
    assert mark_changes(ours, {**kept, "init": kept["init"].copy(), key: new}) is True
    changed = vars(ours)[key]
    assert np.isnan(changed).all() if key == "init" else isinstance(changed, Changed)
    assert all(vars(ours)[name] is value for name, value in kept.items() if name != key)


def test_a_setting_that_is_gone_is_marked():
    """A setting that the student's function took away is marked."""
    ours = KMeans(3)
    mark_changes(ours, {key: value for key, value in vars(ours).items() if key != "tol"})
    assert isinstance(ours.tol, Changed) and ours.n_clusters == 3
