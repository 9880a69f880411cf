"""The daily digest, from what waits to the mail in the outbox."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ads.workflow import Side, State
from marketplace.digests import actions, registry
from marketplace.digests.models import DigestRun
from marketplace.digests.registry import Reader
from marketplace.digests.sections.ratings import collect_ratings
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.tokens import read_token
from tests.factories.accounts import make_category, make_influencer, make_sponsor, make_user
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.messaging import make_message
from tests.factories.ratings import make_rating

pytestmark = pytest.mark.django_db


def at_noon(*, days: int = 0) -> datetime:
    """Return noon UTC of today or a later day: past everybody's default hour in UTC."""
    today = timezone.now().astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return max(today, timezone.now() + timedelta(seconds=5)) + timedelta(days=days)


def digests() -> list[OutboxMail]:
    """Return the digests in the outbox, in the order they were written."""
    return list(OutboxMail.objects.filter(kind="digest_daily").order_by("pk"))


def test_nothing_to_say_makes_no_mail_and_is_decided_for_the_day() -> None:
    user = make_sponsor().user

    assert actions.send_daily(now=at_noon()) == 0
    assert digests() == []
    assert list(DigestRun.objects.values_list("user_id", "is_mailed")) == [(user.pk, False)]


def test_a_sponsor_and_an_influencer_read_what_waits_for_each() -> None:
    ad = make_ad(State.OFFERED)
    make_message(ad.thread, ad.influencer.user, "Which trail?")
    mails = OutboxMail.objects.exclude(kind="digest_daily").count()

    assert actions.send_daily(now=at_noon()) == 2
    by_address = {mail.to: mail for mail in digests()}
    offer = by_address[ad.influencer.user.email]
    assert offer.subject == "Your turn (1)"
    assert f"{ad.title}, with {ad.campaign.sponsor.display_name}: answer the offer" in offer.text
    assert f"http://127.0.0.1:8000/ads/{ad.pk}/" in offer.text
    assert "Without an answer the offer expires then." in offer.text
    message = by_address[ad.campaign.sponsor.user.email]
    assert message.subject == "Unread messages (1)"
    assert "1 message in Two trail videos" in message.text
    assert OutboxMail.objects.exclude(kind="digest_daily").count() == mails


def test_deadlines_come_first_and_the_nearest_before_the_others() -> None:
    influencer = make_influencer()
    now = timezone.now()
    later = make_ad(State.OFFERED, influencer=influencer, now=now, title="Later")
    sooner = make_ad(
        State.OFFERED, influencer=influencer, now=now - timedelta(days=3), title="Sooner"
    )

    sections = registry.sections.collect([Reader(influencer.user, now - timedelta(days=1))], now)[
        influencer.user.pk
    ]
    assert sections[0].title == "Your turn"
    assert [line.due_at for line in sections[0].lines] == [sooner.deadline_at, later.deadline_at]


def test_an_ended_ad_is_to_be_rated_told_at_the_end_and_again_before_the_form_closes() -> None:
    now = timezone.now()
    ad = make_ad(State.COMPLETED, now=now)
    users = (ad.campaign.sponsor.user, ad.influencer.user)

    def told(days: int) -> dict[int, list[str]]:
        moment = now + timedelta(days=days, minutes=1)
        readers = [Reader(user, moment - timedelta(days=1)) for user in users]
        found = collect_ratings(readers, moment)
        return {pk: [line.text for line in section.lines] for pk, section in found.items()}

    sponsor, influencer = users
    both = {
        sponsor.pk: [f"Rate {ad.influencer.display_name} for {ad.title}"],
        influencer.pk: [f"Rate {ad.campaign.sponsor.display_name} for {ad.title}"],
    }
    assert [told(day) for day in (0, 1, 11, 12, 13, 14)] == [both, {}, {}, both, both, {}]
    make_rating(ad, Side.SPONSOR, 5, now=now)
    assert told(0) == {influencer.pk: both[influencer.pk]}


def test_the_digest_says_until_when_a_rating_can_be_given() -> None:
    with time_machine.travel(datetime(2026, 11, 2, 8, tzinfo=UTC), tick=False):
        ad = make_ad(State.COMPLETED)
        actions.send_daily(now=at_noon())
    (mail,) = [mail for mail in digests() if mail.to == ad.influencer.user.email]
    assert "RATINGS TO GIVE" in mail.text
    assert "Until Monday 16 November, 08:00" in mail.text
    assert f"/ads/{ad.pk}/#rating" in mail.text


