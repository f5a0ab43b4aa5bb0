"""The student's values as the judge sees them: plain data, or handles whose calls go over the wire."""

import builtins
import inspect
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

import numpy as np

from .allowlist import genuine, recreate, told_name
from .data.mutations import mark_changes
from .data.wire import ENDLESS, REASONS, Decoder, WireError, encode, receive, send
from .verdict import ForbiddenOperation

T = TypeVar("T")
LOOK = 0.25  # seconds between two looks at the clock
MAX_ITEMS = 100_000  # of an iterator
MAX_RESULTS, MAX_KEPT = 12, 48 * 10**6  # of calls that are kept, and bytes of the arrays in one


class TimeUp(WireError):
    """A test did not get its answers within its time."""


class Wire:
    """The judge's end of the connection to the student's process.

    `known` are names of functions that the notebook itself mentions, so that an exception may tell that it was one.
    `results` are what the last calls gave back, None for what was large. `clock` measures what a test may take.
    """

    known: frozenset[str] = frozenset()

    def __init__(self, connection: socket.socket, clock: Callable[[], float] = time.monotonic):
        self.connection, self.clock, self.deadline = connection, clock, 0.0
        self.callbacks: dict[int, Callable[..., Any]] = {}
        self.results: deque[object] = deque(maxlen=MAX_RESULTS)

    def ask(self, operation: str, *rest: Any, out: list[bytes] | None = None) -> tuple[Any, list[tuple[Any, Any]]]:
        """Ask one question; functions of ours that the student calls meanwhile run here.

        What the student's code prints in a call is printed here, for a test that looks at it.

        Returns
        -------
        tuple
            The value, and what changed in the arguments of a call.

        Raises
        ------
        Exception
            What the student's code raised: a built-in exception of that name, with the attributes `remote`, and
            `where` for the function of the notebook that raised it.
        WireError
            If there is no answer, or none that makes sense.
        """
        self._send([operation, *rest], out or [])
        refused = None
        while True:
            tree, blobs = self._receive()
            if isinstance(tree, list) and tree[:1] == ["callback"]:
                refused = self._call_back(tree, blobs) or refused
                continue
            if refused:
                raise refused
            match tree:
                case ["value", value, list(changes), *printed] if all(type(text) is str for text in printed):
                    sys.stdout.write("".join(printed))
                    decoder = Decoder(blobs, self.resolve)
                    try:
                        result, changed = decoder.decode(value), [(i, decoder.decode(new)) for i, new in changes]
                    except (WireError, TypeError, ValueError):  # all of the frame is here: the two stay in step
                        raise ForbiddenOperation("The value that came back cannot be inspected.") from None
                    if operation == "call":
                        self.results.append(result if sum(map(len, blobs)) <= MAX_KEPT else None)
                    return result, changed
                case ["missing"]:
                    raise LookupError
                case ["raise", str(kind), str(name), str(where)]:
                    raise recreate(kind, name, where if where in self.known else "")
                case ["refused", str(reason)]:
                    why = f": {reason}." * (reason in REASONS)
                    raise ForbiddenOperation("The value that came back cannot be inspected" + why)
                case _:
                    raise WireError("malformed answer")

    def greet(self) -> None:
        """Wait until the agent is there to answer."""
        if self._receive() != (["here"], []):
            raise WireError("no greeting")

    def say_goodbye(self) -> None:
        """Tell the agent that nothing more is asked."""
        self._send(["end"], [])

    def _send(self, tree: list[Any], blobs: list[bytes]) -> None:
        send(self, tree, blobs)

    def _receive(self) -> tuple[Any, list[bytes]]:
        return receive(self)

    def recv(self, size: int) -> bytes:
        """As a socket does, by the deadline."""
        return self._by_deadline(self.connection.recv, size)

    def sendall(self, frame: bytes) -> None:
        """As a socket does, by the deadline."""
        left = memoryview(frame)
        while left:
            left = left[self._by_deadline(self.connection.send, left) :]

    def _by_deadline(self, act: Callable[[Any], T], what: Any) -> T:
        # One deadline for the whole test: a process that sends a byte a second does not get more of it.
        while (left := self.deadline - self.clock()) > 0:
            self.connection.settimeout(min(left, LOOK))
            try:
                return act(what)
            except TimeoutError:
                continue
            except OSError as error:
                raise WireError(str(error)) from None
        raise TimeUp("time is up")

    def _call_back(self, tree: list[Any], blobs: list[bytes]) -> ForbiddenOperation | None:
        """Run a function of ours that the student calls; gives back what the test must end with, if anything.

        Whatever happens the student's side gets its answer, so that the two stay in step.
        """
        match tree:
            case [_, int(number), args, kwargs] if number in self.callbacks:
                function, decoder = self.callbacks[number], Decoder(blobs, self.resolve)
            case _:
                raise WireError("unknown function")
        out: list[bytes] = []
        refused = None
        try:
            result = function(*decoder.decode(args), **decoder.decode(kwargs))
            reply = ["return", encode(result, self.refer, out)]
        except Exception as error:
            kind = type(error).__name__ if hasattr(builtins, type(error).__name__) else "RuntimeError"
            reply, out = ["raise", kind, "the function that was given failed"], []
        except ForbiddenOperation as error:
            reply, out, refused = ["raise", "TypeError", "the function that was given failed"], [], error
        self._send(reply, out)
        return refused

    def refer(self, value: Any) -> list[Any]:
        """What travels to the student by name: handles go back, functions are called back, models are copied."""
        if isinstance(value, Handle):
            return ["ref", object.__getattribute__(value, "_ref")]
        if isinstance(value, np.random.Generator):
            return ["generator", type(value.bit_generator).__name__, encode(value.bit_generator.state, self.refer, [])]
        raise TypeError(f"a {type(value).__name__} cannot be given to a student's function")

    def encode(self, value: Any, out: list[bytes]) -> list[Any]:
        """A value for the student, models and functions included."""

        def refer(other: Any) -> list[Any]:
            if type(other).__module__.startswith("sklearn."):
                content = {key: item for key, item in vars(other).items() if not hasattr(item, "__next__")}
                return ["estimator", type(other).__module__, type(other).__name__, encode(content, refer, out)]
            if inspect.isroutine(other) or (callable(other) and not isinstance(other, Handle)):
                number = len(self.callbacks)
                self.callbacks[number] = other
                return ["callback", number]
            return self.refer(other)

        return encode(value, refer, out)

    def resolve(self, kind: str, rest: list[Any], decoder: Decoder) -> "Handle":
        """A handle for what stays with the student."""
        match kind, rest:
            case "ref", [int(number), str(name), list(family), bool(can_be_called)]:
                return make_handle(self, number, name, [str(base) for base in family[:12]], can_be_called)
        raise WireError("unknown kind of value")


