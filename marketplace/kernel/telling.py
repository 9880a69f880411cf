"""Telling people what happened, from floors that know nothing of the inbox and what people chose.

The inbox says in AppConfig.ready() how; `marketplace.notifications.actions.notify` tells the rest.
"""

from datetime import datetime
from typing import Any, Protocol

from marketplace.kernel.people import Person


class Tell(Protocol):
    """Writes a notice, and mails it as its reader chose about the topic of `mail_kind`."""

    def __call__(
        self,
        *,
        user: Person,
        kind: str,
        text: str,
        url: str,
        mail_kind: str | None = None,
        mail_context: dict[str, Any] | None = None,
        dedup_key: str,
        now: datetime | None = None,
    ) -> None:
        """Tell `user` in the caller's transaction, once for each `dedup_key`."""


_tellers: list[Tell] = []


def register_teller(tell: Tell) -> None:
    """Say how people are told. Raises ValueError where somebody has said so."""
    if _tellers:
        raise ValueError("how people are told is known already")
    _tellers.append(tell)


def tell(
    *,
    user: Person,
    mail_kind: str,
    text: str,
    url: str,
    mail_context: dict[str, Any],
    dedup_key: str,
    now: datetime | None = None,
) -> None:
    """Tell `user` in the site and by the mail of `mail_kind`, which also names the notice.

    It is written in the caller's transaction, once for each `dedup_key`. Raises LookupError
    where there is no inbox.
    """
    if not _tellers:
        raise LookupError("no inbox is registered, so nobody can be told")
    _tellers[0](
        user=user,
        kind=mail_kind,
        text=text,
        url=url,
        mail_kind=mail_kind,
        mail_context=mail_context,
        dedup_key=dedup_key,
        now=now,
    )
