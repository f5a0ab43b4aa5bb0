"""Random and mutated input: frames of the wire and notebooks. A few hundred examples, or HYPOTHESIS_PROFILE=nightly."""

import copy
import json
import multiprocessing
import socket
import struct
import threading
import tracemalloc

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support.edits.course import ANSWERS, ASSIGNMENT, good_notebook, three_exercises
from support.fuzz.hand_ins import NOTEBOOKS
from support.fuzz.junk import ANY_TEXT, JUNK
from support.fuzz.values import TREES, VALUES, same

from course.grading.judge.data import wire
from course.grading.submission.matching import repair
from course.grading.submission.reading import Unreadable, read, read_timestamp
from course.project import notebooks

pytestmark = pytest.mark.xdist_group("fuzz")


def unknown(*what):
    """Nothing but data is known here."""
    raise wire.WireError("unknown kind")


def to_frame(value):
    """A value as it travels."""
    blobs = []
    tree = wire.encode(value, unknown, blobs)
    return wire.pack(tree, blobs)


def from_frame(frame):
    """What a frame stands for."""
    tree, blobs = wire.unpack(frame)
    return wire.Decoder(blobs, unknown).decode(tree)


@given(VALUES)
def test_every_value_arrives_as_it_was(value):
    """What may travel comes out of the other end with the same type and content."""
    assert same(from_frame(to_frame(value)), value)


def survive(frame):
    """A frame gives a value or a WireError, and takes no more memory than it has bytes to account for."""
    tracemalloc.start()
    try:
        from_frame(frame)
    except wire.WireError:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 40 * len(frame) + 2**20


@given(st.binary(max_size=200))
def test_noise(frame):
    """Bytes that are no frame."""
    survive(frame)
    survive(struct.pack(">Q", max(0, len(frame) - 4)) + frame)


@given(JUNK, st.lists(st.binary(max_size=30), max_size=3))
def test_any_json(tree, blobs):
    """A frame whose tree is any JSON."""
    survive(wire.pack(tree, blobs))


@given(VALUES, st.data())
def test_mutated_frames(value, data):
    """A good frame with bytes changed, taken out or put in."""
    frame = bytearray(to_frame(value))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(frame)))
        end = min(len(frame), at + data.draw(st.integers(0, 3)))
        frame[at:end] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"[", b'"U0"', b"9999999999", b"[],[]", b"-1"])
        )
    survive(bytes(frame))


@given(TREES, st.lists(st.binary(max_size=40), max_size=3))
def test_nearly_right_trees(tree, blobs):
    """Trees that have the right kinds and the wrong content: types, shapes and sizes that promise too much."""
    survive(wire.pack(tree, blobs))


HOSTILE = {
    "types without a size": (["array", "U0", [2**28], 0], [b""]),
    "bytes without a size": (["array", "S0", [2**28], 0], [b""]),
    "picture larger than its bytes": (["image", "RGBA", [2000, 2000], 0, None], [b"\0" * 500_000]),
    "huge shape with a zero": (["array", "<f8", [0, 2**39, 2**39], 0], [b""]),
    "type that is no type": (["array", "(1,f8", [1], 0], [b"12345678"]),
    "whole number of many digits": (["int", "9" * 5000], []),
    "range without steps": (["range", 0, 10**300, 0], []),
    "list that is no tree": (["list", "abc"], []),
    "keys that have no hash": (["dict", [[["list", []], ["none"]]]], []),
    "palette of anything": (["image", "P", [1, 1], 0, {"a": 1}], [b"\0"]),
    "palette of too large numbers": (["image", "P", [1, 1], 0, [1e300, 7, 10**9]], [b"\0"]),
    "an array with a mask": (["masked", ["array", "<f8", [1], 0], ["array", "|b1", [1], 0]], [b"\0" * 8]),
    "deep": (json.loads('["list",[' * 39 + '["none"]' + "]]" * 39), []),
    "too deep": (json.loads('["list",[' * 300 + '["none"]' + "]]" * 300), []),
}


