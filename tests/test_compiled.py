"""The dialect that keeps compiled statements: as right as SQLAlchemy's own, and it does keep them."""

import subprocess
import sys

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, inspect, text

from course import compiled
from course.workspace import prepare_process


@pytest.fixture
def url(tmp_path):
    """An empty gradebook's address."""
    prepare_process()
    address = f"sqlite:///{tmp_path / 'gradebook.db'}?timeout=60"
    Gradebook(address, "course").close()
    return address


def fill(address, student):
    """What nbgrader does to enter a student, in a gradebook opened for it."""
    with Gradebook(compiled.compiled(address), "course") as gradebook:
        gradebook.update_or_create_student(student, first_name=student.upper())


def test_statements_are_compiled_once(url):
    """A gradebook that is opened again compiles nothing that was compiled before."""
    fill(url, "ann")
    fill(url, "bob")
    before = len(compiled._statements)
    fill(url, "cid")
    assert len(compiled._statements) == before > 0
    with Gradebook(url, "course") as gradebook:
        assert {student.id: student.first_name for student in gradebook.students} == {
            "ann": "ANN",
            "bob": "BOB",
            "cid": "CID",
        }


def test_each_database_has_its_own_tables(url, tmp_path):
    """What is known of one database is not believed of another, and a table that comes later is found."""
    fill(url, "ann")
    other = create_engine(compiled.compiled(f"sqlite:///{tmp_path / 'other.db'}"))
    assert not inspect(other).has_table("student")
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE student (id INTEGER)"))
    assert inspect(other).has_table("student")
    other.dispose()


def test_a_gradebook_that_was_deleted_is_made_anew(url, tmp_path):
    """Nobody has to start again because the file was moved away meanwhile."""
    fill(url, "ann")
    (tmp_path / "gradebook.db").unlink()
    fill(url, "bob")
    with Gradebook(url, "course") as gradebook:
        assert [student.id for student in gradebook.students] == ["bob"]


@pytest.mark.parametrize(
    "address", ["postgresql+psycopg://someone:secret@host/grades", "sqlite+pysqlcipher:///x.db", "sqlite://"]
)
def test_other_databases_keep_their_dialect(address):
    """Only plain SQLite gets it."""
    assert compiled.compiled(address) == address


def test_a_worker_waits_for_no_import_that_it_does_not_need():
    """Neither nbgrader with its database nor the grammar of IRIs is imported where hand-ins are run."""
    code = (
        "import course.lean, course.grading.worker, sys; "
        "print({name.partition('.')[0] for name in sys.modules} & {'nbgrader', 'sqlalchemy', 'nbconvert', 'lark'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
