"""Intake and repair: whatever was handed in becomes the released notebook with the answers in it, or one sentence."""

import copy
import json
import os

import nbformat
import pytest
from support.course import ASSIGNMENTS, ROOT, small_course, take_in

from course.authoring import build
from course.authoring.trials import sample_class
from course.base.text import REASON
from course.grading.run import class_run
from course.grading.run.spec import answers
from course.grading.submission.labels import whose
from course.grading.submission.matching import repair
from course.grading.submission.reading import NOTES_KEY, Unreadable, find_notebooks
from course.project.workspace import Workspace

ANSWER = 'def double(x):\n    """Twice a number."""\n    return 2 * x'


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    """The released notebook of the small course."""
    return nbformat.read(build.build(small_course(tmp_path_factory.mktemp("small")), "01-small")[0], as_version=4)


@pytest.fixture
def answered(release):
    """What a good student hands in."""
    nb = nbformat.from_dict(json.loads(json.dumps(release)))
    nb.cells[2].source = ANSWER
    nb.cells[5].source = "Because."
    return nb


def sources(cells):
    return [one.source for one in cells]


EDITS = {
    "as it was": (lambda nb: None, []),
    "test deleted": (lambda nb: nb.cells.pop(3), ["test_double was missing and was put back"]),
    "everything else deleted": (
        lambda nb: nb.cells.__setitem__(slice(None), [nb.cells[2], nb.cells[5]]),
        ["test_double was missing and was put back"],
    ),
    "test changed": (
        lambda nb: nb.cells[3].update(source="assert True"),
        ["changes in the locked cell test_double were undone"],
    ),
    "test copied": (lambda nb: nb.cells.append(dict_copy(nb.cells[3])), ["a copy of test_double was dropped"]),
    "points changed": (lambda nb: nb.cells[3].metadata.nbgrader.update(points=99), []),
    "unknown label": (lambda nb: nb.cells[0].metadata.nbgrader.update(grade_id="more", extra=[1]), []),
    "order changed": (
        lambda nb: nb.cells.insert(0, nb.cells.pop(3)),
        ["cells had been moved and were put back in order"],
    ),
    "labels lost, ids kept": (lambda nb: [one.update(metadata={}) for one in nb.cells], []),
    "labels and ids lost": (
        lambda nb: [one.update(metadata={}, id=f"new-{n}") for n, one in enumerate(nb.cells)],
        ["answers without their labels were found: double, reflection"],
    ),
    "label is a number": (lambda nb: nb.cells[0].metadata.update(nbgrader=7), []),
}


def dict_copy(one, **changes):
    """A copy of a cell."""
    return nbformat.from_dict(json.loads(json.dumps(one)) | changes)


@pytest.mark.parametrize("name", list(EDITS))
def test_repair(release, answered, name):
    """After repair the cells are the released ones, in order, with the student's answer."""
    edit, expected = EDITS[name]
    edit(answered)
    cells, notes = repair(release.cells, answered.cells)
    labelled = [one for one in cells if "nbgrader" in one.metadata]
    assert [one.metadata.nbgrader for one in labelled] == [one.metadata.nbgrader for one in release.cells]
    assert labelled[2].source == ANSWER
    assert labelled[3].source == release.cells[3].source
    assert notes == expected


def test_bug_a_hand_in_of_an_older_edition_filled_the_screen(release, answered):
    """What happened to many cells is one note that names the first three of them."""
    release, many = copy.deepcopy(release), []
    for number in range(5):
        locked = dict_copy(release.cells[0], id=f"top-{number}")
        locked.metadata.nbgrader.grade_id = f"top-{number}"
        many.append(locked)
    release.cells[:1] = many
    answered.cells[:1] = [dict_copy(cell, source="an older text") for cell in many]
    tests = [dict_copy(release.cells[7], id=f"test_{n}") for n in "abcd"]
    for test in tests:
        test.metadata.nbgrader.grade_id = test.id
    release.cells += tests
    _, notes = repair(release.cells, answered.cells)
    assert notes == [
        "changes in locked cells were undone: top-0, top-1, top-2 and 2 more",
        "cells were missing and were put back: test_a, test_b, test_c and 1 more",
    ]


def test_extra_cells_stay_where_they_stood(release, answered):
    """Answers may depend on what a student added; it is kept, without points, after the cell it followed."""
    extra = nbformat.v4.new_code_cell("helper = 1")
    extra.metadata["tags"] = ["skip-execution"]
    answered.cells.insert(2, extra)
    cells, notes = repair(release.cells, answered.cells)
    assert sources(cells)[1:4] == [release.cells[1].source, "helper = 1", ANSWER]
    assert not cells[2].metadata
    assert notes == []


def test_edited_copy_wins_over_the_stub(release, answered):
    """A duplicated answer cell whose second copy holds the work is graded by the work."""
    stub = dict_copy(release.cells[2])
    answered.cells.insert(2, stub)
    cells, _ = repair(release.cells, answered.cells)
    assert [one.source for one in cells if one.metadata.get("nbgrader", {}).get("grade_id") == "double"] == [ANSWER]


