"""Ratings: both sides, blind until both are in or the window closes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ads import actions
from ads.models import Rating
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from tests.factories.accounts import make_sponsor
from tests.factories.ads import make_ad
from tests.factories.ratings import make_rating

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FIVE = {"quality_stars": 5, "communication_stars": 5, "timeliness_stars": 5}


def test_a_rating_stays_blind_until_the_other_is_in() -> None:
    ad = make_ad(State.COMPLETED)
    make_rating(ad, Side.SPONSOR, 5, 5, 4, text="On time.")
    assert list(Rating.objects.published()) == []
    make_rating(ad, Side.INFLUENCER, 2, 1, 3)
    assert Rating.objects.published().count() == 2
    influencer, sponsor = ad.influencer, ad.campaign.sponsor
    influencer.refresh_from_db()
    sponsor.refresh_from_db()
    assert (influencer.rating_sum, influencer.rating_count) == (14, 1)
    assert influencer.rating_average == Decimal("4.7")
    assert (sponsor.rating_sum, sponsor.rating_count) == (6, 1)
    assert sponsor.rating_average == Decimal("2.0")


def test_a_lone_rating_appears_when_the_window_closes_and_the_form_closes_with_it() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    make_rating(ad, Side.SPONSOR, 4, now=NOW)
    close = NOW + timedelta(days=14)
    assert actions.publish_due_ratings(now=close - SECOND) == 0
    assert actions.publish_due_ratings(now=close) == 1
    assert actions.publish_due_ratings(now=close) == 0
    with pytest.raises(Refused, match="14 days"):
        make_rating(ad, Side.INFLUENCER, 1, now=close)


def test_the_last_second_of_the_window_is_in_time() -> None:
    ad = make_ad(State.COMPLETED, now=NOW)
    last = NOW + timedelta(days=14) - SECOND
    make_rating(ad, Side.INFLUENCER, 4, now=last)
    assert make_rating(ad, Side.SPONSOR, 5, now=last).published_at == last


def test_nobody_rates_twice_or_from_outside() -> None:
    ad = make_ad(State.COMPLETED)
    with pytest.raises(Refused, match="not a party"):
        actions.rate_ad(actor=make_sponsor().user, ad=ad, **FIVE)
    make_rating(ad, Side.SPONSOR, 5)
    with pytest.raises(Refused, match="already"):
        make_rating(ad, Side.SPONSOR, 1)
    assert Rating.objects.get().axes == (5, 5, 5)


@pytest.mark.parametrize("axis", list(FIVE))
@pytest.mark.parametrize("stars", [0, 6, -1])
def test_every_axis_is_one_to_five(axis: str, stars: int) -> None:
    ad = make_ad(State.COMPLETED)
    sponsor = ad.user_of(Side.SPONSOR)
    with pytest.raises(Refused, match="1 to 5") as refusal:
        actions.rate_ad(actor=sponsor, ad=ad, **(FIVE | {axis: stars}))
    assert refusal.value.field == axis
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(ad=ad, by_side="sponsor", actor=sponsor, **(FIVE | {axis: stars}))


@pytest.mark.parametrize("state", ["active", "declined", "cancelled"])
def test_only_what_was_paid_for_and_is_over_is_rated(state: str) -> None:
    ad = make_ad(state)
    with pytest.raises(Refused, match="paid for"):
        make_rating(ad, Side.INFLUENCER, 5)
