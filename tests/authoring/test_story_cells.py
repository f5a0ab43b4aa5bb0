"""What the cells between the exercises show: runs of the student's own code, pictures, the student's own photograph."""

import ast
import copy
import html
import json
import re
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from support.course import ROOT

from course.authoring.session import failure, session
from course.grading.rerun.story import can_be_left_out
from course.project import notebooks
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)


def sources(assignment):
    """The text of each cell of an instructor notebook, by name."""
    return {notebooks.grade_id(cell): cell.source for cell in notebooks.read(COURSE.notebook(assignment)).cells}


def run(kernel, code):
    """What a cell prints, and its outputs; an error or a warning fails."""
    outputs = kernel.run(code)
    assert failure(outputs) is None
    return "".join(out.text for out in outputs if out.output_type == "stream"), outputs


def start(kernel, assignment, *names):
    """Run the setup of a notebook and some of its cells."""
    cells = sources(assignment)
    for name in ("setup", *names):
        run(kernel, cells[name])
    return cells


def milliseconds(told, line):
    """The time that a table names for a way."""
    return float(re.search(rf"(?m)^ *{line} +([\d.]+) ms", told)[1])


SLOW = """
import time
quick = {0}
def {0}(*given):
    time.sleep(0.25)
    return quick(*given)
"""


def test_lloyd_shows_the_students_own_code(tmp_path):
    """Times, rounds, chances and wines come from the student's functions: a slow one shows, and so does a wrong one."""
    with session(folder=tmp_path) as kernel:
        run(kernel, "import sys; sys.modules['ipywidgets'] = None")  # as if it was not there
        answers = (
            "squared_distances",
            "assign",
            "update",
            "inertia",
            "init_centers",
            "distinct-rows",
            "kmeans",
            "best_of",
        )
        cells = start(kernel, "04-lloyd", "load-flower", *answers)

        _, (strip, slider) = run(kernel, cells["lloyd-steps"])
        assert "after 30 rounds" in strip.metadata["image/png"]["alt"]
        page = BeautifulSoup(slider.data["text/html"], "html.parser")
        (knob,) = page.find_all("input", type="range")
        (image,) = page.find_all("img")
        frames = json.loads(knob["data-frames"])
        assert [image["src"], image["alt"]] == frames[0] and len(frames) == int(knob["max"]) + 1
        rounds = [int(re.search(r"after (\d+) round", alt)[1]) for _, alt in frames]
        costs = [int(re.search(r"inertia ([\d,]+)", alt)[1].replace(",", "")) for _, alt in frames]
        assert rounds == sorted(set(rounds)) and costs == sorted(costs, reverse=True) and costs[0] > costs[-1]
        assert len({Image.open(BytesIO(b64decode(src.partition(",")[2]))).tobytes() for src, _ in frames}) == len(
            frames
        )
        assert len(slider.data["text/html"]) < 500_000
        assert html.unescape(image["alt"]).startswith("The plane with the way of six centers")

        told, _ = run(kernel, cells["measured"])
        assert told.count("same distances: True") == 4 and "same labels: 100.0%" in told
        assert milliseconds(told, "yours") < 250
        told, _ = run(kernel, SLOW.format("squared_distances") + cells["measured"])
        assert milliseconds(told, "yours") >= 250 > milliseconds(told, "matrix product")
        told, _ = run(kernel, "squared_distances = lambda X, C: 2 * quick(X, C)\n" + cells["measured"])
        assert told.count("same distances: False") == 1

        told, _ = run(kernel, cells["wines"])
        counts = np.array([list(map(int, re.findall(r"\d+", line)[1:])) for line in told.splitlines()[2:]])
        assert counts.shape == (3, 6) and counts.sum() == 2 * 178
        measured, scaled = (part.max(axis=0).sum() for part in np.hsplit(counts, 2))
        assert scaled > 165 > 140 > measured  # of 178


def test_palettes_shows_the_students_own_code(tmp_path):
    """One color more costs a bit for each pixel of the student's palette; a slow double loop shows."""
    with session(folder=tmp_path) as kernel:
        answers = ("uniform_palette", "pixel_palette", "top_rows_palette", "nearest_index", "recreate")
        cells = start(kernel, "03-palettes", "load-china", *answers)
        told, _ = run(kernel, cells["count-demo"])
        assert "64 colors: numbers 0 to 63, 6 bits for each pixel, 204,960 bytes" in told
        assert "65 colors: numbers 0 to 64, 7 bits for each pixel, 239,120 bytes" in told and "819,840 bytes" in told
        run(kernel, "palettes = {'k-means': pixel_palette(pixels, 16, 0)}\nindices = np.arange(len(pixels)) % 16")
        told, _ = run(kernel, SLOW.format("recreate") + cells["loop-time"])
        assert told.count("same picture: True") == 3
        assert milliseconds(told, "two loops, yours") >= 250 > milliseconds(told, "one loop")


