"""Each law between ads, escrow and budget is broken on purpose and found."""

import pytest
from django.db import IntegrityError, transaction

from ads.actions import reverse_payment
from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Account
from tests.factories.accounts import make_moderator
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db


def details() -> list[str]:
    return [violation.detail for violation in check_all()]


@pytest.mark.parametrize("state", [s for s in State if s not in (State.DRAFT,)])
def test_every_state_is_lawful(state: State) -> None:
    make_ad(state)
    assert details() == []


def test_an_escrow_that_lost_money_is_found() -> None:
    ad = make_ad(State.ACTIVE)
    Account.objects.filter(pk=ad.escrow_account_id).update(debits_minor=1)
    assert f"ad {ad.pk} is active and its escrow holds 44999 instead of 45000" in details()


def test_a_budget_that_forgot_an_ad_is_found() -> None:
    ad = make_ad(State.OFFERED)
    Campaign.objects.filter(pk=ad.campaign_id).update(committed_minor=0)
    assert details() == [f"campaign {ad.campaign_id} has committed 0 and its ads hold 45000"]


def test_a_commitment_that_outlived_its_ad_is_found() -> None:
    ad = make_ad(State.DECLINED)
    Ad.objects.filter(pk=ad.pk).update(committed_minor=7)
    Campaign.objects.filter(pk=ad.campaign_id).update(committed_minor=7)
    assert details() == [f"ad {ad.pk} is declined and holds 7 of the budget instead of 0"]


@pytest.mark.parametrize("released", [0, 44_999])
def test_a_completed_ad_that_paid_less_is_found(released: int) -> None:
    ad = make_ad(State.COMPLETED)
    Ad.objects.filter(pk=ad.pk).update(released_minor=released, committed_minor=released)
    Campaign.objects.filter(pk=ad.campaign_id).update(committed_minor=released)
    assert details() == [f"ad {ad.pk} is completed and released {released} of 45000"]


def test_a_reversed_ad_is_lawful_and_holds_nothing_of_its_budget() -> None:
    ad = make_ad(State.COMPLETED)
    reverse_payment(actor=make_moderator(), ad=ad, reason="The post was never public.")
    assert details() == []
    Ad.objects.filter(pk=ad.pk).update(committed_minor=7)
    Campaign.objects.filter(pk=ad.campaign_id).update(committed_minor=7)
    assert details() == [f"ad {ad.pk} is completed and holds 7 of the budget instead of 0"]


def test_an_ad_that_released_something_is_not_marked_as_reversed() -> None:
    ad = make_ad(State.COMPLETED)
    with pytest.raises(IntegrityError, match="ad_reversed_holds_nothing"), transaction.atomic():
        Ad.objects.filter(pk=ad.pk).update(reversed_at=ad.ended_at)
