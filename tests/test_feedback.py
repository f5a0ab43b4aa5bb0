"""The page a student gets: what it says, what it keeps back, and that nothing in it acts."""

import base64
import binascii
import contextlib
import hashlib
import html.parser
import http.server
import io
import json
import re
import shutil
import subprocess
import sys
import threading

import nbformat
import numpy as np
import pytest
from attacks.pages import EVIL, MARK
from conftest import cell, run_course, small_course, write_source
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade
from PIL import Image
from test_defuse import LIVE

from course import build, feedback, notebooks
from course.errors import CourseError
from course.feedback.markdown import in_line, rendered
from course.feedback.messages import without_folders
from course.feedback.outputs import Shown, picture
from course.grading import engine
from course.grading.difference import difference
from course.grading.drawing import MAX_BYTES, picture_of
from course.grading.handles import make_handle

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
    hand_in(course, "bob", "Copy of small.ipynb", swap=GREEN_LOST, steps="def steps(n):\n    return n")
    more = [new_code_cell(NOISY), new_code_cell(FAILING), new_markdown_cell(f"{EVIL}\n\n[x](javascript:{MARK}())")]
    answer = f"{EVIL}\n\n![x](http://{MARK}/x.png)\n\n[l]( javascript:{MARK}()) <http://{MARK}>"
    hostile = f"# </code></pre>{EVIL}\n{GREEN_LOST}"
    hand_in(course, "eve", more=more, swap=hostile, steps=GOOD_STEPS, reflection=answer)
    outcomes = list(engine.grade(course, ASSIGNMENT, ["ann", "bob", "eve"], 1))
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


class Outline(html.parser.HTMLParser):
    """What of a page a browser, a screen reader and a test look at."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.headings, self.images, self.text, self.style = [], [], [], [], "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.images.append(dict(attrs))

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "style" and not self.style:
            self.style = data
        else:
            self.text += data

    @property
    def line(self):
        """All text with single spaces."""
        return " ".join(self.text.split())


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
    assert "5 x 8 pixels" in image["alt"] and "1 of 40 pixels differ" in image["alt"]
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
        assert {"header", "main", "section", "caption"} <= set(outline.tags)
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
        cwd=graded.root, capture_output=True, text=True, timeout=120,
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


# In a browser


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts what a page fetches."""

    seen: list[str] = []  # noqa: RUF012 (one server at a time)

    def do_GET(self):
        self.seen.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def counting():
    """A server on this machine, and the paths it was asked for."""
    Counting.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], Counting.seen
    finally:
        server.shutdown()
        server.server_close()


