"""The history behind the facts: what is read, how much of it, in how many queries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ads import actions, past
from ads.models import Ad
from ads.past import read_pasts
from ads.workflow import Side, State
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign
from tests.factories.ratings import make_settled

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_past_tells_the_moves_of_both_sides_and_the_clocks() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    assert ad.deadline_at is not None
    actions.run_deadlines(now=ad.deadline_at)
    for profile, partner in (
        (ad.campaign.sponsor, ad.influencer),
        (ad.influencer, ad.campaign.sponsor),
    ):
        (one,) = read_pasts(profile, now=ad.deadline_at)
        assert (one.pk, one.partner, one.state) == (ad.pk, partner.pk, State.APPROVED)
        assert (one.is_paid_end, one.is_settled, one.lost_by) == (False, False, None)
        assert [(step.transition, step.by) for step in one.steps] == [
            ("send", Side.SPONSOR),
            ("accept", Side.INFLUENCER),
            ("fund", Side.SPONSOR),
            ("submit", Side.INFLUENCER),
            ("approve", None),
        ]
        assert one.steps[-1].is_system
        assert one.steps[-1].at == ad.deadline_at


@pytest.mark.parametrize("loser", [*Side, None])
def test_a_settled_dispute_is_known_with_who_lost_it(loser: Side | None) -> None:
    ad = make_settled(lost_by=loser, now=NOW)
    (one,) = read_pasts(ad.influencer, now=NOW)
    assert (one.is_settled, one.lost_by, one.is_paid_end) == (True, loser, True)


def test_drafts_history_others_and_what_is_long_ago_are_left_out() -> None:
    sponsor = make_sponsor()
    campaign = make_campaign(sponsor=sponsor)
    seen = make_ad(State.OFFERED, campaign=campaign, now=NOW)
    make_ad(State.DRAFT, campaign=campaign, now=NOW)
    make_ad(State.OFFERED, now=NOW)
    old = make_ad(State.OFFERED, campaign=campaign, now=NOW)
    Ad.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=366))
    brought = make_ad(State.COMPLETED, campaign=campaign, now=NOW)
    Ad.objects.filter(pk=brought.pk).update(is_history=True)
    assert [one.pk for one in read_pasts(sponsor, now=NOW)] == [seen.pk]


def test_the_newest_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "MOST", 2)
    influencer = make_influencer()
    ads = [make_ad(State.OFFERED, influencer=influencer, now=NOW) for _ in range(3)]
    found = read_pasts(influencer, now=NOW)
    assert [one.pk for one in found] == [ads[2].pk, ads[1].pk]


@pytest.mark.parametrize("ads", [1, 3])
def test_three_queries_read_any_number_of_ads(ads: int, django_assert_num_queries: Any) -> None:
    influencer = make_influencer()
    for _ in range(ads):
        make_ad(State.COMPLETED, influencer=influencer, now=NOW)
    with django_assert_num_queries(3):
        assert len(read_pasts(influencer, now=NOW)) == ads
