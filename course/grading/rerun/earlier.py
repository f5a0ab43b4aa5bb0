"""What an earlier run left of a hand-in, and which of its cells and tests need not run again."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from .dependence import dependences, fingerprints


@dataclass(frozen=True)
class Earlier:
    """A notebook as it was graded, and what decided its cells.

    Attributes
    ----------
    notebook : str
        The graded notebook (JSON).
    prints : tuple of str
        For each of its code cells, in order, the fingerprint of what decided it; empty where it may not be kept.
    """

    notebook: str
    prints: tuple[str, ...]


@dataclass(frozen=True)
class RerunPlan:
    """What has to run.

    Attributes
    ----------
    kept : mapping
        Index of a cell -> the cell of the earlier run, whose outputs and verdict still hold.
    idle : set of int
        Those of them that nothing else needs: they do not run.
    prints : mapping
        Index of a cell -> its fingerprint; empty where everything runs.
    """

    kept: Mapping[int, NotebookNode] = field(default_factory=dict)
    idle: Set[int] = frozenset()
    prints: Mapping[int, str] = field(default_factory=dict)


def plan_rerun(
    cells: list[NotebookNode], left_out: Set[int], files: Iterable[str], base: str, earlier: Earlier | None
) -> RerunPlan:
    """What has to run of a repaired notebook, and what is kept of an earlier run.

    Parameters
    ----------
    cells : list of NotebookNode
        Of the repaired notebook.
    left_out : set of int
        Indices of story cells that nothing needs.
    files : iterable of str
        Paths of what was handed in beside it.
    base : str
        Stands for the libraries, the limits, the data and the files beside the notebook.
    earlier : Earlier, optional
        Of this student and assignment.
    """
    depends = dependences(cells, left_out, files)
    prints = fingerprints(cells, depends, base)
    before = {}
    if earlier:
        code = [cell for cell in nbformat.reads(earlier.notebook, as_version=4).cells if cell.cell_type == "code"]
        if len(code) == len(earlier.prints):
            before = {name: cell for name, cell in zip(earlier.prints, code, strict=True) if name}
    kept = {index: before[name] for index, name in prints.items() if name in before}
    needed = frozenset().union(*(depends[index] for index in prints if index not in kept))
    return RerunPlan(kept, kept.keys() - needed, prints)