def in_browser(path, folder):
    """The document as a real browser has it once it has stood open for two seconds."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on this machine: what a page runs can only be seen in a browser")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom",
         f"--user-data-dir={folder}", "--virtual-time-budget=2000", path.as_uri()],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.stdout


def live(port):
    """Active content of every kind that leaves a mark in the document or at the server."""
    act, address = "document.title='owned'", f"http://127.0.0.1:{port}"
    return (
        f'<script>{act}</script><img src=x onerror="{act}"><svg onload="{act}"><script>{act}</script></svg>'
        f"<iframe srcdoc=\"<script>parent.{act}</script>\"></iframe><iframe src='{address}/frame'></iframe>"
        f"<img src='{address}/img'><style>body{{background:url({address}/css)}}</style>"
        f"<link rel=stylesheet href='{address}/sheet'><form action='{address}/form'><input autofocus onfocus=\"{act}\">"
        f"</form><meta http-equiv=refresh content='1; url={address}/refresh'>"
        f"<div style=\"background:url({address}/inline)\">x</div><object data='{address}/object'></object>"
        f'<details open ontoggle="{act}">x</details>'
    )


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


def plant(path, evil, port):
    """Put active content into every place of an autograded notebook that holds a student's text.

    Grading takes most of it out already; the page has to hold on its own.
    """
    nb = json.loads(path.read_text(encoding="utf-8"))
    shown = [{"output_type": "display_data", "data": {mime: evil}, "metadata": {}} for mime in LIVE]
    shown += [
        {"output_type": "display_data", "data": {"image/png": f'x" onerror="document.title=1{evil}'}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/plain": evil}, "metadata": {"image/png": {"alt": f'">{evil}'}}},
        {"output_type": "stream", "name": "stdout", "text": evil},
        {"output_type": "error", "ename": evil, "evalue": evil, "traceback": [f"In [1]\n{evil}"]},
    ]
    links = f"\n\n[a](javascript:document.title='owned') ![b](http://127.0.0.1:{port}/md) <http://127.0.0.1:{port}/>"
    for one in nb["cells"]:
        info = one["metadata"].get("nbgrader", {})
        if info.get("solution") or not info:
            one["source"] = evil + links + "\n\n```\n" + evil + "\n```\n"
        if one["cell_type"] == "code":
            one["outputs"] = shown
    nb["metadata"]["course_repaired"] = [evil]
    path.chmod(0o644)
    path.write_text(json.dumps(nb), encoding="utf-8")


# Markdown, texts and pictures by themselves

ALLOWED = {"p", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
           "blockquote", "br", "hr"}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        "a [link](javascript:alert(1)) [b]( java\tscript:alert(1)) [c](<data:text/html,x>) [d](//host/x)",
        "![i](http://host/x.png) ![j](data:image/svg+xml,<svg/onload=alert(1)>)",
        "[1]: javascript:alert(1)\n\n[x][1] <javascript:alert(1)>",
        "`</code><script>alert(1)</script>`\n\n```html\n</pre><script>alert(1)</script>\n```\n\n    <b onclick=x>",
        "$</code><script>alert(1)</script>$\n\n$$\n<img src=x onerror=y>\n$$",
        "| a | <b onclick=x> |\n|---|---|\n| <script> | [x](javascript:y) |",
        '[x](https://host/"onclick="alert(1)) [y](https://host/ "t" onclick=z)',
        "<" * 3000 + "[" * 3000,
    ],
)
def test_markdown_makes_only_still_tags(text):
    """No tag, handler or address of a text's own reaches the page."""
    outline = Outline(str(rendered(text)))
    assert set(outline.tags) <= ALLOWED
    assert {name for _, name, _ in outline.attributes} <= {"href", "rel", "class"}
    assert all(v.startswith(("http://", "https://", "mailto:")) for _, name, v in outline.attributes if name == "href")


def test_markdown_and_messages_stay_readable():
    """Emphasis, code and comparisons come out as they are meant; a message's backticks are code."""
    assert str(rendered("**if** `a &lt; b` and 2 < 3")) == (
        "<p><strong>if</strong> <code>a &lt; b</code> and 2 &lt; 3</p>\n"
    )
    assert str(in_line("use `a<b` here")) == "use <code>a&lt;b</code> here"
    assert str(in_line("a ` alone")) == "a ` alone"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('File "/home/ann/course/a.py"', 'File "…/a.py"'),
        ("see https://example.org/a/b.html", "see https://example.org/a/b.html"),
        ("3/4 and 1/2/3", "3/4 and 1/2/3"),
        ("No such file: '/work/x/y.png'", "No such file: '…/y.png'"),
    ],
)
def test_folders_become_names(text, shown):
    """Absolute paths lose their folders; addresses and fractions stay."""
    assert without_folders(text) == shown


def png(mode="RGB", size=(3, 2)):
    """A small picture as a notebook holds it."""
    file = io.BytesIO()
    Image.new(mode, size).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("data", ["", "x", "aGk=", '" onerror="x', png()[:40], None, ["a"]])
