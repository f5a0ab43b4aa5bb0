"""Every exercise's tests catch every wrong answer, accept every right one, and say what was meant."""

import functools
import json
import sys

import pytest
from support.course import ASSIGNMENTS, ROOT, small_notebook

from course.authoring.trials import agreement, answers
from course.base.errors import CourseError
from course.grading.sandbox.folders import CourseFiles
from course.project import notebooks
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)
ANSWERS = ROOT / "tests" / "answers"


WITH = [
    pytest.param(name, libraries, marks=[pytest.mark.slow] * (libraries == "colab"))
    for name in ASSIGNMENTS
    for libraries in ("newest", "colab")
]


@functools.cache
def tallied(assignment, python):
    """What a student's own run says of all answers."""
    nb = notebooks.read(COURSE.notebook(assignment))
    return list(answers.check_notebook(nb, ANSWERS / assignment, python))


@pytest.mark.parametrize(("assignment", "libraries"), WITH)
def test_right_accepted_wrong_caught(assignment, libraries, request):
    """All answers get the verdict and the message they should, with the newest libraries and with Colab's."""
    python = request.getfixturevalue("colab_python") if libraries == "colab" else sys.executable
    nb = notebooks.read(COURSE.notebook(assignment))
    tallies = tallied(assignment, python)
    assert [miss for tally in tallies for miss in tally.misses if miss.startswith("wrong_")] == []
    assert [tally.exercise for tally in tallies] == solutions(nb)
    for tally in tallies:
        assert (tally.caught, tally.accepted) == (tally.wrong, tally.right)


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_sandbox_and_judge_say_the_same(assignment):
    """Every verdict and message is that of a student's own run."""
    nb = notebooks.read(COURSE.notebook(assignment))
    verdicts = agreement.judged(nb, answers.candidates(nb, ANSWERS / assignment), CourseFiles(ROOT / "data"))
    found = [agreement.disagreements(tally, verdicts) for tally in tallied(assignment, sys.executable)]
    assert found and [text for texts in found for text in texts] == []


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_started_kernels_say_the_same_as_forked_ones(assignment):
    """Every verdict and message is the same whether the kernel was forked or started anew."""
    nb = notebooks.read(COURSE.notebook(assignment))
    ways = [
        agreement.judged(nb, answers.candidates(nb, ANSWERS / assignment), CourseFiles(ROOT / "data"), forked)
        for forked in (True, False)
    ]
    warm, cold = ({key: said(word) for key, word in way.items()} for way in ways)
    assert warm == cold


def said(word):
    """The message of a verdict without its numbers, which are measured in part, and the points with it."""
    return word.message and agreement.NUMBER.sub("#", word.message), word.points


def solutions(nb):
    """Names of the exercises of a notebook."""
    return [notebooks.grade_id(cell) for cell in nb.cells if notebooks.kind(cell) == "solution"]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_enough_answers_of_both_kinds(assignment):
    """At least 4 wrong and 2 right answers to each function, 5 and 3 where it is worth 3 points or more."""
    nb = notebooks.read(COURSE.notebook(assignment))
    points = {notebooks.grade_id(c): c.metadata.nbgrader.get("points") for c in nb.cells}
    for exercise in solutions(nb):
        found = answers.load(ANSWERS / assignment, exercise)
        right = [answer for answer in found if answer.right]
        many = points[f"test_{exercise}"] >= 3
        assert len(right) >= (3 if many else 2), exercise
        assert len(found) - len(right) >= (5 if many else 4), exercise
        assert len({answer.code for answer in found}) == len(found), f"{exercise}: the same answer twice"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_answers_to_what_is_not_asked(assignment):
    """Each file of answers belongs to an exercise."""
    names = {path.stem for path in (ANSWERS / assignment).glob("*.py")}
    assert names == set(solutions(notebooks.read(COURSE.notebook(assignment))))


def check_small(tmp_path, text):
    """Tally of the small course's exercise with the given answers."""
    (tmp_path / "double.py").write_text(text)
    return next(answers.check_notebook(small_notebook(), tmp_path))


