"""Whoever does not see the pages, or has no mouse, can read them: axe-core finds nothing, figures have a text."""

import re
from pathlib import Path

import pytest
from support.course import hand_in, run_course, small_course
from support.pages import build_site

pytest.importorskip("playwright.sync_api", reason="no playwright: `pip install playwright` brings it")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.browser.home import take_home
from support.browser.server import jupyter
from support.browser.window import window

pytestmark = pytest.mark.slow
THEIRS = {"search.html", "genindex.html"}  # pages of the theme


def violations(page, context=None) -> list[tuple[str, str]]:
    """What axe-core finds wrong on a page: the rule and the first place."""
    found = Axe().run(page, context=context).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]


def wrong(chromium, pages: list[Path]) -> dict[str, list[tuple[str, str]]]:
    """What is wrong on each of some pages."""
    page = chromium.new_page()
    found = {}
    for path in pages:
        page.goto(path.as_uri())
        found[path.name] = violations(page)
    page.close()
    return {name: rules for name, rules in found.items() if rules}


def test_the_documentation_has_no_barriers(chromium, tmp_path):
    """No page of ours breaks a rule of axe-core."""
    pages = [path for path in build_site(tmp_path).glob("*.html") if path.name not in THEIRS]
    assert len(pages) > 10
    assert wrong(chromium, pages) == {}


def test_feedback_and_report_have_no_barriers(chromium, tmp_path):
    """Neither the page of a student nor that of the class."""
    course = small_course(tmp_path)
    assert run_course("build", "01-small", cwd=course.root).returncode == 0
    hand_in(course, "ann", double="def double(x):\n    return 2 * x")
    hand_in(course, "bob", double="def double(x):\n    return 3 * x")
    for command in (["grade"], ["feedback"], ["report"]):
        assert run_course(*command, "01-small", cwd=course.root).returncode == 0
    pages = [*(course.root / "feedback").rglob("*.html"), course.root / "report" / "report.html"]
    assert len(pages) == 3
    assert wrong(chromium, pages) == {}


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
def test_a_figure_has_a_text_in_the_notebook(chromium, student_settings, tmp_path, app):
    """A screen reader finds what a figure shows, in JupyterLab and Notebook 7; what we wrote breaks no rule."""
    home, shipped = student_settings
    path = take_home(home, "01-pixels")
    served = {"app": "notebook"} if app == "notebooks" else {}
    with jupyter(home, home, shipped, **served) as server, window(chromium, server, tmp_path / "evidence") as shown:
        shown.open_notebook(path, app=app)
        shown.run_setup()
        shown.run("look-file")
        figure = shown.cell("look-file").get_by_role("img", name=re.compile("^Photograph of a red pagoda.*427 by 640"))
        expect(figure).to_be_visible()
        assert shown.cell("look-file").get_by_role("img").count() == 1
        ours = {"include": [[".jp-RenderedMarkdown"], [".jp-OutputArea-output"]]}
        assert violations(shown.page, ours) == []


def test_checks_are_folded_and_a_click_shows_them(chromium, student_settings, tmp_path):
    """A page is statement, answer and result; the text of a check is a click away."""
    home, shipped = student_settings
    path = take_home(home, "01-pixels")
    with jupyter(home, home, shipped) as server, window(chromium, server, tmp_path / "evidence") as lab:
        lab.open_notebook(path)
        check = lab.cell("test_load_rgb")
        check.scroll_into_view_if_needed()
        expect(check.locator(".cm-content")).to_have_count(0)
        lab.unfold("test_load_rgb")
        expect(check.locator(".cm-content")).to_contain_text("#@title Check 1.1")
