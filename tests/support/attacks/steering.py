"""Tags, metadata, magics and changed cells that steer whoever executes the notebook."""

from nbformat.v4 import new_code_cell, new_output

from .case import attack
from .lesson import POINTS

# Where the file itself is the attack, it must still be the one that was run.
HERE = "print('this ran', 'in', 'the end')"


def tests(nb):
    return [cell for cell in nb.cells if cell.id.startswith("test_")]


@attack(bites="stock", reached="this ran in the end")
def tests_tagged_to_be_skipped(hand):
    """Every test cell carries the tag that makes nbclient skip it."""
    hand.last(HERE)
    for cell in tests(hand.nb):
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove_cell"]


@attack(reached="this ran in the end")
def tests_replaced_and_outputs_kept(hand):
    """The text of the tests is replaced, and outputs worth all points are stored in them."""
    hand.last(HERE)
    for cell in tests(hand.nb):
        cell.source = "3.0"
        cell.outputs = [new_output("execute_result", {"text/plain": "3.0"}, execution_count=1)]
        cell.metadata["nbgrader"]["locked"] = False


@attack(reached="this ran in the end")
def tests_that_are_text(hand):
    """Test cells became markdown, with the same id and the same metadata."""
    hand.last(HERE)
    for cell in tests(hand.nb):
        cell.cell_type = "markdown"
        for key in ("outputs", "execution_count"):
            del cell[key]


@attack(reached="this ran in the end")
def cells_that_grade_themselves(hand):
    """Cells of one's own claim to be graded, with a hundred points, under new and under known names."""
    hand.last(HERE)
    for name in ("bonus", "test_mirror", "mirror", "reflection", "test_lighten"):
        info = {"grade": True, "grade_id": name, "locked": False, "points": 100, "schema_version": 3, "solution": False,
                "task": False}  # fmt: skip
        cell = new_code_cell("100.0", metadata={"nbgrader": info, "tags": ["raises-exception"]})
        hand.nb.cells.append(cell)
        hand.nb.cells.insert(1, new_code_cell("100.0", metadata={"nbgrader": dict(info)}))


@attack(reached="this ran in the end")
def answers_that_are_tests(hand):
    """Solution cells claim to be test cells, and test cells to be solution cells."""
    for cell in hand.nb.cells:
        info = cell.metadata["nbgrader"]
        info["grade"], info["solution"] = info["solution"], info["grade"]
        info["points"], info["schema_version"] = 50, 99
    hand.last(HERE)


@attack(on="right", exact=True, reached="this ran in the end")
def another_kernel(hand):
    """The notebook asks for a kernel of another language, and for one with a command of its own."""
    hand.last(HERE)
    hand.nb.metadata["kernelspec"] = {"name": "bash", "display_name": "x", "language": "bash", "argv": ["/bin/true"],
                                      "metadata": {"kernel_provisioner": {"provisioner_name": "x"}}}  # fmt: skip
    hand.nb.metadata["language_info"] = {"name": "bash"}


@attack(reached="what was added to the locked cell setup was moved below it")
def setup_cell_changed(hand):
    """The locked setup cell was changed: its `call` gives back what equals everything."""
    cell = next(cell for cell in hand.nb.cells if cell.id == "setup")
    cell.source += "\nclass Any(str):\n    def __eq__(self, other): return True\ndef call(*args): return Any()"


@attack(on="right", reached="uid=")
def magics_and_shell_escapes(hand):
    """Shell escapes, cell magics, extensions and %run in extra cells."""
    hand.first("%%bash\ncat <source> <beside>; ls -la / ../../..; env; cat /proc/1/cmdline")
    hand.last("!cat <source> <home>; id; mount\n%load_ext autoreload\n%env\n%run <source>")
    hand.last("%%script python3\nprint(open('<source>').read())")
    hand.last("%%writefile /tmp/x\nx")


@attack(on="right", exact=True, reached="ZeroDivisionError")
def magics_that_stop(hand):
    """%pdb, %xmode, breakpoint and %%capture between the exercises."""
    hand.first("%pdb on\n%xmode Verbose\n%matplotlib agg")
    hand.last("1 / 0")
    hand.last("breakpoint()")
    hand.last("%%capture\nprint('nothing')")


@attack(
    lose="mirror lighten palette_of bars best_start Running few_colors count_words catch_total",
    reached="no function called",
)
def names_forgotten(hand):
    """The last cell resets the namespace and closes the history, after which nothing is defined."""
    hand.nb.cells.insert(2, new_code_cell("%reset -f"))
    for name in POINTS.keys() - {"report"}:
        hand.answer(name, "%reset -f")


@attack(on="right", exact=True, reached="it said quit() or exit()")
def quit_at_the_end(hand):
    """The last cell says quit(), as honest students do."""
    hand.last("quit()")


@attack(on="right", exact=True, reached=lambda result: result.said.count("it said quit() or exit()") > 3)
def exit_called_in_cells(hand):
    """exit, quit, sys.exit, KeyboardInterrupt and GeneratorExit in extra cells, none of them the last one."""
    for code in ("raise KeyboardInterrupt", "raise GeneratorExit", "import sys\nsys.exit(3)", "quit()", "exit"):
        hand.first(code)
        hand.last(code)
    hand.last("1 + 1")
