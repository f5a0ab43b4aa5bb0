"""Files are written so that nobody ever reads a half."""

import pytest

from course.base.files import replace_folder, write_whole


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_takes_the_place_of_another(tmp_path):
    """What was there is gone, what is new is there, nothing else is left."""
    place, new = tmp_path / "class" / "ann", tmp_path / "new" / "ann"
    for text in ("first", "second"):
        new.mkdir(parents=True)
        (new / "graded.ipynb").write_text(text)
        (new / f"{text}.txt").touch()
        replace_folder(new, place)
        assert names(place) == sorted(["graded.ipynb", f"{text}.txt"])
        assert (place / "graded.ipynb").read_text() == text
    assert [names(tmp_path / one) for one in ("class", "new")] == [["ann"], []]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    """A failure in the middle of writing leaves what was there, and nothing beside it."""
    (tmp_path / "notes.txt").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "notes.txt", "\udcff")
    assert names(tmp_path) == ["notes.txt"]
    assert (tmp_path / "notes.txt").read_text() == "old"
