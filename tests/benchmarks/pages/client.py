"""A small HTTP client: a bounded number of requests to this machine, a few at a time."""

import socket
import threading
import time
from dataclasses import dataclass

AT_ONCE = 4
LONGEST = 20.0  # seconds one burst may take


@dataclass(frozen=True, slots=True)
class Server:
    """Where the site listens, and who asks."""

    port: int
    cookie: str

    def request(self, path: str) -> bytes:
        """Return the bytes of one GET."""
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookie}\r\nConnection: close\r\n\r\n"
        ).encode()

    def get(self, path: str) -> bytes:
        """Fetch a page once and return its body; raise RuntimeError unless it is a 200."""
        return _body(self._ask(self.request(path)), path)

    def rate(self, path: str, requests: int) -> float:
        """Return how many requests per second the server answers, measured over `requests`."""
        request, left = self.request(path), iter(range(requests))
        deadline = time.monotonic() + LONGEST
        sizes: list[int] = []

        def work() -> None:
            for _ in left:
                sizes.append(len(_body(self._ask(request), path)))
                if time.monotonic() > deadline:
                    return

        threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(sizes) < requests and time.monotonic() < deadline:
            raise RuntimeError(f"{path}: the server failed")
        return len(sizes) / (time.monotonic() - started)

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST) as connection:
            connection.sendall(request)
            parts = []
            while part := connection.recv(65_536):
                parts.append(part)
        return b"".join(parts)


def _body(answer: bytes, path: str) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.partition(b"\r\n")[0].decode()
    if " 200 " not in f"{status} ":
        raise RuntimeError(f"{path} answered {status or 'nothing'}")
    return body
