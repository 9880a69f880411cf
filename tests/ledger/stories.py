"""A sponsor and an influencer, the steps of their ads' money, and the books to look at.

Every step is taken by the actions that pages and console take it by.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone
from payments import PaymentStatus

from accounts.models import InfluencerProfile, User
from ads import actions as ads
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Account, AccountKind, Deposit, Hold, Payout
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user
from tests.factories.ads import hand_in, make_ad, make_terms, post
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import make_deposit, make_method

# What accounts are called in the books.
NAMES = {
    AccountKind.EXTERNAL: "outside",
    AccountKind.RECEIVABLE: "debt",
    AccountKind.FEES: "fees",
    AccountKind.ESCROW: "escrow",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part."""

    campaign: Campaign
    profile: InfluencerProfile
    moderator: User

    @property
    def sponsor(self) -> User:
        """Who pays."""
        return self.campaign.sponsor.user

    @property
    def influencer(self) -> User:
        """Who is paid."""
        return self.profile.user


def meet() -> Cast:
    """Return a sponsor with a campaign, an influencer and a moderator, none with any money."""
    sponsor = make_user(email="sponsor@example.com", role=User.Role.SPONSOR)
    influencer = make_user(email="influencer@example.com", role=User.Role.INFLUENCER)
    return Cast(
        campaign=make_campaign(make_sponsor(user=sponsor)),
        profile=make_influencer(user=influencer),
        moderator=make_moderator(),
    )


def books() -> dict[str, int]:
    """Return every balance that is not zero, and check that all laws hold.

    The first ad's escrow is "escrow", the second one's "escrow 2".
    """
    assert list(laws.check_all()) == []
    numbers = count(1)
    found = {}
    for account in Account.objects.select_related("user").order_by("pk"):
        name = NAMES.get(AccountKind(account.kind), account.kind)
        if account.user:
            name = f"{account.user.email.partition('@')[0]}'s {name}"
        elif account.kind == AccountKind.ESCROW and (number := next(numbers)) > 1:
            name = f"{name} {number}"
        found[name] = account.balance_minor
    return {name: balance for name, balance in found.items() if balance}


def pay_in(user: User, amount_minor: int) -> Deposit:
    """Deposit through the payment provider."""
    deposit = make_deposit(user, amount_minor)
    deposit.change_status(PaymentStatus.CONFIRMED)
    return Deposit.objects.get(pk=deposit.pk)


def agree(cast: Cast, price_minor: int = 45_000) -> Ad:
    """Agree on an ad with a kill fee of a fifth of its price."""
    terms = make_terms(price_minor=price_minor, kill_fee_minor=price_minor // 5)
    return make_ad(State.ACCEPTED, campaign=cast.campaign, influencer=cast.profile, terms=terms)


def fund(ad: Ad) -> None:
    """Pay the price into escrow."""
    ads.fund_ad(actor=ad.campaign.sponsor.user, ad=ad)


def finish(ad: Ad) -> None:
    """Do the work of a funded ad and release its money."""
    sponsor = ad.campaign.sponsor.user
    hand_in(ad)
    ads.approve_work(actor=sponsor, ad=ad)
    post(ad)
    ads.complete_ad(actor=sponsor, ad=ad)


def earn(cast: Cast, price_minor: int) -> Ad:
    """Take an ad from its deposit to its release; the money is on hold then."""
    pay_in(cast.sponsor, price_minor)
    ad = agree(cast, price_minor)
    fund(ad)
    finish(ad)
    return ad


def clear() -> None:
    """Let what is on hold be due and clear."""
    Hold.objects.waiting().update(clears_at=timezone.now())
    actions.clear_due_holds()


def ask_for(user: User, amount_minor: int) -> Payout:
    """Ask for a withdrawal."""
    return actions.request_payout(
        actor=user,
        amount_minor=amount_minor,
        method=make_method(user),
        reference=f"payout:{user.pk}:{Payout.objects.count()}",
    )


def withdraw(cast: Cast, user: User, amount_minor: int) -> Payout:
    """Withdraw, as far as the bank."""
    payout = ask_for(user, amount_minor)
    actions.make_batches(actor=cast.moderator, payouts=[payout])
    return actions.mark_payout_paid(actor=cast.moderator, payout=payout)


def take_back(deposit: Deposit, total_minor: int | None = None) -> None:
    """Let the payer's bank take a deposit back, in all as much as `total_minor`."""
    actions.charge_back_deposit(deposit_id=deposit.pk, total_minor=total_minor)


def reverse(cast: Cast, ad: Ad) -> None:
    """Let a moderator bring back what an ad has paid."""
    ads.reverse_payment(actor=cast.moderator, ad=ad, reason="The post was never public.")


def later(**more: int) -> datetime:
    """Return a moment after now."""
    return timezone.now() + timedelta(**more)
