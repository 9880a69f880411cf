"""Negotiation: send, counter, accept, decline, withdraw, expire."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from ads.actions.drafting import check_terms, write_offer
from ads.actions.escrow import commit
from ads.actions.moves import Move, moving
from ads.deadlines import end_of_day
from ads.models import Ad, Deliverable, Offer
from ads.terms import OfferTerms, freeze, terms_digest
from ads.workflow import Side
from campaigns.actions import convert_interest
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import open_escrow
from marketplace.ledger.debts import require_no_debt
from marketplace.messaging.actions import open_thread

if TYPE_CHECKING:
    from accounts.models import User


def current_offer(ad: Ad, answering: int | None = None) -> Offer:
    """Return the offer on the table. Raises Refused where the reader saw an older one."""
    offer = ad.current_offer
    if offer is None:
        raise Refused("This ad has no offer.")
    if answering is not None and offer.number != answering:
        raise Refused("The offer changed while you looked at it. Read the new one first.")
    return offer


def send_offer(*, actor: "User", ad: Ad, now: datetime | None = None) -> Ad:
    """Send a draft: commits the price on the budget, opens thread and escrow, asks the influencer.

    Raises Refused under DESIGN's blocks, with terms that cannot be kept, or over budget.
    """
    with moving("send", actor=actor, ad=ad, now=now) as move:
        ad, offer = move.ad, current_offer(move.ad)
        require_no_debt(ad.campaign.sponsor.user)
        check_terms(OfferTerms.from_offer(offer), influencer=ad.influencer, now=move.now)
        commit(move.ad, offer.price_minor)
        offer.sent_at = move.now
        offer.save(update_fields=["sent_at"])
        ad.escrow_account = open_escrow()
        _take_over_conversation(move)
        move.data = {"offer": offer.number}
    return move.ad


def _take_over_conversation(move: Move) -> None:
    """Go on in the thread of the interest, the pair's open one where the draft names none, so
    that an offer answers it; begin a thread where nobody has spoken yet."""
    ad = move.ad
    if ad.interest is None:
        waiting = ad.campaign.interests.open().filter(influencer=ad.influencer, ad=None)
        ad.interest = waiting.select_related("thread").first()
    if ad.interest is not None:
        ad.thread = ad.interest.thread
        convert_interest(interest=ad.interest, now=move.now)
    elif ad.thread is None:
        ad.thread = open_thread(participants=[ad.user_of(side) for side in Side])


def counter_offer(
    *, actor: "User", ad: Ad, terms: OfferTerms, answering: int, now: datetime | None = None
) -> Ad:
    """Answer the offer numbered `answering` with other terms; now the other side is asked.

    The budget follows the sponsor's own last offer: a sponsor's counter commits its price, an
    influencer's leaves the commitment as it is. Raises Refused as `send_offer` does, and for
    terms equal to those on the table.
    """
    with moving("counter", actor=actor, ad=ad, now=now) as move:
        answered = current_offer(move.ad, answering)
        check_terms(terms, influencer=move.ad.influencer, now=move.now)
        if not terms.differs_from(OfferTerms.from_offer(answered)):
            raise Refused("These are the terms on the table. Accept them or change something.")
        side = move.side
        assert side is not None  # the workflow lets no system counter
        if side is Side.SPONSOR:
            commit(move.ad, terms.price_minor)
        offer = write_offer(ad=move.ad, terms=terms, made_by=side, actor=actor, sent_at=move.now)
        move.data = {"offer": offer.number}
    return move.ad


def accept_offer(*, actor: "User", ad: Ad, answering: int, now: datetime | None = None) -> Ad:
    """Accept the offer numbered `answering`: commits its price, freezes and hashes the terms.

    Raises Refused where the offer changed, the first due date has passed in the influencer's
    zone, the budget no longer covers the price, or under DESIGN's blocks.
    """
    with moving("accept", actor=actor, ad=ad, now=now) as move:
        ad, offer = move.ad, current_offer(move.ad, answering)
        terms = OfferTerms.from_offer(offer)
        zone = ad.influencer.user.zone.key
        if move.now >= end_of_day(terms.first_due_date, zone):
            raise Refused("The first draft is due already. Make a counter-offer with later dates.")
        commit(move.ad, terms.price_minor)
        ad.price_minor = terms.price_minor
        ad.kill_fee_minor = terms.kill_fee_minor
        ad.fee_bps = settings.FEE_BPS
        ad.influencer_zone = zone
        ad.accepted_at = move.now
        ad.terms = freeze(ad, offer, fee_bps=settings.FEE_BPS, zone=zone, now=move.now)
        ad.terms_hash = terms_digest(ad.terms)
        _write_deliverables(ad, terms)
        move.data = {"offer": offer.number, "terms_hash": ad.terms_hash}
    return move.ad


def _write_deliverables(ad: Ad, terms: OfferTerms) -> None:
    """Store one deliverable for each piece the accepted offer names."""
    pieces = [item for item in terms.items for _ in range(item.quantity)]
    Deliverable.objects.bulk_create(
        Deliverable(
            ad=ad,
            position=position,
            platform=item.platform,
            kind=item.kind,
            due_date=item.due_date,
            posting_date=item.posting_date,
            live_days=item.live_days,
        )
        for position, item in enumerate(pieces, start=1)
    )


def decline_offer(
    *,
    actor: "User",
    ad: Ad,
    answering: int,
    reason: str = "",
    now: datetime | None = None,
) -> Ad:
    """Decline the offer numbered `answering`; what it committed is free again."""
    with moving("decline", actor=actor, ad=ad, now=now) as move:
        current_offer(move.ad, answering)
        commit(move.ad, 0)
        move.reason = reason
    return move.ad


def withdraw_offer(*, actor: "User | None", ad: Ad, now: datetime | None = None) -> Ad:
    """Take one's own offer back; the system does so (actor None) when the campaign closes."""
    with moving("withdraw", actor=actor, ad=ad, now=now) as move:
        commit(move.ad, 0)
    return move.ad


def expire_offer(*, ad: Ad, now: datetime | None = None) -> Ad:
    """End an offer nobody answered. Only the system does this, by the deadline."""
    with moving("expire", actor=None, ad=ad, now=now) as move:
        commit(move.ad, 0)
    return move.ad
