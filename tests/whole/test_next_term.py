"""The page on the next term, followed: an archive that works, an empty folder, and a newer version of the course."""

import shutil
import subprocess

import nbformat
import pytest
from support.course import ROOT, hand_in, run_course, share_references, small_course
from support.git import git, variables
from support.pages import Command, steps, typed

from course.project.workspace import Workspace

pytestmark = [
    pytest.mark.xdist_group("next-term"),
    pytest.mark.skipif(not (shutil.which("git") and shutil.which("make")), reason="the page is about git and make"),
]
PAGE = steps((ROOT / "docs" / "next-term.md").read_text(encoding="utf-8"))
NAME = "01-small"
OLD = 'assert double(-1) == -2, "double should work for negative numbers."'
NEW = 'assert double(0) == 0, "double should work for nought."'
ABS = "def double(x):\n    return 2 * abs(x)"  # wrong for the old hidden test, right for the new one
CALL = '''REPOSITORY = ""


def call(name, *arguments):
    """What a student's function gives back."""
    function = globals().get(name)
    assert callable(function), f"There is no function called {name}."
    try:
        return function(*arguments)
    except NotImplementedError:
        message = f"{name} is still to do."
    raise AssertionError(message)'''
ANSWERS = '''def right_product(x):
    """Multiplies."""
    return 2 * x


def wrong_square(x):
    """Squares | any number"""
    return x * x
'''


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The repository of a small course, as its authors publish it."""
    root = tmp_path_factory.mktemp("authors")
    small_course(root)
    for name in (".gitignore", "Makefile"):
        shutil.copy(ROOT / name, root)
    for path, text in {"tests/answers/01-small/double.py": ANSWERS, "autograded/.gitkeep": ""}.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text)
    edit(root, "setup", 'REPOSITORY = ""', CALL)
    edit(root, "test_double", "assert double(2)", 'assert call("double", 2)')
    git(root, "init", "-q", "-b", "main")
    built(root, "The course")
    return root


@pytest.fixture(scope="module")
def taught(published, tmp_path_factory):
    """An instructor's clone, in which the class of a term was graded."""
    root = tmp_path_factory.mktemp("instructor") / "course"
    git(root.parent, "clone", "-q", str(published), str(root))
    made = Workspace(root)
    share_references(root)
    assert run_course("build", cwd=root).returncode == 0
    (root / "deadlines.toml").write_text('timezone = "Europe/Berlin"\n')
    (root / "roster.csv").write_text("id,name\nann,Ann Lee\nbob,Bob Doe\n")
    graded(made, "ann", "bob")
    for words in (["feedback", NAME], ["report"], ["export"]):
        assert run_course(*words, cwd=root).returncode == 0
    return root


@pytest.fixture
def authors(published, tmp_path):
    """A copy of the repository, for its next version."""
    return shutil.copytree(published, tmp_path / "authors", symlinks=True)


@pytest.fixture
def course(taught, authors, tmp_path):
    """A copy of the clone, times of files included."""
    made = Workspace(shutil.copytree(taught, tmp_path / "course", symlinks=True))
    git(made.root, "remote", "set-url", "origin", str(authors))
    return made


def graded(course, *students):
    """Each hands in the same answer, which the old hidden test refuses, and is graded."""
    for student in students:
        hand_in(course, student, double=ABS)
    done = run_course("grade", NAME, cwd=course.root)
    assert done.returncode == 0, done.stderr


def edit(root, name, old, new):
    """Change a cell of the instructor notebook, as JupyterLab saves it."""
    path = root / "source" / NAME / "small.ipynb"
    nb = nbformat.read(path, as_version=4)
    (cell,) = (cell for cell in nb.cells if cell.id == name)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    nbformat.write(nb, path)


def built(root, message):
    """Build, and commit."""
    done = run_course("build", "--fix", cwd=root)
    assert done.returncode == 0, done.stderr
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def texts(course, step):
    """Sources of the cells of a notebook in `source` or `release`."""
    return {cell.id: cell.source for cell in nbformat.read(course.notebook(NAME, step), as_version=4).cells}


def files(root):
    """Files below a folder, but for git's own."""
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file() or path.is_symlink())
    return {path.as_posix() for path in found if path.parts[0] != ".git"}


@pytest.mark.slow
def test_the_commands_of_the_page(course, authors):
    """One after the other: the archive has the old class, the folder a new one, the notebook what both have changed."""
    old, done = files(course.root), {}

    def before(line):
        if line == "git switch -c ours":
            edit(course.root, "title", "# A small course", "# Our small course")
        if line == "git fetch origin":
            graded(course, "cid")
            edit(authors, "test_double", OLD, NEW)
            built(authors, "A test that is less strict")

    for step in PAGE:
        assert isinstance(step, Command)
        before(step.line)
        line = step.line.replace("01-pixels", NAME)
        done[step.line] = typed(course.root, line, **variables(course.root.parent))
        if step.line.startswith("find"):
            kept = {name for name in old if name.split("/")[0] in ("source", "release", "tests", "nbgrader_config.py")}
            assert kept | {".gitignore", "Makefile", "autograded/.gitkeep", "deadlines.toml", "roster.csv"} == files(
                course.root
            )
    assert {line: code for line, (code, _) in done.items() if code} == {"course regrade 01-pixels --preview": 1}, done
    archive = course.root.parent / "autumn-2026"
    assert old <= files(archive) and not (archive / ".git").exists()
    assert "ann" in (archive / "report" / "report.html").read_text(encoding="utf-8")
    assert done["git status --ignored --short"][1].splitlines() == ["!! deadlines.toml", "!! roster.csv"]
    assert (
        "1 gains" in done["course regrade 01-pixels --preview"][1]
        or "cid" in done["course regrade 01-pixels --preview"][1]
    )
    assert texts(course, "source")["title"].startswith("# Our small course")
    assert NEW in texts(course, "source")["test_double"] and OLD not in texts(course, "source")["test_double"]
    assert texts(course, "release")["title"].startswith("# Our small course")
    assert git(course.root, "status", "--short") == ""


