"""Output and file names where the terminal or the locale knows ASCII alone: what cannot be shown is replaced."""

import codecs
import io
import os
import sys

PLAIN = {"✗": "x", "…": ".", "–": "-", "—": "-", "−": "-", "\N{NO-BREAK SPACE}": " "}


def plainly(error: UnicodeError) -> tuple[str, int]:
    """What stands for signs that cannot be written, as wide as they are, so that columns stay in line."""
    from rich.cells import cell_len  # not above: who needs it has imported it

    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(PLAIN.get(sign, "?" * cell_len(sign)) for sign in signs), error.end


def prepare() -> None:
    """Let no text end a command because it cannot be shown; call this first, it may start the command anew."""
    if sys.getfilesystemencoding() == "ascii":
        # A locale without UTF-8, and Python forbidden to pass over it: no name of a folder could be put into JSON or
        # into the gradebook. Names are bytes to the system, and UTF-8 everywhere else.
        os.environ["PYTHONUTF8"] = "1"
        os.environ.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:replace")
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    codecs.register_error("plainly", plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plainly")