def test_a_draft_waits_for_nobody() -> None:
    make_ad(State.DRAFT, campaign=make_campaign(visibility="private"))

    assert actions.send_daily(now=at_noon()) == 0


def test_running_twice_and_on_the_next_hour_sends_one_mail_a_day() -> None:
    make_ad(State.OFFERED)

    assert actions.send_daily(now=at_noon()) == 1
    assert actions.send_daily(now=at_noon()) == 0
    assert actions.send_daily(now=at_noon() + timedelta(hours=1)) == 0
    assert actions.send_daily(now=at_noon(days=1)) == 1
    assert len({mail.dedup_key for mail in digests()}) == 2


def test_an_unread_message_is_brought_up_once() -> None:
    interest = make_interest()
    make_message(interest.thread, interest.campaign.sponsor.user, "How high is that?")

    assert actions.send_daily(now=at_noon()) == 2
    assert actions.send_daily(now=at_noon(days=1)) == 0


def test_influencers_hear_of_new_campaigns_in_their_own_category_only() -> None:
    outdoor, food = make_category("Outdoor"), make_category("Food")
    influencer = make_influencer(category=outdoor)
    make_campaign(category=outdoor, title="Trail shoes")
    make_campaign(category=food, title="Oat bars")
    make_campaign(category=outdoor, title="Hidden", visibility="private")
    make_interest(make_campaign(category=outdoor, title="Known"), influencer)
    make_campaign(category=outdoor, title="Old", published_at=timezone.now() - timedelta(days=8))

    actions.send_daily(now=at_noon())
    [mail] = [mail for mail in digests() if mail.to == influencer.user.email]
    assert mail.subject == "New campaigns in your category (1)"
    assert [t for t in ("Trail shoes", "Oat bars", "Hidden", "Known", "Old") if t in mail.text] == [
        "Trail shoes"
    ]


def test_a_sponsor_hears_of_new_interest_with_the_proposed_price() -> None:
    interest = make_interest()
    sponsor = interest.campaign.sponsor.user

    actions.send_daily(now=at_noon())
    [mail] = [mail for mail in digests() if mail.to == sponsor.email]
    assert mail.subject == "Unread messages (1), new interest in your campaigns (1)"
    assert f"{interest.influencer.display_name} in {interest.campaign.title}" in mail.text
    assert "Proposes $400.00." in mail.text


def test_long_lists_are_cut_and_say_how_much_is_missing() -> None:
    influencer = make_influencer()
    for _ in range(10):
        make_ad(State.OFFERED, influencer=influencer)

    actions.send_daily(now=at_noon())
    [mail] = digests()
    assert mail.subject == "Your turn (10)"
    assert mail.text.count(": answer the offer") == 8
    assert "and 2 more: http://127.0.0.1:8000/ads/" in mail.text


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
    assert "Until Monday 8 March 2027, 15:30" in mail.text


def test_words_from_people_are_escaped_in_html_and_left_alone_in_text() -> None:
    make_ad(State.OFFERED, title="Salt & <b>Pepper</b>")

    actions.send_daily(now=at_noon())
    [mail] = digests()
    assert "Salt & <b>Pepper</b>" in mail.text
    assert "Salt &amp; &lt;b&gt;Pepper&lt;/b&gt;" in mail.html
    assert "<b>Pepper" not in mail.html


def test_collecting_costs_the_same_for_one_reader_and_for_many() -> None:
    def readers(count: int) -> list[Reader]:
        users = []
        for _ in range(count):
            ad = make_ad(State.OFFERED)
            make_interest(ad.campaign)
            make_campaign(category=ad.influencer.category)
            users += [ad.influencer.user, ad.campaign.sponsor.user]
        loaded = User.objects.filter(pk__in=[user.pk for user in users]).select_related(
            "sponsor_profile", "influencer_profile__category"
        )
        since = timezone.now() - timedelta(days=1)
        return [Reader(user, since) for user in loaded]

    costs = []
    for group in (readers(1), readers(4)):
        with CaptureQueriesContext(connection) as queries:
            found = registry.sections.collect(group, timezone.now())
        assert len(found) == len(group)
        costs.append(len(queries))
    assert costs == [8, 8]


def test_runs_are_kept_for_sixty_days() -> None:
    make_sponsor()
    actions.send_daily(now=at_noon())
    assert DigestRun.objects.count() == 1

    actions.send_daily(now=at_noon(days=59))
    assert DigestRun.objects.count() == 2
    actions.send_daily(now=at_noon(days=61))
    assert DigestRun.objects.count() == 2
