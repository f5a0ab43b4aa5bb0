"""The page a student gets: what it says, what it keeps back, and that nothing in it acts."""

import base64
import hashlib
import shutil
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade
from support.acting import counting, in_browser, live, plant
from support.attacks.pages import EVIL, MARK
from support.course import PATIENCE, cell, run_course, small_course, write_source
from support.outline import Outline

from course import feedback
from course.authoring import build
from course.base.errors import CourseError
from course.grading.mistakes.drawing import MAX_BYTES
from course.grading.run import class_run
from course.project import notebooks

pytestmark = pytest.mark.xdist_group("feedback")
ASSIGNMENT = "01-small"
SWAP = '''import numpy as np


def swap(img):
    """The image with its channels reversed."""
    ### BEGIN SOLUTION
    return np.ascontiguousarray(img[:, :, ::-1])
    ### END SOLUTION'''
TEST_SWAP = """example = np.uint8([[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[9, 9, 9], [255, 128, 0], [1, 2, 3]]])
swapped = swap(example)
assert swapped.shape == (2, 3, 3), "The shape should stay (2, 3, 3)."
### BEGIN HIDDEN TESTS
secret_numbers = np.random.default_rng(7).integers(0, 256, (5, 8, 3), dtype=np.uint8)
same_image(swap(secret_numbers), secret_numbers[:, :, ::-1])
### END HIDDEN TESTS
assert swapped[0, 2].tolist() == [255, 0, 0], "The blue corner should become red."
"""
SETUP = '''import numpy as np

REPOSITORY = ""


def same_image(got, wanted):
    """Compare two images."""
    right = np.array_equal(got, wanted)
    assert right, "On another image some channels did not change places: `swap` should reverse them all."'''
STEPS = '''def steps(n):
    """The numbers from 0 to n - 1."""
    ### BEGIN SOLUTION
    return [float(number) for number in range(n)]
    ### END SOLUTION'''
TEST_STEPS = """assert steps(3) == [0, 1, 2], "steps(3) should be 0, 1, 2."
### BEGIN HIDDEN TESTS
assert len(steps(9)) == 9, "More steps should give more numbers."
### END HIDDEN TESTS
assert steps(0) == [], "No steps, no numbers."
"""
STATEMENT = "### 1.1 Blue for red (10 points)\n\nThe picture $x_i * y_i$ comes **back** with its channels reversed."
MANUAL = "<!-- BEGIN SOLUTION -->\nBecause of order.\n<!-- END SOLUTION -->"


def lesson():
    """An instructor notebook with an image, a sequence and a written question."""
    return new_notebook(
        cells=[
            cell("md", "title", "# Channels\n\n<!-- COLAB BADGE -->"),
            cell("locked", "setup", SETUP),
            cell("md", "about-swap", STATEMENT),
            cell("solution", "swap", SWAP),
            cell("test", "test_swap", TEST_SWAP, 10),
            cell("md", "about-steps", "### 1.2 Steps (8 points)\n\nNumbers in a row."),
            cell("solution", "steps", STEPS),
            cell("test", "test_steps", TEST_STEPS, 8),
            cell("md", "question", "### 1.3 Why (2 points)\n\nWrite a sentence."),
            cell("manual", "reflection", MANUAL, 2),
        ]
    )


def hand_in(course, student, name="small.ipynb", more=(), **sources):
    """Hand in the released notebook with the text of some cells replaced and cells added."""
    nb = nbformat.read(course.notebook(ASSIGNMENT, "release"), as_version=4)
    for one in nb.cells:
        one.source = sources.get(one.id, one.source)
    nb.cells += more
    path = course.folder("submitted") / student / ASSIGNMENT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)


