"""Money in and out of an ad: fund, complete, cancel."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from ads.actions.escrow import agreed_price, commit, escrow_of, share_out
from ads.actions.live import schedule_live_checks
from ads.actions.moves import check_fundable, moving
from ads.models import Ad
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import fund_escrow
from marketplace.ledger.debts import require_no_debt

if TYPE_CHECKING:
    from accounts.models import User


def fund_ad(*, actor: "User", ad: Ad, now: datetime | None = None) -> Ad:
    """Move the agreed price from the sponsor's wallet into escrow, in full; work starts.

    Raises InsufficientFunds naming the gap, and Refused while a party is suspended or the
    campaign is flagged.
    """
    with moving("fund", actor=actor, ad=ad, now=now) as move:
        ad = move.ad
        check_fundable(ad)
        require_no_debt(ad.campaign.sponsor.user)
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
        share_out(move.ad, agreed_price(move.ad), now=move.now)
        schedule_live_checks(move.ad, now=move.now)
    return move.ad


def cancel_ad(*, actor: "User | None", ad: Ad, reason: str = "", now: datetime | None = None) -> Ad:
    """Cancel an accepted ad that was not paid yet; the budget is free again."""
    with moving("cancel", actor=actor, ad=ad, now=now) as move:
        commit(move.ad, 0)
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
        share_out(ad, 0, now=move.now)
        move.reason = reason
    return move.ad
