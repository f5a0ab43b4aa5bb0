"""Hidden inputs that are recorded during a test, and told later."""

from .case import attack

RECORD = """
seen = []
def mirror(text):
    seen.append(text)
    return text[::-1]
def count_words(path):
    seen.append(open(path).read())
    return len(seen[-1].split())
"""


def record(hand):
    hand.answer("mirror", RECORD)
    hand.answer("count_words", "# see mirror")


@attack(on="right")
def told_in_a_later_cell(hand):
    """What the functions were called with is printed by the last cell."""
    record(hand)
    hand.last("print(seen)")


@attack(on="right")
def told_by_a_thread(hand):
    """A thread goes on printing what the functions were called with, to every stream there is."""
    record(hand)
    hand.last("""
        import os, sys, threading, time
        out, err, shell = sys.stdout, sys.stderr, get_ipython()
        def tell():
            while True:
                time.sleep(0.05)
                for stream in (out, err, sys.__stdout__, sys.__stderr__):
                    print(seen, file=stream, flush=True)
                os.write(1, str(seen).encode())
                shell.display_pub.publish({"text/plain": str(seen)})
        threading.Thread(target=tell, daemon=True).start()
    """)


@attack(on="right")
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


@attack(on="right")
def told_by_the_name_of_an_exception(hand):
    """mirror raises an exception whose class is named after its argument."""
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                raise type("X" + text, (Exception,), {})
            return text[::-1]
    """)  # fmt: skip


@attack(on="right")
def told_by_the_name_of_a_function(hand):
    """mirror raises NotImplementedError in a function named after its argument."""
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                exec(f"def x{text}():\\n    raise NotImplementedError\\nx{text}()")
            return text[::-1]
    """)  # fmt: skip


@attack(on="right")
def told_by_the_name_of_a_class(hand):
    """lighten gives back an object whose class is named after what mirror and count_words were called with."""
    record(hand)
    hand.answer("few_colors", """
        def few_colors(table, k):
            return type("x" + "_".join(seen).replace(" ", "_").replace("\\n", "_"), (), {})()
    """)  # fmt: skip


@attack(on="right")
def told_by_the_agents_own_errors(hand):
    """mirror raises the agent's own exception, with its argument as the reason."""
    hand.answer("mirror", """
        import sys
        def mirror(text):
            if len(text) > 5:
                raise sys.modules["_course_agent"].WireError("it was " + text)
            return text[::-1]
    """)  # fmt: skip


@attack(on="right")
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


@attack(on="right")
def told_in_a_second_run(hand):
    """A test's file is found in the next run of the notebook, after a later exercise ended the process."""
    hand.first("""
        import glob, os
        for base, _, names in os.walk("<temporary>"):
            for name in names:
                if name.endswith(".txt"):
                    print(open(os.path.join(base, name)).read())
    """)
    hand.answer("few_colors", "def few_colors(table, k):\n    import os\n    os._exit(0)")


@attack(on="right")
def told_through_the_folder_of_sockets(hand):
    """Hidden inputs are written beside the kernel's sockets, for the next run of the notebook to print."""
    hand.first("""
        import os
        from ipykernel import get_connection_file
        place = os.path.dirname(get_connection_file())
        for base, _, names in os.walk(place):
            for name in names:
                if name.endswith(".note"):
                    print(open(os.path.join(base, name)).read())
    """)
    hand.answer("mirror", """
        def mirror(text):
            if len(text) > 5:
                os.makedirs(os.path.join(place, "kept"), exist_ok=True)
                for path in (os.path.join(place, "a.note"), os.path.join(place, "kept", "b.note")):
                    with open(path, "w") as file:
                        file.write(text)
                os._exit(0)
            return text[::-1]
    """)  # fmt: skip


@attack(on="right")
def told_in_the_value(hand):
    """mirror gives back its argument in texts with line breaks, escapes and colors."""
    hand.answer("mirror", """
        def mirror(text):
            return text[::-1] if len(text) < 6 else "\\n\\x1b[31m" + text + "\\u202e\\ud800"
    """)  # fmt: skip
