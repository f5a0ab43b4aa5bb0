"""The judge's end of the connection: nothing of the student's decides, and whatever is answered stays in bounds."""

import contextlib
import copy
import math
import operator

import numpy as np
import pytest
from PIL import Image
from sklearn.cluster import KMeans
from support.scripted import SECRET, Scripted, answer, swallowed

from course.grading.judge.connection import TimeUp
from course.grading.judge.data.wire import WireError
from course.grading.judge.proxies import DECIDING, CallableHandle, Handle, make_handle
from course.grading.judge.verdict import ForbiddenOperation


def handle(*answers, name="object", family=(), call=True):
    """A handle on something of the student's that answers this."""
    return make_handle(Scripted(*answers), 7, name, list(family), call)


@pytest.mark.parametrize("name", DECIDING)
def test_no_operator_lets_the_student_decide(name):
    """Each operator of a handle is refused, the student is not asked, and no test takes that for an exception."""
    ours = handle()
    with pytest.raises(ForbiddenOperation):
        swallowed(lambda: getattr(type(ours), f"__{name}__")(ours, 1))
    assert ours._wire.questions == []


EXPRESSIONS = {
    "h == 4": lambda h: h == 4,
    "4 == h": lambda h: operator.eq(4, h),
    "h is equal to itself": lambda h: operator.eq(h, h),
    "h != 4": lambda h: h != 4,
    "4 < h": lambda h: operator.lt(4, h),
    "bool(h)": bool,
    "not h": lambda h: not h,
    "any([h])": lambda h: any([h]),
    "h in list": lambda h: h in [1, 2],
    "4 in h": lambda h: 4 in h,
    "h in set": lambda h: h in {1, 2},
    "sorted": lambda h: sorted([h, h]),
    "h + 1": lambda h: h + 1,
    "1 - h": lambda h: 1 - h,
    "2 ** h": lambda h: 2**h,
    "abs": abs,
    "round": round,
    "floor": math.floor,
    "int": int,
    "float": float,
    "index": lambda h: [1][h],
    "isclose": lambda h: math.isclose(h, 1),
    "np.equal": lambda h: np.equal(h, 1),
    "array == h": lambda h: np.arange(3) == h,
    "with": lambda h: contextlib.ExitStack().enter_context(h),
    "set an attribute": lambda h: setattr(h, "x", 1),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_no_expression_lets_the_student_decide(name):
    """However a test compares or counts with a handle, it is refused."""
    with pytest.raises(ForbiddenOperation):
        swallowed(lambda: EXPRESSIONS[name](handle(answer(True))))


def test_refusals_and_dead_connections_are_no_exceptions():
    """What ends a test is of no kind that a test may expect."""
    assert not any(issubclass(kind, Exception) for kind in (ForbiddenOperation, WireError, TimeUp))


@pytest.mark.parametrize(
    ("name", "family", "told"),
    [
        ("function", [], "function"),
        ("DataFrame", [], "DataFrame"),
        ("Figure", ["matplotlib.figure.Figure"], "Figure"),
        (SECRET, [], "object"),
        (SECRET, ["matplotlib.figure.Figure"], "object"),
        ("Figure", [f"matplotlib.figure.{SECRET}", "builtins.Figure"], "object"),
        ("open", ["PIL.Image.open"], "object"),
    ],
)
def test_only_well_known_type_names_are_told(name, family, told):
    """The type of a handle has the student's name for it only if everybody knows that name."""
    ours = handle(name=name, family=family)
    assert type(ours).__name__ == told and str(ours) == repr(ours) in (f"a {told}", f"an {told}")
    with pytest.raises(ForbiddenOperation) as caught:
        bool(ours)
    assert told in str(caught.value) and SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("family", "kind", "expected"),
    [
        (["sklearn.cluster._kmeans.KMeans"], KMeans, True),
        (["__main__.Mine", "sklearn.cluster._kmeans.KMeans", "builtins.object"], KMeans, True),
        (["PIL.Image.Image"], Image.Image, True),
        (["PIL.Image.Image"], KMeans, False),
        (["builtins.int", "builtins.list"], (int, list), False),
        (["numpy.ndarray", "matplotlib.pylab.ndarray"], np.ndarray, False),
        (["builtins.AssertionError", "os.PathLike"], (AssertionError, Exception), False),
        (["a.B"] * 12 + ["PIL.Image.Image"], Image.Image, False),
        ([1, None, ["PIL.Image.Image"]], Image.Image, False),
    ],
)
def test_isinstance_is_true_for_genuine_classes_only(family, kind, expected):
    """A handle passes for a figure, a model or a picture, and for no kind of plain data, whatever is claimed."""
    reference = ["ref", 1, "x", family, False]
    ours, _ = Scripted(["value", reference, []]).ask("get", "x")
    assert isinstance(ours, kind) is expected and isinstance(ours, Handle)
    assert not callable(ours)


@pytest.mark.parametrize("name", ["__eq__x", "__array_interface__", "__wrapped__", "_repr_html_", "_ipython_display_"])
def test_special_attributes_are_not_asked_for(name):
    """What Python or IPython look for by themselves is never asked of the student."""
    ours = handle()
    assert not hasattr(ours, name) and ours._wire.questions == []


def test_attributes_items_and_arrays_come_as_data():
    """What a test reads of a handle is plain data that was asked for once."""
    ours = handle(answer(3), answer([1, 2]), answer(np.arange(3)), answer(5), answer("item"))
    assert (ours.size, list(iter(ours)), np.asarray(ours).tolist(), len(ours), ours["k"]) == (
        3,
        [1, 2],
        [0, 1, 2],
        5,
        "item",
    )
    assert [question[0] for question in ours._wire.questions] == ["attr", "iterate", "array", "length", "item"]


@pytest.mark.parametrize("length", [-1, "3", 2.0, None, np.array([3, 4])], ids=repr)
def test_a_length_that_is_no_number_is_refused(length):
    """Only a whole number is a length."""
    with pytest.raises((TypeError, ValueError)):
        len(handle(answer(length)))


@pytest.mark.parametrize("items", [3, 2.5, True], ids=repr)
def test_what_has_no_items_is_not_walked_over(items):
    """A test walks over data and over nothing else, or over one item after the other."""
    with pytest.raises(TypeError):
        iter(handle(answer(items)))
    with pytest.raises(TypeError):
        next(handle(answer(items)))


def test_an_iterator_gives_one_item_at_a_time():
    """No item is asked for before the test wants it."""
    ours = handle(answer(None), *(answer([number]) for number in range(3)), answer([]))
    items = iter(ours)
    assert [question[0] for question in ours._wire.questions] == ["iterate"]
    assert [next(items) for _ in range(3)] == [0, 1, 2] and next(items, None) is None


def test_a_copy_of_a_handle_is_the_handle():
    """A test that copies what it got before it calls a function still holds the student's own object."""
    ours = handle(name="function")
    assert copy.deepcopy([ours])[0] is ours and isinstance(ours, CallableHandle)
