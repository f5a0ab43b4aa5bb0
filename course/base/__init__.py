"""What every room may use: errors, the environment, this machine, the terminal."""

from . import skip_imports  # noqa: F401 (before anything imports nbformat)
