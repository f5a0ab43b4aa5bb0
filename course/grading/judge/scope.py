"""Which names a cell needs from elsewhere, and which it defines for the cells after it."""

import ast
import builtins
import symtable
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager

COMPREHENSIONS = ast.ListComp, ast.SetComp, ast.DictComp
ANNOTATED = "__conditional_annotations__"  # Python 3.14's own, in cells that annotate a name


@dataclass(frozen=True)
class Names:
    """Names of a cell: what it `needs` from elsewhere, `mentions` as a text, `defines` at its top level."""

    needs: frozenset[str]
    mentions: frozenset[str]
    defines: frozenset[str]


class NoShell:
    """Stands for IPython's shell where none is: magics do nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


def as_python(source: str) -> str:
    """A cell's text as plain Python; magics and shell commands become calls of `get_ipython()`."""
    try:
        ast.parse(source)
        return source
    except SyntaxError:
        return TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]  # IPython has no types here


class Generators(ast.NodeTransformer):
    """Makes generators of comprehensions, which from Python 3.12 on share the names of what is around them."""

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.GeneratorExp:
        """Of a list or a set."""
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> ast.GeneratorExp:
        """Of a dictionary."""
        self.generic_visit(node)
        return ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators)


@lru_cache(maxsize=512)
def names_of(source: str) -> Names:
    """Names that a cell needs and defines; SyntaxError if it is not Python.

    Built-in names are not among those that it needs. What is both defined and used counts as defined.
    """
    source = as_python(source)
    tree = ast.parse(source)
    if any(isinstance(node, COMPREHENSIONS) for node in ast.walk(tree)):
        source = ast.unparse(Generators().visit(tree))
    table = symtable.symtable(source, "<cell>", "exec")
    defines = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    needs = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    for inner in _inside(table):
        symbols = [symbol for symbol in inner.get_symbols() if symbol.is_global()]
        defines |= {symbol.get_name() for symbol in symbols if symbol.is_assigned()}
        needs |= {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    mentions = {text for text in texts if isinstance(text, str) and text.isidentifier()}
    defines.discard(ANNOTATED)
    known = defines | {*dir(builtins), ANNOTATED}
    return Names(frozenset(needs - known), frozenset(mentions - known), frozenset(defines))


def _inside(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inside(child)
