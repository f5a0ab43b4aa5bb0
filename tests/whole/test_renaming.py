"""The page on other names: what it names is where it says, and another id of the course is refused, not mixed in."""

import re

import pytest
from support.course import ANSWER, ROOT, hand_in, run_course, small_course

from course.authoring import build

NAME = "01-small"
PAGE = (ROOT / "docs" / "renaming.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`[^|]*) \| ([^|]*) \|$", PAGE, re.MULTILINE)
CODE = re.findall(r"^```python\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
ID = 'course_id = "kmeans-color"'


@pytest.fixture
def course(tmp_path):
    """A class of one, graded."""
    made = small_course(tmp_path)
    build.build(made, NAME)
    hand_in(made, "ann", double=ANSWER)
    assert run_course("grade", NAME, cwd=tmp_path).returncode == 0
    return made


def renamed(course):
    """Give the course another id; what the configuration was before."""
    path = course.root / "nbgrader_config.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(ID) == 1
    path.write_text(text.replace(ID, 'course_id = "colors-2027"'), encoding="utf-8")
    return text


def test_the_page_names_what_is_there():
    """Each file of the table exists, with each key that the page quotes; so do both lines of the configuration."""
    assert len(ROWS) >= 8
    for where, what in ROWS:
        for name in re.findall(r"`([^`]+)`", where):
            path = ROOT / name
            assert path.exists(), name
            for key in re.findall(r"`([\w-]+)`", what):
                assert re.search(rf"^{key}\b", path.read_text(encoding="utf-8"), re.MULTILINE), (name, key)
    configuration = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    assert len(CODE) == 2
    assert all(line.split(" = ")[0] in configuration for line in CODE) and CODE[0] in configuration


def test_a_gradebook_of_another_id_is_refused(course):
    """Every command that needs grades says so in one sentence; with the old id all is as it was."""
    commands = [["build"], ["grade", NAME], ["feedback", NAME], ["export"], ["report"], ["regrade", NAME, "--preview"]]
    text = renamed(course)
    for words in commands:
        done = run_course(*words, cwd=course.root)
        assert done.returncode == 1 and "belongs to the course 'kmeans-color', not to 'colors-2027'" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    (course.root / "nbgrader_config.py").write_text(text, encoding="utf-8")
    assert "1 had not changed" in run_course("grade", NAME, cwd=course.root).stdout


def test_pages_and_exports_do_not_show_the_id(course):
    """Nor does the report: with another id from the start, they would be the same."""
    for words in (["feedback", NAME], ["report"], ["export"], ["export", "--to", "json"]):
        assert run_course(*words, cwd=course.root).returncode == 0
    made = [path for name in ("feedback", "report") for path in (course.root / name).rglob("*") if path.is_file()]
    made += course.root.glob("grades.*")
    assert len(made) >= 4 and not [path for path in made if b"kmeans-color" in path.read_bytes()]
