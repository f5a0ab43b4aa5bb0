"""On macOS and Windows everything but grading works, and grading says where it does.

Such a system is made of this one: what other packages need is imported first, then its name is changed, and modules
and functions that it has not are taken away.
"""

import json
import subprocess
import sys
import textwrap

import pytest
from support.course import PATIENCE, ROOT

SYSTEM = """
    import gc, os, pkgutil, signal, sys
    import matplotlib.font_manager  # where it keeps no list of fonts yet, it asks the system for them
    from course.commands import app, authoring, lms, viewing
    from course.commands.grading import grade
    name, arguments = sys.argv[1], sys.argv[2:]
    lacks = {"darwin": {os: "pidfd_open sched_getaffinity sched_setaffinity setns unshare memfd_create sched_yield",
                        signal: "pidfd_send_signal"}}
    lacks["win32"] = {os: lacks["darwin"][os] + " fork forkpty kill killpg getuid geteuid getgid getpgid setsid mkfifo"
                      " O_NOFOLLOW O_NONBLOCK O_CLOEXEC O_DIRECTORY sysconf statvfs chown uname wait3",
                      signal: "pidfd_send_signal SIGKILL SIGALRM SIGHUP SIGUSR1 SIGCHLD SIGSTOP SIGQUIT"}
    for module, names in lacks[name].items():
        for one in names.split():
            if hasattr(module, one):
                delattr(module, one)
    if name == "win32":
        for one in ("fcntl", "resource", "pwd", "grp", "termios", "posix"):
            sys.modules[one] = None
    for one in [one for one in sys.modules if one.split(".")[0] == "course"]:
        del sys.modules[one]
    sys.platform = name
"""
IMPORT = """
    import course
    only_there = ("course.grading.sandbox.inside.agent", "course.grading.sandbox.inside.")  # run in a sandbox alone
    for module in pkgutil.walk_packages(course.__path__, "course."):
        if not module.name.startswith(only_there):
            __import__(module.name)
    print("[]")
"""
COMMANDS = """
    import contextlib, io, json
    from course.__main__ import main
    done = []
    for words in arguments:
        sys.argv, code = ["course", *words.split()], 0
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            try:
                main()
            except SystemExit as end:
                code = end.code
        done.append((code, out.getvalue(), err.getvalue()))
    print(json.dumps(done))
"""


def on(system, what, *arguments, cwd=ROOT):
    """Exit code, output and errors of each command in a Python that is as on another system."""
    code = textwrap.dedent(SYSTEM) + textwrap.dedent(what)
    command = [sys.executable, "-c", code, system, *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


systems = pytest.mark.parametrize(("system", "name"), [("darwin", "macOS"), ("win32", "Windows")])


@systems
def test_everything_is_imported_where_there_is_no_linux(system, name):
    """No module of the course needs at its import what only Linux has."""
    on(system, IMPORT)


@systems
def test_grading_says_where_it_works(small, system, name):
    """One line says what needs Linux, where that is to be had, and what works here; nothing is begun."""
    for code, out, err in on(system, COMMANDS, "grade 01-small", "demo", "doctor", cwd=small.root):
        assert (code, out) == (1, "")
        assert err.startswith(f"course: Grading needs Linux, and this is {name}: grade in the container (docs/")
        assert len(err.splitlines()) == 1
    assert sorted(path.name for path in small.root.iterdir()) == [
        ".course",
        "gradebook.db",
        "nbgrader_config.py",
        "source",
    ]


@systems
def test_everything_else_works_there(small, system, name):
    """The help is shown, and commands that look for grades in the gradebook say that there are none yet."""
    shown, *later = on(system, COMMANDS, "--help", "feedback 01-small", "export", "report", cwd=small.root)
    assert "Grade what is in submitted/" in " ".join(shown[1].split())
    for code, _, err in later:
        assert code == 1 and "run `course grade" in err, err


def test_build_and_check_work_on_macos_without_the_judge(small):
    """The notebook is compiled, the answers run as a student runs them, and a sentence says what was not asked.

    On Windows jupyter_client starts kernels with calls that only Windows has.
    """
    answers = small.root / "tests" / "answers" / "01-small"
    answers.mkdir(parents=True)
    text = 'def right_sum(x):\n    """Adds."""\n    return x + x\n'
    (answers / "double.py").write_text(
        text + 'def wrong_square(x):\n    """Squares | any number"""\n    return x * x\n'
    )
    (built, *_), (_, out, err) = on("darwin", COMMANDS, "build", "check", cwd=small.root)
    assert built == 0 and (small.root / "release" / "01-small" / "small.ipynb").is_file()
    assert "right accepted 2/2" in out and "wrong caught 3/3" in out and "judge" not in out
    assert "and check without the judge." in err.splitlines()[0]
