"""The filter of system calls, as Linux would run it: every rule, on both architectures."""

import re
import struct
from pathlib import Path

import pytest

from course.grading.sandbox.inside import syscalls

PID = 4711
HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}
ANSWERS = {code: name for name, code in syscalls.VERDICTS.items()}


def run(program, machine, number, *arguments):
    """What a BPF program says to a call: an interpreter of the instructions that `syscalls` uses."""
    data = struct.pack("IIQ6Q", number, syscalls.ARCHITECTURES[machine][1], 0,
                       *(argument % 2**64 for argument in (*arguments, *[0] * (6 - len(arguments)))))  # fmt: skip
    steps = list(struct.iter_unpack("HBBI", program))
    at, register = 0, 0
    for _ in range(len(steps)):
        code, true, false, value = steps[at]
        at += 1
        if code == syscalls.LOAD:
            (register,) = struct.unpack_from("I", data, value)
        elif code == syscalls.AND:
            register &= value
        elif code == syscalls.RETURN:
            return ANSWERS[value]
        else:
            compare = {syscalls.EQUAL: register == value, syscalls.AT_LEAST: register >= value,
                       syscalls.ANY_BIT: bool(register & value)}  # fmt: skip
            at += true if compare[code] else false
    raise AssertionError("the program has no end")


@pytest.fixture(params=list(syscalls.ARCHITECTURES))
def machine(request):
    """Each architecture."""
    return request.param


def said(machine, name, *arguments, scoped=True):
    """What the first filter says to a call by name; None where there is no such call."""
    number = syscalls.NUMBERS[name][syscalls.ARCHITECTURES[machine][0]]
    return None if number is None else run(syscalls.general(machine, scoped, PID), machine, number, *arguments)


def test_numbers_are_those_of_linux(machine):
    """Every number is that of the kernel's own headers, as far as they know the call."""
    path = Path(HEADERS[machine])
    if not path.exists():
        pytest.skip(f"no headers of Linux here (Debian: apt install linux-libc-dev): {path}")
    found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", path.read_text()))
    column = syscalls.ARCHITECTURES[machine][0]
    known = {name: numbers[column] for name, numbers in syscalls.NUMBERS.items() if name in found}
    assert known == {name: int(found[name]) for name in known}
    assert len(known) > 90
    absent = {name for name, numbers in syscalls.NUMBERS.items() if numbers[column] is None}
    assert not absent & found.keys()


def test_what_nobody_names_is_allowed(machine):
    """read, write, close, mmap, futex, openat and others are no concern of the filter."""
    for number in {"x86_64": (0, 1, 3, 9, 202, 257), "aarch64": (63, 64, 57, 222, 98, 56)}[machine]:
        assert run(syscalls.general(machine, True, PID), machine, number) == "allow"
        assert run(syscalls.final(machine), machine, number) == "allow"


@pytest.mark.parametrize("name", sorted(syscalls.NUMBERS.keys() - syscalls.SPECIAL))
def test_each_denied_call_fails(machine, name):
    """Every call of the table fails unless it has a rule of its own."""
    assert said(machine, name) in ("EPERM", None)


@pytest.mark.parametrize(
    ("names", "answer"),
    [(syscalls.ABSENT, "ENOSYS"), (syscalls.PRETENDED, "pretend"), (syscalls.UNSUPPORTED, "EOPNOTSUPP")],
)
def test_calls_that_fail_in_a_way_of_their_own(machine, names, answer):
    """Absent, done without effect, unsupported: so that honest programs go on."""
    assert {said(machine, name) for name in names} - {None} == {answer}


def test_limits_and_scheduling_of_others_stay(machine):
    """A process sets them for itself alone."""
    for name, otherwise in syscalls.OWN_ONLY.items():
        assert said(machine, name, 0) == "allow"
        assert said(machine, name, 1234) == otherwise != "allow"


