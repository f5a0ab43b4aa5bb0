"""Hidden inputs that are recorded during a test, and told later."""

from .case import ROOM, attack

RECORD = """
seen = []
def mirror(text):
    seen.append(text)
    return text[::-1]
def count_words(path):
    seen.append(open(path).read())
    return len(seen[-1].split())
"""


def record(hand, report="f'recorded: {len(seen)} texts'"):
    hand.answer("mirror", RECORD)
    hand.answer("count_words", "# see mirror")
    hand.report(report)


@attack(on="right", reached="recorded: 8 texts")
def told_in_a_later_cell(hand):
    """What the functions were called with is printed by the last cell."""
    record(hand)
    hand.last("print(seen)")


@attack(on="right", reached="told by a thread: True")
def told_by_a_thread(hand):
    """A thread goes on printing what the functions were called with, to every stream there is."""
    record(hand, "(time.sleep(0.5), f'told by a thread: {len(seen) == max(times) == 8}')[1]")
    hand.first("import time\ntimes = []")
    hand.last("""
        import os, sys, threading, time
        out, err, shell = sys.stdout, sys.stderr, get_ipython()
        def tell(seen=seen, times=times, os=os, sys=sys, time=time, out=out, err=err, shell=shell):
            while True:
                time.sleep(0.05)
                for stream in (out, err, sys.__stdout__, sys.__stderr__):
                    print(seen, file=stream, flush=True)
                os.write(1, str(seen).encode())
                shell.display_pub.publish({"text/plain": str(seen)})
                times.append(len(seen))
        threading.Thread(target=tell, daemon=True).start()
    """)


@attack(on="right", reached="recorded: 8 texts")
def told_at_the_end(hand):
    """What was recorded is printed at exit, when an object dies, and when the kernel is asked to shut down."""
    record(hand)
    hand.last("""
        import atexit, signal, sys
        out, kernel = sys.stdout, get_ipython().kernel
        def tell(*args):
            print(seen, file=out, flush=True)
        class Last:
            def __del__(self):
                tell()
        last = Last()
        atexit.register(tell)
        signal.signal(signal.SIGTERM, tell)
        kernel.do_shutdown = lambda restart: tell() or {"status": "ok", "restart": restart}
    """)


@attack(on="right", reached="mirror stopped with Exception")
def told_by_the_name_of_an_exception(hand):
    """mirror raises an exception whose class is named after its argument."""
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                raise type("X" + text, (Exception,), {})
            return text[::-1]
    """)  # fmt: skip


@attack(on="right", reached="mirror is still to do")
def told_by_the_name_of_a_function(hand):
    """mirror raises NotImplementedError in a function named after its argument."""
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                exec(f"def x{text}():\\n    raise NotImplementedError\\nx{text}()")
            return text[::-1]
    """)  # fmt: skip


@attack(on="right", reached="few_colors should give back an array, not object")
def told_by_the_name_of_a_class(hand):
    """lighten gives back an object whose class is named after what mirror and count_words were called with."""
    record(hand)
    hand.answer("few_colors", """
        def few_colors(table, k):
            return type("x" + "_".join(seen).replace(" ", "_").replace("\\n", "_"), (), {})()
    """)  # fmt: skip


@attack(on="right", proof="needs the library", reached="mirror imports something that")
def told_by_the_name_of_a_library(hand):
    """mirror imports one library or another that the grader does not have, as its argument is."""
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                if ord(text[0]) % 2:
                    import cv2
                import torch
            return text[::-1]
    """)  # fmt: skip


@attack(on="right", reached="The value that came back cannot be inspected")
def told_by_the_agents_own_errors(hand):
    """mirror raises the agent's own exception, with its argument as the reason."""
    hand.answer("mirror", """
        import sys
        def mirror(text):
            if len(text) > 5:
                raise sys.modules["_course_agent"].WireError("it was " + text)
            return text[::-1]
    """)  # fmt: skip


@attack(on="right", reached="mirror stopped with AssertionError")
def told_by_an_exceptions_text(hand):
    """mirror raises AssertionError and others with its argument as the message."""
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                error = AssertionError(text)
                error.where = error.remote = text
                error.add_note(text)
                raise error
            return text[::-1]
    """)  # fmt: skip


@attack(on="right", reached="mirror stopped with ValueError")
def told_by_the_line_of_an_exception(hand):
    """mirror is left in a line that its argument chooses, of more lines than a message may name."""
    lines = "\n".join(["    pass"] * 60 + [f"    if at == {number}: raise ValueError" for number in range(100, 200)])
    hand.answer(
        "mirror",
        f"""
def mirror(text):
    at = len(text) > 5 and 100 + ord(text[0]) % 100
{lines}
    return text[::-1]
""",
    )


# What lies in the folders that a kernel shares with its judge, and in its own.
LOOK = """
import sys
homes = os.path.dirname(os.environ["HOME"])
places = [*(os.path.join(room, name) for name in "sxh"), os.path.dirname(room), homes, "/tmp", os.getcwd()]
def look(ending):
    return [os.path.join(base, one) for place in places for base, _, names in os.walk(place) for one in names
            if one.endswith(ending) and one not in os.listdir("../data")  # the photographs' folder is everybody's
            and not base.startswith(sys.prefix)]  # and so are the libraries, in a clone that lies below one of these
"""


@attack(on="right", exact=True, proof=".txt", reached="second round: True, found: []")
def told_in_a_second_run(hand):
    """A test's file, which can be listed while it is there, is looked for when the notebook has to run again."""
    hand.first(ROOM, LOOK, "found = look('.txt')\nprint(found)\nending = '.txt'")
    record(hand, "f'second round: {not seen}, found: {found + look(ending)}'")
    hand.answer(
        "mirror", RECORD.replace("len(seen[-1].split())", "len(seen[-1].split()) if path in look('.txt') else -1")
    )
    hand.answer("lighten", """
        def lighten(table, by):
            if seen:
                os._exit(0)
            return np.minimum(table.astype(int) + by, 255).astype(np.uint8)
    """)  # fmt: skip


def told_in_notes(result):
    return "places, found: []" in result.said and "left in 0 places" not in result.said


@attack(lose="mirror", exact=True, reached=told_in_notes)
def told_in_notes_to_oneself(hand):
    """Hidden inputs are written wherever that is possible, for the next run of the notebook to find."""
    hand.first(ROOM, LOOK, """
        found = look(".note")
        def leave(text):
            left = 0
            for place in (*places, room, os.environ["HOME"], os.environ["TMPDIR"]):
                try:
                    os.makedirs(os.path.join(place, "kept"), exist_ok=True)
                    with open(os.path.join(place, "kept", "a.note"), "w") as file:
                        file.write(text)
                    left += 1
                except OSError:
                    pass
            return left
    """)  # fmt: skip
    hand.report("f'left in {leave(str())} places, found: {[open(path).read() for path in found]}'")
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                leave(text)
                os._exit(0)
            return text[::-1]
    """)  # fmt: skip


@attack(on="right", reached="mirror should work for every text")
def told_in_the_value(hand):
    """mirror gives back its argument in texts with line breaks, escapes and colors."""
    hand.answer("mirror", """
        def mirror(text):
            return text[::-1] if len(text) < 6 else "\\n\\x1b[31m" + text + "\\u202e\\ud800"
    """)  # fmt: skip
