"""Money in and out of an ad: fund, complete, cancel."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from ads.actions.moves import moving
from ads.actions.offers import commit
from ads.models import Ad
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import fund_escrow, refund_escrow, release_escrow
from marketplace.ledger.models import Account

if TYPE_CHECKING:
    from accounts.models import User


def escrow_of(ad: Ad) -> Account:
    """Return the ad's escrow account; every ad that was sent has one."""
    if ad.escrow_account is None:
        raise Refused("This ad holds no money.")
    return ad.escrow_account


def agreed_price(ad: Ad) -> int:
    """Return the frozen price in minor units; every accepted ad has one."""
    if ad.price_minor is None:
        raise Refused("Nothing has been agreed yet.")
    return ad.price_minor


def fund_ad(*, actor: "User", ad: Ad, now: datetime | None = None) -> Ad:
    """Move the agreed price from the sponsor's wallet into escrow, in full; work starts.

    Raises InsufficientFunds naming the gap, and Refused while a party is suspended or the
    campaign is flagged.
    """
    with moving("fund", actor=actor, ad=ad, now=now) as move:
        ad = move.ad
        if ad.campaign.is_flagged:
            raise Refused("A moderator has flagged this campaign, so nothing can be paid now.")
        if ad.campaign.sponsor.user.is_suspended or ad.influencer.user.is_suspended:
            raise Refused("One of you is suspended, so nothing can be paid now.")
        fund_escrow(
            payer=ad.campaign.sponsor.user,
            escrow=escrow_of(ad),
            amount_minor=agreed_price(ad),
            reference=f"ad:{ad.pk}:fund",
            now=move.now,
        )
        ad.funded_at = move.now
    return move.ad


def complete_ad(*, actor: "User | None", ad: Ad, now: datetime | None = None) -> Ad:
    """Release the escrow: the frozen fee to the platform, the rest on hold for the influencer.

    The hold clears after settings.HOLD_DAYS. The system completes (actor None) after silence.
    """
    with moving("complete", actor=actor, ad=ad, now=now) as move:
        ad = move.ad
        assert ad.fee_bps is not None  # frozen at acceptance, by constraint
        release_escrow(
            escrow=escrow_of(ad),
            payee=ad.influencer.user,
            gross_minor=agreed_price(ad),
            fee_bps=ad.fee_bps,
            reference=f"ad:{ad.pk}:release",
            clears_at=move.now + timedelta(days=settings.HOLD_DAYS),
            now=move.now,
        )
    return move.ad


def cancel_ad(*, actor: "User | None", ad: Ad, reason: str = "", now: datetime | None = None) -> Ad:
    """Cancel an accepted ad that was not paid yet; the budget is free again."""
    with moving("cancel", actor=actor, ad=ad, now=now) as move:
        commit(move, 0)
        move.reason = reason
    return move.ad


def cancel_overdue(*, actor: "User", ad: Ad, reason: str = "", now: datetime | None = None) -> Ad:
    """Cancel overdue work: the full price returns to the sponsor's wallet, no kill fee is owed.

    Raises Refused until settings.OVERDUE_CANCEL_HOURS after the work became overdue.
    """
    with moving("cancel_overdue", actor=actor, ad=ad, now=now) as move:
        ad = move.ad
        allowed_from = ad.overdue_cancel_from
        if allowed_from is None:
            raise Refused("The work is not overdue.")
        if move.now < allowed_from:
            raise Refused(
                f"The influencer has {settings.OVERDUE_CANCEL_HOURS} hours after the deadline. "
                "You can cancel after that."
            )
        refund_escrow(
            escrow=escrow_of(ad),
            payer=ad.campaign.sponsor.user,
            amount_minor=agreed_price(ad),
            reference=f"ad:{ad.pk}:refund",
            now=move.now,
        )
        commit(move, 0)
        move.reason = reason
    return move.ad
