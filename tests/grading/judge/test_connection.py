"""What comes over the connection to the student's process: answers, exceptions, calls of our functions, or nothing."""

import contextlib
import socket
import threading
import time

import numpy as np
import pytest
from sklearn.cluster import KMeans
from support.scripted import NOTHING, SECRET, Scripted, answer, swallowed

from course.grading.judge.connection import MAX_RESULTS, TimeUp, Wire
from course.grading.judge.data.mutations import Changed
from course.grading.judge.data.wire import DIGITS, WireError, encode, receive, send
from course.grading.judge.proxies import make_handle
from course.grading.judge.verdict import ForbiddenOperation


@pytest.mark.parametrize(
    "tree",
    [
        None, 1, "value", [], {}, ["value"], ["value", ["none"]], ["value", ["none"], [], 1], ["value", ["none"], {}],
        ["value", ["none"], [], "printed", None], ["value", ["none"], [], ["printed"]],
        ["value", ["none"], [[0, ["nonsense"]]]], ["value", ["nonsense"], []], ["raise", "ValueError"], ["missing", 1],
        ["raise", "ValueError", "", []], ["raise", None, None, [], 0, ["ValueError"], 0, []],
        ["raise", "ValueError", "", 1, 0, ["ValueError"], 0, []],
        ["raise", "ValueError", "", [], "3", ["ValueError"], 0, []],
        ["raise", "ValueError", "", [], 0.5, ["ValueError"], 0, []],
        ["raise", "ValueError", "", [], 0, 1, 0, []],
        ["raise", "ValueError", "", [], 0, ["ValueError"], "0", []],
        ["raise", "ValueError", "", [], 0, ["ValueError"], 0, 1],
        ["raise", "ValueError", "", [], 0, ["ValueError"], 0, [[0, ["nonsense"]]]],
        ["refused"], ["refused", 1], ["here"],
        ["end"], ["return", ["none"]], ["callback"], ["callback", 0, ["list", []], ["dict", []]], ["callback", "0"],
        ["value", ["ref", 0, "f", [], 1], []], ["value", ["ref", "0", "f", [], True], []], ["value", ["ref", 0], []],
        ["value", ["ref", 0, "f", "family", True], []], ["value", ["callback", 0], []], ["value", ["generator"], []],
        ["value", ["estimator", "os", "x", ["dict", []]], []],
    ],
    ids=str,
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_an_error(tree):
    """Whatever else than an answer comes ends the test, and is no exception that a test may expect."""
    with pytest.raises((WireError, ForbiddenOperation)):
        swallowed(lambda: Scripted(tree, NOTHING).ask("call", 0))


@pytest.mark.parametrize(("reason", "told"), [(DIGITS, True), (SECRET, False), ("", False)])
def test_of_reasons_only_ours_are_told(reason, told):
    """Why a value could not travel is told in our words only."""
    with pytest.raises(ForbiddenOperation) as caught:
        Scripted(["refused", reason]).ask("get", "f")
    assert (f": {reason}." in str(caught.value)) is told and SECRET not in str(caught.value)


@pytest.mark.parametrize(("where", "told"), [("helper", "helper"), (SECRET, ""), ("", "")])
def test_where_an_exception_was_raised_is_told_if_the_notebook_knows_it(where, told):
    """An exception arrives as its built-in kind, with the name of a function that the notebook itself mentions."""
    wire = Scripted(["raise", SECRET, where, [], 3, ["ValueError"], 0, []])
    wire.known = frozenset({"helper"})
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (its text is empty)
        wire.ask("call", 0)
    error = caught.value
    assert (error.remote, error.where, type(error).__name__, str(error)) == (True, told, "ValueError", "")
    assert error._line == 3


@pytest.mark.parametrize(
    ("said", "args"),
    [
        (["below 0"], ("below 0",)),
        (["at", 3, 0.5], ("at", 3, 0.5)),
        ([["list"], "a", {}, True], (None, "a", None, None)),
        ([], ()),
    ],
)
def test_what_an_exception_says_is_for_a_test_that_asks(said, args):
    """Its texts and numbers are those that the student gave it; in place of anything else is None."""
    with pytest.raises(KeyError) as caught:
        Scripted(["raise", "KeyError", "", said, 0, ["KeyError"], 0, []]).ask("call", 0)
    assert caught.value.args == args


@pytest.mark.parametrize(
    ("number", "place"), [(0, 0), (1, 1), (2, 2), (3, None), (-1, None), (True, None), ("0", None)]
)
def test_changes_of_arguments_are_marked_where_they_belong(number, place):
    """A change is marked in the argument with its number, named ones last; any other number does nothing."""
    given = [[1], [1], [1]]
    wire = Scripted(answer("result"))
    wire.answers[0][0][2].append([number, ["list", [["int", "5"]]]])
    assert make_handle(wire, 7, "f", [], True)(given[0], given[1], key=given[2]) == "result"
    assert [isinstance(item, Changed) for (item,) in given] == [index == place for index in range(3)]


def test_only_the_last_results_of_calls_are_kept():
    """What calls gave back is kept for a picture, a limited number of them, and nothing else that was asked."""
    wire = Scripted(*(answer(n) for n in range(MAX_RESULTS + 3)))
    for _ in range(MAX_RESULTS + 2):
        wire.ask("call", 0)
    wire.ask("attr", 0, "x")
    assert list(wire.results) == list(range(2, MAX_RESULTS + 2))


def failing(error):
    """A function of a test that fails."""

    def function(*arguments):
        raise error

    return function


@pytest.mark.parametrize(
    ("function", "reply"),
    [
        (lambda x: 2 * x, ["return", ["int", "8"]]),
        (failing(ValueError(SECRET)), ["raise", "ValueError", "the function that was given failed"]),
        (failing(type(SECRET, (ValueError,), {})()), ["raise", "ValueError", "the function that was given failed"]),
        (lambda: None, ["raise", "TypeError", "the function that was given failed"]),
        (lambda x: object(), ["raise", "TypeError", "the function that was given failed"]),
    ],
)
def test_a_function_of_ours_runs_here_and_tells_only_its_result(function, reply):
    """A student's function that calls one of ours gets its result, or the kind of exception and no text of it."""
    wire = Scripted(["callback", 0, encode([4], None, []), ["dict", []]], answer("done"))
    assert make_handle(wire, 7, "function", [], True)(function) == "done"
    assert wire.questions[1:] == [reply]


def test_a_refusal_in_a_function_of_ours_ends_the_test_after_the_answer():
    """A test whose function compared a handle ends, however well the student's side goes on."""
    reference = ["ref", 3, "function", [], True]
    callback = ["callback", 0, ["list", [reference]], ["dict", []]]
    wire = Scripted(callback, callback, answer("fine"))
    with pytest.raises(ForbiddenOperation):
        swallowed(lambda: make_handle(wire, 7, "f", [], True)(lambda h: h == 1))
    told = ["raise", "TypeError", "the function that was given failed"]
    assert wire.questions[1:] == [told, told] and wire.answers == []


@pytest.mark.parametrize("number", [1, -1, 10**9, "0", None, 0.0], ids=repr)
def test_a_function_that_was_never_given_is_an_error(number):
    """Only functions that a test gave can be called."""
    wire = Scripted(["callback", number, ["list", []], ["dict", []]], NOTHING)
    wire.callbacks[0] = lambda: pytest.fail("another function was called")
    with pytest.raises(WireError):
        wire.ask("call", 0)


def test_what_is_given_goes_by_name():
    """Handles go back as what they are, models as their settings, functions by number; others are not given at all."""
    wire = Scripted(answer(None), NOTHING)
    ours = make_handle(wire, 7, "f", [], True)
    ours(ours, KMeans(3), print, np.random.default_rng(0))
    given = wire.questions[0][2][1]
    assert [tree[0] for tree in given] == ["ref", "estimator", "callback", "generator"] and given[0] == ["ref", 7]
    assert given[1][1:3] == ["sklearn.cluster._kmeans", "KMeans"] and wire.callbacks[given[2][1]] is print
    with pytest.raises(TypeError, match="a object cannot be given"):
        ours(object())


@contextlib.contextmanager
def peer(act):
    """A connection whose other end does this in a thread."""
    ours, theirs = socket.socketpair()
    ended = threading.Event()
    thread = threading.Thread(target=act, args=(theirs, ended), daemon=True)
    thread.start()
    with ours, theirs:
        yield Wire(ours)
        ended.set()
        ours.close()
        thread.join(60)


def drip(connection, ended):
    """Send one byte of a long message at a time, much faster than any limit of a single read."""
    with contextlib.suppress(OSError):
        connection.sendall((2**20).to_bytes(8, "big"))
        while not ended.wait(0.01):
            connection.sendall(b"[")


def chatter(connection, ended):
    """Call functions of the test for ever and never answer."""
    with contextlib.suppress(OSError, WireError):
        while not ended.is_set():
            send(connection, ["callback", 0, ["list", []], ["dict", []]], [])
            while receive(connection)[0][0] != "return":
                pass


@pytest.mark.parametrize(
    "act", [drip, chatter, lambda connection, ended: ended.wait(60)], ids=["drip", "chatter", "silent"]
)
def test_nobody_gets_more_time_than_the_deadline(act):
    """A process that sends little by little, calls back for ever or is silent is given up at the one deadline."""
    with peer(act) as wire:
        wire.callbacks[0] = lambda: None
        begun = time.monotonic()
        wire.deadline = begun + 0.5
        with pytest.raises(TimeUp):
            swallowed(lambda: wire.ask("get", "f"))
        assert 0.4 < time.monotonic() - begun < 30


def test_a_process_that_takes_nothing_is_given_up():
    """Sending has the same deadline: a process that does not read is not waited for."""
    with peer(lambda connection, ended: ended.wait(60)) as wire:
        wire.deadline = time.monotonic() + 0.3
        with pytest.raises(TimeUp):
            wire.ask("get", "f", out=[bytes(2**24)])


@pytest.mark.parametrize("greeting", [["here", 1], ["value", ["none"], []], [], "here", None])
def test_only_the_greeting_is_a_greeting(greeting):
    """The judge begins when the agent has said that it is there, and with nobody else."""
    with peer(lambda connection, ended: send(connection, greeting, [])) as wire:
        wire.deadline = time.monotonic() + 60
        with pytest.raises(WireError, match="no greeting"):
            wire.greet()


def test_a_process_that_is_gone_is_an_error():
    """The end of the student's process ends the test at once."""
    with peer(lambda connection, ended: connection.shutdown(socket.SHUT_RDWR)) as wire:
        wire.deadline = time.monotonic() + 60
        with pytest.raises(WireError) as caught:
            wire.ask("get", "f")
        assert not isinstance(caught.value, TimeUp)
