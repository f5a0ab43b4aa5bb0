"""The documentation: a site that needs no network, links and commands that exist, and a page that is followed."""

import re
import shlex
import shutil
from urllib.parse import unquote, urlsplit

import pytest
import typer
from bs4 import BeautifulSoup
from support.course import ASSIGNMENTS, ROOT
from support.pages import FENCE, Text, build_site, commands, steps, typed

from course.commands.app import app
from course.project import notebooks
from course.project.notebooks import grade_id, normal_form

DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md")])
NAMES = [path.name for path in PAGES]
TEXTS = [*PAGES, *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"))]
MODULE = re.compile(r"`((?:[\w-]+/)*\w+\.py)`")
TRIED = "07-gray"  # the assignment that a page makes
FETCHED = {"script": "src", "link": "href", "img": "src", "source": "src", "iframe": "src", "video": "src"}
CALL = re.compile(r"(?:\S*/bin/)?course ")
COMMAND = re.compile(r"`(course [a-z]+[^`]*)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make docs` does; a warning is an error."""
    folder = build_site(tmp_path_factory.mktemp("site"))
    return {path: BeautifulSoup(path.read_bytes(), "html.parser") for path in folder.rglob("*.html")}


def test_every_page_is_on_the_site(site):
    """Each file of docs/ became a page, with a title."""
    titles = {path.name: page.find("h1") for path, page in site.items()}
    assert {name.replace(".md", ".html") for name in NAMES} - {"README.html"} <= titles.keys()
    assert all(titles[name.replace(".md", ".html")] for name in NAMES if name != "README.md")


def test_nothing_is_fetched_from_elsewhere(site):
    """No script, style, font or picture of another machine: the pages can be read without a network."""
    for path, page in site.items():
        for tag, attribute in FETCHED.items():
            for element in page.find_all(tag):
                address = element.get(attribute, "")
                assert not urlsplit(address).netloc, (path.name, address)
    html = next(iter(site)).parent
    for style in html.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), style.name


def test_every_inner_link_leads_somewhere(site):
    """Files and anchors of links inside the site exist."""
    for path, page in site.items():
        for link in page.find_all("a", href=True):
            address = urlsplit(link["href"])
            if address.scheme or address.netloc:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.is_file(), (path.name, link["href"])
            if address.fragment and target in site:
                assert site[target].find(id=unquote(address.fragment)), (path.name, link["href"])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_relative_link_of_the_text_leads_somewhere(path):
    """As the repository shows the files, too."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    addresses = [urlsplit(address) for address in LINK.findall(text)]
    inner = [unquote(address.path) for address in addresses if address.path and not address.scheme]
    assert [name for name in inner if not (path.parent / name).exists()] == []


def lines_of(path):
    """Commands of a page: of its blocks, and whole ones in the running text."""
    text = path.read_text(encoding="utf-8")
    blocks = [one.line for fence in FENCE.finditer(text) for one in commands(fence["text"])
              if fence["language"] in ("", "console", "bash", "sh")]  # fmt: skip
    return [*blocks, *COMMAND.findall(FENCE.sub("", text))]


def understand(line, named=False):
    """Parse a call of `course` without running it; `named` if the text may only name a command."""
    main, words = typer.main.get_command(app), [word for word in shlex.split(line)[1:] if word != "..."]
    if words == ["--help"]:
        return
    context = main.make_context("course", list(words))
    if words[0] == "--root":  # the one option that stands before a command
        del words[:2]
    name, command, rest = main.resolve_command(context, words)
    if "--help" not in rest and not (named and not rest):
        command.make_context(name, list(rest), parent=context)
    for word in rest:
        assert not re.fullmatch(r"\d\d-[a-z-]+", word) or word in (*ASSIGNMENTS, TRIED), line


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_command_exists(path):
    """`course ...` as the pages write it is understood: the command, its options, the number of its arguments."""
    inline = COMMAND.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    for line in filter(CALL.match, lines_of(path)):
        understand(line, named=line in inline)


@pytest.mark.parametrize(
    "line",
    ["course grades", "course grade", "course grade 01-pixels 02-quantize", "course grade 01-pixels --fast",
     "course grade 01-pixels --jobs many", "course collect submissions.zip", "course build 09-nothing", "course"],
)  # fmt: skip
def test_a_wrong_command_is_noticed(line):
    """The test above bites."""
    with pytest.raises((typer.BadParameter.__base__, AssertionError)):
        understand(line)


FILES = [
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*.py")
    if not path.relative_to(ROOT).parts[0].startswith(".")
]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_module_that_is_named_exists(path):
    """A file of Python in the text, such as `judge/data/wire.py`, is one of this repository."""
    named = {name for name in MODULE.findall(path.read_text(encoding="utf-8")) if TRIED not in name}
    assert [name for name in sorted(named) if not any(f"/{one}".endswith(f"/{name}") for one in FILES)] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_make_target_exists(path):
    """`make ...` as the pages write it."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = path.read_text(encoding="utf-8")
    named = [line.split()[1] for line in lines_of(path) if line.startswith("make ")]
    assert {*named, *re.findall(r"`make ([a-z-]+)`", text)} <= set(targets)


@pytest.mark.parametrize("name", ["students.md", "instructors.md"])
def test_every_quoted_message_is_said(name):
    """What the tables of messages quote stands in the course's code or in the notebooks' setup cell."""
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "course").rglob("*.py")]
    text = "\n".join([*code, (ROOT / "source" / "01-pixels" / "pixels.ipynb").read_text(encoding="utf-8")])
    quoted = re.findall(r"^\| \*([^*]+)\*", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(quoted) >= 4
    for message in quoted:
        for part in filter(None, map(str.strip, message.split("..."))):
            assert part in text, message


@pytest.fixture
def copy(tmp_path):
    """The course in a folder of its own, without what is generated."""
    for name in ("nbgrader_config.py", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("source", "data", "tests/answers"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def put(root, step):
    """Do to a cell or a file what the page says, and leave an output behind, as JupyterLab does."""
    if step.what == "file":
        (root / step.name).write_text(step.text + "\n", encoding="utf-8")
        return
    (path,) = (root / "source" / TRIED).glob("*.ipynb")
    nb = notebooks.read(path)
    cell = next(cell for cell in nb.cells if grade_id(cell) == step.name)
    cell.source = cell.source.replace(step.above, f"{step.text}\n{step.above}") if step.above else step.text
    assert step.text in cell.source
    text = normal_form(nb)
    path.write_text(text.replace('"execution_count": null', '"execution_count": 7', 1), encoding="utf-8")


@pytest.mark.slow
def test_a_new_exercise_as_the_page_says(copy):
    """From `course new` to a graded hand-in: every command, cell and file of the page, and what is printed."""
    page = (DOCS / "new-exercise.md").read_text(encoding="utf-8")
    failed = []
    for step in steps(page):
        if isinstance(step, Text):
            put(copy, step)
            continue
        code, said = typed(copy, step.line)
        if step.shown:
            assert [line.rstrip() for line in said.splitlines()] == list(step.shown), step.line
        if code:
            failed.append((step.line, said))
    (failure,) = failed  # the wrong step is shown, and is the only one
    assert "but got full points" in failure[1]
    assert sum(isinstance(step, Text) for step in steps(page)) == 5
    feedback = (copy / "feedback" / "ann" / TRIED / "gray.html").exists()
    assert feedback and not (copy / "submitted" / "ann").exists()
