"""A process in a sandbox that has imported what notebooks use; each kernel is forked from it into a sandbox of its own.

This text follows `confine.py`. It runs no line of a student's, and what is forked never comes back, so that nothing of
one student can be seen by the next. Why forking is safe here: the process has one thread and only imports (a fork
after an OpenMP region hangs; none has run), no sockets but those to its masters, which the child closes, and the
state of NumPy's global generator, which the child draws anew. Kernels that are forked twice differ in nothing else
that is random: Python reseeds `random` itself, IPython and ZeroMQ make their keys and contexts when they start.
"""

# ruff: noqa: F821  (ctypes, json, os, shutil, struct, sys and what limits a process come from confine.py)
import gc
import importlib
import select
import signal
import socket

NEW_USER, NEW_REST = 0x10000000, 0x00020000 | 0x20000000 | 0x08000000 | 0x40000000 | 0x04000000
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC, REMOUNT, BIND = 1, 2, 4, 8, 32, 4096
DIE_WITH_PARENT, DROP_BOUNDING, AMBIENT, CLEAR_AMBIENT = 1, 24, 47, 4
CAPABILITIES_3 = 0x20080522


def called(name, *arguments):
    """A function of libc that must succeed."""
    if getattr(LIBC, name)(*arguments):
        raise OSError(ctypes.get_errno(), name)


def mount(source, target, flags=0, kind=None, options=None):
    """mount(2) with texts."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    called("mount", *texts, ctypes.c_ulong(flags), None if options is None else options.encode())


def scratch(path, size, flags=NO_SUID | NO_DEVICES):
    """An empty file system of limited size."""
    mount("tmpfs", path, flags, "tmpfs", f"size={size},mode=0700")


def show(source, target, read_only=True):
    """Show a folder at another place."""
    os.makedirs(target, exist_ok=True)
    mount(source, target, BIND)
    if read_only:
        mount(None, target, BIND | REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES)


def enter_namespaces():
    """Leave the sandbox of all for one of our own; what is forked from here on is in it."""
    ids = os.getuid(), os.getgid()
    called("unshare", NEW_USER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{ids[0]} {ids[0]} 1"), ("gid_map", f"{ids[1]} {ids[1]} 1")):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123 (as `os` everywhere in here)
            file.write(text)
    called("unshare", NEW_REST)


def furnish(order):
    """Fresh scratch, this student's folders at their places, and nothing of the others."""
    home, room = os.environ["HOME"], f"/rooms/base/{order['room']}"
    mount("proc", "/proc", READ_ONLY | NO_SUID | NO_DEVICES | NO_EXEC, "proc")
    scratch("/dev/shm", order["shared"])
    scratch("/tmp", order["temporary"])
    for place, path in order["covered"].items():
        show(place, path)
    scratch(home, order["scratch"])
    if not order["base"].startswith("/tmp/"):
        scratch(order["base"], 65536)
    show(f"{room}/h", "/hand-in")
    show(f"{room}/s", f"{order['base']}/{order['room']}/s", read_only=False)
    show(f"{room}/x", f"{order['base']}/{order['room']}/x")
    if order["photographs"]:
        show("/rooms/photographs", f"{home}/data")
        if order["photographs"].startswith("/tmp/"):
            show("/rooms/photographs", order["photographs"])
    for path in ("/rooms", "/oldproc"):
        scratch(path, 4096, READ_ONLY | NO_SUID | NO_DEVICES)
    os.makedirs(f"{home}/work")
    os.chdir(f"{home}/work")
    bring_files()


def give_up_powers():
    """No capability is left, and none can be had again."""
    for capability in range(64):
        LIBC.prctl(DROP_BOUNDING, capability, 0, 0, 0)  # fails for numbers that this system does not know
    called("prctl", AMBIENT, CLEAR_AMBIENT, 0, 0, 0)
    called("capset", struct.pack("Ii", CAPABILITIES_3, 0), struct.pack("6I", *[0] * 6))


def first_process(order):
    """The first process of the new namespace: makes the room, starts the kernel, and buries what it leaves behind."""
    called("prctl", DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    os.setsid()  # a signal to one's own process group reaches its members outside of the namespace as well
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # which for a first process means that no signal of a student ends it
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    furnish(order)
    set_limits(order["limits"])
    give_up_powers()
    deny_system_calls()
    kernel = os.fork()
    if kernel == 0:
        run_kernel(order)
    while os.wait()[0] != kernel:
        pass


def run_kernel(order):
    """Be the kernel."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else all kernels would draw the same numbers
    sys.argv = ["ipykernel_launcher.py", *order["arguments"]]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance()
    os._exit(0)


def fork_kernel(order, master):
    """In a fork: tell the master who we are, and stay until the kernel has ended."""
    master.send(b"+")  # the system adds our number as the master sees it
    master.close()
    enter_namespaces()
    child = os.fork()
    if child == 0:
        first_process(order)
    else:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.waitpid(child, 0)


def serve():
    """What ``python -I -c <confine.py and this> <imports as JSON>`` does: import, then fork for each order."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    door, owner = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET), os.fdopen(os.dup(0), "rb")
    door.bind("/rooms/base/line")
    door.listen()
    lines = [door, owner]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # As a kernel says before it imports Matplotlib; the backend itself looks for a running kernel, and has to wait.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    sys.modules["debugpy"] = None  # "is not installed": half of a kernel's start is the import of a debugger
    gc.disable()  # nothing that is imported is garbage
    for name in json.loads(sys.argv[1]):
        try:
            importlib.import_module(name)
        except Exception:  # a notebook may import what is not here: then its own cell says so
            continue
    gc.freeze()  # collecting garbage would copy every page in every child
    gc.enable()
    while True:
        for line in select.select(lines, [], [])[0]:
            if line is door:
                lines.append(line.accept()[0])
            elif line is owner:
                return
            elif order := received(line):
                fork_for(order, line, lines)
            else:
                lines.remove(line)
                line.close()


def received(line):
    """The next order; nothing when whoever orders is gone."""
    try:
        return line.recv(65536)
    except OSError:
        return b""


def fork_for(order, line, lines):
    """A kernel for whoever ordered it."""
    if os.fork() == 0:
        code = 1
        try:
            for other in lines:
                if other is not line:
                    other.close()
            fork_kernel(json.loads(order), line)
            code = 0
        finally:
            os._exit(code)


LIBC = ctypes.CDLL(None, use_errno=True)
