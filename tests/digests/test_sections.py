"""What waits for a reader: turns, ratings, unread messages; and what collecting all of it costs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ads.actions import open_dispute
from ads.models import Ad, Dispute
from ads.workflow import Side, State
from marketplace.digests import actions, registry
from marketplace.digests.registry import Reader
from marketplace.digests.sections import ads as turns
from marketplace.digests.sections import messages, ratings
from tests.digests.sending import (
    at_noon,
    digest_to,
    lines_in,
    loaded,
    sections_for,
)
from tests.factories.accounts import make_category, make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.messaging import make_message
from tests.factories.ratings import make_rating

pytestmark = pytest.mark.django_db


def test_deadlines_come_first_and_the_nearest_before_the_others() -> None:
    influencer = make_influencer()
    now = timezone.now()
    later = make_ad(State.OFFERED, influencer=influencer, now=now, title="Later")
    sooner = make_ad(
        State.OFFERED, influencer=influencer, now=now - timedelta(days=3), title="Sooner"
    )
    make_message(later.thread, later.campaign.sponsor.user)

    sections = sections_for(influencer.user)
    assert [section.title for section in sections] == [turns.TITLE, messages.TITLE]
    assert [line.due_at for line in sections[0].lines] == [sooner.deadline_at, later.deadline_at]


def test_an_overdue_one_has_no_deadline_any_more_but_says_since_when() -> None:
    ad = make_ad(State.ACTIVE)
    Ad.objects.filter(pk=ad.pk).update(overdue_at=ad.deadline_at)

    [line] = lines_in(turns.TITLE, sections_for(ad.influencer.user))
    assert (line.due_at, line.overdue_since) == (None, ad.deadline_at)


def test_a_dispute_that_was_opened_on_overdue_work_asks_without_marking_it() -> None:
    ad = make_ad(State.ACTIVE)
    Ad.objects.filter(pk=ad.pk).update(overdue_at=ad.deadline_at)
    ad.refresh_from_db()
    open_dispute(
        actor=ad.campaign.sponsor.user,
        ad=ad,
        reason=Dispute.Reason.NOT_DELIVERED,
        text="Nothing has come.",
    )

    [line] = lines_in(turns.TITLE, sections_for(ad.influencer.user))
    assert line.text.endswith(": answer the dispute")
    assert line.overdue_since is None


def test_a_draft_waits_for_nobody() -> None:
    make_ad(State.DRAFT, campaign=make_campaign(visibility="private"))

    assert actions.send_daily(now=at_noon()) == 0


def test_history_waits_for_nobody() -> None:
    ad = make_ad(State.OFFERED)
    Ad.objects.filter(pk=ad.pk).update(is_history=True)

    assert sections_for(ad.influencer.user) == []


def test_what_waits_for_others_is_not_told() -> None:
    ad = make_ad(State.OFFERED)
    make_message(ad.thread, ad.campaign.sponsor.user)

    stranger = make_influencer(category=make_category("Food"))
    assert sections_for(stranger.user) == []
    assert sections_for(make_sponsor().user) == []
    assert sections_for(ad.campaign.sponsor.user) == []


def test_an_ended_ad_is_to_be_rated_told_at_the_end_and_again_before_the_form_closes() -> None:
    now = timezone.now()
    ad = make_ad(State.COMPLETED, now=now)
    users = (ad.campaign.sponsor.user, ad.influencer.user)

    def told(days: int) -> dict[int, list[str]]:
        moment = now + timedelta(days=days, minutes=1)
        readers = [Reader(user, moment - timedelta(days=1), moment) for user in users]
        found = ratings.collect_ratings(readers, moment)
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
    mail = digest_to(ad.influencer.user)
    assert "RATINGS TO GIVE" in mail.text
    assert "Until Monday 16 November, 08:00" in mail.text
    assert f"/ads/{ad.pk}/#rating" in mail.text


def test_an_unread_message_is_brought_up_once() -> None:
    interest = make_interest()
    make_message(interest.thread, interest.campaign.sponsor.user, "How high is that?")

    assert actions.send_daily(now=at_noon()) == 2
    assert actions.send_daily(now=at_noon(days=1)) == 0


def test_a_line_of_messages_says_by_whom_and_leads_to_where_they_are_read() -> None:
    interest = make_interest(make_campaign(title="Trail shoes"))
    ad = make_ad(State.OFFERED)
    for _ in range(2):
        make_message(ad.thread, ad.campaign.sponsor.user)

    [asked] = lines_in(messages.TITLE, sections_for(interest.campaign.sponsor.user))
    assert asked.text == f"1 message by {interest.influencer.display_name} in Trail shoes"
    assert asked.url == f"{interest.get_absolute_url()}#conversation"
    [written] = lines_in(messages.TITLE, sections_for(ad.influencer.user))
    assert written.text == f"2 messages by {ad.campaign.sponsor.display_name} in Two trail videos"
    assert written.url == f"/ads/{ad.pk}/#timeline"


def test_long_lists_are_cut_for_each_reader_alone() -> None:
    many, one = (make_influencer(category=make_category("Food")) for _ in range(2))
    for _ in range(10):
        ad = make_ad(State.OFFERED, influencer=many)
        make_message(ad.thread, ad.campaign.sponsor.user)
    make_ad(State.OFFERED, influencer=one)
    now = timezone.now()
    readers = [Reader(user, now - timedelta(days=1), now) for user in loaded([many.user, one.user])]

    found = registry.sections.collect(readers, now)
    assert [(len(s.lines), s.more, s.count) for s in found[many.user.pk]] == [(8, 2, 10)] * 2
    assert [(len(s.lines), s.more, s.count) for s in found[one.user.pk]] == [(1, 0, 1)]


def test_collecting_costs_the_same_for_one_of_either_side_for_three_and_for_fifty_readers() -> None:
    def readers(pairs: int) -> list[Reader]:
        users = []
        for _ in range(pairs):
            ad = make_ad(State.OFFERED)
            make_message(ad.thread, ad.campaign.sponsor.user)
            make_interest(ad.campaign)
            make_campaign(category=ad.influencer.category)
            users += [ad.influencer.user, ad.campaign.sponsor.user]
        make_ad(State.DECLINED, campaign=ad.campaign)
        make_ad(State.COMPLETED, campaign=ad.campaign)
        # Every reader has had the last digest at another moment.
        now = timezone.now()
        return [
            Reader(user, now - timedelta(days=1, seconds=number), now)
            for number, user in enumerate(loaded(users))
        ]

    costs = []
    for group in (readers(1), readers(3), readers(25)):
        with CaptureQueriesContext(connection) as queries:
            found = registry.sections.collect(group, timezone.now())
        assert len(found) == len(group)
        costs.append(len(queries))
    # Turns and ratings for either side, messages, answers, interests; campaigns, who is in them
    # already and who has blocked whom; what each reader chose, and notices of topics set to daily.
    assert costs == [12, 12, 12]
