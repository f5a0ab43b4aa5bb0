"""Mutation testing: each test notices a change of its reference solution, or a file says why it need not."""

import ast

import pytest
from support.course import ROOT, SOLUTION, run_course, small_course

from course.authoring.trials import mutants
from course.project.workspace import Workspace

EQUAL = "doubled_value_of_x = x + x - 0"


@pytest.fixture
def small(tmp_path):
    """The small course, with a folder of answers."""
    (tmp_path / "tests" / "answers").mkdir(parents=True)
    return small_course(tmp_path)


def test_only_the_solution_is_changed():
    """Operators, constants and lines between the markers are changed, one in each mutant; what students get is not."""
    found = mutants.mutants_of(SOLUTION.replace("def double(x):", "def double(x, more=7):"))
    for change in ("doubled_value_of_x = x - x + 0", EQUAL, "doubled_value_of_x = x + x + 1"):
        assert change in found
    assert "without doubled_value_of_x = x + x + 0" in found
    for change, code in found.items():
        assert "more=7" in code and "Twice a number." in code, change
        assert code.count("\n") == ast.unparse(ast.parse(SOLUTION)).count("\n"), change
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("return np.sum(X, axis=1)", "return np.sum(X, axis=0)"),
        ("return np.sum(X, axis=1)", "return np.sum(X)"),
        ("return X.astype(np.uint8)", "return X.astype(np.int64)"),
        ("return X.astype(np.uint8)", "return X"),
        ("return X[:5]", "return X[:4]"),
        ("return X < 5", "return X <= 5"),
        ("return h, w", "return (w, h)"),
        ("return X.argmin(replace=False)", "return X.argmin(replace=True)"),
    ],
)
def test_what_is_changed(line, change):
    """Axes, dtypes, bounds, comparisons, orders and keywords each have a mutant."""
    source = f"def f(X, h, w):\n    ### BEGIN SOLUTION\n    {line}\n    ### END SOLUTION"
    assert change in mutants.mutants_of(source)


def test_a_survivor_needs_a_reason(small):
    """A mutant with full points fails the command until the file says why; a reason without a survivor fails it too.

    A reason that ends in dots is for all changes that begin with the same words.
    """
    reasons = small.root / "tests" / "answers" / "survivors.toml"
    result = run_course("check", "--mutants", cwd=small.root)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"a mutant gets full points: {EQUAL}" in result.stdout and "Traceback" not in result.stderr
    assert "x - x + 0" not in result.stdout, "a mutant that the test refuses is no survivor"
    reasons.write_text(f'["01-small".double]\n"{EQUAL}" = "Taking 0 away changes nothing."\n', encoding="utf-8")
    result = run_course("check", "--mutants", cwd=small.root)
    assert result.returncode == 0, result.stdout + result.stderr
    reasons.write_text(reasons.read_text(encoding="utf-8") + '"return 0" = "It never was."\n', encoding="utf-8")
    result = run_course("check", "--mutants", cwd=small.root)
    assert result.returncode == 1 and "excuses what does not survive: return 0" in result.stdout
    reasons.write_text('["01-small".double]\n"doubled_value_of_x = x + x -..." = "Nothing."\n', encoding="utf-8")
    assert run_course("check", "--mutants", cwd=small.root).returncode == 0
    reasons.write_text('["01-small".double]\n"doubled_value_of_x = x - ..." = "Nothing."\n', encoding="utf-8")
    result = run_course("check", "--mutants", cwd=small.root)
    assert result.returncode == 1 and EQUAL in result.stdout and "excuses what does not survive" in result.stdout
    reasons.write_text("[[", encoding="utf-8")
    result = run_course("check", "--mutants", cwd=small.root)
    assert result.returncode == 1 and "survivors.toml is not TOML" in result.stderr


def test_nothing_runs_again_until_something_changes(small):
    """What became of the mutants is kept; another test is tried anew."""
    trial = mutants.Trial(small.root, "01-small", "double", force=False)
    first = mutants.try_exercise(trial)
    assert first.survived == [EQUAL] and first.mutants >= 5
    kept = small.root / ".course" / "mutants" / "01-small-double.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace(EQUAL, "as kept"), encoding="utf-8")
    assert mutants.try_exercise(trial).survived == ["as kept"]
    path = small.notebook("01-small")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("range(5, 9)", "range(5, 10)"), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    assert mutants.try_exercise(trial).survived == [EQUAL]


@pytest.mark.slow
def test_every_test_notices_a_change_of_its_solution():
    """No mutant of a reference solution gets full points without a reason in `tests/answers/survivors.toml`."""
    course = Workspace(ROOT)
    known = mutants.reasons(course)
    tried = list(mutants.try_all(course, course.assignments(), force=False))
    assert len(tried) > 40
    assert {one.exercise: found for one in tried if (found := mutants.problems(one, known))} == {}
