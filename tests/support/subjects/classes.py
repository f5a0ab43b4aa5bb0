"""Classes of the student's own: operators, texts, lengths, order, inheritance, and exceptions with a text."""

from .exercise import Exercise

SETUP = """REPOSITORY = ""
import math"""
POINT = """def __init__(self, x, y):
    self.x, self.y = x, y

def __eq__(self, other):
    return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

def __hash__(self):
    return hash((self.x, self.y))

def __add__(self, other):
    return Point(self.x + other.x, self.y + other.y)

def __mul__(self, factor):
    return Point(self.x * factor, self.y * factor)

__rmul__ = __mul__

def __abs__(self):
    return math.hypot(self.x, self.y)

def __repr__(self):
    return f'Point({self.x}, {self.y})'"""
STACK = """def __init__(self, *items):
    self.items = list(items)

def push(self, item):
    self.items.append(item)

def pop(self):
    if not self.items:
        raise IndexError('nothing to pop')
    return self.items.pop()

def __len__(self):
    return len(self.items)

def __contains__(self, item):
    return item in self.items

def __iter__(self):
    return iter(self.items[::-1])

def __bool__(self):
    return len(self.items) > 0"""
MONEY = """def __init__(self, cents):
    self.cents = cents

def __lt__(self, other):
    return self.cents < other.cents

def __eq__(self, other):
    return self.cents == (other.cents if isinstance(other, Money) else other)

def __str__(self):
    return f'{self.cents / 100:.2f} EUR'

def __float__(self):
    return self.cents / 100

def __getitem__(self, place):
    return divmod(self.cents, 100)[place]"""
ANIMAL = """def __init__(self, name):
    self.name = name

@classmethod
def called(cls, name):
    return cls(name)

@property
def loud(self):
    return self.name.upper()

def speak(self):
    return f'{self.name} says nothing'"""
DOG = "def speak(self):\n    return f'{self.name} says woof'"
BASKET = """def put(self, name, count=1):
    self[name] = self.get(name, 0) + count
    return self

def __missing__(self, name):
    return 0

@property
def size(self):
    return sum(self.values())"""
EXERCISES = {
    "Point": Exercise(
        "class Point:",
        [POINT, POINT.replace("(self.x, self.y) == (other.x, other.y)", "self.x == other.x and self.y == other.y")],
        [POINT.replace("self.y + other.y", "self.y - other.y"), "def __eq__(self, other):\n    return True"],
        """
assert Point(1, 2) == Point(1, 2), "Points at one place are equal."
assert Point(1, 2) != Point(2, 1) and not Point(1, 2) == "here", "Others are not."
assert Point(1, 2) + Point(3, 4) == Point(4, 6), "They are added by coordinate."
""",
        """
assert 2 * Point(1, 2) == Point(2, 4) == Point(1, 2) * 2, "Twice as far, from both sides."
assert abs(Point(3, 4)) == 5, "Its distance from the origin."
assert repr(Point(0, 1)) == "Point(0, 1)" and isinstance(Point(0, 1), Point), "It can be read back."
assert len({Point(0, 1), Point(0, 1), Point(1, 0)}) == 2, "Equal points are one in a set."
assert sum([Point(1, 1), Point(2, 2)], Point(0, 0)) == Point(3, 3), "A sum of points."
assert [Point(1, 1) + Point(0, 1)] == [Point(1, 2)], "In a list as well."
""",
    ),
    "Stack": Exercise(
        "class Stack:",
        [STACK, STACK.replace("return len(self.items) > 0", "return bool(self.items)")],
        [STACK.replace("self.items.pop()", "self.items.pop(0)"), STACK.replace("nothing to pop", "empty")],
        """
stack = Stack()
stack.push(1)
stack.push(2)
assert len(stack) == 2 and stack.pop() == 2, "What came last leaves first."
""",
        """
assert 1 in stack and 2 not in stack and list(Stack(1, 2, 3)) == [3, 2, 1], "What is on it, from the top."
try:
    Stack().pop()
except IndexError as error:
    assert str(error) == "nothing to pop", "It should say why."
else:
    assert False, "An empty stack has nothing to pop."
assert stack and not Stack(), "An empty one counts as false."
""",
    ),
    "Money": Exercise(
        "class Money:",
        [MONEY, MONEY.replace("self.cents < other.cents", "other.cents > self.cents")],
        [MONEY.replace(":.2f", ":.1f"), MONEY.replace("self.cents < other", "self.cents > other")],
        """
assert str(Money(250)) == "2.50 EUR", "Cents have two digits."
assert Money(1) < Money(2) and not Money(2) < Money(1), "Less is less."
""",
        """
assert [str(money) for money in sorted([Money(300), Money(5)])] == ["0.05 EUR", "3.00 EUR"], "They can be sorted."
assert float(Money(50)) == 0.5 and Money(250)[1] == 50 and Money(3) == 3, "Parts of it are numbers."
assert max(Money(1), Money(7)) == Money(7), "The largest."
""",
    ),
    "Animal": Exercise(
        "class Animal:",
        [ANIMAL, ANIMAL.replace("f'{self.name} says nothing'", "self.name + ' says nothing'")],
        [ANIMAL.replace("return cls(name)", "return name"), ANIMAL.replace(".upper()", ".lower()")],
        """
assert Animal("Rex").speak() == "Rex says nothing", "Nobody knows what it says."
""",
        """
cat = Animal.called("Tom")
assert cat.name == "Tom" and cat.loud == "TOM" and isinstance(cat, Animal), "It is made by its class."
rex = Animal("Rex")
rex.name = "Max"
assert rex.loud == "MAX", "It can get another name."
""",
        "`Animal.called(name)` makes one, `loud` is its name in capitals.",
    ),
    "Dog": Exercise(
        "class Dog(Animal):",
        [DOG, DOG.replace("f'{self.name} says woof'", "self.name + ' says woof'")],
        [DOG.replace("woof", "meow"), "def __init__(self, name):\n    self.name = name.lower()"],
        """
assert Dog("Rex").speak() == "Rex says woof", "Dogs say woof."
""",
        """
assert issubclass(Dog, Animal) and isinstance(Dog("Rex"), Animal), "A dog is an animal."
assert not isinstance(Animal("Rex"), Dog) and not isinstance("Rex", Dog), "Not every animal is a dog."
assert {"a": Dog("A")}["a"].loud == "A", "It has what animals have."
""",
    ),
    "Basket": Exercise(
        "class Basket(dict):",
        [BASKET, BASKET.replace("self.get(name, 0)", "self[name]")],
        [BASKET.replace("return 0", "return 1"), BASKET.replace(" + count", "")],
        """
basket = Basket()
assert basket.put("pear").put("fig", 2).size == 3 and basket["fig"] == 2, "Two figs and a pear."
""",
        """
assert basket.put("fig").size == 4 and basket["plum"] == 0 and len(basket) == 2, "What is not there is 0."
assert basket == Basket(pear=1, fig=3) and "fig" in basket, "It is a dictionary."
assert sorted(basket) == ["fig", "pear"] and list(basket.values()) == [1, 3], "In order."
""",
        "A dictionary that counts what is put into it.",
    ),
}
