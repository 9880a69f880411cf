"""CPM and CPE, with numbers worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Channel
from ads.figures import (
    Figure,
    channel_on,
    cpe_minor,
    cpm_minor,
    expected_engagements,
    expected_views,
    figures_of,
)
from ads.terms import ItemTerms, OfferTerms

DAY = date(2026, 12, 1)


def channel(platform: str = "instagram", followers: int = 40_000, **fields: Any) -> Channel:
    return Channel(platform=platform, handle="mira", followers=followers, **fields)


def item(platform: str = "instagram", quantity: int = 1) -> ItemTerms:
    return ItemTerms(platform, "post", quantity, DAY, DAY, 30)


def terms(price_minor: int, *items: ItemTerms) -> OfferTerms:
    return OfferTerms(price_minor=price_minor, requirements="Show the shoes.", items=items)


def test_views_are_the_channels_average_for_each_piece() -> None:
    channels = [
        channel(average_views=12_000),
        channel("youtube", followers=9_000, average_views=3_500),
    ]
    # 12,000 × 2 + 3,500 × 1
    assert expected_views([item(quantity=2), item("youtube")], channels) == 27_500


def test_the_largest_channel_of_a_platform_speaks_for_it() -> None:
    small = channel(followers=500, average_views=90_000)
    large = channel(followers=40_000, average_views=12_000)
    assert channel_on("instagram", [small, large]) is large
    assert expected_views([item()], [small, large]) == 12_000


def test_one_missing_figure_leaves_nothing_to_say() -> None:
    assert expected_views([item()], []) is None
    assert expected_views([item()], [channel()]) is None
    assert expected_views([item(), item("x")], [channel(average_views=12_000)]) is None
    assert expected_engagements([item()], []) is None
    assert expected_engagements([item()], [channel()]) is None


def test_engagements_are_followers_times_rate_for_each_piece() -> None:
    # 40,000 × 3.25 % × 2
    channels = [channel(engagement_rate=Decimal("3.25"))]
    assert expected_engagements([item(quantity=2)], channels) == 2_600


def test_cpm_is_price_by_views_times_a_thousand() -> None:
    assert cpm_minor(45_000, 24_000) == 1_875  # $450 / 24,000 × 1,000 = $18.75
    assert cpm_minor(10_000, 3_000) == 3_333  # $33.333…
    assert cpm_minor(1_001, 2_000_000) == 1  # 0.5005 cents, rounded half up
    assert cpm_minor(45_000, 0) is None
    assert cpm_minor(45_000, None) is None


def test_cpe_is_price_by_engagements() -> None:
    assert cpe_minor(45_000, Decimal(2_600)) == 17  # $450 / 2,600 = 17.3 cents
    assert cpe_minor(45_000, Decimal(18_000)) == 3  # 2.5 cents, rounded half up
    assert cpe_minor(45_000, Decimal(0)) is None
    assert cpe_minor(45_000, None) is None


def test_an_offer_shows_both_with_their_formulas() -> None:
    channels = [channel(average_views=12_000, engagement_rate=Decimal("3.25"))]
    assert figures_of(terms(45_000, item(quantity=2)), channels) == [
        Figure("CPM", 1_875, "$450.00 / 24,000 expected views × 1,000"),
        Figure("CPE", 17, "$450.00 / 2,600 expected likes and comments"),
    ]


def test_what_cannot_be_said_is_left_out_and_not_zero() -> None:
    offer = terms(45_000, item())
    assert figures_of(offer, []) == []
    views_alone = figures_of(offer, [channel(average_views=12_000)])
    assert [figure.name for figure in views_alone] == ["CPM"]
    rate_alone = figures_of(offer, [channel(engagement_rate=Decimal(2))])
    assert [figure.name for figure in rate_alone] == ["CPE"]
    assert figures_of(offer, [channel(average_views=0, engagement_rate=Decimal(0))]) == []


def test_less_than_a_cent_is_said_in_words() -> None:
    figure = figures_of(terms(1, item()), [channel(average_views=9_000_000)])[0]
    assert (figure.minor, figure.text) == (0, "less than $0.01")
    assert Figure("CPM", 1_875, "").text == "$18.75"
