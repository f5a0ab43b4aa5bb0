"""A text: how often each word occurs."""

FOR_THIS_NOTEBOOK = '''# For this notebook: a text
proverb = """Of all the trees that grow so fair,
    old England to adorn,
greater are none beneath the sun
    than oak and ash and thorn."""'''

STATEMENT = """### NUMBER `EXERCISE` (POINTS)

How often each word occurs in a text. Words are separated by spaces or ends of lines, one or more. Capital letters count
as small ones.

| | type |
|---|---|
| in: `text` | str |
| out | dict: each word in small letters, and how often it occurs (int) |

Example: `"To be or not to be"` gives `{"to": 2, "be": 2, "or": 1, "not": 1}`, in any order."""

SOLUTION = '''def EXERCISE(text):
    """How often each word occurs.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict
        Each word in small letters, and how often it occurs.
    """
    ### BEGIN SOLUTION
    words = text.lower().split()
    return {word: words.count(word) for word in words}
    ### END SOLUTION'''

TEST = """#@title Check NUMBER { display-mode: "form" }
wanted = {"to": 2, "be": 2, "or": 1, "not": 1}
got = call("EXERCISE", "To be or not to be")
assert isinstance(got, dict), f"EXERCISE should give back a dict, not {type(got).__name__}."
assert "To" not in got, "'To' and 'to' are the same word: make all letters small."
assert got.keys() == wanted.keys(), f"The words of the example are {sorted(wanted)}, yours are {sorted(got)}."
assert got == wanted, f"The example should give {wanted}, yours is {got}."
### BEGIN HIDDEN TESTS
got = call("EXERCISE", "one  two\\n\\tONE two  ")
assert "" not in got, "Between two spaces there is no word: is an empty one counted?"
assert got == {"one": 2, "two": 2}, "Words may be separated by several spaces, tabs and ends of lines."
assert call("EXERCISE", "") == {}, "An empty text has no words."
### END HIDDEN TESTS
assert passed("NUMBER")"""

STORY = """for word, times in EXERCISE(proverb).items():
    print(f"{word:10} {'*' * times}")"""

ANSWERS = '''from collections import Counter


def right_loop(text):
    """Word by word"""
    found = {}
    for word in text.split():
        word = word.lower()
        found[word] = found.get(word, 0) + 1
    return found


def right_counter(text):
    """By a Counter"""
    return dict(Counter(text.lower().split()))


def right_sorted(text):
    """In the order of the alphabet"""
    words = text.lower().split()
    return {word: words.count(word) for word in sorted(set(words))}


def wrong_capitals(text):
    """Capital letters count apart | the same word"""
    return dict(Counter(text.split()))


def wrong_letters(text):
    """Counts letters | The words of the example are"""
    return dict(Counter(text.lower()))


def wrong_list(text):
    """A list of the words | should give back a dict, not list"""
    return text.lower().split()


def wrong_ones(text):
    """Each word once | The example should give"""
    return dict.fromkeys(text.lower().split(), 1)


def wrong_spaces(text):
    """Splits at each space | Between two spaces"""
    return dict(Counter(text.lower().split(" ")))


def wrong_empty(text):
    """Stops at a text without words | stopped with"""
    words = text.lower().split()
    most = max(words.count(word) for word in words)
    return {word: min(most, words.count(word)) for word in words}
'''
