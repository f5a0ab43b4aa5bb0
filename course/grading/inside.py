"""Texts of ours that run inside the sandbox; nothing of the course can be imported there."""

from pathlib import Path


def text(*names: str) -> str:
    """The text of files of this folder, one after the other."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)


CONFINE = text("confine.py")
# Once in each process, or in the one that kernels are forked from.
LOAD = f"""
import sys as _sys, types as _types
_sys.modules["_course_agent"] = _types.ModuleType("_course_agent")
exec(compile({text("wire.py", "agent.py")!r}, "<agent>", "exec"), _sys.modules["_course_agent"].__dict__)
del _sys, _types
"""
# In each kernel, before the first cell.
BEGIN = """
import sys as _sys
_sys.modules["_course_agent"].agent = _sys.modules["_course_agent"].Agent(globals())
_sys.modules["_course_agent"].agent.listen(get_ipython())
for _stream in (_sys.stdout, _sys.stderr):
    _stream.flush_interval = 0.02  # a loop that prints without end is found out by many small messages
del _sys, _stream
"""
ASK = '__import__("sys").modules["_course_agent"].agent.{}'
