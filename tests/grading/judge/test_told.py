"""Messages: the author's own words are shown, and nothing that came from a student."""

import pytest
from support.agents import verdicts

from course.grading.judge.connection import MAX_SAID, UNKNOWN, Wire
from course.grading.judge.test_runner import FAILED
from course.grading.judge.verdict import Cell

SAYS = """class P:
    def __str__(self):
        return {!r}
    def fail(self):
        raise ValueError({!r})"""
SHOWS = [
    "assert P.__doc__ == 'x', f'It says {P.__doc__}.'",
    "assert P.__doc__ == 'x', f'It says {P.__doc__!r}.'",
    "assert P.__doc__ == 'x', f'It says {P.__doc__.strip().upper()[:9]}.'",
    "p = P()\nassert str(p) == 'x', f'It says {str(p)}.'",
    "p = P()\nassert str(p) == 'x', f'It says {[str(p)]}.'",
    "p = P()\nassert str(p) == 'x', f'It says {str(p).split()}.'",
    "try:\n    P().fail()\nexcept ValueError as error:\n    raise AssertionError(f'It says {error}.') from error",
    "try:\n    P().fail()\nexcept ValueError as error:\n    said = str(error)\nassert said == 'x', f'It says {said}.'",
]
RAISED = [
    "'\\\\N{{' + x + '}}'",
    "'\\\\x' + x",
    "x[:4] + 'A list was expected.' + x[4:8] + 'Take the largest one.' + x[8:]",
    "*[x[at : at + 2] for at in range(0, len(x), 2)]",
]
TELLS = """try:
    f('hidden input')
except ValueError as error:
    text = str(error)
assert text != 'a', 'A list was expected.'
assert text != 'b', 'Take the largest one.'
assert text == 'no', f'It says {text}.'"""


@pytest.mark.parametrize("arguments", RAISED)
def test_bug_a_hidden_input_in_signs_phrases_or_pieces_was_shown(arguments):
    """Neither as an escape that is none, nor among the author's own words, nor in several arguments."""
    names = {"__name__": "__main__"}
    exec(f"def f(x):\n    raise ValueError({arguments.format()})", names)
    (verdict,) = verdicts(names, ("f", TELLS))
    assert verdict.message == FAILED


TEXTS = ["SECRETSECRET", "\u200bSECRETSECRET", "SECRET\u200b" * 2, "\nSECRET\n" * 3, "SECRET" * 200, "SECRET" * 20,
         "größerer", "' ' \"'\" ''", "!?!!??", "7\x017\x017\x011\x012", "7 7 7 1 2 3", "7\n7\n7\n1\n2"]  # fmt: skip


@pytest.mark.parametrize("test", SHOWS)
@pytest.mark.parametrize("text", TEXTS)
def test_bug_a_message_repeated_what_an_object_says_in_other_signs(test, text):
    """No name, docstring or text of a student's object reaches a message, however it is written, cut or escaped."""
    names = {"__name__": "__main__"}
    exec(SAYS.format(text, text), names)
    names["P"].__doc__ = text
    (verdict,) = verdicts(names, ("P", test))
    assert verdict.message == FAILED


def test_bug_the_authors_own_words_were_kept_back():
    """A message that stands in the test as it is tells nothing new, whatever the student's object says."""
    names = {"__name__": "__main__"}
    exec("def total(numbers):\n    'total'\n    return 0", names)
    tests = [
        (
            "total",
            "assert total.__name__ == 'total' and total.__doc__\nassert total([1]) == 1, 'total([1]) should be 1.'",
        ),
        ("total", "assert total.__name__ == 'total'\nassert total([1]) == 1, f'Yours is {total([1])}.'"),
        ("total", "assert total.__name__ == 'total'\nassert total([1]) == 1, f'total([1]) gave {total([1])}.'"),
    ]
    assert [verdict.message for verdict in verdicts(names, *tests)] == [
        "total([1]) should be 1.", "Yours is 0.", "total([1]) gave 0.",
    ]  # fmt: skip


@pytest.mark.parametrize("body", ["return 5", "1 / 0", "raise SystemExit"])
def test_bug_a_message_that_is_an_object_ended_the_judge(body):
    """What it says of itself is not asked for when the test is over."""
    names = {"__name__": "__main__"}
    exec(f"class P:\n    x = 1\n    def __str__(self):\n        {body}\n    __repr__ = __str__", names)
    tests = [("P", "p = P()\nassert p.x == 2, p"), ("P", "p = P()\nassert p.x == 2, [p]")]
    assert [verdict.message for verdict in verdicts(names, *tests)] == [FAILED, FAILED]


def test_words_of_the_notebooks_own_call_are_shown():
    """They name the function and the kind of its error, and no text of it, however alike that is."""
    names = {"__name__": "__main__"}
    exec("def f(x):\n    raise ValueError('The truth value of f stopped')", names)
    call = (
        "def call(name, *args):\n    try:\n        return globals()[name](*args)\n    except Exception as error:\n"
        "        raise AssertionError(f'{name} stopped with {type(error).__name__}: try it.') from error"
    )
    locked = [Cell("call", call, 1)]
    (verdict,) = verdicts(names, ("f", "assert call('f', 1) == 1"), locked=locked)
    assert verdict.message == "f stopped with ValueError: try it."


def test_bug_texts_of_forged_exceptions_filled_the_judge():
    """Of too many or too long texts only that there were some is kept; then nothing that is put together is shown."""
    wire = Wire(None)
    for _ in range(3):
        wire.told(*["x" * 10**6] * MAX_SAID)
    assert wire.texts == [UNKNOWN]
