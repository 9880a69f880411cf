"""Results in the monthly report: absent where nothing was entered, never zero."""

from datetime import timedelta

import pytest
import time_machine

from ads.actions import reverse_payment
from marketplace.digests import actions, report
from marketplace.digests.models import MonthlyReport
from marketplace.kernel.mail.models import OutboxMail
from tests.digests.market import FIRST_OF_JUNE, IN_APRIL, IN_MAY, MAY, campaign_of, enter, finish_ad
from tests.factories.accounts import make_moderator

pytestmark = pytest.mark.django_db


def text() -> str:
    """Return the text of the one report that was sent."""
    return OutboxMail.objects.get(kind="digest_monthly").text


def test_results_are_told_over_the_ads_that_have_them() -> None:
    campaign = campaign_of()
    enter(finish_ad(campaign, 90_000, IN_APRIL), views=30_000, likes=1_100, comments=100)
    enter(finish_ad(campaign, 45_000, IN_MAY), views=40_000, likes=1_900, comments=100)
    enter(finish_ad(campaign, 30_000, IN_MAY), views=20_000)
    finish_ad(campaign, 99_900, IN_MAY)
    actions.send_monthly(now=FIRST_OF_JUNE)

    said = text()
    # 750 / 60,000 × 1,000 and 450 / 2,000; before, 900 / 30,000 × 1,000 and 900 / 1,200.
    for line in (
        "Views: 60,000 (30,000 more than in April)\n  over 2 of 3 ads done",
        "Likes and comments: 2,000 (800 more than in April)\n  over 1 of 3 ads done",
        "CPM: $12.50 ($17.50 less than in April)\n  price / views × 1,000, over 2 of 3 ads done",
        "CPE: $0.23 ($0.52 less than in April)\n  price / (likes + comments), over 1 of 3 ads done",
    ):
        assert line in said, line
    assert "Clicks" not in said


def test_the_best_are_those_that_cost_least_per_engagement() -> None:
    campaign = campaign_of()
    ads = [finish_ad(campaign, price, IN_MAY) for price in (40_000, 20_000, 10_000, 30_000)]
    for ad, likes in zip(ads, (4_000, 1_000, 0, 3_000), strict=True):
        enter(ad, views=100_000, likes=likes, comments=0)
    actions.send_monthly(now=FIRST_OF_JUNE)

    # 0.10 twice, of which more likes come first; nothing per engagement is known without any.
    content = MonthlyReport.objects.get().content
    assert [row.pk for row in content.best] == [ads[0].pk, ads[3].pk, ads[1].pk]
    said = text()
    assert "The ads that cost least per like or comment" in said
    name = ads[0].influencer.display_name
    assert f"1. {name}, Two trail videos: CPE $0.10, CPM $4.00" in said


def test_where_nobody_knows_likes_the_best_cost_least_per_view() -> None:
    campaign = campaign_of()
    dear, cheap = (finish_ad(campaign, price, IN_MAY) for price in (40_000, 20_000))
    for ad in (dear, cheap):
        enter(ad, views=10_000)
    actions.send_monthly(now=FIRST_OF_JUNE)

    assert [row.pk for row in MonthlyReport.objects.get().content.best] == [cheap.pk, dear.pk]
    assert "The ads that cost least per thousand views" in text()


def test_what_was_corrected_counts_as_corrected_and_what_was_brought_back_not_at_all() -> None:
    campaign = campaign_of()
    corrected, brought_back = (finish_ad(campaign, 45_000, IN_MAY) for _ in range(2))
    enter(corrected, views=999)
    enter(corrected, corrected.ended_at + timedelta(hours=1), views=9_000)
    enter(brought_back, views=1_000)
    with time_machine.travel(IN_MAY, tick=False):
        reverse_payment(actor=make_moderator(), ad=brought_back, reason="It was never public.")

    user = campaign.sponsor.user
    total = report.collect_months([user], MAY)[user.pk].total
    assert total.views == report.Reach(count=9_000, ads=1, paid_minor=45_000)
    assert (total.done, total.spent_minor) == (2, 45_000)


def test_a_count_is_known_of_an_ad_only_where_it_is_known_of_all_its_posts() -> None:
    campaign = campaign_of()
    ad = finish_ad(campaign, 45_000, IN_MAY, posts=2)
    enter(ad, posts=1, views=5_000)
    user = campaign.sponsor.user
    assert not report.collect_months([user], MAY)[user.pk].total.views
    enter(ad, ad.ended_at + timedelta(hours=1), views=6_000)
    views = report.collect_months([user], MAY)[user.pk].total.views
    assert views == report.Reach(count=12_000, ads=1, paid_minor=45_000)


def test_an_influencer_who_left_is_called_by_no_name() -> None:
    campaign = campaign_of()
    ad = finish_ad(campaign, 45_000, IN_MAY)
    enter(ad, views=9_000)
    name = ad.influencer.display_name
    actions.send_monthly(now=FIRST_OF_JUNE)
    assert name in text()
    row = MonthlyReport.objects.get()
    assert name not in str(row.figures)

    profile = ad.influencer
    profile.display_name = "Deleted account"
    profile.save()
    people = report.names_of(row.content.best)
    assert report.ShownMonth(row, people).best[0].name == "Deleted account"
