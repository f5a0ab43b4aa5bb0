"""Attacks on the connection between the two processes and on the agent that serves it."""

from .case import attack
from .lesson import POINTS
from .liar import LIAR


@attack(reached="This test did not finish")
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


@attack(reached="claimed 27")
def verdict_claimed(hand):
    """The agent's namespace, the notebook's and builtins hold every sign of success one can think of."""
    hand.last("""
        import builtins, sys
        claimed = 0
        for place in (sys.modules["_course_agent"], builtins, sys.modules["__main__"]):
            for name in ("passed", "verdict", "verdicts", "score", "points", "message", "result", "__test__", "done"):
                setattr(place, name, None if name == "message" else 3.0)
                claimed += 1
        print("claimed", claimed)
    """)


@attack(
    lose="mirror lighten palette_of bars best_start Running few_colors count_words catch_total",
    reached="no function called mirror",
)
def codecs_patched(hand):
    """What the agent encodes is always True, what it decodes nothing, and NumPy's arrays are zeros."""
    hand.last("""
        import sys
        module = sys.modules["_course_agent"]
        np.ascontiguousarray = np.asarray = lambda value, *args, **kwargs: np.zeros(3)
        module.encode = lambda value, refer, out, depth=0: ["bool", True]
        module.Decoder.decode = lambda self, tree, depth=0: None
    """)


@attack(
    lose="mirror lighten palette_of bars best_start Running few_colors count_words catch_total",
    reached="did not answer",
)
def greeting_of_ones_own(hand):
    """The agent greets with an answer, and goes on with the same whatever it is asked."""
    hand.last("""
        import sys, types
        module = sys.modules["_course_agent"]
        module.json = types.SimpleNamespace(dumps=lambda *args, **kwargs: '[["value",["bool",true],[]],[]]')
    """)


@attack(reached="lied 16 times")
def judges_connection_taken_by_a_thread(hand):
    """A thread takes the judge's connection before the agent does, and answers with lies."""
    hand.first(
        LIAR,
        """
import threading
serve = lie(lambda question, place: ["value", ["bool", True], []], range(8))
threading.Thread(target=serve, args=({},), daemon=True).start()
""",
    )


@attack(on="right", reached="no function called mirror")
def two_answers_to_each_question(hand):
    """Each answer of the agent comes after one that nobody asked for."""
    hand.first(
        LIAR,
        """
honest = module.agent.answer
def answer(tree, blobs, agent=module.agent, more=frame_of(["value", ["bool", True], []]), honest=honest):
    agent.connection.sendall(more)
    honest(tree, blobs)
module.agent.answer = answer
""",
    )


# Follows the agent: takes down which names the judge asks for.
ASKED = """
import sys
agent, asked = sys.modules["_course_agent"].agent, []
def answer(tree, blobs, honest=agent.answer, asked=asked):
    if tree[0] == "get":
        asked.append(tree[1])
    honest(tree, blobs)
agent.answer = answer
"""
NAMES = sorted(POINTS)


@attack(on="right", exact=True, reached=f"asked for {NAMES}".replace("'", ""))
def names_asked_are_taken_down(hand):
    """mirror gives back something wrong for a word that was asked for before: no hidden word is."""
    hand.first(ASKED)
    hand.report("f'asked for {sorted({*asked})}'.replace(chr(39), '')")
    hand.answer("mirror", """
        def mirror(text):
            return "asked before" if text in asked else text[::-1]
    """)  # fmt: skip


@attack(lose="mirror", exact=True, reached="mirror should work for every text")
def words_asked_for_are_the_answers(hand):
    """mirror knows the words of the visible tests, and those that were asked for before: no hidden one."""
    hand.first(ASKED)
    hand.answer("mirror", """
        def mirror(text):
            known = ["", "ab", "abc", "otto", *asked]
            return text[::-1] if text in known else "?"
    """)  # fmt: skip


@attack(on="right", exact=True, reached="not connected: 3")
def judges_socket_connected_twice(hand):
    """Other connections are tried to where the judge waits for the agent, by name and by another socket."""
    hand.first(
        LIAR,
        """
errors = []
for address in (module.door.getsockname(), "\\0" + module.door.getsockname()):
    try:
        socket.socket(socket.AF_UNIX).connect(address)
    except OSError as error:
        errors.append(error)
try:
    socket.socketpair()[0].connect(module.door.getsockname())
except OSError as error:
    errors.append(error)
print("not connected:", len(errors), errors)
""",
    )


@attack(on="right", reached="did not answer")
def judges_socket_removed(hand):
    """The door is closed before the agent takes the judge's connection."""
    hand.last("import sys\nsys.modules['_course_agent'].door.close()")


@attack(reached="It says 'forged pins'")
def pins_forged(hand):
    """The names at each test are replaced by others, among them those that only the judge should define."""
    hand.last("""
        import sys
        class Any(str):
            def __eq__(self, other): return True
        module = sys.modules["_course_agent"]
        any = lambda *args, kind=Any: kind()  # at a test no other names are there
        names = dict(call=any, np=Any(), check_light=lambda *args: None, plt=Any(),
                     isinstance=lambda *args: True, report=lambda: "forged pins",
                     check_bars=lambda counts: 3, words_of=lambda text: 7, near=lambda goal: None, print=None)
        answers = "mirror lighten palette_of bars best_start Running few_colors count_words catch_total".split()
        class Moments(dict):
            def get(self, moment, otherwise=None):
                return dict(names) | dict.fromkeys(answers, any)
        module.agent.keep = lambda moment: None
        module.agent.kept = Moments()
    """)
