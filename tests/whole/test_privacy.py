"""The page on student data: everything that holds a student's id is in its table, and git ignores all of it."""

import ast
import fnmatch
import re
import shutil
import zipfile

import nbformat
import pytest
from nbconvert import HTMLExporter
from support.course import ROOT, hand_in, run_course, small_course
from support.git import git

from course.authoring import build
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("privacy")
NAME = "01-small"
ROW = re.compile(r"^\| (`[^|]*) \|", re.MULTILINE)
PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
LISTED = {path: "(sometimes)" in cell for cell in ROW.findall(PAGE) for path in re.findall(r"`([^`]+)`", cell)}
NETWORK = {"urllib.request", "http.client", "http", "requests", "httpx", "aiohttp", "urllib3", "smtplib", "ftplib"}
OWN = {"roster.csv", "sheet.csv", "submissions.zip"}  # an instructor has put them there
STUDENTS = {"zq4711": "Zoe Quin", "kv8822": "Kim Vale", "bz9933": "Bob Doe"}
ABS = "def double(x):\n    return 2 * abs(x)"  # a regrade changes its points
OLD, NEW = "assert double(-1) == -2", "assert double(0) == 0"


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A class that was collected, graded, regraded, reported, given its pages, and exported in every format."""
    course = small_course(tmp_path_factory.mktemp("course"))
    build.build(course, NAME)
    root = course.root
    rows = [f"{student},{name},{student}@x.edu\n" for student, name in STUDENTS.items()]
    (root / "roster.csv").write_text("id,name,email\n" + "".join(rows))
    (root / "sheet.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Small (1)\n" + "".join(f"x,{n},,{n},A,\n" for n in STUDENTS)
    )
    (root / "deadlines.toml").write_text('[extra_time]\nzq4711 = "2 days"\n')
    with zipfile.ZipFile(root / "submissions.zip", "w") as opened:
        for number, (student, name) in enumerate(STUDENTS.items(), 7001):
            path = hand_in(course, student, double=ABS)
            text = path.read_bytes() if student != "bz9933" else b"no notebook"
            opened.writestr(f"{name}_{number}_assignsubmission_file_/small.ipynb", text)
    shutil.rmtree(root / "submitted")
    run(root, "collect", "submissions.zip", NAME, "--roster", "roster.csv")
    run(root, "grade", NAME, code=1)  # Bob's is no notebook
    nb = nbformat.read(course.notebook(NAME), as_version=4)
    (test,) = (cell for cell in nb.cells if cell.id == "test_double")
    test.source = test.source.replace(OLD, NEW)
    nbformat.write(nb, course.notebook(NAME))
    run(root, "build", "--fix")
    run(root, "regrade", NAME, "--why", "It was too strict")
    run(root, "feedback", NAME, "--to", "moodle")
    run(root, "feedback", NAME, "--to", "zip")
    run(root, "report")
    run(root, "export")
    run(root, "export", "--to", "json")
    run(root, "export", NAME, "--to", "canvas", "--sheet", "sheet.csv", "--partial", code=None)
    return course


@pytest.fixture
def course(finished, tmp_path):
    """A copy of that class."""
    return Workspace(shutil.copytree(finished.root, tmp_path / "course", symlinks=True))


def run(root, *words, code=0):
    done = run_course(*words, cwd=root)
    assert code is None or done.returncode == code, (words, done.stdout, done.stderr)


def holding(root, *words):
    """Files that have one of the words in their path or in what they hold; of a zip, what is in its files."""
    found = set()
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith(".git/"):
            texts = [name.encode(), path.read_bytes()]
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as opened:
                    texts += [opened.read(inner) for inner in opened.namelist()]
            if any(word.encode() in text for word in words for text in texts):
                found.add(name)
    return found


def is_listed(name):
    """Whether the table has a file, or a folder in which it lies."""
    return any(name.startswith(path) if path.endswith("/") else fnmatch.fnmatch(name, path) for path in LISTED)


def test_every_path_of_the_table_exists(course):
    """After a whole term, but for those that the page calls rare; and each holds what is a student's."""
    files = holding(course.root, *STUDENTS, *STUDENTS.values())
    assert len(LISTED) >= 15 and sum(LISTED.values()) == 3
    for path, sometimes in LISTED.items():
        inside = [name for name in files if name.startswith(path) or fnmatch.fnmatch(name, path)]
        assert inside or sometimes, path


def test_nothing_of_a_student_lies_elsewhere(course):
    """No file outside of the table has an id, a name or an address in it, but what the instructor put there."""
    files = holding(course.root, *STUDENTS, *STUDENTS.values(), "@x.edu")
    assert {name for name in files if not is_listed(name)} == OWN


@pytest.mark.skipif(shutil.which("git") is None, reason="git says what it ignores")
def test_git_adds_nothing_of_a_student(course):
    """Not one of these files would get into a repository; the notebooks do."""
    shutil.copy(ROOT / ".gitignore", course.root)
    git(course.root, "init", "-q")
    git(course.root, "add", "--all")
    added = set(git(course.root, "ls-files").splitlines())
    assert added & holding(course.root, *STUDENTS, *STUDENTS.values()) == set()
    assert {f"source/{NAME}/small.ipynb", f"release/{NAME}/small.ipynb", "nbgrader_config.py"} <= added


def test_what_is_left_of_a_student_who_was_removed(course):
    """Nothing but what the page says is to be deleted by hand; it names each of these."""
    run(course.root, "remove", "zq4711", "--yes")
    left = holding(course.root, "zq4711", "Zoe Quin")
    by_hand = ("report/", "grades", "feedback-", "deadlines.toml", ".course/regrades/", *OWN)
    assert {name for name in left if not name.startswith(by_hand)} == set()
    assert "gradebook.db" in holding(course.root, "kv8822")
    text = PAGE[PAGE.index("By\nhand delete") :]
    for said in ("`report/`", "exports", "zips", "`deadlines.toml`", "rosters", "downloads", "`.course/regrades/`"):
        assert said in text


def test_no_module_speaks_to_other_machines():
    """The course's own code imports nothing that sends pages or mail over a network."""
    found = set()
    for path in (ROOT / "course").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    assert "nbgrader.api" in found and found & NETWORK == set()


def test_what_the_formgrader_loads():
    """The template of nbgrader's page of a hand-in names one other machine, the one that the page tells of."""
    template = "{%- from 'mathjax.html.j2' import mathjax -%}{{ mathjax() }}"
    shown = HTMLExporter(template_name="classic").environment.from_string(template).render()
    assert set(re.findall(r"https?://([^/]+)/", shown)) == {"cdnjs.cloudflare.com"}
