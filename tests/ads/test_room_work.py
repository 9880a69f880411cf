"""The deliverables in the room: how each one stands."""

from datetime import UTC, datetime

import pytest

from ads import actions
from ads.models import Ad
from ads.room import Reader
from ads.room.work import work_rows
from ads.workflow import Side
from tests.factories.accounts import make_moderator
from tests.factories.ads import dispute, make_ad

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def badges(ad: Ad) -> list[str]:
    ad = Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)
    reader = Reader(ad=ad, user=ad.user_of(Side.SPONSOR), side=Side.SPONSOR, now=NOW)
    return [row.badge for row in work_rows(reader)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "badge"), [("active", ""), ("in_review", "draft_in"), ("posted", "live")]
)
def test_a_settlement_does_not_show_as_live_what_never_went_live(state: str, badge: str) -> None:
    ad = make_ad(state, now=NOW)
    dispute(ad, now=NOW)
    actions.settle_dispute(
        actor=make_moderator(), ad=ad, share_minor=10_000, reason="A part was done.", now=NOW
    )
    assert badges(ad) == [badge]


@pytest.mark.django_db
def test_what_went_live_is_shown_as_live_to_the_end() -> None:
    assert [badges(make_ad(state, now=NOW)) for state in ("posted", "completed")] == [
        ["live"],
        ["live"],
    ]
