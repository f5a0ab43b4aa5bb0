"""The public address of the repository: set once in `nbgrader_config.py`, it gives badges and downloads."""

import re
from collections import Counter
from pathlib import PurePosixPath

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import TraitError, Unicode, validate

BADGE_PLACE = "<!-- COLAB BADGE -->"
CODE_PLACE = 'REPOSITORY = ""'
README_PLACE = re.compile(r"(<!-- BADGES -->\n).*?(<!-- /BADGES -->)", re.DOTALL)
BADGE_IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"
UNSET = "Works in JupyterLab, Notebook 7 and Google Colab (there: *File → Upload notebook*)."


def badge(repository: str, release_path: PurePosixPath) -> str:
    """Markdown of the badge that opens a notebook of `release/` on Colab."""
    owner, name, ref = repository.split("/", 2)
    address = f"https://colab.research.google.com/github/{owner}/{name}/blob/{ref}/{release_path}"
    return f"[![Open in Colab]({BADGE_IMAGE})]({address})"


def fill_readme(text: str, repository: str, release_paths: list[PurePosixPath]) -> str:
    """README with one badge per notebook between its marks, and nothing there while the address is not set."""
    counts = Counter(path.parent for path in release_paths)
    names = {path: path.parent.name + f"/{path.name}" * (counts[path.parent] > 1) for path in release_paths}
    lines = [f"- `{names[path]}` {badge(repository, path)}\n" for path in release_paths if repository]
    return README_PLACE.sub(lambda match: match[1] + "".join(lines) + match[2], text)


class FillAddress(NbGraderPreprocessor):
    """Writes the repository's address into a notebook when nbgrader compiles the student version."""

    repository = Unicode("", help="OWNER/REPO/BRANCH-OR-TAG of the public repository, or empty").tag(config=True)

    @validate("repository")
    def _validate_repository(self, proposal):
        value = proposal["value"].strip().strip("/")
        if value and not re.fullmatch(r"[\w.-]+/[\w.-]+/[\w./-]+", value):
            raise TraitError(f"FillAddress.repository is {value!r}: write it as OWNER/REPO/BRANCH-OR-TAG.")
        return value

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Put the badge and the address of the photographs in their places."""
        info = resources["nbgrader"]
        path = PurePosixPath("release", info["assignment"], info["notebook"] + ".ipynb")
        shown = badge(self.repository, path) if self.repository else UNSET
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = cell.source.replace(BADGE_PLACE, shown)
            elif self.repository:
                cell.source = cell.source.replace(CODE_PLACE, f'REPOSITORY = "{self.repository}"', 1)
        return nb, resources
