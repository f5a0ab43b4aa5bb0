"""Answers of an agent of one's own: to whatever the judge asks, in every wrong form."""

from .case import attack

# A server of one's own in place of the agent's: `reply(question, place)` gives a tree or the bytes of a frame as the
# answer to a question in the test of exercise number `place`. At exercises where nothing is tried nothing is there, and
# the last one tells how often this process lied.
LIAR = """
import json, os, socket, struct, sys, time
module = sys.modules["_course_agent"]
names = "mirror count_words lighten palette_of bars best_start Running few_colors catch_total Tally report".split()
lies = []
def exactly(connection, length):
    parts = b""
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            raise OSError
        parts += part
    return parts
def frame_of(tree, blobs=()):
    text = json.dumps([tree, [len(blob) for blob in blobs]]).encode()
    frame = struct.pack(">Q", len(text)) + text + b"".join(blobs)
    return struct.pack(">Q", len(frame)) + frame
def question_from(connection):
    (length,) = struct.unpack(">Q", exactly(connection, 8))
    frame = exactly(connection, length)
    (size,) = struct.unpack_from(">Q", frame)
    return json.loads(frame[8:8 + size])[0]
def truth(question):
    if question[0] == "call":
        return ["value", ["str", f"lied {len(lies)} times"], []]
    return NONE if question[0] == "at" else function(question[1]) if question[1] == "report" else ["missing"]
def lie(reply, at):
    def serve(pins):
        global connection
        place = 0
        connection, _ = module.door.accept()
        connection.sendall(frame_of(["here"]))
        try:
            while True:
                question = question_from(connection)
                if question[0] == "at":
                    place = names.index(question[1].removeprefix("test_"))
                if place in at:
                    lies.append(question[0])
                    answer = reply(question, place)
                else:
                    answer = truth(question)
                if answer is not None:
                    connection.sendall(answer if isinstance(answer, bytes) else frame_of(answer))
        except OSError:
            pass
    return serve
def function(name):
    return ["value", ["ref", 0, name, ["builtins.function", "builtins.object"], True], []]
NONE = ["value", ["none"], []]
def honest_until_called(question):
    return NONE if question[0] == "at" else function(question[1]) if question[0] == "get" else None
"""
ALL, TWO = range(8), (0, 4)


def lie(hand, reply, at=ALL):
    """Serve `reply` at the exercises with these numbers."""
    hand.last(LIAR, reply, f"module.agent.serve = lie(reply, {at})")


@attack(reached="lied 18 times")
def always_true(hand):
    """Every question is answered with True."""
    lie(
        hand,
        """
def reply(question, place):
    return ["value", ["bool", True], []]
""",
        range(9),
    )


@attack(reached="lied 3 times")
def points_for_an_answer(hand):
    """Where a function is to be caught, its calls answer with points, as a test would give them."""
    lie(
        hand,
        """
def reply(question, place):
    return honest_until_called(question) or ["value", ["tuple", [["float", "0x1p+1"], ["str", ""]]], []]
""",
        (8,),
    )


@attack(reached="no usable data (malformed answer)")
def ended_at_once(hand):
    """Calls are answered as if the judge had finished: by `end`, a verdict, success in another form at each test."""
    lie(
        hand,
        """
words = [["end"], ["ok"], ["verdict", None], ["ready"], ["passed", "test_bars"], ["here"], [], 3.0]
def reply(question, place):
    return honest_until_called(question) or words[place]
""",
    )


@attack(reached="lied 24 times")
def nothing_is_missing_and_nothing_there(hand):
    """Functions are there, but every call answers that the value is missing."""
    lie(
        hand,
        """
def reply(question, place):
    return honest_until_called(question) or ["missing"]
""",
    )


@attack(reached="lied 24 times")
def exceptions_forged(hand):
    """Calls raise, another one at each test, kinds that no function may raise in the judge."""
    raise_each(
        hand, "SystemExit KeyboardInterrupt GeneratorExit BaseException StopIteration AssertionError WireError X"
    )


@attack(reached="lied 24 times")
def exceptions_without_sense(hand):
    """Calls raise, another one at each test, what is no exception or cannot be made."""
    raise_each(hand, "__import__ print ExceptionGroup UnicodeDecodeError Warning None int ForbiddenOperation")


def raise_each(hand, kinds):
    """Answer the calls of each test with one of these kinds of exceptions."""
    lie(
        hand,
        f"""
kinds = {kinds.split()}
def reply(question, place):
    text = "x" * 10**6
    told = ["raise", kinds[place], text, [text], 10**6, [kinds[place]], 0, []]
    return honest_until_called(question) or told
""",
    )


@attack(reached="mirror did not finish within")
def reply_that_never_comes(hand):
    """Questions are read, and never answered."""
    lie(
        hand,
        """
def reply(question, place):
    return None
""",
        TWO,
    )


@attack(reached="mirror did not finish within")
def reply_byte_by_byte(hand):
    """Answers come one byte at a time, and never to their end."""
    lie(
        hand,
        """
def reply(question, place):
    for byte in frame_of(["value", ["str", "x" * 10_000], []]):
        connection.sendall(bytes([byte]))
        time.sleep(0.3)
""",
        TWO,
    )


