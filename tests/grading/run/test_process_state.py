"""Grading as a library: what it changes in the process of who calls it is as before when it has ended."""

import logging
import os
import signal
import tempfile
import warnings

from support.course import ANSWER, hand_in

from course.authoring import build
from course.base.environment import variables
from course.grading.run import class_run
from course.project.workspace import prepare_process


def state():
    """What a library may not change for good."""
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    return dict(os.environ), logging.root.manager.disable, list(warnings.filters), tempfile.tempdir, handlers


def test_grading_leaves_the_process_as_it_was(small):
    """Environment, logging, warnings, temporary folder and signals, also where somebody stops half-way."""
    build.build(small, "01-small")
    for name in ("ann", "bob"):
        hand_in(small, name, double=ANSWER)
    tempfile.gettempdir()  # which Python looks up once
    before = state()
    assert [outcome.reason for outcome in class_run.grade(small, "01-small", ["ann", "bob"], 1)] == [None, None]
    assert state() == before
    half = class_run.grade(small, "01-small", ["ann", "bob"], 1, force=True)
    next(half)
    half.close()
    assert state() == before


def test_variables_are_set_for_a_while(monkeypatch):
    """What was there comes back, what was not there goes."""
    monkeypatch.setenv("COURSE_TEST_OLD", "old")
    monkeypatch.delenv("COURSE_TEST_NEW", raising=False)
    with variables({"COURSE_TEST_OLD": "1", "COURSE_TEST_NEW": "2"}):
        assert (os.environ["COURSE_TEST_OLD"], os.environ["COURSE_TEST_NEW"]) == ("1", "2")
    assert os.environ["COURSE_TEST_OLD"] == "old" and "COURSE_TEST_NEW" not in os.environ


def test_bug_the_path_grew_with_each_call(monkeypatch):
    """However often a process is prepared, our folder stands in its PATH once."""
    monkeypatch.setenv("PATH", "/usr/bin")
    prepare_process()
    once = os.environ["PATH"]
    prepare_process()
    assert os.environ["PATH"] == once and once.endswith(":/usr/bin")