def test_the_check_bites(tmp_path):
    """A wrong answer that passes, a right one that fails and a message that says something else are all told."""
    tally = check_small(
        tmp_path,
        'def right_but_refused(x):\n    """Says so."""\n    return 3 * x\n'
        + 'def wrong_but_passing(x):\n    """Does it right | any number"""\n    return 2 * x\n'
        + 'def wrong_message(x):\n    """Squares | negative"""\n    return x * x\n'
        + 'def wrong_as_meant(x):\n    """Squares | any number"""\n    return x * x\n',
    )
    # The untouched stub and the missing function are counted among the wrong ones.
    assert (tally.accepted, tally.right, tally.caught, tally.wrong) == (1, 2, 4, 5)
    assert tally.as_intended == 1
    assert "right_but_refused is right, but was refused: double(2) should be four." in tally.misses
    assert "wrong_but_passing is wrong, but got full points" in tally.misses
    assert "wrong_message: the message should contain 'negative'; it reads: double should work" in " ".join(
        tally.misses
    )


def test_a_part_of_the_points_is_as_the_answer_says(tmp_path):
    """A wrong answer says which part it gets; another part, and none where one was meant, are told."""
    nb = small_notebook()
    nb.cells[3].metadata.tags = ["partial-credit"]
    nb.cells[3].source = "assert double(2) == 4, 'It should be four.'\n9 + 9 * (double(3) == 6), 'It is half right.'"
    half = "    return 4 if x == 2 else 0\n"
    (tmp_path / "double.py").write_text(
        f'def wrong_half(x):\n    """Knows one | half right | 9 points"""\n{half}'
        f'def wrong_third(x):\n    """Knows one | half right | 6 points"""\n{half}\n'
        f'def wrong_none(x):\n    """Knows one | half right"""\n{half}\n\n'
        'def wrong_all(x):\n    """Knows none | should be four"""\n    return 0\n'
    )
    tally = next(answers.check_notebook(nb, tmp_path))
    assert tally.parts == {"wrong_half": 9, "wrong_third": 9, "wrong_none": 9}
    assert [miss.partition("; it reads")[0] for miss in tally.misses if miss.startswith("wrong_")] == [
        "wrong_third: it should have 6 points, not 9",
        "wrong_none: it should have 0 points, not 9",
    ]


def test_messages_may_not_give_the_solution_away():
    """A message that quotes a line of the reference solution is a miss, white space or not."""
    solution = small_notebook().cells[2]
    tally = answers.Tally("double")
    answer = answers.Answer("wrong", "", False, "write")
    answers.judge(tally, answer, "Just write doubled_value_of_x=x+x+0", answers.giveaways(solution))
    assert (tally.caught, tally.as_intended) == (1, 0)
    assert "gives the solution away" in tally.misses[0]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("def maybe(x):\n    '''Unsure'''\n", "name it right_... or wrong_..."),
        ("def right_x(x):\n    return x\n", "give it a docstring"),
        ("def wrong_x(x):\n    '''No phrase.'''\n", "give it a docstring"),
        ("def wrong_x(x):\n    '''No number. | words | some points'''\n", "or that and ' | 1.5 points'"),
        ("def right_x(x):\n    '''Not all points. | words | 1 point'''\n", "give it a docstring"),
        ("def right_x(x:\n", "is not Python"),
    ],
)
def test_answers_must_say_what_they_are(tmp_path, text, phrase):
    """An answer without its side, description or phrase is refused with the file and its name."""
    (tmp_path / "double.py").write_text(text)
    with pytest.raises(CourseError, match=r"double\.py") as refused:
        answers.load(tmp_path, "double")
    assert phrase in str(refused.value)


def test_an_answer_brings_only_the_imports_that_it_needs(tmp_path):
    """A file of answers imports for all of them; a student imports what the answer uses, and no other is graded."""
    (tmp_path / "double.py").write_text(
        "import random\nimport os.path\nfrom math import ceil, floor as down\n\n\n"
        'def right_one(x):\n    """Rounds."""\n    return down(x)\n\n\n'
        'def right_two(x):\n    """Has a path."""\n    random = 2\n    return os.path.join(x)\n\n\n'
        'def right_three(x):\n    """Needs nothing."""\n    return x\n'
    )
    found = [answer.code.split("\n") for answer in answers.load(tmp_path, "double")]
    assert [lines[0] for lines in found] == ["from math import floor as down", "import os.path", "def double(x):"]
    assert [sum("import" in line for line in lines) for lines in found] == [1, 1, 0]


def test_setup_is_the_same_everywhere():
    """The shared part of the setup cell has one text in all notebooks."""
    texts = set()
    for assignment in ASSIGNMENTS:
        nb = json.loads(COURSE.notebook(assignment).read_text())
        setup = next(cell for cell in nb["cells"] if cell["id"] == "setup")
        texts.add("".join(setup["source"]).split("# For this notebook")[0].rstrip())
    assert len(texts) == 1