def write(folder, name, data):
    """A file of a hand-in."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


READABLE = {
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "trailing zeros": lambda text: text.encode() + b"\0" * 9,
    "no ids": lambda text: text.replace('"nbformat_minor": 5', '"nbformat_minor": 0').encode(),
    "format 3": lambda text: nbformat.writes(nbformat.convert(nbformat.reads(text, 4), 3), 3).encode(),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", list(READABLE))
def test_takes_in_what_editors_save(tmp_path, answered, name):
    """Encodings, line ends and old formats make no difference to the answer."""
    write(tmp_path / "in", "small.ipynb", READABLE[name](nbformat.writes(answered)))
    take_in(tmp_path / "in", tmp_path / "out", "small")
    nb = nbformat.read(tmp_path / "out" / "small.ipynb", as_version=4)
    assert ANSWER in sources(nb.cells)
    assert "Because." in sources(nb.cells)


@pytest.mark.parametrize(
    "name",
    [
        "small (1).ipynb",
        "Copy of small.ipynb",
        "small-Copy1.ipynb",
        "Small.ipynb.txt",
        "SMALL copy 2.ipynb",
        "hw1.ipynb",
    ],
)
def test_finds_the_renamed_notebook(tmp_path, answered, name):
    """Browsers, Colab and students rename; what was meant is found and told."""
    write(tmp_path / "in", name, nbformat.writes(answered).encode())
    take_in(tmp_path / "in", tmp_path / "out", "small")
    nb = nbformat.read(tmp_path / "out" / "small.ipynb", as_version=4)
    assert nb.metadata[NOTES_KEY] == [f"was called {name}"]


def test_bug_another_notebook_beside_the_one_that_was_graded_was_passed_over_in_silence(tmp_path, answered):
    """A student who handed in a newer copy beside the old one is told which was graded; the same copy is no news."""
    text = nbformat.writes(answered).encode()
    for name, content in {"small.ipynb": text, "small (1).ipynb": text + b" ", "small (2).ipynb": text}.items():
        write(tmp_path / "in", name, content)
    write(tmp_path / "in" / ".ipynb_checkpoints", "small-checkpoint.ipynb", text + b" ")
    take_in(tmp_path / "in", tmp_path / "out", "small")
    nb = nbformat.read(tmp_path / "out" / "small.ipynb", as_version=4)
    assert nb.metadata[NOTES_KEY] == ["another notebook in the folder was not graded: small (1).ipynb"]


def test_prefers_the_right_name_and_refuses_to_guess(tmp_path):
    """The released name wins over copies; two strange names are not guessed between."""
    for name in ("small.ipynb", "small (1).ipynb", "other.ipynb"):
        write(tmp_path, name, b"{}")
    assert find_notebooks(tmp_path, ["small"])["small"].name == "small.ipynb"
    with pytest.raises(Unreadable, match=r"several notebooks .* none is called quantize.ipynb"):
        find_notebooks(tmp_path, ["quantize"])


UNREADABLE = {
    b"": "small.ipynb is empty",
    b"{": r"small.ipynb is broken JSON \(line 1\)",
    b"[1, 2]": "small.ipynb is JSON, but not a notebook",
    b"\x89PNG\xff\xfe\xfd": "small.ipynb is not a text file",
    b'{"cells": 7, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}': "small.ipynb is not a valid notebook",
    b"[" * 100_000: "small.ipynb is nested too deeply",
}


@pytest.mark.parametrize("data", list(UNREADABLE), ids=list(UNREADABLE.values()))
def test_says_in_one_sentence_what_cannot_be_read(tmp_path, data):
    """Each unreadable file has its reason, and nothing is left behind for nbgrader to trip over."""
    write(tmp_path / "in", "small.ipynb", data)
    with pytest.raises(Unreadable, match=UNREADABLE[data]):
        take_in(tmp_path / "in", tmp_path / "out", "small")
    assert not (tmp_path / "out").exists()


def test_only_plain_files_come_in(tmp_path, answered):
    """Links are not followed, folders named like notebooks are none, a timestamp that is none is dropped."""
    secret = tmp_path / "secret.txt"
    secret.write_text("not yours")
    write(tmp_path / "in", "small.ipynb", nbformat.writes(answered).encode())
    write(tmp_path / "in", "photo.png", b"picture")
    write(tmp_path / "in", "timestamp.txt", b"last Tuesday, honestly")
    (tmp_path / "in" / "stolen.txt").symlink_to(secret)
    (tmp_path / "in" / "deep").symlink_to(tmp_path)
    (tmp_path / "in" / "trap.ipynb").mkdir()
    os.mkfifo(tmp_path / "in" / "pipe")
    take_in(tmp_path / "in", tmp_path / "out", "small")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["photo.png", "small.ipynb"]


def test_a_link_is_no_hand_in(tmp_path, answered):
    """A notebook that is a link (to the instructor's, say) is not read."""
    write(tmp_path / "elsewhere", "small.ipynb", nbformat.writes(answered).encode())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "small.ipynb").symlink_to(tmp_path / "elsewhere" / "small.ipynb")
    with pytest.raises(Unreadable, match=r"small\.ipynb is a link, not a file"):
        take_in(tmp_path / "in", tmp_path / "out", "small")


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path: path.mkdir(), "a folder"),
        (lambda path: path.symlink_to("nowhere"), "a link"),
        (lambda path: path.symlink_to("."), "a link"),
        (os.mkfifo, "a pipe or a device"),
    ],
)
def test_bug_a_link_or_a_folder_was_no_notebook_in_the_folder(tmp_path, make, kind):
    """What has a notebook's name and is none is called what it is."""
    (tmp_path / "notes.pdf").write_text("x")
    make(tmp_path / "small.ipynb")
    with pytest.raises(Unreadable) as error:
        find_notebooks(tmp_path, ["small"])
    assert str(error.value) == f"small.ipynb is {kind}, not a file: hand in the notebook itself"


