"""`python stopwatch.py COMMAND ...`: run it, then print its status, seconds and peak of memory.

A process starts with the peak of the one that started it, so the command is started from here,
where next to nothing is in memory, and not from where the benchmarks run.
"""

import json
import os
import sys
import time

if __name__ == "__main__":
    started = time.monotonic()
    pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
    _, status, usage = os.wait4(pid, 0)
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    figures = {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - started,
        "peak_mb": usage.ru_maxrss * unit / 1_000_000,
    }
    print(json.dumps(figures))
