"""Rows of the influencers' list are kept; what changes is shown at once all the same."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Category, Channel, InfluencerProfile
from tests.factories.accounts import make_influencer

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> InfluencerProfile:
    return make_influencer(handle="mira", display_name="Mira Sand", followers=48_000)


def shown(client: Client) -> str:
    return client.get("/influencers/").content.decode()


@pytest.mark.parametrize(
    ("model", "change", "words"),
    [
        (InfluencerProfile, {"display_name": "Mira <Dune>"}, ">Mira &lt;Dune&gt;</span>"),
        (InfluencerProfile, {"display_name": "Zoë Quill"}, 'aria-hidden="true">ZQ</span>'),
        (InfluencerProfile, {"niche": "Tide & time"}, ">Tide &amp; time</span>"),
        (InfluencerProfile, {"avatar": "avatars/new.webp"}, "avatars/new.webp"),
        (InfluencerProfile, {"lowest_price_minor": 98_765}, ">$987.65</td>"),
        (InfluencerProfile, {"lowest_price_minor": None}, ">On request</td>"),
        (InfluencerProfile, {"rating_sum": 27, "rating_count": 2}, "<span>4.5<span"),
        (Category, {"name": "Deep sea"}, "<td><span>Deep sea"),
        (Channel, {"platform": "podcast"}, 'aria-label="Podcast"'),
        (Channel, {"followers": 1_300_000}, " 1.3M</span>"),
        (Channel, {"engagement_rate": Decimal("7.77")}, ">7.8 %</td>"),
    ],
)
def test_a_change_is_shown_at_once(
    client: Client, mira: InfluencerProfile, model: Any, change: dict[str, Any], words: str
) -> None:
    before = shown(client)
    assert words not in before
    assert shown(client) == before
    model.objects.update(**change)
    assert words in shown(client)


def test_without_redis_the_list_is_the_same(
    client: Client, mira: InfluencerProfile, settings: Settings
) -> None:
    before = shown(client)
    nowhere = settings.CACHES["pages"] | {"LOCATION": "unix:///nonexistent/redis.sock"}
    settings.CACHES = settings.CACHES | {"pages": nowhere}
    InfluencerProfile.objects.update(display_name="Mira Changed")
    assert shown(client) == before.replace("Mira Sand", "Mira Changed").replace(">MS<", ">MC<")


def test_typed_filters_are_not_kept_for_others(client: Client, mira: InfluencerProfile) -> None:
    assert 'value="secret plan"' in client.get("/influencers/?q=secret+plan").content.decode()
    assert "secret plan" not in shown(client)
