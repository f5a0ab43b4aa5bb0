"""Limits that a sandboxed process sets itself before any line of a student's runs; read as text, it imports nothing.

This text begins what bubblewrap starts: a kernel (``become_kernel``), or the process that kernels are forked from
(``zygote.py``, which follows it in the same namespace).
"""

import ctypes
import json
import os
import resource
import shutil
import struct
import sys

# System calls that nobody needs who computes, by name: number on x86_64, on aarch64. The first group makes memory that
# no limit counts, the others reach for the kernel of the system.
DENIED = {
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186),
    "semget": (64, 190), "mq_open": (240, 180),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "unshare": (272, 97), "setns": (308, 268),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsmount": (432, 432),
    "mount_setattr": (442, 442), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "open_by_handle_at": (304, 265),
}  # fmt: skip
CLONE, CLONE3 = (56, 220), 435
NEW_NAMESPACES = 0x7E020000  # flags of clone; clone3 hides them in memory, and libc goes on with clone without it
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF instructions
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16  # where they stand in what the filter sees
VERDICTS = {"allow": 0x7FFF0000, "forbid": 0x00050001, "unknown": 0x00050026, "kill": 0x80000000}  # EPERM, ENOSYS
X32 = 0x40000000  # numbers of the other calling convention of x86_64
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2


def program(machine):
    """The filter as BPF instructions: another architecture's calls end the process, denied ones fail."""
    column, architecture = ARCHITECTURES[machine]
    steps = [(LOAD, ARCHITECTURE), (EQUAL, architecture, "", "kill"), (LOAD, NUMBER), (AT_LEAST, X32, "forbid", "")]
    steps += [(EQUAL, CLONE3, "unknown", "")]
    steps += [(EQUAL, number, "forbid", "") for number in sorted({pair[column] for pair in DENIED.values()})]
    steps += [(EQUAL, CLONE[column], "", "allow"), (LOAD, ARGUMENT), (ANY_BIT, NEW_NAMESPACES, "forbid", "allow")]
    places = {name: len(steps) + index for index, name in enumerate(VERDICTS)}
    code = b""
    for at, (step, value, *jumps) in enumerate(steps):
        offsets = [places[name] - at - 1 if name else 0 for name in jumps] or [0, 0]
        code += struct.pack("HBBI", step, *offsets, value)
    return code + b"".join(struct.pack("HBBI", RETURN, 0, 0, value) for value in VERDICTS.values())


def deny_system_calls():
    """Install the filter; it holds for every process that this one starts."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        return
    code = program(machine)
    kept = ctypes.create_string_buffer(code, len(code))
    filtered = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER_MODE, filtered, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of system calls")


def set_limits(limits):
    """Limits of the system; inside the new user namespace the number of processes counts the sandbox alone."""
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))


def bring_files():
    """Copy the student's files into the working directory."""
    shutil.copytree("/hand-in", ".", dirs_exist_ok=True)
    if os.path.isdir("/matplotlib"):  # noqa: PTH112 (pathlib takes time; its list of fonts takes seconds to make anew)
        shutil.copytree("/matplotlib", os.environ["MPLCONFIGDIR"], dirs_exist_ok=True)


def become_kernel():
    """What ``python -I -c <this> <limits> <arguments of the kernel>`` does."""
    set_limits(json.loads(sys.argv[1]))
    bring_files()
    deny_system_calls()
    os.execv(sys.executable, [sys.executable, "-I", *sys.argv[2:]])
