"""Jupyter servers on loopback, each with a home and settings of its own."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START = 60  # seconds
STOP = 20
PLAIN_HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Server:
    """A running Jupyter server and the page where it begins."""

    url: str
    token: str
    log: Path
    folder: Path

    def page(self, path: str) -> str:
        """The address of a page, with the token that opens it."""
        return f"{self.url}{path}?token={self.token}"

    def status(self, path: str) -> int:
        """The HTTP status of a page."""
        try:
            with PLAIN_HTTP.open(self.page(path), timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code


@contextlib.contextmanager
def jupyter(folder: Path, home: Path, *settings: Path, app: str = "lab") -> Iterator[Server]:
    """JupyterLab or Notebook 7 of this environment in a folder; nothing of it is left afterwards.

    Parameters
    ----------
    folder : Path
        Where the server starts and beyond which it shows nothing.
    home : Path
        The person's home: configuration, data and workspaces go there and come from nowhere else.
    settings : Path
        Folders with configuration that comes after the home's own.
    app : str
        "lab" or "notebook".
    """
    home.mkdir(parents=True, exist_ok=True)
    log, token = home / f"{app}.log", secrets.token_hex(16)
    connection = home / "runtime"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST"))}
    environment |= {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, settings)),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(connection),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = [sys.executable, "-m", "jupyter", app, "--no-browser", "--expose-app-in-browser",
               "--ip=127.0.0.1", "--port=0", "--allow-root",
               f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]  # fmt: skip
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield Server(_address(process, connection, log), token, log, folder)
        finally:
            _stop(process)


def _address(process: subprocess.Popen, connection: Path, log: Path) -> str:
    """Where the server listens, once it answers."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        for path in connection.glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError):
                url = json.loads(path.read_text())["url"]
                with PLAIN_HTTP.open(f"{url}api", timeout=5):
                    return url
        time.sleep(0.1)
    raise AssertionError("Jupyter did not start:\n" + log.read_text(encoding="utf-8")[-3000:])


def _stop(process: subprocess.Popen) -> None:
    """End the server, which ends its kernels, and whatever has stayed in its session."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
