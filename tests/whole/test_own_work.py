"""The page on whose work it is: its one command lists identical hand-ins, and no others."""

import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from support.course import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the page says that its command is for Linux")
PAGE = (ROOT / "docs" / "own-work.md").read_text(encoding="utf-8")
(LINE,) = (line.removeprefix("$ ") for line in PAGE.splitlines() if line.startswith("$ "))
RELEASED = ROOT / "release" / "01-pixels" / "pixels.ipynb"


def put(root, student, name="pixels.ipynb", added=None):
    """Hand in the released notebook, with a cell of the student's own if one is given."""
    path = root / "submitted" / student / "01-pixels" / name
    path.parent.mkdir(parents=True)
    shutil.copy(RELEASED, path)
    if added:
        nb = nbformat.read(path, as_version=4)
        nb.cells.append(new_code_cell(added))
        nbformat.write(nb, path)
    return path


def listed(root):
    """Files that the command lists, in groups."""
    done = subprocess.run(["bash", "-c", LINE], cwd=root, capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        digest, path = line.split(maxsplit=1)
        found.setdefault(digest, set()).add(path.split("/")[1])
    return sorted(map(sorted, found.values()))


def test_identical_hand_ins_are_listed(tmp_path):
    """Copies of a file under any name, and untouched releases; not who wrote the same cell in a file of their own."""
    first = put(tmp_path, "ann", added="x = 1")
    copied = put(tmp_path, "bob", "Copy of pixels (1).ipynb")
    shutil.copy(first, copied)
    put(tmp_path, "cid", added="x = 1")  # the ids of added cells differ
    put(tmp_path, "dee")
    put(tmp_path, "eve")
    assert listed(tmp_path) == [["ann", "bob"], ["dee", "eve"]]
    copied.write_bytes(copied.read_bytes() + b"\n")
    shutil.rmtree(tmp_path / "submitted" / "eve")
    assert listed(tmp_path) == []
