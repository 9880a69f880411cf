"""The page above the inbox tells what the digest tells: the same sections, lines and links."""

from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ads.models import Ad
from ads.workflow import Side, State
from marketplace.digests import actions
from marketplace.digests.page import waiting_sections
from marketplace.digests.registry import Section
from marketplace.digests.sections import notices
from marketplace.notifications.models import NotificationPreference
from tests.digests.sending import at_noon, digest_to, loaded
from tests.factories.accounts import (
    PASSWORD,
    make_influencer,
    make_moderator,
    make_sponsor,
    make_user,
)
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.messaging import make_message

pytestmark = pytest.mark.django_db
URL = "/notifications/"


def page_of(user: User, **query: str) -> str:
    """Return what `user` reads at /notifications/, with characters as they are meant."""
    client = Client()
    client.force_login(user)
    response = client.get(URL, query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def shown_to(user: User, now: datetime | None = None) -> list[Section]:
    """Return the sections above the inbox."""
    return list(waiting_sections(loaded([user])[0], now or timezone.now()))


def busy_pair() -> tuple[User, User]:
    """Return a sponsor and an influencer for whom there is something of every kind."""
    sponsor, influencer = make_sponsor(), make_influencer()
    campaign = make_campaign(sponsor, title="Trail shoes")
    late = make_ad(State.ACTIVE, campaign=campaign, influencer=influencer, title="Late reel")
    Ad.objects.filter(pk=late.pk).update(overdue_at=late.deadline_at)
    for state in (State.OFFERED, State.COUNTERED, State.IN_REVIEW, State.COMPLETED):
        title = f"Ad that is {state}"
        make_ad(state, campaign=make_campaign(sponsor), influencer=influencer, title=title)
    make_ad(State.DECLINED, campaign=campaign, title="Declined by another")
    make_interest(campaign)
    for author in (sponsor.user, influencer.user):
        make_message(late.thread, author)
    make_campaign(title="New one & more")
    return sponsor.user, influencer.user


@pytest.mark.parametrize("side", list(Side))
def test_page_and_mail_show_the_same_titles_lines_notes_and_links(side: Side) -> None:
    now = at_noon()
    with time_machine.travel(now - timedelta(minutes=5), tick=False) as clock:
        user = dict(zip(Side, busy_pair(), strict=True))[side]
        clock.move_to(now)
        actions.send_daily()
        clock.shift(timedelta(hours=1))
        page, mail = page_of(user), digest_to(user)
        sections = shown_to(user)

    assert {section.title for section in sections} == {
        Side.SPONSOR: {
            "Your turn",
            "Ratings to give",
            "Unread messages",
            "What became of your offers and proposals",
            "New interest in your campaigns",
        },
        Side.INFLUENCER: {
            "Your turn",
            "Ratings to give",
            "Unread messages",
            "New campaigns that fit your category and prices",
        },
    }[side]
    places = []
    for section in sections:
        assert section.title.upper() in mail.text
        assert section.title in page
        for line in section.lines:
            assert f'<a href="{line.url}">{line.text}</a>' in page
            assert line.note in page
            places.append(mail.text.index(f"- {line.text}\n"))
            assert f"  http://127.0.0.1:8000{line.url}\n" in mail.text
            assert f"  {line.note}\n" in mail.text or not line.note
    assert places == sorted(places)  # the same order
    assert mail.text.count("\n- ") == len(places)  # and nothing else


def test_what_the_last_digest_told_stays_until_the_next_and_what_came_since_joins_it() -> None:
    influencer = make_influencer()
    now = at_noon()

    def publish(title: str, moment: datetime) -> None:
        make_campaign(title=title, published_at=moment)

    def shown(moment: datetime) -> list[str]:
        return [
            line.text.partition(",")[0]
            for section in shown_to(influencer.user, moment)
            for line in section.lines
        ]

    day, hour = timedelta(days=1), timedelta(hours=1)
    publish("Too old", now - 8 * day)
    publish("First", now - hour)
    assert shown(now) == ["First"]
    assert actions.send_daily(now=now) == 1
    publish("Second", now + hour)
    assert shown(now + 2 * hour) == ["Second", "First"]
    assert actions.send_daily(now=now + day) == 1
    assert shown(now + day) == ["Second"]
    publish("Third", now + day + hour)
    assert shown(now + day + 2 * hour) == ["Third", "Second"]
    # A day without news moves on, too.
    assert actions.send_daily(now=now + 2 * day) == 1
    assert actions.send_daily(now=now + 3 * day) == 0
    assert shown(now + 3 * day) == []


def test_after_a_long_silence_the_page_goes_back_as_far_as_the_digest_did() -> None:
    influencer, now = make_influencer(), at_noon()
    assert actions.send_daily(now=now) == 0
    make_campaign(title="Just told", published_at=now + timedelta(days=23, hours=1))
    make_campaign(title="Too old for it", published_at=now + timedelta(days=20))
    assert actions.send_daily(now=now + timedelta(days=30)) == 1

    [section] = shown_to(influencer.user, now + timedelta(days=30, hours=5))
    assert [line.text.partition(",")[0] for line in section.lines] == ["Just told"]


def test_overdue_work_wears_a_badge_and_deadlines_are_times() -> None:
    ad = make_ad(State.ACTIVE)
    page = page_of(ad.influencer.user)
    assert f'Until <time class="deadline" datetime="{ad.deadline_at.isoformat()}"' in page
    assert "Overdue" not in page

    Ad.objects.filter(pk=ad.pk).update(overdue_at=ad.deadline_at)
    page = page_of(ad.influencer.user)
    assert "Overdue since <time" in page
    assert '<span class="badge-state tone-bad">' in page


def test_strangers_moderators_and_half_made_users_see_nothing_of_it() -> None:
    ad = make_ad(State.OFFERED, title="Secret reel")
    make_message(ad.thread, ad.campaign.sponsor.user)
    readers = (
        make_influencer().user,
        make_sponsor().user,
        make_moderator(),
        make_user(role="influencer"),
    )
    assert ["Secret reel" in page_of(user) for user in readers] == [False] * 4
    assert "Secret reel" in page_of(ad.influencer.user)


def test_a_calm_day_says_so() -> None:
    assert "Nothing waits for you right now." in page_of(make_sponsor().user)
    assert "Nothing waits" not in page_of(make_moderator())
    assert "Nothing waits" not in page_of(make_ad(State.OFFERED).influencer.user)


def test_the_page_shows_also_what_nobody_is_to_mail_about_and_leaves_notices_to_the_inbox() -> None:
    sponsor, influencer = busy_pair()
    for user in (sponsor, influencer):
        before = [section.title for section in shown_to(user)]
        NotificationPreference.objects.of(user)
        NotificationPreference.objects.update(offers="never", work="never", messages="daily")
        assert [section.title for section in shown_to(user)] == before
        assert notices.TITLE not in before


def test_long_lists_lead_to_the_rest() -> None:
    influencer = make_influencer()
    for _ in range(10):
        make_ad(State.OFFERED, influencer=influencer)
    page = page_of(influencer.user)
    assert page.count(": answer the offer</a>") == 8
    assert '<a href="/ads/">And 2 more</a>' in page


@pytest.mark.parametrize("side", list(Side))
def test_the_page_costs_the_same_with_one_row_of_each_kind_and_with_three(side: Side) -> None:
    def ask(times: int) -> int:
        sponsor, influencer = make_sponsor(), make_influencer()
        for _ in range(times):
            ad = make_ad(State.ACTIVE, campaign=make_campaign(sponsor), influencer=influencer)
            make_ad(State.COUNTERED, campaign=ad.campaign)
            make_ad(State.DECLINED, campaign=ad.campaign)
            make_ad(State.COMPLETED, campaign=make_campaign(sponsor), influencer=influencer)
            make_interest(ad.campaign)
            for author in (sponsor.user, influencer.user):
                make_message(ad.thread, author)
            make_campaign()
        client = Client()
        client.force_login(sponsor.user if side is Side.SPONSOR else influencer.user)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(URL)
        shown = {section.title: section.count for section in response.context["waiting"]}
        assert (shown["Your turn"], shown["Ratings to give"]) == (times, times)
        return len(queries)

    assert ask(1) == ask(3)


@pytest.mark.parametrize("side", list(Side))
def test_whoever_comes_from_the_mail_signed_out_is_led_to_the_place_after_signing_in(
    side: Side,
) -> None:
    now = at_noon()
    with time_machine.travel(now, tick=False):
        user = dict(zip(Side, busy_pair(), strict=True))[side]
        actions.send_daily()
        links = {line.url for section in shown_to(user) for line in section.lines}
        assert links
        for link in links:
            path = link.partition("#")[0]
            client = Client()
            asked = client.get(path)
            assert (asked.status_code, asked["Location"]) == (302, f"/accounts/login/?next={path}")
            client.force_login(user)
            assert client.get(path).status_code == 200
        client.logout()
        known = client.post(asked["Location"], {"login": user.email, "password": PASSWORD})
        assert (known.status_code, known["Location"]) == (302, path)
