"""Ratings: both sides, blind until both are in or the window closes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ads import actions
from ads.models import Rating
from ads.workflow import State
from marketplace.kernel.errors import Refused
from tests.factories.accounts import make_sponsor
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_rating_stays_blind_until_the_other_is_in() -> None:
    ad = make_ad(State.COMPLETED)
    actions.rate_ad(actor=ad.campaign.sponsor.user, ad=ad, stars=5, text="On time.")
    assert list(Rating.objects.published()) == []
    actions.rate_ad(actor=ad.influencer.user, ad=ad, stars=2)
    assert Rating.objects.published().count() == 2
    ad.influencer.refresh_from_db()
    ad.campaign.sponsor.refresh_from_db()
    assert ad.influencer.rating_average == Decimal("5.0")
    assert ad.campaign.sponsor.rating_average == Decimal("2.0")


def test_a_lone_rating_appears_when_the_window_closes_and_the_form_closes_with_it() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    actions.rate_ad(actor=ad.campaign.sponsor.user, ad=ad, stars=4, now=NOW)
    close = NOW + timedelta(days=14)
    assert actions.publish_due_ratings(now=close - timedelta(seconds=1)) == 0
    assert actions.publish_due_ratings(now=close) == 1
    assert actions.publish_due_ratings(now=close) == 0
    with pytest.raises(Refused, match="14 days"):
        actions.rate_ad(actor=ad.influencer.user, ad=ad, stars=1, now=close)


def test_nobody_rates_twice_or_from_outside_or_out_of_range() -> None:
    ad = make_ad(State.COMPLETED)
    sponsor = ad.campaign.sponsor.user
    with pytest.raises(Refused):
        actions.rate_ad(actor=make_sponsor().user, ad=ad, stars=5)
    with pytest.raises(Refused, match="1 to 5"):
        actions.rate_ad(actor=sponsor, ad=ad, stars=6)
    actions.rate_ad(actor=sponsor, ad=ad, stars=5)
    with pytest.raises(Refused, match="already"):
        actions.rate_ad(actor=sponsor, ad=ad, stars=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(ad=ad, by_side="influencer", actor=ad.influencer.user, stars=0)


@pytest.mark.parametrize("state", ["active", "declined", "cancelled"])
def test_only_what_was_paid_for_and_is_over_is_rated(state: str) -> None:
    ad = make_ad(state)
    with pytest.raises(Refused, match="paid for"):
        actions.rate_ad(actor=ad.influencer.user, ad=ad, stars=5)
