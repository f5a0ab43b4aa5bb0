"""Limits that the sandboxed process sets itself before any line of a student's runs; read as text, it imports nothing.

Started inside bubblewrap as ``python -I -c <this file> <limits as JSON> <kernel's arguments>``. Limits are set inside
the new user namespace, so that the number of processes counts the sandbox alone.
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
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
LOAD, EQUAL, GREATER, RETURN = 0x20, 0x15, 0x35, 0x06  # BPF: ld [k], jeq, jge, ret
ALLOW, FORBID, KILL = 0x7FFF0000, 0x00050001, 0x80000000  # go on, EPERM, end the process
X32 = 0x40000000  # numbers of the other calling convention of x86_64
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2


def program(machine):
    """The filter as BPF instructions: another architecture's calls end the process, denied ones fail."""
    column, architecture = ARCHITECTURES[machine]
    numbers = sorted({pair[column] for pair in DENIED.values()})
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(GREATER, len(numbers) + 1, 0, X32)]
    steps += [(EQUAL, len(numbers) - index, 0, number) for index, number in enumerate(numbers)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, FORBID)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


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


def main():
    """Set limits, bring in the student's files, become the kernel."""
    for name, value in json.loads(sys.argv[1]).items():
        resource.setrlimit(getattr(resource, name), (value, value))
    shutil.copytree("/hand-in", ".", dirs_exist_ok=True)
    if os.path.isdir("/matplotlib"):  # noqa: PTH112 (pathlib takes time; its list of fonts takes seconds to make anew)
        shutil.copytree("/matplotlib", os.environ["MPLCONFIGDIR"], dirs_exist_ok=True)
    deny_system_calls()
    os.execv(sys.executable, [sys.executable, "-I", *sys.argv[2:]])


if __name__ == "__main__":
    main()