def test_no_namespaces(machine):
    """clone makes processes and threads, and no namespaces; clone3 is not there."""
    assert said(machine, "clone", 0x11) == "allow"
    assert said(machine, "clone", 0x3D0F00) == "allow"
    assert said(machine, "clone", 0x10000) == "EPERM"  # a thread whose open files nobody would see
    for bit in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert said(machine, "clone", 0x11 | bit) == ("EPERM" if bit & syscalls.NEW_NAMESPACES else "allow")
    assert syscalls.NEW_NAMESPACES & 0x00020000 == 0x00020000


def test_no_network(machine):
    """Streams between processes of one machine are the only sockets, and in the end there is none to be made."""
    for family in {*range(64), 2**31, 2**32 - 1} - {syscalls.UNIX}:  # AF_INET, AF_NETLINK, AF_VSOCK, those to come
        assert said(machine, "socket", family, 1) == said(machine, "socketpair", family, 1) == "EOPNOTSUPP"
    for kind in (1, 5, 1 | 0x80000, 1 | 0x800):
        assert said(machine, "socket", 1, kind) == said(machine, "socketpair", 1, kind) == "allow"
    for kind in (2 | 0x80000, 3, 4):  # of one machine, a raw socket is one for datagrams as well
        assert said(machine, "socket", 1, kind) == said(machine, "socketpair", 1, kind) == "EPERM"
    assert said(machine, "connect") == "EPERM"
    column = syscalls.ARCHITECTURES[machine][0]
    last = {name: run(syscalls.final(machine), machine, syscalls.NUMBERS[name][column], 1, 1)
            for name in ("socket", "bind", "listen", "sendmsg", "socketpair")}  # fmt: skip
    assert last == {"socket": "ENETUNREACH", "bind": "EPERM", "listen": "EPERM", "sendmsg": "EPERM",
                    "socketpair": "allow"}  # fmt: skip


def test_nobody_leaves_the_group_of_the_kernel(machine):
    """A child that wants a session or a group of its own is told that it has one, and ends with the others."""
    column = syscalls.ARCHITECTURES[machine][0]
    for name in ("setsid", "setpgid"):
        assert said(machine, name) == "allow"  # the kernel itself begins its group
        assert run(syscalls.final(machine), machine, syscalls.NUMBERS[name][column]) == "pretend"


def test_a_file_is_opened_to_read_or_to_write(machine):
    """Neither to read nor to write needs no right of Landlock's, nor does emptying what is only read before ABI 3."""
    for name, place in (("open", 1), ("openat", 2)):
        flags = {0: "allow", 1: "allow", 2: "allow", 3: "EPERM", 0x200: "EPERM", 0x203: "EPERM", 0x241: "allow",
                 0x242: "allow", 0x80000: "allow", 0x200000: "allow"}  # fmt: skip
        for value, answer in flags.items():
            assert said(machine, name, *[0] * place, value) in (answer, None)
    assert said(machine, "openat2") == "ENOSYS"


def test_locks_are_had_by_everybody(machine):
    """A lock does nothing and says that it is had, so that it tells nobody anything; asking for one is harmless."""
    assert said(machine, "flock", 3, 2) == "pretend"
    assert {said(machine, "fcntl", 3, command) for command in syscalls.LOCKS} == {"pretend"}
    assert said(machine, "fcntl", 3, 5) == "allow"


def test_buffers_keep_their_size(machine):
    """What a socket or a pipe may hold stays what the count of memory takes it for."""
    assert said(machine, "setsockopt", 3, 1, 7) == said(machine, "setsockopt", 3, 1, 32) == "pretend"
    assert said(machine, "setsockopt", 3, 1, 26) == "EPERM"
    assert said(machine, "setsockopt", 3, 6, 7) == said(machine, "setsockopt", 3, 1, 2) == "allow"
    assert said(machine, "fcntl", 3, syscalls.PIPE_SIZE) == "EPERM"


def test_no_thread_hides_its_open_files(machine):
    """Closing many files at once is allowed, a table of one's own is not."""
    assert said(machine, "close_range", 3, 100, 0) == said(machine, "close_range", 3, 100, 4) == "allow"
    assert said(machine, "close_range", 3, 100, 2) == said(machine, "close_range", 3, 100, 6) == "EPERM"


