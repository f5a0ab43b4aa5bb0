"""A class derived from dict: its objects stay with the student, it is asked for its name, and it is given iterators."""

from .case import NOTED, attack
from .objects import EQUAL


@attack(bites="stock", reached="Where a number, a text or an array was expected")
def dictionary_that_agrees(hand):
    """Whatever a Tally is asked for, the answer is a Tally, which equals everything."""
    hand.answer(
        "Tally",
        f"""
class Tally(dict):
    '''Counts.'''
{EQUAL}
    def __init__(self, things=(), n=0): [*zip(range(n), things)]
    def __getitem__(self, key): return Tally()
    def __len__(self): return 3
    def __iter__(self): return iter([Tally()])
    def most(self): return Tally()
""",
    )


@attack(reached="['Tally', 'few_colors', 'mirror']")
def data_kept_back(hand):
    """The agent is told that numbers, texts and arrays are objects with methods of their own, and stay here."""
    hand.first(NOTED, """
        import sys
        class Stay(set):
            def clear(self): pass
        kept = sys.modules["_course_agent"].KEPT = Stay()
        def back(name, value):
            noted.append(name)
            kept.update({int, float, str, bool, list, dict, tuple, np.ndarray} if name != "report" else ())
            return value
        def mirror(text): return back("mirror", text)
        def few_colors(table, k): return back("few_colors", table)
        class Tally(dict):
            def __init__(self, things, n): back("Tally", n)
            def most(self): return "x"
    """)  # fmt: skip
    hand.answer("report", "def report():\n    set.clear(kept)\n    return str(sorted({*noted}))")
    for name in ("mirror", "few_colors", "Tally"):
        hand.answer(name, "# see above")


@attack(lose="Tally few_colors", exact=True, reached="few_colors should give back an array, not Tally")
def object_in_place_of_an_array(hand):
    """A class derived from ndarray is remembered as the one asked for; its objects come back from another exercise."""
    hand.first("""
        class Tally(np.ndarray):
            def __new__(cls, *args): return np.zeros((4, 3)).view(cls)
            def __array__(self, *args, **kwargs): return np.zeros((4, 3))
            def __sub__(self, other): return 0
            def most(self): return "x"
        import sys
        class Stay(set):
            def clear(self): pass
        sys.modules["_course_agent"].KEPT = Stay({Tally})
    """)  # fmt: skip
    hand.answer("few_colors", "def few_colors(table, k):\n    return Tally()")
    hand.answer("Tally", "# see above")


@attack(lose="best_start few_colors catch_total", reached="catch_total should give back True or False.")
def data_with_two_faces(hand):
    """Objects of classes that are remembered hold one thing and say another, each time something else."""
    hand.first("""
        import sys
        class Stay(set):
            def clear(self): pass
        class Number(float):
            def __sub__(self, other): return 0.0
            def __eq__(self, other): return True
            __hash__ = None
        class Flag(int):
            def __bool__(self): return True
        class Table(np.ndarray):
            def astype(self, kind): return Table.given.astype(kind)
        sys.modules["_course_agent"].KEPT = Stay({Number, Flag, Table})
        def best_start(score, rng, tries):
            return Number(0.45)
        def few_colors(table, k):
            Table.given = table
            return np.zeros(table.shape).view(Table)
        def catch_total(candidate):
            return Flag(1)
    """)  # fmt: skip
    for name in ("best_start", "few_colors", "catch_total"):
        hand.answer(name, "# see above")


@attack(lose="Tally", exact=True, reached="made: ['dict', 'int']")
def class_that_makes_something_else(hand):
    """Calling Tally gives a dict, then a number, then a text."""
    hand.first(NOTED)
    hand.report("f'made: {sorted({*noted})}'")
    hand.answer("Tally", """
        class Any(type):
            def __call__(cls, things, n):
                made = ({letter: 1 for letter in "abc"}, 3, "x")[len(noted) % 3]
                noted.append(type(made).__name__)
                return made
        class Tally(dict, metaclass=Any):
            def most(self):
                return "x"
    """)  # fmt: skip


@attack(lose="Tally", exact=True, reached="Tally did not finish within")
def iterator_taken_without_end(hand):
    """The given iterator that has no end is taken to its end."""
    hand.answer("Tally", """
        class Tally(dict):
            def __init__(self, things, n):
                taken = list(things if n == 5 else (thing for _, thing in zip(range(n), things)))
                self.update((thing, taken.count(thing)) for thing in taken)
            def most(self):
                return max(self, key=self.get)
    """)  # fmt: skip


@attack(lose="Tally", exact=True, reached="late: ['RuntimeError', 'StopIteration']")
def iterator_kept_for_later(hand):
    """The given iterator is taken from by a thread when the call has ended, so that the rest looks right."""
    hand.first(NOTED)
    hand.report("(time.sleep(0.5), f'late: {sorted({*noted})}')[1]")
    hand.answer("Tally", """
        import threading, time
        class Tally(dict):
            def __init__(self, things, n):
                taken = [thing for thing, _ in zip(things, range(n))]  # one too many
                self.update((thing, taken.count(thing)) for thing in taken)
                threading.Thread(target=self.late, args=(things,), daemon=True).start()
            def late(self, things):
                for _ in range(50):
                    time.sleep(0.002)
                    try:
                        next(things)
                    except BaseException as error:
                        noted.append(type(error).__name__)
            def most(self):
                return max(self, key=self.get)
    """)  # fmt: skip


@attack(lose="Tally", exact=True, reached="tried: 5")
def iterator_given_other_things(hand):
    """The judge's iterator is called with arguments, sent values, thrown exceptions, closed, and copied."""
    hand.first(NOTED)
    hand.report("f'tried: {len({*noted})}'")
    hand.answer("Tally", """
        import copy, sys
        class Tally(dict):
            def __init__(self, things, n):
                agent, number = sys.modules["_course_agent"].agent, things.gi_frame.f_locals["number"]
                for name, act in {
                    "arguments": lambda: agent.call_back(number, (n,), {"n": n}),
                    "sent": lambda: things.send(n),
                    "thrown": lambda: things.throw(ValueError),
                    "closed": things.close,
                    "copied": lambda: copy.deepcopy(things),
                }.items():
                    try:
                        act()
                    except Exception:
                        pass
                    noted.append(name)
                self.update(a=1, b=1, c=1)
            def most(self):
                return "a"
    """)  # fmt: skip


TELLING = """
    class Telling(type):
        seen = []
        __{}__ = property(lambda cls: {})
    class Tally(dict, metaclass=Telling):
        def __init__(self, things, n):
            for _, thing in zip(range(n), things):
                Telling.seen.append(thing)
                self[thing] = self.get(thing, 0) + 1
        def most(self):
            return max(self, key=self.get)
"""


@attack(on="right", reached="A check of this exercise failed.")
def told_by_the_name_of_the_class(hand):
    """Tally is called what the given iterators held."""
    hand.answer("Tally", TELLING.format("name", '"".join(Telling.seen[3:])'))


@attack(on="right", reached="A check of this exercise failed.")
def told_by_the_docstring_of_the_class(hand):
    """The docstring of Tally is a list of what the given iterators held, joined."""
    hand.answer("Tally", TELLING.format("doc", '["".join(Telling.seen[3:])]'))
