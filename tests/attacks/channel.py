"""Attacks on the connection between the two processes and on the agent that serves it."""

from .case import attack

# A server of one's own in place of the agent's: `reply(question, connection)` gives a tree or the bytes of a frame.
# What takes time is tried on two exercises only; at the others nothing is there.
LIAR = """
import json, os, socket, struct, sys, time
module = sys.modules.get("_course_agent")
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
def lie(reply, at="test_"):
    def serve(path):
        test = ""
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(path)
        try:
            while True:
                (length,) = struct.unpack(">Q", exactly(connection, 8))
                frame = exactly(connection, length)
                (size,) = struct.unpack_from(">Q", frame)
                question = json.loads(frame[8:8 + size])[0]
                test = question[1] if question[0] == "at" else test
                if test.startswith(at):
                    answer = reply(question, connection)
                else:
                    answer = NONE if question[0] == "at" else ["missing"]
                if answer is not None:
                    connection.sendall(answer if isinstance(answer, bytes) else frame_of(answer))
        except OSError:
            pass
    if module:
        module.agent.serve = serve
def function(name):
    return ["value", ["ref", 0, name, ["builtins.function", "builtins.object"], True], []]
NONE = ["value", ["none"], []]
"""


TWO = ("test_mirror", "test_bars")


def lie(hand, reply, at=("test_",)):
    hand.last(LIAR, reply, f"lie(reply, {at})")


@attack()
def agent_replaced(hand):
    """sys.modules holds another agent, whose verdict is that everything passed."""
    hand.last("""
        import sys, types
        class Agent:
            def __getattr__(self, name):
                return lambda *args: True
        module = types.ModuleType("_course_agent")
        module.agent, module.verdict, module.passed = Agent(), None, True
        sys.modules["_course_agent"] = module
    """)


@attack()
def verdict_claimed(hand):
    """The agent's namespace, the notebook's and builtins hold every sign of success one can think of."""
    hand.last("""
        import builtins, sys
        for place in (sys.modules.get("_course_agent"), builtins, sys.modules["__main__"]):
            for name in ("passed", "verdict", "verdicts", "score", "points", "message", "result", "__test__"):
                setattr(place, name, None if name == "message" else 3.0)
    """)


@attack()
def always_true(hand):
    """Every question is answered with True."""
    lie(
        hand,
        """
def reply(question, connection):
    return ["value", ["bool", True], []]
""",
    )


@attack()
def ended_at_once(hand):
    """The judge is told that it has finished: `end`, a verdict, success in every form."""
    lie(
        hand,
        """
words = [["end"], ["ok"], ["verdict", None], ["ready"], ["passed", "test_mirror"], NONE, ["missing"], [], None, 3.0]
def reply(question, connection):
    return words[0] if len(words) == 1 else words.pop(0)
""",
        TWO,
    )


@attack()
def nothing_is_missing_and_nothing_there(hand):
    """Functions are there, but every call answers that the value is missing."""
    lie(
        hand,
        """
def reply(question, connection):
    return NONE if question[0] == "at" else function(question[1]) if question[0] == "get" else ["missing"]
""",
    )


@attack()
def exceptions_forged(hand):
    """Calls raise, one after the other, kinds that no function may raise in the judge."""
    lie(
        hand,
        """
kinds = ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException", "StopIteration", "__import__", "print",
         "WireError", "ExceptionGroup", "UnicodeDecodeError", "AssertionError", "Warning", "", "x" * 10**6, "None"]
def reply(question, connection):
    if question[0] == "at":
        return NONE
    if question[0] == "get":
        return function(question[1])
    kinds.append(kinds.pop(0))
    return ["raise", kinds[-1], kinds[-1], kinds[-1]]
""",
    )


@attack()
def reply_that_never_comes(hand):
    """Questions are read, and never answered."""
    lie(
        hand,
        """
def reply(question, connection):
    return None
""",
        TWO,
    )


@attack()
def reply_byte_by_byte(hand):
    """Answers come one byte at a time, and never to their end."""
    lie(
        hand,
        """
def reply(question, connection):
    for byte in frame_of(["value", ["str", "x" * 10_000], []]):
        connection.sendall(bytes([byte]))
        time.sleep(0.3)
""",
        TWO,
    )


@attack()
def frames_malformed(hand):
    """Frames that are cut off, empty, no JSON, with lengths that lie, and bytes that nobody announced."""
    lie(
        hand,
        r"""
text = json.dumps([NONE, []]).encode()
frames = [b"", bytes(8), struct.pack(">Q", 2**63), struct.pack(">Q", 4) + b"junk",
          struct.pack(">QQ", 8 + len(text), 2**40) + text, struct.pack(">QQ", 16, 8) + b"\xff" * 8,
          frame_of(NONE)[:-3] + b"[1]", struct.pack(">QQ", 10, 2) + b"[]",
          struct.pack(">QQ", 18, 10) + b"[1,[1e999]",
          struct.pack(">QQ", 8 + 10**6, 10**6) + b"[" * 10**6]
def reply(question, connection):
    frames.append(frames.pop(0))
    return frames[-1]
""",
        TWO,
    )


