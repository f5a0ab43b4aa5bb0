"""The student's values as the judge sees them: plain data, or handles whose calls go over the wire."""

import builtins
import inspect
import socket
import time

import numpy as np

from .changes import mark_changes
from .known import KNOWN_TYPES, genuine, recreate
from .wire import REASONS, Decoder, WireError, encode, receive, send


class Refused(BaseException):
    """A test used a value in a way that would let the student decide. No test may catch it as one it expects."""


class TimeUp(WireError):
    """A test did not get its answers within its time."""


class Wire:
    """The judge's end of the connection to the student's process.

    `known` are names of functions that the notebook itself mentions, so that an exception may tell that it was one.
    """

    known: frozenset[str] = frozenset()

    def __init__(self, connection: socket.socket):
        self.connection, self.callbacks, self.deadline = connection, {}, 0.0

    def ask(self, operation: str, *rest, out: list | None = None):
        """Ask one question; functions of ours that the student calls meanwhile run here.

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
                case ["value", value, list(changes)]:
                    decoder = Decoder(blobs, self.resolve)
                    return decoder.decode(value), [(i, decoder.decode(new)) for i, new in changes]
                case ["missing"]:
                    raise LookupError
                case ["raise", str(kind), str(name), str(where)]:
                    raise recreate(kind, name, where if where in self.known else "")
                case ["refused", str(reason)]:
                    raise Refused("The value that came back cannot be looked at" + f": {reason}." * (reason in REASONS))
                case _:
                    raise WireError("malformed answer")

    def _send(self, tree, blobs):
        try:
            self.connection.settimeout(max(0.01, self.deadline - time.monotonic()))
            send(self.connection, tree, blobs)
        except TimeoutError:
            raise TimeUp("time is up") from None
        except OSError as error:
            raise WireError(str(error)) from None

    def _receive(self):
        # One deadline for the whole test: a process that sends a byte a second does not get more of it.
        parts = _Deadline(self.connection, self.deadline)
        try:
            return receive(parts)
        except TimeoutError:
            raise TimeUp("time is up") from None
        except OSError as error:
            raise WireError(str(error)) from None

    def _call_back(self, tree, blobs):
        """Run a function of ours that the student calls; gives back what the test must end with, if anything.

        Whatever happens the student's side gets its answer, so that the two stay in step.
        """
        match tree:
            case [_, int(number), args, kwargs] if number in self.callbacks:
                function, decoder = self.callbacks[number], Decoder(blobs, self.resolve)
            case _:
                raise WireError("unknown function")
        out, refused = [], None
        try:
            result = function(*decoder.decode(args), **decoder.decode(kwargs))
            reply = ["return", encode(result, self.refer, out)]
        except Exception as error:
            kind = type(error).__name__ if hasattr(builtins, type(error).__name__) else "RuntimeError"
            reply, out = ["raise", kind, "the function that was given failed"], []
        except Refused as error:
            reply, out, refused = ["raise", "TypeError", "the function that was given failed"], [], error
        self._send(reply, out)
        return refused

    def refer(self, value):
        """What travels to the student by name: handles go back, functions are called back, models are copied."""
        if isinstance(value, Handle):
            return ["ref", object.__getattribute__(value, "_ref")]
        if isinstance(value, np.random.Generator):
            state = encode(value.bit_generator.state, self.refer, [])
            return ["generator", type(value.bit_generator).__name__, state]
        raise TypeError(f"a {type(value).__name__} cannot be given to a student's function")

    def encode(self, value, out):
        """A value for the student, models and functions included."""

        def refer(other):
            if type(other).__module__.startswith("sklearn."):
                content = {key: item for key, item in vars(other).items() if not hasattr(item, "__next__")}
                return ["estimator", type(other).__module__, type(other).__name__, encode(content, refer, out)]
            if inspect.isroutine(other) or (callable(other) and not isinstance(other, Handle)):
                number = len(self.callbacks)
                self.callbacks[number] = other
                return ["callback", number]
            return self.refer(other)

        return encode(value, refer, out)

    def resolve(self, kind, rest, decoder):
        """A handle for what stays with the student."""
        match kind, rest:
            case "ref", [int(number), str(name), list(family), bool(can_be_called)]:
                return make_handle(self, number, name, [str(base) for base in family[:12]], can_be_called)
        raise WireError("unknown kind of value")


class _Deadline:
    """A socket whose reads share one deadline."""

    def __init__(self, connection, deadline):
        self.connection, self.deadline = connection, deadline

    def recv(self, size):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        return self.connection.recv(size)


def _refuse(operation):
    def refused(self, *others):
        kind = type(self).__name__
        raise Refused(f"A {kind} came back where a number, a text or an array was expected.")

    return refused


DECIDING = [
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "bool",
    "hash",
    "add",
    "radd",
    "sub",
    "rsub",
    "mul",
    "rmul",
    "truediv",
    "rtruediv",
    "floordiv",
    "rfloordiv",
    "mod",
    "rmod",
    "pow",
    "rpow",
    "matmul",
    "rmatmul",
    "and",
    "rand",
    "or",
    "ror",
    "xor",
    "rxor",
    "lshift",
    "rlshift",
    "rshift",
    "rrshift",
    "neg",
    "pos",
    "abs",
    "invert",
    "int",
    "float",
    "complex",
    "index",
    "round",
    "contains",
    "array_ufunc",
    "enter",
    "exit",
    "iadd",
    "isub",
    "imul",
]


class Handle:
    """Something that stays with the student: its attributes, items and calls come over as data.

    Operators that would let the student's object decide a test are refused.
    """

    def __init__(self, wire, ref, family):
        object.__setattr__(self, "_wire", wire)
        object.__setattr__(self, "_ref", ref)
        object.__setattr__(self, "_family", family)

    @property
    def __class__(self):
        """The genuine class of a figure, an axes, a model or a picture, so that `isinstance` says what it would."""
        return next(filter(None, map(genuine, self._family)), type(self))

    def __getattr__(self, name):
        if name.startswith("__") or name.startswith("_repr_") or name == "_ipython_display_":
            raise AttributeError(name)
        return self._wire.ask("attr", self._ref, name)[0]

    def __setattr__(self, name, value):
        raise Refused("A test may not change what a student made.")

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self._wire.ask("array", self._ref)[0], dtype=dtype)

    def __len__(self):
        length = self._wire.ask("length", self._ref)[0]
        if type(length) is not int or length < 0:
            raise Refused("The length of what came back is no number.")
        return length

    def __getitem__(self, key):
        out = []
        return self._wire.ask("item", self._ref, self._wire.encode(key, out), out=out)[0]

    def __iter__(self):
        items = self._wire.ask("iterate", self._ref)[0]
        if type(items) is not list:
            raise Refused("What came back cannot be walked over.")
        return iter(items)

    def __deepcopy__(self, memo):
        return self

    def __str__(self):
        return f"a {type(self).__name__}"

    __repr__ = __str__


for _name in DECIDING:
    setattr(Handle, f"__{_name}__", _refuse(_name))


class CallableHandle(Handle):
    """A function, class or method of the student's."""

    def __call__(self, *args, **kwargs):
        wire, out = self._wire, []
        trees = [wire.encode(list(args), out), wire.encode(kwargs, out)]
        result, changes = wire.ask("call", self._ref, *trees, out=out)
        given = [*args, *kwargs.values()]
        for index, new in changes:
            if type(index) is int and 0 <= index < len(given):
                mark_changes(given[index], new)
        return result


def make_handle(wire, ref, name, family, can_be_called):
    """A handle whose type carries the name that the student's object has, if everybody knows that name.

    A name that the student chose could tell in a message what a hidden test asked for.
    """
    base = CallableHandle if can_be_called else Handle
    known = name in KNOWN_TYPES or any(genuine(one) and genuine(one).__name__ == name for one in family)
    return type(name if known else "object", (base,), {"__slots__": ()})(wire, ref, family)
