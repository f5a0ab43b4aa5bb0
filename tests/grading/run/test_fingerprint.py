"""What makes a class be graded again: a change of whatever can change a grade, and nothing else."""

import shutil
from importlib.metadata import version

import pytest

from course.grading.run import fingerprint


@pytest.fixture
def package(tmp_path):
    """A copy of the course's own code."""
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(fingerprint.PACKAGE, tmp_path / "course", ignore=ignored)


def edit(name):
    """Append a line to a file of the package."""

    def change(package):
        with (package / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")

    return change


def move(package):
    path = package / "grading" / "judge" / "data" / "wire.py"
    path.rename(package / "grading" / "wire.py")


def swap(package):
    first, second = (package / "grading" / "judge" / name for name in ("scope.py", "allowlist.py"))
    texts = first.read_bytes(), second.read_bytes()
    first.write_bytes(texts[1])
    second.write_bytes(texts[0])


GRADING = ["grading/judge/data/wire.py", "grading/sandbox/inside/agent.py", "project/notebooks.py", "base/text.py"]


@pytest.mark.parametrize("change", [*map(edit, GRADING), move, swap], ids=[*GRADING, "move", "swap"])
def test_code_that_grades_counts(package, change):
    """A file of any room that a hand-in passes through, edited, moved or exchanged, makes all be graded again."""
    before = fingerprint.code(package)
    change(package)
    assert fingerprint.code(package) != before


@pytest.mark.parametrize("name", ["report/page.py", "commands/app.py", "lms/grades/export.py"])
def test_code_that_only_shows_does_not_count(package, name):
    """Another look of a report is no reason to grade a class again."""
    before = fingerprint.code(package)
    edit(name)(package)
    assert fingerprint.code(package) == before


def test_all_libraries_count():
    """Those that the course names, and those that these need, with the version that is installed."""
    found = fingerprint.libraries()
    for name in ("numpy", "scipy", "joblib", "ipython", "nbclient", "traitlets", "pyzmq", "sqlalchemy"):
        assert found[name] == version(name)
    assert "ruff" not in found and "hypothesis" not in found


def install(folder, name, module, number):
    """Put a distribution of one module into a folder, as pip does."""
    info = folder / f"{name}-{number}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n", encoding="utf-8")
    (info / "top_level.txt").write_text(module, encoding="utf-8")
    return info


@pytest.mark.parametrize("module", ["shapes", "forms"])
def test_a_library_that_only_the_notebook_needs_counts(module, tmp_path, monkeypatch):
    """Another version of what an instructor's own notebook imports, whatever its distribution is called."""
    monkeypatch.syspath_prepend(tmp_path)
    without = fingerprint.environment(("os", "json"))
    assert without == fingerprint.environment()
    installed = install(tmp_path, "shapes", module, "1.0")
    before = fingerprint.environment((f"{module}.round",))
    shutil.rmtree(installed)
    install(tmp_path, "shapes", module, "1.1")
    fingerprint.environment.cache_clear()
    assert len({without, before, fingerprint.environment((f"{module}.round",))}) == 3
