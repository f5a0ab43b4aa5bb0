"""A class on a JupyterHub of this machine: real system users, from the release to the feedback, over HTTP.

The Hub runs with `deploy/jupyterhub/` as it stands, but for its ports; PAM checks the passwords of accounts that
the test makes, and removes at its end.
"""

import getpass
from pathlib import Path

import pytest
from support.edits.course import ANSWERS, ASSIGNMENT
from support.hub.machine import DEPLOY, Hub, require_hub, settings
from support.hub.people import COURSE, Person
from traitlets.config.loader import PyFileConfigLoader

pytestmark = pytest.mark.xdist_group("hub")
WRONG = "def double(x):\n    return 3 * x"


@pytest.fixture(scope="module")
def hub():
    """A Hub that runs; nothing of it is left afterwards."""
    require_hub()
    made = Hub()
    try:
        made.prepare()
        made.start()
        yield made
    finally:
        made.clear()


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """The Hub's configuration as the Hub reads it, with other settings."""
    path, roster = tmp_path / "settings.toml", tmp_path / "roster.csv"
    text = (DEPLOY / "settings.toml").read_text(encoding="utf-8").replace("/etc/jupyterhub/roster.csv", str(roster))
    text = text.replace('owner = "kmeans-color"', f'owner = "{getpass.getuser()}"')
    roster.write_text("id,name,email\nann,Ann Lee,ann@example.org\n", encoding="utf-8")
    monkeypatch.setenv("COURSE_HUB_SETTINGS", str(path))

    def read(domain=""):
        path.write_text(text.replace('domain = ""', f'domain = "{domain}"'), encoding="utf-8")
        return PyFileConfigLoader("jupyterhub_config.py", path=str(DEPLOY)).load_config()

    return read


def test_students_servers_compute_with_one_thread_each(configured):
    """The configuration tells every kernel of the machine so: the class shares its processors."""
    found = configured()
    for environment in (found.Spawner.environment, found.JupyterHub.services[0]["environment"]):
        assert environment["OMP_NUM_THREADS"] == environment["OPENBLAS_NUM_THREADS"] == "1"


def test_bug_all_servers_shared_one_host(configured):
    """With a domain each server has a host of its own, and no host sets cookies for another; a wrong one is refused."""
    found = configured("https://hub.example.org").JupyterHub
    assert (found.subdomain_host, found.cookie_host_prefix_enabled) == ("https://hub.example.org", True)
    assert not {"subdomain_host", "cookie_host_prefix_enabled"} & set(configured().JupyterHub)
    for wrong in ("hub.example.org", "http://hub.example.org", "https://hub.example.org/", "https://*.example.org"):
        with pytest.raises(settings.SettingsError, match=r"write it as https://hub\.example\.org"):
            configured(wrong)


@pytest.mark.slow
def test_who_may_come_in(hub):
    """Instructors reach the formgrader, students do not, and who is not in the roster does not log in."""
    ada, ann, eve = (hub.person(role) for role in ("ada", "ann", "eve"))
    assert ada.login().status_code == ann.login().status_code == 200
    assert eve.login().status_code == 403  # has an account here
    assert Person(hub.settings.address, ann.name, "guessed").login().status_code == 403
    page = ada.formgrader()
    assert page.status_code == 200 and "nbgrader formgrade" in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert ann.formgrader().status_code == 403


@pytest.mark.slow
def test_from_release_to_feedback(hub):
    """Two students fetch, answer and submit; the course collects, grades and gives feedback back."""
    ada, ann, bob = (hub.people[role] for role in ("ada", "ann", "bob"))
    for person in (ada, ann, bob):
        assert person.login().status_code == 200
    ada.formgrader()
    ada.course("POST", f"assignment/{ASSIGNMENT}/release")
    for person, answers in ((ann, ANSWERS), (bob, ANSWERS | {"double": WRONG})):
        person.start()
        found = person.assignments("fetch")
        assert [(one["assignment_id"], one["status"]) for one in found] == [(ASSIGNMENT, "fetched")]
        person.write(answers)
        assert "submitted" in {one["status"] for one in person.assignments("submit")}
    ada.course("POST", f"assignment/{ASSIGNMENT}/collect")

    # One hand-in by the formgrader's button, the other by our command, each as the course's owner.
    ada.course("POST", f"submission/{ASSIGNMENT}/{ann.name}/autograde")
    folder = hub.home("owner") / COURSE
    graded = hub.as_user("owner", "course", "--root", str(folder), "grade", ASSIGNMENT, "--jobs", "1")
    assert graded.returncode == 0, graded.stdout + graded.stderr
    scores = {one["student"]: one["score"] for one in ada.course("GET", f"submissions/{ASSIGNMENT}")}
    assert scores == {ann.name: 18, bob.name: 13}
    names = {one["id"]: one["last_name"] for one in ada.course("GET", "students")}
    assert names == {ann.name: "Lee", bob.name: "Bob"}
    assert {path.owner() for path in folder.rglob("*")} == {hub.logins["owner"]}

    ada.course("POST", f"assignment/{ASSIGNMENT}/generate_feedback")
    ada.course("POST", f"assignment/{ASSIGNMENT}/release_feedback")
    told = {}
    for role, person in (("ann", ann), ("bob", bob)):
        person.assignments("fetch_feedback")
        page = next((hub.home(role) / COURSE / ASSIGNMENT / "feedback").rglob("*.html")).read_text(encoding="utf-8")
        told[role] = page.count("should be four")
        assert "range(5, 9)" not in page
    assert told["bob"] > told["ann"]