CHOICES = {"ours": "# Ours", "theirs": "# Theirs", "by hand": "# Both"}


@pytest.mark.parametrize(
    "choice", [pytest.param(name, marks=[] if name == "ours" else [pytest.mark.slow]) for name in CHOICES]
)
def test_both_have_changed_the_same_line(course, authors, choice):
    """A conflict is ended in each way of the page; until then the build names the notebook, and touches no release."""
    git(course.root, "switch", "-q", "-c", "ours")
    for root, title in ((course.root, "# Ours"), (authors, "# Theirs")):
        edit(root, "title", "# A small course", title)
        built(root, title)
    git(course.root, "fetch", "-q", "origin")
    with pytest.raises(subprocess.CalledProcessError):
        git(course.root, "merge", "--no-edit", "origin/main")
    path = course.notebook(NAME)
    name = path.relative_to(course.root).as_posix()
    assert git(course.root, "diff", "--name-only", "--diff-filter=U").splitlines() == [
        f"release/{NAME}/small.ipynb",
        name,
    ]
    refused = run_course("build", "--fix", cwd=course.root)
    assert refused.returncode == 1 and f"{path} is not a notebook that can be read" in refused.stderr
    if choice == "by hand":
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        between = [at for at, line in enumerate(lines) if line.startswith(("<<<<<<<", "=======", ">>>>>>>"))]
        assert len(between) == 3
        lines[between[0] : between[2] + 1] = ['    "# Both\\n",\n']
        path.write_text("".join(lines), encoding="utf-8")
    else:
        git(course.root, "checkout", f"--{choice}", name)
    built(course.root, "Merged")
    for step in ("source", "release"):
        assert texts(course, step)["title"].splitlines()[0] == CHOICES[choice]


def test_bug_make_clean_deleted_the_work_of_a_class(course):
    """Environments, caches and the demo go; every hand-in, grade, page and record stays."""
    for name in (
        ".venv/bin/python",
        ".venv-colab/.ready",
        "demo/grades.csv",
        ".ruff_cache/x",
        ".course/checked/x.json",
    ):
        (course.root / name).parent.mkdir(parents=True, exist_ok=True)
        (course.root / name).write_text("")
    before = {name: (course.root / name).read_bytes() for name in files(course.root) if (course.root / name).is_file()}
    code, said = typed(course.root, "make VENV=.venv clean", MAKEFLAGS="")
    assert code == 0, said
    gone = before.keys() - files(course.root)
    assert {name.split("/")[0] for name in gone} == {".venv", ".venv-colab", "demo", ".ruff_cache", ".course"}
    assert {name for name in gone if name.startswith(".course/")} == {".course/checked/x.json"}
    assert all((course.root / name).read_bytes() == content for name, content in before.items() if name not in gone)
    assert "2 had not changed" in run_course("grade", NAME, cwd=course.root).stdout


@pytest.mark.slow
def test_the_exchange_keeps_the_old_hand_ins(course, tmp_path):
    """A new term with the old id collects them again; with a new id, or without the course's folder, it does not."""
    exchange, student = tmp_path / "exchange", tmp_path / "student"
    exchange.mkdir()
    exchange.chmod(0o777)
    student.mkdir()
    configuration = course.root / "nbgrader_config.py"
    configuration.write_text(configuration.read_text() + f'\nc.Exchange.root = "{exchange}"\n')
    shutil.copy(configuration, student)

    def exchanged(folder, *words):
        return typed(folder, f"nbgrader {' '.join(words)} {NAME}", HOME=str(tmp_path / "home"))[0]

    def emptied():
        for line in ("rm -rf gradebook.db submitted feedback report grades.csv .course", "course build"):
            assert typed(course.root, line)[0] == 0

    (tmp_path / "home").mkdir()
    assert exchanged(course.root, "release_assignment") == exchanged(student, "fetch_assignment") == 0
    assert exchanged(student, "submit") == 0
    emptied()
    assert exchanged(course.root, "collect") == 0 and len(course.students(NAME)) == 1
    with_old_id = configuration.read_text()
    configuration.write_text(with_old_id.replace('course_id = "kmeans-color"', 'course_id = "colors-2027"'))
    emptied()
    assert exchanged(course.root, "release_assignment") == 0
    assert exchanged(course.root, "collect") == 0 and not course.folder("submitted").exists()
    assert sorted(path.name for path in exchange.iterdir()) == ["colors-2027", "kmeans-color"]
    shutil.rmtree(exchange / "kmeans-color")
    configuration.write_text(with_old_id)
    emptied()
    assert exchanged(course.root, "release_assignment") == 0
    assert exchanged(course.root, "collect") == 0 and not course.folder("submitted").exists()
