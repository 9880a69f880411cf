"""A mail server with a memory, which can be told to behave badly."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Mailbox:
    """What arrived. `answers` holds what is said to the senders, addresses and subjects that are
    disliked: a line, "DROP" to hang up, or "SILENCE" to say nothing for long."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.connections = 0
        # Mails that are taken over one connection before the server ends it, as many do.
        self.each = 10_000
        self.seconds_each = 0.0

    @property
    def subjects(self) -> list[str]:
        """Return the subjects in the order of arrival."""
        return [message["Subject"] for message in self.messages]

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name, session.taken = hostname, 0
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if session.taken >= self.each:
            return "421 Too many messages in this connection"
        envelope.mail_from = address
        return await self._answer(server, address)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._answer(server, address)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        answer = await self._answer(server, message["Subject"])
        await asyncio.sleep(self.seconds_each)
        if answer.startswith("250"):
            session.taken += 1
            self.messages.append(message)  # type: ignore[arg-type]  # policy.default makes these
        return answer

    async def _answer(self, server: Any, word: str) -> str:
        answer = self.answers.get(word, "250 OK")
        if answer == "DROP":
            server.transport.abort()
        if answer == "SILENCE":
            await asyncio.sleep(3600)
        return answer


@contextlib.contextmanager
def serving(settings: Any) -> Iterator[Mailbox]:
    """Run such a server on a port of its own, and have mail sent to it."""
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of every byte
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
