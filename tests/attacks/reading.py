"""Looking for tests, solutions, other hand-ins, secrets of the machine, and ways out."""

from .case import attack
from .lesson import POINTS

LOOK = """
    def look(path):
        try:
            print(open(path, "rb").read(200_000).decode("latin-1"))
        except Exception as error:
            print(type(error).__name__)
"""


@attack(bites="open")
def source_notebook_printed(hand):
    """The instructor's notebook is printed, with its solutions and hidden tests."""
    hand.first(LOOK, 'look("<source>")')


@attack(bites="stock open")
def solution_executed_from_disk(hand):
    """The instructor's solutions are read from the disk and executed."""
    for name in POINTS:
        hand.answer(name, "pass")
    hand.first("""
        import json
        for cell in json.load(open("<source>"))["cells"]:
            if cell["metadata"]["nbgrader"]["solution"] and cell["cell_type"] == "code":
                exec("".join(cell["source"]))
    """)


@attack(bites="open")
def another_hand_in_printed(hand):
    """The folder of another student is listed and read."""
    hand.first(
        LOOK,
        """
    import os
    print(os.listdir("<course>/submitted"))
    look("<friend>")
    """,
    )


@attack(bites="open")
def gradebook_printed(hand):
    """The gradebook is opened, and its rows are printed."""
    hand.first("""
        import sqlite3
        with sqlite3.connect("file:<gradebook>?mode=ro", uri=True) as db:
            print(db.execute("select * from student").fetchall())
            print(db.execute("select * from source_cell").fetchall())
    """)


@attack()
def gradebook_rewritten(hand):
    """The gradebook gets a trigger that gives this student all points and takes those of the others."""
    hand.first("""
        import glob, os, sqlite3
        assert os.path.isdir("/hand-in")
        for path in ["<gradebook>", *glob.glob("../../../*.db"), *glob.glob("/**/gradebook.db", recursive=True)]:
            with sqlite3.connect(path) as db:
                db.execute("create trigger gift after update on grade begin"
                           " update grade set auto_score = 99, extra_credit = 9; end")
    """)


@attack(bites="open")
def files_beside_the_course(hand):
    """A file beside the course and a key in the home folder are read."""
    hand.first(
        LOOK,
        """
    for path in ("<beside>", "<home>", "<rc>", "../../../exam.txt", "../../../../.ssh/id_rsa", "/etc/shadow"):
        look(path)
    """,
    )


@attack(bites="open")
def environment_printed(hand):
    """The environment of this process is printed."""
    hand.first("import os\nprint(os.environ)\nprint(open('/proc/self/environ').read())")


@attack()
def environment_of_every_process(hand):
    """The environment, command line and open files of every process that can be seen are printed."""
    hand.first(
        LOOK,
        """
    import os
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("environ", "cmdline"):
            look(f"/proc/{pid}/{name}")
        try:
            print([os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")])
        except OSError as error:
            print(error)
    """,
    )


@attack()
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
                print(error)
    """,
    )


@attack()
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
        print("\\n".join(found)[:400_000])
    """
    hand.first(search)
    hand.last(search)


@attack()
def working_folder_searched(hand):
    """Every file that can be seen outside of the system is listed, and read if it is small."""
    hand.first(
        LOOK,
        """
    import os
    for base, folders, names in os.walk("/"):
        folders[:] = [f for f in folders if os.path.join(base, f) not in
                      ("/proc", "/sys", "/usr", "/lib", "/bin", "/sbin", "/lib64")
                          and "venv" not in f and f != ".pyenv"]
        for name in names:
            path = os.path.join(base, name)
            if os.path.isfile(path) and os.path.getsize(path) < 200_000 and "python" not in path:
                print(path)
                look(path)
    """,
    )


@attack(proof="REACHED")
def network_tried(hand):
    """A port of the teacher's machine, a nameless socket, and the wide world are tried."""
    hand.first("""
        import socket
        for family, address in ((socket.AF_INET, ("127.0.0.1", <port>)), (socket.AF_UNIX, "\\0<door>"),
                                (socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_UNIX, "/var/run/docker.sock")):
            with socket.socket(family) as door:
                door.settimeout(0.5)
                try:
                    door.connect(address)
                    print("REA" + "CHED", address)
                except OSError as error:
                    print(error)
    """)


@attack(proof="ESCAPED")
def namespaces_nested(hand):
    """A user namespace of one's own gives the power to mount a folder without a limit of size."""
    hand.first("""
        import ctypes, os, subprocess, sys
        code = '''
        import ctypes, os
        libc = ctypes.CDLL(None)
        if libc.unshare(0x10000000 | 0x00020000) == 0 and libc.mount(b"x", b"/tmp", b"tmpfs", 0, b"size=9G") == 0:
            print("ESC" + "APED")
        '''
        import textwrap
        print(subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True).stdout)
    """)


@attack(proof="WRITTEN")
def system_written(hand):
    """Places outside of the scratch are written to: the interpreter, the libraries, the kernel's settings."""
    hand.first("""
        import os, sys, numpy
        assert os.path.isdir("/hand-in")
        for place in (os.path.dirname(numpy.__file__), sys.prefix, "/usr", "/", "/etc", "/hand-in", "/dev",
                      "/home", "/proc/sys/kernel", "/var/tmp"):
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
    """)
