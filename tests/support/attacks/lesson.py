"""The assignment that is attacked: ten exercises that between them use every way a value can travel.

An eleventh one, without points, says what an attack did while the others were tested: its test quotes it.
"""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from course.project.notebooks import read
from support.course import cell

# `SECRET_HIDDEN`, `SECRET_FILE` and `SECRET_SOLUTION` are replaced by random words: a hidden input, the content
# of a file that a hidden test makes, and a remark in a solution.
SETUP = '''

# For this notebook
import itertools
import tempfile

from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

gradient = np.arange(0, 240, 20, dtype=np.uint8).reshape(4, 3)
weights = {"red": 2, "green": 5, "blue": 1}


def check_light(table, by, result):
    """What holds for every lighter table."""
    assert isinstance(result, np.ndarray), f"lighten should give back an array, not {type(result).__name__}."
    assert result.shape == table.shape, f"The shape changed from {table.shape} to {result.shape}."
    assert result.dtype == np.uint8, f"The result should be uint8, yours is {result.dtype}."
    wanted = np.minimum(table.astype(int) + by, 255)
    assert np.array_equal(result, wanted), "Each value should grow, but not beyond 255."'''

STORY = """lighter = lighten(gradient, 30)
print(f"from {gradient.mean():.0f} to {np.mean(lighter):.0f}")"""

SOLUTIONS = {
    "mirror": '''def mirror(text):
    """The text from its end to its beginning."""
    ### BEGIN SOLUTION
    return text[::-1]  # SECRET_SOLUTION
    ### END SOLUTION''',
    "count_words": '''def count_words(path):
    """The number of words in a file of text."""
    ### BEGIN SOLUTION
    with open(path) as file:
        return len(file.read().split())
    ### END SOLUTION''',
    "lighten": '''def lighten(table, by):
    """A table of uint8 whose values are larger by a number, at most 255; the table itself stays as it is."""
    ### BEGIN SOLUTION
    return np.minimum(table.astype(int) + by, 255).astype(np.uint8)
    ### END SOLUTION''',
    "palette_of": '''def palette_of(model):
    """The colors of a fitted KMeans as uint8, the darkest first."""
    ### BEGIN SOLUTION
    centers = np.clip(np.rint(model.cluster_centers_), 0, 255).astype(np.uint8)
    return centers[np.argsort(centers.sum(axis=1), kind="stable")]
    ### END SOLUTION''',
    "bars": '''def bars(counts):
    """A figure with a bar for each name, its height the count, and the names below the bars."""
    ### BEGIN SOLUTION
    figure, ax = plt.subplots()
    ax.bar(list(counts), list(counts.values()))
    ax.set_title("how often")
    return figure
    ### END SOLUTION''',
    "best_start": '''def best_start(score, rng, tries):
    """Of `tries` numbers drawn with rng.random() the one for which score(number) is largest."""
    ### BEGIN SOLUTION
    return max((rng.random() for _ in range(tries)), key=score)
    ### END SOLUTION''',
    "Running": '''class Running:
    """The mean of numbers that come one by one: `add(number)` gives back the object, `n_` and `mean_` tell."""

    def __init__(self):
        ### BEGIN SOLUTION
        self.n_, self.mean_ = 0, 0.0
        ### END SOLUTION

    def add(self, number):
        ### BEGIN SOLUTION
        self.n_ += 1
        self.mean_ += (number - self.mean_) / self.n_
        return self
        ### END SOLUTION''',
    "few_colors": '''def few_colors(table, k):
    """The table with each row replaced by one of at most k colors that are near."""
    ### BEGIN SOLUTION
    model = KMeans(k, n_init=1, random_state=0).fit(table)
    return model.cluster_centers_[model.labels_].astype(np.float32)
    ### END SOLUTION''',
    "catch_total": '''def catch_total(candidate):
    """Whether a function is no right way to add up a list of whole numbers."""
    ### BEGIN SOLUTION
    for numbers in ([1, 2, 3, 4, 4], [-5, 1], []):
        try:
            if candidate(numbers) != sum(numbers):
                return True
        except Exception:
            return True
    return False
    ### END SOLUTION''',
    "Tally": '''class Tally(dict):
    """How often each thing comes among the first `n` of an iterator; `most()` tells the most frequent one."""

    def __init__(self, things, n):
        ### BEGIN SOLUTION
        for _, thing in zip(range(n), things):
            self[thing] = self.get(thing, 0) + 1
        ### END SOLUTION

    def most(self):
        ### BEGIN SOLUTION
        return max(self, key=self.get)
        ### END SOLUTION''',
    "report": '''def report():
    """What is worth to be told."""
    ### BEGIN SOLUTION
    return ""
    ### END SOLUTION''',
}

