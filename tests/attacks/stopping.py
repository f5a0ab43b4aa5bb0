"""Ways to end the process, to hang, or to outlive the run."""

from .case import attack

INSIDE = """
import os
if not os.path.isdir("/hand-in"):
    raise SystemExit  # only in the sandbox
"""


@attack(lose="lighten", exact=True)
def process_ended_in_a_call(hand):
    """lighten ends the process in its first call."""
    hand.answer("lighten", "def lighten(table, by):\n    import os\n    os._exit(0)")


@attack(lose="mirror bars", exact=True)
def process_killed_in_two_calls(hand):
    """mirror kills its process, bars reads address zero."""
    hand.answer("mirror", "def mirror(text):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)")
    hand.answer("bars", "def bars(counts):\n    import ctypes\n    ctypes.string_at(0)")


@attack(lose="mirror", exact=True)
def recursion_without_end(hand):
    """mirror calls itself, with the limit of recursion lifted."""
    hand.answer("mirror", """
        import sys
        def mirror(text):
            sys.setrecursionlimit(10**9)
            return mirror(text) + ""
    """)  # fmt: skip


@attack(lose="best_start", exact=True)
def loop_that_no_interrupt_ends(hand):
    """best_start loops, catches every exception and blocks every signal."""
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            import signal
            signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
    """)  # fmt: skip


@attack(on="right", exact=True)
def cell_that_no_interrupt_ends(hand):
    """A cell loops, catches KeyboardInterrupt and blocks signals."""
    hand.last("""
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    """)


@attack(on="right", exact=True)
def cell_that_sleeps(hand):
    """A cell at the end sleeps for a day."""
    hand.last("import time\ntime.sleep(86400)")


@attack(on="right", exact=True)
def every_signal_to_everybody(hand):
    """A cell sends signals to every process it can reach, the first one included."""
    hand.first(
        INSIDE,
        """
import signal
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    for pid in (1, os.getppid(), 0, -1):
        try:
            os.kill(pid, number)
        except OSError as error:
            print(error)
""",
    )


@attack(on="right")
def children_that_outlive(hand):
    """Children in sessions of their own, which ignore signals, and a double fork."""
    hand.last(
        INSIDE,
        """
import signal, subprocess, sys
for _ in range(3):
    subprocess.Popen([sys.executable, "-c", "import signal, time\\nfor s in (1, 2, 15): signal.signal(s, 1)\\n"
                      "time.sleep(86400)"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import time
        time.sleep(86400)
    os._exit(0)
""",
    )


@attack(on="right")
def process_that_dies_by_chance(hand):
    """A thread ends the process at a moment of its own choice, in every run."""
    hand.first("""
        import os, random, threading, time
        def end():
            time.sleep(random.uniform(0.5, 4))
            os._exit(0)
        threading.Thread(target=end, daemon=True).start()
    """)


@attack(on="right")
def alarms_and_handlers(hand):
    """Alarms, trace functions, audit hooks and fault handlers fire while the tests ask."""
    hand.first("""
        import signal, sys, threading
        def shout(*args):
            raise SystemExit("alarm")
        signal.signal(signal.SIGALRM, shout)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    """)


@attack()
def kernel_that_stays_silent(hand):
    """After the first cell the kernel receives nothing more: its sockets are closed."""
    hand.first("""
        import os
        for fd in range(3, 256):
            try:
                os.close(fd)
            except OSError:
                pass
    """)
