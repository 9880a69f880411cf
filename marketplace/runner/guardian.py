"""A process that outlives a runner which was killed, ends its children in order, and goes.

It reads a pipe of which the runner holds the only other end. The pipe ends when the runner
does, however that happens; a runner that ended its children itself leaves no record of them.
"""

import signal
import sys
from pathlib import Path

from marketplace.runner.processes import end_recorded


def main() -> None:
    """Wait for the end of standard input, then end what is recorded in the file named."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_recorded(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
