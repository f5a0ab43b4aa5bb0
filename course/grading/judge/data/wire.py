"""Values as plain data between the judge and the process that runs a student's code.

A frame is a JSON tree and the bytes of its arrays. Nothing is pickled; what comes in is checked against limits
before anything of its size is made. Both sides use this file and `values.py`.
"""

import json
import math
import pathlib
import re
import struct
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from .values import KEPT, made_of, parts_of, plain

MAX_BYTES, MAX_TEXT = 256 * 2**20, 64 * 2**20  # of a frame (distances of a photograph take 70 MB) and of its JSON
MAX_NODES, MAX_DIGITS = 200_000, 4_000  # values in a tree, and digits of a whole number (Python's limit is 4,300)
MAX_DEPTH, MAX_AXES = 40, 8  # of lists in lists, and of arrays: a message may tell a shape that a student chose
ARRAY_KINDS = "biufcUSmM"
CONTAINERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
BASES = (int, float, complex, str, bytes, list, tuple, dict)  # whose subclasses are data as well
DATA_KINDS = frozenset("none bool int float complex str bytes dict range slice path array scalar objects made".split())  # noqa: SIM905
# Why a value cannot travel, in words that hold nothing of it: what is told of a value may be a hidden one.
DEEP, DIGITS, MASK = "it is nested too deeply", "it has too many digits", "it hides values behind a mask"
DTYPES, LARGE, ENDLESS = "its dtype is none of numbers or texts", "it is too large", "it does not end"
REASONS = frozenset({DEEP, DIGITS, MASK, DTYPES, LARGE, ENDLESS})
Refer = Callable[[Any], list[Any]]
T = TypeVar("T")
DTYPE = re.compile(r"[<>|=]?[biufcUSmM]\d{1,6}(?:\[(?:[1-9]\d{0,3})?[a-zA-Z]{1,2}\])?")


class WireError(BaseException):
    """The other side is dead, silent or talks nonsense. Not an Exception: no test may take it for the expected one."""


def encode(value: Any, refer: Refer, blobs: list[bytes], depth: int = 0) -> list[Any]:
    """A value as a tree of JSON types, ``[kind, ...]``.

    Parameters
    ----------
    value : object
        What is to travel.
    refer : callable
        Makes the tree of what is no data (a function, a figure, a model), or raises.
    blobs : list of bytes
        Receives the bytes of arrays.
    """
    kind = type(value)
    if depth > MAX_DEPTH:
        raise WireError(DEEP)
    if kind in KEPT:
        return refer(value)
    if value is None:
        return ["none"]
    if kind in (bool, str):
        return [kind.__name__, value]
    if kind in (int, range):
        numbers = [value] if kind is int else [value.start, value.stop, value.step]
        if max(number.bit_length() for number in numbers) > MAX_DIGITS * 3.3:
            raise WireError(DIGITS)
        return ["int", str(value)] if kind is int else ["range", *numbers]
    if kind is float:
        return ["float", value.hex()]
    if kind is complex:
        return ["complex", value.real.hex(), value.imag.hex()]
    if kind in (bytes, bytearray):
        blobs.append(bytes(value))
        return ["bytes", len(blobs) - 1]
    if kind is slice:
        return ["slice", [encode(part, refer, blobs, depth + 1) for part in (value.start, value.stop, value.step)]]
    if kind in (list, tuple, set, frozenset):
        return [kind.__name__, [encode(item, refer, blobs, depth + 1) for item in value]]
    if kind is dict:
        return ["dict", [[encode(item, refer, blobs, depth + 1) for item in pair] for pair in value.items()]]
    if isinstance(value, pathlib.PurePath):
        return ["path", str(value)]
    if isinstance(value, np.ma.MaskedArray):
        # What a mask hides takes part in no comparison, so that hidden mistakes would count as right.
        if np.ma.getmaskarray(value).any():
            raise WireError(MASK)
        value = np.ma.getdata(value)
    if isinstance(value, (np.ndarray, np.generic)):
        sort = "scalar" if isinstance(value, np.generic) else "array"
        return _encode_array(np.asarray(value), sort, refer, blobs, depth)
    if made := parts_of(value):
        return ["made", made[0], [encode(part, refer, blobs, depth + 1) for part in made[1]]]
    if issubclass(kind, BASES) and kind.__module__ != "builtins" and kind not in KEPT and not callable(value):
        # A subclass (an enumeration, a counter): its plain value, read past whatever it overrides.
        base: Any = next(base for base in BASES if issubclass(kind, base))
        return encode(plain(base, value), refer, blobs, depth)
    return refer(value)


