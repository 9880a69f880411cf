"""Rows of the campaigns' list are kept; what changes is shown at once all the same."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Category, SponsorProfile
from campaigns.models import Campaign

pytestmark = pytest.mark.django_db
URL = "/campaigns/?sort=budget"


def shown(client: Client) -> str:
    return client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("model", "change", "words"),
    [
        (Campaign, {"title": "Winter <boots>"}, "Winter &lt;boots&gt;</a>"),
        (Campaign, {"description": "Tell & show."}, '<p class="clip">Tell &amp; show.</p>'),
        (Campaign, {"platforms": ["tiktok", "blog"]}, "<span>TikTok, Blog</span>"),
        (Campaign, {"budget_minor": 123_456}, "$1,234.56</strong>"),
        (Campaign, {"start_date": date(2001, 2, 3)}, ">Sat 3 Feb 2001</time> to "),
        (SponsorProfile, {"display_name": "Quay <& Co>"}, "<span>Quay &lt;&amp; Co&gt; "),
        (Category, {"name": "Deep sea"}, "<span>Deep sea</span>"),
    ],
)
def test_a_change_is_shown_at_once(
    influencer_client: Client, campaign: Campaign, model: Any, change: dict[str, Any], words: str
) -> None:
    before = shown(influencer_client)
    assert shown(influencer_client).count('<li class="entry">') == 1
    model.objects.update(**change)
    after = shown(influencer_client)
    assert words in after
    assert after != before


def test_an_end_in_another_year_names_it(influencer_client: Client, campaign: Campaign) -> None:
    shown(influencer_client)
    Campaign.objects.update(end_date=date(2091, 2, 3))
    assert ">Sat 3 Feb 2091</time>" in shown(influencer_client)


def test_what_is_withdrawn_is_gone_at_once(influencer_client: Client, campaign: Campaign) -> None:
    assert campaign.title in shown(influencer_client)
    Campaign.objects.update(visibility="private")
    assert campaign.title not in shown(influencer_client)


def test_sponsors_get_no_button_that_influencers_have(
    influencer_client: Client, sponsor_client: Client, campaign: Campaign
) -> None:
    for _ in range(2):
        assert "bookmark" in shown(influencer_client)
        assert "bookmark" not in shown(sponsor_client)


def test_without_redis_the_list_is_the_same(
    influencer_client: Client, campaign: Campaign, settings: Settings
) -> None:
    before = shown(influencer_client)
    nowhere = settings.CACHES["pages"] | {"LOCATION": "unix:///nonexistent/redis.sock"}
    settings.CACHES = settings.CACHES | {"pages": nowhere}
    Campaign.objects.update(title="Changed meanwhile")
    after = shown(influencer_client)
    assert after.count("Changed meanwhile") == before.count(campaign.title)


def test_typed_filters_are_not_kept_for_others(
    influencer_client: Client, sponsor_client: Client, campaign: Campaign
) -> None:
    assert (
        'value="secret plan"' in influencer_client.get("/campaigns/?q=secret+plan").content.decode()
    )
    for client in (sponsor_client, influencer_client):
        assert "secret plan" not in client.get("/campaigns/").content.decode()
