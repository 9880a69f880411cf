"""The calendar feed: every deadline, read back by another library, and a secret that ends."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
import vobject
from django.test import Client
from django.utils import timezone

from ads import actions
from ads.calendar import calendar_of, reader_of, token_of
from ads.models import Ad, CalendarFeed
from ads.workflow import ON_DEADLINE, Side, State
from tests.ads.views.visiting import client_of
from tests.factories.accounts import make_influencer, make_moderator
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db


def read(ics: bytes) -> dict[str, vobject.base.Component]:
    """Return the entries by the part of their id that says what they are."""
    calendar = vobject.readOne(ics.decode())
    events = getattr(calendar, "vevent_list", [])
    return {event.uid.value.partition("@")[0]: event for event in events}


def feed_of(ad: Ad, side: Side) -> dict[str, vobject.base.Component]:
    return read(calendar_of(ad.user_of(side), now=timezone.now()))


@pytest.mark.parametrize("state", list(ON_DEADLINE))
@pytest.mark.parametrize("side", list(Side))
def test_every_state_with_a_deadline_is_in_both_calendars(state: State, side: Side) -> None:
    ad = make_ad(state)
    event = feed_of(ad, side)[f"ad-{ad.pk}-deadline-{side}"]
    assert event.dtstart.value == ad.deadline_at.replace(microsecond=0)
    assert event.summary.value.startswith(f"{ad.title}: ")
    assert event.url.value.endswith(f"/ads/{ad.pk}/")


def test_running_work_shows_its_days_until_they_are_done() -> None:
    ad = make_ad(State.ACTIVE)
    piece = ad.deliverables.get()
    entries = feed_of(ad, Side.INFLUENCER)
    days = {key: event.dtstart.value for key, event in entries.items() if "deadline" not in key}
    assert days == {
        f"ad-{ad.pk}-due-1-influencer": piece.due_date,
        f"ad-{ad.pk}-post-1-influencer": piece.posting_date,
    }
    assert all(type(day) is date for day in days.values())
    handed_in = make_ad(State.IN_REVIEW)
    assert f"ad-{handed_in.pk}-due-1-sponsor" not in feed_of(handed_in, Side.SPONSOR)


def test_an_open_proposal_and_the_end_of_rating_are_deadlines_too() -> None:
    ad = make_ad(State.ACTIVE)
    sponsor = ad.user_of(Side.SPONSOR)
    proposal = actions.propose_cancellation(actor=sponsor, ad=ad, reason="No budget")
    event = feed_of(ad, Side.INFLUENCER)[f"ad-{ad.pk}-proposal-{proposal.pk}-influencer"]
    assert event.dtstart.value == proposal.deadline_at.replace(microsecond=0)
    assert event.summary.value == f"{ad.title}: Your turn: answer the proposal"
    done = make_ad(State.COMPLETED)
    rating = feed_of(done, Side.SPONSOR)[f"ad-{done.pk}-rating-sponsor"]
    assert rating.dtstart.value == done.ratings_close_at.replace(microsecond=0)


def test_a_proposal_does_not_change_what_the_works_own_deadline_says() -> None:
    ad = make_ad(State.IN_REVIEW)
    before = [feed_of(ad, side)[f"ad-{ad.pk}-deadline-{side}"] for side in Side]
    for side in Side:
        proposal = actions.propose_cancellation(actor=ad.user_of(side), ad=ad, reason="Late")
        entries = [feed_of(ad, reader)[f"ad-{ad.pk}-deadline-{reader}"] for reader in Side]
        assert [(e.summary.value, e.description.value) for e in entries] == [
            (e.summary.value, e.description.value) for e in before
        ]
        actions.withdraw_proposal(actor=ad.user_of(side), proposal=proposal)
    assert before[0].summary.value == f"{ad.title}: Your turn: review the drafts"


def test_a_feed_tells_nothing_of_others_and_may_be_empty() -> None:
    make_ad(State.OFFERED)
    now = timezone.now()
    assert read(calendar_of(make_influencer().user, now=now)) == {}
    assert read(calendar_of(make_moderator(), now=now)) == {}


def test_names_with_line_breaks_and_commas_stay_one_entry() -> None:
    ad = make_ad(State.OFFERED, title="Comma, semicolon; back\\slash – “ünïcode” 🎿")
    event = feed_of(ad, Side.SPONSOR)[f"ad-{ad.pk}-deadline-sponsor"]
    assert event.summary.value.startswith("Comma, semicolon; back\\slash – “ünïcode” 🎿: ")


def test_a_token_opens_one_persons_feed_until_it_is_renewed_or_revoked() -> None:
    user = make_influencer().user
    first = token_of(actions.renew_feed(actor=user))
    assert reader_of(first) == user
    second = token_of(actions.renew_feed(actor=user))
    assert (reader_of(first), reader_of(second)) == (None, user)
    actions.revoke_feed(actor=user)
    assert reader_of(second) is None


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "ü" * 500])
def test_what_is_no_token_opens_nothing(token: str, client: Client) -> None:
    assert reader_of(token) is None
    assert client.get("/ads/calendar.ics", {"token": token}).status_code == 404


def test_a_program_without_a_login_reads_the_feed_and_nobody_keeps_it(client: Client) -> None:
    ad = make_ad(State.OFFERED)
    token = token_of(actions.renew_feed(actor=ad.user_of(Side.SPONSOR)))
    response = client.get("/ads/calendar.ics", {"token": token})
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert list(read(response.content)) == [f"ad-{ad.pk}-deadline-sponsor"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert client.post("/ads/calendar.ics").status_code == 405
    lines = response.content.decode().splitlines()
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(lines)


def test_who_left_has_no_feed(client: Client) -> None:
    user = make_influencer().user
    token = token_of(actions.renew_feed(actor=user))
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/ads/calendar.ics", {"token": token}).status_code == 404


def test_the_page_makes_renews_and_revokes_the_address() -> None:
    user = make_influencer().user
    client, url = client_of(user), "/ads/calendar/"
    assert client.get(url).context["address"] == ""
    client.post(url)
    made = client.get(url).context["address"]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert client.get(url).context["address"] == made
    token = token_of(CalendarFeed.objects.get(user=user))
    assert made.endswith(f"/ads/calendar.ics?token={token.replace(':', '%3A')}")
    client.post(url)
    assert client.get(url).context["address"] != made
    client.post(url, {"revoke": "1"})
    assert client.get(url).context["address"] == ""
    assert client_of(make_moderator()).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_any_number_of_ads_costs_the_same_queries(django_assert_max_num_queries) -> None:
    influencer = make_influencer()
    for _ in range(3):
        make_ad(State.ACTIVE, influencer=influencer)
    with django_assert_max_num_queries(7):
        calendar_of(influencer.user, now=timezone.now() + timedelta(hours=1))


def test_the_day_of_the_stamp_is_the_moment_asked_for() -> None:
    ad = make_ad(State.OFFERED)
    asked = datetime.fromisoformat("2026-12-01T10:00:00+00:00")
    events = read(calendar_of(ad.user_of(Side.SPONSOR), now=asked))
    assert [event.dtstamp.value for event in events.values()] == [asked]
