"""What ads add to the floors below."""

import pytest

from accounts.actions.deletion import reasons_against_deletion
from ads.registrations import ads_by_reference
from ads.workflow import State
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.OFFERED, State.ACTIVE])
def test_open_ads_campaigns_and_balances_keep_an_account(state: str) -> None:
    ad = make_ad(state, title="Two trail videos")
    assert reasons_against_deletion(ad.influencer.user) == [
        "The ad “Two trail videos” is open. End it first."
    ]
    assert reasons_against_deletion(ad.campaign.sponsor.user) == [
        "The ad “Two trail videos” is open. End it first.",
        f"The campaign “{ad.campaign.title}” is open. Close it first.",
    ]


def test_money_on_hold_keeps_an_account() -> None:
    ad = make_ad(State.COMPLETED)
    assert reasons_against_deletion(ad.influencer.user) == [
        "On hold: $405.00. Every balance has to be zero first."
    ]


def test_a_reference_is_named_by_its_ad() -> None:
    ad = make_ad(State.DRAFT)
    found = ads_by_reference([f"ad:{ad.pk}:fund", "ad:99999:fund"])
    assert [(key, subject.label, subject.url) for key, subject in found.items()] == [
        (f"ad:{ad.pk}:fund", ad.title, f"/ads/{ad.pk}/")
    ]
