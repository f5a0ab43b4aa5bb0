"""Which file of a hand-in is which of an assignment's notebooks."""

import pytest
from nbformat.v4 import new_code_cell

from course.grading.submission.labels import whose
from course.grading.submission.reading import Unreadable, find_notebooks


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["p1.ipynb", "p2.ipynb", "scratch.ipynb"], {"p1": "p1.ipynb", "p2": "p2.ipynb"}),
        (["p1 (1).ipynb", "p2-Copy1.ipynb"], {"p1": "p1 (1).ipynb", "p2": "p2-Copy1.ipynb"}),
        (["p1.ipynb", "p1 (1).ipynb"], {"p1": "p1.ipynb"}),
        (["p1.ipynb", "homework.ipynb"], {"p1": "p1.ipynb", "p2": "homework.ipynb"}),
        (["p1.ipynb", "p2.txt"], {"p1": "p1.ipynb", "p2": "p2.txt"}),
        (["p2.ipynb"], {"p2": "p2.ipynb"}),
        (
            ["a.ipynb", "b.ipynb"],
            "there are several notebooks (a.ipynb, b.ipynb) and none is called p1.ipynb, p2.ipynb",
        ),
        (["p1.ipynb", "a.ipynb", "b.ipynb"], "there are several notebooks (a.ipynb, b.ipynb) and none is called p2"),
        (["p1.ipynb", "p2.ipynb/"], "p2.ipynb is a folder, not a file: hand in the notebook itself"),
    ],
)
def test_each_notebook_is_found(tmp_path, files, expected):
    """No file is taken for two, and what could be either is asked for."""
    for number, name in enumerate(files):
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).write_text(str(number))
    if isinstance(expected, str):
        with pytest.raises(Unreadable) as refused:
            find_notebooks(tmp_path, ["p1", "p2"])
        assert str(refused.value).startswith(expected)
    else:
        found = find_notebooks(tmp_path, ["p1", "p2"])
        assert {name: path.name for name, path in found.items()} == expected


def test_names_that_differ_in_a_number_only(tmp_path):
    """`part-2` is no copy of `part-1`."""
    for name in ("part-1 (1)", "Copy of part-2"):
        (tmp_path / f"{name}.ipynb").write_text("{}")
    found = find_notebooks(tmp_path, ["part-1", "part-2"])
    assert {name: path.stem for name, path in found.items()} == {"part-1": "part-1 (1)", "part-2": "Copy of part-2"}
    (tmp_path / "Copy of part-2.ipynb").unlink()
    assert find_notebooks(tmp_path, ["part-1", "part-2"]).keys() == {"part-1"}


def test_a_notebook_is_known_by_the_cells_that_only_it_has():
    """Two notebooks may have an exercise of one name; what tells nothing is taken for what it was handed in as."""
    asked = {"ps1/p1": ("f", "g"), "ps1/p2": ("f", "h"), "ps2": ("f",)}
    for labels, expected, found in [
        (["f", "g"], "ps1/p2", "ps1/p1"),
        (["f", "h"], "ps1/p2", "ps1/p2"),
        (["f"], "ps1/p2", "ps1/p2"),
        (["f", "g", "h"], "ps1/p2", "ps1/p2"),
        (["f", "g"], "ps2", "ps2"),
        (["g"], "ps2", "ps1/p1"),
        (["other"], "ps2", None),
    ]:
        cells = [new_code_cell("", id=label) for label in labels]
        assert whose(cells, asked, expected) == found
