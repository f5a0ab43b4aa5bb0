"""Keeps out what nobody here needs and every process would wait for; it comes with `course.base`, before nbformat.

jsonschema, which nbformat imports, checks IRIs with the optional library rfc3987_syntax where it is installed, and
Jupyter's servers install it. It compiles a grammar when it is imported, two thirds of a command's start. No
schema of a notebook has an IRI. A name that is None in `sys.modules` counts as not installed.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # typeshed knows only modules here
