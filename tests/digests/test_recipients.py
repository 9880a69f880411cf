"""Who is due, on their own clock: zones, days that are short or long, hours, preferences."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from accounts.models import User
from marketplace.digests import recipients
from marketplace.digests.models import DigestRun
from marketplace.notifications.models import NotificationPreference
from tests.factories.accounts import make_moderator, make_user

pytestmark = pytest.mark.django_db
TOKEN = UUID(int=1)


def person(zone: str = "UTC", *, hour: int | None = None, **fields: object) -> User:
    """Return a sponsor in `zone`; with `hour`, one who chose it in the settings."""
    user = make_user(time_zone=zone, **({"role": "sponsor"} | fields))
    if hour is not None:
        NotificationPreference.objects.create(user=user, digest_hour=hour)
    return user


def due_daily(moment: datetime) -> dict[int, date]:
    """Return who is due at `moment`, with the local day their digest would be for."""
    return {
        pk: day
        for (day, hour), zones in recipients.zones_by_clock(moment).items()
        for pk in recipients.due_for_daily(zones, day=day, hour=hour)
    }


def test_the_digest_hour_is_the_one_on_the_users_own_clock() -> None:
    tokyo, berlin = person("Asia/Tokyo", hour=8), person("Europe/Berlin", hour=8)
    day = date(2026, 6, 2)

    # 22:59 UTC is 07:59 in Tokyo, and past the hour of 1 June in Berlin (00:59 of the 2nd: not).
    assert due_daily(datetime(2026, 6, 1, 22, 59, tzinfo=UTC)) == {}
    assert due_daily(datetime(2026, 6, 1, 23, 0, tzinfo=UTC)) == {tokyo.pk: day}
    assert due_daily(datetime(2026, 6, 2, 6, 0, tzinfo=UTC)) == {tokyo.pk: day, berlin.pk: day}


def test_an_hour_that_was_missed_is_made_up_for_later_that_day() -> None:
    user = person(hour=8)

    assert due_daily(datetime(2026, 6, 2, 19, 59, tzinfo=UTC)) == {user.pk: date(2026, 6, 2)}
    assert due_daily(datetime(2026, 6, 2, 20, 0, tzinfo=UTC)) == {}


def test_whoever_never_opened_the_settings_gets_the_default_hour() -> None:
    user = person()

    assert due_daily(datetime(2026, 6, 2, 7, 59, tzinfo=UTC)) == {}
    assert due_daily(datetime(2026, 6, 2, 8, 0, tzinfo=UTC)) == {user.pk: date(2026, 6, 2)}


def test_an_hour_that_the_clocks_skip_in_spring_is_served_right_after_it() -> None:
    user = person("Europe/Berlin", hour=2)

    # 29 March 2026, 01:00 UTC: clocks go from 02:00 to 03:00.
    assert due_daily(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == {}
    assert due_daily(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == {user.pk: date(2026, 3, 29)}


def test_an_hour_that_comes_twice_in_autumn_is_served_once() -> None:
    user = person("Europe/Berlin", hour=2)
    day = date(2026, 10, 25)
    first, again = (datetime(2026, 10, 25, hour, 0, tzinfo=UTC) for hour in (0, 1))

    assert due_daily(first) == {user.pk: day}
    run = {"kind": DigestRun.Kind.DAILY, "period_date": day, "now": first}
    DigestRun.objects.claim(user_ids=[user.pk], token=TOKEN, **run)
    assert due_daily(again) == {}


def test_moderators_inactive_and_unwilling_users_are_left_alone() -> None:
    make_moderator()
    moment = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)
    person(is_active=False)
    person(unconfirmed_since=moment)
    unwilling = person(hour=8)
    unwilling.notification_preference.is_digest_on = False
    unwilling.notification_preference.save()
    willing = person(hour=8)
    suspended = person(hour=8, suspended_at=moment, suspension_reason="Fake followers")

    assert set(due_daily(moment)) == {willing.pk, suspended.pk}


def test_a_zone_that_left_the_database_counts_as_utc() -> None:
    user = person("Europe/Atlantis")

    assert due_daily(datetime(2026, 6, 2, 8, 0, tzinfo=UTC)) == {user.pk: date(2026, 6, 2)}


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2027, 1, 1), date(2026, 12, 1)),
        (date(2026, 3, 7), date(2026, 2, 1)),
        (date(2026, 3, 8), None),
        (date(2026, 3, 31), None),
    ],
)
def test_a_month_is_reported_in_the_first_week_after_it(day: date, month: date | None) -> None:
    assert recipients.month_to_report(day) == month


def test_only_sponsors_are_due_for_the_monthly_report() -> None:
    person(role="influencer")
    sponsor = person()

    due = recipients.due_for_monthly(["UTC"], month=date(2026, 5, 1), hour=8)
    assert due == [sponsor.pk]
    assert recipients.due_for_monthly(["UTC"], month=date(2026, 5, 1), hour=7) == []
