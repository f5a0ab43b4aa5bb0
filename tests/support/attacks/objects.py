"""Objects that pretend: equal to everything, larger and smaller than anything, of any class."""

from .case import NOTED, attack

ABOVE = "# see above"  # the answer stands in a cell before its test
EQUAL = """
    __hash__ = None
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __bool__(self): return True
"""


@attack(bites="stock", reached="yours is '?'")
def text_equal_to_everything(hand):
    """mirror gives back a str that equals every text."""
    hand.answer(
        "mirror",
        f"""
class Text(str):
{EQUAL}
def mirror(text):
    return Text("?")
""",
    )


@attack(bites="stock", reached="['Running', 'best_start', 'count_words']")
def numbers_equal_to_everything(hand):
    """Counts, means and starts are subclasses of int and float that equal everything and differ by nothing."""
    hand.report("sorted({*noted})")
    hand.first(
        NOTED,
        f"""
class Whole(int):
{EQUAL}
class Part(float):
{EQUAL}
    def __sub__(self, other): return Part(0)
    __rsub__ = __sub__
    def __abs__(self): return self
class Running:
    n_, mean_ = Whole(2), Part(6)
    def add(self, number):
        noted.append("Running")
        return self
def best_start(score, rng, tries):
    noted.append("best_start")
    return Part(0.5)
def count_words(path):
    noted.append("count_words")
    return Whole(2)
""",
    )
    for name in ("Running", "best_start", "count_words"):
        hand.answer(name, ABOVE)


@attack(bites="stock", reached="['lighten', 'palette_of']")
def array_equal_to_everything(hand):
    """lighten and palette_of give back arrays whose comparisons are theirs to decide."""
    hand.first(NOTED)
    hand.report("sorted({*noted})")
    hand.answer(
        "lighten",
        f"""
class Array(np.ndarray):
{EQUAL}
    def __array_function__(self, function, types, args, kwargs):
        return True
    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        return True
def lighten(table, by):
    noted.append("lighten")
    return np.zeros(table.shape, np.uint8).view(Array)
def palette_of(model):
    noted.append("palette_of")
    return np.full((2, 3), 7, np.uint8).view(Array)
""",
    )
    hand.answer("palette_of", ABOVE)


@attack(reached="lighten should give back an array, not object")
def arrays_by_protocol(hand):
    """Objects with __array__, __array_interface__ and __array_ufunc__ that give something else each time."""
    hand.answer(
        "lighten",
        """
        class Shifting:
            shape, asked = (1, 3), 0
            dtype = np.dtype("uint8")
            def __array__(self, dtype=None, copy=None):
                Shifting.asked += 1
                return np.full((1, 3), Shifting.asked, np.uint8)
            def __array_ufunc__(self, *args, **kwargs):
                return True
            def __array_function__(self, *args, **kwargs):
                return True
            __array_priority__ = 10**9
        def lighten(table, by):
            return Shifting()
    """,
    )


@attack(bites="stock", reached="best_start should give back a float, not object")
def classes_that_lie(hand):
    """__class__ says str, ndarray or float, and the operators agree with everything."""
    hand.answer(
        "mirror",
        f"""
class Liar:
    def __init__(self, kind):
        self.kind = kind
    @property
    def __class__(self):
        return self.kind
{EQUAL}
def mirror(text):
    return Liar(str)
def best_start(score, rng, tries):
    return Liar(float)
""",
    )
    hand.answer("best_start", ABOVE)


@attack(reached="few_colors should give back an array, not object")
def array_with_two_faces(hand):
    """An object said to be of a class of Matplotlib's that is ndarray: few colors when counted, all when compared."""
    hand.answer(
        "few_colors",
        """
        class TwoFaces:
            def __init__(self, table, k):
                self.table, self.k = table, k
                self.shape, self.dtype = table.shape, np.dtype(float)
            def __array__(self, dtype=None, copy=None):
                return np.zeros(self.table.shape)
            def __sub__(self, other):
                return np.zeros(self.table.shape)
            def __getattr__(self, name):
                return lambda *args, **kwargs: self.table.astype(float)
        TwoFaces.__module__, TwoFaces.__qualname__ = "matplotlib.pylab", "ndarray"
        def few_colors(table, k):
            return TwoFaces(table, k)
    """,
    )


@attack(lose="lighten", exact=True, reached="lighten should give back an array, not object")
def class_of_a_module_that_ends_who_imports_it(hand):
    """A class says that it comes from a module of scikit-learn's tests, which skips whoever imports it."""
    hand.answer(
        "lighten",
        """
        class Skips: pass
        Skips.__module__ = "sklearn.tests.test_docstrings"
        def lighten(table, by):
            return Skips()
    """,
    )


@attack(reached="it hides values behind a mask")
def values_hidden_by_a_mask(hand):
    """few_colors gives back a masked array of one color: where it is wrong, nothing is compared."""
    hand.answer(
        "few_colors",
        """
        def few_colors(table, k):
            one = np.repeat(table[:1].astype(float), len(table), axis=0)
            return np.ma.array(one, mask=np.arange(len(table))[:, None].repeat(3, axis=1) > 0)
    """,
    )


@attack(reached="yours is bool")
def booleans_that_are_neither(hand):
    """Arrays of bool whose bytes are 2 and 255, shared with an array of another type."""
    hand.answer(
        "lighten",
        """
        def lighten(table, by):
            return np.full(table.shape, 2, np.uint8).view(bool)
    """,
    )
    hand.answer("palette_of", "def palette_of(model):\n    return np.full((2, 3), 255, np.uint8).view(bool)")


@attack(reached="['bars']")
def lists_and_dicts_that_lie(hand):
    """Containers whose length, items and iteration contradict each other."""
    hand.first(NOTED)
    hand.report("sorted({*noted})")
    hand.answer(
        "bars",
        f"""
class Many(list):
{EQUAL}
    def __len__(self): return 1
    def __getitem__(self, at): return self
    def __iter__(self): return iter([self])
    def __contains__(self, item): return True
class Figure:
    axes = Many()
    def __getattr__(self, name):
        return Many()
def bars(counts):
    noted.append("bars")
    return Figure()
""",
    )


@attack(reached="mean_ should be the mean of what came so far")
def class_made_of_properties(hand):
    """Running counts the questions it is asked, and guesses the mean from them."""
    hand.answer(
        "Running",
        """
        class Running:
            asked = 0
            def add(self, number):
                return self
            @property
            def n_(self):
                Running.asked += 1
                return 2 if Running.asked < 2 else Running.asked - 1
            @property
            def mean_(self):
                return 6
            def __getattr__(self, name):
                return 6
    """,
    )
