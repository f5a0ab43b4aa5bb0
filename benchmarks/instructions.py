"""User instructions of the whole machine while something runs, where processor and system count them.

They repeat to a few percent on a machine on which seconds do not. `perf` must be there and be allowed to look at
all processes; many virtual machines have no counters.
"""

import contextlib
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

EVENT = "instructions:u"


def counted(report: str) -> float | None:
    """The figure in what ``perf stat -x,`` wrote, None where there is none."""
    for line in report.splitlines():
        with contextlib.suppress(ValueError):
            return float(line.split(",")[0])
    return None


@contextlib.contextmanager
def counting(event: str = EVENT) -> Iterator[list[float]]:
    """Count while the block runs; the list holds the figure afterwards, or stays empty.

    Parameters
    ----------
    event : str
        What `perf` is to count.
    """
    found: list[float] = []
    perf = shutil.which("perf")
    if perf is None:
        yield found
        return
    with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as report:
        command = [perf, "stat", "--all-cpus", "--field-separator", ",", "--event", event, "--output", report.name]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield found
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
            figure = counted(Path(report.name).read_text(encoding="utf-8"))
            found += [] if figure is None else [figure]
