"""Names of the student's process: only those that everybody knows reach a message."""

import builtins
import importlib
import sys

import pytest
from PIL.Image import Image
from support.agents import recreated

from course.grading.judge.allowlist import KNOWN_ERRORS, genuine

SECRET = "The_hidden_input_was_42"
BUILTIN = sorted(name for name, kind in vars(builtins).items() if isinstance(kind, type))


@pytest.mark.parametrize("kind", [*BUILTIN, "print", "__import__", "__doc__", "Refused", "no_such_name", SECRET, ""])
def test_an_exception_is_of_a_builtin_kind_and_says_nothing_of_the_student(kind):
    """Whatever kind is claimed, the exception is an Exception, built in, and neither its type nor its text is told."""
    error = recreated(kind, SECRET, "f")
    base = type(error).__bases__[0]
    assert isinstance(error, Exception) and getattr(builtins, base.__name__) is base
    assert not isinstance(error, StopIteration)
    assert (error.remote, error.where) == (True, "f")
    assert SECRET not in f"{error!r} {error} {error.args} {type(error)}"
    assert type(error).__name__ in BUILTIN


@pytest.mark.parametrize(
    "kind", ["ValueError", "AssertionError", "KeyError", "OSError", "NameError", "ZeroDivisionError"]
)
def test_an_exception_is_caught_as_what_it_was(kind):
    """A test that expects an exception of a built-in kind gets it."""
    assert isinstance(recreated(kind, kind, ""), getattr(builtins, kind))


@pytest.mark.parametrize("kind", ["KeyboardInterrupt", "SystemExit", "GeneratorExit", "BaseException", "StopIteration"])
def test_what_would_end_more_than_a_test_becomes_a_runtime_error(kind):
    """An exception that ends a loop or a process comes as a RuntimeError instead."""
    assert type(recreated(kind, kind, "")).__bases__ == (RuntimeError,)


@pytest.mark.parametrize("name", sorted(KNOWN_ERRORS))
def test_well_known_names_of_libraries_are_told(name):
    """A student reads the well-known name of an exception, which is of the built-in kind all the same."""
    error = recreated("ValueError", name, "")
    assert type(error).__name__ == name and isinstance(error, ValueError)


@pytest.mark.parametrize(
    "name",
    ["matplotlib.figure.Figure", "matplotlib.axes._axes.Axes", "sklearn.cluster._kmeans.KMeans", "PIL.Image.Image"],
)
def test_a_class_of_a_known_library_is_found(name):
    """The full name of a class of Matplotlib, scikit-learn or Pillow gives that class."""
    importlib.import_module(name.rpartition(".")[0])
    found = genuine(name)
    assert f"{found.__module__}.{found.__qualname__}" == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Image",
        "PIL",
        "PIL.",
        ".PIL.Image",
        "PIL..Image",
        "PIL.Image.Image.Image",
        "PIL.Image.open",  # a function
        "PIL.Image.MAX_IMAGE_PIXELS",
        "PIL.Image.Path",  # of another library
        "PIL.Image.no_such_name",
        "PIL.no_such_module.Image",
        "PILLOW.Image.Image",
        "matplotlib.pylab.ndarray",
        "matplotlib.pyplot.Figure",  # it lives elsewhere
        "sklearn.cluster.KMeans",
        "builtins.int",
        "numpy.ndarray",
        "os.system",
        "course.grading.judge.proxies.Handle",
        "PIL.Image.\0",
        "PIL.\ud800.Image",
    ],
)
def test_no_other_name_stands_for_a_class(name):
    """A name that is no class of these libraries, or a class that only passes through them, gives nothing."""
    assert genuine(name) is None


def test_nothing_is_imported_from_elsewhere(monkeypatch):
    """A module that a student names is imported only if it is one of these libraries."""
    asked = []
    real = builtins.__import__
    monkeypatch.setattr(
        builtins, "__import__", lambda name, *rest, **more: asked.append(name) or real(name, *rest, **more)
    )
    names = ["this.Zen", "antigravity.Fly", "sklearning.A", "os.path.A", "PIL.Image.Image"]
    found = [genuine(name) for name in names]
    monkeypatch.undo()
    assert found == [None] * 4 + [Image] and {"this", "antigravity", "sklearning", "os.path"}.isdisjoint(asked)


def test_bug_a_module_of_the_students_choice_was_imported():
    """What a name promises is not imported for it: a module of tests skipped the judge itself."""
    assert genuine("sklearn.tests.test_docstrings.X") is None
    assert "sklearn.tests" not in sys.modules
