"""Indexes that nbgrader's gradebook lacks: without them the time of one submission grows with the class."""

from nbgrader.api import Comment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Column, Index, inspect
from sqlalchemy.engine import Engine

# Looked up by these columns for each submission; the tables' own indexes begin with another column.
COLUMNS: tuple[Column, ...] = (
    Grade.__table__.c.notebook_id,
    Comment.__table__.c.notebook_id,
    SubmittedNotebook.__table__.c.assignment_id,
    SubmittedAssignment.__table__.c.student_id,
)


def add_indexes(engine: Engine) -> list[str]:
    """Add what is missing; the names of what was added.

    Parameters
    ----------
    engine : Engine
        Of the gradebook's database.
    """
    added = []
    for column in COLUMNS:
        name = f"course_{column.table.name}_{column.name}"
        if name not in {index["name"] for index in inspect(engine).get_indexes(column.table.name)}:
            index = Index(name, column)
            index.create(engine)
            column.table.indexes.discard(index)  # the tables are nbgrader's: what it creates elsewhere stays as it is
            added.append(name)
    return added
