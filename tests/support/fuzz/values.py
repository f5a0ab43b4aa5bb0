"""Values that may travel between the two processes, and trees that nearly are some."""

import pathlib

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image

from course.grading.judge.data import wire
from course.grading.libraries.pictures import MODES

from .junk import ANY_TEXT, JUNK

DTYPES = st.one_of(
    npst.boolean_dtypes(),
    npst.integer_dtypes(endianness="?"),
    npst.unsigned_integer_dtypes(endianness="?"),
    npst.floating_dtypes(endianness="?"),
    npst.complex_number_dtypes(endianness="?"),
    npst.unicode_string_dtypes(max_len=4),
    npst.byte_string_dtypes(max_len=4),
    npst.datetime64_dtypes(),
    npst.timedelta64_dtypes(),
)
ARRAYS = npst.arrays(DTYPES, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
HASHABLE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats(allow_nan=False) | ANY_TEXT | st.binary(),
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3),
    max_leaves=6,
)


@st.composite
def pictures(draw):
    """A small image in any mode that may travel."""
    mode = draw(st.sampled_from(sorted(MODES)))
    size = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    image = Image.new(mode, size)
    raw = image.tobytes()
    image = Image.frombytes(mode, size, bytes(draw(st.binary(min_size=len(raw), max_size=len(raw)))))
    if mode == "P":
        image.putpalette(
            draw(st.lists(st.integers(0, 255), min_size=3, max_size=768).map(lambda p: p[: len(p) // 3 * 3]))
        )
    return image


def objects(items):
    """An array of objects."""
    array = np.empty(len(items), dtype=object)
    for index, item in enumerate(items):
        array[index] = item
    return array


VALUES = st.recursive(
    HASHABLE
    | st.floats()
    | st.complex_numbers()
    | st.builds(range, st.integers(), st.integers(), st.integers(1, 9))
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9).map(pathlib.Path)
    | ARRAYS
    | ARRAYS.filter(lambda array: array.size).map(lambda array: array.ravel()[0])
    | pictures(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.sets(HASHABLE, max_size=4)
        | st.dictionaries(HASHABLE, inner, max_size=4)
        | st.lists(inner.filter(lambda item: not isinstance(item, np.ndarray)), max_size=4).map(objects)
    ),
    max_leaves=8,
)


def same(one, other):
    """Whether two values are alike to the bit and of the same types; NaN is itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray) and one.dtype == object:
        return one.shape == other.shape and all(map(same, one.ravel().tolist(), other.ravel().tolist()))
    if isinstance(one, (np.ndarray, np.generic)):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, Image.Image):
        alike = (one.mode, one.size, one.tobytes()) == (other.mode, other.size, other.tobytes())
        return alike and (one.mode != "P" or one.getpalette() == other.getpalette())
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    if isinstance(one, float):
        return one.hex() == other.hex()
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    return one == other


TYPES = (
    st.sampled_from(
        [
            "<f8",
            "U0",
            "S0",
            "<U0",
            "V8",
            "O",
            "m8[0s]",
            "M8[s]",
            "M8",
            "(2,)f8",
            "f8,f8",
            "(1,f8",
            "U9" * 9,
            "U999999999",
            "c32",
            ">i9",
            "i4,",
            "(",
            ")",
            "d;d",
            "",
            "T",
        ]
    )
    | ANY_TEXT
)
SHAPES = st.lists(st.sampled_from([0, 1, 2, 3, 2**20, 2**28, 2**40, -1, True, 1.0, "2"]), max_size=40)
ARGUMENTS = st.one_of(TYPES, SHAPES, st.integers(-1, 3), JUNK, st.sampled_from(sorted(MODES)))
KINDS = st.sampled_from(sorted(wire.DATA_KINDS))
TREES = st.recursive(
    st.builds(lambda kind, rest: [kind, *rest], KINDS, st.lists(ARGUMENTS, max_size=4))
    | st.builds(
        lambda kind, dtype, shape, number: [kind, dtype, shape, number],
        st.sampled_from(["array", "scalar"]),
        TYPES,
        SHAPES,
        st.integers(0, 2),
    )
    | st.builds(
        lambda mode, size, number, palette: [
            "made",
            "PIL.Image",
            [["str", mode], size, size, ["bytes", number], palette],
        ],
        st.sampled_from(sorted(MODES)),
        SHAPES.map(lambda shape: shape[:2]),
        st.integers(0, 2),
        st.none() | JUNK,
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: ["list", items])
        | st.lists(inner, max_size=3).map(lambda items: ["set", items])
        | st.lists(st.lists(inner, max_size=3), max_size=3).map(lambda pairs: ["dict", pairs])
        | st.builds(lambda shape, items: ["objects", shape, items], SHAPES, st.lists(inner, max_size=3))
    ),
    max_leaves=6,
)
