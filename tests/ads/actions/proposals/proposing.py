"""Short words for tests of proposals."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ads import actions
from ads.models import Ad, Proposal
from ads.terms import OfferTerms
from ads.workflow import Side
from marketplace.ledger.actions import wallet_for
from tests.factories.ads import PRICE_MINOR, make_ad
from tests.factories.ledger import fill_wallet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RAISED = PRICE_MINOR + 5_000
LOWERED = PRICE_MINOR - 5_000
HOURS = 72
RUNNING = ["active", "in_review", "changes_requested", "approved", "posted"]


def fresh(ad: Ad) -> Ad:
    return Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)


def terms_of(ad: Ad, **changes: Any) -> OfferTerms:
    return replace(OfferTerms.from_frozen(fresh(ad).terms_in_force), **changes)


def moved(ad: Ad, **days: date) -> OfferTerms:
    terms = terms_of(ad)
    return replace(terms, items=(replace(terms.items[0], **days), *terms.items[1:]))


def amend(ad: Ad, side: Side, terms: OfferTerms | None = None, **changes: Any) -> Proposal:
    now = changes.pop("now", NOW)
    terms = terms or terms_of(ad, **changes)
    return actions.propose_amendment(
        actor=ad.user_of(side), ad=ad, terms=terms, reason="It changed.", now=now
    )


def cancel(ad: Ad, side: Side, now: datetime = NOW) -> Proposal:
    return actions.propose_cancellation(actor=ad.user_of(side), ad=ad, reason="Enough.", now=now)


def accept(proposal: Proposal, now: datetime = NOW) -> Proposal:
    actor = proposal.ad.user_of(proposal.answered_by)
    return actions.accept_proposal(actor=actor, proposal=proposal, now=now)


def decline(proposal: Proposal, now: datetime = NOW) -> Proposal:
    actor = proposal.ad.user_of(proposal.answered_by)
    return actions.decline_proposal(actor=actor, proposal=proposal, now=now)


def withdraw(proposal: Proposal, now: datetime = NOW) -> Proposal:
    actor = proposal.ad.user_of(Side(proposal.made_by))
    return actions.withdraw_proposal(actor=actor, proposal=proposal, now=now)


def money(ad: Ad) -> tuple[int, int, int]:
    """Return escrow, the sponsor's wallet and what the ad holds of the budget."""
    ad = fresh(ad)
    assert ad.escrow_account is not None
    wallet = wallet_for(ad.campaign.sponsor.user).balance_minor
    return ad.escrow_account.balance_minor, wallet, ad.committed_minor


def raised_by_sponsor(state: str = "active", **fields: Any) -> tuple[Ad, Proposal]:
    ad = make_ad(state, now=NOW, **fields)
    fill_wallet(ad.user_of(Side.SPONSOR), 8_000)
    return ad, amend(ad, Side.SPONSOR, price_minor=RAISED)
