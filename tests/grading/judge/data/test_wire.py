"""Plain data on the wire: what travels arrives as it was, and a subclass as its plain value."""

import collections
import enum
import pathlib

import numpy as np
import pytest
from PIL import Image
from support.fuzz.values import objects, same

from course.grading.judge.data import wire
from course.grading.judge.data.wire import Decoder, WireError, encode, pack, unpack

PALETTED = Image.new("P", (3, 2), 1)
PALETTED.putpalette([9, 8, 7, 200, 100, 50])
PAIR = collections.namedtuple("PAIR", "a b")


def unknown(*what):
    """Nothing but data is known here."""
    raise WireError("unknown kind")


def travelled(value):
    """What arrives of a value."""
    blobs = []
    tree, arrived = unpack(pack(encode(value, unknown, blobs), blobs))
    return Decoder(arrived, unknown).decode(tree)


def nested(depth):
    """Lists in lists, the innermost one empty."""
    value = []
    for _ in range(depth):
        value = [value]
    return value


VALUES = {
    "none": None,
    "bool": True,
    "int": -(10**3900),
    "float": 0.1,
    "negative zero": -0.0,
    "nan": float("nan"),
    "infinite": float("-inf"),
    "complex": complex(-0.0, float("inf")),
    "text": "é\ud800\0\n",
    "bytes": b"\0\xff",
    "no bytes": b"",
    "list": [1, [True, 1.0], "a"],
    "tuple": (1, (), (2,)),
    "set": {1, "a", (2, 3)},
    "frozenset": frozenset({1}),
    "dict": {"b": 1, 2: {"c": None}, (1, "x"): []},
    "range": range(3, 10**20, 7),
    "path": pathlib.Path("a/b.png"),
    **{
        f"array of {name}": np.zeros((2, 0, 3) if name == "no items" else (2, 3), dtype)
        for name, dtype in {"no items": "f4", "bool": bool, "uint8": "u1", "half": "f2", "long double": "g"}.items()
    },
    **{f"array of {dtype}": np.arange(6).reshape(2, 3).astype(dtype) for dtype in (">i4", "<f8", "c16", "U3", "S2")},
    "dates": np.array(["2020-02-29", "NaT"], "M8[D]"),
    "steps of 25 seconds": np.array([1, -2], "m8[25s]"),
    "array without dimensions": np.array(3.5),
    "transposed": np.arange(6).reshape(2, 3).T,
    "array of objects": objects([None, np.float32(1), [1, 2], np.arange(3), "x"]),
    "scalar": np.uint8(255),
    "text scalar": np.str_("abc"),
    "boolean scalar": np.bool_(False),
    "date scalar": np.datetime64("NaT", "s"),
    "array in a list": [np.arange(2), np.arange(3.0)],
    "picture": Image.effect_noise((5, 3), 60),
    "bits": Image.new("1", (9, 2), 1),
    "picture with palette": PALETTED,
    "deep": nested(wire.MAX_DEPTH),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_arrives_with_its_type_and_content(name):
    """Each kind of value comes out of the other end as it was, to the bit and of exactly its type."""
    arrived = travelled(VALUES[name])
    assert same(arrived, VALUES[name])
    if isinstance(arrived, np.ndarray):
        assert arrived.flags.writeable


Color = enum.IntEnum("Color", "RED")


def lying(base):
    """A subclass whose methods tell something else than its content."""

    def lie(self, *arguments):
        return base()

    names = [
        "__eq__",
        "__str__",
        "__repr__",
        "__iter__",
        "__len__",
        "__int__",
        "__float__",
        "__pos__",
        "__getitem__",
        "items",
        "keys",
        "tolist",
    ]
    return type("Lying", (base,), {**dict.fromkeys(names, lie), "__hash__": base.__hash__})


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (lying(int)(7), 7),
        (lying(float)(2.5), 2.5),
        (lying(complex)(2j), 2j),
        (lying(str)("ab"), "ab"),
        (lying(bytes)(b"ab"), b"ab"),
        (lying(list)([1, 2]), [1, 2]),
        (lying(tuple)((1, 2)), (1, 2)),
        (lying(dict)({"a": 1}), {"a": 1}),
        (bytearray(b"ab"), b"ab"),
        (np.arange(3).view(lying(np.ndarray)), np.arange(3)),
        (np.ma.array([1, 2], mask=False), np.array([1, 2])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_arrives_as_its_plain_value(value, plain):
    """Of an object of a subclass only the content arrives, whatever its methods would say of it."""
    assert same(travelled(value), plain)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (nested(wire.MAX_DEPTH + 1), wire.DEEP),
        (10**wire.MAX_DIGITS, wire.DIGITS),
        (-(10**wire.MAX_DIGITS), wire.DIGITS),
        (range(10**wire.MAX_DIGITS), wire.DIGITS),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), wire.MASK),
        ([np.ma.masked], wire.MASK),
        (np.zeros(2, "f8,i4"), wire.DTYPES),
        (np.zeros(2, "V8"), wire.DTYPES),
        (np.broadcast_to(np.uint8(0), wire.MAX_BYTES + 1), wire.LARGE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_travel_is_refused_with_a_known_reason(value, reason):
    """A value beyond a limit is refused in words of ours before its bytes are copied, and never travels in part."""
    blobs = []
    with pytest.raises(WireError) as caught:
        encode(value, unknown, blobs)
    assert str(caught.value) == reason and blobs == [] and reason in wire.REASONS


def test_a_list_that_holds_itself_ends():
    """A list that is its own item is refused like any that is nested too deeply."""
    value = []
    value.append(value)
    with pytest.raises(WireError, match=wire.DEEP):
        encode(value, unknown, [])


def test_bug_one_blob_became_many_arrays(monkeypatch):
    """What arrives counts once for each array that is made of it, as memory does."""
    monkeypatch.setattr(wire, "MAX_BYTES", 10_000)
    tree = ["list", [["array", "|u1", [4_000], 0]] * 2]
    assert len(Decoder([bytes(4_000)], unknown).decode(tree)) == 2
    tree[1].append(tree[1][0])
    with pytest.raises(WireError, match="too many bytes"):
        Decoder([bytes(4_000)], unknown).decode(tree)
