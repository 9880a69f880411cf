"""Scheduled work on the ledger. Every task may run twice, also at the same time."""

import logging
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from marketplace.kernel.mail import queue_mail

from . import actions, laws
from .once import forget_old_keys

logger = logging.getLogger(__name__)

# So many violations are spelled out in the mail; the command lists all of them.
MAILED_VIOLATIONS = 20
# A page left open for longer is not sent again.
FORM_KEYS_KEPT = timedelta(days=90)


def clear_holds() -> int:
    """Move every due hold into its owner's wallet; return how many."""
    return actions.clear_due_holds()


def check_ledger() -> int:
    """Check every law, log what is broken and mail the moderators; return how much is broken."""
    violations = [str(violation) for violation in laws.check_all()]
    for violation in violations:
        logger.error("Ledger: %s", violation)
    if violations:
        _mail_moderators(violations)
    return len(violations)


def forget_form_keys(*, now: datetime | None = None) -> int:
    """Delete the keys of forms sent long ago; return how many."""
    return forget_old_keys(before=(now or timezone.now()) - FORM_KEYS_KEPT)


def _mail_moderators(violations: list[str]) -> None:
    """Queue one mail a day to each moderator."""
    today = timezone.now().date().isoformat()
    for moderator in get_user_model().objects.filter(is_staff=True, is_active=True):
        queue_mail(
            kind="ledger_broken",
            to=moderator.email,
            user=moderator,
            context={"violations": violations[:MAILED_VIOLATIONS], "count": len(violations)},
            dedup_key=f"ledger_broken:{today}:{moderator.pk}",
        )
