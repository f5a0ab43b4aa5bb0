"""Cells as plain nbgrader's panel *Create Assignment* leaves them."""

from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell


def given(make: Callable[[str], NotebookNode], source: str, **info: Any) -> NotebookNode:
    """A cell; without a role nothing is said of it."""
    cell = make(source)
    if info:
        off = {"grade": False, "locked": False, "solution": False, "schema_version": 3, "task": False}
        cell.metadata["nbgrader"] = off | info
    return cell


def code(source: str, **info: Any) -> NotebookNode:
    """A code cell."""
    return given(new_code_cell, source, **info)


def graded(source: str, name: str, points: float) -> NotebookNode:
    """A test."""
    return code(source, grade_id=name, grade=True, locked=True, points=points)


def answer(source: str, name: str) -> NotebookNode:
    """An answer cell, of which students get nothing."""
    return code(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", grade_id=name, solution=True)