def _refuse(operation: str) -> Callable[..., NoReturn]:
    def refused(self: Any, *others: Any) -> NoReturn:
        raise ForbiddenOperation(f"Where a number, a text or an array was expected, {self} came back.")

    return refused


DECIDING = """
    eq ne lt le gt ge bool hash add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow
    matmul rmatmul and rand or ror xor rxor lshift rlshift rshift rrshift neg pos abs invert int float complex index
    round contains array_ufunc enter exit iadd isub imul
""".split()  # noqa: SIM905 (one name a line would be 52 lines)


class Handle:
    """Something that stays with the student: its attributes, items and calls come over as data.

    Operators that would let the student's object decide a test are refused.
    """

    def __init__(self, wire: Wire, ref: int, family: list[str]):
        object.__setattr__(self, "_wire", wire)
        object.__setattr__(self, "_ref", ref)
        object.__setattr__(self, "_family", family)

    @property  # type: ignore[misc]  # `object` lets it be set, a handle does not
    def __class__(self) -> type:
        """The genuine class of a figure, an axes, a model or a picture, so that `isinstance` says what it would."""
        return next(filter(None, map(genuine, self._family)), type(self))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name.startswith("_repr_") or name == "_ipython_display_":
            raise AttributeError(name)
        return self._wire.ask("attr", self._ref, name)[0]

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise ForbiddenOperation("A test may not change what a student made.")

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.asarray(self._wire.ask("array", self._ref)[0], dtype=dtype)

    def __len__(self) -> int:
        length = self._wire.ask("length", self._ref)[0]
        if type(length) is not int or length < 0:
            raise ForbiddenOperation("The length of what came back is not a number.")
        return length

    def __getitem__(self, key: Any) -> Any:
        out: list[bytes] = []
        return self._wire.ask("item", self._ref, self._wire.encode(key, out), out=out)[0]

    def __iter__(self) -> Iterator[Any]:
        items = self._wire.ask("iterate", self._ref)[0]
        if items is None:  # an iterator: what a test does not ask for is not made
            return self._until_its_end()
        if type(items) is not list:
            raise ForbiddenOperation("What came back cannot be iterated over.")
        return iter(items)

    def __next__(self) -> Any:
        items = self._wire.ask("next", self._ref)[0]
        if type(items) is not list or len(items) > 1:
            raise ForbiddenOperation("What came back cannot be iterated over.")
        if not items:
            raise StopIteration
        return items[0]

    def _until_its_end(self) -> Iterator[Any]:
        for _ in range(MAX_ITEMS):
            try:
                yield next(self)
            except StopIteration:
                return
        raise ForbiddenOperation(f"The value that came back cannot be inspected: {ENDLESS}.")

    def __deepcopy__(self, memo: Any) -> "Handle":
        return self

    def __str__(self) -> str:
        return f"{'an' if type(self).__name__ == 'object' else 'a'} {type(self).__name__}"

    __repr__ = __str__


for _name in DECIDING:
    setattr(Handle, f"__{_name}__", _refuse(_name))


class CallableHandle(Handle):
    """A function, class or method of the student's."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        wire: Wire = self._wire
        out: list[bytes] = []
        trees = [wire.encode(list(args), out), wire.encode(kwargs, out)]
        result, changes = wire.ask("call", self._ref, *trees, out=out)
        given = [*args, *kwargs.values()]
        for index, new in changes:
            if type(index) is int and 0 <= index < len(given):
                try:
                    mark_changes(given[index], new)
                except Exception:
                    raise ForbiddenOperation("An argument was changed in a way that cannot be judged.") from None
        return result


def make_handle(wire: Wire, ref: int, name: str, family: list[str], can_be_called: bool) -> Handle:
    """A handle whose type carries the name that the student's object has, if everybody knows that name."""
    base = CallableHandle if can_be_called else Handle
    handle: Handle = type(told_name(name, family), (base,), {"__slots__": ()})(wire, ref, family)
    return handle
