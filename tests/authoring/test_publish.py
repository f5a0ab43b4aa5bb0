"""`course publish`: what may be public reaches the folder, and nothing else does."""

import gzip
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from support.course import ROOT, cell, run_course, small_course, small_notebook, write_source

from course.authoring import build
from course.authoring.leaks import secret_lines, squeeze
from course.authoring.publishing import disclosure, publish
from course.base.errors import CourseError
from course.base.files import write_whole
from course.project import notebooks
from course.project.workspace import Workspace

NOTEBOOK = "release/01-small/small.ipynb"


@pytest.fixture
def built(tmp_path):
    """The small course, built, with a photograph, a page for students and what no student may see."""
    (tmp_path / "course").mkdir()
    small = small_course(tmp_path / "course")
    build.build(small, "01-small")
    (small.root / "data").mkdir()
    (small.root / "data" / "red.png").write_bytes(b"\x89PNG red")
    (small.root / "docs" / "pictures").mkdir(parents=True)
    (small.root / "docs" / "students.md").write_text("# For students\n\n![Start](pictures/start.png)\n")
    for name in ("start.png", "formgrader.png"):
        (small.root / "docs" / "pictures" / name).write_bytes(b"\x89PNG")
    (small.root / "tests" / "answers").mkdir(parents=True)
    (small.root / "tests" / "answers" / "double.py").write_text("doubled_value_of_x = x + x + 0")
    (small.root / "README.md").write_text("# A small course\n\nFor instructors.\n")
    return Workspace(small.root)


def held(folder):
    """Files of a folder, without git's."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts}


def test_what_may_be_public_and_nothing_else(built, tmp_path):
    """Student versions, photographs, the students' page with its pictures; no source, no answer, no other page."""
    result = run_course("publish", tmp_path / "public", cwd=built.root)
    assert result.returncode == 0, result.stderr
    assert "written: " in result.stdout and "c.FillAddress.repository" in result.stdout
    assert held(tmp_path / "public") == {
        ".published",
        "README.md",
        NOTEBOOK,
        "data/red.png",
        "docs/students.md",
        "docs/pictures/start.png",
    }
    assert (tmp_path / "public" / NOTEBOOK).read_bytes() == (built.root / NOTEBOOK).read_bytes()
    readme = (tmp_path / "public" / "README.md").read_text()
    assert readme.startswith(f"# A small course\n\n- [01-small]({NOTEBOOK})\n")
    again = run_course("publish", tmp_path / "public", cwd=built.root)
    assert again.stdout.startswith("../public holds what may be public; it had already.")


