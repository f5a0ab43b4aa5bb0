"""Reads what a page tells its reader to do: commands, with what they print, and texts to put in their places."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from support.course import PATIENCE, ROOT, run_course

FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LABEL = re.compile(r"(?:The|In the) (?P<what>cell|file) `(?P<name>[^`]+)`(?:, above `(?P<above>[^`]+)`)?:\n\n\Z")
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Command:
    """A line that a reader types, and the lines that the page shows below it."""

    line: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """The text of a cell or of a file, or lines that go into a cell above another."""

    what: str
    name: str
    text: str
    above: str | None = None


def commands(text: str) -> list[Command]:
    """Commands of a fenced block: lines after `$ ` with their output, or, without any `$`, every line."""
    lines = text.replace("\\\n", " ").splitlines()  # a command may go on on the next line
    if not any(line.startswith("$ ") for line in lines):
        return [Command(line.split(" #")[0].strip()) for line in lines if line.strip() and not line.startswith("#")]
    found: list[Command] = []
    for line in lines:
        if line.startswith("$ "):
            found.append(Command(line[2:].split(" #")[0].strip()))
        else:
            found[-1] = Command(found[-1].line, (*found[-1].shown, line))
    return found


def steps(page: str) -> list[Command | Text]:
    """What a page tells its reader to do, in order.

    Parameters
    ----------
    page : str
        Markdown. Commands stand in blocks of the language `console`, or of none; texts stand below a line such as
        "The cell `name`:", "The file `path`:" or "In the cell `name`, above `line`:".
    """
    found: list[Command | Text] = []
    for fence in FENCE.finditer(page):
        if fence["language"] in ("console", ""):
            found += commands(fence["text"])
        elif label := LABEL.search(page[: fence.start()]):
            found.append(Text(label["what"], label["name"], fence["text"].rstrip("\n"), label["above"]))
    return found


def typed(root: Path, line: str, **variables: str) -> tuple[int, str]:
    """The exit code of a command, and what it prints, in the order of a terminal."""
    words = shlex.split(line)
    if words[0] == "course":
        done = run_course(*words[1:], cwd=root)
    else:
        environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | variables
        done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=PATIENCE, env=environment)
    return done.returncode, done.stdout + done.stderr


def build_site(folder: Path) -> Path:
    """The folder of the documentation's pages, built as `make docs` does; a warning is an error."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-d", folder / "trees"]
    built = subprocess.run(
        [*command, ROOT / "docs", folder / "html"], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (built.returncode, built.stderr) == (0, "")
    return folder / "html"