def test_no_more_filters(machine):
    """A filter is memory, and the last one is the last."""
    number = {name: syscalls.NUMBERS[name][syscalls.ARCHITECTURES[machine][0]] for name in ("seccomp", "prctl")}
    assert said(machine, "seccomp", 1) == said(machine, "prctl", 22, 2) == "allow"
    assert run(syscalls.final(machine), machine, number["seccomp"], 1) == "EPERM"
    assert run(syscalls.final(machine), machine, number["prctl"], 22, 2) == "EPERM"
    assert run(syscalls.final(machine), machine, number["prctl"], 15) == "allow"


def test_every_start_of_a_process_is_asked_for(machine):
    """However a process or a thread is started, somebody is asked; for nothing else."""
    column = syscalls.ARCHITECTURES[machine][0]
    said = {name: run(syscalls.starts(machine), machine, numbers[column])
            for name, numbers in syscalls.NUMBERS.items() if numbers[column] is not None}  # fmt: skip
    assert {name for name, answer in said.items() if answer == "ask"} == {"clone", "fork", "vfork"} & said.keys()
    assert set(said.values()) == {"ask", "allow"}


def test_memory_that_outlives_its_mapping_is_not_had(machine):
    """Shared memory without a file; with a file, or of one's own, is."""
    for flags, answer in ((0x21, "EPERM"), (0x23, "EPERM"), (0x22, "allow"), (0x1, "allow"), (0x2, "allow")):
        assert said(machine, "mmap", 0, 0, 0, flags) == answer


def test_touch_does_not_believe_in_a_file(machine):
    """Setting times does nothing; without times it fails, and Python makes the file."""
    assert said(machine, "utimensat", 0, 0, 0) == "EPERM"
    assert said(machine, "utimensat", 0, 0, 0x7F00) == said(machine, "utimensat", 0, 0, 2**40) == "pretend"


@pytest.mark.parametrize("number", [0, PID, -PID])
def test_signals_to_oneself(machine, number):
    """The kernel may signal itself and its own group, with Landlock's help or without."""
    assert said(machine, "kill", number, 2) == said(machine, "kill", number, 2, scoped=False) == "allow"


@pytest.mark.parametrize("number", [1, -1, PID + 1, -PID - 1])
def test_no_signals_to_others(machine, number):
    """Where Landlock does not keep signals in, the filter does; where it does, own children can be ended."""
    assert said(machine, "kill", number, 9) == "allow"
    for name in syscalls.SIGNALS:
        assert said(machine, name, number, number, 9, scoped=False) in ("EPERM", None)
    assert said(machine, "tgkill", PID, PID, 6, scoped=False) == "allow"


@pytest.mark.parametrize("scoped", [True, False])
def test_files_send_no_signals_to_others(machine, scoped):
    """Nor is anything typed into a terminal."""
    for command in (0x5412, 0x541C, 0x8901, 0x8902, 0x40086602):
        assert said(machine, "ioctl", 0, command, scoped=scoped) == "ENOTTY"
    assert said(machine, "ioctl", 0, 0x5413, scoped=scoped) == "allow"
    assert said(machine, "fcntl", 0, 8, scoped=scoped) == ("allow" if scoped else "EPERM")
    assert said(machine, "fcntl", 0, 3, scoped=scoped) == "allow"
    for command in (1024, 1026):  # make whoever opens a file wait; be told who opens what
        assert said(machine, "fcntl", 0, command, scoped=scoped) == "EPERM"


def test_what_a_later_linux_adds_is_unknown(machine):
    """A call that nobody has looked at yet is not there; nor is the other calling convention of x86_64."""
    program = syscalls.general(machine, True, PID)
    assert run(program, machine, syscalls.NEWEST) == "allow"
    assert run(program, machine, syscalls.NEWEST + 1) == "ENOSYS"
    assert run(program, machine, syscalls.X32 | 1) == "EPERM"


def test_another_architecture_ends_the_process():
    """32-bit calls on a 64-bit machine have other numbers."""
    program = syscalls.general("x86_64", True, PID)
    foreign = bytearray(program)
    assert run(bytes(foreign), "aarch64", 0) == "kill"
