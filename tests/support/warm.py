"""The `course` command in a process of its own, but without a second of imports each time.

The process is forked from one that has imported what commands import and has run none of them. What depends on how a
process starts (its environment, another user, a terminal, signals) is tried with processes started anew.
"""

import atexit
import functools
import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHANGING = "PYTEST_CURRENT_TEST"  # other from test to test, and no command reads it
COMMANDS = ("app", "authoring", "lms", "viewing", "grading.grade", "grading.confirm", "grading.regrade")


def environment() -> dict[str, str]:
    """What a command sees of our environment."""
    return {name: value for name, value in os.environ.items() if name != CHANGING} | {"COLUMNS": "200"}


@functools.cache
def server(variables: tuple[tuple[str, str], ...]) -> str:
    """Start what commands are forked from, once for each environment; the path of its socket."""
    folder = tempfile.mkdtemp(prefix="warm-")
    path = f"{folder}/socket"
    given = {"env": dict(variables), "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, __file__, path], **given)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(process.kill)
    while not Path(path).exists():
        assert process.poll() is None, "what commands are forked from could not be started"
        time.sleep(0.05)
    return path


def run(arguments: list[str], cwd: Path, timeout: float) -> subprocess.CompletedProcess[str]:
    """Run a command, as `subprocess.run` does.

    Parameters
    ----------
    arguments : list of str
        What stands behind `course`.
    cwd : Path
        Where it is called.
    timeout : float
        Seconds until it counts as hanging.

    Returns
    -------
    CompletedProcess
        Exit code (of a signal that ended it the negative number), standard output and errors.
    """
    with tempfile.TemporaryDirectory(prefix="warm-") as folder, socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        connection.connect(server(tuple(sorted(environment().items()))))
        connection.sendall(json.dumps([arguments, str(cwd), folder]).encode() + b"\n")
        code = int(connection.makefile().readline())
        out, err = (Path(folder, name).read_text(encoding="utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(["course", *arguments], code, out, err)


def serve(path: str) -> list[str]:
    """Fork for each request a process that tells the exit code, and from it the command: only that one comes back.

    Returns
    -------
    list of str
        The command's arguments.
    """
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{path}.new")
    listener.listen()
    Path(f"{path}.new").rename(path)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that tell
    while True:
        connection, _ = listener.accept()
        if os.fork():
            connection.close()
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        listener.close()
        arguments, cwd, folder = json.loads(connection.makefile().readline())
        if command := os.fork():
            code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
            connection.sendall(b"%d\n" % code)
            os._exit(0)
        connection.close()
        for number, name in ((1, "out"), (2, "err")):
            file = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT)
            os.dup2(file, number)
            os.close(file)
        os.chdir(cwd)
        return arguments


if __name__ == "__main__":
    del sys.path[0]  # this folder's modules are none of a command's
    for name in COMMANDS:
        __import__(f"course.commands.{name}")
    sys.argv[1:] = serve(sys.argv[1])
    sys.path.insert(0, str(Path.cwd()))
    runpy.run_module("course", run_name="__main__", alter_sys=True)
