"""Names of students in what the commands print: shown as they are, never obeyed by the terminal or read as markup."""

import io

import pytest
from rich.live import Live
from rich.table import Table
from rich.text import Text
from support.course import ANSWER, hand_in, run_course, small_course

from course.authoring import build
from course.base.text import REASON, sentence
from course.commands.console import Terminal

NAMES = ["[red]x", "[bold", "a\x1b[31mb", "c\x1bd", "e\nf", "g\u202eh", "i\u200bj", ":bomb:", "k\x07l", "n" * 250]
HARMLESS = "\n\N{NO-BREAK SPACE}"


def plain(text):
    """Whether a terminal obeys nothing in a text, and no markup was taken out of it."""
    return "".join(char for char in text if char not in HARMLESS).isprintable()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small class whose folders have names that somebody thought about."""
    course = small_course(tmp_path_factory.mktemp("class"))
    build.build(course, "01-small")
    for name in NAMES:
        hand_in(course, name, double=ANSWER)
    return course.root


def test_bug_names_were_markup_or_reached_the_terminal_raw(made):
    """Every command tells of such students, in full and harmless."""
    told = run_course("grade", "01-small", "--jobs", "1", cwd=made)
    assert told.returncode == 1, told.stderr  # nbgrader takes some of these names for patterns
    assert plain(told.stdout + told.stderr) and "Traceback" not in told.stderr
    for shown in ("[red]x", "[bold", "a\ufffd[31mb", "c\ufffdd", "g\ufffdh", "i\ufffdj", ":bomb:", "k\ufffdl"):
        assert shown in told.stdout
    commands = (["feedback", "01-small"], ["report", "01-small"], ["export"], ["export", "--to", "canvas"],
                ["grade", "01-small", "--json"], ["feedback", "01-small", "--student", "[/b]\x1b[31m"],
                ["grade", "01-small", "--student", "[red]\x1b\u202e"])  # fmt: skip
    for arguments in commands:
        told = run_course(*arguments, cwd=made)
        assert plain(told.stdout + told.stderr) and "Traceback" not in told.stderr, arguments
        assert not told.stderr or told.stderr.startswith("course: "), told.stderr
    assert "[red]" in told.stderr


def test_bug_a_name_that_closes_a_style_ended_the_command():
    """Only the style that a text of ours begins with is read, on lines, in tables and in what is shown meanwhile."""
    file = io.StringIO()
    console = Terminal(file=file, force_terminal=True, color_system="standard", width=60, highlight=False)
    grid = Table("name of a student")
    grid.add_row("[/red] \x1b")
    grid.add_row(Text("[/red] \u202e"))
    with Live(grid, console=console, refresh_per_second=1):
        console.print("[bold]01-small[/] -> [/b] [red]x[/] \x1b :bomb:")
        console.print("slowest: [/b] 3 s", style="dim")
        console.print("[bold][red]x[/][/] is built")
    text = file.getvalue()
    assert "\x1b[1m01-small\x1b[0m -> [/b] [red]x[/] \ufffd :bomb:" in text
    assert "slowest: [/b] 3 s" in text and "[bold][red]x[/][/] is built" in text
    assert "[/red] \ufffd " in text and "\u202e" not in text and "[/red] \x1b" not in text


def test_a_reason_is_one_line_of_bounded_length():
    """A sentence of strangers' words can be kept and shown, whatever it is."""
    assert sentence("x" * REASON) == "x" * REASON
    long = sentence("\x1b\n" + "y" * 10**6)
    assert len(long) == REASON and long.isprintable() and long.endswith("…")
