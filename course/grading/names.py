"""Which names a cell needs from elsewhere, and which it defines for the cells after it."""

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager


@dataclass(frozen=True)
class Names:
    """Names of a cell: what it `needs` from elsewhere, `mentions` as a text, `defines` at its top level."""

    needs: frozenset[str]
    mentions: frozenset[str]
    defines: frozenset[str]


class NoShell:
    """Stands for IPython's shell where none is: magics do nothing."""

    def __getattr__(self, name: str):
        return lambda *args, **kwargs: None


def as_python(source: str) -> str:
    """A cell's text as plain Python; magics and shell commands become calls of `get_ipython()`."""
    try:
        ast.parse(source)
        return source
    except SyntaxError:
        return TransformerManager().transform_cell(source)


def names_of(source: str) -> Names:
    """Names that a cell needs and defines.

    Parameters
    ----------
    source : str
        Text of a code cell.

    Returns
    -------
    Names
        Without built-in names among those that it needs. What is both defined and used counts as defined.

    Raises
    ------
    SyntaxError
        If the cell is not Python.
    """
    source = as_python(source)
    table = symtable.symtable(source, "<cell>", "exec")
    defines = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    needs = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    for inner in _inside(table):
        symbols = [symbol for symbol in inner.get_symbols() if symbol.is_global()]
        defines |= {symbol.get_name() for symbol in symbols if symbol.is_assigned()}
        needs |= {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    texts = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    mentions = {text for text in texts if isinstance(text, str) and text.isidentifier()}
    known = defines | set(dir(builtins))
    return Names(frozenset(needs - known), frozenset(mentions - known), frozenset(defines))


def _inside(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inside(child)