GOOD_SWAP = "def swap(img):\n    return img[:, :, ::-1].copy()"
GREEN_LOST = "def swap(img):\n    out = img[:, :, ::-1].copy()\n    out[0, 0] = 0\n    return out"
GOOD_STEPS = "def steps(n):\n    return [float(i) for i in range(n)]"
STOPPING = "\n\ndef steps(n):\n    numbers = []\n    return numbers[n]"
NOISY = f"""print("/".join(["", "work", "somebody", "secret", "data.csv"]))
from IPython.display import HTML, display
display(HTML({EVIL!r}))
print({EVIL!r})
x = '''</pre></code>{EVIL}'''"""
FAILING = "import json\njson.loads('{')"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of four after grading and a look by hand: right, wrong, repaired and late, hostile."""
    course = small_course(tmp_path_factory.mktemp("class"))
    write_source(course.root, lesson())
    build.build(course, ASSIGNMENT)
    hand_in(course, "ann", swap=GOOD_SWAP, steps=GOOD_STEPS, reflection="Because $a < b$, of order.")
    hand_in(course, "bob", "Copy of small.ipynb", swap=GREEN_LOST, steps=STOPPING)
    more = [new_code_cell(NOISY), new_code_cell(FAILING), new_markdown_cell(f"{EVIL}\n\n[x](javascript:{MARK}())")]
    answer = f"{EVIL}\n\n![x](http://{MARK}/x.png)\n\n[l]( javascript:{MARK}()) <http://{MARK}>"
    hostile = f"# </code></pre>{EVIL}\n{GREEN_LOST}"
    hand_in(course, "eve", more=more, swap=hostile, steps=GOOD_STEPS, reflection=answer)
    outcomes = list(class_run.grade(course, ASSIGNMENT, ["ann", "bob", "eve"], 1))
    assert [one.reason for one in outcomes] == [None] * 3
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("ann", first_name="Änn <b>", last_name="O'Neil")
        grade = gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.find_comment("reflection", "small", ASSIGNMENT, "ann").manual_comment = "Say <i>which</i> order."
        gradebook.find_submission_notebook("small", ASSIGNMENT, "eve").late_submission_penalty = 0.5
        gradebook.db.commit()
    feedback.generate(course, ASSIGNMENT, ["ann", "bob", "eve"])
    return course


def page_of(course, student):
    """The page of a student."""
    return (course.folder("feedback") / student / ASSIGNMENT / "small.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outlines(graded):
    """The pages of all students, read."""
    return {name: Outline(page_of(graded, name)) for name in ("ann", "bob", "eve")}


def test_top_of_the_page(graded, outlines):
    """Title, name, total, and each exercise with its points in words and figures and a link to its place."""
    bob = outlines["bob"]
    assert bob.line.split("Your work")[0].split("Feedback: Channels")[1].strip().startswith("Feedback Channels bob")
    for words in ("1.1 swap 0 of 10 ✘ no points", "1.2 steps 0 of 8 ✘ no points", "1.3 reflection 0 of 2"):
        assert words in bob.line
    eve = outlines["eve"].line
    assert "7.5 of 20 points, with 2 still to be graded by hand." in eve
    assert "Late penalty: 0.5 points. Without it the total would be 8." in eve
    assert "1.3 reflection – of 2 … to be graded by hand" in eve
    assert "1.1 swap 10 of 10 ✔ full points" in outlines["ann"].line
    assert "19.5 of 20 points" in outlines["ann"].line
    assert "Änn <b> O'Neil" in outlines["ann"].line
    targets = {value for _, name, value in bob.attributes if name == "id"}
    links = [value for tag, name, value in bob.attributes if (tag, name) == ("a", "href")]
    assert len(links) == 3 and {link.removeprefix("#") for link in links} <= targets


def test_what_was_repaired_and_said_by_hand(outlines):
    """Repairs, comments and points of an instructor stand on the page, as text."""
    assert "was called Copy of small.ipynb" in outlines["bob"].line
    assert "Say <i>which</i> order." in outlines["ann"].line
    assert "1.5 of 2 points · ◐ part of the points · graded by hand" in outlines["ann"].line


def test_message_stands_beside_the_students_code(outlines):
    """The first failed promise in words, the student's own function, and the heading of the statement."""
    after = outlines["bob"].line.split("1.1 Blue for red", 2)[-1]
    message = "On another image some channels did not change places: swap should reverse them all."
    assert after.index("What the test says") < after.index(message) < after.index("out[0, 0] = 0")
    assert "What the test says" not in outlines["ann"].line


def test_the_line_that_stopped_is_marked(graded, outlines):
    """The message tells the line of the student's cell, and the code beside it shows which one that is."""
    assert "steps stopped with IndexError" in outlines["bob"].line
    assert "It stopped in line 5 of your cell." in outlines["bob"].line
    page = BeautifulSoup(page_of(graded, "bob"), "html.parser")
    assert [mark.text for mark in page.select("pre.code .hll")] == ["    return numbers[n]\n"]
    assert not BeautifulSoup(page_of(graded, "eve"), "html.parser").select(".hll")


def test_nothing_of_ours_is_told(graded, outlines):
    """No hidden test, no traceback of ours, no folder of this machine, nobody else, no name of nbgrader's."""
    for name, outline in outlines.items():
        for secret in ("secret_numbers", "default_rng(7)", "Traceback (most", str(graded.root), "/work/", "test_swap",
                       "/site-packages/", "/tmp/", "grade_id"):  # fmt: skip
            assert secret not in outline.text, (name, secret)
        assert not [other for other in ("ann", "bob", "eve", "Änn") if other != name and f"{other} " in
                    outline.text.replace("Änn", "ann" if name == "ann" else "Änn")]  # fmt: skip
    assert "…/data.csv" in outlines["eve"].text


def test_own_error_shows_own_lines_only(outlines):
    """An error of an added cell is shown with the line of that cell, without the frames of libraries."""
    text = outlines["eve"].text
    assert "JSONDecodeError: Expecting property name" in text
    assert "json.loads('{')" in text and "decoder.py" not in text


def test_picture_of_the_mistake(graded, outlines):
    """Expected and received side by side in a small PNG with a description; the right answer has none."""
    (image,) = outlines["bob"].images
    raw = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
    assert len(raw) < MAX_BYTES
    assert "5 x 8 pixels: expected, then received" in outlines["bob"].line
    assert "1 of 40 pixels differ." in outlines["bob"].line
    assert outlines["ann"].images == []