def test_a_clone_gets_what_is_new_and_loses_what_is_gone(built, tmp_path):
    """A fresh clone is taken; later calls change what changed, delete what they wrote, and leave the rest alone."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", clone], check=True)
    (clone / "README.md").write_text("made by the host")
    assert run_course("publish", clone, cwd=built.root).returncode == 0
    (clone / "CNAME").write_text("course.example")
    (built.root / "data" / "red.png").unlink()
    (built.root / "data" / "blue.png").write_bytes(b"\x89PNG blue")
    config = built.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('repository = ""', 'repository = "ada/public/main"'))
    build.build(Workspace(built.root), "01-small")
    result = run_course("publish", clone, cwd=built.root)
    assert sorted(line.split(": ")[0] for line in result.stdout.splitlines()[:-1]) == ["deleted", *["written"] * 3]
    (clone / "README.md").write_text("words of my own")
    refused = run_course("publish", clone, cwd=built.root)
    assert refused.returncode == 1 and "README.md is not what `course publish` wrote there" in refused.stderr
    assert (clone / "README.md").read_text() == "words of my own"
    (clone / "README.md").unlink()
    assert run_course("publish", clone, cwd=built.root).returncode == 0
    assert {"CNAME", "data/blue.png"} < held(clone) and "data/red.png" not in held(clone)
    assert f"blob/main/{NOTEBOOK}" in (clone / "README.md").read_text()
    assert (clone / ".git").is_dir()


def test_one_assignment_after_the_other(built, tmp_path):
    """An assignment that is published later joins the earlier ones, which keep their files and their line."""
    public = tmp_path / "public"
    shutil.copytree(built.root / "source" / "01-small", built.root / "source" / "02-next")
    build.build(built, "02-next")
    publish.publish(built, ["02-next"], public)
    assert NOTEBOOK not in held(public)
    assert publish.publish(built, ["01-small"], public) == ["README.md", NOTEBOOK]
    assert "release/02-next/small.ipynb" in held(public)
    lines = (public / "README.md").read_text().splitlines()
    assert [line[3:].split("]")[0] for line in lines if line.startswith("- ")] == ["01-small", "02-next"]


def test_a_call_that_was_interrupted_is_given_again(built, tmp_path, monkeypatch):
    """Nothing that it wrote is forgotten: the same call goes on, and what is gone meanwhile is deleted."""
    public, writes = tmp_path / "public", []

    def full(path, content):
        if len(writes) == 3:
            raise OSError(28, "No space left on device", str(path))
        writes.append(path)
        write_whole(path, content)

    monkeypatch.setattr("course.authoring.publishing.publish.write_whole", full)
    with pytest.raises(CourseError, match=r"No space left on device\. When that is mended, give the same command"):
        publish.publish(built, ["01-small"], public)
    monkeypatch.undo()
    written = held(public) - {".published"}
    assert written and "data/red.png" in written
    (built.root / "data" / "red.png").unlink()
    assert "data/red.png" in publish.publish(built, ["01-small"], public)
    assert "data/red.png" not in held(public) and NOTEBOOK in held(public)


def test_what_the_course_has_no_more_is_deleted(built, tmp_path):
    """An assignment that was removed leaves the public folder; pictures outside of docs/ are not taken along."""
    public = tmp_path / "public"
    shutil.copytree(built.root / "source" / "01-small", built.root / "source" / "02-next")
    build.build(built, "02-next")
    (built.root / "docs" / "students.md").write_text("![a](../data/red.png) ![b](../submitted/ann/x.png)")
    publish.publish(built, ["01-small", "02-next"], public)
    assert {p for p in held(public) if p.endswith(".png")} == {"data/red.png"}
    shutil.rmtree(built.root / "source" / "02-next")
    assert publish.publish(built, ["01-small"], public) == ["README.md", "release/02-next/small.ipynb"]


def edited(root):
    path = root / NOTEBOOK
    path.write_text(path.read_text().replace("four", "five"))


def changed_source(root):
    nb = small_notebook()
    nb.cells.insert(1, cell("md", "more", "More text."))
    write_source(root, nb)


def with_answers(root):
    (root / "data" / "notes.txt").write_text("so:\n\n  doubled_value_of_x = x + x + 0")


def with_source(root):
    shutil.copy(root / "source/01-small/small.ipynb", root / "data" / "copy.ipynb")


def packed(root):
    with zipfile.ZipFile(root / "data" / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(root / "source/01-small/small.ipynb")


def squashed(root):
    (root / "data" / "nb.gz").write_bytes(gzip.compress((root / "source/01-small/small.ipynb").read_bytes()))


def wide(root):
    (root / "data" / "nb.txt").write_text((root / "source/01-small/small.ipynb").read_text(), encoding="utf-16")


def marked(root):
    (root / "data" / "marks.py").write_text("x = 1\n### BEGIN SOLUTION\nx = 2\n### END SOLUTION\n")


def with_gradebook(root):
    shutil.copy(root / "gradebook.db", root / "data")


def with_roster(root):
    with Workspace(root).gradebook() as gradebook:
        gradebook.add_student("ann", email="Ann@x.edu")
    (root / "data" / "people.csv").write_text("id,email\nann,ann@x.edu\n", encoding="utf-16")


def with_names(root):
    with Workspace(root).gradebook() as gradebook:
        gradebook.add_student("ann", first_name="Ann", last_name="Leeuwenhoek")
    (root / "data" / "people.csv").write_text("Leeuwenhoek, Ann;7\n")


REFUSED = {
    edited: "is not what source/ compiles to: run `course build`",
    changed_source: "is not what source/ compiles to: run `course build`",
    with_answers: "data/notes.txt shows a secret line of 01-small, double: take it out",
    with_source: "data/copy.ipynb holds a notebook that is not a student version: move it away",
    packed: "data/all.zip holds a notebook",
    squashed: "data/nb.gz holds a notebook",
    wide: "data/nb.txt holds a notebook",
    marked: "data/marks.py holds the mark of a solution or a hidden test",
    with_gradebook: "data/gradebook.db is a gradebook: move it away",
    with_names: "data/people.csv holds the name of a student",
    with_roster: "data/people.csv holds the e-mail address of a student: it may not be public",
}


@pytest.mark.parametrize("spoil", REFUSED, ids=lambda spoil: spoil.__name__)
def test_what_leaks_is_refused(built, tmp_path, spoil):
    """A solution, a hidden test, a notebook with either, a gradebook or a roster: named, and nothing is written."""
    spoil(built.root)
    with pytest.raises(CourseError) as refused:
        publish.publish(built, ["01-small"], tmp_path / "public")
    assert str(refused.value).startswith("Nothing is published:\n  ") and REFUSED[spoil] in str(refused.value)
    assert not (tmp_path / "public").exists()


def test_other_peoples_folders_are_refused(built, tmp_path):
    """Neither a folder of the course, nor a file, nor a folder with somebody's files, nor a link out is written to."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years")
    (tmp_path / "file").write_text("")
    for folder, phrase in {
        built.root: "is a part of the course itself",
        built.root.parent: "is a part of the course itself",
        built.root / "release": "is a part of the course itself",
        built.root / "source" / "public": "is a part of the course itself",
        built.root / "01-small": "is a part of the course itself",
        tmp_path / "file": "is a file",
        tmp_path / "mine": "(thesis.tex): name an empty folder",
    }.items():
        with pytest.raises(CourseError) as refused:
            publish.publish(built, ["01-small"], folder)
        assert phrase in str(refused.value)
    assert held(tmp_path / "mine") == {"thesis.tex"}
    public = tmp_path / "public"
    publish.publish(built, ["01-small"], public)
    shutil.rmtree(public / "data")
    (public / "data").symlink_to(tmp_path / "mine")
    with pytest.raises(CourseError, match="leads somewhere else"):
        publish.publish(built, ["01-small"], public)
    (public / "data").unlink()
    known = json.loads((public / ".published").read_text())
    for edited_by_hand in ("../mine/thesis.tex", ".git/config", "CNAME", "data/../README.md"):
        (public / ".published").write_text(json.dumps(known | {edited_by_hand: ["0"]}))
        with pytest.raises(CourseError, match="was changed by hand"):
            publish.publish(built, ["01-small"], public)
    assert held(tmp_path / "mine") == {"thesis.tex"}


def test_the_courses_own_public_folder(tmp_path):
    """Every link and picture of its pages is there, and no line of a solution or a hidden test but in setup cells."""
    course = Workspace(ROOT)
    names = course.assignments()
    files = publish.content(course, names)
    assert not list(disclosure.secrets(course, names, files))
    assert {name.split("/")[0] for name in files} == {"release", "data", "docs", "LICENSE", "LICENSE-TEXT.md"}
    files["README.md"] = publish.front_page(course, sorted(files)).encode()
    for page in ("README.md", "docs/students.md", "data/LICENSES.md"):
        for target in publish.LINK.findall(files[page].decode()):
            assert (Path(page).parent / target).as_posix() in files, f"{page} links to {target}"
    telling = [line for name in names for line in secret_lines(notebooks.read(course.notebook(name))) if len(line) > 60]
    text = squeeze("\n".join(files[p].decode() for p in files if p.endswith(".md")))
    assert telling and not [line for line in telling if line in text]
