"""Values and exceptions that come back from a student's function and are not what a test expects."""

from .case import NOTED, attack


@attack(lose="mirror", exact=True, reached="it has too many digits")
def whole_number_of_a_million_digits(hand):
    """mirror gives back 10 to the million."""
    hand.answer("mirror", "def mirror(text):\n    return 10 ** 1_000_000")


@attack(lose="mirror lighten", exact=True, reached="it is nested too deeply")
def values_too_deep_or_too_long(hand):
    """Lists nested a thousand deep, and a list of a million items."""
    hand.answer("mirror", """
        def mirror(text):
            value = []
            for _ in range(1000):
                value = [value]
            return value
    """)  # fmt: skip
    hand.answer("lighten", "def lighten(table, by):\n    return [0] * 1_000_000")


@attack(lose="lighten palette_of", exact=True, reached="it is nested too deeply")
def arrays_with_cycles(hand):
    """Arrays of objects that hold themselves, and lists that do."""
    hand.answer("lighten", """
        def lighten(table, by):
            value = np.empty(1, dtype=object)
            value[0] = value
            return value
    """)  # fmt: skip
    hand.answer("palette_of", "def palette_of(model):\n    value = []\n    value.append(value)\n    return value")


@attack(lose="lighten", exact=True, reached="it is too large")
def array_of_terabytes(hand):
    """lighten gives back a view of one byte as an array of a terabyte."""
    hand.answer("lighten", """
        def lighten(table, by):
            return np.broadcast_to(np.uint8(0), (2**20, 2**20))
    """)  # fmt: skip


@attack(lose="lighten palette_of few_colors", exact=True, reached="its dtype is none of")
def arrays_of_strange_types(hand):
    """Arrays with fields, of dates, of texts, of objects with operators."""
    hand.answer("lighten", "def lighten(table, by):\n    return np.zeros(table.shape, 'u1,u1')")
    hand.answer("palette_of", "def palette_of(model):\n    return np.zeros((2, 3), 'M8[s]')")
    hand.answer("few_colors", """
        class Zero:
            def __sub__(self, other): return 0
            __rsub__ = __abs__ = __sub__
            def __lt__(self, other): return True
        def few_colors(table, k):
            return np.full(table.shape, Zero(), dtype=object)
    """)  # fmt: skip


@attack(lose="bars Running", exact=True, reached="it does not end")
def generators_without_end(hand):
    """Bars of a figure that never end, each time they are asked for, and attributes that make new objects for ever."""
    hand.answer("bars", """
        def bars(counts):
            class Patches:
                def __iter__(self):
                    return iter(int, 1)
            class Axes:
                patches = Patches()
            class Figure:
                axes = [Axes()]
            return Figure()
    """)  # fmt: skip
    hand.answer("Running", """
        class Running:
            def __getattr__(self, name):
                return type(self)()
            def __call__(self, *args):
                return type(self)()
    """)  # fmt: skip


@attack(lose="mirror lighten bars", exact=True, reached="bars stopped with")
def exceptions_of_every_kind(hand):
    """StopIteration, SystemExit, KeyboardInterrupt, GeneratorExit and MemoryError instead of values."""
    hand.answer("mirror", "def mirror(text):\n    raise SystemExit(0)")
    hand.answer("lighten", "def lighten(table, by):\n    raise KeyboardInterrupt")
    hand.answer("bars", "def bars(counts):\n    raise StopIteration")


@attack(lose="mirror lighten bars palette_of", exact=True, reached="palette_of stopped with")
def exceptions_that_pretend(hand):
    """Exceptions named AssertionError, whose text raises, whose class and base lie."""
    hand.answer("mirror", """
        class AssertionError(Exception):
            def __str__(self):
                raise SystemExit
            __repr__ = __str__
        def mirror(text):
            raise AssertionError
    """)  # fmt: skip
    hand.answer("lighten", """
        class Odd(BaseException):
            __class__ = property(lambda self: 1 / 0)
            __traceback__ = property(lambda self: 1 / 0)
        def lighten(table, by):
            raise Odd
    """)  # fmt: skip
    hand.answer("bars", """
        import sys
        def bars(counts):
            raise sys.modules["_course_agent"].WireError("no")
    """)  # fmt: skip
    hand.answer("palette_of", """
        class Meta(type):
            __name__ = property(lambda self: 1 / 0)
            __base__ = None
        def palette_of(model):
            raise Meta("Refused", (Exception,), {})
    """)  # fmt: skip


@attack(lose="mirror", exact=True, reached="it is nested too deeply")
def exercise_that_is_no_function(hand):
    """mirror is a list that holds itself, which must not spoil the tests of the others."""
    hand.answer("mirror", "mirror = []\nmirror.append(mirror)")


@attack(lose="mirror", exact=True, reached="mirror did not finish within")
def exercise_that_hangs_when_looked_at(hand):
    """mirror is an object that takes for ever to say what it is."""
    hand.answer("mirror", """
        import time
        class Slow:
            @property
            def __class__(self):
                while "Agent" in str(sys._getframe(1).f_globals):
                    time.sleep(1)
                return Slow
        import sys
        mirror = Slow()
    """)  # fmt: skip


@attack(lose="Running", exact=True, reached="Running ended its process")
def class_whose_making_ends_the_process(hand):
    """Running ends the process when it is made, and its class when it is asked for a name."""
    hand.answer("Running", """
        import os
        class Meta(type):
            def __call__(cls):
                os._exit(1)
        class Running(metaclass=Meta):
            pass
    """)  # fmt: skip


@attack(lose="lighten", exact=True, reached="changed 2 tables")
def table_changed_and_restored(hand):
    """lighten changes the table that it is given, and another one that it remembers from before."""
    hand.answer("lighten", """
        kept = []
        def lighten(table, by):
            for old in kept:
                old[...] = 0
            kept.append(table)
            table[...] = np.minimum(table.astype(int) + by, 255)
            return table
    """)  # fmt: skip
    hand.report("f'changed {len(kept)} tables'")


@attack(bites="stock", reached="changed: [2, 5]")
def model_changed_to_fit_the_answer(hand):
    """palette_of sets the centers of the model that it is given to what it gives back."""
    hand.first(NOTED)
    hand.report("f'changed: {noted}'")
    hand.answer("palette_of", """
        def palette_of(model):
            noted.append(model.n_clusters)
            model.cluster_centers_ = np.full((model.n_clusters, 3), 9.0)
            return np.full((model.n_clusters, 3), 9, np.uint8)
    """)  # fmt: skip


@attack(bites="stock", reached="changed: [3]")
def counts_changed_to_fit_the_figure(hand):
    """bars always draws the same three bars, and changes the counts that it is given to theirs."""
    hand.first(NOTED)
    hand.report("f'changed: {noted}'")
    hand.answer("bars", """
        def bars(counts):
            noted.append(len(counts))
            counts.clear()
            counts.update(a=1, b=1, c=1)
            figure, ax = plt.subplots()
            ax.bar(["a", "b", "c"], [1, 1, 1])
            return figure
    """)  # fmt: skip
