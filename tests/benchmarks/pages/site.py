"""The site, served as `make run` serves it."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator

from tests import servers


@contextlib.contextmanager
def gunicorn() -> Iterator[int]:
    """Run gunicorn with two sync workers; yield the port of this machine it listens on."""
    port = servers.free_port()
    command = [sys.executable, "-m", "gunicorn", "marketplace.wsgi"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload"]
    command += ["--log-level", "warning", "--no-control-socket"]
    process = servers.start(command, env=dict(os.environ))
    try:
        servers.wait_until(lambda: is_open(port), within=30, what="gunicorn listens")
        yield port
    finally:
        servers.stop(process)


def is_open(port: int) -> bool:
    """Return whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