def _encode_array(array: np.ndarray, kind: str, refer: Refer, blobs: list[bytes], depth: int) -> list[Any]:
    """An array as dtype, shape and bytes; one of objects item by item."""
    if array.dtype == object:
        if array.size > MAX_NODES:
            raise WireError(LARGE)
        return ["objects", list(array.shape), [encode(obj, refer, blobs, depth + 1) for obj in array.ravel().tolist()]]
    if array.dtype.kind not in ARRAY_KINDS or array.dtype.fields:
        raise WireError(DTYPES)
    if array.nbytes > MAX_BYTES:
        raise WireError(LARGE)
    blobs.append(np.ascontiguousarray(array).tobytes())
    return [kind, array.dtype.str, list(array.shape), len(blobs) - 1]


class Decoder:
    """Trees back to values, within limits; anything unexpected is a WireError.

    Parameters
    ----------
    blobs : list of bytes
        What came with the tree.
    resolve : callable
        Takes the kind and the rest of a tree that is no data, and gives what it stands for here.
    """

    def __init__(self, blobs: list[bytes], resolve: "Callable[[str, list[Any], Decoder], Any]"):
        self.blobs, self.resolve, self.nodes, self.taken = blobs, resolve, 0, 0

    def decode(self, tree: Any, depth: int = 0) -> Any:
        """The value of a tree."""
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("a value is nested too deeply or has too many parts")
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise WireError("malformed value")
        kind, *rest = tree
        known = getattr(self, f"_{kind}") if kind in DATA_KINDS else None
        try:
            if kind in CONTAINERS:
                return CONTAINERS[kind](self._items(*rest, depth=depth))
            return known(*rest, depth=depth) if known else self.resolve(kind, rest, self)
        except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, RecursionError, AttributeError) as error:
            raise WireError(f"malformed {kind[:20]}: {type(error).__name__}") from None

    def _blob(self, number: Any) -> bytes:
        if type(number) is not int or not 0 <= number < len(self.blobs):
            raise WireError("missing bytes")
        self.taken += len(self.blobs[number])
        if self.taken > MAX_BYTES:  # of one blob as many arrays could be asked for as there are values
            raise WireError("too many bytes")
        return self.blobs[number]

    def _none(self, depth: int) -> None:
        return None

    def _bool(self, value: Any, depth: int) -> bool:
        return _of(bool, value)

    def _int(self, digits: Any, depth: int) -> int:
        if type(digits) is not str or len(digits) > MAX_DIGITS + 1:
            raise WireError("malformed int")
        return int(digits)

    def _float(self, text: Any, depth: int) -> float:
        return float.fromhex(str(text)[:40])

    def _complex(self, real: Any, imag: Any, depth: int) -> complex:
        return complex(self._float(real, depth), self._float(imag, depth))

    def _str(self, text: Any, depth: int) -> str:
        return _of(str, text)

    def _bytes(self, number: Any, depth: int) -> bytes:
        return self._blob(number)

    def _items(self, items: Any, *, depth: int) -> list[Any]:
        return [self.decode(item, depth + 1) for item in _of(list, items)]

    def _slice(self, parts: Any, depth: int) -> slice:
        return slice(*self._items(parts, depth=depth))

    def _dict(self, pairs: Any, depth: int) -> dict[Any, Any]:
        return {self.decode(key, depth + 1): self.decode(value, depth + 1) for key, value in _of(list, pairs)}

    def _range(self, start: Any, stop: Any, step: Any, depth: int) -> range:
        if not all(type(number) is int and number.bit_length() <= MAX_DIGITS * 3.3 for number in (start, stop, step)):
            raise WireError("malformed range")
        return range(start, stop, step)

    def _made(self, name: Any, parts: Any, depth: int) -> Any:
        return made_of(name, self._items(parts, depth=depth))

    def _path(self, text: Any, depth: int) -> pathlib.Path:
        return pathlib.Path(self._str(text, depth))

    def _shape(self, shape: Any) -> tuple[int, ...]:
        if type(shape) is not list or len(shape) > MAX_AXES or not all(type(n) is int and n >= 0 for n in shape):
            raise WireError("malformed shape")
        if math.prod(max(n, 1) for n in shape) > MAX_BYTES:
            raise WireError("an array with too many elements")
        return tuple(shape)

    def _array(self, dtype: Any, shape: Any, number: Any, depth: int) -> np.ndarray:
        if type(dtype) is not str or not DTYPE.fullmatch(dtype):
            raise WireError("malformed dtype")
        dtype = np.dtype(dtype)
        shape, raw = self._shape(shape), self._blob(number)
        if dtype.itemsize == 0 or math.prod(shape) * dtype.itemsize != len(raw):
            raise WireError("malformed array")
        return np.frombuffer(raw, dtype=dtype).reshape(shape).copy() if raw else np.zeros(shape, dtype)

    def _scalar(self, dtype: Any, shape: Any, number: Any, depth: int) -> Any:
        return self._array(dtype, [] if shape == [] else None, number, depth)[()]

    def _objects(self, shape: Any, items: Any, depth: int) -> np.ndarray:
        shape, items = self._shape(shape), self._items(items, depth=depth)
        if math.prod(shape) != len(items):
            raise WireError("malformed array")
        array = np.empty(len(items), dtype=object)
        for index, item in enumerate(items):
            array[index] = item
        return array.reshape(shape)


