"""Which system calls a student's process may not make, and the filter (seccomp) that says so to Linux.

Landlock and namespaces decide what a path or an address leads to. The filter closes what both leave open: sockets,
signals and settings of other processes, modes and times of files, memory that no limit counts, privileged calls.
"""

import ctypes
import os
import struct
from collections.abc import Iterable

# Name: number on x86_64, on aarch64. None: there is no such call.
NUMBERS = {
    # Memory that no limit counts.
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186),
    "semget": (64, 190), "mq_open": (240, 180), "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445), "landlock_restrict_self": (446, 446), "seccomp": (317, 277),
    "prctl": (157, 167), "setsockopt": (54, 208),
    # File systems, namespaces, privileged calls.
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "reboot": (169, 142),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161), "setdomainname": (171, 162),
    "syslog": (103, 116), "iopl": (172, None), "ioperm": (173, None), "vhangup": (153, 58), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    # Other processes of the same user.
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    "migrate_pages": (256, 238), "move_pages": (279, 239), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274),
    # What Landlock does not mediate: a path is changed or watched without being opened.
    "truncate": (76, 45), "fallocate": (285, 47), "inotify_init": (253, None), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, None), "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "statmount": (457, 457), "listmount": (458, 458),
    # Memory and files that nobody would see, work of the whole machine.
    "mmap": (9, 222), "vmsplice": (278, 75), "splice": (275, 76), "tee": (276, 77), "sendmsg": (46, 211),
    "sendmmsg": (307, 269), "io_setup": (206, 0), "sync": (162, 81), "syncfs": (306, 267),
    "open": (2, None), "openat": (257, 56), "openat2": (437, 437), "setsid": (112, 157), "setpgid": (109, 154),
    "flock": (73, 32), "close_range": (436, 436),
    # Sockets and signals.
    "socket": (41, 198), "socketpair": (53, 199), "bind": (49, 200), "listen": (50, 201), "connect": (42, 203),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "fcntl": (72, 25), "ioctl": (16, 29),
    "clone": (56, 220), "clone3": (435, 435), "fork": (57, None), "vfork": (58, None),
}  # fmt: skip
NEWEST = 462  # mseal; whatever a later Linux adds is unknown here until somebody has looked at it
ERRORS = {"EPERM": 1, "ENOTTY": 25, "ENOSYS": 38, "EOPNOTSUPP": 95, "ENETUNREACH": 101}
# Refused as "not there", so that libraries go on without it: libc without clone3, whose flags no filter can see.
ABSENT = ("clone3", "openat2", "io_setup", "inotify_init", "inotify_init1", "fanotify_init", "statmount", "listmount")
# Does nothing and says that it did: copying a file sets mode, owner and times, a database locks, and none of that
# matters in here. A lock on a file that all may read would be a bit from one student to another.
PRETENDED = ("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchown", "fchownat", "utime", "utimes",
             "futimesat", "sync", "syncfs", "flock")  # fmt: skip
