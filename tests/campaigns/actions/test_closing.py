"""Closing, by hand and by the calendar."""

from datetime import UTC, date, datetime

import pytest

from campaigns import actions, tasks
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_sponsor, make_user
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.notifications import choose

pytestmark = pytest.mark.django_db


def ending(zone, **fields):
    user = make_user(role="sponsor", time_zone=zone)
    days = {"start_date": date(2026, 11, 1), "end_date": date(2026, 11, 20)}
    return make_campaign(make_sponsor(user=user), **(days | fields))


@pytest.mark.parametrize(
    ("zone", "hour", "is_closed"),
    [
        # The 20th ends at 10:00 UTC in Kiritimati, at midnight in UTC, at 12:00 UTC of the 21st
        # on Baker Island's side of the date line.
        ("Pacific/Kiritimati", datetime(2026, 11, 20, 9, 59, tzinfo=UTC), False),
        ("Pacific/Kiritimati", datetime(2026, 11, 20, 10, 0, tzinfo=UTC), True),
        ("UTC", datetime(2026, 11, 20, 23, 59, tzinfo=UTC), False),
        ("UTC", datetime(2026, 11, 21, 0, 0, tzinfo=UTC), True),
        ("Etc/GMT+12", datetime(2026, 11, 21, 11, 59, tzinfo=UTC), False),
        ("Etc/GMT+12", datetime(2026, 11, 21, 12, 0, tzinfo=UTC), True),
    ],
)
def test_a_campaign_closes_when_its_last_day_is_over_for_its_sponsor(zone, hour, is_closed):
    campaign = ending(zone)
    assert actions.close_ended(now=hour) == int(is_closed)
    campaign.refresh_from_db()
    assert campaign.state == ("closed" if is_closed else "published")


def test_paused_campaigns_close_and_drafts_stay():
    paused, draft = ending("UTC", state="paused"), ending("UTC", state="draft")
    later = datetime(2026, 12, 1, tzinfo=UTC)
    assert actions.close_ended(now=later) == 1
    paused.refresh_from_db()
    draft.refresh_from_db()
    assert (paused.state, paused.closed_at, draft.state) == ("closed", later, "draft")


def test_the_sweep_runs_twice_without_doing_anything_twice():
    campaign = ending("UTC")
    choose(campaign.sponsor.user, campaigns="at_once")
    later = datetime(2026, 12, 1, tzinfo=UTC)
    assert (actions.close_ended(now=later), actions.close_ended(now=later)) == (1, 0)
    assert Notification.objects.filter(kind="campaign_closed").count() == 1
    assert OutboxMail.objects.filter(kind="campaign_closed").count() == 1


def test_the_task_closes_by_todays_clock():
    ending("UTC", start_date=date(2020, 1, 1), end_date=date(2020, 1, 2))
    assert tasks.close_ended() == 1


def test_closing_frees_open_offers_and_tells_whom_it_hits(sponsor, campaign):
    ad = make_ad(campaign=campaign)
    interest, answered = make_interest(campaign), make_interest(campaign, state="declined")
    choose(interest.influencer.user, campaigns="at_once")
    closed = actions.close_campaign(actor=sponsor.user, campaign=campaign)
    for row in (ad, interest, answered, closed):
        row.refresh_from_db()
    assert (ad.state, interest.state, answered.state) == ("withdrawn", "closed", "declined")
    assert (closed.committed_minor, closed.state) == (0, "closed")
    assert OutboxMail.objects.filter(kind="interest_closed").get().to == (
        interest.influencer.user.email
    )
    assert interest.thread.messages.last().body == "The campaign closed."
    # The sponsor knows what it did itself.
    assert not Notification.objects.filter(kind="campaign_closed").exists()
