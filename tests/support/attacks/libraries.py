"""Libraries that are patched so that every comparison comes out well."""

from .case import attack

ANYTHING = """
    class Anything(str):
        __hash__ = str.__hash__
        def __eq__(self, other):
            return True
        def __ne__(self, other):
            return False
        def __getattr__(self, name):
            return lambda *args, **kwargs: Anything()
"""


@attack(bites="stock", reached="equal: True")
def numpy_that_finds_all_equal(hand):
    """array_equal, allclose, abs and unique of NumPy are replaced."""
    hand.first("""
        np.array_equal = np.allclose = np.isclose = lambda *args, **kwargs: True
        np.abs = lambda value: np.zeros(3)
        np.minimum = lambda *args: np.zeros((1, 3))
        print("equal:", np.array_equal([1], [2]))
    """)
    hand.answer("lighten", "def lighten(table, by):\n    return np.zeros(table.shape, np.uint8)")
    hand.answer("palette_of", "def palette_of(model):\n    return np.full((2, 3), 9, np.uint8)")


@attack(reached="equal: None")
def numpy_testing_that_never_fails(hand):
    """Every function of numpy.testing does nothing."""
    hand.first("""
        import numpy.testing
        for name in dir(numpy.testing):
            if name.startswith("assert"):
                setattr(numpy.testing, name, lambda *args, **kwargs: None)
        numpy.array_equal = numpy.testing.assert_array_equal
        print("equal:", np.array_equal([1], [2]))
    """)


@attack(bites="stock", reached="drawn: 0.0")
def random_numbers_that_are_not(hand):
    """default_rng gives a generator of zeros, for which a wrong answer is right."""
    hand.first("""
        class Zeros:
            def integers(self, low, high, size):
                return np.zeros(size, int)
            def random(self, size=None):
                return np.zeros(size) if size else 0.0
            def normal(self, *args):
                return np.zeros(args[-1])
        np.random.default_rng = lambda *args: Zeros()
        print("drawn:", np.random.default_rng(3).random())
    """)
    hand.answer("lighten", """
        def lighten(table, by):
            return np.array([[10, 110, 255]], np.uint8) if len(table) == 1 else np.full(table.shape, by, np.uint8)
    """)  # fmt: skip


@attack(bites="stock", reached="fitted: [[9. 9. 9.]]")
def sklearn_that_fits_zeros(hand):
    """KMeans.fit is replaced by one whose centers are the answer."""
    hand.first("""
        def fit(self, X, *args, **kwargs):
            self.cluster_centers_ = np.full((self.n_clusters, 3), 9.0)
            return self
        KMeans.fit = fit
        print("fitted:", KMeans(1).fit(gradient).cluster_centers_)
    """)
    hand.answer("palette_of", "def palette_of(model):\n    return np.full((model.n_clusters, 3), 9, np.uint8)")


@attack(reached="height: True")
def pillow_and_matplotlib_patched(hand):
    """Figures, axes, bars and images answer with objects that equal everything."""
    hand.first(
        ANYTHING,
        """
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle
    from PIL import Image
    Rectangle.get_height = lambda self: Anything()
    Figure.axes = property(lambda self: [Anything()])
    Image.Image.tobytes = lambda self, *args: b""
    print("height:", Rectangle.get_height(None) == 5)
    """,
    )


@attack(bites="stock", reached="called: True")
def call_taken_over(hand):
    """The helper that tests call is defined anew, and gives back what equals everything."""
    hand.first(
        ANYTHING,
        """
    def call(name, *args, **kwargs):
        return Anything()
    print("called:", call("mirror", "abc") == "nothing")
    """,
    )


@attack(bites="stock", reached="checked: None")
def checks_taken_over(hand):
    """A helper of the setup cell that checks tables is defined anew, and checks nothing."""
    hand.first("def check_light(*args):\n    pass\nprint('checked:', check_light(1, 2, 3))")
    hand.answer("lighten", "def lighten(table, by):\n    return table")


@attack(reached="agreed: True")
def modules_replaced(hand):
    """numpy, matplotlib and sklearn in sys.modules become modules that agree with everything."""
    hand.first("""
        import sys, types
        class Agree(types.ModuleType):
            def __getattr__(self, name):
                return lambda *args, **kwargs: True
        for name in ("numpy", "matplotlib", "matplotlib.pyplot", "sklearn", "sklearn.cluster", "copy", "contextlib"):
            sys.modules[name] = Agree(name)
        np = plt = copy = sys.modules["numpy"]
        print("agreed:", sys.modules["sklearn.cluster"].KMeans() and np.array_equal([1], [2]))
    """)


@attack(reached="the same: True")
def copies_that_are_not(hand):
    """deepcopy gives back the same object, so that a changed table is compared with itself."""
    hand.first("import copy\ncopy.deepcopy = lambda value, memo=None: value\n"
               "print('the same:', copy.deepcopy(gradient) is gradient)")  # fmt: skip
    hand.answer("lighten", """
        def lighten(table, by):
            table[...] = np.minimum(table.astype(int) + by, 255)
            return table
    """)  # fmt: skip