OPEN: dict[str, str] = {}


def cases(names):
    """Names as parameters; what is still open is expected to fail."""
    marks = {name: pytest.mark.xfail(strict=True, reason=OPEN[name]) for name in names if name in OPEN}
    return [pytest.param(name, marks=marks.get(name, ())) for name in names]


@pytest.mark.parametrize("name", cases(HOSTILE))
def test_known_tricks(name):
    """Small frames that ask for much, or that make a library raise an error of its own."""
    survive(wire.pack(*HOSTILE[name]))


def test_a_type_that_kills():
    """No frame ends the process that reads it."""
    frame = wire.pack(["array", "m8[s/0]", [1], 0], [b"12345678"])
    reader = multiprocessing.get_context("spawn").Process(target=survive, args=(frame,))
    reader.start()
    reader.join()
    assert reader.exitcode == 0


def test_pictures_have_all_their_bytes(monkeypatch):
    """The memory of a picture is taken when its bytes are there, not before."""
    monkeypatch.setattr(Image, "frombytes", lambda mode, size, raw: pytest.fail("taken before it was checked"))
    with pytest.raises(wire.WireError):
        from_frame(wire.pack(["image", "RGBA", [2000, 2000], 0, None], [b"\0" * 500_000]))


def test_parts_are_counted_before_they_are_made(monkeypatch):
    """Three bytes of JSON make a list of sixty, so their number is limited before the text is parsed."""
    monkeypatch.setattr(wire, "MAX_NODES", 1000)
    monkeypatch.setattr(wire.json, "loads", lambda text: pytest.fail("parsed before it was checked"))
    with pytest.raises(wire.WireError):
        wire.unpack(wire.pack([[]] * 100_000, []))


def test_many_parts():
    """A frame of many parts is refused before they fill the memory."""
    with pytest.raises(wire.WireError):
        from_frame(wire.pack(["list", [["none"]] * (wire.MAX_NODES + 1)], []))


TOO_MUCH = {
    "int": 10 ** (wire.MAX_DIGITS + 400),
    "range": range(10**5000),
    "objects": np.array([object()] * 2),
    "void": np.zeros(2, "V3"),
}


@pytest.mark.parametrize("name", cases(TOO_MUCH))
def test_what_cannot_travel_is_refused(name):
    """Sending it is a WireError as well."""
    with pytest.raises(wire.WireError):
        to_frame(TOO_MUCH[name])


