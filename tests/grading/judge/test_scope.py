"""Names of a cell: what it needs, what it mentions as a text, what it defines."""

import pytest

from course.grading.judge.scope import NoShell, as_python, names_of

CASES = {
    # text of the cell: (needs, mentions, defines)
    "x = y": ("y", "", "x"),
    "x = x + 1": ("", "", "x"),
    "print(len(x))": ("x", "", ""),
    "x += 1": ("", "", "x"),
    "x.y = z[0]": ("x z", "", ""),
    "x: int = 3": ("", "", "x"),
    "for i, (j, *k) in pairs: pass": ("pairs", "", "i j k"),
    "with opened as file: pass": ("opened", "", "file"),
    "try:\n    f()\nexcept Odd as error: pass": ("f Odd", "", "error"),
    "if (n := f()) > m: pass": ("f m", "", "n"),
    "match value:\n    case [first, *rest]: pass\n    case {'a': b, **more}: pass": ("value", "a", "first rest b more"),
    "import a.b, c as d\nfrom e import f as g": ("", "", "a d g"),
    "f'{x!r:>{width}}'": ("x width", "", ""),
    # comprehensions keep their variables
    "[k + n for k in ks if k > m]": ("ks n m", "", ""),
    "{k: [v for v in vs] for k, vs in pairs}": ("pairs", "", ""),
    "{k for k in ks}\nshow(k)": ("ks show k", "", ""),
    "sum(k for k in ks)": ("ks", "", ""),
    "[last := k for k in ks]": ("ks", "", "last"),
    "def f(ks): return [k + n for k in ks]": ("n", "", "f"),
    "class A:\n    sizes = [k + n for k in ks]": ("n ks", "", "A"),
    # functions
    "def f(x, *args, y=z, **more): return x + y + w": ("z w", "", "f"),
    "def f(x: Kind) -> Other: pass": ("Kind Other", "", "f"),
    "@decorated(n)\ndef f(): pass": ("decorated n", "", "f"),
    "def f():\n    def g(): return x + n\n    x = 1\n    return g": ("n", "", "f"),
    "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = n\n    return g": ("n", "", "f"),
    "def f():\n    global made\n    made = n": ("n", "", "f made"),
    "def f():\n    def g():\n        global made\n        made = 1": ("", "", "f made"),
    "def f():\n    global told\n    return told": ("told", "", "f"),
    "g = lambda x: x + n": ("n", "", "g"),
    "def f(): return f": ("", "", "f"),
    "def f(): return g()\ndef g(): return 1": ("", "", "f g"),
    "async def f(xs):\n    async for x in xs: await g(x)": ("g", "", "f"),
    # class bodies
    "class A(B, metaclass=M):\n    size = n\n    def area(self): return self.size * scale": ("B M n scale", "", "A"),
    "class A:\n    size = 1\n    def area(self): return size": ("size", "", "A"),
    "class A:\n    def f(self):\n        global made\n        made = 1": ("", "", "A made"),
    # texts
    "call('double', 'two words', 'a.b', '', '3', b'raw')": ("call", "double", ""),
    "names = {'double': ['triple']}\ntriple = 3": ("", "double", "names triple"),
    "'print'": ("", "", ""),
    "def f():\n    '''Docstring'''\n    return call('inner')": ("call", "Docstring inner", "f"),
    "hasattr(module, 'größe')": ("module", "größe", ""),
    # magics
    "%matplotlib inline\nx = y": ("get_ipython y", "inline matplotlib", "x"),
    "%%time\nx = y": ("get_ipython", "time", ""),
    "here = !ls {folder}": ("get_ipython", "", "here"),
    "!pip install numpy\n[k for k in ks]": ("get_ipython ks", "", ""),
    "f?\nx = 1": ("get_ipython", "f pinfo", "x"),
    # nothing
    "": ("", "", ""),
    "# x = y": ("", "", ""),
}


@pytest.mark.parametrize("source", CASES)
def test_names_of_a_cell(source):
    """A cell needs what comes from elsewhere, defines what later cells may use, and mentions what a text names."""
    names = names_of(source)
    assert (names.needs, names.mentions, names.defines) == tuple(frozenset(part.split()) for part in CASES[source])


@pytest.mark.parametrize("source", ["x = = 1", "def f(:", "%matplotlib inline\nx = (", "return = 1"])
def test_a_cell_that_is_no_python_is_an_error(source):
    """Who asks for the names of a text that is no Python learns so."""
    with pytest.raises(SyntaxError):
        names_of(source)


def test_only_cells_with_magics_are_rewritten():
    """Plain Python stays as it is, to the character: lines of messages and pictures are found in it."""
    plain = "x = [1,2 ]  # as written\n\n\nif x : pass"
    assert as_python(plain) == plain
    assert "get_ipython()" in as_python("%time x = 1")


@pytest.mark.parametrize(
    "magic", ["%matplotlib inline", "!ls", "%%time\n1 / 0", "here = !ls\nassert here is None", "f?"]
)
def test_magics_do_nothing_without_a_shell(magic):
    """Where no shell is, magics and commands run nothing and fail nothing."""
    exec(as_python(magic), {"get_ipython": NoShell})
