"""A student's process whose answers are known beforehand."""

import contextlib
import struct

from course.grading.judge.connection import Wire
from course.grading.judge.data.wire import encode, pack, unpack

SECRET = "The_hidden_input_was_42"
NOTHING = ["value", ["none"], []]


class Scripted(Wire):
    """A connection to a process whose answers are known beforehand; `questions` are what it was asked."""

    def __init__(self, *answers):
        super().__init__(None)
        self.answers, self.questions, self.coming = list(answers), [], b""

    def sendall(self, frame):
        """Take down a question."""
        self.questions.append(unpack(frame[8:])[0])

    def recv(self, size):
        """The next bytes of the answers."""
        if not self.coming:
            answer = self.answers.pop(0)
            frame = pack(*(answer if isinstance(answer, tuple) else (answer, [])))
            self.coming = struct.pack(">Q", len(frame)) + frame
        part, self.coming = self.coming[:size], self.coming[size:]
        return part


def answer(value, *changes):
    """The frame of a value that came back, and of what changed in the arguments."""
    blobs = []
    tree = encode(value, None, blobs)
    return ["value", tree, [[index, encode(new, None, blobs)] for index, new in changes]], blobs


def swallowed(action):
    """Do what a careless test does, which takes any exception for the expected one."""
    with contextlib.suppress(Exception):
        action()
