"""Floods of output and of answers, each with a bound of its own; graded one by one while memory is watched."""

from .case import INSIDE, NOTED, attack


@attack(on="right", alone=True, reached=lambda result: result.said.count("flood") > 100)
def output_flood(hand):
    """A cell prints without end."""
    hand.last("while True:\n    print('flood ' * 1000)")


@attack(on="right", alone=True, reached=lambda result: result.said.count(".\n") > 10)
def error_flood(hand):
    """A cell writes to stderr without end, in small pieces."""
    hand.last("import sys\nwhile True:\n    print('.', file=sys.stderr, flush=True)")


@attack(on="right", alone=True, reached=lambda result: result.said.count("HTML object") > 10)
def display_flood(hand):
    """A cell displays pictures and tables without end."""
    hand.last("""
        from IPython.display import HTML, display
        while True:
            display(HTML("<b>x</b>" * 10_000))
    """)


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
    if sent == 100:  # early: what is told later may be among the messages that are dropped
        print("a hundred", "sent")
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
