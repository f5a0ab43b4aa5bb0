"""`course build` as a person calls it: what it shows, writes and mends."""

import contextlib
import json
import os
import pty
import secrets
import subprocess
import sys

import pytest
from support.course import TEST, cell, run_course, small_notebook, write_source
from test_build import STREAM

from course.authoring import build, statement
from course.project.notebooks import normal_form


def test_fix_restores_normal_form(small):
    """Outputs, counts, odd ids and key order disappear; what the author wrote stays."""
    nb = small_notebook()
    nb.cells[1].outputs, nb.cells[1].execution_count, nb.cells[1].id = STREAM, 7, "other"
    nb.metadata["widgets"] = {"state": 1}
    write_source(small.root, nb, json.dumps(nb))
    result = run_course("build", "--fix", cwd=small.root)
    assert result.returncode == 0, result.stderr
    assert "put into normal form" in result.stdout
    assert (small.root / "source/01-small/small.ipynb").read_text() == normal_form(small_notebook())


def test_fix_writes_the_points_of_the_grade_cells_into_the_text(small):
    """Headings and total tell what the gradebook counts, also where it is one point or a half."""
    nb = small_notebook()
    cells = {c.id: c for c in nb.cells}
    cells["title"].source = "# A small course (1 point)\n\n**Points:** 7, and more text (3 points)"
    cells["question"].source = "### Why?\n\nFor 4 points:\n\n### 1.2 Because (7 points)"
    cells["test_double"].metadata.nbgrader.points, cells["reflection"].metadata.nbgrader.points = 18.5, 1
    nb.cells.append(cell("test", "test_more", TEST, 0.5))
    found = statement.corrected(nb)
    assert found.cells[0].source == "# A small course (20 points)\n\n**Points:** 20, and more text (3 points)"
    assert found.cells[4].source == "### Why?\n\nFor 4 points:\n\n### 1.2 Because (1.5 points)"
    found.cells.pop()
    assert statement.corrected(found).cells[4].source.endswith("Because (1 point)")
    assert list(statement.differing(nb)) and not list(statement.differing(statement.corrected(nb)))
    words = "### A (20 points)\n\n```\n# scores (3 points)\n```\n<!-- # B (4 points) -->\n\n### C (7 points)"
    cells["question"].source = words
    cells["reflection"].source += "\n\n**Points:** 1 for each reason"
    assert [cell.source for cell in statement.corrected(nb).cells][4:6] == [
        words.replace("7 points", "1.5 points"),
        cells["reflection"].source,
    ]
    cells["reflection"].metadata.nbgrader.points = 1.125
    fixed = statement.corrected(nb)
    assert "(1.62 points)" in fixed.cells[4].source and not list(statement.differing(fixed))
    for odd in ("18", None, float("nan"), True):
        cells["reflection"].metadata.nbgrader.points = odd
        assert any("has points that are no number" in problem for problem in statement.differing(nb))
    write_source(small.root, nb := small_notebook())
    path = small.root / "source/01-small/small.ipynb"
    path.write_text(path.read_text().replace("### Why?", "### Why? (9 points)"))
    assert build.fix(small, "01-small") and "### Why? (2 points)" in path.read_text()


@pytest.mark.parametrize(
    ("told", "fixed"),
    [("(3 pts)", "(2 pts)"), ("[3 Points]", "[2 points]"), ("(3pt.)", "(2pt.)"), ("(1 mark)", "(2 mark)")],
)
def test_points_are_found_in_other_forms(told, fixed):
    """However a heading abbreviates them, points that differ are found and mended."""
    nb = small_notebook()
    question = next(one for one in nb.cells if one.id == "question")
    question.source = f"### Why? {told}"
    assert list(statement.differing(nb))
    mended = statement.corrected(nb)
    assert f"### Why? {fixed}" in [one.source for one in mended.cells]
    assert not list(statement.differing(mended))


def test_build_says_what_it_does_on_a_terminal(small):
    """Whoever waits for the reference solutions sees that they run, and how many are done."""
    path = small.root / "source" / "02-next" / "small.ipynb"
    path.parent.mkdir()
    nb = small_notebook()
    for name in ("01-small", "02-next"):
        nb.cells[0].source += f" {secrets.token_hex(8)}"  # nobody has run it before
        (small.root / "source" / name / "small.ipynb").write_text(normal_form(nb), encoding="utf-8")
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "course", "build"]
    with subprocess.Popen(command, cwd=small.root, stdout=end, stderr=end) as process:
        os.close(end)
        shown = b""
        with contextlib.suppress(OSError):  # Linux's way to say that the other end is closed
            while part := os.read(terminal, 4096):
                shown += part
    os.close(terminal)
    assert process.returncode == 0, shown
    for text in (
        b"running 2 reference solutions",
        b"2 of 2 reference solutions have run",
        b"02-next: running and comp",
    ):
        assert text in shown


def test_bug_a_failed_build_wrote_badges(small):
    """README gets its badges when every assignment was built, and not before."""
    config = small.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('repository = ""', 'repository = "ada/course/v1"'))
    readme = small.root / "README.md"
    readme.write_text("<!-- BADGES -->\n<!-- /BADGES -->\n")
    nb = small_notebook()
    write_source(small.root, nb, normal_form(nb).replace("four.", "four. 'doubled_value_of_x = x + x + 0'"))
    assert run_course("build", cwd=small.root).returncode == 1
    assert "colab" not in readme.read_text()
    write_source(small.root, nb)
    assert "badges -> README.md" in run_course("build", cwd=small.root).stdout
    assert "01-small" in readme.read_text()
