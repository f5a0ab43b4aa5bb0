"""What a test gives to a student's function: functions of the judge's, generators, models."""

from .case import attack


@attack(lose="best_start", exact=True)
def callback_called_without_end(hand):
    """best_start calls the given function as long as it can."""
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            while True:
                score(0.5)
    """)  # fmt: skip


@attack(lose="best_start", exact=True)
def callback_with_evil_arguments(hand):
    """The given function is called with itself, with objects, giant arrays, cycles and other functions."""
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            circle, nan = [], float("nan")
            circle.append(circle)
            for value in (score, rng, object(), np.zeros(2**24), circle, 10**100000, best_start, nan, "x", None):
                for args in ((value,), (value, value), ()):
                    try:
                        score(*args)
                    except BaseException:
                        pass
            return 0.45
    """)  # fmt: skip


@attack(lose="best_start Running", exact=True)
def callback_kept_for_later(hand):
    """The given function is kept, and called in the tests of another exercise and from a thread."""
    hand.answer("best_start", """
        import threading
        kept = []
        def best_start(score, rng, tries):
            kept.append(score)
            thread = threading.Thread(target=lambda: [score(0.1) for _ in range(100)], daemon=True)
            thread.start()
            return 0.45
    """)  # fmt: skip
    hand.answer("Running", """
        class Running:
            n_ = mean_ = 0
            def add(self, number):
                self.n_ = kept[0](number) if kept else 2
                return self
    """)  # fmt: skip


@attack(lose="best_start", exact=True)
def callback_numbers_guessed(hand):
    """Functions of the judge's that were never given are called by number."""
    hand.answer("best_start", """
        import sys
        def best_start(score, rng, tries):
            agent = sys.modules["_course_agent"].agent
            for number in (-1, 1, 2, 99, 10**30, "0", None, True):
                try:
                    agent.call_back(number, (0.5,), {})
                except Exception:
                    pass
            return 0.45
    """)  # fmt: skip


@attack()
def generator_spoiled(hand):
    """The given generator comes back as one that draws zeros, and the seeds of all later ones are guessed."""
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            state = rng.bit_generator.state
            state["state"] = {"state": 0, "inc": 0}
            rng.bit_generator.state = state
            return 0.45
    """)  # fmt: skip


@attack()
def callback_tells_the_goal(hand):
    """The closure, code and surroundings of the given function and the model are searched for the right answer."""
    hand.answer("best_start", """
        def best_start(score, rng, tries):
            for cell in score.__closure__ or ():
                value = cell.cell_contents
                if isinstance(value, float):
                    return value
            return 0.45
    """)  # fmt: skip


@attack(lose="palette_of", exact=True)
def model_filled_with_traps(hand):
    """The given model comes back with centers of the wrong shape, objects in place of numbers, and itself."""
    hand.answer("palette_of", """
        class Trap:
            def __array__(self, *args, **kwargs): return np.zeros((5, 3))
            def __getattr__(self, name): return self
        def palette_of(model):
            model.cluster_centers_ = Trap()
            model.n_clusters = Trap()
            model.labels_ = np.zeros(3)
            model.__class__ = type("KMeans", (type(model),), {})
            return np.full((2, 3), 9, np.uint8)
    """)  # fmt: skip
