"""An ad's budget and escrow, as every action that moves money needs them.

Each function works on an ad that its caller has locked, campaign first.
"""

from datetime import datetime, timedelta

from django.conf import settings

from ads.models import Ad
from campaigns.actions import commit_budget
from campaigns.budget import Allowance
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import (
    account_for,
    lock_accounts,
    refund_escrow,
    release_escrow,
    site_account,
    wallet_for,
)
from marketplace.ledger.models import Account, AccountKind


def commit(ad: Ad, amount_minor: int) -> None:
    """Make the ad hold `amount_minor` of its campaign's budget, more or less than before.

    Raises Refused, pinned to the price, where the budget's free part is smaller.
    """
    commit_budget(campaign=ad.campaign, held_minor=ad.committed_minor, wanted_minor=amount_minor)
    ad.committed_minor = amount_minor


def allowance_of(ad: Ad) -> Allowance:
    """Return what the ad may cost at most as the campaign, which the caller loaded, stands."""
    return Allowance(ad.campaign, ad.committed_minor)


def escrow_of(ad: Ad) -> Account:
    """Return the ad's escrow account; every ad that was sent has one."""
    if ad.escrow_account is None:
        raise Refused("This ad holds no money.")
    return ad.escrow_account


def agreed_price(ad: Ad) -> int:
    """Return the price in force in minor units; every accepted ad has one."""
    if ad.price_minor is None:
        raise Refused("Nothing has been agreed yet.")
    return ad.price_minor


def lock_money(ad: Ad) -> None:
    """Lock every account between which the ad's money can move, in one go.

    One after the other, two ads of one sponsor that end at the same moment, one of them with money
    held for a proposal, would wait for each other.
    """
    sponsor, influencer = ad.campaign.sponsor.user, ad.influencer.user
    lock_accounts(
        [
            escrow_of(ad),
            wallet_for(sponsor),
            account_for(user=influencer, kind=AccountKind.HOLD),
            site_account(AccountKind.FEES),
        ]
    )


def refund(ad: Ad, amount_minor: int, *, reference: str, now: datetime) -> None:
    """Move `amount_minor` of the escrow back into the sponsor's wallet; nothing for 0."""
    if amount_minor:
        refund_escrow(
            escrow=escrow_of(ad),
            payer=ad.campaign.sponsor.user,
            amount_minor=amount_minor,
            reference=f"ad:{ad.pk}:{reference}",
            now=now,
        )


def share_out(ad: Ad, gross_minor: int, *, now: datetime) -> None:
    """Empty the escrow: `gross_minor` of the price to the influencer, less the frozen fee and on
    hold for settings.HOLD_DAYS, the rest back to the sponsor. The budget keeps what was paid.
    """
    price = agreed_price(ad)
    assert 0 <= gross_minor <= price  # callers have checked what a person typed
    if gross_minor:
        lock_money(ad)
        assert ad.fee_bps is not None  # frozen at acceptance, by constraint
        release_escrow(
            escrow=escrow_of(ad),
            payer=ad.campaign.sponsor.user,
            payee=ad.influencer.user,
            gross_minor=gross_minor,
            fee_bps=ad.fee_bps,
            reference=f"ad:{ad.pk}:release",
            clears_at=now + timedelta(days=settings.HOLD_DAYS),
            now=now,
        )
    refund(ad, price - gross_minor, reference="refund", now=now)
    ad.released_minor = gross_minor
    commit(ad, gross_minor)
