"""When a month begins and ends, and when its report goes out: on the sponsor's own clock."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from accounts.models import User
from campaigns.models import Campaign
from marketplace.digests import actions, report, tasks
from marketplace.digests.actions import monthly
from marketplace.digests.models import MonthlyReport
from marketplace.digests.report import Span
from marketplace.digests.report.shown import ROWS_SHOWN
from marketplace.kernel import jobs
from marketplace.notifications.models import NotificationPreference
from tests.digests.market import FIRST_OF_JUNE, IN_MARCH, MAY, campaign_of, finish_ad

pytestmark = pytest.mark.django_db
FIRST_ZONE, LAST_ZONE = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # UTC+14 and UTC−11


def at(text: str, zone: str = "UTC") -> datetime:
    """Return a moment told on the clock of `zone`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def hours_of(month: date, zone: str) -> float:
    """Return how long a month lasts."""
    span = Span.of(month, ZoneInfo(zone))
    return (span.end.astimezone(UTC) - span.start.astimezone(UTC)) / timedelta(hours=1)


def test_a_month_ends_at_midnight_on_the_sponsors_clock() -> None:
    auckland, honolulu = campaign_of("Pacific/Auckland"), campaign_of("Pacific/Honolulu")
    # 1 June, 00:30 in Auckland; 31 May, 02:30 in Honolulu.
    moment = datetime(2026, 5, 31, 12, 30, tzinfo=UTC)
    for campaign in (auckland, honolulu):
        finish_ad(campaign, 45_000, moment)

    users = [auckland.sponsor.user, honolulu.sponsor.user]

    def spent(month: date) -> list[tuple[int, int, int]]:
        found = report.collect_months(users, month)
        months = [found[user.pk] for user in users]
        return [(m.total.spent_minor, m.before.spent_minor, m.total.done) for m in months]

    assert spent(MAY) == [(0, 0, 0), (45_000, 0, 1)]
    assert spent(date(2026, 6, 1)) == [(45_000, 0, 1), (0, 45_000, 0)]


@pytest.mark.parametrize("zone", ["America/New_York", FIRST_ZONE, LAST_ZONE, "Asia/Kathmandu"])
@pytest.mark.parametrize("month", [MAY, date(2026, 11, 1), date(2028, 2, 1), date(2026, 12, 1)])
def test_the_last_moment_is_inside_and_the_next_one_is_not(zone: str, month: date) -> None:
    campaign = campaign_of(zone)
    span = Span.of(month, ZoneInfo(zone))
    tick = timedelta(microseconds=1)
    inside = [span.start.astimezone(UTC), span.end.astimezone(UTC) - tick]
    outside = [inside[0] - tick, inside[1] + tick]
    for price, moment in zip((1_000, 2_000, 4_000, 8_000), inside + outside, strict=True):
        finish_ad(campaign, price, moment)

    user = campaign.sponsor.user
    found = report.collect_months([user], month)[user.pk]
    assert (found.total.spent_minor, found.total.done) == (3_000, 2)
    assert (found.before.spent_minor, found.before.done) == (4_000, 1)


def test_months_last_as_long_as_they_do_on_the_clock() -> None:
    # New York sets its clocks forward on 8 March and back on 1 November 2026, the first day of a
    # month; Berlin changed on the last day of one.
    new_york = "America/New_York"
    assert hours_of(date(2026, 3, 1), new_york) == 31 * 24 - 1
    assert hours_of(date(2026, 11, 1), new_york) == 30 * 24 + 1
    assert hours_of(date(2026, 10, 1), new_york) == 31 * 24
    assert hours_of(date(2019, 3, 1), "Europe/Berlin") == 31 * 24 - 1  # on 31 March
    assert hours_of(date(2021, 10, 1), "Europe/Berlin") == 31 * 24 + 1  # on 31 October
    assert hours_of(date(2028, 2, 1), "UTC") == 29 * 24
    assert hours_of(date(2027, 2, 1), "UTC") == 28 * 24
    # Samoa had no 30 December 2011.
    assert hours_of(date(2011, 12, 1), "Pacific/Apia") == 30 * 24


def test_the_span_keeps_local_midnights_across_a_change_of_clocks() -> None:
    span = Span.of(date(2026, 3, 1), ZoneInfo("Europe/Berlin"))

    assert [moment.astimezone(UTC) for moment in (span.before, span.start, span.end)] == [
        datetime(2026, 1, 31, 23, 0, tzinfo=UTC),
        datetime(2026, 2, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 31, 22, 0, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("UTC", "2026-06-01T08:00+00:00"),
        ("America/New_York", "2026-06-01T12:00+00:00"),
        (FIRST_ZONE, "2026-05-31T18:00+00:00"),
        (LAST_ZONE, "2026-06-01T19:00+00:00"),
        ("Asia/Kathmandu", "2026-06-01T02:15+00:00"),
    ],
)
def test_it_goes_out_on_the_morning_of_the_first_and_once(zone: str, due: str) -> None:
    campaign_of(zone)
    moment = datetime.fromisoformat(due)

    def sent(**later: int) -> int:
        return actions.send_monthly(now=moment + timedelta(**later))

    assert [sent(minutes=-1), sent(), sent(), sent(hours=1), sent(days=1)] == [0, 1, 0, 0, 0]
    assert MonthlyReport.objects.get().month == MAY
    assert actions.send_monthly(now=at("2026-07-01T08:00", zone)) == 1


