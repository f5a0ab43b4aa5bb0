"""The texts of a new assignment: a small working exercise, which an author edits into a real one.

`EXERCISE` stands for the function's name; so that nothing of a hidden test or a solution is said where students read,
each text is written as the lint and the leak check want it.
"""

TITLE = """# TITLE

<!-- COLAB BADGE -->

Say in two sentences what this notebook is about and why somebody would want to know.

**You will be able to** name here, with verbs, what a student can do afterwards.

**Time:** 30 minutes. **Points:** 20. Run the cells from top to bottom and replace each `raise NotImplementedError()`
by your code. The folded cell below each answer checks the likeliest mistakes; more is checked after you hand in."""

SETUP = '''#@title Setup: run this cell first { display-mode: "form" }
import copy

import numpy as np


def call(name, *args, **kwargs):
    """Call a function of yours for a test, and say in words what went wrong if it did."""
    function = globals().get(name)
    assert callable(function), f"There is no function called {name}: run its cell without an error, and keep its name."
    kept = copy.deepcopy((args, kwargs))
    try:
        result = function(*args, **kwargs)
    except NotImplementedError:
        message = f"{name} is still to do: put your code in place of `raise NotImplementedError()`."
        raise AssertionError(message) from None
    except Exception as error:
        where = "try it on the example of the statement"
        raise AssertionError(f"{name} stopped with {type(error).__name__}: {where}.") from error
    assert result is not None, f"{name} gave back None: does it end with `return ...`?"
    for after, before in zip((*args, *kwargs.values()), (*kept[0], *kept[1].values())):
        if isinstance(before, (list, dict, set)):
            assert after == before, f"{name} changed the {type(before).__name__} that it was given: work on a copy."
    return result


def passed(number):
    """Say that the check of an exercise found nothing wrong."""
    print(f"{number} looks right; hidden tests run after you hand in.")
    return True


'''

QUESTION = """### NUMBER Why? (2 points)

In 2-4 sentences: ask here for a reason, with what the cells above have shown."""

REFLECTION = """<!-- BEGIN SOLUTION -->
Write here what a good answer says.

Rubric: 1 point for the reason, 1 point for an example of it. No points for an example alone.
<!-- END SOLUTION -->"""

END = """## What you have now

Say in a sentence what was built, and where it is used next."""