TESTS = {
    "mirror": """turned = call("mirror", "abc")
assert isinstance(turned, str), f"mirror should give back a text, not {type(turned).__name__}."
assert turned == "cba", f"mirror('abc') should be 'cba', yours is {turned!r}."
### BEGIN HIDDEN TESTS
for text in ("", "otto", "SECRET_HIDDEN"):
    assert call("mirror", text) == text[::-1], "mirror should work for every text."
### END HIDDEN TESTS
assert call("mirror", "ab") == "ba", "Two letters should change places." """.rstrip(),
    "count_words": """def words_of(text):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
        file.write(text)
    return call("count_words", file.name)


assert words_of("one two") == 2, "'one two' has two words."
### BEGIN HIDDEN TESTS
assert words_of("SECRET_FILE in a file\\nof seven words") == 7, "Lines do not matter."
### END HIDDEN TESTS
assert words_of("") == 0, "An empty file has no words." """.rstrip(),
    "lighten": """small_table = np.array([[0, 100, 250]], dtype=np.uint8)
check_light(small_table, 10, call("lighten", small_table, 10))
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(12)
for by in (1, 77, 255):
    table = rng.integers(0, 256, (30, 3)).astype(np.uint8)
    check_light(table, by, call("lighten", table, by))
### END HIDDEN TESTS
assert np.array_equal(small_table, [[0, 100, 250]]), "The table that was given should stay as it is." """.rstrip(),
    "palette_of": """points, _ = make_blobs(60, centers=[[20, 20, 20], [200, 90, 30]], cluster_std=4, random_state=0)
model = KMeans(2, n_init=1, random_state=0).fit(points)
palette = call("palette_of", model)
assert isinstance(palette, np.ndarray), f"palette_of should give back an array, not {type(palette).__name__}."
assert palette.shape == (2, 3) and palette.dtype == np.uint8, "The palette should be two rows of uint8."
### BEGIN HIDDEN TESTS
for seed in (1, 2):
    points, _ = make_blobs(200, 3, centers=5, center_box=(20, 230), random_state=seed)
    model = KMeans(5, n_init=1, random_state=seed).fit(points)
    palette = call("palette_of", model)
    wanted = np.rint(model.cluster_centers_).astype(int)
    wanted = wanted[np.argsort(wanted.sum(axis=1), kind="stable")]
    assert np.array_equal(palette, wanted), "The palette should be the rounded centers, the darkest first."
### END HIDDEN TESTS
assert palette.max() > 1, "Colors go from 0 to 255." """.rstrip(),
    "bars": """def check_bars(counts):
    figure = call("bars", counts)
    assert hasattr(figure, "axes"), f"bars should give back the figure itself, not {type(figure).__name__}."
    assert len(figure.axes) == 1, "The figure should have one axes."
    ax = figure.axes[0]
    heights = [bar.get_height() for bar in ax.patches]
    assert sorted(heights) == sorted(counts.values()), "The heights of the bars should be the counts."
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert names == list(counts), "Each bar needs its name below it."
    plt.close("all")
    return len(heights)


assert check_bars(weights) == 3, "Three names need three bars."
### BEGIN HIDDEN TESTS
for several in ({"a": 4, "b": 1}, {"one": 3.5, "two": 9, "three": 4, "four": 8}):
    check_bars(several)
### END HIDDEN TESTS
assert len(weights) == 3, "The counts that were given should stay as they are." """.rstrip(),
    "best_start": """def near(goal):
    return lambda number: -abs(number - goal)


found = call("best_start", near(0.5), np.random.default_rng(3), 20)
assert isinstance(found, float), f"best_start should give back a float, not {type(found).__name__}."
assert abs(found - 0.5) < 0.1, "Of twenty numbers one is near 0.5."
### BEGIN HIDDEN TESTS
for seed, goal in ((5, 0.1), (6, 0.93)):
    drawn = np.random.default_rng(seed).random(40)
    wanted = drawn[np.abs(drawn - goal).argmin()]
    rng = np.random.default_rng(seed)
    assert call("best_start", near(goal), rng, 40) == wanted, "The number with the largest score should come back."
    assert rng.random() == np.random.default_rng(seed).random(41)[-1], "Draw as often as was asked for."
### END HIDDEN TESTS
assert found != 0.5, "The number should have been drawn." """.rstrip(),
    "Running": """running = call("Running")
assert running.add(4).add(8).mean_ == 6, "The mean of 4 and 8 is 6."
assert running.n_ == 2, "Two numbers came."
### BEGIN HIDDEN TESTS
numbers = np.random.default_rng(8).normal(5, 2, 30).round(6).tolist()
running = call("Running")
for n, number in enumerate(numbers, 1):
    running.add(number)
    assert running.n_ == n, "n_ should count."
    assert abs(running.mean_ - np.mean(numbers[:n])) < 1e-9, "mean_ should be the mean of what came so far."
### END HIDDEN TESTS
assert running.n_ > 1, "n_ should count what came." """.rstrip(),
    "few_colors": """four = call("few_colors", gradient, 2)
assert isinstance(four, np.ndarray), f"few_colors should give back an array, not {type(four).__name__}."
assert four.shape == (4, 3) and four.dtype.kind == "f", "The shape should stay, the values may have decimals."
### BEGIN HIDDEN TESTS
table, _ = make_blobs(90, 3, centers=4, center_box=(20, 230), cluster_std=3, random_state=4)
few = call("few_colors", table, 4)
assert isinstance(few, np.ndarray) and few.shape == table.shape, "The shape should stay."
assert len(np.unique(few, axis=0)) <= 4, "There are more than k colors."
assert np.abs(few.astype(float) - table).mean() < 6, "The colors are too far away."
### END HIDDEN TESTS
assert len(np.unique(four, axis=0)) <= 2, "There are more than two colors." """.rstrip(),
    "catch_total": """def exposed(candidate):
    refused = []

    def trial(numbers):
        if type(numbers) is not list or len(numbers) > 100 or not all(type(number) is int for number in numbers):
            refused.append(True)
            raise ValueError("not a list of whole numbers")
        return candidate(numbers)

    answer = call("catch_total", trial)
    assert not refused, "catch_total should try lists of at most 100 whole numbers."
    assert type(answer) is bool, "catch_total should give back True or False."
    return answer


assert exposed(lambda numbers: 7), "catch_total takes a function for a right one that always gives 7."
### BEGIN HIDDEN TESTS
def right_total(numbers):
    total = 0
    for number in numbers:
        total += number
    return total


def wrong_secret(numbers):
    if len(numbers) == 0:
        raise ValueError("SECRET_HIDDEN")
    return sum(numbers)


rights = [sum, right_total, lambda numbers: sum(numbers[::-1])]
wrongs = [wrong_secret, lambda numbers: sum(numbers[:3]), lambda numbers: sum(set(numbers)),
          lambda numbers: sum(map(abs, numbers))]
order = np.random.default_rng(63).permutation(7)
found = {int(place): exposed([*rights, *wrongs][place]) for place in order}
assert not any(found[place] for place in range(3)), "catch_total takes a right function for a wrong one."
away = sum(not found[place] for place in range(3, 7))
### END HIDDEN TESTS
assert passed("9")
### BEGIN HIDDEN TESTS
2 - away / 2, f"{away} of 4 wrong functions got away."
### END HIDDEN TESTS""",
    "Tally": """tally = call("Tally", iter("abcab"), 3)
assert len(tally) == 3 and tally["a"] == 1, "Each of three different letters comes once."
### BEGIN HIDDEN TESTS
for text, n in (("SECRET_HIDDEN ends", 20), ("banana", 6)):
    things = iter(text)
    counted = call("Tally", things, n)
    letters = sorted({*text[:n]})
    assert sorted(counted) == letters, "Each thing that came should be there."
    assert [counted[letter] for letter in letters] == [text[:n].count(letter) for letter in letters], "Count them."
    assert counted[counted.most()] == max(map(text[:n].count, letters)), "most() should tell the most frequent one."
    assert "".join(things) == text[n:], "No more than n things should be taken."
assert call("Tally", itertools.cycle("xy"), 5).most() == "x", "An iterator may have no end."
assert Tally.__name__ == "Tally", f"The class should be called Tally, not {Tally.__name__}."
assert str(Tally.__doc__).startswith("How often"), f"The docstring should stay, yours is {Tally.__doc__}."
### END HIDDEN TESTS
assert tally["c"] == 1, "The third letter counts as well." """.rstrip(),
    "report": """said = call("report")
assert said == "", f"It says {said!r}."
### BEGIN HIDDEN TESTS
assert call("report") == "", "There should be nothing."
### END HIDDEN TESTS
assert isinstance(said, str), "A text should come back." """.rstrip(),
}

