"""How `course/` is built: small rooms, imports that run one way, and a core that one person can audit."""

import ast
import io
import tokenize
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from support.course import ROOT

COURSE = ROOT / "course"
# From commands down to base: a room may import what stands below it, and its own.
ROOMS = ["__main__", "commands", "authoring", "report", "feedback", "lms", "grading.regrade", "grading.run",
         "grading.steps", "grading.execution", "grading.rerun", "grading.submission", "grading.mistakes",
         "grading.sandbox", "grading.libraries", "grading.judge", "project", "base"]  # fmt: skip
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(COURSE.rglob("*.py"))
}
FOLDERS = [path for path in sorted(COURSE.rglob("*")) if path.is_dir() and path.name != "__pycache__"]


def imports(module: str, path: Path) -> set[str]:
    """Modules of the course that one imports anywhere in its text."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {full if (full := f"{base}.{alias.name}") in MODULES else base for alias in node.names}
    return found & MODULES.keys()


GRAPH = {module: imports(module, path) - {"course", module} for module, path in MODULES.items()}


def room(module: str) -> int:
    """The place of a module's room in `ROOMS`."""
    name = module.removeprefix("course.")
    return next((at for at, one in enumerate(ROOMS) if name == one or name.startswith(f"{one}.")), -1)


def lines_of_code(path: Path) -> int:
    """Lines without blanks, comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skipped:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(lines)


def test_imports_run_one_way():
    """No room imports from one above it."""
    assert [module for module in MODULES if room(module) < 0] == ["course", "course.grading"]
    upward = [f"{module} -> {other}" for module in GRAPH for other in GRAPH[module] if room(other) < room(module)]
    assert upward == []


def test_imports_have_no_circle():
    """Neither modules nor rooms import each other in a circle, not even late ones in functions."""
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_rooms_are_small():
    """At most ten entries at the top, eight files a room, 300 lines a file, and a purpose in each room's first line."""
    entries = [path.name for path in COURSE.iterdir() if path.name != "__pycache__"]
    assert len(entries) <= 10, entries
    for folder in FOLDERS:
        files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= 8, (folder, len(files))
        assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))), folder
    for path in MODULES.values():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


def test_the_judge_can_be_audited():
    """What an unforgeable grade depends on: at most 1,300 lines, under 850 of code, nothing of ours outside."""
    judge = {module: path for module, path in MODULES.items() if module.startswith("course.grading.judge")}
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in judge.values()) <= 1300
    assert sum(map(lines_of_code, judge.values())) < 850
    assert {other for module in judge for other in GRAPH[module]} <= judge.keys()


def test_no_two_classes_have_one_name():
    """One word for one thing."""
    places: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_the_tests_lie_in_the_same_rooms():
    """`tests/` has the rooms of `course/`, what concerns all of it in `whole/`, and helpers in `support/`."""
    others = {"answers", "browser", "support", "whole", "__pycache__"}
    tests = ROOT / "tests"
    names = {path.relative_to(tests).as_posix() for path in tests.rglob("test_*.py")}
    for name in names:
        place = Path(name).parent
        assert place.parts[0] in others or (COURSE / place).is_dir(), name
    assert len({Path(name).name for name in names}) == len(names)