def test_pixels_answers_what_200_and_100_make(tmp_path):
    """The question above 1.7 has its answer in the cell below it, with the reason."""
    with session(folder=tmp_path) as kernel:
        cells = start(kernel, "01-pixels", "load_rgb", "to_unit")
        assert "200 + 100" in cells["about-to_unit"] and "44" not in cells["about-to_unit"]
        run(kernel, "china = load_rgb(photo('china.jpg'))")
        assert "200 + 100 in uint8: 44, which is 300 - 256." in run(kernel, cells["brighten"])[0]


def test_choose_k_shows_where_k_means_fails(tmp_path):
    """Unequal scales are mended by scaling, unequal sizes are not, as the text says."""
    with session(folder=tmp_path) as kernel:
        cells = start(kernel, "05-choose-k")
        _, outputs = run(kernel, cells["where-it-fails"])
    units, scaled, sizes = map(int, re.findall(r"(\d+)% in the right group", outputs[0].metadata["image/png"]["alt"]))
    assert units < 60 and scaled == 100 and 60 < sizes < 95


def test_own_photograph_at_the_end_of_the_first_hour(tmp_path):
    """A file of the student's is shown in few colors; none, or one that is no picture, is named, and nothing stops."""
    Image.fromarray(np.full((50, 80, 3), 90, np.uint8)).save(tmp_path / "garden.png")
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (900, 1800, 3), np.uint8)).save(tmp_path / "large.jpg")
    (tmp_path / "notes.txt").write_text("no picture")
    with session(folder=tmp_path) as kernel:
        cells = start(kernel, "02-quantize", "fit_palette", "palette_uint8", "predict_indices", "paint", "quantize")

        def shown(choice):
            """What is printed, and the description of the picture."""
            told, outputs = run(kernel, choice + "\n" + cells["own-picture"])
            return told, next(out.metadata["image/png"]["alt"] for out in outputs if "data" in out)

        flower = "before; 427 by 640 pixels. 4 colors; 427 by 640 pixels. 16 colors; 427 by 640 pixels"
        told, alt = shown(cells["own_file"])
        assert told == "No file is named, so here is flower.jpg.\n" and flower in alt
        for name in ("garden.png", "large.jpg"):
            told, alt = shown(f"own_file = {name!r}")
            assert told == "" and ("50 by 80 pixels" if name == "garden.png" else "320 by 640 pixels") in alt
        for name in ("none.png", "notes.txt", "a\0b", 5, None, tmp_path.name):
            told, alt = shown(f"own_file = {name!r}")
            assert told.startswith(f"There is no picture {name!r} beside this notebook") and flower in alt


def test_own_photograph_costs_nothing():
    """Whatever stands in the cell of the student's own, grading leaves the picture out, and no test reads it."""
    nb = notebooks.read(COURSE.notebook("02-quantize", "release"))
    cells = {notebooks.grade_id(cell): cell for cell in nb.cells}
    assert notebooks.is_own(cells["own_file"]) and not cells["own_file"].metadata.nbgrader.grade
    left = can_be_left_out(nb.cells)
    assert nb.cells.index(cells["own-picture"]) in left
    assert not any("own_file" in cell.source for cell in nb.cells if notebooks.kind(cell) in ("test", "solution"))
    filled = copy.deepcopy(nb)
    next(cell for cell in filled.cells if notebooks.is_own(cell)).source = 'own_file = "cat.jpg"'
    assert can_be_left_out(filled.cells) == left


@pytest.mark.parametrize(
    ("name", "assignments"),
    [("uploaded", ("02-quantize", "06-your-photo")), ("fastest", ("03-palettes", "04-lloyd"))],
)
def test_helpers_that_two_notebooks_share_have_one_text(name, assignments):
    """What is mended in one of them is mended in the other."""
    texts = set()
    for assignment in assignments:
        body = ast.parse(sources(assignment)["setup"]).body
        texts |= {ast.unparse(node) for node in body if getattr(node, "name", "") == name}
    assert len(texts) == 1