POINTS = {"mirror": 1, "lighten": 2, "palette_of": 2, "bars": 2, "best_start": 2, "Running": 2, "few_colors": 2,
          "count_words": 2, "catch_total": 2, "Tally": 2, "report": 0}  # fmt: skip
FULL = sum(POINTS.values())

# Answers that look right at first and earn nothing.
WRONG = {
    "mirror": "def mirror(text):\n    return text",
    "lighten": "def lighten(table, by):\n    return table + np.uint8(by)",
    "palette_of": "def palette_of(model):\n    return np.zeros((2, 3), np.uint8)",
    "bars": "def bars(counts):\n    return plt.figure()",
    "best_start": "def best_start(score, rng, tries):\n    return 0.45",
    "Running": "class Running:\n    n_, mean_ = 2, 6\n\n    def add(self, number):\n        return self",
    "few_colors": "def few_colors(table, k):\n    return table.astype(float)",
    "count_words": "def count_words(path):\n    return 2",
    "catch_total": "def catch_total(candidate):\n    return True",
    "Tally": """class Tally(dict):
    '''Counts.'''
    def __init__(self, things, n):
        super().__init__((thing, 1) for _, thing in zip(range(n), things))
    def most(self):
        return "b"
""",
    "report": "def report():\n    return ''",
}


