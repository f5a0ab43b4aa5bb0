"""A gradebook that another program holds: this is said at once, and it is waited for, but not for ever."""

import contextlib
import sqlite3
import time
from pathlib import Path

from sqlalchemy import make_url

from course.base.errors import CourseError

GRACE, PATIENCE = 1.0, 60.0  # seconds of waiting in silence, as everybody writes for a moment; and of waiting
WHO = "the formgrader or a notebook in JupyterLab, a database browser, another nbgrader command"


class Locked(CourseError):
    """Another program holds the gradebook and did not let go of it."""

    def __init__(self, database: str):
        super().__init__(
            f"The gradebook {database} is locked by another program ({WHO}): end what it does there, then give the same"
            " command again. What was saved stays; what could not be saved is done again."
        )


def wait_until_free(db_url: str, writing: bool = False) -> None:
    """Wait until a gradebook in SQLite can be read, or written.

    Parameters
    ----------
    db_url : str
        Its address; other databases wait in their own way.
    writing : bool
        Whether it is to be written: many programs that read do not keep another one from reading.

    Raises
    ------
    Locked
        If another program holds it for a minute.
    """
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).is_file():
        return
    if free(url.database, writing, GRACE):
        return
    from rich.console import Console  # not above: workers say nothing, and it is long to import

    err = Console(stderr=True, highlight=False)

    notice = f"Another program holds the gradebook {url.database} ({WHO}): waiting for it, {PATIENCE:.0f} s at most."
    err.print(notice, style="yellow", markup=False, soft_wrap=True)
    until = time.monotonic() + PATIENCE
    while not free(url.database, writing, 0.5):
        if time.monotonic() > until:
            raise Locked(url.database)
    err.print("The gradebook is free again.", style="yellow")


def free(database: str, writing: bool, seconds: float) -> bool:
    """Whether nobody holds a database of SQLite, or lets go of it within some seconds."""
    with contextlib.closing(sqlite3.connect(database, timeout=seconds, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE" if writing else "BEGIN")
            connection.execute("SELECT * FROM sqlite_master")
            connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            # What else is wrong with it is said by whoever opens it next.
            return not busy(error)
    return True


def busy(error: BaseException | None) -> bool:
    """Whether an error of SQLite says that another program holds the database."""
    return isinstance(error, sqlite3.OperationalError) and (error.sqlite_errorcode & 0xFF) == sqlite3.SQLITE_BUSY
