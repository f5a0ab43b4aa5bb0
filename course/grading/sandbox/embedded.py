"""Texts of ours that run in a kernel beside the student's code; nothing of the course can be imported there."""

import re
from pathlib import Path

GRADING = Path(__file__).parent.parent


def text(*names: str) -> str:
    """The text of files of `grading/`, one after the other; what one imports from another is there already."""
    whole = "\n".join((GRADING / name).read_text(encoding="utf-8") for name in names)
    return re.sub(r"^from (\.|course\.).*\n", "", whole, flags=re.MULTILINE)


LIBRARIES = [f"libraries/{name}.py" for name in ("arrays", "classes", "standard", "pictures", "tables")]
AGENT = text("judge/data/values.py", *LIBRARIES, "judge/data/wire.py", "sandbox/inside/agent.py")
# Once in each process, or in the one that kernels are forked from.
LOAD = f"""
import sys as _sys, types as _types
_sys.modules["_course_agent"] = _types.ModuleType("_course_agent")
exec(compile({AGENT!r}, "<agent>", "exec"), _sys.modules["_course_agent"].__dict__)
del _sys, _types
"""
# In each kernel, before the first cell.
BEGIN = """
import sys as _sys
_sys.modules["_course_agent"].agent = _sys.modules["_course_agent"].Agent(globals())
_sys.modules["_course_agent"].agent.attach(get_ipython())
for _stream in (_sys.stdout, _sys.stderr):
    _stream.flush_interval = 0.02  # a loop that prints without end is found out by many small messages
del _sys, _stream
"""
LISTEN = '__import__("sys").modules["_course_agent"].listen({!r})\n'  # where nothing is confined
ASK = '__import__("sys").modules["_course_agent"].agent.{}'
