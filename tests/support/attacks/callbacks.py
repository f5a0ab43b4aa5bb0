"""What a test gives to a student's function: functions of the judge's, generators, models."""

from .case import NOTED, attack


@attack(lose="best_start", exact=True, reached="best_start did not finish within")
def callback_called_without_end(hand):
    """best_start calls the given function as long as it can."""
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            while True:
                score(0.5)
    """)  # fmt: skip


@attack(lose="best_start", exact=True, reached="calls")
def callback_with_evil_arguments(hand):
    """The given function is called with itself, with objects, giant arrays, cycles and other functions."""
    hand.first(NOTED)
    hand.report("f'calls: {len(noted)} {sorted({*noted})}'")
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            circle, nan = [], float("nan")
            circle.append(circle)
            for value in (score, rng, object(), np.zeros(2**24), circle, 10**100000, best_start, nan, "x", None):
                for args in ((value,), (value, value), ()):
                    try:
                        noted.append(type(score(*args)).__name__)
                    except BaseException as error:
                        noted.append(type(error).__name__)
            return 0.45
    """)  # fmt: skip


@attack(lose="best_start Running", exact=True, reached="later")
def callback_kept_for_later(hand):
    """The given function is kept, and called in the tests of another exercise and from a thread."""
    hand.first(NOTED)
    hand.report("f'later: {len(noted)} {sorted({*noted})}'")
    hand.answer("best_start", """
        import threading
        kept = []
        def late(score):
            try:
                return noted.append(type(score(0.1)).__name__)
            except BaseException as error:
                noted.append(type(error).__name__)
        def best_start(score, rng, tries):
            kept.append(score)
            thread = threading.Thread(target=lambda: [late(score) for _ in range(100)], daemon=True)
            thread.start()
            return 0.45
    """)  # fmt: skip
    hand.answer("Running", """
        class Running:
            n_ = mean_ = 0
            def add(self, number):
                self.n_ = kept[0](number) if kept else 2
                noted.append("in another exercise")
                return self
    """)  # fmt: skip


@attack(lose="best_start Running few_colors", exact=True, reached="no usable data (unknown function)")
def callback_numbers_guessed(hand):
    """Functions of the judge's that were never given are called by numbers that are none of theirs."""
    guess = """
        import sys
        def {}(*args):
            sys.modules["_course_agent"].agent.call_back({}, (0.5,), {{}})
    """
    for name, number in (("best_start", -1), ("Running", 10**30), ("few_colors", "'0'")):
        hand.answer(name, guess.format(name, number))


@attack(reached="zeros: 0.0")
def generator_spoiled(hand):
    """The given generator comes back as one that draws zeros."""
    hand.first(NOTED)
    hand.report("f'zeros: {noted[0]}'")
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            rng.bit_generator.state = dict(rng.bit_generator.state, state={"state": 0, "inc": 0})
            noted.append(rng.random())
            return 0.45
    """)  # fmt: skip


@attack(reached="searched: ")
def callback_tells_the_goal(hand):
    """What the given function refers to, and all that refers to it, is searched for the goal."""
    hand.first(NOTED)
    hand.report("f'searched: {noted}'")
    hand.answer("best_start", """
        import gc, types
        def best_start(score, rng, tries):
            waiting, seen, found = [score, *gc.get_referrers(score)], {}, []
            while waiting and len(seen) < 20_000:
                one = waiting.pop(0)
                if id(one) in seen or isinstance(one, types.ModuleType):
                    continue
                seen[id(one)] = one
                if isinstance(one, float) and 0 < one < 1:
                    found.append(one)
                waiting += gc.get_referents(one)
            noted.append(len(seen))
            return max(found, key=score, default=0.45)
    """)  # fmt: skip


@attack(lose="palette_of", exact=True, reached="filled: True")
def model_filled_with_traps(hand):
    """The given model comes back with centers of the wrong shape, objects in place of numbers, and itself."""
    hand.first(NOTED)
    hand.report("f'filled: {noted[0]}'")
    hand.answer("palette_of", """
        class Trap:
            def __array__(self, *args, **kwargs): return np.zeros((5, 3))
            def __getattr__(self, name): return self
        def palette_of(model):
            model.cluster_centers_ = Trap()
            model.n_clusters = Trap()
            model.labels_ = np.zeros(3)
            model.__class__ = type("KMeans", (type(model),), {})
            noted.append(isinstance(model.cluster_centers_, Trap))
            return np.full((2, 3), 9, np.uint8)
    """)  # fmt: skip
