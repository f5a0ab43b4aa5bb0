"""The judge's end of the connection to the student's process: one question, one answer, by a deadline."""

import builtins
import inspect
import itertools
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import numpy as np

from .allowlist import MAX_OWN, ErrorClass, error_class, recreate
from .data.wire import BASES, REASONS, Decoder, WireError, encode, receive, send
from .proxies import Handle, make_handle
from .verdict import ForbiddenOperation

T = TypeVar("T")
LOOK = 0.25  # seconds between two looks at the clock
MAX_ARGUMENTS = 5  # of an exception
MAX_RESULTS, MAX_KEPT = 12, 48 * 10**6  # of calls that are kept, and bytes of the arrays in one
MAX_SAID = 1_000  # characters of a text that messages are searched for, and number of such texts
UNKNOWN = "..."  # in place of more


class TimeUp(WireError):
    """A test did not get its answers within its time."""


class Wire:
    """The judge's end of the connection to the student's process.

    `known` are names of functions that the notebook itself mentions, so that an exception may tell that it was one.
    `results` are what the last calls gave back, None for what was large. `texts` are what exceptions and objects of the
    student's say of themselves, which no message may repeat. `clock` measures what a test may take.
    """

    known: frozenset[str] = frozenset()

    def __init__(self, connection: socket.socket, clock: Callable[[], float] = time.monotonic):
        self.connection, self.clock, self.deadline = connection, clock, 0.0
        self.callbacks: dict[int, Callable[..., Any]] = {}
        self.results: deque[object] = deque(maxlen=MAX_RESULTS)
        self.texts: list[str] = []
        self.calls = 0  # after each, what an object holds may be another
        self.errors: dict[int, Any] = {}  # classes for those of the student's
        self.handles = WeakValueDictionary[int, Handle]()  # by their numbers: the same object is the same here

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
            `where` for the function of the notebook that raised it; `line` is that of the student's cell.
        WireError
            If there is no answer, or none that makes sense.
        """
        self.calls += operation in ("call", "operate", "next", "iterate")
        send(self, [operation, *rest], out or [])
        refused = None
        while True:
            tree, blobs = receive(self)
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
                    self.told(result if rest[1:] in (("__name__",), ("__doc__",)) else None)
                    return result, changed
                case ["missing"]:
                    raise LookupError
                case ["raise", str(name), str(where), list(texts), int(line), list(own), int(ref), list(changes)] if (
                    len(own) <= MAX_OWN
                ):
                    said = [text if type(text) in (str, int, float) else None for text in texts[:MAX_ARGUMENTS]]
                    self.told(*said, " ".join(map(str, said)))
                    base, where = error_class(own, self.errors), where if where in self.known else ""
                    thing = make_handle(self, ref, "", ["__main__.", "builtins.BaseException"], False)
                    error, decoder = recreate(base, name, where, said, line, thing), Decoder(blobs, self.resolve)
                    error.changes = [(i, decoder.decode(new)) for i, new in changes]
                    raise error
                case ["refused", str(reason)]:
                    why = f": {reason}." * (reason in REASONS)
                    raise ForbiddenOperation("The value that came back cannot be inspected" + why)
                case _:
                    raise WireError("malformed answer")

    def told(self, *texts: object) -> None:
        """Take down what the student's side says of itself; of what is too long to be looked for, that it was said."""
        self.texts += [str(text) if len(str(text)) <= MAX_SAID else UNKNOWN for text in texts if text is not None]
        self.texts = self.texts if len(self.texts) < MAX_SAID else [UNKNOWN]

    def greet(self) -> None:
        """Wait until the agent is there to answer."""
        if receive(self) != (["here"], []):
            raise WireError("no greeting")

    def say_goodbye(self) -> None:
        """Tell the agent that nothing more is asked."""
        send(self, ["end"], [])

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
            kind = next(base.__name__ for base in type(error).__mro__ if hasattr(builtins, base.__name__))
            reply, out = ["raise", kind, "the function that was given failed"], []
        except ForbiddenOperation as error:
            reply, out, refused = ["raise", "TypeError", "the function that was given failed"], [], error
        send(self, reply, out)
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
            if isinstance(other, ErrorClass):
                return self.refer(vars(other)["_thing"])
            if inspect.isroutine(other) or (callable(other) and not isinstance(other, Handle)):
                number = len(self.callbacks)
                self.callbacks[number] = other
                return ["callback", number]
            if isinstance(other, Iterator) and type(other).__module__ in ("builtins", "itertools"):
                return ["iterator", *refer(lambda: list(itertools.islice(other, 1)))[1:]]
            return self.refer(other)

        return encode(value, refer, out)

    def resolve(self, kind: str, rest: list[Any], decoder: Decoder) -> "Handle":
        """A handle for what stays with the student."""
        match kind, rest:
            case "ref", [int(number), str(name), list(family), bool(can_be_called), *held]:
                new = make_handle(self, number, name, [str(base) for base in family[:12]], can_be_called)
                made = self.handles.setdefault(number, new)
                if held and made._held[1:] != (None,):  # what cannot change is what it was at first
                    value = decoder.decode(held[0])
                    if type(value) in (*BASES, set, frozenset):
                        changes = isinstance(value, list | dict | set)
                        object.__setattr__(made, "_held", (value, self.calls if changes else None))
                return made
        raise WireError("unknown kind of value")