def test_bug_reasons_had_any_length(tmp_path):
    """A reason is one line that a terminal can show, cut off where a student's names are too long."""
    for number in range(9):
        (tmp_path / f"{number}{'n' * 200}\x1b\n\u202e.ipynb").write_text("x")
    with pytest.raises(Unreadable) as error:
        find_notebooks(tmp_path, ["small"])
    assert len(str(error.value)) <= REASON and str(error.value).isprintable()
    assert len(str(Unreadable("x" * 10**6))) == REASON


def test_sample_edits_do_what_they_say(answered):
    """The sample class's mutilations really mutilate."""
    texts = {
        name: edit(nbformat.from_dict(json.loads(json.dumps(answered)))) for name, edit in sample_class.EDITS.items()
    }
    assert texts["renamed"] == texts[""]
    assert len({text for name, text in texts.items() if name != "renamed"}) == len(texts) - 1
    assert json.loads(texts["colab"])["nbformat_minor"] == 0
    with pytest.raises(json.JSONDecodeError):
        json.loads(texts["cut off"])


def test_bug_the_notebook_of_another_assignment_had_zero_points():
    """Each released notebook is known as its own assignment's, whatever it was handed in for."""
    course = Workspace(ROOT)
    asked = answers(course)
    assert sorted(asked) == ASSIGNMENTS
    for name in ASSIGNMENTS:
        cells = nbformat.read(course.notebook(name, "release"), as_version=4).cells
        assert {whose(cells, asked, other) for other in ASSIGNMENTS} == {name}


def test_bug_a_notebook_of_an_assignment_that_was_not_built_yet_had_zero_points(small):
    """Its setup defines what this one asks for, as setups do that continue an earlier notebook."""
    build.build(small, "01-small")
    mine = nbformat.read(small.notebook("01-small", "release"), as_version=4)
    other = nbformat.from_dict(json.loads(json.dumps(mine).replace("double", "triple")))
    for cell in other.cells:
        cell.id = cell.metadata.nbgrader.grade_id = f"other-{cell.id}"
    setup = next(cell for cell in other.cells if cell.cell_type == "code")
    setup.source = "def double(x):\n    return 2 * x"
    setup.metadata.nbgrader.update(locked=True, solution=False)
    assert whose(other.cells, answers(small), "01-small") is None  # wherever it comes from
    (small.root / "source" / "02-other").mkdir()
    nbformat.write(other, small.root / "source" / "02-other" / "other.ipynb")
    assert whose(other.cells, answers(small), "01-small") == "02-other"
    assert whose(mine.cells, answers(small), "02-other") == "01-small"


OTHER = "this is the notebook of 02-other"
NOBODYS = "it has no answer cell of small.ipynb"


@pytest.mark.parametrize(
    ("name", "label", "reason"),
    [
        ("triple", "triple", OTHER),  # the other notebook
        ("double", "triple", OTHER),  # it may define what this one asks for
        ("double", "lost-label", None),  # an answer in a cell of one's own
        ("diary", "lost-label", NOBODYS),
    ],
)
def test_a_notebook_of_another_assignment_is_named(small, name, label, reason):
    """Graded as it came it would be a silent zero: it is not graded, and the reason says whose it is."""
    build.build(small, "01-small")
    nb = nbformat.read(small.notebook("01-small", "release"), as_version=4)
    (cell,) = (cell for cell in nb.cells if cell.id == "double")
    cell.source = f"def {name}(x):\n    return 2 * x"
    for named, path in ((label, "submitted/ann/01-small/small.ipynb"), ("triple", "source/02-other/other.ipynb")):
        cell.id = cell.metadata.nbgrader.grade_id = named
        (small.root / path).parent.mkdir(parents=True)
        nbformat.write(nb, small.root / path)
    (outcome,) = class_run.grade(small, "01-small", ["ann"], 1)
    assert outcome.reason == reason
