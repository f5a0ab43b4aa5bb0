"""A student's first hour with the first assignment, in JupyterLab with the settings that the course ships."""

import nbformat
import pytest
from support.browser.answers import LOAD, MESSAGE, SWAPPED
from support.course import ROOT

pytest.importorskip("playwright.sync_api", reason="no playwright: `pip install playwright` brings it")
from playwright.sync_api import expect
from support.browser.home import take_home
from support.browser.server import jupyter
from support.browser.window import window

from course.authoring.trials.sample_class import fill, load_class
from course.project.notebooks import read

ANSWERS = ROOT / "tests" / "answers"
FORMULA = r"The sum $\sum_i \lVert x_i - c \rVert^2$ cannot rise."


def test_a_student_runs_answers_and_reads_why_a_test_fails(chromium, student_settings, tmp_path):
    """Setup and pictures run, a right answer passes, a wrong one is told in words."""
    home, shipped = student_settings
    path = take_home(home, "01-pixels")
    with jupyter(home, home, shipped) as server, window(chromium, server, tmp_path / "evidence") as lab:
        lab.open_notebook(path)
        lab.page.keyboard.press("ControlOrMeta+b")
        lab.picture("student-start")
        lab.run_setup()
        lab.run("look-file")
        lab.cell("look-file").get_by_role("img", name="Photograph of a red pagoda").wait_for()
        assert "NotImplementedError" in lab.editor("load_rgb").inner_text()
        lab.fill("load_rgb", LOAD)
        lab.run("load_rgb", "test_load_rgb")
        assert lab.cell("test_load_rgb").locator(".jp-OutputArea-output").inner_text().startswith("1.1 looks right;")
        lab.run("look-array")
        lab.fill("describe", SWAPPED)
        lab.run("describe", "test_describe")
        complaint = lab.cell("test_describe").locator(".jp-OutputArea-output").inner_text()
        assert MESSAGE in complaint
        lab.picture("student-message", lab.cell("about-describe"), lab.cell("test_describe"))


@pytest.mark.slow
def test_validate_tells_of_a_mistake_and_then_of_none(chromium, student_settings, tmp_path):
    """With one wrong answer among right ones Validate gives its message; mended, the whole notebook passes."""
    home, shipped = student_settings
    path = take_home(home, "01-pixels")
    [ada] = [one for one in load_class(ANSWERS / "sample_class.toml") if one.name == "ada"]
    nb = fill(read(path), ada, ANSWERS / "01-pixels")
    right = next(cell.source for cell in nb.cells if cell.id == "describe")
    path.write_text(nbformat.writes(nb), encoding="utf-8")
    with jupyter(home, home, shipped) as server, window(chromium, server, tmp_path / "evidence") as lab:
        lab.open_notebook(path)
        lab.page.keyboard.press("ControlOrMeta+b")
        lab.fill("describe", SWAPPED)
        told = lab.validate()
        assert "The following cell failed:" in told and MESSAGE in told
        lab.picture("student-validate")
        lab.page.locator(".jp-Dialog .jp-mod-accept").click()
        lab.fill("describe", right)
        assert "Success! Your notebook passes all the tests." in lab.validate()


@pytest.mark.slow
def test_notebook_7_serves_as_well(chromium, student_settings, tmp_path):
    """In Notebook 7 the setup runs, the photograph shows, a cell takes an answer, and a wrong one is told in words."""
    home, shipped = student_settings
    path = take_home(home, "01-pixels")
    with (
        jupyter(home, home, shipped, app="notebook") as server,
        window(chromium, server, tmp_path / "evidence") as seven,
    ):
        assert server.status("formgrader") == 404
        seven.page.goto(server.page("tree"))
        assert seven.menu("Nbgrader") == ["Assignment List"]
        seven.open_notebook(path, app="notebooks")
        seven.run_setup()
        seven.run("look-file")
        seven.cell("look-file").locator("img").wait_for()
        seven.fill("describe", SWAPPED)
        seven.run("describe", "test_describe")
        assert MESSAGE in seven.cell("test_describe").locator(".jp-OutputArea-output").inner_text()


@pytest.mark.slow
def test_a_student_sees_no_instructors_tools_and_cannot_type_into_locked_cells(chromium, student_settings, tmp_path):
    """Of nbgrader's menu the Assignment List is left, the formgrader is not served, and locked cells refuse typing."""
    home, shipped = student_settings
    path = take_home(home, "04-lloyd")
    with jupyter(home, home, shipped) as server, window(chromium, server, tmp_path / "evidence") as lab:
        assert server.status("formgrader") == 404
        lab.open_notebook(path)
        assert lab.menu("Nbgrader") == ["Assignment List"]
        lab.page.keyboard.press("Escape")
        lab.unfold("test_assign")
        expect(lab.editor("test_assign")).to_contain_text("assert")
        before = lab.editor("test_assign").inner_text()
        lab.editor("test_assign").click()
        lab.page.keyboard.insert_text("pass  # let me through")
        assert lab.editor("test_assign").inner_text() == before
        lab.cell("ex-assign").locator("h3").dblclick()
        assert not lab.editor("ex-assign").is_visible()
        lab.fill("reflection", FORMULA)
        lab.page.keyboard.press("Shift+Enter")
        lab.cell("reflection").locator("mjx-container").wait_for()
