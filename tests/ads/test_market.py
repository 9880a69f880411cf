"""The market's figures: who must stand behind them, who never counts, what they come to."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Channel, DeliverableKind, InfluencerProfile, SponsorProfile
from ads.market import Contract, Market, is_anonymous, market_for, quantile, rounded, tier_of
from ads.models import Ad
from ads.terms import ItemTerms
from ads.workflow import State
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad, make_terms
from tests.factories.campaigns import make_campaign

PRICES = (20_000, 30_000, 41_000, 60_000, 100_000)


def creator(followers: int = 20_000) -> InfluencerProfile:
    return make_influencer(followers=followers)


def agreed(
    price_minor: int,
    *,
    sponsor: SponsorProfile | None = None,
    influencer: InfluencerProfile | None = None,
    platforms: tuple[str, ...] = ("instagram",),
    quantity: int = 1,
    state: str = State.ACCEPTED,
) -> Ad:
    day = timezone.localdate() + timedelta(days=9)
    items = tuple(
        ItemTerms(platform, DeliverableKind.POST, quantity, day, day, 30) for platform in platforms
    )
    return make_ad(
        state,
        campaign=make_campaign(sponsor),
        influencer=influencer or creator(),
        terms=make_terms(price_minor=price_minor, kill_fee_minor=0, items=items),
    )


def market(**without: int) -> Market | None:
    caches["pages"].clear()
    return market_for(platform="instagram", followers=50_000, **without)


@pytest.mark.django_db
def test_four_parties_say_nothing_and_five_do() -> None:
    for price in PRICES[:4]:
        agreed(price)
    assert market() is None
    agreed(PRICES[4])
    # Five values: the quartiles are the second, the third and the fourth.
    assert market() == Market("instagram", "micro", 5, 30_000, 41_000, 60_000)


@pytest.mark.django_db
def test_five_contracts_of_four_sponsors_or_four_influencers_say_nothing() -> None:
    sponsor, influencer = make_sponsor(), creator()
    agreed(20_000, sponsor=sponsor)
    ads = [agreed(price) for price in PRICES[:3]]
    agreed(30_000, sponsor=sponsor)
    assert market() is None  # five influencers, four sponsors
    agreed(30_000)
    assert market() is not None
    Ad.objects.filter(pk__in=[ad.pk for ad in ads[:2]]).update(influencer=influencer)
    assert market(without_sponsor=sponsor.pk) is None
    assert market() is not None  # six contracts, five influencers


@pytest.mark.django_db
def test_the_readers_own_contracts_and_this_ad_do_not_count() -> None:
    ads = [agreed(price) for price in PRICES]
    mine = agreed(450_000)
    assert market() is not None
    without = market(without_sponsor=mine.campaign.sponsor_id)
    assert without == market(without_influencer=mine.influencer_id) == market(without_ad=mine.pk)
    assert without == Market("instagram", "micro", 5, 30_000, 41_000, 60_000)
    assert market(without_sponsor=ads[0].campaign.sponsor_id, without_ad=mine.pk) is None


@pytest.mark.django_db
def test_one_readers_exclusion_is_not_kept_for_the_next() -> None:
    ads = [agreed(price) for price in PRICES]
    seen = {"platform": "instagram", "followers": 50_000}
    assert market_for(**seen, without_sponsor=ads[0].campaign.sponsor_id) is None
    assert market_for(**seen) is not None
    assert market_for(**seen, without_influencer=ads[0].influencer_id) is None


@pytest.mark.django_db
def test_it_reads_once_a_day_for_each_platform_and_tier(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for price in PRICES:
        agreed(price)
    with django_assert_num_queries(1):
        market_for(platform="instagram", followers=10_000)
        market_for(platform="instagram", followers=99_999)
    with django_assert_num_queries(2):
        market_for(platform="instagram", followers=9_999)
        market_for(platform="youtube", followers=10_000)


@pytest.mark.django_db
def test_the_price_is_by_the_piece() -> None:
    for price in PRICES:
        agreed(2 * price, quantity=2)
    assert market() == Market("instagram", "micro", 5, 30_000, 41_000, 60_000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"platforms": ("instagram", "youtube")},
        {"platforms": ("youtube",)},
        {"state": State.OFFERED},
        {"influencer": 9_999},
        {"influencer": 100_000},
    ],
)
def test_only_accepted_contracts_of_one_platform_and_tier_count(other: dict[str, Any]) -> None:
    for price in PRICES[:4]:
        agreed(price)
    if "influencer" in other:
        other = {"influencer": creator(other["influencer"])}
    agreed(PRICES[4], **other)
    assert market() is None


@pytest.mark.django_db
def test_an_influencer_counts_by_the_largest_channel_on_the_platform() -> None:
    ads = [agreed(price) for price in PRICES]
    Channel.objects.create(
        influencer=ads[0].influencer, platform="youtube", handle="x", followers=900_000
    )
    assert market() is not None
    Channel.objects.create(
        influencer=ads[0].influencer, platform="instagram", handle="second", followers=100_000
    )
    assert market() is None


@pytest.mark.django_db
def test_what_was_agreed_a_year_ago_is_over() -> None:
    ads = [agreed(price) for price in PRICES]
    Ad.objects.filter(pk=ads[0].pk).update(accepted_at=timezone.now() - timedelta(days=366))
    assert market() is None


def test_nobody_may_stand_behind_more_than_half() -> None:
    few = [Contract(n, sponsor=n, influencer=n, price_minor=100, pieces=1) for n in range(5)]
    more = [
        Contract(10 + n, sponsor=0, influencer=10 + n, price_minor=100, pieces=1) for n in range(3)
    ]
    assert is_anonymous(few)
    assert is_anonymous([*few, *more])  # four of eight
    another = Contract(20, sponsor=0, influencer=20, price_minor=100, pieces=1)
    assert not is_anonymous([*few, *more, another])  # five of nine


def test_quantiles_interpolate_between_neighbours() -> None:
    # Six values: the places are 1.25, 2.5 and 3.75, counted from 0.
    values = [Fraction(value) for value in (10, 20, 30, 50, 80, 100)]
    quartiles = [quantile(values, Fraction(share, 4)) for share in (1, 2, 3)]
    assert quartiles == [Fraction("22.5"), 40, Fraction("72.5")]
    assert quantile(values, Fraction(1)) == 100


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(45_250, 45_000), (45_500, 46_000), (104_999, 100_000), (99_600, 100_000), (7, 7), (0, 0)],
)
def test_figures_are_rounded_so_that_no_single_price_can_be_read_off(
    amount: int, shown: int
) -> None:
    assert rounded(Fraction(amount)) == shown


@pytest.mark.django_db
def test_no_figure_is_a_price_that_somebody_agreed_on() -> None:
    prices = (20_150, 31_275, 41_399, 60_801, 100_950)
    for price in prices:
        agreed(price)
    found = market()
    assert found is not None
    assert (found.lower_minor, found.median_minor, found.upper_minor) == (31_000, 41_000, 61_000)
    assert not {found.lower_minor, found.median_minor, found.upper_minor} & set(prices)


@pytest.mark.parametrize(
    ("followers", "tier"),
    [
        (0, "nano"),
        (9_999, "nano"),
        (10_000, "micro"),
        (100_000, "mid"),
        (500_000, "macro"),
        (999_999, "macro"),
        (1_000_000, "mega"),
    ],
)
def test_tiers_begin_where_the_design_says(followers: int, tier: str) -> None:
    assert tier_of(followers) == tier
    assert InfluencerProfile(top_followers=followers).tier == tier
