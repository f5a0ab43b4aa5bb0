"""The `course` command, from its first moment: `python -m course` is the same."""

import gc
import sys
from pathlib import Path


def main() -> None:
    """Start what takes long to start, import what takes long to import, and run the command."""
    gc.disable()  # nothing that is imported is garbage: to look for some would take a quarter of the time
    from . import lean  # noqa: F401 (before anything imports nbformat)
    from .grading.start import early

    try:
        early(sys.argv[1:], Path.cwd())
        from .cli import main as command
    except KeyboardInterrupt:  # there is nothing yet that could say more
        sys.exit(130)
    gc.freeze()  # nor when the process ends, which would take as long again
    gc.enable()
    command()


if __name__ == "__main__":
    main()
