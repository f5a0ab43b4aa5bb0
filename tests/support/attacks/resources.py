"""Bombs, each with a bound of its own; graded one by one while memory and disk are watched."""

from .case import INSIDE, ROOM, attack


@attack(on="right", alone=True, reached=lambda result: result.memory > 2 * 2**30)
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


@attack(on="right", alone=True, reached=lambda result: result.memory > 2 * 2**30)
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


@attack(on="right", alone=True, reached="refused")
def memory_in_nameless_files(hand):
    """Ninety files of sixty megabytes that exist in memory only."""
    hand.last(
        INSIDE,
        """
import time
block = bytes(2**20)
files = []
for number in range(90):
    try:
        files.append(os.memfd_create(str(number)))
    except OSError as error:
        print("refused:", error)
        break
    for _ in range(60):
        os.write(files[-1], block)
time.sleep(1)
""",
    )


@attack(on="right", alone=True, reached="forked 32 times")
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
    if forked == 32:
        print(f"forked {forked} times", flush=True)
""",
    )


@attack(on="right", alone=True, reached="more than 128 processes")
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


@attack(on="right", alone=True, reached="it wrote more than 128 MB")
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


@attack(on="right", alone=True, reached="not filled")
def disk_filled_beside_the_sockets(hand):
    """The folders that the kernel shares with its judge are filled, with half a gigabyte at most."""
    hand.last(
        INSIDE,
        ROOM,
        """
block = bytes(2**20)
for name in ("s", "x", "h", ""):
    for number in range(10):
        try:
            os.makedirs(os.path.join(room, name), exist_ok=True)
            with open(os.path.join(room, name, f"filler-{number}"), "wb") as file:
                for _ in range(50):
                    file.write(block)
        except OSError as error:
            print("not filled:", error)
            break
import time
time.sleep(1)
""",
    )


@attack(on="right", alone=True, reached="more than 128 processes")
def doubling_bomb(hand):
    """Every process forks as fast as it can, and so do its children."""
    hand.last(INSIDE, "while True:\n    os.fork()")


@attack(on="right", alone=True, reached="ended its process: it")
def memory_in_sockets(hand):
    """Forty processes fill the buffers of all the sockets that they can make."""
    hand.last(
        INSIDE,
        """
import socket, time
def fill():
    kept = []
    while True:
        kept += socket.socketpair()
        for one in kept[-2:]:
            one.setblocking(False)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**24)
            try:
                while one.send(bytes(2**16)):
                    pass
            except BlockingIOError:
                pass
for _ in range(40):
    if os.fork() == 0:
        try:
            fill()
        finally:
            time.sleep(30)
time.sleep(20)
""",
    )


@attack(on="right", alone=True, reached="a table of its own: -1")
def files_open_in_one_thread_only(hand):
    """A thread with a table of open files of its own holds removed files there, a gigabyte in all."""
    hand.last(
        INSIDE,
        """
import ctypes, threading, time
def fill():
    made = ctypes.CDLL(None).syscall(436, 1000, 1000, 2)
    print("a table of its own:", made)
    if made:
        return
    kept = []
    for number in range(18):
        kept.append(open(f"filler-{number}", "wb"))
        os.remove(f"filler-{number}")
        for _ in range(60):
            kept[-1].write(bytes(2**20))
    time.sleep(3)
filling = threading.Thread(target=fill)
filling.start()
filling.join()
""",
    )