@attack(reached=lambda result: result.said.count("no usable data") == 8)
def frames_malformed(hand):
    """Frames that are cut off, empty, no JSON, with lengths that lie, bytes that nobody announced: one at each test."""
    lie(
        hand,
        r"""
text = json.dumps([NONE, []]).encode()
frames = [bytes(8), struct.pack(">Q", 2**63), struct.pack(">Q", 4) + b"junk",
          struct.pack(">QQ", 8 + len(text), 2**40) + text, struct.pack(">QQ", 16, 8) + b"\xff" * 8,
          frame_of(NONE)[:-3] + b"[1]", struct.pack(">QQ", 18, 10) + b"[1,[1e999]",
          struct.pack(">QQ", 8 + 10**6, 10**6) + b"[" * 10**6]
def reply(question, place):
    return frames[place]
""",
    )


# By what they pretend to be: each list has a tree for the calls of each exercise.
TREES = {
    "numbers": r"""[["int", "9" * 5000], ["int", 5], ["float", "0x1p99999"], ["str", 5], ["range", 0, 10**4000, 0],
        ["scalar", "<f8", [5], 0], ["bytes", -1], ["path", "/etc/passwd\0"]]""",
    "containers": """[["list", "abc"], ["dict", [[["list", []], ["none"]]]], ["set", [["dict", []]]],
        ["objects", [3], []], {}, [], [[]], None]""",
    "arrays": """[["array", "O", [1], 0], ["array", "|V8", [1], 0], ["array", "<f8", [-1], 0],
        ["array", "<f8", [2**39, 2**39], 0], ["array", "<U1", [2], 0], ["array", "(2,3)i4,O", [], 0],
        ["masked", ["str", "x"], ["none"]],
        ["made", "PIL.Image", [["str", "P"], ["int", "2"], ["int", "4"], ["bytes", 0], ["float", "nan"]]]]""",
    "references": """[["ref", -1, "x", [], True], ["ref", 0, "not a name", [[], {}], False], ["callback", 0],
        ["estimator", "os", "system", []], ["generator", "PCG64", []], ["__class__"], ["_blob", 0], ["resolve"]]""",
}


def malformed(hand, kind):
    """Answer the calls of each test with one of the trees."""
    lie(
        hand,
        f"""
trees = {TREES[kind]}
def reply(question, place):
    return honest_until_called(question) or frame_of(["value", trees[place], []], [b"\\xff" * 8])
""",
    )


@attack(reached="lied 24 times")
def numbers_malformed(hand):
    """Numbers, texts and ranges with parts that are missing, enormous or of another type."""
    malformed(hand, "numbers")


@attack(reached="lied 24 times")
def containers_malformed(hand):
    """Lists, dicts and sets that cannot be, and trees that are none."""
    malformed(hand, "containers")


@attack(reached="lied 24 times")
def arrays_malformed(hand):
    """Arrays and pictures of shapes and types that do not fit their bytes."""
    malformed(hand, "arrays")


@attack(reached="The value that came back cannot be inspected.")
def bytes_that_count_many_times(hand):
    """A list of sixty arrays of 40 MB each, which are all made of the same bytes."""
    lie(
        hand,
        """
tree = ["list", [["array", "|u1", [40_000_000], 0]] * 60]
def reply(question, place):
    return honest_until_called(question) or frame_of(["value", tree, []], [bytes(40_000_000)])
""",
        TWO,
    )


@attack(reached="lied ")
def references_malformed(hand):
    """References to nothing, and trees that only the judge sends."""
    malformed(hand, "references")


@attack(reached="lied ")
def handles_to_foreign_numbers(hand):
    """Handles carry numbers that were never given, and names of classes of the judge's."""
    lie(
        hand,
        """
numbers = [0, -1, 10**18, 7]
families = ["sklearn.cluster.KMeans", "matplotlib.figure.Figure", "PIL.Image.Image", "numpy.ndarray", "builtins.str",
            "matplotlib.pyplot.np", "sklearn.externals.array_api_compat.numpy.ndarray", "os.system", "matplotlib"]
def reply(question, place):
    if question[0] == "at":
        return NONE
    families.append(families.pop(0))
    numbers.append(numbers.pop(0))
    return ["value", ["ref", numbers[0], "str", families[:], True], [[0, ["int", "1"]], [9, NONE[1]]]]
""",
    )


@attack(reached="lied 25 times")
def arguments_replaced(hand):
    """After each call the judge is told that its arguments have become something else."""
    lie(
        hand,
        """
changes = [["list", []], ["dict", []], ["none"], ["ref", 0, "x", [], True], ["int", "5"]]
def reply(question, place):
    change = changes[place % 5]
    return honest_until_called(question) or ["value", ["str", ""], [[0, change], [1, change]]]
""",
    )


@attack(reached="best_start did not finish within")
def callbacks_forged(hand):
    """Every question is answered by calls of a function that the judge has given, without end."""
    lie(
        hand,
        """
def reply(question, place):
    return honest_until_called(question) or ["callback", 0, ["list", [["float", "0x1p-1"]]], ["dict", []]]
""",
        (5,),
    )
