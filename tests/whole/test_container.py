"""The container of deploy/container: built as it stands, run as any default container is, it grades the sample class.

Two podman images stay behind, so that the next build takes seconds: `podman image rm` forgets them.
"""

import json
import os
import shutil
import subprocess

import pytest
from support.course import PATIENCE, ROOT

from course.authoring.trials.sample_class import load_class

pytestmark = pytest.mark.xdist_group("container")
BASE, IMAGE = "localhost/kmeans-color-test-base", "localhost/kmeans-color-test"
# runc, and limits below our own: podman's own choices of these need rights that root does not have everywhere.
PODMAN = ("podman", "--runtime", "runc", "--cgroup-manager", "cgroupfs")
LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096")
SOMEBODY = 12345  # no user of the image has this number
NAME = "01-pixels"
SCORES = f"""
import json
from pathlib import Path
from course.lms.grades import scores
from course.project.workspace import Workspace
course = Workspace(Path("demo").resolve())
tests = [one.cell for one in scores.exercises(course, {NAME!r}) if one.cell.startswith("test_")]
print(json.dumps({{row.student: [row.points[cell] for cell in tests] for row in scores.rows(course, {NAME!r})}}))
"""


def podman(*arguments, **options) -> subprocess.CompletedProcess:
    """A command of podman's; it may take its time."""
    command = [*PODMAN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, **options)


def require_podman() -> None:
    """Skip with what is missing."""
    missing = [name for name in ("podman", "runc", "debootstrap") if not shutil.which(name)]
    if missing:
        pytest.skip(f"no {', '.join(missing)} here (Debian: apt install {' '.join(missing)})")
    if os.geteuid() != 0:
        pytest.skip("the root file system of a container is made as root (debootstrap)")


def require_base(folder) -> None:
    """Debian's own root file system under the name that the build is given: no registry of images is asked."""
    if podman("image", "exists", BASE).returncode == 0:
        return
    root = folder / "root"
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", "trixie", root], capture_output=True, text=True, timeout=PATIENCE
    )
    if made.returncode:
        pytest.skip(f"debootstrap cannot fetch Debian 13: {(made.stdout + made.stderr).strip().splitlines()[-1]}")
    with subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE) as packed:
        imported = podman("import", "-", BASE, stdin=packed.stdout)
    shutil.rmtree(root)
    assert imported.returncode == 0, imported.stderr


def certificates(folder) -> list[str]:
    """For a machine whose network has a certificate of its own: what pip in the build must know of it."""
    bundle = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    if not bundle:
        return []
    config = folder / "pip.conf"
    config.write_text("[global]\ncert = /etc/certificates-of-the-host\n", encoding="utf-8")
    return ["-v", f"{bundle}:/etc/certificates-of-the-host:ro", "-v", f"{config}:/etc/pip.conf:ro"]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The image that the Containerfile describes, on Debian's root file system."""
    require_podman()
    folder = tmp_path_factory.mktemp("image")
    require_base(folder)
    build = ["build", "--network=host", *LIMITS, "--build-arg", f"BASE={BASE}", *certificates(folder), "-t", IMAGE]
    built = podman(*build, "-f", ROOT / "deploy" / "container" / "Containerfile", ROOT)
    if built.returncode:
        update = ("apt-get", "-o", "APT::Update::Error-Mode=any", "update")
        if podman("run", "--rm", "--network=host", *LIMITS, BASE, *update).returncode:
            pytest.skip("no network: the build needs Debian's packages")
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    return IMAGE


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """What a clone of this repository holds, and what is about to be committed to it; another user's."""
    folder = tmp_path_factory.mktemp("clone") / "course"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY)
    return folder


@pytest.fixture
def inside(image, clone):
    """Run a command in a default container without a network, with the clone mounted, as its owner."""
    user = f"{SOMEBODY}:{SOMEBODY}"
    run = ["run", "--rm", "--network=none", *LIMITS, "--user", user, "-e", "COLUMNS=200", "-v", f"{clone}:/course"]
    return lambda *command: podman(*run, image, *command)


@pytest.mark.slow
def test_nothing_of_a_course_is_in_the_image(image):
    """No hand-in, grade or test gets into an image that somebody may pass on."""
    found = podman("run", "--rm", "--network=none", *LIMITS, image, "find", "/course", "-mindepth", "1")
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.slow
def test_the_commands_are_those_of_the_clone(inside):
    """`course` is what the mounted folder holds, and `make` sets nothing up before it calls it."""
    where = inside("/opt/course/bin/python", "-P", "-c", "import course; print(course.__file__)")
    assert where.stdout == "/course/course/__init__.py\n", where.stderr
    assert "Build, check and grade" in inside("course", "--help").stdout
    assert inside("make", "--dry-run", "demo").stdout == "/opt/course/bin/course demo\n"


@pytest.mark.slow
def test_grades_in_a_default_container(inside, clone):
    """No special right, no network, any user: every score of the sample class is exact; files are that user's."""
    done = inside("course", "demo", NAME)
    assert done.returncode == 0, done.stdout + done.stderr
    read = inside("python", "-c", SCORES)
    students = load_class(ROOT / "tests" / "answers" / "sample_class.toml")
    expected = {student.name: student.expected[NAME] for student in students if student.expected.get(NAME)}
    assert json.loads(read.stdout) == expected, read.stderr
    assert (clone / "demo" / "report" / "report.html").stat().st_uid == SOMEBODY


@pytest.mark.slow
def test_the_doctor_names_the_way(inside):
    """Every harmless attack loses in there, and what confines students' programs is named."""
    done = inside("course", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "confined by Landlock (ABI" in done.stdout and "FAIL" not in done.stdout


def test_a_clone_on_windows_has_the_line_ends_of_linux(tmp_path):
    """Git for Windows rewrites the ends of lines; `make` in the container would not understand its files."""
    clone = ["git", "clone", "--quiet", "-c", "core.autocrlf=true", ROOT, tmp_path / "clone"]
    subprocess.run(clone, check=True, timeout=PATIENCE)
    for name in ("Makefile", "requirements.txt", ".ci/run"):
        assert b"\r" not in (tmp_path / "clone" / name).read_bytes()