LOCKS = (6, 7, 37, 38)  # the same by fcntl; millions of them are memory as well
UNSUPPORTED = ("fallocate", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr")
# Allowed for process 0, which is the caller; ZeroMQ gives its threads by number and ends the process if that fails.
OWN_ONLY = {"prlimit64": "EPERM", "sched_setaffinity": "pretend", "sched_setscheduler": "pretend",
            "sched_setparam": "pretend", "sched_setattr": "pretend"}  # fmt: skip
SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
NEW_NAMESPACES = 0x7E020000  # flags of clone
THREAD, FILES = 0x10000, 0x400  # a thread with open files of its own, which nobody would see
SET_OWNER = (8, 15)  # fcntl: who gets the signals of a file
LEASE, NOTIFY = 1024, 1026  # fcntl: make whoever opens a file wait; be told what others do in a folder
PIPE_SIZE = 1031  # fcntl: how much a pipe holds
SOCKET_LEVEL, SEND_BUFFER, SEND_BUFFER_FORCE, ATTACH_FILTER = 1, 7, 32, 26  # setsockopt
OWN_TABLE = 2  # close_range: open files of one thread alone
MODE_OF_FILTERS = 22  # prctl
STARTS = ("clone", "fork", "vfork")
# ioctl: is it a terminal and how wide, how much is there to read, block or not, close on exec or not.
HARMLESS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
UNIX, STREAM, PACKETS, TYPE_MASK = 1, 1, 5, 0xF
# open: neither to read nor to write needs no right of Landlock's, nor does emptying a file before its third version.
ACCESS_MODE, TRUNCATE = 3, 0x200
SHARED_WITHOUT_FILE = 0x21  # mmap: memory that outlives its mapping
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x40000000  # numbers of the other calling convention of x86_64
LOAD, AND, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06  # BPF instructions
NUMBER, ARCHITECTURE, ARGUMENTS, HIGH_HALF = 0, 4, 16, 4  # where they stand in what the filter sees
ALLOW, KILL, FAIL, ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
VERDICTS = {"allow": ALLOW, "kill": KILL, "pretend": FAIL, "ask": ASK} | {
    name: FAIL | code for name, code in ERRORS.items()
}
NO_NEW_PRIVILEGES, FILTER_MODE, ALL_THREADS, LISTENER = 38, 1, 1, 8
# What an asked process writes and reads: ioctl's numbers, sizes, and "go on".
RECEIVE, SEND, QUESTION, GO_ON = 0xC0502100, 0xC0182101, 80, 1

# Calls with a rule of their own.
SPECIAL = {*ABSENT, *PRETENDED, *UNSUPPORTED, *OWN_ONLY, *SIGNALS, *STARTS, "open", "openat", "mmap", "utimensat",
           "socket", "socketpair", "bind", "listen", "sendmsg", "sendmmsg", "setsid", "setpgid", "fcntl",
           "ioctl", "setsockopt", "close_range", "seccomp", "prctl"}  # fmt: skip
Jump = str | int  # a verdict, or how many steps to skip; empty for none
Step = tuple[int, int] | tuple[int, int, Jump, Jump]  # an instruction, its value, and where to if it holds and if not


class Program:
    """A BPF program for one architecture, written call by call; what no rule names is allowed.

    Parameters
    ----------
    machine : str
        As `os.uname` has it.
    """

    def __init__(self, machine: str):
        self.column, architecture = ARCHITECTURES[machine]
        self.steps: list[Step] = [(LOAD, ARCHITECTURE), (EQUAL, architecture, "", "kill"), (LOAD, NUMBER)]

    def rule(self, name: str, *steps: Step) -> None:
        """For the call `name`: these steps, which end in a verdict."""
        number = NUMBERS[name][self.column]
        if number is not None:
            self.steps += [(EQUAL, number, "", len(steps)), *steps]

    def all(self, names: Iterable[str], verdict: str) -> None:
        """These calls always end in `verdict`."""
        numbers = [NUMBERS[name][self.column] for name in names]
        self.steps += [(EQUAL, number, verdict, "") for number in numbers if number is not None]

    def code(self) -> bytes:
        """The program as bytes, eight for each instruction."""
        steps = [*self.steps, (RETURN, ALLOW)]
        places: dict[Jump, int] = {name: len(steps) + index for index, name in enumerate(VERDICTS)}
        code = b""
        for at, (step, value, *jumps) in enumerate(steps):
            offsets = [places[name] - at - 1 if name in places else name or 0 for name in jumps] or [0, 0]
            code += struct.pack("HBBI", step, *offsets, value & 0xFFFFFFFF)
        return code + b"".join(struct.pack("HBBI", RETURN, 0, 0, value) for value in VERDICTS.values())


def argument(number: int) -> Step:
    """Load the low half of an argument of the call."""
    return (LOAD, ARGUMENTS + 8 * number)


def general(machine: str, scoped: bool, pid: int) -> bytes:
    """The filter that is installed before anything else: all but the last rules about sockets.

    Parameters
    ----------
    machine : str
        As `os.uname` has it.
    scoped : bool
        Whether Landlock keeps signals to the student's own processes; else only the kernel may signal, and itself.
    pid : int
        Number of the kernel's process.
    """
    program = Program(machine)
    program.steps += [(AT_LEAST, X32, "EPERM", ""), (AT_LEAST, NEWEST + 1, "ENOSYS", "")]
    program.all(ABSENT, "ENOSYS")
    program.all(PRETENDED, "pretend")
    program.all(UNSUPPORTED, "EOPNOTSUPP")
    for name, otherwise in OWN_ONLY.items():
        program.rule(name, argument(0), (EQUAL, 0, "allow", otherwise))
    own_files = ((AND, THREAD | FILES), (EQUAL, THREAD, "EPERM", "allow"))
    program.rule("clone", argument(0), (ANY_BIT, NEW_NAMESPACES, "EPERM", ""), *own_files)
    program.rule("open", *opening(1))
    program.rule("openat", *opening(2))
    program.rule("mmap", argument(3), (AND, SHARED_WITHOUT_FILE), (EQUAL, SHARED_WITHOUT_FILE, "EPERM", "allow"))
    # Without times it is `touch`, which must not believe that a file is there.
    high = (LOAD, ARGUMENTS + 8 * 2 + HIGH_HALF)
    program.rule("utimensat", argument(2), (EQUAL, 0, "", "pretend"), high, (EQUAL, 0, "EPERM", "pretend"))
    # ipykernel tries a TCP port as well and goes on without it; of all errors ZeroMQ takes this one calmly.
    program.rule("socket", argument(0), (EQUAL, UNIX, "", "EOPNOTSUPP"), *stream())
    program.rule("socketpair", argument(0), (EQUAL, UNIX, "", "EOPNOTSUPP"), *stream())
    program.rule(
        "ioctl",
        argument(1),
        *((EQUAL, request, "allow", "") for request in HARMLESS),
        (RETURN, FAIL | ERRORS["ENOTTY"]),
    )
    refused = (LEASE, NOTIFY, PIPE_SIZE) if scoped else (LEASE, NOTIFY, PIPE_SIZE, *SET_OWNER)
    locks = ((EQUAL, command, "pretend", "") for command in LOCKS)
    program.rule("fcntl", argument(1), *locks, *((EQUAL, command, "EPERM", "") for command in refused), (RETURN, ALLOW))
    sizes = ((EQUAL, option, "pretend", "") for option in (SEND_BUFFER, SEND_BUFFER_FORCE))
    of_socket = (argument(2), *sizes, (EQUAL, ATTACH_FILTER, "EPERM", "allow"))
    program.rule("setsockopt", argument(1), (EQUAL, SOCKET_LEVEL, "", "allow"), *of_socket)
    program.rule("close_range", argument(2), (ANY_BIT, OWN_TABLE, "EPERM", "allow"))
    program.all([name for name in NUMBERS if name not in SPECIAL], "EPERM")
    if not scoped:
        own = ((EQUAL, target, "allow", "") for target in (0, pid, -pid))  # its own group and itself
        program.rule("kill", argument(0), *own, (RETURN, FAIL | ERRORS["EPERM"]))
        program.rule("tgkill", argument(0), (EQUAL, pid, "allow", "EPERM"))
        program.all([name for name in SIGNALS if name not in ("kill", "tgkill")], "EPERM")
    return program.code()


def stream() -> tuple[Step, ...]:
    """Only what has one other end: a datagram may name another receiver, which no filter can see."""
    return (argument(1), (AND, TYPE_MASK), (EQUAL, STREAM, "allow", ""), (EQUAL, PACKETS, "allow", "EPERM"))


def opening(number: int) -> tuple[Step, ...]:
    """The flags of open, argument `number`: to read, to write or both, and nothing is emptied that is only read."""
    emptied = (AND, ACCESS_MODE | TRUNCATE), (EQUAL, TRUNCATE, "EPERM", "allow")
    return (argument(number), (AND, ACCESS_MODE), (EQUAL, ACCESS_MODE, "EPERM", ""), argument(number), *emptied)


def final(machine: str) -> bytes:
    """The filter that follows when the kernel's own sockets are open: there are no others."""
    program = Program(machine)
    program.all(["socket"], "ENETUNREACH")
    program.all(["bind", "listen", "sendmsg", "sendmmsg"], "EPERM")  # messages may carry files, which nobody counts
    program.all(["setsid", "setpgid"], "pretend")  # who stays in one group can be ended at once
    program.all(["seccomp"], "EPERM")  # filters are memory too
    program.rule("prctl", argument(0), (EQUAL, MODE_OF_FILTERS, "EPERM", "allow"))
    return program.code()


def starts(machine: str) -> bytes:
    """The filter that lets a process be started only when somebody, who listens to the filter, says so."""
    program = Program(machine)
    program.all(STARTS, "ask")
    return program.code()


def install(code: bytes, flags: int = ALL_THREADS) -> int:
    """Install a filter for all threads of this process and every process that they start.

    Returns
    -------
    int
        With `LISTENER`, which needs a process of one thread, a handle to listen to the filter; else 0.

    Raises
    ------
    OSError
        If Linux does not take it.
    """
    kept = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    number = NUMBERS["seccomp"][ARCHITECTURES[os.uname().machine][0]]
    done = libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.syscall(number, FILTER_MODE, flags, described)
    if done < 0 or (done and flags != LISTENER):  # a number may also be that of a thread that cannot have it
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")
    return int(done)
