"""What an object of a class derived from plain data holds is fixed when it comes: no later word changes it."""

import pytest
from support.agents import answered, student
from support.scripted import Scripted

from course.grading.judge.test_runner import Judge
from course.grading.judge.verdict import ForbiddenOperation, Test

FLOAT = ["builtins.float", "builtins.object"]


def ref(held, number=0, family=FLOAT):
    """An answer of an agent: an object that holds this."""
    return ["value", ["ref", number, "F", family, False, held], []]


@pytest.mark.parametrize("check", ["0.2 <= got <= 0.3", "got > 5 and got < 6", "got == 1 and got == 2", "got != got"])
def test_bug_an_object_held_what_each_comparison_asked_for(check):
    """One object has one value, and nothing is asked when it is compared."""
    wire = Scripted(ref(["float", (5.5).hex()]), ref(["float", (0.25).hex()]))
    got = wire.ask("call", 0)[0]
    asked = len(wire.questions)
    assert eval(check, {"got": got}) is (check == "got > 5 and got < 6")
    assert len(wire.questions) == asked


@pytest.mark.parametrize(
    "held",
    [["array", "|b1", [1], 0], ["ref", 1, "F", FLOAT, False], ["none"], ["made", "classes.Counter", [["dict", []]]]],
    ids=str,
)
def test_nothing_but_plain_data_is_held(held):
    """An array that is always true, another object or a counter is not what a class is derived from here."""
    wire = Scripted(ref(held))
    try:
        got = wire.ask("call", 0)[0]
    except ForbiddenOperation:
        return
    with pytest.raises(ForbiddenOperation):
        assert got == 1


NODE = """class Node(list):
    def me(self):
        return self
def node():
    made = Node()
    made.append(made)
    return made"""
CHECKS = "n = Node([1])\nn.append(n)\nassert n.me()[1].me()[0] == 1 and len(node()) == 1"


def test_an_object_that_holds_itself_is_sent():
    """The class of a graph's nodes is derived from list: what is in it is asked for, not sent along without end."""
    names = {"__name__": "__main__"}
    exec(NODE, names)
    with student(names) as connection:
        test = Test("test_node", CHECKS, 1)
        assert Judge(connection, [], [test]).judge(test, 60).message is None


STACK = """class Stack(list):
    def push(self, item):
        self.append(item)
        return self
    def copy(self):
        return {}
    def last(self, n):
        return Stack(self[-n:])"""
COPIES = [
    "s = Stack([1, 2])\nt = s.copy()\ns.push(3)\nassert t == [1, 2], 'It changes with the other one.'",
    "s = Stack([1, 2])\nt = s.copy()\nt.push(3)\nassert t == [1, 2, 3] and list(s) == [1, 2], 'Both change.'",
    "s = Stack([1, 2])\nassert s.last(1) == s.last(1) != s.last(2) and s.push(1).push(2) == [1, 2, 1, 2]",
]


@pytest.mark.parametrize("test", COPIES)
def test_bug_what_an_object_had_held_was_compared_after_it_had_changed(test):
    """After a call it is asked again, so that a copy that is none is found out and a true one is not."""
    for made, right in (("Stack(self)", True), ("self", "last" in test)):
        assert (answered(STACK.format(made), ("Stack", test)) == [None]) is right