def _of(kind: type[T], value: Any) -> T:
    """The value, if it is of exactly this type."""
    if type(value) is not kind:
        raise WireError(f"malformed {kind.__name__}")
    return value


def _too_large(text: bytes) -> bool:
    """Whether a JSON text has more characters or values than are read."""
    opened, commas = text.count(b"[") + text.count(b"{"), text.count(b",")
    return len(text) > MAX_TEXT or opened > 2 * MAX_NODES or commas > 8 * MAX_NODES


def pack(tree: list[Any], blobs: list[bytes]) -> bytes:
    """A frame: lengths, JSON, bytes."""
    text = json.dumps([tree, [len(blob) for blob in blobs]], separators=(",", ":")).encode("ascii")
    frame = b"".join([struct.pack(">Q", len(text)), text, *blobs])
    if len(frame) > MAX_BYTES or _too_large(text):
        raise WireError(LARGE)
    return frame


def unpack(frame: bytes) -> tuple[Any, list[bytes]]:
    """Tree and bytes of a frame, or a WireError."""
    try:
        (length,) = struct.unpack_from(">Q", frame)
        if length > len(frame) - 8:
            raise WireError("truncated message")
        text = frame[8 : 8 + length]
        if _too_large(text):
            raise WireError("a message of too many parts")
        tree, sizes = json.loads(text)
        if sum(sizes) != len(frame) - 8 - length or not all(type(size) is int and size >= 0 for size in sizes):
            raise WireError("truncated message")
    except (struct.error, ValueError, TypeError, RecursionError) as error:
        raise WireError(f"malformed message: {type(error).__name__}") from None
    blobs, at = [], 8 + length
    for size in sizes:
        blobs.append(frame[at : at + size])
        at += size
    return tree, blobs


def send(connection: Any, tree: list[Any], blobs: list[bytes]) -> None:
    """Send one frame over a socket."""
    frame = pack(tree, blobs)
    connection.sendall(struct.pack(">Q", len(frame)) + frame)


def receive(connection: Any) -> tuple[Any, list[bytes]]:
    """The next frame from a socket; limits hold before memory is taken."""
    (length,) = struct.unpack(">Q", _exactly(connection, 8))
    if length > MAX_BYTES:
        raise WireError(f"a message of {length} bytes is too large")
    return unpack(_exactly(connection, length))


def _exactly(connection: Any, length: int) -> bytes:
    """So many bytes from a socket."""
    parts = bytearray()
    while len(parts) < length:
        if not (part := connection.recv(min(length - len(parts), 2**20))):
            raise WireError("the other side is gone")
        parts += part
    return bytes(parts)
