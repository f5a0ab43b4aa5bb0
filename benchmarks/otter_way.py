"""The same hand-ins through Otter-Grader; `grading.py` runs it with a Python that has Otter and the libraries.

Each test cell, hidden part included, becomes a test file of Otter's, and a check where it stands in the notebook.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

TEST = """OK_FORMAT = False

from otter.test_files import test_case

name, points = {name!r}, {points}


@test_case()
def test(env):
    exec({source!r}, env)
"""


def is_test(cell: dict) -> bool:
    """Whether a cell is a test that gives points."""
    info = cell["metadata"].get("nbgrader", {})
    return bool(info.get("grade")) and not info.get("solution")


def main(*notebooks: str) -> None:
    """Grade notebooks.

    Parameters
    ----------
    notebooks : str
        Their paths; the notebooks have the full tests.
    """
    from otter.api import grade_submission

    cells = json.loads(Path(notebooks[0]).read_text(encoding="utf-8"))["cells"]
    tests = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in cells if is_test(cell)}
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "autograder.zip"
        with zipfile.ZipFile(config, "w") as pack:
            pack.writestr("otter_config.json", json.dumps({"lang": "python", "pdf": False}))
            for name, cell in tests.items():
                points = cell["metadata"]["nbgrader"]["points"]
                text = TEST.format(name=name, points=points, source="".join(cell["source"]))
                pack.writestr(f"tests/{name}.py", text)
        for number, path in enumerate(notebooks):
            nb = json.loads(Path(path).read_text(encoding="utf-8"))
            for cell in nb["cells"]:
                if is_test(cell):
                    cell["source"] = f'grader.check("{cell["metadata"]["nbgrader"]["grade_id"]}")'
            begin = {"cell_type": "code", "id": "grader", "metadata": {}, "outputs": [], "execution_count": None,
                     "source": "import otter\ngrader = otter.Notebook()"}  # fmt: skip
            nb["cells"].insert(0, begin)
            target = Path(folder) / f"notebook{number}.ipynb"
            target.write_text(json.dumps(nb), encoding="utf-8")
            results = grade_submission(str(target), str(config), quiet=True)
            print(f"{path}: {results.total} of {results.possible}")


if __name__ == "__main__":
    main(*sys.argv[1:])
