import numpy as np


def right_set():
    """A set"""
    return {10, 3, 5}


def right_list():
    """A list"""
    return [3, 5, 10]


def right_array():
    """A tuple of NumPy integers"""
    return tuple(np.array([5, 10, 3]))


def wrong_two():
    """Two of three | but 2 different ones are listed"""
    return {3, 10}


def wrong_four():
    """One too many | but 4 different ones are listed"""
    return {3, 4, 5, 10}


def wrong_one_off():
    """Two right, one wrong | not the three false sentences"""
    return {3, 4, 10}


def wrong_others():
    """None right | not the three false sentences"""
    return {1, 6, 8}


def wrong_counted_from_zero():
    """Counted from 0 | not the three false sentences"""
    return {2, 4, 9}


def wrong_twice():
    """One number twice | but 2 different ones are listed"""
    return [3, 3, 5]


def wrong_texts():
    """Numbers as text | should hold numbers"""
    return {"3", "5", "10"}


def wrong_dict():
    """A dict | not dict"""
    return {3: False, 5: False, 10: False}


def wrong_all():
    """All of them | but 10 different ones are listed"""
    return set(range(1, 11))
