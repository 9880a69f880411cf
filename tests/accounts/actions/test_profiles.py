"""Profiles, figures and the ratings counted on them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.actions import (
    add_rating,
    index_influencer,
    save_channels,
    save_rate_card,
    update_influencer_profile,
    update_sponsor_profile,
)
from accounts.details import ChannelFigures, InfluencerDetails, Price, SponsorDetails
from marketplace.kernel.errors import Refused
from marketplace.kernel.search import search_ids
from tests.factories.accounts import make_category, make_influencer, make_sponsor

pytestmark = pytest.mark.django_db

CHANNEL = ChannelFigures(
    platform="youtube", handle="miraruns", url="https://youtube.com/@miraruns", followers=90_000
)
PRICE = Price(platform="youtube", kind="long_video", price_minor=120_000)


def influencer_details(**fields) -> InfluencerDetails:
    values = {
        "display_name": "Mira Okafor",
        "category": make_category("Outdoor"),
        "niche": "Ultras",
        "description": "Runs far.",
        "languages": ["en"],
        "country": "AT",
    }
    return InfluencerDetails(**(values | fields))


def test_reach_price_and_search_follow_channels_and_rate_card() -> None:
    profile = make_influencer(handle="mira", followers=1_000)
    kept = profile.channels.get()
    old = ChannelFigures(platform=kept.platform, handle="MIRA", url=kept.url, followers=1_500)
    save_channels(actor=profile.user, profile=profile, channels=[old, CHANNEL])
    profile.refresh_from_db()
    assert profile.top_followers == 90_000
    assert list(profile.channels.values_list("pk", "handle"))[1] == (kept.pk, "MIRA")
    assert search_ids(kind="influencer", query="miraruns") == [profile.pk]

    save_rate_card(
        actor=profile.user,
        profile=profile,
        prices=[PRICE, replace(PRICE, kind="post", price_minor=5)],
    )
    profile.refresh_from_db()
    assert profile.lowest_price_minor == 5

    save_channels(actor=profile.user, profile=profile, channels=[])
    save_rate_card(actor=profile.user, profile=profile, prices=[])
    profile.refresh_from_db()
    assert (profile.top_followers, profile.lowest_price_minor) == (0, None)
    assert search_ids(kind="influencer", query="miraruns") == []


def test_what_is_listed_twice_or_too_often_is_refused() -> None:
    profile = make_influencer()
    with pytest.raises(Refused, match="twice"):
        save_channels(
            actor=profile.user,
            profile=profile,
            channels=[CHANNEL, replace(CHANNEL, handle="MiraRuns")],
        )
    with pytest.raises(Refused, match="12 channels"):
        save_channels(actor=profile.user, profile=profile, channels=[CHANNEL] * 13)
    with pytest.raises(Refused, match="twice"):
        save_rate_card(actor=profile.user, profile=profile, prices=[PRICE, PRICE])
    assert profile.channels.count() == profile.rate_card.count() == 1


def test_a_profile_is_saved_whole_or_not_at_all() -> None:
    profile = make_influencer(display_name="Mira")
    with pytest.raises(Refused):
        update_influencer_profile(
            actor=profile.user,
            profile=profile,
            details=influencer_details(),
            time_zone="Europe/Vienna",
            channels=[CHANNEL],
            prices=[PRICE, PRICE],
        )
    profile.refresh_from_db()
    assert (profile.display_name, profile.channels.get().platform) == ("Mira", "instagram")
    assert profile.user.time_zone == "UTC"


def test_a_changed_name_is_found_and_the_old_one_is_not() -> None:
    profile = make_influencer(display_name="Anton Berg")
    index_influencer(profile=profile)
    update_influencer_profile(
        actor=profile.user,
        profile=profile,
        details=influencer_details(),
        time_zone="Europe/Vienna",
        channels=[CHANNEL],
        prices=[],
    )
    assert search_ids(kind="influencer", query="okafor") == [profile.pk]
    assert search_ids(kind="influencer", query="anton") == []
    profile.user.refresh_from_db()
    assert profile.user.time_zone == "Europe/Vienna"


def test_a_verified_company_keeps_its_name() -> None:
    sponsor = make_sponsor()
    details = SponsorDetails(
        display_name="Nord",
        company_name="Another Ltd",
        industry="Tea",
        country="DE",
        website="",
        description="",
    )
    with pytest.raises(Refused, match="verified this company name"):
        update_sponsor_profile(
            actor=sponsor.user, profile=sponsor, details=details, time_zone="UTC"
        )
    details = replace(details, company_name=sponsor.company_name)
    update_sponsor_profile(actor=sponsor.user, profile=sponsor, details=details, time_zone="UTC")
    sponsor.refresh_from_db()
    assert sponsor.industry == "Tea"


def test_ratings_add_up() -> None:
    profile = make_influencer()
    for axes in ((5, 5, 4), (4, 4, 5), (4, 3, 5)):
        add_rating(profile=profile, axes=axes)
    profile.refresh_from_db()
    assert (profile.rating_sum, profile.rating_count) == (39, 3)
    assert profile.rating_average == Decimal("4.3")  # 39 stars on 9 axes
    for axes in ((0, 5, 5), (5, 6, 5), (5, 5), (5, 5, 5, 5)):
        with pytest.raises(ValueError, match="1 to 5 stars on 3 axes"):
            add_rating(profile=profile, axes=axes)
