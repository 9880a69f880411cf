"""Bringing back what an ad has paid: a moderator's late correction."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ads.actions.escrow import commit, escrow_of, refund
from ads.actions.moves import lock_ad
from ads.actions.telling import record
from ads.models import Ad
from ads.speech import Loss
from ads.workflow import State
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import reverse_release, wallet_for
from marketplace.ledger.debts import owed_minor
from marketplace.ledger.models import Hold

if TYPE_CHECKING:
    from accounts.models import User


def reverse_payment(*, actor: "User", ad: Ad, reason: str, now: datetime | None = None) -> Ad:
    """Bring all that a finished ad released back to the sponsor's wallet, the fee included.

    What the influencer no longer has is owed to the site and paid by what comes in next. The
    ad's state stays; its campaign's budget is free again; both sides read the reason, the
    influencer also what it costs them. Raises Refused for anybody but a moderator, without a
    reason, and where nothing was released or it was reversed before.
    """
    moment = now or timezone.now()
    if not actor.is_staff:
        raise Refused("Only a moderator reverses a payment.")
    if not reason.strip():
        raise Refused("Give both sides the reason.", field="reason")
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=True)
        if locked.reversed_at is not None:
            raise Refused("This payment was reversed before.")
        hold = Hold.objects.filter(release__debit_account=escrow_of(locked)).first()
        if hold is None:
            raise Refused("This ad has paid nothing, so there is nothing to reverse.")
        wallet = wallet_for(locked.campaign.sponsor.user)
        gross = reverse_release(hold=hold, others=[wallet], now=moment)
        refund(locked, gross, reference="reversed", now=moment)
        locked.released_minor = 0
        locked.reversed_at = moment
        commit(locked, 0)
        locked.save(update_fields=["released_minor", "reversed_at", "committed_minor"])
        record(
            locked,
            "reverse",
            source=State(locked.state),
            actor=actor,
            now=moment,
            reason=reason.strip(),
            data={"amount_minor": gross},
            loss=Loss(hold.amount_minor, owed_minor(locked.influencer.user)),
        )
        return locked
