"""Chromium for the tests of the pages, where this machine has it."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browser.home import STUDENTS, student_home

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One window at a time: the tests of this folder stay on one worker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture
def chromium() -> Iterator:
    """The system's Chromium, driven by playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: `pip install playwright` brings it")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--font-render-hinting=none"])
        with contextlib.closing(browser):
            yield browser


@pytest.fixture
def student_settings(tmp_path: Path) -> tuple[Path, Path]:
    """A student's home with the settings that the course ships, and the folder of the others."""
    return student_home(tmp_path), STUDENTS
