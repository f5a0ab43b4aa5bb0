"""Ways to end the process, to hang, or to outlive the run."""

from .case import INSIDE, attack


@attack(lose="lighten", exact=True, reached="lighten ended its process")
def process_ended_in_a_call(hand):
    """lighten ends the process in its first call."""
    hand.answer("lighten", "def lighten(table, by):\n    import os\n    os._exit(0)")


@attack(
    lose="mirror bars",
    exact=True,
    reached=lambda result: all(f"{name} ended its process" in result.said for name in ("mirror", "bars")),
)
def process_killed_in_two_calls(hand):
    """mirror kills its process, bars reads address zero."""
    hand.answer("mirror", "def mirror(text):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)")
    hand.answer("bars", "def bars(counts):\n    import ctypes\n    ctypes.string_at(0)")


@attack(lose="mirror", exact=True, reached=lambda result: result.memory > 2**30)
def recursion_without_end(hand):
    """mirror calls itself, with the limit of recursion lifted."""
    hand.answer("mirror", """
        import sys
        def mirror(text):
            sys.setrecursionlimit(10**9)
            return mirror(text) + ""
    """)  # fmt: skip


@attack(lose="best_start", exact=True, reached="best_start did not finish within")
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


@attack(on="right", exact=True, reached="This cell ended its process")
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


@attack(on="right", exact=True, reached="KeyboardInterrupt")
def cell_that_sleeps(hand):
    """A cell at the end sleeps for a day."""
    hand.last("import time\ntime.sleep(86400)")


@attack(on="right", exact=True, reached="signals refused: ")
def every_signal_to_everybody(hand):
    """A cell sends signals to every process it can reach, the first one included, and to its own group at last."""
    hand.first(
        INSIDE,
        """
import signal
refused = 0
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    for pid in {1, *range(max(1, os.getppid() - 100), os.getpid()), -os.getppid(), -1}:
        try:
            os.kill(pid, number)
        except OSError as error:
            refused += 1
print("signals refused:", refused, flush=True)
import time
time.sleep(0.2)
os.kill(0, signal.SIGKILL)
""",
    )


@attack(on="right", reached="started 5")
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
print("started 5")
""",
    )


@attack(on="right", reached="ends after")
def process_that_dies_by_chance(hand):
    """A thread ends the process at a moment of its own choice, in every run."""
    hand.first("""
        import os, random, threading, time
        patience = random.uniform(0.5, 4)
        print("ends after", patience)
        def end():
            time.sleep(patience)
            os._exit(0)
        threading.Thread(target=end, daemon=True).start()
    """)


@attack(on="right", reached="armed")
def alarms_and_handlers(hand):
    """Alarms, trace functions, audit hooks and fault handlers fire while the tests ask."""
    hand.first("""
        import signal, sys, threading
        def shout(*args):
            raise SystemExit("alarm")
        signal.signal(signal.SIGALRM, shout)
        print("armed", flush=True)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    """)


@attack(reached="silent")
def kernel_that_stays_silent(hand):
    """After the first cell the kernel receives nothing more: its sockets are closed."""
    hand.first("""
        import os, time
        print("silent", flush=True)
        time.sleep(0.2)
        for fd in range(3, 256):
            try:
                os.close(fd)
            except OSError:
                pass
    """)
