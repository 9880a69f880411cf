"""Rows of "my ads": what they say, and that one load brings all of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ads.models import Ad
from ads.room.reader import Reader
from ads.rows import AdRow, ad_row, loaded
from ads.workflow import TERMINAL, Side, State
from tests.ads.views.visiting import client_of
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db


def row_of(ad: Ad, side: Side) -> AdRow:
    user = ad.user_of(side)
    found = loaded(Ad.objects.visible_to(user), side, user.pk).get(pk=ad.pk)
    return ad_row(Reader(ad=found, user=user, side=side, now=timezone.now()))


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("state", [s for s in State if s is not State.DRAFT])
def test_a_row_of_any_state_takes_one_query(
    state: State, side: Side, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ad = make_ad(state)
    user = ad.user_of(side)
    with django_assert_num_queries(1):
        found = loaded(Ad.objects.filter(pk=ad.pk), side, user.pk).get()
        row = ad_row(Reader(ad=found, user=user, side=side, now=timezone.now()))
    other = ad.influencer if side is Side.SPONSOR else ad.campaign.sponsor
    assert (row.title, row.url) == (ad.title, f"/ads/{ad.pk}/")
    assert (row.other, row.campaign) == (other.display_name, ad.campaign.title)
    assert row.task.startswith("Ended <time" if state in TERMINAL else ("Your", "Waiting"))


def test_a_deadline_that_passed_is_due_since() -> None:
    ad = make_ad(State.ACTIVE)
    assert ", until <time" in row_of(ad, Side.INFLUENCER).task
    past = timezone.now() - timedelta(days=1)
    Ad.objects.filter(pk=ad.pk).update(deadline_at=past, overdue_at=past, influencer_acts_by=past)
    row = row_of(ad, Side.INFLUENCER)
    assert ", due since <time" in row.task
    assert "Overdue" in row.badge


def test_names_are_escaped_on_the_page() -> None:
    ad = make_ad(State.OFFERED, title="<i>Title")
    sponsor = ad.campaign.sponsor
    type(sponsor).objects.update(display_name="<b>Name")
    page = client_of(ad.user_of(Side.INFLUENCER)).get("/ads/").content.decode()
    assert "&lt;i&gt;Title</a>" in page
    assert "<span>&lt;b&gt;Name</span>" in page
    sent = client_of(ad.user_of(Side.SPONSOR))
    type(ad.influencer).objects.update(display_name="<u>Name")
    assert "Waiting for &lt;u&gt;Name to" in sent.get("/ads/").content.decode()
