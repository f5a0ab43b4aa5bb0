"""Imported first by a process that does nothing but import and be forked: nothing of that is garbage to be collected.

The search would take a fifth of the time. Who is forked says `gc.enable()` when its work begins.
"""

import gc

gc.disable()
