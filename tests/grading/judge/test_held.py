"""What an object of a class derived from plain data holds is fixed when it comes: no later word changes it."""

import pytest
from support.agents import student
from support.scripted import Scripted

from course.grading.judge.proxies import make_handle
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


def test_members_are_compared_as_objects():
    """Two members with methods are the same if they are the same object; what one of them says is not asked."""
    wire = Scripted()
    red, again, blue = (make_handle(wire, number, "Color", ["enum.Enum"], False) for number in (0, 0, 1))
    assert [(red == other, red != other) for other in (again, blue)] == [(True, False), (False, True)]
    with pytest.raises(ForbiddenOperation):
        assert red == 1
