"""What `course doctor` says of limits is what holds."""

import pytest
from support.confinement import confined

from course.grading.sandbox import diagnosis, ways

LISTEN = """
from _course_kernel import syscalls
import os
syscalls.install(syscalls.starts(os.uname().machine), syscalls.LISTENER)
"""


@pytest.mark.parametrize(("name", "namespace"), [("both", True), ("landlock", False)])
def test_doctor_tells_what_holds(name, namespace):
    """Sizes, how they are kept, how processes are bounded, what keeps a hand-in from the network."""
    with confined(name):
        found = dict(diagnosis.limits())
    assert found["limits"] == "3 GB of memory, 128 MB and 10,000 files, watched 10 times a second"
    assert found["processes"].startswith("128 with their threads; ")
    assert ("namespace" in found["network"]) == namespace


def test_doctor_tells_where_linux_does_not_ask(monkeypatch):
    """Where somebody around us listens to a filter already, a kernel is confined all the same, and counted."""
    monkeypatch.setattr(ways, "TRIAL", ways.TRIAL.replace("print(", LISTEN + "print("))
    with confined("landlock"):
        assert not ways.asks()
        assert "for Linux does not ask here" in dict(diagnosis.limits())["processes"]