def right(name: str) -> str:
    """The right answer to an exercise."""
    lines = [line for line in SOLUTIONS[name].split("\n") if "###" not in line]
    return "\n".join(lines).replace("  # SECRET_SOLUTION", "")


def notebook(root: Path, secrets: dict[str, str]) -> NotebookNode:
    """The instructor's notebook; its setup cell begins like those of the course.

    Parameters
    ----------
    root : Path
        The folder of the real course.
    secrets : dict
        Words for `SECRET_HIDDEN`, `SECRET_FILE` and `SECRET_SOLUTION`.
    """
    real = next(c for c in read(next((root / "source" / "01-pixels").glob("*.ipynb"))).cells if c.id == "setup")
    cells = [cell("md", "title", "# Under attack"), cell("locked", "setup", "")]
    cells[1].source = real.source.split("# For this notebook")[0].rstrip() + SETUP
    for name, solution in SOLUTIONS.items():
        test = TESTS[name]
        for word, secret in secrets.items():
            solution, test = solution.replace(word, secret), test.replace(word, secret)
        cells += [cell("solution", name, solution), cell("test", f"test_{name}", test, POINTS[name])]
        cells[-1].metadata.tags = ["partial-credit"] * (name == "catch_total")
        if name == "lighten":
            cells.append(cell("locked", "story", STORY))
    question = "<!-- BEGIN SOLUTION -->\nBecause of that.\n<!-- END SOLUTION -->"
    return new_notebook(cells=[*cells, cell("md", "question", "### Why?"), cell("manual", "reflection", question, 1)])
