"""Imports that wait until a command is called."""

import gc
import importlib
from types import ModuleType


def late(name: str) -> ModuleType:
    """Import a module. Nothing of that is garbage: to look for some would take a quarter of the time."""
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()  # nor is it when the process ends, which would take as long again
        gc.enable()
