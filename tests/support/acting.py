"""Content that acts in a browser, a place to put it, and a browser to see whether it does."""

import contextlib
import http.server
import json
import shutil
import subprocess
import threading

import pytest

from support.course import PATIENCE

LIVE = ("text/html", "image/svg+xml", "application/javascript", "text/latex", "text/markdown", "application/vnd.x+json")


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts what a page fetches."""

    seen: list[str] = []  # noqa: RUF012 (one server at a time)

    def do_GET(self):
        self.seen.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def counting():
    """A server on this machine, and the paths it was asked for."""
    Counting.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], Counting.seen
    finally:
        server.shutdown()
        server.server_close()


def in_browser(path, folder):
    """The document as a real browser has it once it has stood open for two seconds."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on this machine: what a page runs can only be seen in a browser")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom",
         f"--user-data-dir={folder}", "--virtual-time-budget=2000", path.as_uri()],
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    return done.stdout


def live(port):
    """Active content of every kind that leaves a mark in the document or at the server."""
    act, address = "document.title='owned'", f"http://127.0.0.1:{port}"
    return (
        f'<script>{act}</script><img src=x onerror="{act}"><svg onload="{act}"><script>{act}</script></svg>'
        f"<iframe srcdoc=\"<script>parent.{act}</script>\"></iframe><iframe src='{address}/frame'></iframe>"
        f"<img src='{address}/img'><style>body{{background:url({address}/css)}}</style>"
        f"<link rel=stylesheet href='{address}/sheet'><form action='{address}/form'><input autofocus onfocus=\"{act}\">"
        f"</form><meta http-equiv=refresh content='1; url={address}/refresh'>"
        f"<div style=\"background:url({address}/inline)\">x</div><object data='{address}/object'></object>"
        f'<details open ontoggle="{act}">x</details>'
    )


def plant(path, evil, port):
    """Put active content into every place of an autograded notebook that holds a student's text.

    Grading takes most of it out already; the page has to hold on its own.
    """
    nb = json.loads(path.read_text(encoding="utf-8"))
    shown = [{"output_type": "display_data", "data": {mime: evil}, "metadata": {}} for mime in LIVE]
    shown += [
        {"output_type": "display_data", "data": {"image/png": f'x" onerror="document.title=1{evil}'}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/plain": evil}, "metadata": {"image/png": {"alt": f'">{evil}'}}},
        {"output_type": "stream", "name": "stdout", "text": evil},
        {"output_type": "error", "ename": evil, "evalue": evil, "traceback": [f"In [1]\n{evil}"]},
    ]
    links = f"\n\n[a](javascript:document.title='owned') ![b](http://127.0.0.1:{port}/md) <http://127.0.0.1:{port}/>"
    for one in nb["cells"]:
        info = one["metadata"].get("nbgrader", {})
        if info.get("solution") or not info:
            one["source"] = evil + links + "\n\n```\n" + evil + "\n```\n"
        if info.get("grade"):
            one["metadata"]["course_verdict"] = {"message": evil}
        if one["cell_type"] == "code":
            one["outputs"] = shown
    nb["metadata"]["course_repaired"] = [evil]
    path.chmod(0o644)
    path.write_text(json.dumps(nb), encoding="utf-8")