@attack()
def values_malformed(hand):
    """Trees of every kind with parts that are missing, negative, enormous or of another type."""
    lie(
        hand,
        r"""
nan, big = float("nan"), 10**4000
trees = [["int", "9" * 5000], ["int", 5], ["float", "0x1p99999"], ["str", 5], ["bytes", -1], ["bytes", 10**9],
         ["list", "abc"], ["dict", [[["list", []], ["none"]]]], ["set", [["dict", []]]], ["range", 0, big, 0],
         ["array", "O", [1], 0], ["array", "|V8", [1], 0], ["array", "<f8", [-1], 0],
         ["array", "<f8", [2**39, 2**39], 0],
         ["array", "<U1", [2], 0], ["array", "(2,3)i4,O", [], 0], ["scalar", "<f8", [5], 0], ["objects", [3], []],
         ["masked", ["str", "x"], ["none"]], ["image", "RGB", [10**6, 10**6], 0, None],
         ["image", "P", [2, 4], 0, [nan]],
         ["path", "/etc/passwd\0"], ["ref", -1, "x", [], True], ["ref", 0, "not a name", [[], {}], False],
         ["callback", 0], ["estimator", "os", "system", []], ["generator", "PCG64", []], ["__class__"], ["_blob", 0],
         ["decode", []], ["resolve"], {}, [], [[]], None]
def reply(question, connection):
    if question[0] == "at":
        return NONE
    if question[0] == "get":
        return function(question[1])
    trees.append(trees.pop(0))
    return frame_of(["value", trees[-1], []], [b"\xff" * 8])
""",
        TWO,
    )


@attack()
def handles_to_foreign_numbers(hand):
    """Handles carry numbers that were never given, and names of classes of the judge's."""
    lie(
        hand,
        """
numbers = [0, -1, 10**18, 7]
families = ["sklearn.cluster.KMeans", "matplotlib.figure.Figure", "PIL.Image.Image", "numpy.ndarray", "builtins.str",
            "matplotlib.pyplot.np", "sklearn.externals.array_api_compat.numpy.ndarray", "os.system", "matplotlib"]
def reply(question, connection):
    if question[0] == "at":
        return NONE
    families.append(families.pop(0))
    numbers.append(numbers.pop(0))
    return ["value", ["ref", numbers[0], "str", families[:], True], [[0, ["int", "1"]], [9, NONE[1]]]]
""",
    )


@attack()
def arguments_replaced(hand):
    """After each call the judge is told that its arguments have become something else."""
    lie(
        hand,
        """
changes = [["list", []], ["dict", []], ["none"], ["ref", 0, "x", [], True], ["int", "5"]]
def reply(question, connection):
    if question[0] == "at":
        return NONE
    if question[0] == "get":
        return function(question[1])
    changes.append(changes.pop(0))
    return ["value", ["str", ""], [[0, changes[0]], [1, changes[0]]]]
""",
    )


@attack()
def callbacks_forged(hand):
    """Every question is answered by calls of functions that the judge may have given, without end."""
    lie(
        hand,
        """
def reply(question, connection):
    return ["callback", 0, ["list", [["float", "0x1p-1"]]], ["dict", []]]
""",
        TWO,
    )


@attack(lose="mirror lighten palette_of bars best_start Running few_colors count_words")
def codecs_patched(hand):
    """json, struct, socket, numpy and the agent's functions are replaced in the student's process."""
    hand.last("""
        import json, socket, struct, sys
        module = sys.modules.get("_course_agent")
        json.dumps = lambda *args, **kwargs: "[[\\"value\\",[\\"bool\\",true],[]],[]]"
        np.ascontiguousarray = np.asarray = lambda value, *args, **kwargs: np.zeros(3)
        if module:
            module.encode = lambda value, refer, out, depth=0: ["bool", True]
            module.Decoder.decode = lambda self, tree, depth=0: None
    """)


@attack(on="right")
def judges_socket_connected_early(hand):
    """A thread waits for the judge's socket, connects before the agent does, and answers with lies."""
    hand.last(
        LIAR,
        """
import threading
from ipykernel import get_connection_file
place = os.path.dirname(get_connection_file())
def wait():
    lie(lambda question, connection: ["value", ["bool", True], []])
    serve, module.agent.serve = module.agent.serve, lambda path: None
    while True:
        for name in os.listdir(place):
            if name.startswith("judge"):
                return serve(os.path.join(place, name))
        time.sleep(0.001)
threading.Thread(target=wait, daemon=True).start()
""",
    )


@attack(on="right")
def judges_socket_connected_twice(hand):
    """Threads connect to the judge's socket again and again, and send it answers nobody asked for."""
    hand.last(
        LIAR,
        """
import threading
from ipykernel import get_connection_file
place = os.path.dirname(get_connection_file())
def intrude():
    while True:
        for name in os.listdir(place):
            if name.startswith("judge"):
                try:
                    connection = socket.socket(socket.AF_UNIX)
                    connection.settimeout(0.2)
                    connection.connect(os.path.join(place, name))
                    connection.sendall(frame_of(["value", ["bool", True], []]) * 5)
                except OSError:
                    pass
        time.sleep(0.01)
threading.Thread(target=intrude, daemon=True).start()
""",
    )


@attack(on="right")
def judges_socket_removed(hand):
    """The judge's socket disappears, or becomes a folder, before the agent connects."""
    hand.last(
        LIAR,
        """
from ipykernel import get_connection_file
place = os.path.dirname(get_connection_file())
def serve(path):
    os.unlink(path)
    os.mkdir(path)
module.agent.serve = serve
""",
    )


@attack()
def pins_forged(hand):
    """The names at each test are replaced by others, among them those that only the judge should define."""
    hand.last("""
        import sys
        class Any(str):
            def __eq__(self, other): return True
        module = sys.modules.get("_course_agent")
        names = dict(call=lambda *args: Any(), np=Any(), check_light=lambda *args: None, plt=Any(),
                     isinstance=lambda *args: True,
                     check_bars=lambda counts: 3, words_of=lambda text: 7, near=lambda goal: None, print=None)
        answers = "mirror lighten palette_of bars best_start Running few_colors count_words".split()
        if module:
            class Moments(dict):
                def get(self, moment, otherwise=None):
                    return dict(names) | {name: lambda *args: Any() for name in answers}
            module.agent.keep = lambda moment: None
            module.agent.kept = Moments()
    """)
