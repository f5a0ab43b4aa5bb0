"""What cells import, read from their text: the course's own before a kernel is forked, and what an answer lacks."""

import ast
import contextlib
import importlib.util
import re
from functools import cache

from nbformat import NotebookNode

from course.grading.judge.scope import as_python
from course.project.notebooks import kind

# Libraries that an answer written elsewhere, as on Colab, may use. Of any other name a message says nothing.
LIBRARIES = {"altair", "bokeh", "bs4", "colorthief", "cupy", "cv2", "duckdb", "gensim", "geopandas", "google.colab",
             "imageio", "jax", "keras", "kornia", "lightgbm", "lxml", "mahotas", "networkx", "nltk", "numba",
             "openpyxl", "pandas", "plotly", "polars", "pyarrow", "requests", "seaborn", "SimpleITK", "skimage",
             "spacy", "statsmodels", "sympy", "tabulate", "tensorflow", "textblob", "torch", "torchvision", "tqdm",
             "transformers", "wand", "webcolors", "wordcloud", "xgboost", "yaml"}  # fmt: skip
IMPORT = re.compile(r"^[ \t]*(?:import[ \t]+([^#;\n]+)|from[ \t]+([\w.]+)[ \t]+import\b)", re.MULTILINE)


def missing(answer: str) -> str:
    """The one library of the list that an answer imports and that is not installed; empty if none, or not only one.

    The text alone decides, before any test: whatever the answer does when it is called, no other name can be told.
    """
    names = {part.split()[0] for modules, module in IMPORT.findall(answer) for part in (modules or module).split(",")
             if part.strip()}  # fmt: skip
    found = {library for name in names for library in LIBRARIES if f"{name}.".startswith(f"{library}.")}
    absent = [library for library in found if not installed(library)]
    return absent[0] if len(absent) == 1 else ""


def installed(module: str) -> bool:
    """Whether there is such a module, without importing it (of `google.colab` the package around it is imported)."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def imports_of(cells: list[NotebookNode]) -> tuple[str, ...]:
    """Modules that the course's own cells import: those of students are none of our business before they run."""
    ours = [cell for cell in cells if cell.cell_type == "code" and kind(cell) in ("locked", "test")]
    return imported(tuple(cell.source for cell in ours))


@cache
def imported(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Modules that the text of some cells imports."""
    found: dict[str, None] = {}
    for source in sources:
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(as_python(source))):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
    return tuple(found)
