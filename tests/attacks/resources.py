"""Bombs and floods, each with a bound of its own; graded one by one while memory and disk are watched."""

from .case import attack
from .stopping import INSIDE


@attack(on="right", alone=True)
def memory_bomb(hand):
    """A cell takes memory until it gets no more, six gigabytes at most."""
    hand.last(
        INSIDE,
        """
taken = []
for _ in range(60):
    taken.append(bytearray(100 * 2**20))
    for at in range(0, 100 * 2**20, 4096):
        taken[-1][at] = 1
""",
    )


@attack(on="right", alone=True)
def memory_bomb_of_children(hand):
    """Six children take a gigabyte each."""
    hand.last(
        INSIDE,
        """
import subprocess, sys
code = "import time; x = bytearray(b'x') * 2**30; time.sleep(4)"
children = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(6)]
for child in children:
    child.wait()
""",
    )


@attack(on="right", alone=True)
def memory_in_nameless_files(hand):
    """Ninety files of sixty megabytes that exist in memory only."""
    hand.last(
        INSIDE,
        """
import time
block = bytes(2**20)
files = []
for number in range(90):
    files.append(os.memfd_create(str(number)))
    for _ in range(60):
        os.write(files[-1], block)
time.sleep(1)
""",
    )


@attack(on="right", alone=True)
def fork_bomb(hand):
    """A cell forks until it cannot, four hundred times at most."""
    hand.last(
        INSIDE,
        """
import time
forked = 0
for _ in range(400):
    try:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        forked += 1
    except OSError:
        break
print(forked)
""",
    )


@attack(on="right", alone=True)
def thread_bomb(hand):
    """A cell starts threads until it cannot, two thousand at most."""
    hand.last(
        INSIDE,
        """
import threading, time
for _ in range(2000):
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
""",
    )


@attack(on="right", alone=True)
def disk_filled(hand):
    """Every place that can be written is filled, with half a gigabyte each at most."""
    hand.last(
        INSIDE,
        """
block = bytes(2**20)
for place in (".", "/tmp", "/dev/shm", "/", os.environ["HOME"]):
    for number in range(10):
        try:
            with open(os.path.join(place, f"filler-{number}"), "wb") as file:
                for _ in range(50):
                    file.write(block)
        except OSError as error:
            print(place, error)
            break
""",
    )


@attack(on="right", alone=True)
def disk_filled_beside_the_sockets(hand):
    """The folder of the kernel's sockets is filled, with half a gigabyte at most."""
    hand.last(
        INSIDE,
        """
from ipykernel import get_connection_file
place = os.path.dirname(get_connection_file())
block = bytes(2**20)
for number in range(10):
    with open(os.path.join(place, f"filler-{number}"), "wb") as file:
        for _ in range(50):
            file.write(block)
import time
time.sleep(1)
""",
    )


@attack(on="right", alone=True)
def output_flood(hand):
    """A cell prints without end."""
    hand.last("while True:\n    print('flood ' * 1000)")


@attack(on="right", alone=True)
def error_flood(hand):
    """A cell writes to stderr without end, in small pieces."""
    hand.last("import sys\nwhile True:\n    print('.', file=sys.stderr, flush=True)")


@attack(on="right", alone=True)
def display_flood(hand):
    """A cell displays pictures and tables without end."""
    hand.last("""
        from IPython.display import HTML, display
        while True:
            display(HTML("<b>x</b>" * 10_000))
    """)


@attack(on="right", alone=True)
def one_enormous_message(hand):
    """One output of seven hundred megabytes."""
    hand.last(INSIDE, "print('x' * (700 * 2**20))")


@attack(on="right", alone=True)
def messages_that_nobody_waits_for(hand):
    """Messages that belong to no cell, without end."""
    hand.last(
        INSIDE,
        """
kernel = get_ipython().kernel
import time
end = time.monotonic() + 60
while time.monotonic() < end:
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "busy"}, parent={"msg_id": "other"})
""",
    )


@attack(on="right", alone=True)
def flood_while_the_tests_ask(hand):
    """A thread fills the queue of outputs while nobody reads it, with two gigabytes at most."""
    hand.first(
        INSIDE,
        """
import threading, time
def flood():
    time.sleep(2)
    text = "x" * (8 * 2**20)
    for _ in range(250):
        print(text, flush=True)
threading.Thread(target=flood, daemon=True).start()
""",
    )


@attack(on="right", alone=True)
def brackets_by_the_megabyte(hand):
    """An answer of two hundred megabytes of brackets, small on the wire and large in memory."""
    hand.answer(
        "mirror",
        """
        import struct, sys
        def mirror(text):
            module = sys.modules["_course_agent"]
            def send(connection, tree, blobs):
                body = b"[[" + b"[]," * (66 * 2**20) + b"[]],[]]"
                frame = struct.pack(">Q", len(body)) + body
                connection.sendall(struct.pack(">Q", len(frame)) + frame)
            module.send = send
            return text
    """,
    )


@attack(on="right", alone=True)
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
