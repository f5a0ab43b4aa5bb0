"""Floods of output and of answers, each with a bound of its own; graded one by one while memory is watched."""

import re

from .case import INSIDE, NOTED, attack


def flooded(result):
    """Cut off, or counted: what of a flood is shown, if anything, depends on how fast the machine is."""
    return "more output than is accepted" in result.said or re.search(r"sent \d{3,} times", result.said) is not None


def endless(hand, line):
    """A cell does something without end, and counts."""
    hand.first("import sys\nfrom IPython.display import HTML, display\ncounted = [0]")
    hand.last(f"while True:\n    counted[0] += 1\n    {line}")
    hand.report("f'sent {counted[0]} times'")


@attack(on="right", alone=True, reached=flooded)
def output_flood(hand):
    """A cell prints without end."""
    endless(hand, "print('flood ' * 1000)")


@attack(on="right", alone=True, reached=flooded)
def error_flood(hand):
    """A cell writes to stderr without end, in small pieces."""
    endless(hand, "print('.', file=sys.stderr, flush=True)")


@attack(on="right", alone=True, reached=flooded)
def display_flood(hand):
    """A cell displays tables without end."""
    endless(hand, "display(HTML('<b>x</b>' * 10_000))")


@attack(on="right", alone=True, reached=lambda result: result.memory > 2**30)
def one_enormous_message(hand):
    """One output of seven hundred megabytes."""
    hand.last(INSIDE, "print('x' * (700 * 2**20))")


@attack(on="right", alone=True, reached="a hundred sent")
def messages_that_nobody_waits_for(hand):
    """Messages that belong to no cell, without end."""
    hand.last(
        INSIDE,
        """
kernel = get_ipython().kernel
import time
end, sent = time.monotonic() + 60, 0
while time.monotonic() < end:
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "busy"}, parent={"msg_id": "other"})
    sent += 1
    if sent == 100:
        print("a hundred", "sent", flush=True)
        time.sleep(1)  # what is told later may be among the messages that are dropped
""",
    )


@attack(on="right", alone=True, reached="flooded: True")
def flood_while_the_tests_ask(hand):
    """A thread fills the queue of outputs while nobody reads it, with two gigabytes at most."""
    hand.first(
        INSIDE,
        NOTED,
        """
import sys, threading, time
def flood(out, noted=noted):
    text = "x" * (8 * 2**20)
    for _ in range(250):
        print(text, file=out, flush=True)
        noted.append(len(text))
flooding = threading.Thread(target=flood, args=(sys.stdout,), daemon=True)
""",
    )
    hand.answer(
        "mirror",
        """
        def mirror(text):
            if not flooding.ident:
                flooding.start()
                time.sleep(2)
            return text[::-1]
    """,
    )
    hand.report("f'flooded: {len(noted) > 10} {len(noted)}'")


@attack(on="right", alone=True, reached="a message of too many parts")
def brackets_by_the_megabyte(hand):
    """An answer of two hundred megabytes of brackets, small on the wire and large in memory."""
    hand.answer(
        "mirror",
        """
        import struct, sys
        def mirror(text):
            module = sys.modules["_course_agent"]
            def pack(tree, blobs):
                body = b"[[" + b"[]," * (66 * 2**20) + b"[]],[]]"
                return struct.pack(">Q", len(body)) + body
            module.pack = pack
            return text
    """,
    )


@attack(on="right", alone=True, reached="The value that came back cannot be inspected")
def arrays_of_no_bytes(hand):
    """Thousands of arrays whose shape is enormous and whose bytes are none."""
    hand.answer(
        "mirror",
        """
        import sys
        def mirror(text):
            module = sys.modules["_course_agent"]
            def encode(value, refer, out, depth=0):
                out.append(b"")
                return ["list", [["array", "<U0", [2**27], len(out) - 1] for _ in range(50_000)]]
            module.encode = encode
            return text
    """,
    )