def test_what_is_no_picture_is_not_shown(data):
    """Only bytes that are a whole PNG or JPEG get into an address."""
    assert picture(data, "PNG", "x") is None
    with contextlib.suppress(binascii.Error):
        assert picture(png(), "JPEG", "x") is None


def test_pictures_have_one_budget(monkeypatch):
    """A page stays loadable: beyond the budget a sentence stands for each picture."""
    monkeypatch.setattr("course.feedback.outputs.MAX_PICTURES", 150)
    output = {"output_type": "display_data", "data": {"image/png": png()}, "metadata": {}}
    shown = Shown().outputs(nbformat.from_dict({"cell_type": "code", "outputs": [output] * 3}))
    assert [one.picture is not None for one in shown] == [True, False, False]
    assert "too large" in shown[1].text


# Pictures of mistakes


class Silent:
    """A connection that nobody may use."""

    def ask(self, *question, out=None):
        raise AssertionError("a picture asked the student's process")


def failed(test, **names):
    """A picture of what fails in a test, with names of the test's world; `came` are the student's values."""
    came = names.pop("came", [])
    try:
        exec(compile(test, "<test_f>", "exec"), {"np": np, **names})
    except AssertionError as error:
        return difference(error.__traceback__, {"<test_f>": test}, came, "f")
    raise ValueError("the test should fail")


RNG = np.random.default_rng(3)
IMAGE = RNG.integers(0, 256, (4, 6, 3), dtype=np.uint8)
OFF = IMAGE.copy()
OFF[1, 2] += 9
PALETTE, LABELS = IMAGE.reshape(-1, 3)[:5].astype(float), RNG.integers(0, 5, (7, 9))
CURVE = np.linspace(0, 1, 30)


@pytest.mark.parametrize(
    ("test", "wanted", "got", "said"),
    [
        ("assert np.array_equal(got, wanted)", IMAGE, OFF, "4 x 6 pixels"),
        ("same = np.array_equal(wanted, got)\nassert same or got is None, 'no'", IMAGE, OFF, "1 of 24 pixels"),
        ("off = np.abs(got.astype(int) - wanted).max()\nassert off <= 1", IMAGE, OFF, "1 of 24 pixels"),
        ("assert not (got != wanted).any()", IMAGE, OFF, "1 of 24 pixels"),
        ("assert got[1].tolist() == wanted[1].tolist()", IMAGE, OFF, "6 colors"),
        ("assert np.allclose(got, wanted)", IMAGE / 255, OFF / 255, "1 of 24 pixels"),
        ("np.testing.assert_array_equal(got, wanted)", IMAGE, OFF, "1 of 24 pixels"),
        ("assert np.allclose(got, wanted, atol=1)", PALETTE, PALETTE[::-1].copy(), "5 colors"),
        ("assert np.mean(got == wanted) > 0.99", LABELS, (LABELS + 1) % 5, "63 places"),
        ("assert got.tolist() == wanted", LABELS.ravel().tolist(), LABELS.ravel()[::-1].copy(), "63 numbers"),
        ("assert np.allclose(got, wanted)", CURVE, CURVE**2, "as curves"),
        ("assert np.allclose(got, wanted)", CURVE.reshape(6, 5), CURVE.reshape(6, 5) * 2, "6 rows and 5 columns"),
    ],
)
def test_each_kind_of_value_has_its_picture(test, wanted, got, said):
    """Images, palettes, labels, curves and tables, compared in any of the ways that tests compare."""
    data, alt = failed(test, got=got, wanted=wanted, came=[got])
    assert said in alt
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG" and image.size[0] <= 700
    assert len(data) <= MAX_BYTES


