"""A window of Chromium with JupyterLab or Notebook 7 in it: what hands do, and when the page is ready for them."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from support.browser.palette import to_palette
from support.browser.server import Server

SIZE = {"width": 1280, "height": 860}
WAIT = 60_000  # milliseconds for anything on the page to happen
MARGIN = 8  # pixels below the parts of a picture
PICTURES = os.environ.get("PICTURES")  # a folder, when pictures for the documentation are wanted
HERE = ("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:")

NOTEBOOK = "window.jupyterapp.shell.currentWidget"
READY = f"""() => {{
    const session = {NOTEBOOK}?.context?.sessionContext;
    const kernel = session?.session?.kernel;
    return session?.isReady && kernel?.status === "idle" && kernel.connectionStatus === "connected";
}}"""
RAN = f"""index => {{
    const cell = {NOTEBOOK}.content.widgets[index].model;
    return cell.executionCount !== null && cell.executionState === "idle";
}}"""


class Window:
    """One person's browser window on one server."""

    def __init__(self, page: Page, server: Server):
        self.page = page
        self.server = server
        self.cells: list[str] = []

    def open_notebook(self, path: Path, app: str = "lab/tree") -> None:
        """Open a notebook of the server's folder and wait for its kernel."""
        nb = json.loads(path.read_text(encoding="utf-8"))
        self.cells = [cell["id"] for cell in nb["cells"]]
        self.page.goto(self.server.page(f"{app}/{path.relative_to(self.server.folder)}"))
        self.page.locator(".jp-Notebook-cell").first.wait_for()
        self.page.wait_for_function(READY)

    def open_lab(self) -> None:
        """Open JupyterLab with nothing in it."""
        self.page.goto(self.server.page("lab") + "&reset")
        self.page.get_by_role("menuitem", name="Nbgrader", exact=True).wait_for()

    def cell(self, name: str) -> Locator:
        """A cell by its id."""
        return self.page.locator(".jp-Notebook-cell").nth(self.cells.index(name))

    def editor(self, name: str) -> Locator:
        """The text of a cell, where one types; it is drawn once it is in sight."""
        self.cell(name).scroll_into_view_if_needed()
        return self.cell(name).locator(".cm-content")

    def unfold(self, name: str) -> None:
        """Show the text of a folded cell by a click on its bar."""
        self.cell(name).scroll_into_view_if_needed()
        self.cell(name).locator(".jp-Placeholder-content, .jp-InputPlaceholder").first.click()
        self.cell(name).locator(".cm-content").wait_for()

    def run_setup(self) -> None:
        """Shift-Enter twice from the title on: the second runs the folded setup cell below it."""
        self.cell(self.cells[0]).locator("h1").click()
        self.page.keyboard.press("Shift+Enter")
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(RAN, arg=self.cells.index("setup"))

    def run(self, *names: str) -> None:
        """Run cells, one after the other."""
        for name in names:
            prompt = self.cell(name).locator(".jp-InputArea-prompt, .jp-Placeholder-prompt").first
            prompt.click()
            self.page.keyboard.press("Control+Enter")
            self.page.wait_for_function(RAN, arg=self.cells.index(name))

    def fill(self, name: str, text: str) -> None:
        """Put an answer in place of what a cell holds."""
        if self.cell(name).locator(".jp-MarkdownOutput").count():
            self.cell(name).dblclick()
        self.editor(name).click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        expect(self.editor(name)).to_have_text("".join(text.split("\n")), use_inner_text=False)

    def save(self) -> None:
        """Save the notebook."""
        self.page.keyboard.press("ControlOrMeta+s")
        self.page.wait_for_function(f"() => !{NOTEBOOK}.context.model.dirty")

    def assignments(self, button: str) -> None:
        """Press a button of the Assignment List, which is opened if it is not, and wait until it has done its work."""
        listed = self.page.locator("#released_assignments_list")
        if not listed.is_visible():
            self.menu("Nbgrader")
            self.page.locator(".lm-Menu-itemLabel").get_by_text("Assignment List", exact=True).click()
        pressed = self.page.get_by_role("button", name=button, exact=True)
        pressed.wait_for()
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as done:
            pressed.click()
        assert done.value.json()["success"], done.value.text()

    def validate(self) -> str:
        """Press Validate; the text of the window that opens."""
        self.page.locator(".validate-button").click()
        dialog = self.page.locator(".jp-Dialog")
        dialog.wait_for()
        return dialog.inner_text()

    def menu(self, title: str) -> list[str]:
        """The entries of a menu of JupyterLab, which stays open."""
        self.page.get_by_role("menuitem", name=title, exact=True).click()
        self.page.locator(".lm-Menu-content").wait_for()
        return [text for text in self.page.locator(".lm-Menu-itemLabel").all_inner_texts() if text]

    def picture(self, name: str, *between: Locator) -> None:
        """Write a picture for the documentation where one is asked for: the window, or what lies between some parts.

        Parameters
        ----------
        name : str
            Name of the file without its ending.
        between : Locator
            Parts of the page that the picture holds, and what is between them; without any, the whole window.
        """
        if not PICTURES:
            return
        self.page.mouse.move(0, 0)
        clip = None
        if between:
            boxes = [part.bounding_box() for part in between]
            left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
            right = max(box["x"] + box["width"] for box in boxes)
            bottom = max(box["y"] + box["height"] for box in boxes)
            clip = {"x": left, "y": top, "width": right - left, "height": bottom + MARGIN - top}
        path = Path(PICTURES) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, clip=clip, animations="disabled")
        to_palette(path)


@contextlib.contextmanager
def window(browser: Browser, server: Server, evidence: Path) -> Iterator[Window]:
    """A fresh window that reaches this machine and nothing else; a failure leaves a screenshot and the server's log."""
    context = browser.new_context(viewport=SIZE, locale="en-US", timezone_id="UTC", color_scheme="light")
    context.set_default_timeout(WAIT)
    outside: list[str] = []

    def only_here(route):
        if route.request.url.startswith(HERE):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    page = context.new_page()
    try:
        yield Window(page, server)
    except BaseException as error:
        evidence.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(Exception):
            page.screenshot(path=evidence / "failure.png")
        shutil.copy(server.log, evidence)
        error.add_note(f"A screenshot and the server's log are in {evidence}; not reached: {outside}")
        raise
    finally:
        context.close()
