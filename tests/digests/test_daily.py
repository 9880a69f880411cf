"""The daily digest, from what waits to the mail in the outbox."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from ads.workflow import State
from marketplace.digests import actions
from marketplace.digests.models import DigestRun
from marketplace.digests.readers import MARGIN
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.tokens import read_token
from tests.digests.sending import at_noon, digest_to, digests
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.messaging import make_message

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_nothing_to_say_makes_no_mail_and_is_decided_for_the_day() -> None:
    user = make_sponsor().user

    assert actions.send_daily(now=at_noon()) == 0
    assert digests() == []
    assert list(DigestRun.objects.values_list("user_id", "is_mailed")) == [(user.pk, False)]


def test_a_sponsor_and_an_influencer_read_what_waits_for_each() -> None:
    with time_machine.travel(MONDAY, tick=False):
        ad = make_ad(State.OFFERED)
        make_message(ad.thread, ad.influencer.user, "Which trail?")
        mails = OutboxMail.objects.exclude(kind="digest_daily").count()
        now = MONDAY + timedelta(hours=4)
        assert actions.send_daily(now=now) == 2

    sponsor, influencer = ad.campaign.sponsor, ad.influencer
    offer, message = digest_to(influencer.user), digest_to(sponsor.user)
    assert (
        offer.text
        == (
            f"Hello {influencer.display_name},\n\n"
            "This waits for you, or is new since Monday 26 October, 12:00.\n\n"
            "YOUR TURN\n\n"
            f"- Two trail videos, with {sponsor.display_name}: answer the offer\n"
            "  Until Monday 9 November, 08:00 (UTC).\n"
            "  Without an answer the offer expires then.\n"
            f"  http://127.0.0.1:8000/ads/{ad.pk}/\n\n"
            "Open your notifications: http://127.0.0.1:8000/notifications/\n"
            "The same stands there, and what has come since.\n\n"
        )
        + offer.text.partition("what has come since.\n\n")[2]
    )
    assert f"- 1 message by {influencer.display_name} in Two trail videos\n" in message.text
    assert f"http://127.0.0.1:8000/ads/{ad.pk}/#timeline" in message.text
    assert OutboxMail.objects.exclude(kind="digest_daily").count() == mails


def test_the_subject_names_the_most_urgent_thing_and_counts_the_rest() -> None:
    with time_machine.travel(MONDAY, tick=False):
        influencer = make_influencer()
        make_ad(State.OFFERED, influencer=influencer, title="Later")
        sooner = MONDAY - timedelta(days=3)
        ad = make_ad(State.OFFERED, influencer=influencer, title="Sooner", now=sooner)
        make_message(ad.thread, ad.campaign.sponsor.user, "Which trail?")
        actions.send_daily(now=MONDAY + MARGIN)
    assert (
        digest_to(influencer.user).subject == "Your turn on Sooner until Friday, 08:00, and 2 more"
    )


def test_a_subject_without_a_deadline_counts_too() -> None:
    interest = make_interest(make_campaign(title="Trail shoes"))
    actions.send_daily(now=at_noon())

    assert digest_to(interest.campaign.sponsor.user).subject == (
        f"1 message by {interest.influencer.display_name}, and 1 more"
    )


def test_a_far_deadline_is_told_with_its_date_in_the_subject() -> None:
    with time_machine.travel(MONDAY, tick=False):
        ad = make_ad(State.OFFERED)
        actions.send_daily(now=MONDAY)
    assert digest_to(ad.influencer.user).subject == (
        "Your turn on Two trail videos until Monday 9 November, 08:00"
    )


def test_running_twice_and_on_the_next_hour_sends_one_mail_a_day() -> None:
    make_ad(State.OFFERED)

    assert actions.send_daily(now=at_noon()) == 1
    assert actions.send_daily(now=at_noon()) == 0
    assert actions.send_daily(now=at_noon() + timedelta(hours=1)) == 0
    assert actions.send_daily(now=at_noon(days=1)) == 1
    assert len({mail.dedup_key for mail in digests()}) == 2


def test_nobody_who_cannot_or_should_not_be_written_to_gets_a_digest() -> None:
    reachable = make_ad(State.OFFERED).influencer.user
    now = timezone.now()
    # What was agreed before a suspension runs on, and has its deadlines.
    suspended = make_ad(State.OFFERED).influencer.user
    suspended.suspended_at, suspended.suspension_reason = now, "Bought followers."
    suspended.save()
    for fields in (
        {"unconfirmed_since": now},
        {"is_active": False},
        {"is_active": False, "anonymised_at": now},
    ):
        user = make_ad(State.OFFERED).influencer.user
        type(user).objects.filter(pk=user.pk).update(**fields)
    make_user(role="influencer")  # a half-done import left no profile
    make_moderator()

    assert actions.send_daily(now=at_noon()) == 2
    assert [mail.user for mail in digests()] == [reachable, suspended]


def test_long_lists_are_cut_and_say_how_much_is_missing() -> None:
    influencer = make_influencer()
    for _ in range(10):
        make_ad(State.OFFERED, influencer=influencer)

    actions.send_daily(now=at_noon())
    [mail] = digests()
    assert mail.subject.endswith(", and 9 more")
    assert mail.text.count(": answer the offer") == 8
    assert "- And 2 more: http://127.0.0.1:8000/ads/\n" in mail.text
    assert '<a href="http://127.0.0.1:8000/ads/">And 2 more</a>' in mail.html


def test_overdue_work_is_marked_and_comes_first() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        ad = make_ad(State.ACTIVE, title="Late reel")
        clock.move_to(MONDAY + timedelta(days=12))
        type(ad).objects.filter(pk=ad.pk).update(overdue_at=ad.deadline_at)
        make_ad(State.OFFERED, influencer=ad.influencer, title="Fresh offer")
        actions.send_daily()

    mail = digest_to(ad.influencer.user)
    assert mail.subject == "Overdue: Late reel, and 1 more"
    assert mail.text.index("Late reel") < mail.text.index("Fresh offer")
    assert "  Overdue since Thursday 12 November, 24:00 (UTC).\n" in mail.text
    assert "<strong>Overdue</strong> since Thursday 12 November, 24:00 (UTC)." in mail.html


def test_the_mail_can_be_left_with_one_click_and_says_why_it_came() -> None:
    ad = make_ad(State.OFFERED)

    actions.send_daily(now=at_noon())
    [mail] = digests()
    link = mail.headers["List-Unsubscribe"].strip("<>")
    assert read_token(link.rstrip("/").rpartition("/")[2]) == (ad.influencer.user.pk, "digest")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in (mail.text, mail.html):
        assert "at most once a day" in part
        assert link in part


def test_deadlines_are_told_in_the_readers_zone() -> None:
    user = make_user(role="influencer", time_zone="Asia/Kolkata")
    moment = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
    make_ad(State.OFFERED, influencer=make_influencer(user=user), now=moment)

    # Another year than the deadline's, so that the year is told.
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC), tick=False):
        actions.send_daily(now=moment + timedelta(minutes=1))
    [mail] = digests()
    assert mail.subject == "Your turn on Two trail videos until Monday 8 March, 15:30"
    assert "new since Monday 22 February, 15:31." in mail.text
    assert "Until Monday 8 March 2027, 15:30" in mail.text


def test_words_from_people_are_escaped_in_html_and_left_alone_in_text() -> None:
    make_ad(State.OFFERED, title="Salt & <b>Pepper</b>")

    actions.send_daily(now=at_noon())
    [mail] = digests()
    assert mail.subject.startswith("Your turn on Salt & <b>Pepper</b> until ")
    assert "Salt & <b>Pepper</b>" in mail.text
    assert "Salt &amp; &lt;b&gt;Pepper&lt;/b&gt;" in mail.html
    assert "<b>Pepper" not in mail.html


def test_runs_are_kept_for_sixty_days() -> None:
    make_sponsor()
    actions.send_daily(now=at_noon())
    assert DigestRun.objects.count() == 1

    actions.send_daily(now=at_noon(days=59))
    assert DigestRun.objects.count() == 2
    actions.send_daily(now=at_noon(days=61))
    assert DigestRun.objects.count() == 2


@pytest.mark.parametrize(
    ("before", "day"),
    [
        (date(2026, 1, 31), date(2026, 2, 1)),
        (date(2026, 2, 28), date(2026, 3, 1)),
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_every_day_of_the_calendar_has_its_digest(before: date, day: date) -> None:
    first = datetime(before.year, before.month, before.day, 8, tzinfo=UTC)
    with time_machine.travel(first - timedelta(hours=1), tick=False) as clock:
        make_ad(State.OFFERED)
        for moment in (first, first + timedelta(days=1)):
            clock.move_to(moment)
            assert actions.send_daily() == 1
    days = [mail.dedup_key.rpartition(":")[2] for mail in digests()]
    assert days == [before.isoformat(), day.isoformat()]