def test_panels_show_expected_then_received():
    """The colors of the left panel are those expected, of the middle one those received, and only the odd one glows."""
    wanted, got = np.zeros((2, 3, 3), np.uint8) + np.uint8([200, 10, 10]), np.zeros((2, 3, 3), np.uint8) + 90
    wanted[1, 2] = got[1, 2] = 77
    data, alt = picture_of(wanted, got.astype(np.uint8))
    image = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
    row = image[50]
    width = (image.shape[1] - 40) // 3
    assert row[30].tolist() == [200, 10, 10] and row[30 + width + 20].tolist() == [90, 90, 90]
    assert row[30 + 2 * (width + 20)].min() > 100  # bright
    last = image[-20, 2 * (width + 20) + width - 20]
    assert last.max() == 0 and "5 of 6 pixels differ" in alt


def test_a_call_in_the_comparison_is_what_came_last():
    """`f(x) == expected` has no name for what came: it is the last value over the wire."""
    test = "assert np.array_equal(call('f', 1), wanted)"
    made = failed(test, call=lambda name, x: OFF, wanted=IMAGE, came=[CURVE, OFF])
    assert "1 of 24 pixels" in made[1]


@pytest.mark.parametrize(
    ("test", "names"),
    [
        ("assert np.array_equal(got, wanted)", {"came": []}),  # whose is it?
        ("assert np.array_equal(got, wanted)", {"came": [OFF, IMAGE]}),
        ("assert np.mean((got - wanted.astype(float)) ** 2) < 1e-9", {"came": [OFF]}),  # how good, not which
        ("assert np.mean(got == wanted) < 0.5", {"came": [OFF]}),  # should differ
        ("assert not np.array_equal(got, wanted) and 0", {"came": [OFF]}),
        ("assert got.shape == (6, 4, 3)", {"came": [OFF]}),
        ("assert np.array_equal(got[0], wanted)", {"came": [OFF]}),  # other shapes
        ("assert False", {}),
        ("raise AssertionError('x')", {}),
        ("assert np.array_equal(handle, wanted) or 0", {"wanted": None}),
        ("x = got == wanted\nassert x.all() and got[missing:]", {"missing": 0}),
        ("assert got is wanted and np.array_equal([handle], wanted)", {"came": [OFF]}),
    ],
)
def test_no_picture_where_it_is_not_clear(test, names):
    """Nothing is drawn, nothing is raised and nobody is asked where there is no one comparison of two arrays."""
    handle = make_handle(Silent(), 1, "f", [], True)
    world = {"got": OFF, "wanted": IMAGE, "came": [], "handle": object(), **names}
    if "missing" in names:
        world["came"] = []
    assert failed(test, **world) is None
    assert failed("assert (handle, handle) == wanted", handle=handle, wanted=[1, 2]) is None


def test_large_and_hostile_values_are_bounded():
    """Noise as large as a photograph fits into the limit; what is too large or no number has no picture."""
    noise = RNG.integers(0, 256, (700, 900, 3), dtype=np.uint8)
    assert len(picture_of(noise, noise[::-1])[0]) <= MAX_BYTES
    lone = noise.copy()
    lone[350, 450] ^= 255
    data, alt = picture_of(noise, lone)
    assert "1 of 630,000 pixels differ" in alt
    with Image.open(io.BytesIO(data)) as image:
        difference_map = np.array(image.convert("RGB"))[40:, -image.size[0] // 3 + 20 :]
    assert difference_map.max() > 200  # one pixel of many is still seen
    huge = np.zeros((3000, 3000), np.uint8)
    assert failed("assert np.array_equal(got, wanted)", got=huge, wanted=huge + np.uint8(1), came=[huge]) is None
    texts = np.array([["a"] * 9] * 9)
    assert failed("assert np.array_equal(got, wanted)", got=texts, wanted=texts[:, ::-1] + "b", came=[texts]) is None
    for odd in (np.full((4, 6, 3), np.nan), np.full((4, 6, 3), np.inf), np.full((4, 6, 3), 1e300)):
        made = failed("assert np.allclose(got, wanted)", got=odd, wanted=IMAGE.astype(float), came=[odd])
        assert made is None or len(made[0]) <= MAX_BYTES
