"""What moderators are told when somebody has had money that was never theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from marketplace.kernel.mail import queue_mail

from ..debts import owed_minor
from ..models import Hold, Transfer

if TYPE_CHECKING:
    from accounts.models import User


def tell_of_debt(user: User, chargeback: Transfer) -> None:
    """Mail the moderators if a payment taken back leaves the user owing.

    What was paid with it may be on its way out: somebody with a stolen card who pays a friend's
    work hopes for that. So the mail says how much of what the user's ads have paid has not
    cleared yet and could be frozen.
    """
    owed = owed_minor(user)
    if not owed:
        return
    holds = Hold.objects.waiting().paid_by(user)
    for moderator in get_user_model().objects.filter(is_staff=True, is_active=True):
        queue_mail(
            kind="debt_arose",
            to=moderator.email,
            user=moderator,
            context={
                "who": user.email,
                "payer_pk": user.pk,
                "amount_minor": chargeback.amount_minor,
                "owed_minor": owed,
                "waiting_minor": holds.total_minor(),
            },
            dedup_key=f"debt_arose:{chargeback.pk}:{moderator.pk}",
        )
