"""Landlock: a process tells Linux which paths it and all that it starts will ever open; nothing takes that back.

Numbers are those of `linux/landlock.h`. What a version (ABI) does not know is left out; `syscalls.py` makes up for it.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Collection, Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
ASK_VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
RIGHTS = (
    "execute", "write_file", "read_file", "read_dir", "remove_dir", "remove_file", "make_char", "make_dir",
    "make_reg", "make_sock", "make_fifo", "make_block", "make_sym", "refer", "truncate", "ioctl_dev",
)  # fmt: skip
SINCE = {"refer": 2, "truncate": 3, "ioctl_dev": 5}  # the first ABI that knows them; all others are in the first
ACCESS = {
    "read": {"execute", "read_file", "read_dir"},
    "write": set(RIGHTS) - {"make_char", "make_block", "ioctl_dev"},
    "device": {"read_file", "write_file"},
}
OF_FILES = {"execute", "write_file", "read_file", "truncate"}  # what can be said of one that is no folder
TCP, SCOPES = 3, 3  # no binding and connecting (ABI 4); no abstract sockets and signals of others (ABI 6)
# None only on Windows, where nothing is confined.
LIBC: ctypes.CDLL = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None  # type: ignore[assignment]


def version() -> int:
    """The ABI of this machine's Landlock; 0 where there is none."""
    abi: int = LIBC.syscall(CREATE_RULESET, None, 0, ASK_VERSION)
    return max(0, abi)


def bits(names: Collection[str], abi: int) -> int:
    """Rights as a number."""
    return sum(1 << place for place, name in enumerate(RIGHTS) if name in names and SINCE.get(name, 1) <= abi)


def checked(result: int) -> int:
    """The result of a call that must not fail."""
    if result < 0:
        raise OSError(ctypes.get_errno(), "Landlock was refused")
    return result


def restrict(rules: Iterable[tuple[str, str]], abi: int) -> None:
    """From now on this thread, and what it starts, opens only what the rules say.

    Parameters
    ----------
    rules : iterable of (str, str)
        A path and its access, a key of `ACCESS`: for a folder, it holds for all that is below. Paths that do not
        exist are left out.
    abi : int
        At most what `version` says.

    Raises
    ------
    OSError
        If Linux does not take them.
    """
    attributes = struct.pack("QQQ", bits(RIGHTS, abi), TCP, SCOPES)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    ruleset = checked(LIBC.syscall(CREATE_RULESET, attributes, len(attributes), 0))
    for path, access in rules:
        try:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        names = ACCESS[access] if stat.S_ISDIR(os.fstat(handle).st_mode) else ACCESS[access] & OF_FILES
        rule = struct.pack("<QI", bits(names, abi), handle)
        checked(LIBC.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0))
        os.close(handle)
    checked(LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    checked(LIBC.syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
