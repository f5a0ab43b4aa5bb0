"""Grading by an ordinary user of a machine that forbids namespaces, as stock Ubuntu and default containers do."""

import json
import shutil
import subprocess
import sys

import pytest
from support.course import ANSWER, ROOT, hand_in, run_course, small_course

from course.authoring import build

# No capability is left, and no namespace can be made any more.
ORDINARY = [
    "unshare", "-Ur", "sh", "-c",
    "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all"
    ' --securebits=+noroot,+noroot_locked "$@"', "sh",
]  # fmt: skip


@pytest.fixture(scope="module")
def ordinary():
    """The beginning of a command that is run in this way."""
    if not shutil.which("unshare") or not shutil.which("setpriv"):
        pytest.skip("no unshare or setpriv here (Debian: apt install util-linux)")
    tried = subprocess.run([*ORDINARY, "unshare", "-U", "true"], capture_output=True, text=True)
    if "unshare: unshare failed" not in tried.stderr:
        pytest.skip(f"namespaces cannot be forbidden here: {tried.stderr.strip()}")
    return ORDINARY


def test_an_ordinary_user_grades_without_namespaces(ordinary, tmp_path):
    """Both hand-ins get what they deserve, confined by Landlock alone, and the summary tells so."""
    course = small_course(tmp_path)
    build.build(course, "01-small")
    hand_in(course, "ann", double=ANSWER)
    hand_in(course, "ben", double="def double(x):\n    return open('/etc/passwd').read() and 2 * x")
    shown = run_course("grade", "01-small", cwd=tmp_path, prefix=ordinary)
    assert shown.returncode == 0, shown.stderr
    assert "confined by Landlock (ABI" in shown.stdout
    again = run_course("grade", "01-small", "--json", "--force", "--cold", cwd=tmp_path, prefix=ordinary)
    points = {one["student"]: one["points"]["test_double"] for one in json.loads(again.stdout)["hand_ins"]}
    assert points == {"ann": 18, "ben": 0}


@pytest.mark.slow
def test_no_attack_gains_anything_from_an_ordinary_user(ordinary):
    """The whole suite of attacks, graded by an ordinary user of a machine that forbids namespaces."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/whole/test_attacks.py",
               "-k", "landlock and not landlock-1"]  # fmt: skip
    done = subprocess.run([*ordinary, *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
