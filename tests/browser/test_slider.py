"""The slider over Lloyd's rounds moves by mouse and by keyboard, in JupyterLab and Notebook 7, and has a text."""

import re

import nbformat
import pytest
from support.course import ROOT

pytest.importorskip("playwright.sync_api", reason="no playwright: `pip install playwright` brings it")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.browser.home import take_home
from support.browser.server import jupyter
from support.browser.window import NOTEBOOK, window

from course.authoring.trials.sample_class import fill, load_class
from course.project.notebooks import read

pytestmark = pytest.mark.slow
ANSWERS = ROOT / "tests" / "answers"


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
def test_the_slider_goes_through_the_rounds(chromium, student_settings, tmp_path, app):
    """Each move shows another round and says which; after saving and opening again it still moves."""
    home, shipped = student_settings
    path = take_home(home, "04-lloyd")
    [ada] = [one for one in load_class(ANSWERS / "sample_class.toml") if one.name == "ada"]
    path.write_text(nbformat.writes(fill(read(path), ada, ANSWERS / "04-lloyd")), encoding="utf-8")
    served = {"app": "notebook"} if app == "notebooks" else {}
    with jupyter(home, home, shipped, **served) as server, window(chromium, server, tmp_path / "evidence") as shown:
        shown.open_notebook(path, app=app)
        shown.run_setup()
        shown.run("load-flower", "squared_distances", "assign", "update", "inertia", "init_centers", "lloyd-steps")
        cell = shown.cell("lloyd-steps")
        slider = cell.get_by_role("slider", name="Go through the pictures:")

        def expect_round(told):
            """The picture below the slider, and what a screen reader says of the slider itself."""
            picture = cell.get_by_role("img", name=re.compile(f"^The plane with the way of six centers. after {told},"))
            expect(picture).to_be_visible()
            expect(slider).to_have_attribute("aria-valuetext", re.compile(f"after {told},"))

        expect_round("0 rounds")
        active = shown.page.evaluate(f"{NOTEBOOK}.content.activeCellIndex")
        slider.focus()
        for key, told in (("ArrowRight", "1 round"), ("ArrowUp", "2 rounds"), ("ArrowLeft", "1 round")):
            shown.page.keyboard.press(key)
            expect_round(told)
        assert shown.page.evaluate(f"{NOTEBOOK}.content.activeCellIndex") == active, "the keys moved the cells"
        place = slider.bounding_box()
        shown.page.mouse.click(place["x"] + place["width"] - 4, place["y"] + place["height"] / 2)
        expect_round("30 rounds")
        expect(cell.get_by_role("img", name=re.compile("^Six planes.*after 30 rounds"))).to_be_visible()
        ours = {"include": [[".jp-OutputArea-output"]]}
        found = Axe().run(shown.page, context=ours).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
        shown.cell("lloyd-note").click()
        shown.save()
        shown.open_notebook(path, app=app)
        cell.scroll_into_view_if_needed()
        expect_round("0 rounds")
        slider.fill("3")
        expect_round("3 rounds")