@pytest.mark.parametrize(
    ("zone", "first", "month"),
    [
        ("America/New_York", "2026-11-01T08:00", date(2026, 10, 1)),  # the clocks went back at 2
        ("America/New_York", "2026-03-01T08:00", date(2026, 2, 1)),
        ("UTC", "2027-01-01T08:00", date(2026, 12, 1)),
        ("UTC", "2028-03-01T08:00", date(2028, 2, 1)),
    ],
)
def test_it_is_about_the_month_that_is_just_over(zone: str, first: str, month: date) -> None:
    campaign_of(zone, published_at=datetime(2026, 1, 5, tzinfo=UTC))
    moment = at(first, zone)

    assert actions.send_monthly(now=moment - timedelta(minutes=1)) == 0
    assert actions.send_monthly(now=moment) == 1
    assert MonthlyReport.objects.get().month == month


@pytest.mark.parametrize(
    ("digest_hour", "hour"), [(0, 6), (5, 6), (6, 6), (9, 9), (11, 11), (12, 11), (22, 11)]
)
def test_it_comes_in_the_morning_at_the_digest_hour_or_near_it(digest_hour: int, hour: int) -> None:
    user = campaign_of("America/New_York").sponsor.user
    NotificationPreference.objects.create(user=user, digest_hour=digest_hour)
    due = at(f"2026-11-01T{hour:02}:00", "America/New_York")  # the clocks went back at 2
    assert actions.send_monthly(now=due - timedelta(minutes=1)) == 0
    assert actions.send_monthly(now=due) == 1
    assert actions.send_monthly(now=due + timedelta(hours=1)) == 0


def test_it_is_made_up_for_within_a_week_and_not_later() -> None:
    campaign_of()

    assert actions.send_monthly(now=datetime(2026, 6, 8, 12, 0, tzinfo=UTC)) == 0
    assert actions.send_monthly(now=datetime(2026, 6, 7, 12, 0, tzinfo=UTC)) == 1


def test_months_that_were_missed_are_not_made_up_for_in_march() -> None:
    campaign_of()

    assert actions.send_monthly(now=datetime(2027, 3, 1, 8, tzinfo=UTC)) == 1
    assert [row.month for row in MonthlyReport.objects.all()] == [date(2027, 2, 1)]


def test_who_moves_to_another_zone_on_the_first_gets_one_report() -> None:
    user = campaign_of(FIRST_ZONE).sponsor.user
    moment = at("2026-06-01T08:00", FIRST_ZONE)
    assert actions.send_monthly(now=moment) == 1
    User.objects.filter(pk=user.pk).update(time_zone=LAST_ZONE)

    for hours in range(0, 60, 3):
        assert actions.send_monthly(now=moment + timedelta(hours=hours)) == 0


def test_the_job_finds_by_the_clock_what_is_due() -> None:
    campaign_of("Asia/Tokyo")
    with time_machine.travel(datetime(2026, 5, 31, 22, 59, tzinfo=UTC), tick=False):
        assert tasks.send_monthly() == 0
    with time_machine.travel(datetime(2026, 5, 31, 23, 5, tzinfo=UTC), tick=False):
        assert tasks.send_monthly() == 1
        assert tasks.send_monthly() == 0
    assert MonthlyReport.objects.get().created_at == datetime(2026, 5, 31, 23, 5, tzinfo=UTC)


def test_a_job_stops_in_time_and_the_next_goes_on() -> None:
    for _ in range(7):
        campaign_of()
    ticks = iter([0.0, jobs.SLICE_SECONDS])
    with time_machine.travel(at("2026-06-01T08:00", "UTC"), tick=False):
        assert tasks.send_monthly(clock=lambda: next(ticks)) == jobs.MoreDue(5)
        assert tasks.send_monthly() == 2


def test_the_longest_step_ends_long_before_the_worker_would_kill_the_job() -> None:
    users = []
    for _ in range(monthly.CHUNK):
        campaign = campaign_of()
        users.append(campaign.sponsor.user)
        Campaign.objects.bulk_create(
            Campaign(
                sponsor=campaign.sponsor, title=f"Campaign {number} of a busy agency",
                category=campaign.category, state="published", published_at=IN_MARCH,
                created_at=IN_MARCH, budget_minor=100_000, start_date=campaign.start_date,
                end_date=campaign.end_date,
            )
            for number in range(ROWS_SHOWN)
        )  # fmt: skip
    started = time.process_time()  # other processes must not count
    [made] = actions.monthly_steps(now=FIRST_OF_JUNE)
    assert made == len(users)
    took = time.process_time() - started
    assert jobs.SLICE_SECONDS + 3 * took < settings.Q_CLUSTER["timeout"], took
