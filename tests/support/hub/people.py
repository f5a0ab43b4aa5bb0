"""Somebody with a browser on a JupyterHub."""

import time
from dataclasses import dataclass, field

import requests

from support.edits.cases import NAME
from support.edits.course import ASSIGNMENT

COURSE = "kmeans-color"  # of the nbgrader_config.py


@dataclass(eq=False)
class Person:
    """Somebody with a browser: logs in, and speaks to servers as their pages do."""

    hub: str
    name: str
    password: str
    browser: requests.Session = field(default_factory=requests.Session)

    def login(self) -> requests.Response:
        """Fill in the form of the Hub."""
        page = self.browser.get(f"{self.hub}/hub/login", timeout=60)
        assert page.status_code == 200
        form = {"username": self.name, "password": self.password, "_xsrf": self.token("/hub/")}
        return self.browser.post(f"{self.hub}/hub/login?next=%2Fhub%2Ftoken", data=form, timeout=60)

    def token(self, path: str) -> str:
        """What a page at this path sends back against forged requests."""
        return next(cookie.value for cookie in self.browser.cookies if (cookie.name, cookie.path) == ("_xsrf", path))

    def start(self) -> None:
        """Start one's own server, and wait until it is there."""
        until = time.monotonic() + 120
        while True:
            page = self.browser.get(f"{self.hub}/hub/spawn/{self.name}", timeout=60)
            if page.url.startswith(f"{self.hub}/user/{self.name}/") and page.status_code == 200:
                return
            assert time.monotonic() < until, f"{page.status_code} {page.url} {page.text[-500:]}"
            time.sleep(0.5)

    def call(self, method: str, base: str, path: str, **more) -> requests.Response:
        """A request to a server at `base`."""
        headers = {"X-XSRFToken": self.token(base)}
        return self.browser.request(method, self.hub + base + path, headers=headers, timeout=300, **more)

    def assignments(self, action: str) -> list[dict]:
        """A button of Assignment List: fetch, submit or fetch_feedback."""
        body = {"course_id": COURSE, "assignment_id": ASSIGNMENT}
        answer = self.call("POST", f"/user/{self.name}/", f"assignments/{action}", json=body).json()
        assert answer["success"], answer["value"]
        return answer["value"]

    def write(self, answers: dict[str, str]) -> None:
        """Fill in the fetched notebook and save it."""
        base, path = f"/user/{self.name}/", f"api/contents/{COURSE}/{ASSIGNMENT}/{NAME}"
        nb = self.call("GET", base, path).json()["content"]
        for cell in nb["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        saved = self.call("PUT", base, path, json={"type": "notebook", "content": nb})
        assert saved.status_code == 200, saved.text

    def course(self, method: str, path: str) -> dict:
        """A button of the formgrader."""
        answer = self.call(method, f"/services/{COURSE}/", f"formgrader/api/{path}").json()
        assert not isinstance(answer, dict) or answer.get("success", True), f"{answer['error']}\n{answer['log']}"
        return answer

    def formgrader(self) -> requests.Response:
        """The first page of the course's service, once the service is there: it starts a moment after the Hub."""
        until = time.monotonic() + 60
        while True:
            page = self.browser.get(f"{self.hub}/services/{COURSE}/formgrader", timeout=60)
            if page.status_code < 500 or time.monotonic() > until:
                return page
            time.sleep(1)
