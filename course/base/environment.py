"""Environment variables of every process that runs cells, and what is changed in a process for a while only."""

import contextlib
import logging
import os
from collections.abc import Iterator, Mapping

# One thread a kernel: two kernels whose BLAS threads fight for two cores are slower than one.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# glibc gives large arrays back to the system at once and asks for them anew: in a virtual machine, work on fresh pages
# takes a thirtieth of a notebook's time. Arrays of up to 32 MB are kept here, 128 MB in all.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**27)}
QUIET = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # older kernels' debugger talks of frozen modules at the start


@contextlib.contextmanager
def variables(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, for what is started meanwhile; then they are as before."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def quiet_logs() -> Iterator[None]:
    """Let libraries log errors only."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
