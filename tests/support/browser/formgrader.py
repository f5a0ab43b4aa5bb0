"""The formgrader's tab in JupyterLab: what an instructor clicks there."""

from playwright.sync_api import Locator, expect

from support.browser.window import Window


class Formgrader:
    """The formgrader, opened from JupyterLab's menu, with the list of files folded away."""

    def __init__(self, lab: Window):
        self.lab = lab
        lab.menu("Nbgrader")
        lab.page.locator(".lm-Menu-itemLabel").get_by_text("Formgrader", exact=True).click()
        lab.page.locator("#formgrader iframe").wait_for()
        self.frame = lab.page.frame_locator("#formgrader iframe")
        self.content = self.frame.locator(".container-fluid").first
        lab.page.keyboard.press("ControlOrMeta+b")

    def go(self, *links: str) -> None:
        """Follow links by their text."""
        for link in links:
            self.frame.get_by_role("link", name=link, exact=True).first.click()

    def row(self, *texts: str) -> Locator:
        """The row of a table that has these texts."""
        found = self.frame.locator("#main-table tr")
        for text in texts:
            found = found.filter(has_text=text)
        return found

    def press(self, row: Locator, button: str) -> str:
        """Press a button of a row and read the window that says how it went.

        Parameters
        ----------
        row : Locator
            The row of an assignment or of a submission.
        button : str
            The class of its column, such as `autograde`.

        Raises
        ------
        AssertionError
            If the window tells of an error.
        """
        row.locator(f".{button} a").click()
        done = self.frame.locator(".modal.in").filter(has=self.frame.locator(".modal-body"))
        done.wait_for()
        said = done.inner_text()
        assert done.get_attribute("id") == "success-modal", said
        done.get_by_role("button", name="OK").click()
        done.wait_for(state="detached")
        return said

    def grade(self, cell: str, points: str, comment: str) -> None:
        """Give points and a comment to an answer of the hand-in on the page, and wait until both are saved."""
        waiting = self.frame.locator(f"#{cell}.needs_manual_grade")
        waiting.wait_for()  # what is typed before the page has its grades is lost
        remark = self.frame.locator(f"#{cell}-comment[placeholder]")
        remark.wait_for()
        self.frame.locator(f"#{cell}").fill(points)
        remark.fill(comment)
        waiting.wait_for(state="detached")
        remark.blur()
        expect(self.frame.locator(".comment-saved:visible")).to_have_count(1)
