"""Pictures of Pillow travel as their pixels, and what a function did to one that it was given is seen."""

import pytest
from PIL import Image
from support.agents import verdicts

from course.grading.libraries.pictures import MODES, Pictures

SAME = """from PIL import Image
given = Image.new("RGB", (2, 3), (9, 8, 7))
before = given.tobytes()
assert f(given).size == (2, 3), "The size should stay."
assert given.tobytes() == before, "The picture that was given should stay as it is."
"""


def test_a_picture_that_a_function_changed_is_seen():
    """A function that paints into its argument is told so, one that works on a copy is right."""

    def paints(picture):
        picture.putpixel((0, 0), (1, 2, 3))
        return picture

    def copies(picture):
        return paints(picture.copy())

    assert verdicts({"f": copies}, ("f", SAME))[0].message is None
    assert verdicts({"f": paints}, ("f", SAME))[0].message == "The picture that was given should stay as it is."


@pytest.mark.parametrize("mode", MODES)
def test_a_spoilt_picture_is_another(mode):
    """In every mode that travels."""
    picture = Image.new(mode, (9, 2))
    before = picture.tobytes()
    assert Pictures().spoil(picture, None, None) and picture.tobytes() != before


@pytest.mark.parametrize("parts", [["RGB", 2, 2, b"x", None], ["X", 1, 1, b"x", None], ["L", -1, 1, b"", None], [1]])
def test_parts_of_no_picture_are_refused(parts):
    """A size that the bytes do not have, an unknown mode, and less than a picture needs."""
    with pytest.raises(ValueError, match=r"picture|pixels"):
        Pictures().made_of("PIL.Image", parts)
