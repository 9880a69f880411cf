"""A mail server that outlives all faults and remembers what it took."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port


class Arrivals:
    """Message-IDs of all copies by recipient, in the order of their arrival."""

    def __init__(self, *, seconds_each: float) -> None:
        self.copies: dict[str, list[str]] = defaultdict(list)
        self._seconds_each = seconds_each
        # What happens when the next mail is taken and its sender does not know it yet.
        self.interruption: Callable[[], None] | None = None

    @property
    def count(self) -> int:
        """Return how many recipients have something."""
        return len(self.copies)

    @property
    def doubles(self) -> int:
        """Return how many copies there are beyond the first one of each mail."""
        return sum(len(copies) - 1 for copies in self.copies.values())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, which from now on has arrived, whatever becomes of who sent it."""
        headers = BytesHeaderParser().parsebytes(envelope.content)
        (recipient,) = envelope.rcpt_tos
        self.copies[recipient].append(headers["Message-ID"])
        if (interrupt := self.interruption) is not None:
            self.interruption = None
            interrupt()
        if self._seconds_each:
            await asyncio.sleep(self._seconds_each)
        return "250 OK"


@contextlib.contextmanager
def mail_server(*, seconds_each: float = 0) -> Iterator[tuple[Arrivals, int]]:
    """Run a server that takes so long over each mail; yield its memory and its port."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of every byte
    arrivals, port = Arrivals(seconds_each=seconds_each), free_port()
    controller = Controller(arrivals, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield arrivals, port
    finally:
        controller.stop()
