"""A JupyterHub of this machine with the configuration of `deploy/jupyterhub/`, and what it needs to run here."""

import filecmp
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
import requests

from support.course import ROOT
from support.edits.course import three_exercises

from .people import COURSE, Person

DEPLOY, VENV = ROOT / "deploy" / "jupyterhub", ROOT / ".venv-hub"
sys.path.insert(0, str(DEPLOY))

import settings  # noqa: E402 (found only now)

ROLES = ("owner", "ada", "ann", "bob", "eve", "new")


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same Python files."""
    names = {path.relative_to(one) for path in one.rglob("*.py")} | {p.relative_to(other) for p in other.rglob("*.py")}
    return not any(filecmp.cmpfiles(one, other, list(map(str, names)), shallow=False)[1:])


def require_hub() -> None:
    """Skip where this machine cannot run it, with the reason."""
    if os.geteuid() != 0:
        pytest.skip("only root can make the system users of this test")
    if not (VENV / "bin" / "jupyterhub").exists() or not (VENV / "bin" / "configurable-http-proxy").exists():
        pytest.skip("no JupyterHub with its proxy in .venv-hub: `make hub` installs them and runs this test")
    command = ["runuser", "-u", "nobody", "--", VENV / "bin" / "python", "-c", ""]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip(f"other users of this machine may not read {VENV}, or the Python it was made from")
    if not same(ROOT / "course", next(VENV.glob("lib/python*/site-packages/course"))):
        pytest.skip(".venv-hub has another state of the course: `make hub` installs this one")


def free_ports(number: int) -> list[int]:
    """Ports of this machine that nobody uses."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


def remove(logins: list[str]) -> None:
    """End what still runs as these users, and remove them with their homes."""
    for login in logins:
        try:
            number = pwd.getpwnam(login).pw_uid
        except KeyError:
            continue
        left = [process for process in psutil.process_iter(["uids"]) if process.info["uids"].real == number]
        for process in left:
            process.kill()
        psutil.wait_procs(left, timeout=10)
        subprocess.run(["userdel", "--remove", login], capture_output=True)


class Hub:
    """A Hub with a small course; ada is the instructor, ann and bob are students, eve has only an account."""

    def __init__(self):
        mark = f"hub{secrets.token_hex(2)}"
        self.password, self.running = secrets.token_urlsafe(24), None
        self.logins = {role: f"{mark}-{role}" for role in ROLES}
        self.folder = Path(tempfile.mkdtemp(prefix=f"{mark}-"))
        port, self.hub_port, self.proxy_port, course_port = free_ports(4)
        places = {name: str(self.folder / name) for name in ("roster", "exchange", "state")}
        self.settings = settings.Settings(
            course=COURSE, owner=self.logins["owner"], instructors=[self.logins["ada"]],
            address=f"http://127.0.0.1:{port}", course_port=course_port, **places,
        )  # fmt: skip
        self.people = {role: self.person(role) for role in ROLES}
        self.environment = {"PATH": os.environ["PATH"], "COURSE_HUB_SETTINGS": str(self.folder / "settings.toml")}

    def prepare(self) -> None:
        """Install configuration and course, as `docs/jupyterhub.md` says, and give everybody a password."""
        self.folder.chmod(0o755)
        shutil.copytree(DEPLOY, self.folder / "etc", ignore=shutil.ignore_patterns("__pycache__"))
        (self.folder / "repository").mkdir(mode=0o700)
        three_exercises(self.folder / "repository")
        text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in vars(self.settings).items())
        (self.folder / "settings.toml").write_text(text)
        self.write_roster({"ann": "Ann Lee", "bob": "Bob"})
        created = self.create()
        assert created.returncode == 0, created.stderr
        subprocess.run(["useradd", "--create-home", self.logins["eve"]], check=True)
        self.set_passwords("ada", "ann", "bob", "eve")

    def person(self, role: str) -> Person:
        """Somebody with a new browser."""
        return Person(self.settings.address, self.logins[role], self.password)

    def home(self, role: str) -> Path:
        """Somebody's home."""
        return Path(pwd.getpwnam(self.logins[role]).pw_dir)

    def set_passwords(self, *roles: str) -> None:
        """Give accounts the password of this test."""
        lines = "\n".join(f"{self.logins[role]}:{self.password}" for role in roles)
        subprocess.run(["chpasswd"], input=lines, text=True, check=True)

    def write_roster(self, names: dict[str, str]) -> None:
        """The students by role, with their names."""
        rows = [f'{self.logins[role]},"{name}",{role}@example.org' for role, name in names.items()]
        Path(self.settings.roster).write_text("\n".join(["id,name,email", *rows, ""]))

    def create(self) -> subprocess.CompletedProcess:
        """Run the script that makes the course."""
        command = [VENV / "bin" / "python", self.folder / "etc" / "create_course.py", self.folder / "repository"]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [
            *(VENV / "bin" / "jupyterhub", "-f", self.folder / "etc" / "jupyterhub_config.py"),
            f"--JupyterHub.hub_port={self.hub_port}",
            f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{self.proxy_port}",
        ]
        with self.log.open("a") as log:
            self.running = subprocess.Popen(
                command, cwd=self.folder / "state", env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + 90
        while not self.answers():
            assert self.running.poll() is None and time.monotonic() < until, self.log.read_text()[-4000:]
            time.sleep(1)

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            return requests.get(f"{self.settings.address}/hub/health", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "hub.log"

    def stop(self) -> None:
        """Stop the Hub and the course's service; users' servers go on."""
        if self.running is not None:
            self.running.terminate()
            self.running.wait(60)

    def clear(self) -> None:
        """End everything, and remove accounts and folders."""
        self.stop()
        if self.log.exists():
            print(self.log.read_text(encoding="utf-8"))  # pytest shows it where a test failed
        remove(list(self.logins.values()))
        shutil.rmtree(self.folder)

    def as_user(self, role: str, *command: str) -> subprocess.CompletedProcess:
        """A command of a system user, with the Hub's programs on its path."""
        path = f"PATH={VENV / 'bin'}:{os.environ['PATH']}"
        whole = ["runuser", "-u", self.logins[role], "--", "env", f"HOME={self.home(role)}", path, *command]
        return subprocess.run(whole, cwd="/", capture_output=True, text=True, timeout=300)
