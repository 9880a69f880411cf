"""Signals: raised by rules, reviewed by moderators."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Signal, User
from accounts.registries import signal_kinds
from marketplace.kernel.errors import Refused
from marketplace.messaging.guard import find_contacts
from marketplace.messaging.models import Message


def raise_signal(
    *,
    kind: str,
    user: User,
    evidence: Mapping[str, Any],
    url: str,
    dedup_key: str,
    now: datetime | None = None,
) -> Signal:
    """Note a suspicion about `user` for the moderators; returns the signal.

    `evidence` is JSON, `url` the path of the page that shows moderators where. With a
    `dedup_key` that exists nothing is added and the earlier signal returned. Tells nobody.
    Raises ValueError for a kind that is not registered.
    """
    if kind not in signal_kinds:
        raise ValueError(f"no kind of signal is called {kind}")
    with transaction.atomic():
        signal, _ = Signal.objects.get_or_create(
            dedup_key=dedup_key,
            defaults={
                "kind": kind,
                "user": user,
                "evidence": dict(evidence),
                "url": url,
                "created_at": now or timezone.now(),
            },
        )
    return signal


def signal_contacts(
    *, message: Message, author: User, where: str, url: str, text: str | None = None
) -> None:
    """Note that `author` sent contact details in a message, after the warning.

    `text` is all that was sent in words, where that is more than the message's body; `where` names
    what they talk about, `url` is the console's page of it. Writes in the caller's transaction;
    nothing is written about a message in which the guard finds nothing.
    """
    text = message.body if text is None else text
    phrases = find_contacts(text)
    if not phrases:
        return
    raise_signal(
        kind="contact",
        user=author,
        evidence={
            "text": text,
            "phrases": [phrase.as_json() for phrase in phrases],
            "thread": message.thread_id,
            "message": message.pk,
            "where": where,
        },
        url=url,
        dedup_key=f"contact:message:{message.pk}",
        now=message.created_at,
    )


def review_signal(
    *, actor: User, signal: Signal, note: str = "", now: datetime | None = None
) -> Signal:
    """Note that a moderator looked at a signal, with what the moderator made of it.

    Changes nothing else and tells nobody. Raises Refused for anybody but moderators and for a
    signal that was reviewed.
    """
    if not actor.is_staff:
        raise Refused("Only moderators review signals.")
    with transaction.atomic():
        locked = Signal.objects.select_for_update().get(pk=signal.pk)
        if locked.is_reviewed:
            raise Refused(f"{locked} was reviewed already.")
        locked.reviewed_at = now or timezone.now()
        locked.reviewed_by = actor
        locked.note = note.strip()
        locked.save(update_fields=["reviewed_at", "reviewed_by", "note"])
    return locked
