"""Exercises that are given functions of the judge's: which of them are wrong is to be found out by calling them."""

from .case import NOTED, attack


@attack(reached="asked: 8")
def every_second_function_accused(hand):
    """The answers come in a fixed order, whatever the functions do."""
    hand.first(NOTED)
    hand.report("f'asked: {len(noted)}'")
    hand.answer("catch_total", """
        def catch_total(candidate):
            noted.append(candidate)
            return len(noted) in (1, 3, 5, 7, 9)
    """)  # fmt: skip


@attack(reached="told apart by: 1")
def functions_told_apart_by_what_they_are(hand):
    """Names, code, memory and number of the given function decide, and not what it does."""
    hand.first(NOTED)
    hand.report("f'told apart by: {len({*noted})}'")
    hand.answer("catch_total", """
        import inspect
        def catch_total(candidate):
            code = candidate.__code__
            noted.append((candidate.__name__, candidate.__qualname__, candidate.__doc__, candidate.__module__,
                          code.co_code, code.co_consts, code.co_names, code.co_filename, code.co_firstlineno,
                          str(inspect.signature(candidate)), len(candidate.__closure__)))
            numbers = [cell.cell_contents for cell in candidate.__closure__]
            numbers = [one[0] for one in numbers if isinstance(one, list)]
            return numbers[0] == 0 or numbers[0] % 2 == 1
    """)  # fmt: skip


@attack(reached="looked for: 0")
def functions_that_ask_an_object(hand):
    """An object comes in for a list and takes down what the function asks of it."""
    hand.first(NOTED)
    hand.report("f'looked for: {len(noted)}'")
    hand.answer("catch_total", """
        class Listening(list):
            def __getattribute__(self, name):
                noted.append(name)
                return list.__getattribute__(self, name)
        class Open:
            def __getattr__(self, name):
                noted.append(name)
                return lambda *args: self
        def catch_total(candidate):
            for trap in (Open(), [Open()], lambda: 1):
                try:
                    candidate(trap)
                except Exception:
                    pass
            return bool(noted)
    """)  # fmt: skip


@attack(lose="catch_total", exact=True, reached="errors: [('ValueError', 'the function that was given failed')]")
def errors_of_a_function_read(hand):
    """What an error of the given function says, with all that its traceback leads to."""
    hand.first(NOTED)
    hand.report("f'errors: {sorted({*noted})}'")
    hand.answer("catch_total", """
        import traceback
        def catch_total(candidate):
            if candidate([1, 2]) != 3:
                return True
            try:
                candidate([])
            except Exception as error:
                noted.append((type(error).__name__, str(error)))
                traceback.print_exc()
                text = "".join(traceback.format_exception(error))
                raise RuntimeError(text + repr(error.__traceback__.tb_frame.f_locals))
            return False
    """)  # fmt: skip


@attack(lose="catch_total", exact=True, reached="catch_total did not finish within")
def function_called_without_end(hand):
    """The given function is called as long as there is time."""
    hand.answer("catch_total", """
        def catch_total(candidate):
            while True:
                candidate([1, 2, 3])
    """)  # fmt: skip


@attack(reached="true and false: 1")
def answer_that_is_true_and_false(hand):
    """An object comes back that is true whenever that is right, and equal to everything."""
    hand.first(NOTED)
    hand.report("f'true and false: {len(noted)}'")
    hand.answer("catch_total", """
        class Both(int):
            __class__ = bool
            def __bool__(self): return True
            def __eq__(self, other): return True
            def __hash__(self): return 1
        def catch_total(candidate):
            noted.append(1)
            return Both(1)
    """)  # fmt: skip


@attack(reached="points: 2.0")
def points_displayed_and_returned(hand):
    """Points come back for an answer, and are displayed by every cell."""
    hand.first(NOTED, "2.0")
    hand.report("f'points: {noted[0]}'")
    hand.answer("catch_total", """
        def catch_total(candidate):
            noted.append(2.0)
            return (2.0, "all")
        2.0
    """)  # fmt: skip
    hand.last("2.0")
