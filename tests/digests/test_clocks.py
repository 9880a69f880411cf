"""The hour on the reader's own clock, whatever their zone does to it.

The scheduler's runs are played, one each quarter of an hour, and what matters is what the wall
clock shows when a mail is written.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import User
from ads.models import Ad
from ads.workflow import State
from marketplace.digests import actions
from marketplace.notifications.models import NotificationPreference
from marketplace.schedules import SCHEDULES
from tests.digests.sending import digests
from tests.factories.accounts import make_influencer, make_user
from tests.factories.ads import make_ad
from tests.factories.notifications import make_notification

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)


def reader_in(zone: str, *, hour: int, now: datetime) -> User:
    """Return an influencer whom an offer waits for, day after day."""
    user = make_user(role="influencer", time_zone=zone)
    ad = make_ad(State.OFFERED, influencer=make_influencer(user=user), now=now)
    Ad.objects.filter(pk=ad.pk).update(influencer_acts_by=now + timedelta(days=30))
    set_hour(user, hour)
    return user


def set_hour(user: User, hour: int) -> None:
    """Choose the hour, as the settings do."""
    NotificationPreference.objects.update_or_create(user=user, defaults={"digest_hour": hour})


def move(user: User, zone: str) -> None:
    """Let a user live in another zone from now on."""
    User.objects.filter(pk=user.pk).update(time_zone=zone)


def quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments the scheduler runs at."""
    while start < end:
        yield start
        start += QUARTER


def written(zone: str, start: str, end: str, *, hour: int) -> list[str]:
    """Return what the wall clock in `zone` shows whenever a digest is written from `start` until
    `end`, both on that clock."""
    place = ZoneInfo(zone)
    first, last = (
        datetime.fromisoformat(moment).replace(tzinfo=place).astimezone(UTC)
        for moment in (start, end)
    )
    shown = []
    with time_machine.travel(first, tick=False) as clock:
        reader_in(zone, hour=hour, now=first - timedelta(minutes=1))
        for now in quarters(first, last):
            clock.move_to(now)
            if actions.send_daily():
                shown.append(f"{now.astimezone(place):%d %b %H:%M %z}")
    return shown


def test_the_scheduler_runs_every_quarter_because_zones_differ_by_quarters() -> None:
    assert [s.cron for s in SCHEDULES if s.task.endswith("send_daily")] == ["*/15 * * * *"]


def test_the_digest_comes_on_the_full_hour_in_every_zone_whatever_its_offset() -> None:
    offsets = {
        "Asia/Kolkata": "+0530",
        "Asia/Kathmandu": "+0545",
        "Pacific/Chatham": "+1345",
        "Pacific/Apia": "+1300",
        "Pacific/Kiritimati": "+1400",
        "Pacific/Pago_Pago": "-1100",
    }
    first = datetime(2026, 1, 30, 9, tzinfo=UTC)  # before 8 on the 31st, wherever that is
    shown: dict[str, list[str]] = {zone: [] for zone in offsets}
    with time_machine.travel(first, tick=False) as clock:
        for zone in offsets:
            reader_in(zone, hour=8, now=first - timedelta(days=1))
        actions.send_daily()  # what is still due of the 30th
        told = {mail.pk for mail in digests()}
        for now in quarters(first, first + timedelta(days=2)):
            clock.move_to(now)
            for mail in digests() if actions.send_daily() else ():
                if mail.pk not in told:
                    told.add(mail.pk)
                    shown[mail.user.time_zone].append(
                        f"{now.astimezone(mail.user.zone):%d %H:%M %z}"
                    )
    # From 09:00 UTC on, Pago Pago's clocks still show the 29th: it has two digests, too.
    days = {zone: ("30", "31") if zone == "Pacific/Pago_Pago" else ("31", "01") for zone in offsets}
    assert shown == {
        zone: [f"{day} 08:00 {offset}" for day in days[zone]] for zone, offset in offsets.items()
    }


@pytest.mark.parametrize(
    ("zone", "start", "end", "hour", "shown"),
    [
        # 02:00 to 02:59 do not exist on 8 March: the digest comes with the next hour that does.
        (
            "America/New_York", "2026-03-08T00:00", "2026-03-10T00:00", 2,
            ["08 Mar 03:00 -0400", "09 Mar 02:00 -0400"],
        ),
        # 01:00 comes twice on 1 November: the first counts.
        (
            "America/New_York", "2026-11-01T00:00", "2026-11-03T00:00", 1,
            ["01 Nov 01:00 -0400", "02 Nov 01:00 -0500"],
        ),
        # Lord Howe's summer is half an hour: from 02:00 to 02:30 on 4 October 2026,
        (
            "Australia/Lord_Howe", "2026-10-04T00:00", "2026-10-06T00:00", 2,
            ["04 Oct 02:30 +1100", "05 Oct 02:00 +1100"],
        ),
        # and back from 02:00 to 01:30 on 5 April.
        (
            "Australia/Lord_Howe", "2026-04-05T00:00", "2026-04-07T00:00", 1,
            ["05 Apr 01:00 +1100", "06 Apr 01:00 +1030"],
        ),
        # Cairo's spring begins at midnight: 24 April 2026 has no hour 0,
        (
            "Africa/Cairo", "2026-04-24T00:00", "2026-04-26T00:00", 0,
            ["24 Apr 01:00 +0300", "25 Apr 00:00 +0300"],
        ),
        # and Nuuk's an hour before: its 28 March 2026 has no hour 23.
        (
            "America/Nuuk", "2026-03-28T00:00", "2026-03-30T00:00", 23,
            ["28 Mar 22:00 -0200", "29 Mar 23:00 -0100"],
        ),
        # Apia crossed the date line: 30 December 2011 was left out.
        (
            "Pacific/Apia", "2011-12-29T00:00", "2012-01-01T00:00", 8,
            ["29 Dec 08:00 -1000", "31 Dec 08:00 +1400"],
        ),
    ],
)  # fmt: skip
def test_clocks_that_jump_give_one_digest_a_day(
    zone: str, start: str, end: str, hour: int, shown: list[str]
) -> None:
    assert written(zone, start, end, hour=hour) == shown


NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


def days() -> list[str]:
    """Return the days the digests are for."""
    return [mail.dedup_key.rpartition(":")[2] for mail in digests()]


def test_whoever_moves_west_after_the_digest_gets_no_second_one_that_day() -> None:
    user = reader_in("Europe/Berlin", hour=8, now=NOON - timedelta(days=1))
    assert actions.send_daily(now=NOON - timedelta(hours=6)) == 1  # 08:00 in Berlin
    move(user, "America/New_York")

    assert actions.send_daily(now=NOON) == 0  # 08:00 in New York, still the 2nd
    assert actions.send_daily(now=NOON + timedelta(days=1)) == 1
    assert days() == ["2026-06-02", "2026-06-03"]


def test_whoever_moves_before_the_hour_gets_the_digest_at_the_hour_of_the_new_place() -> None:
    user = reader_in("Europe/Berlin", hour=8, now=NOON - timedelta(days=1))
    moved_at = NOON - timedelta(hours=7)  # 07:00 in Berlin
    assert actions.send_daily(now=moved_at) == 0
    move(user, "Asia/Tokyo")  # where it is 14:00

    assert actions.send_daily(now=moved_at) == 1
    assert days() == ["2026-06-02"]


def test_each_date_on_the_readers_clock_has_one_digest_across_the_date_line() -> None:
    user = reader_in("Pacific/Kiritimati", hour=8, now=NOON - timedelta(days=3))
    evening = datetime(2026, 6, 1, 18, tzinfo=UTC)  # 08:00 on the 2nd there, 08:00 on the 1st in
    assert actions.send_daily(now=evening) == 1  # Honolulu
    move(user, "Pacific/Honolulu")

    hours = [evening + timedelta(hours=hour) for hour in range(72)]
    sent = [now for now in hours if actions.send_daily(now=now)]
    # The 1st is shown on this reader's clock only now; the 2nd was told before the journey.
    assert sent == [evening, evening + timedelta(days=2)]
    assert days() == ["2026-06-02", "2026-06-01", "2026-06-03"]


def test_another_hour_chosen_after_todays_digest_counts_from_tomorrow() -> None:
    user = reader_in("UTC", hour=8, now=NOON - timedelta(days=1))
    assert actions.send_daily(now=NOON - timedelta(hours=4)) == 1
    set_hour(user, 18)

    assert actions.send_daily(now=NOON + timedelta(hours=6)) == 0
    assert actions.send_daily(now=NOON + timedelta(days=1)) == 0
    assert actions.send_daily(now=NOON + timedelta(days=1, hours=6)) == 1


def test_an_earlier_hour_chosen_before_todays_digest_brings_it_at_once() -> None:
    user = reader_in("UTC", hour=18, now=NOON - timedelta(days=1))
    assert actions.send_daily(now=NOON) == 0
    set_hour(user, 9)

    assert actions.send_daily(now=NOON) == 1


@pytest.mark.parametrize(
    ("hour", "back_at", "mails"),
    [(8, "09:45", 1), (8, "19:45", 1), (8, "20:00", 0), (8, "23:45", 0), (20, "23:45", 1)],
)
def test_after_an_outage_the_digest_is_late_but_neither_at_night_nor_on_another_day(
    hour: int, back_at: str, mails: int
) -> None:
    reader_in("Europe/Berlin", hour=hour, now=NOON - timedelta(days=1))
    back = datetime.fromisoformat(f"2026-06-02T{back_at}").replace(tzinfo=ZoneInfo("Europe/Berlin"))

    assert actions.send_daily(now=back) == mails
    assert days() == ["2026-06-02"] * mails


def test_what_an_outage_left_out_is_told_by_the_next_digest() -> None:
    user = reader_in("UTC", hour=8, now=NOON - timedelta(days=3))
    assert actions.send_daily(now=NOON - timedelta(days=1, hours=4)) == 1
    # Down all day on the 2nd.
    assert actions.send_daily(now=NOON + timedelta(hours=20)) == 1
    assert days() == ["2026-06-01", "2026-06-03"]
    assert "new since Monday 1 June, 08:00." in digests()[-1].text
    assert digests()[-1].user == user


@pytest.mark.parametrize("seconds_before", [0, 1, 30, 59])
def test_what_a_job_writes_while_the_digest_is_made_is_told_by_the_next(
    seconds_before: int,
) -> None:
    """A sweep gives all it does the moment of its beginning, and is done up to a minute later."""
    user = reader_in("UTC", hour=8, now=NOON - timedelta(days=3))
    morning = NOON - timedelta(hours=4)
    assert actions.send_daily(now=morning) == 1
    moment = morning - timedelta(seconds=seconds_before)
    make_notification(user, topic="ratings", created_at=moment)
    assert actions.send_daily(now=morning + timedelta(days=1)) == 1
    assert actions.send_daily(now=morning + timedelta(days=2)) == 1
    told = ["WHAT HAPPENED" in mail.text for mail in digests()]
    assert told == [False, True, False]
