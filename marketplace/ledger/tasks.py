"""Scheduled work on the ledger. Both tasks may run twice, also at the same time."""

import logging

from django.contrib.auth import get_user_model
from django.utils import timezone

from marketplace.kernel.mail import queue_mail

from . import actions, laws

logger = logging.getLogger(__name__)

# So many violations are spelled out in the mail; the command lists all of them.
MAILED_VIOLATIONS = 20


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
