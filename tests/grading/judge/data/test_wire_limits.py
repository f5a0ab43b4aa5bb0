"""Limits of the wire: what is malformed, or lies about its size, is refused and costs nothing."""

import json
import struct
import tracemalloc

import pytest
from PIL import Image

from course.grading.judge.data import wire
from course.grading.judge.data.wire import Decoder, WireError, pack, receive, unpack


def unknown(*what):
    """Nothing but data is known here."""
    raise WireError("unknown kind")


def costly(action, *arguments, limit=2**18):
    """Run what has to end in a WireError, and see that it takes no memory worth mentioning."""
    tracemalloc.start()
    try:
        with pytest.raises(WireError) as caught:
            action(*arguments)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < limit
    return caught


TREES = {
    "no list": "none",
    "empty": [],
    "kind is a number": [1],
    "unknown kind": ["decode", 1],
    "a method's name": ["_none"],
    "an attribute's name": ["blobs"],
    "too few parts": ["int"],
    "too many parts": ["none", 1],
    "bool of a number": ["bool", 1],
    "text of a number": ["str", 1],
    "int of a number": ["int", 1],
    "int of letters": ["int", "one"],
    "int of many digits": ["int", "9" * (wire.MAX_DIGITS + 2)],
    "float of letters": ["float", "zero"],
    "range of nothing": ["range", 0, 1, 0],
    "range of flags": ["range", False, True, True],
    "range of many digits": ["range", 0, 10**4200, 1],
    "path of a number": ["path", 1],
    "list of a text": ["list", "ab"],
    "set of lists": ["set", [["list", []]]],
    "dict of lists": ["dict", [[["list", []], ["none"]]]],
    "dict of single items": ["dict", [[["none"]]]],
    "bytes that are missing": ["bytes", 2],
    "bytes from the end": ["bytes", -1],
    "bytes numbered by a flag": ["bytes", False],
    "array of objects as bytes": ["array", "|O", [1], 0],
    "array of records": ["array", "i4,i4", [1], 0],
    "array of void": ["array", "|V8", [1], 0],
    "array of empty texts": ["array", "<U0", [2**20], 0],
    "array of impossible numbers": ["array", "<f3", [1], 0],
    "array of dates without a known unit": ["array", "<M8[parsec]", [1], 0],
    "dtype of two lines": ["array", "<f8\n", [1], 0],
    "dtype of a list": ["array", [["a", "<f8"]], [1], 0],
    "larger than its bytes": ["array", "<f8", [2], 0],
    "smaller than its bytes": ["array", "<f4", [1], 0],
    "much larger than its bytes": ["array", "|u1", [2**28], 0],
    "made of no bytes": ["array", "|u1", [2**20], 1],
    "too many elements": ["array", "|u1", [2**20, 2**20], 0],
    "shape that overflows": ["array", "|u1", [2**39] * 32, 0],
    "negative shape": ["array", "<f8", [-1, -1], 0],
    "shape of flags": ["array", "<f8", [True], 0],
    "shape of fractions": ["array", "<f8", [1.0], 0],
    "too many dimensions": ["array", "<f8", [1] * (wire.MAX_AXES + 1), 0],
    "shape of nothing that tells a number": ["array", "<f8", [0, 12345, 678901], 1],
    "shape is no list": ["array", "<f8", 1, 0],
    "scalar with a shape": ["scalar", "<f8", [1], 0],
    "objects of another number": ["objects", [3], [["none"]]],
    "many objects of none": ["objects", [2**28], []],
    "picture of an unknown mode": ["image", "I;16", [2, 2], 0, None],
    "picture larger than its bytes": ["image", "L", [2**14, 2**14], 0, None],
    "picture of one dimension": ["image", "L", [8], 0, None],
    "palette for colors": ["image", "RGBA", [2, 1], 0, [1, 2, 3]],
    "palette of texts": ["image", "P", [4, 2], 0, ["a"]],
    "too deep": ["none"],
}
for _ in range(wire.MAX_DEPTH + 1):
    TREES["too deep"] = ["list", [TREES["too deep"]]]


@pytest.mark.parametrize("name", TREES)
def test_a_malformed_tree_gives_an_error_and_takes_no_memory(name):
    """A tree that is none, or claims more than its bytes hold, is refused before anything of its size is made."""
    Image.init()  # what a library loads once is none of the tree's memory
    costly(Decoder([bytes(8), b""], unknown).decode, TREES[name])


