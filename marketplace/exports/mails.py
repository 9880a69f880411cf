"""The mail that says an export is ready."""

from datetime import UTC, datetime
from typing import Any

from marketplace.kernel.mail import register_mail
from marketplace.kernel.mail.topics import Required

WHY = "You get this mail because you asked for this file."


def _ready_sample() -> dict[str, Any]:
    return {
        "what": "Statement",
        "rows": 1_204,
        "expires_at": datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
        "url": "/exports/#export-7",
    }


def register() -> None:
    """Announce it to the kernel."""
    register_mail("export_ready", why=WHY, required=Required.ASKED_FOR, sample=_ready_sample)
