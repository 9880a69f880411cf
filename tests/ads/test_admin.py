"""Ads in the console: moderators read contracts and change nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ads.models import Ad, AdEvent, Rating
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of
from tests.factories.accounts import make_moderator
from tests.factories.ads import make_ad
from tests.factories.ratings import make_rating

pytestmark = pytest.mark.django_db


def console(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:ads_{model._meta.model_name}_{page}", args=args)


def test_moderators_read_a_contract_with_its_history() -> None:
    ad = make_ad(State.COMPLETED)
    client = client_of(make_moderator())
    page = client.get(console(Ad, "change", ad.pk)).content.decode()
    for words in ("$450.00", "10 %", "fund", "complete", ad.terms_hash):
        assert words in page
    assert 'name="_save"' not in page
    listed = client.get(console(Ad, "changelist") + "?q=Two+trail&state__exact=completed")
    assert ad.title in listed.content.decode()


def test_a_long_history_costs_no_query_for_each_move() -> None:
    ad, client = make_ad(State.ACTIVE), client_of(make_moderator())
    url = console(Ad, "change", ad.pk)
    client.get(url)  # what is read once and kept
    counts = []
    for moves in (1, 3):
        event = ad.events.latest("pk")
        AdEvent.objects.bulk_create(
            AdEvent(
                ad=ad,
                transition="results",
                from_state=ad.state,
                to_state=ad.state,
                actor=event.actor,
            )
            for _ in range(moves)
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", [Ad, AdEvent, Rating])
def test_nothing_is_added_changed_or_deleted(model: type) -> None:
    ad = make_ad(State.COMPLETED)
    make_rating(ad, Side.SPONSOR, 4)
    row = model.objects.first()
    client = client_of(make_moderator())
    assert client.get(console(model, "changelist")).status_code == 200
    assert client.get(console(model, "change", row.pk)).status_code == 200
    assert client.get(console(model, "add")).status_code == 403
    assert client.post(console(model, "change", row.pk), {"title": "Mine"}).status_code == 403
    assert client.post(console(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_drafts_are_their_sponsors_alone() -> None:
    ad = make_ad(State.DRAFT)
    client = client_of(make_moderator())
    assert ad.title not in client.get(console(Ad, "changelist")).content.decode()
    assert client.get(console(Ad, "change", ad.pk)).status_code == 302


def test_parties_have_no_way_in() -> None:
    ad = make_ad(State.ACTIVE)
    response = client_of(ad.user_of(Side.SPONSOR)).get(console(Ad, "changelist"))
    assert response.status_code in (302, 404)
