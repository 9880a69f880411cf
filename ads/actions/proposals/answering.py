"""The end of a proposal: accepted, declined, withdrawn, or lapsed."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ads.actions.escrow import share_out
from ads.actions.lapsing import close, drop_proposal
from ads.actions.moves import lock_ad, moving
from ads.actions.proposals.amending import apply_amendment
from ads.actions.proposals.doors import still_open
from ads.models import Ad, Proposal

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)


def accept_proposal(*, actor: "User", proposal: Proposal, now: datetime | None = None) -> Proposal:
    """Agree. An amendment is in force from now on and moves the difference in price; a
    cancellation ends the ad, the kill fee to the influencer and the rest to the sponsor.

    Raises Refused where it was closed meanwhile or is not the actor's to answer, over budget,
    and InsufficientFunds over the wallet.
    """
    moment = now or timezone.now()
    with still_open(proposal, actor, "answered_by", moment) as (ad, locked):
        if locked.kind == Proposal.Kind.CANCELLATION:
            close(locked, state=Proposal.State.ACCEPTED, actor=actor, now=moment)
            _cancel_agreed(ad, locked, moment)
        else:
            apply_amendment(ad, locked, actor, moment)
        return locked


def _cancel_agreed(ad: Ad, proposal: Proposal, now: datetime) -> None:
    with moving("cancel_agreed", actor=None, ad=ad, now=now) as move:
        share_out(move.ad, proposal.kill_fee_minor, now=now)
        move.reason = proposal.reason
        move.data = {"proposal": proposal.pk, "amount_minor": proposal.kill_fee_minor}
    ad.state = move.ad.state


def decline_proposal(*, actor: "User", proposal: Proposal, now: datetime | None = None) -> Proposal:
    """Say no; nothing changes, and what was paid on top returns. Raises Refused as accepting."""
    moment = now or timezone.now()
    with still_open(proposal, actor, "answered_by", moment) as (ad, locked):
        drop_proposal(
            ad=ad, proposal=locked, state=Proposal.State.DECLINED, actor=actor, now=moment
        )
        return locked


def withdraw_proposal(
    *, actor: "User", proposal: Proposal, now: datetime | None = None
) -> Proposal:
    """Take one's own proposal back. Raises Refused as accepting does."""
    moment = now or timezone.now()
    with still_open(proposal, actor, "made_by", moment) as (ad, locked):
        drop_proposal(
            ad=ad, proposal=locked, state=Proposal.State.WITHDRAWN, actor=actor, now=moment
        )
        return locked


def lapse_due_proposals(*, now: datetime) -> int:
    """Let the proposals nobody answered in time lapse; returns how many. Safe to run twice.

    One proposal's failure is logged and does not stop the others.
    """
    due = Proposal.objects.filter(state=Proposal.State.OPEN, deadline_at__lte=now)
    lapsed = 0
    for pk, ad_id in list(due.values_list("pk", "ad_id")):
        try:
            lapsed += _lapse(pk, ad_id, now)
        except Exception:
            log.exception("Proposal %s could not lapse", pk)
    return lapsed


def _lapse(pk: int, ad_id: int, now: datetime) -> bool:
    """Let one proposal lapse; returns whether it was still open and due."""
    with transaction.atomic():
        ad = lock_ad(ad_id, lock_campaign=True)
        due = Proposal.objects.filter(pk=pk, state=Proposal.State.OPEN, deadline_at__lte=now)
        proposal = due.select_for_update().first()
        if proposal is None:
            return False
        drop_proposal(ad=ad, proposal=proposal, state=Proposal.State.LAPSED, actor=None, now=now)
        ad.save(update_fields=["sponsor_acts_by", "influencer_acts_by"])
    return True
