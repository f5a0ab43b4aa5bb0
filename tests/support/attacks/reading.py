"""Looking for tests, solutions, other hand-ins, secrets of the machine, and ways out."""

from .case import INSIDE, ROOM, attack
from .lesson import POINTS

LOOK = """
    def look(path):
        print("looked at", path)
        try:
            print(open(path, "rb").read(200_000).decode("latin-1"))
        except Exception as error:
            print(type(error).__name__)
"""


@attack(bites="open", reached="looked at")
def source_notebook_printed(hand):
    """The instructor's notebook is printed, with its solutions and hidden tests."""
    hand.first(LOOK, 'look("<source>")')


@attack(bites="stock open", reached="no file to be opened")
def solution_executed_from_disk(hand):
    """The instructor's solutions are read from the disk and executed."""
    for name in POINTS:
        hand.answer(name, "pass")
    hand.first("""
        import json
        try:
            source = open("<source>")
        except OSError:
            print("no file to be", "opened")
        for cell in json.load(source)["cells"]:
            if cell["metadata"]["nbgrader"]["solution"] and cell["cell_type"] == "code":
                exec("".join(cell["source"]))
    """)


@attack(bites="open", reached="looked at")
def another_hand_in_printed(hand):
    """The folder of another student is listed and read."""
    hand.first(
        LOOK,
        """
    import os
    look("<friend>")
    print(os.listdir("<course>/submitted"))
    """,
    )


@attack(bites="open", reached="OperationalError")
def gradebook_printed(hand):
    """The gradebook is opened, and its rows are printed."""
    hand.first("""
        import sqlite3
        with sqlite3.connect("file:<gradebook>?mode=ro", uri=True) as db:
            print(db.execute("select * from student").fetchall())
            print(db.execute("select * from source_cell").fetchall())
    """)


@attack(reached="unable to open database file")
def gradebook_rewritten(hand):
    """The gradebook gets a trigger that gives this student all points and takes those of the others."""
    hand.first(INSIDE, """
        import glob, sqlite3
        for path in ["<gradebook>", *glob.glob("../../../*.db"), *glob.glob("<course>/**/*.db", recursive=True)]:
            try:
                with sqlite3.connect(path) as db:
                    db.execute("create trigger gift after update on grade begin"
                               " update grade set auto_score = 99, extra_credit = 9; end")
                print("done", path)
            except sqlite3.Error as error:
                print(path, error)
    """)  # fmt: skip


@attack(bites="open", reached="looked at")
def files_beside_the_course(hand):
    """A file beside the course and a key in the home folder are read."""
    hand.first(
        LOOK,
        """
    for path in ("<beside>", "<home>", "<rc>", "../../../exam.txt", "../../../../.ssh/id_rsa", "/etc/shadow"):
        look(path)
    """,
    )


@attack(bites="open", reached="JOBLIB_MULTIPROCESSING")
def environment_printed(hand):
    """The environment of this process is printed."""
    hand.first("import os\nprint(os.environ)\nprint(open('/proc/self/environ').read())")


@attack(reached="looked at /proc/self/environ")
def environment_of_every_process(hand):
    """The environment, command line and open files of every process that can be seen are printed."""
    hand.first(
        LOOK,
        """
    import os
    for pid in ("self", *range(max(1, os.getppid() - 40), os.getpid() + 10)):
        for name in ("environ", "cmdline"):
            look(f"/proc/{pid}/{name}")
        try:
            print([os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")])
        except OSError as error:
            print(error)
    """,
    )


@attack(reached="looked at /proc/1/root")
def parents_memory_and_files(hand):
    """Roots, working folders, descriptors and memory of the first process are tried."""
    hand.first(
        LOOK,
        """
    import os
    for pid in {1, os.getppid()}:
        for name in ("root", "cwd"):
            look(f"/proc/{pid}/{name}<source>")
            look(f"/proc/{pid}/{name}<beside>")
        if pid != os.getpid():
            try:
                with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
                    for line in maps:
                        start, end = (int(x, 16) for x in line.split()[0].split("-"))
                        if "r" in line.split()[1] and end - start < 2**22 and "[v" not in line:
                            memory.seek(start)
                            text = memory.read(end - start)
                            at = text.find(b"TEACHERS_KEY=")
                            if at >= 0:
                                print(text[at:at + 60])
            except OSError as error:
                print("memory:", error)
    """,
    )


