"""Inside the student's process: keeps what stood where a test stands, and answers what the judge asks for.

This text follows those that `embedded.py` names, in one namespace of its own. Whatever the student does to it, only
data leaves here, and what that data is worth is decided elsewhere.
"""

# ruff: noqa: F821  (encode, KEPT, Decoder, pack, send, receive, WireError, ENDLESS, np, struct come from wire.py, library_of from values.py, the rest from classes.py)
import builtins
import collections.abc
import contextlib
import importlib
import io
import itertools
import linecache
import operator
import os
import re
import socket
import sys
import threading

MAX_ITEMS = 100_000  # of what a test walks over
MAX_PRINTED = 2**20  # characters that a call prints
MAX_SAID = 5  # arguments of an exception
MAX_HELD = 10_000  # items of an object that are sent along, to be compared
COMPARE = "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"
NUMBERS = int, float, complex
CHANGES = {"value": 2, "raise": 7}  # where the changes of arguments stand in an answer
door = None  # where the judge's connection waits


def listen(path):
    """Open the door before the first line of the student's: later there are no new sockets."""
    global door
    door = socket.socket(socket.AF_UNIX)
    door.bind(path)
    door.listen(1)


class Agent:
    """What the judge may ask of the student's process.

    Parameters
    ----------
    names : dict
        The namespace of the student's cells.
    """

    def __init__(self, names):
        self.names, self.kept, self.objects, self.connection = names, {}, [], None
        self.defines = lambda text: None  # whether the text of a cell defines the exercise
        NAMES[:] = [names, {}]
        self.numbers = {}  # of objects, by what Python tells them apart by
        self.taken = collections.Counter()  # items of iterators, by their numbers
        self.errors = {}  # classes of exceptions, with their numbers
        self.busy, self.line = False, threading.RLock()  # whether a question is open, and who may use the line

    def attach(self, shell):
        """Remember all names as they are after each cell of the student's."""
        shell.events.register("post_run_cell", lambda _: self.keep(shell.parent_header["msg_id"]))

    def keep(self, moment):
        """Remember all names as they are now."""
        self.kept[moment] = dict(self.names)

    def serve(self, pins):
        """Answer the judge until it says that it has finished; each test gets the names of its moment."""
        self.pins = {test: self.kept.get(moment, {}) for test, moment in pins.items()}
        self.connection, _ = door.accept()
        send(self.connection, ["here"], [])
        with pathlib.Path(os.devnull).open("w") as nowhere:
            kept = sys.stdout, sys.stderr
            sys.stdout = sys.stderr = nowhere
            try:
                while True:
                    tree, blobs = receive(self.connection)
                    if tree[0] == "end":
                        return
                    self.answer(tree, blobs)
            except (WireError, OSError):
                return
            finally:
                sys.stdout, sys.stderr = kept

    def answer(self, tree, blobs):
        """One question, one answer; whatever the student's code raises is an answer as well."""
        out = []
        self.busy = True
        try:
            reply = getattr(self, "do_" + tree[0])(Decoder(blobs, self.resolve), out, *tree[1:])
            frame = pack(reply, out)  # what is too large to travel is an answer, and no end of the connection
        except WireError as error:
            frame = pack(["refused", str(error)], [])
        except BaseException as error:
            frame = pack(self.told(error), [])
        with self.line:  # a thread that goes on may still wait for an answer of its own
            self.busy = False
        self.connection.sendall(struct.pack(">Q", len(frame)) + frame)

    def told(self, error):
        """What is told of an exception; less where that raises as well, as it may be the student's code."""
        try:
            reply = self.raised(error)
            pack(reply, [])
            return reply
        except BaseException:
            return ["raise", "Exception", "", [], 0, ["Exception"], 0, []]

    def raised(self, error):
        """What is told of an exception: its types, the function, what it says, the line of the cell, and itself.

        The line is in the cell which defines the exercise, wherever else the exception went through; 0 if not through
        it. Itself is kept only if its class is the notebook's own.
        """
        kind, where, line, trace = type(error), "", 0, error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if trace.tb_frame.f_globals is self.names and self.defines("".join(linecache.getlines(code.co_filename))):
                line = trace.tb_lineno
            where, trace = code.co_name, trace.tb_next
        classes = error_classes(kind, self.errors)
        said = [text if type(text) in (str, int, float) else None for text in error.args[:MAX_SAID]]
        itself = self.reference(error)[1] if type(classes[-1]) is list else 0
        return ["raise", str(kind.__name__)[:60], str(where)[:60], said, line, classes, itself, []]

    def value(self, value, out):
        """A value as data, or a reference to it."""
        return ["value", encode(value, self.refer, out), []]

    def refer(self, value):
        """Keep what is no data, and tell what it is, and what it holds where it is compared as that."""
        return [*self.reference(value), *self.held(value)]

    def reference(self, value):
        """Keep what is no data, and tell what it is."""
        number = self.numbers.setdefault(id(value), len(self.objects))
        if number == len(self.objects):
            self.objects.append(value)  # for good: nothing else gets its number
        family = [f"{base.__module__}.{base.__qualname__}"[:120] for base in type(value).__mro__[:12]]
        return ["ref", number, str(type(value).__name__)[:60], family, builtins.callable(value)]

    def held(self, value):
        """As a list what an object holds whose class derives from that of plain data and compares as that does."""
        kind, blobs = type(value), []
        if issubclass(kind, enum.Enum) and kind.__eq__ is enum.Enum.__eq__ and not issubclass(kind, BASES):
            return [encode((kind.__name__, value.name or value.value), self.reference, blobs)]
        base = next((base for base in (*BASES, set, frozenset) if issubclass(kind, base)), None)
        if base is None or kind is base or any(getattr(kind, name) is not getattr(base, name) for name in COMPARE):
            return []
        held = plain(base, value)
        if base not in NUMBERS and len(held) > MAX_HELD:
            return []
        with contextlib.suppress(WireError):
            tree = encode(held, self.reference, blobs)
            return [tree] if not blobs else []
        return []

    def resolve(self, kind, rest, decoder):
        """What stands for the judge's functions, iterators, models and generators here, and what was kept before."""
        if kind == "ref":
            return self.objects[rest[0]]
        if kind == "callback":
            return lambda *args, **kwargs: self.call_back(rest[0], args, kwargs)
        if kind == "iterator":
            return self.walk(rest[0])
        if kind == "generator":
            generator = np.random.Generator(getattr(np.random, rest[0])())
            generator.bit_generator.state = decoder.decode(rest[1])
            return generator
        if kind == "estimator":
            made = object.__new__(getattr(importlib.import_module(rest[0]), rest[1]))
            made.__dict__.update(decoder.decode(rest[2]))
            return made
        raise WireError(f"unknown kind {kind}")

    def call_back(self, number, args, kwargs):
        """Let the judge run a function of its own that it gave as an argument."""
        out = []
        pair = [encode(list(args), self.refer, out), encode(kwargs, self.refer, out)]
        with self.line:
            if not self.busy:
                raise RuntimeError("the function that was given can only be called before yours has returned")
            send(self.connection, ["callback", number, *pair], out)
            tree, blobs = receive(self.connection)
            while tree[0] not in ("return", "raise"):  # the function asks for something of ours itself
                self.answer(tree, blobs)
                self.busy = True
                tree, blobs = receive(self.connection)
        if tree[0] == "raise":
            raise getattr(builtins, tree[1])(tree[2])
        return Decoder(blobs, self.resolve).decode(tree[1])

    def walk(self, number):
        """Items of an iterator of the judge's, each when it is asked for."""
        while items := self.call_back(number, (), {}):
            yield items[0]

    def do_at(self, decoder, out, test, exercise):
        """Go back to the names as they were where the test of an exercise stands."""
        exercise = re.escape(exercise)
        self.defines = re.compile(rf"(?m)^(?:(?:async +)?def|class) +{exercise}\b|^{exercise}\b[^=(\n]*=(?!=)").search
        KEPT.clear()
        self.names.clear()
        self.names.update(self.pins.get(test, {}))
        return self.value(None, out)

    def do_get(self, decoder, out, name):
        if name not in self.names:
            return ["missing"]
        return self.value(self.names[name], out)

    def do_set(self, decoder, out, name, value):
        self.names[name] = decoder.decode(value)
        return self.value(None, out)

    def do_delete(self, decoder, out, name):
        self.names.pop(name, None)
        return self.value(None, out)

    def do_attr(self, decoder, out, ref, name):
        return self.value(getattr(self.objects[ref], name), out)

    def do_error(self, decoder, out, ref):
        """Of a class of exceptions what it is made of; of anything else None."""
        kind = self.objects[ref]
        is_error = isinstance(kind, type) and issubclass(kind, Exception)
        return self.value(error_classes(kind, self.errors) if is_error else None, out)

    def do_array(self, decoder, out, ref):
        return self.value(np.asarray(self.objects[ref]), out)

    def do_length(self, decoder, out, ref):
        return self.value(len(self.objects[ref]), out)

    def do_item(self, decoder, out, ref, key):
        return self.value(self.objects[ref][decoder.decode(key)], out)

    def do_next(self, decoder, out, ref):
        self.taken[ref] += 1
        if self.taken[ref] > MAX_ITEMS:
            raise WireError(ENDLESS)
        return self.value(list(itertools.islice(self.objects[ref], 1)), out)

    def do_iterate(self, decoder, out, ref):
        if isinstance(self.objects[ref], collections.abc.Iterator):
            return self.value(None, out)
        items = []
        for item in self.objects[ref]:
            items.append(item)
            if len(items) > MAX_ITEMS:
                raise WireError(ENDLESS)
        return self.value(items, out)

    def do_operate(self, decoder, out, name, operands):
        act = getattr(builtins, name, None) or getattr(operator, f"__{name}__")
        return self.value(act(*decoder.decode(operands)), out)

    def do_held(self, decoder, out, ref):
        return ["value", self.refer(self.objects[ref]), []]

    def do_call(self, decoder, out, ref, args, kwargs):
        args, kwargs = decoder.decode(args), decoder.decode(kwargs)
        given = [*args, *kwargs.values()]
        before = [self.snapshot(value) for value in given]
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            try:
                result = self.objects[ref](*args, **kwargs)
            except Exception as error:
                reply = self.told(error)
            else:
                if type(result) is self.objects[ref] and has_methods(type(result)):
                    KEPT.add(type(result))
                reply = [*self.value(result, out), None]
        changes = reply[CHANGES[reply[0]]]
        for index, value in enumerate(given):
            if before[index] is not None and self.snapshot(value) != before[index]:
                changes.append([index, encode(self.content(value), self.refer, out)])
        if reply[0] == "value":
            reply[-1] = printed.getvalue()[:MAX_PRINTED]
        return reply

    def content(self, value):
        """What of a mutable argument may have changed."""
        if isinstance(value, np.random.Generator):
            return value.bit_generator.state
        if type(value).__module__.startswith("sklearn."):
            return dict(value.__dict__)
        return value

    def snapshot(self, value):
        """The content of a mutable argument, to see later whether it changed; None if it cannot change."""
        kinds = np.ndarray, np.random.Generator, list, dict, set, tuple
        if isinstance(value, kinds) or type(value).__module__.startswith("sklearn.") or library_of(value):
            out = []
            try:
                return encode(self.content(value), lambda other: ["kept", id(other)], out), out
            except WireError:
                return None
        return None
