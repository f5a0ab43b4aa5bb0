"""Imported first by a process that does nothing but import and be forked: nothing of that is garbage to be collected.

The search would take a fifth of the time. Who is forked says `gc.enable()` when its work begins. Ctrl-C is for whoever
started it all.
"""

import gc
import signal

gc.disable()
signal.signal(signal.SIGINT, signal.SIG_IGN)