@pytest.mark.slow
def test_a_student_has_no_formgrader(hub):
    """A student's own server has Assignment List and Validate, and nothing that makes or grades assignments."""
    bob = hub.people["bob"]
    base = f"/user/{bob.name}/"
    assert bob.call("GET", base, f"assignments?course_id={COURSE}").status_code == 200
    assert bob.call("GET", base, "formgrader").status_code == 404
    page = bob.call("GET", base, "lab").text
    assert "@jupyter/nbgrader:formgrader" in page and "@jupyter/nbgrader:create-assignment" in page  # as disabled


@pytest.mark.slow
def test_nobody_reads_what_is_not_theirs(hub):
    """Solutions, gradebook, and what others have or hand in are closed to a student."""
    course, exchange = hub.home("owner") / COURSE, Path(hub.settings.exchange)
    closed = [course / "source", course / "gradebook.db", hub.home("bob"), exchange / COURSE / "inbound"]
    for path in (*closed, hub.settings.state, hub.folder / "repository"):
        result = hub.as_user("ann", "ls", str(path))
        assert result.returncode and "Permission denied" in result.stderr, path
    assert hub.as_user("ann", "mv", str(exchange / COURSE), str(exchange / "mine")).returncode


@pytest.mark.slow
def test_a_new_roster(hub):
    """The script adds who is new, says who has left, and leaves the course as it is; people work on meanwhile."""
    folder = hub.home("owner") / COURSE
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.suffix in (".ipynb", ".py")}
    ann, bob, new = (hub.logins[role] for role in ("ann", "bob", "new"))
    hub.write_roster({"ann": "Ann Maria Lee", "new": "New"})
    created = hub.create()
    assert created.returncode == 0, created.stderr
    lines = [f"account {new}", "2 students in the gradebook", f"not in the roster any more, grades kept: {bob}"]
    assert created.stdout.splitlines() == lines
    assert before == {path: path.stat().st_mtime_ns for path in before}
    people = {one["id"]: one["first_name"] for one in hub.people["ada"].course("GET", "students")}
    assert people == {ann: "Ann Maria", bob: "", new: ""}

    started = hub.people["ann"].call("GET", f"/user/{ann}/", "api/status").json()["started"]
    hub.stop()
    hub.start()
    assert hub.people["ann"].call("GET", f"/user/{ann}/", "api/status").json()["started"] == started
    hub.set_passwords("new")
    assert hub.person("new").login().status_code == 200
    assert hub.person("bob").login().status_code == 403


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,name\nann,Ann\n", "line 2: the columns are id,name,email"),
        ("id,name,email\nann,Ann,a@example.org,more\n", "line 2: the columns are id,name,email"),
        ("id,name,email\nAnn,Ann,\n", "line 2: 'Ann' cannot be a login"),
        ("id,name,email\nann,Ann,\nann,Other,\n", "line 3: ann has a place in this course already"),
        ("id,name,email\nada,Ada,\n", "line 2: ada has a place in this course already"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_roster_is_named(tmp_path, text, says):
    """A roster that cannot be used is refused before anything is changed, with the line."""
    path = tmp_path / "roster.csv"
    if text is not None:
        path.write_text(text)
    found = settings.Settings("c", "owner", ["ada"], str(path), "", "", "", 0)
    with pytest.raises(settings.SettingsError, match=says):
        found.students()


def test_settings_are_checked(tmp_path, monkeypatch):
    """The file in the repository is complete; a name too many is said."""
    assert settings.load().course == COURSE
    path = tmp_path / "settings.toml"
    path.write_text((DEPLOY / "settings.toml").read_text() + "students = []\n")
    monkeypatch.setenv("COURSE_HUB_SETTINGS", str(path))
    with pytest.raises(settings.SettingsError, match="students"):
        settings.load()
