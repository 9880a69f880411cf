"""Rows of the outbox."""

from itertools import count
from typing import Any

from marketplace.kernel.models import OutboxMail

_numbers = count(1)


def make_mail(**fields: Any) -> OutboxMail:
    """Return a mail that is due now."""
    number = next(_numbers)
    defaults = {
        "kind": "greeting",
        "to": "ann@example.com",
        "subject": f"Hello {number}",
        "text": "Dear Ann",
        "html": "<p>Dear Ann</p>",
        "headers": {"Auto-Submitted": "auto-generated"},
        "dedup_key": f"mail-{number}",
        "message_id": f"<mail-{number}@example.com>",
    }
    return OutboxMail.objects.create(**(defaults | fields))
