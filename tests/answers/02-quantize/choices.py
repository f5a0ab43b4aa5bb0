def right_letters():
    """The four letters"""
    return {"q1": "c", "q2": "d", "q3": "a", "q4": "b"}


def right_capitals():
    """Capital letters, with blanks and parentheses, in another order"""
    return {"q4": "(b)", "q2": "D ", "q3": "A)", "q1": "C"}


def right_built():
    """Put together from two texts"""
    return dict(zip(["Q1", "Q2", "Q3", "Q4"], "CDAB", strict=True))


def wrong_q1():
    """labels_ for every pixel | Look again at q1"""
    return {"q1": "a", "q2": "d", "q3": "a", "q4": "b"}


def wrong_q1_fit():
    """A new fit on all pixels | Look again at q1"""
    return {"q1": "d", "q2": "d", "q3": "a", "q4": "b"}


def wrong_q2():
    """The score without its sign | Look again at q2"""
    return {"q1": "c", "q2": "c", "q3": "a", "q4": "b"}


def wrong_q2_average():
    """The score as an average distance | Look again at q2"""
    return {"q1": "c", "q2": "b", "q3": "a", "q4": "b"}


def wrong_q3():
    """The error doubles on a sample | Look again at q3"""
    return {"q1": "c", "q2": "d", "q3": "b", "q4": "b"}


def wrong_q4():
    """Rounding for fewer colors | Look again at q4"""
    return {"q1": "c", "q2": "d", "q3": "a", "q4": "c"}


def wrong_two():
    """Two wrong answers | q1 (labels_), q3 (the sample)"""
    return {"q1": "b", "q2": "d", "q3": "d", "q4": "b"}


def wrong_open():
    """Question marks left | Still to do: q2, q4"""
    return {"q1": "c", "q2": "?", "q3": "a", "q4": ""}


def wrong_two_letters():
    """Two letters for one question | Still to do: q3"""
    return {"q1": "c", "q2": "d", "q3": "a or b", "q4": "b"}


def wrong_list():
    """A list of letters | a dict as above, not list"""
    return ["c", "d", "a", "b"]


def wrong_keys():
    """Numbers as keys | keys q1, q2, q3 and q4, yours are 1, 2, 3, 4"""
    return {1: "c", 2: "d", 3: "a", 4: "b"}


def wrong_missing():
    """A question is missing | keys q1, q2, q3 and q4, yours are q1, q2, q3"""
    return {"q1": "c", "q2": "d", "q3": "a"}


def wrong_nothing():
    """The cell gives None | not NoneType"""
    return None