def test_all_trees_of_a_message_share_one_count():
    """A message has a limit of parts, however they are spread over its lists."""
    decoder = Decoder([], unknown)
    half = ["list", [["none"]] * (wire.MAX_NODES // 2)]
    decoder.decode(half)
    with pytest.raises(WireError, match="too many parts"):
        decoder.decode(half)


def framed(text, *blobs):
    """A frame around any text."""
    return struct.pack(">Q", len(text)) + text + b"".join(blobs)


FRAMES = {
    "empty": b"",
    "shorter than a length": b"\0" * 7,
    "length beyond the end": struct.pack(">Q", 100) + b"[]",
    "length beyond all memory": b"\xff" * 8 + b"[]",
    "no JSON": framed(b"[[],"),
    "no text": framed(b"\xff\xfe"),
    "one part": framed(b"[1]"),
    "three parts": framed(b"[1,[],2]"),
    "sizes are no list": framed(b"[1,2]"),
    "sizes of texts": framed(b'[1,["1"]]', b"1"),
    "sizes of flags": framed(b"[1,[true]]", b"1"),
    "fractions": framed(b"[1,[1.0]]", b"1"),
    "sizes that cancel out": framed(b"[1,[-8,9]]", b"1"),
    "too few bytes": framed(b"[1,[2]]", b"1"),
    "too many bytes": framed(b"[1,[2]]", b"123"),
    "size beyond all memory": framed(b"[1,[%d]]" % 2**60, b"123"),
    "number of many digits": framed(b"[" + b"9" * 5000 + b",[]]"),
    "very deep": framed(b"[" * 100_000 + b"]" * 100_000),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_malformed_frame_gives_an_error_and_takes_no_memory(name):
    """A frame that is cut off or lies about a length gives a WireError and costs no more than its own bytes."""
    costly(unpack, FRAMES[name], limit=2**20)


@pytest.mark.parametrize(
    "text", [b"[" * (2 * wire.MAX_NODES + 1), b"[" + b'"abc",' * (8 * wire.MAX_NODES + 1)], ids=["lists", "texts"]
)
def test_a_frame_of_too_many_values_is_refused_unread(monkeypatch, text):
    """The lists and values of a frame are counted before any of them is made."""
    monkeypatch.setattr(json, "loads", lambda text: pytest.fail("the frame was read"))
    with pytest.raises(WireError, match="too many parts"):
        unpack(framed(text))


def test_a_frame_that_is_too_large_is_not_sent(monkeypatch):
    """The limit of a frame holds for what is sent as for what is received."""
    monkeypatch.setattr(wire, "MAX_BYTES", 100)
    assert len(pack(["bytes", 0], [bytes(60)])) <= 100
    with pytest.raises(WireError, match=wire.LARGE):
        pack(["bytes", 0], [bytes(100)])


class Stream:
    """A connection with these bytes in it; remembers how much was asked for at once."""

    def __init__(self, data, step=2**30):
        self.data, self.step, self.asked = data, step, []

    def recv(self, size):
        self.asked.append(size)
        part, self.data = self.data[: min(size, self.step)], self.data[min(size, self.step) :]
        return part


def test_a_message_comes_whole_from_a_slow_connection():
    """A message that comes byte by byte is the same, and the next one is left where it is."""
    frame = pack(["none"], [b"ab", b""])
    stream = Stream(struct.pack(">Q", len(frame)) + frame + b"next", step=1)
    assert receive(stream) == (["none"], [b"ab", b""])
    assert stream.data == b"next"


@pytest.mark.parametrize("length", [wire.MAX_BYTES + 1, 2**63, 2**64 - 1])
def test_a_length_beyond_the_limit_is_not_waited_for(length):
    """A message that says it is too large is refused before a byte of it is taken."""
    stream = Stream(struct.pack(">Q", length) + bytes(100))
    costly(receive, stream)
    assert stream.asked == [8]


@pytest.mark.parametrize("data", [b"", b"\0" * 5, struct.pack(">Q", wire.MAX_BYTES) + bytes(10)])
def test_a_connection_that_ends_gives_an_error(data):
    """A message that breaks off is an error, and the memory of what it announced is not taken beforehand."""
    stream = Stream(data)
    caught = costly(receive, stream)
    assert str(caught.value) == "the other side is gone" and max(stream.asked) <= 2**20
