"""Money in and out of an ad."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.actions import suspend_user
from ads import actions
from ads.models import Ad
from ads.workflow import State
from campaigns.actions import flag_campaign
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused
from marketplace.ledger.actions import clear_due_holds, post_opening_balance, wallet_for
from marketplace.ledger.errors import InsufficientFunds
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Hold
from tests.factories.accounts import make_moderator
from tests.factories.ads import PRICE_MINOR, make_ad, pay

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def escrow(ad: Ad) -> int:
    account = Ad.objects.get(pk=ad.pk).escrow_account
    assert account is not None
    return account.balance_minor


def test_funding_moves_the_whole_price_from_wallet_to_escrow() -> None:
    ad = make_ad(State.ACTIVE)
    assert (ad.state, escrow(ad)) == ("active", PRICE_MINOR)
    assert wallet_for(ad.campaign.sponsor.user).balance_minor == 0
    assert list(check_all()) == []


def test_funding_without_enough_money_says_what_is_missing_and_moves_nothing() -> None:
    ad = make_ad(State.ACCEPTED)
    sponsor = ad.campaign.sponsor.user
    post_opening_balance(user=sponsor, amount_minor=40_000, reference="test:some")
    with pytest.raises(InsufficientFunds, match=r"\$50\.00"):
        actions.fund_ad(actor=sponsor, ad=ad)
    ad.refresh_from_db()
    assert (ad.state, ad.funded_at, escrow(ad)) == ("accepted", None, 0)
    assert wallet_for(sponsor).balance_minor == 40_000


def test_funding_twice_moves_money_once() -> None:
    ad = make_ad(State.ACTIVE)
    with pytest.raises(Refused, match="moved on"):
        actions.fund_ad(actor=ad.campaign.sponsor.user, ad=ad)
    assert escrow(ad) == PRICE_MINOR


def test_a_flag_stops_payment() -> None:
    ad = make_ad(State.ACCEPTED)
    flag_campaign(actor=make_moderator(), campaign=ad.campaign, reason="Unclear goods")
    with pytest.raises(Refused, match="flagged"):
        pay(ad)


def test_a_suspension_stops_payment_but_not_paid_work() -> None:
    ad = make_ad(State.ACCEPTED)
    running = make_ad(State.POSTED)
    moderator = make_moderator()
    suspend_user(actor=moderator, user=ad.influencer.user, reason="Fake followers")
    suspend_user(actor=moderator, user=running.influencer.user, reason="Fake followers")
    with pytest.raises(Refused, match="suspended"):
        pay(ad)
    done = actions.complete_ad(actor=running.campaign.sponsor.user, ad=running)
    assert done.state == "completed"


def test_completing_splits_fee_and_hold_and_the_hold_clears_into_the_wallet() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    hold = Hold.objects.get()
    assert (hold.amount_minor, hold.clears_at) == (40_500, NOW + timedelta(days=3))
    assert escrow(ad) == 0
    assert wallet_for(ad.influencer.user).balance_minor == 0
    clear_due_holds(now=hold.clears_at)
    assert wallet_for(ad.influencer.user).balance_minor == 40_500
    assert Campaign.objects.get(pk=ad.campaign_id).committed_minor == PRICE_MINOR
    assert list(check_all()) == []


def test_cancelling_overdue_work_refunds_in_full_a_day_after_the_deadline() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    assert ad.deadline_at is not None
    sponsor = ad.campaign.sponsor.user
    with pytest.raises(Refused, match="not overdue"):
        actions.cancel_overdue(actor=sponsor, ad=ad, now=ad.deadline_at)
    actions.run_deadlines(now=ad.deadline_at)
    with pytest.raises(Refused, match="24 hours"):
        actions.cancel_overdue(actor=sponsor, ad=ad, now=ad.deadline_at + timedelta(hours=23))
    ended = actions.cancel_overdue(actor=sponsor, ad=ad, now=ad.deadline_at + timedelta(hours=24))
    assert (ended.state, escrow(ad)) == ("cancelled", 0)
    assert wallet_for(sponsor).balance_minor == PRICE_MINOR
    assert Campaign.objects.get(pk=ad.campaign_id).committed_minor == 0
    assert list(check_all()) == []


def test_either_side_cancels_before_payment() -> None:
    for side in ("sponsor", "influencer"):
        ad = make_ad(State.ACCEPTED)
        user = ad.campaign.sponsor.user if side == "sponsor" else ad.influencer.user
        assert actions.cancel_ad(actor=user, ad=ad, reason="Plans changed").state == "cancelled"
