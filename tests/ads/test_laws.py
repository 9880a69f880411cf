"""Each law between ads, escrow and budget is broken on purpose and found."""

import pytest

from ads.models import Ad
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Account
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
