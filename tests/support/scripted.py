"""A student's process whose answers are known beforehand."""

import contextlib

from course.grading.judge.connection import Wire
from course.grading.judge.data.wire import encode

SECRET = "The_hidden_input_was_42"
NOTHING = ["value", ["none"], []]


class Scripted(Wire):
    """A connection to a process whose answers are known beforehand; `questions` are what it was asked."""

    def __init__(self, *answers):
        super().__init__(None)
        self.answers, self.questions = list(answers), []

    def _send(self, tree, blobs):
        self.questions.append(tree)

    def _receive(self):
        answer = self.answers.pop(0)
        return answer if isinstance(answer, tuple) else (answer, [])


def answer(value, *changes):
    """The frame of a value that came back, and of what changed in the arguments."""
    blobs = []
    tree = encode(value, None, blobs)
    return ["value", tree, [[index, encode(new, None, blobs)] for index, new in changes]], blobs


def swallowed(action):
    """Do what a careless test does, which takes any exception for the expected one."""
    with contextlib.suppress(Exception):
        action()
