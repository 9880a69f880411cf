"""A day ends at midnight in the influencer's zone, also when clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ads.deadlines import end_of_day
from ads.workflow import State
from tests.factories.accounts import make_influencer
from tests.factories.ads import make_ad


@pytest.mark.parametrize(
    ("day", "zone", "ends"),
    [
        (date(2026, 11, 26), "Europe/Vienna", datetime(2026, 11, 26, 23, tzinfo=UTC)),
        (date(2026, 11, 26), "America/New_York", datetime(2026, 11, 27, 5, tzinfo=UTC)),
        # The night before clocks go back: midnight still belongs to summer time.
        (date(2026, 10, 24), "Europe/Vienna", datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), "Europe/Vienna", datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 12, 31), "Pacific/Kiritimati", datetime(2026, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_day(day: date, zone: str, ends: datetime) -> None:
    assert end_of_day(day, zone) == ends


@pytest.mark.django_db
def test_active_work_ends_with_the_first_due_date_in_the_zone_frozen_at_acceptance() -> None:
    influencer = make_influencer()
    influencer.user.time_zone = "America/New_York"
    influencer.user.save()
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    ad = make_ad(State.ACTIVE, influencer=influencer, now=now)
    assert ad.deadline_at == datetime(2026, 12, 3, 5, tzinfo=UTC)


@pytest.mark.django_db
def test_approved_work_is_due_live_at_the_end_of_the_last_posting_date() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    ad = make_ad(State.APPROVED, now=now)
    assert ad.deadline_at == datetime(2026, 12, 5, 0, tzinfo=UTC)
    assert ad.deadline_at - now > timedelta(hours=48)
