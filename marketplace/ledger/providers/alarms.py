"""Payments that do not fit their deposit: money moves by hand or not at all."""

import logging

from django.contrib.auth import get_user_model

from marketplace.kernel.mail import queue_mail

from ..models import Deposit

logger = logging.getLogger(__name__)


def report_misfit(deposit: Deposit, problem: str, *, subject: str) -> None:
    """Log `problem` as an error and mail the moderators, once per `subject` (Stripe's id)."""
    logger.error("Deposit %s, %s: %s", deposit.pk, subject, problem)
    for moderator in get_user_model().objects.filter(is_staff=True, is_active=True):
        queue_mail(
            kind="deposit_misfit",
            to=moderator.email,
            user=moderator,
            context={
                "problem": problem,
                "subject": subject,
                "deposit_pk": deposit.pk,
                "amount_minor": deposit.amount_minor,
            },
            dedup_key=f"deposit_misfit:{deposit.pk}:{subject}:{moderator.pk}",
        )