def test_picture_stands_behind_the_error(graded):
    """nbgrader finds the error first, so that a picture never changes points."""
    nb = notebooks.read(graded.folder("autograded") / "bob" / ASSIGNMENT / "small.ipynb")
    test = next(one for one in nb.cells if notebooks.grade_id(one) == "test_swap")
    assert [output.output_type for output in test.outputs] == ["error", "display_data"]
    assert determine_grade(test) == (0, 10)


def test_page_holds_everything_and_fetches_nothing(outlines):
    """No script, frame, form, sheet or address but data; the one style sheet is the one the policy names."""
    for outline in outlines.values():
        assert not {"script", "iframe", "form", "link", "object", "embed", "base", "svg", "input"} & set(outline.tags)
        assert outline.tags.count("style") == 1
        policy = next(v for tag, name, v in outline.attributes if tag == "meta" and v.startswith("default-src"))
        digest = base64.b64encode(hashlib.sha256(outline.style.encode()).digest()).decode()
        assert policy.startswith("default-src 'none'; img-src data:;") and f"'sha256-{digest}'" in policy
        for _tag, name, value in outline.attributes:
            assert not name.startswith("on") and name != "style"
            if name in ("src", "href"):
                assert value.startswith(("#", "data:image/", "https://", "http://")), value
            if name == "src":
                assert value.startswith("data:image/")


def test_page_for_a_screen_reader(outlines):
    """Language, landmarks, one first heading and no level left out, descriptions, headers of tables with scope."""
    for name, outline in outlines.items():
        assert ("html", "lang", "en") in outline.attributes
        assert {"header", "main", "section", "article", "caption"} <= set(outline.tags)
        assert outline.headings[0] == 1 and outline.headings.count(1) == 1
        assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False)), name
        assert all(image["alt"] for image in outline.images)
        assert outline.tags.count("th") == sum(name == "scope" for tag, name, _ in outline.attributes if tag == "th")


def test_story_is_folded(outlines):
    """Statements and other cells of the notebook are there, folded; formulas are readable without a script."""
    ann = outlines["ann"]
    assert "details" in ann.tags and ("details", "open", "") not in ann.attributes
    assert "The notebook: 1.2 Steps (8 points)" in ann.line
    assert "x_i * y_i" in ann.text


def test_plain_nbgrader_writes_the_same_page(graded):
    """`nbgrader generate_feedback` needs nothing of `course` but the configuration."""
    before = page_of(graded, "bob")
    code = "import sys; from nbgrader.apps import NbGraderApp; sys.exit(NbGraderApp.launch_instance())"
    done = subprocess.run(
        [sys.executable, "-c", code, "generate_feedback", ASSIGNMENT, "--student", "bob", "--force"],
        cwd=graded.root, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert page_of(graded, "bob") == before


def test_one_broken_notebook_costs_one_page(graded, tmp_path):
    """All other pages are written, and one sentence names who has none and why."""
    root = tmp_path / "copy"
    shutil.copytree(graded.root, root)
    course = type(graded)(root)
    path = root / "autograded" / "ann" / ASSIGNMENT / "small.ipynb"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:500])
    shutil.rmtree(root / "feedback")
    with pytest.raises(CourseError, match=r"^2 of 3 pages were written\. No feedback for ann \(.+\)") as raised:
        feedback.generate(course, ASSIGNMENT, ["ann", "bob", "eve"])
    assert len(str(raised.value).splitlines()) == 1 and "Traceback" not in str(raised.value)
    assert page_of(course, "bob") and page_of(course, "eve")


def test_command_writes_all_pages(graded):
    """`course feedback` says how many pages there are and where one is."""
    result = run_course("feedback", ASSIGNMENT, cwd=graded.root)
    assert (result.returncode, result.stdout.split(",")[0]) == (0, "3 pages")


def test_active_content_does_not_act(graded, tmp_path):
    """Whatever a student put into text, code, outputs and messages: Chromium runs and fetches nothing of it.

    The same content in a page of its own acts, so the browser would have shown it.
    """
    with counting() as (port, seen):
        evil = live(port)
        bare = tmp_path / "bare.html"
        bare.write_text(f"<title>calm</title>{evil}", encoding="utf-8")
        assert "<title>owned" in in_browser(bare, tmp_path / "one")
        assert seen
        seen.clear()
        root = tmp_path / "copy"
        shutil.copytree(graded.root, root)
        plant(root / "autograded" / "eve" / ASSIGNMENT / "small.ipynb", evil, port)
        feedback.generate(type(graded)(root), ASSIGNMENT, ["eve"])
        page = root / "feedback" / "eve" / ASSIGNMENT / "small.html"
        assert f"127.0.0.1:{port}" in page.read_text(encoding="utf-8")
        shown = in_browser(page, tmp_path / "two")
    assert "<title>Feedback: " in shown and "owned</title>" not in shown
    assert seen == []