@given(st.binary(max_size=100))
def test_receive(noise):
    """From a socket: noise, a frame that breaks off, and lengths that nobody has memory for end in a WireError."""
    for sent in (noise, struct.pack(">Q", 2**62) + noise, struct.pack(">Q", len(noise) + 1) + noise):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            sender = threading.Thread(target=lambda out=theirs, data=sent: (out.sendall(data), out.close()))
            sender.start()
            with pytest.raises(wire.WireError):
                wire.receive(ours)
            sender.join()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The released cells of the small course, a good hand-in, and a file to write to."""
    made = three_exercises(tmp_path_factory.mktemp("fuzz"))
    released = notebooks.read(made.notebook(ASSIGNMENT, "release")).cells
    return released, good_notebook(made), tmp_path_factory.mktemp("hand-in") / "small.ipynb"


def graded_as(released, path):
    """What would be graded of a file, or None; whatever is in it, it is the released notebook with answers."""
    try:
        notebook = read(path.read_bytes(), path.name).notebook
    except Unreadable as error:
        reason = str(error)
    else:
        reason = ""
    assert not reason or (reason.isprintable() and len(reason) < 250)
    if reason:
        return None
    nbformat.validate(notebook)
    cells, notes = repair(released, notebook.cells)
    assert all(note.isprintable() for note in notes)
    made = nbformat.v4.new_notebook(cells=cells)
    nbformat.validate(made)
    nbformat.writes(made).encode("utf-8")
    labelled = [cell for cell in cells if "nbgrader" in cell.metadata]
    assert [cell.metadata for cell in labelled] == [cell.metadata for cell in released]
    for cell, model in zip(labelled, released, strict=True):
        assert cell.cell_type == model.cell_type
        assert cell.source == model.source or notebooks.grade_id(model) in ANSWERS
    assert all(not cell.get("outputs") and not cell.metadata for cell in cells if "nbgrader" not in cell.metadata)
    return cells


@given(NOTEBOOKS | JUNK)
def test_any_notebook(small, data):
    """Whatever JSON: the released notebook comes out, or one sentence."""
    released, _, path = small
    path.write_text(json.dumps(data), encoding="ascii")
    graded_as(released, path)


@given(st.data())
def test_mutated_notebooks(small, data):
    """A good hand-in with cells deleted, doubled, moved, swapped and filled with anything."""
    released, good, path = small
    nb = copy.deepcopy(good)
    texts = st.sampled_from([cell["source"] for cell in good["cells"]] + [cell.source for cell in released])
    for _ in range(data.draw(st.integers(1, 8))):
        cells = nb["cells"]
        if not cells:
            break
        at, to = (data.draw(st.integers(0, len(cells) - 1)) for _ in range(2))
        what = data.draw(st.sampled_from(["delete", "copy", "move", "text", "key", "label", "forget", "merge", "lose"]))
        if what == "delete":
            del cells[at]
        elif what == "copy":
            cells.insert(to, copy.deepcopy(cells[at]))
        elif what == "move":
            cells.insert(to, cells.pop(at))
        elif what == "text":
            cells[at]["source"] = data.draw(texts | ANY_TEXT)
        elif what == "key":
            cells[at][
                data.draw(st.sampled_from(["source", "metadata", "id", "cell_type", "outputs", "attachments"]))
            ] = data.draw(JUNK)
        elif what == "label":
            cells[at]["metadata"], cells[to]["metadata"] = cells[to].get("metadata"), cells[at].get("metadata")
        elif what == "forget":
            cells[at].update(metadata={}, id=f"lost-{at}")
        elif what == "merge" and isinstance(cells[at].get("source"), str):
            cells[to]["source"] = f"{cells[to].get('source')}\n\n{cells[at]['source']}"
        elif what == "lose":
            for one in cells:
                one.pop(data.draw(st.sampled_from(["metadata", "id"])), None)
    path.write_text(json.dumps(nb), encoding="ascii")
    assert graded_as(released, path) is not None


@given(st.data())
def test_mutated_files(small, data):
    """A good file with bytes changed, cut, or put in, in any encoding."""
    released, good, path = small
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
    raw = bytearray(json.dumps(good, ensure_ascii=False).encode(encoding))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.sampled_from([0, 0, 1, 2, 100, len(raw)]))
        raw[at : at + cut] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"\0", b"\xff\xfe", b"[" * 5000, b'",""', b"{"])
        )
    path.write_bytes(raw)
    graded_as(released, path)


STAMPS = [b"0001-01-01 00:00 +14:00", b"9999-12-31 23:59 -12:00", b"10:", b"1e400", b"2024-02-30", b"9" * 40, b"UTC"]


@given(st.binary(max_size=120) | st.sampled_from(STAMPS) | ANY_TEXT.map(lambda text: text.encode("utf-8", "replace")))
def test_any_timestamp(small, raw):
    """A stamp is a time or nothing."""
    path = small[2].with_name("timestamp.txt")
    path.write_bytes(raw)
    stamp = read_timestamp(path)
    assert stamp is None or len(stamp) <= 100


def test_profile_is_large_enough_at_night():
    """The nightly profile makes at least 10,000 examples in all."""
    fuzzed = [name for name, test in globals().items() if name.startswith("test_") and hasattr(test, "hypothesis")]
    assert len(fuzzed) * settings.get_profile("nightly").max_examples >= 10_000