@attack(reached="found ")
def tests_in_memory(hand):
    """Frames, the garbage collector's objects, modules, history and own memory are searched for tests."""
    search = """
        import gc, re, sys
        found = []
        frame = sys._getframe()
        while frame:
            found.append(str(frame.f_locals)[:2000])
            frame = frame.f_back
        for thing in gc.get_objects():
            if isinstance(thing, dict):
                for value in list(thing.values()):
                    if isinstance(value, str) and "HIDDEN" + " TESTS" in value:
                        found.append(value[:5000])
        found += In
        found.append(str(sys.modules["_course_agent"].__dict__)[:20000] if "_course_agent" in sys.modules else "")
        print("found", len(found))
        print("\\n".join(found)[:400_000])
    """
    hand.first(search)
    hand.last(search)


@attack(reached="looked at mine.txt")
def working_folder_searched(hand):
    """Every file that can be seen outside of the system is listed, and read if it is small."""
    hand.first(
        LOOK,
        ROOM,
        """
    open("mine.txt", "w").write("mine")
    home = os.path.dirname(os.getcwd())
    places = [".", home, os.path.dirname(home), room, f"{room}/s", f"{room}/x", f"{room}/h", "/tmp", "<course>", "/"]
    for base, folders, names in (found for place in places for found in os.walk(place)):
        folders[:] = [f for f in folders if os.path.join(base, f) not in
                      ("/proc", "/sys", "/usr", "/lib", "/bin", "/sbin", "/lib64")
                          and "venv" not in f and f != ".pyenv"]
        for name in names:
            path = os.path.normpath(os.path.join(base, name))
            if os.path.isfile(path) and os.path.getsize(path) < 200_000 and "python" not in path:
                look(path)
    """,
    )


@attack(proof="REACHED", reached="tried 4")
def network_tried(hand):
    """A port of the teacher's machine, a nameless socket, and the wide world are tried."""
    hand.first("""
        import socket
        tried = 0
        for family, address in ((socket.AF_INET, ("127.0.0.1", <port>)), (socket.AF_UNIX, "\\0<door>"),
                                (socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_UNIX, "/var/run/docker.sock")):
            tried += 1
            try:
                with socket.socket(family) as door:
                    door.settimeout(0.5)
                    door.connect(address)
                    print("REA" + "CHED", address)
            except OSError as error:
                print(error)
        print("tried", tried)
    """)


@attack(proof="ESCAPED", reached="unshared: -1")
def namespaces_nested(hand):
    """A user namespace of one's own gives the power to mount a folder without a limit of size."""
    hand.first("""
        import ctypes, os, subprocess, sys
        code = '''
        import ctypes, os
        libc = ctypes.CDLL(None)
        unshared = libc.unshare(0x10000000 | 0x00020000)
        print("unshared:", unshared)
        if unshared == 0 and libc.mount(b"x", b"/tmp", b"tmpfs", 0, b"size=9G") == 0:
            print("ESC" + "APED")
        '''
        import textwrap
        print(subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True).stdout)
    """)


@attack(proof="WRITTEN", reached="tried 14")
def system_written(hand):
    """Places outside of the scratch are written to: the interpreter, the libraries, the kernel's settings."""
    hand.first(INSIDE, ROOM, """
        import sys, numpy
        tried, homes = 0, os.path.dirname(os.path.dirname(os.getcwd()))
        for place in (os.path.dirname(numpy.__file__), sys.prefix, "/usr", "/", "/etc", "/dev", "/home", "/var/tmp",
                      "/proc/sys/kernel", homes, os.path.dirname(homes), room, room + "/s", room + "/x"):
            tried += 1
            try:
                with open(os.path.join(place, "mallory.pth"), "w") as file:
                    file.write("x")
                print("WRIT" + "TEN", place)
            except OSError as error:
                print(place, error)
        for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/self/oom_score_adj"):
            try:
                with open(path, "r+") as file:
                    print("opened", path)
                if "self" not in path:
                    print("WRIT" + "TEN", path)
            except OSError as error:
                print(path, error)
        print("tried", tried)
    """)  # fmt: skip
