"""What happened: news of topics set to daily, told once and nowhere twice."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ads.workflow import Side, State
from marketplace.digests import actions, registry
from marketplace.digests.registry import Line, Reader, Section, SectionRegistry
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.actions import notify
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.topics import Choice, Topic
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_interest
from tests.factories.messaging import make_message
from tests.factories.notifications import choose, make_notification

pytestmark = pytest.mark.django_db

NOW = timezone.now()
YESTERDAY = NOW - timedelta(days=1)


def titles(user: User, now: datetime = NOW, since: datetime = YESTERDAY) -> list[str]:
    """Return the titles of the sections that `user` would get."""
    found = registry.sections.collect([Reader(user, since, now)], now)
    return [section.title for section in found.get(user.pk, [])]


def happened(user: User, now: datetime = NOW, since: datetime = YESTERDAY) -> list[str]:
    """Return the lines under "What happened"."""
    found = registry.sections.collect([Reader(user, since, now)], now).get(user.pk, [])
    return [
        line.text for section in found if section.title == "What happened" for line in section.lines
    ]


def news(user: User, topic: Topic = Topic.MONEY, **fields: object) -> Notification:
    defaults = {"topic": topic, "created_at": NOW - timedelta(hours=1)}
    return make_notification(user, **(defaults | fields))


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("topic", Topic)
def test_a_topic_is_told_where_it_is_set_to_daily(topic: Topic, choice: Choice) -> None:
    others = dict.fromkeys(Topic, "never" if choice is Choice.DAILY else "daily")
    user = choose(make_sponsor().user, **(others | {topic: choice}))
    notice = news(user, topic)
    assert happened(user) == ([notice.text] if choice is Choice.DAILY else [])


@pytest.mark.parametrize(
    "fields",
    [
        {"read_at": NOW},
        {"is_mailed": True},
        {"topic": ""},
        {"created_at": YESTERDAY},
        {"created_at": NOW + timedelta(seconds=1)},
    ],
    ids=["read", "mailed", "required", "told before", "still to come"],
)
def test_what_was_told_or_cannot_be_chosen_is_left_out(fields: dict[str, object]) -> None:
    user = choose(make_sponsor().user, money="daily")
    news(user, **fields)
    assert happened(user) == []


def test_the_newest_stands_first_and_leads_to_the_page_through_the_inbox() -> None:
    user = choose(make_sponsor().user, money="daily")
    old, new = (news(user, created_at=NOW - timedelta(hours=hours)) for hours in (3, 2))
    news(make_sponsor().user)
    [section] = registry.sections.collect([Reader(user, YESTERDAY, NOW)], NOW)[user.pk]
    assert (section.title, section.url) == ("What happened", "/notifications/")
    assert list(section.lines) == [
        Line(text=notice.text, url=f"/notifications/{notice.pk}/open/") for notice in (new, old)
    ]


def test_the_same_said_twice_about_one_page_is_told_once() -> None:
    user = choose(make_sponsor().user, money="daily")
    for place in ("#a", "#b", ""):
        news(user, text="Mira wrote to you.", url=f"/ads/7/{place}")
    news(user, text="Mira wrote to you.", url="/ads/8/")
    assert happened(user) == ["Mira wrote to you."] * 2


def test_many_are_cut_like_any_section() -> None:
    user = choose(make_sponsor().user, money="daily")
    for _ in range(11):
        news(user)
    [section] = registry.sections.collect([Reader(user, YESTERDAY, NOW)], NOW)[user.pk]
    assert (len(section.lines), section.more, section.count) == (8, 3, 11)


def daily_mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(kind="digest_daily").order_by("pk"))


def test_what_one_digest_tells_the_next_does_not() -> None:
    user = choose(make_sponsor().user, money="daily", digest_hour=0)
    first = datetime(2026, 11, 22, 9, tzinfo=UTC)
    news(user, text="Early", created_at=first - timedelta(hours=1))
    assert actions.send_daily(now=first) == 1
    assert actions.send_daily(now=first + timedelta(days=1)) == 0
    news(user, text="Late", created_at=first + timedelta(days=1, minutes=1))
    assert actions.send_daily(now=first + timedelta(days=2)) == 1
    [early, late] = daily_mails()
    assert ["Early" in mail.text for mail in (early, late)] == [True, False]
    assert ["Late" in mail.text for mail in (early, late)] == [False, True]


def test_news_told_daily_come_with_the_digest_and_not_before() -> None:
    user = choose(make_sponsor().user, campaigns="daily", money="at_once", digest_hour=0)
    for kind in ("campaign_closed", "hold_cleared"):
        notify(
            user=user,
            kind=kind,
            text=f"News: {kind}.",
            url="/campaigns/7/",
            mail_kind=kind,
            mail_context={"campaign": "Shoes", "amount_minor": 100},
            dedup_key=kind,
        )
    assert [mail.kind for mail in OutboxMail.objects.all()] == ["hold_cleared"]
    tomorrow = timezone.now() + timedelta(days=1)
    assert actions.send_daily(now=tomorrow.replace(hour=9)) == 1
    [mail] = daily_mails()
    assert "News: campaign_closed." in mail.text
    assert "News: hold_cleared." not in mail.text


@pytest.mark.parametrize("fields", [{"is_mail_on": False}, {"is_digest_on": False}])
def test_without_mail_or_digest_nothing_comes(fields: dict[str, bool]) -> None:
    user = choose(make_sponsor().user, money="daily", digest_hour=0, **fields)
    news(user)
    assert actions.send_daily(now=(NOW + timedelta(days=1)).replace(hour=9)) == 0


def test_a_turn_is_not_told_again_as_news_but_the_end_of_an_ad_is() -> None:
    ad = make_ad(State.OFFERED, now=NOW - timedelta(hours=2))
    user = choose(ad.influencer.user, offers="daily", money="daily")
    url = ad.get_absolute_url()
    news(user, Topic.OFFERS, text="Northbeam sent an offer.", url=url)
    news(user, Topic.MONEY, text="The money is released.", url=url)
    assert titles(user) == ["Your turn", "What happened"]
    assert happened(user) == ["The money is released."]


def test_unread_messages_and_interests_are_told_by_their_own_sections_alone() -> None:
    interest = make_interest()
    sponsor = choose(interest.campaign.sponsor.user, campaigns="daily", messages="daily")
    make_message(interest.thread, interest.influencer.user, "When do we start?")
    url = interest.get_absolute_url()
    news(sponsor, Topic.MESSAGES, url=f"{url}#conversation")
    news(sponsor, Topic.CAMPAIGNS, url=url)
    assert titles(sponsor, timezone.now()) == ["Unread messages", "New interest in your campaigns"]


@pytest.mark.parametrize(
    ("never", "left"),
    [
        ({"messages": "never"}, ["New interest in your campaigns"]),
        ({"campaigns": "never"}, ["Unread messages"]),
        ({"messages": "never", "campaigns": "never"}, []),
        ({"work": "never"}, ["Unread messages", "New interest in your campaigns"]),
    ],
)
def test_a_section_whose_topic_is_never_is_left_out(never: dict[str, str], left: list[str]) -> None:
    interest = make_interest()
    sponsor = choose(interest.campaign.sponsor.user, **never)
    make_message(interest.thread, interest.influencer.user, "When do we start?")
    assert titles(sponsor, timezone.now()) == left


@pytest.mark.parametrize(
    ("never", "left"),
    [
        ({"offers": "never"}, ["Working"]),
        ({"work": "never"}, ["Offered"]),
        ({"offers": "never", "work": "never"}, []),
        ({"money": "never"}, ["Offered", "Working"]),
    ],
)
def test_of_offers_and_work_a_turn_is_told_where_its_own_topic_is_wanted(
    never: dict[str, str], left: list[str]
) -> None:
    influencer = make_influencer()
    for state, title in ((State.OFFERED, "Offered"), (State.ACTIVE, "Working")):
        make_ad(state, influencer=influencer, title=title)
    choose(influencer.user, **never)
    now = timezone.now()
    found = registry.sections.collect([Reader(influencer.user, YESTERDAY, now)], now)
    turns = [s for s in found.get(influencer.user.pk, []) if s.title == "Your turn"]
    assert sorted(line.text.partition(",")[0] for s in turns for line in s.lines) == left


@pytest.mark.parametrize(
    ("state", "never", "is_told"),
    [
        (State.DECLINED, {"offers": "never"}, False),
        (State.DECLINED, {"work": "never"}, True),
        (State.DECLINED, {"offers": "never", "work": "never"}, False),
    ],
)
def test_an_answer_is_told_where_its_own_topic_is_wanted(
    state: State, never: dict[str, str], is_told: bool
) -> None:
    user = choose(make_ad(state).user_of(Side.SPONSOR), **never)
    title = "What became of your offers and proposals"
    assert (title in titles(user, timezone.now())) is is_told


def test_whoever_chose_nothing_gets_every_section() -> None:
    user = make_ad(State.OFFERED).influencer.user
    NotificationPreference.objects.all().delete()
    assert titles(user) == ["Your turn"]
    assert NotificationPreference.objects.count() == 0


def test_sections_stand_in_order_whenever_they_are_collected() -> None:
    user = make_influencer().user
    sections, asked = SectionRegistry(), []

    def collector(name: str) -> registry.Collect:
        def collect(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
            asked.append((name, sorted(readers[0].told)))
            return {user.pk: Section(name, "/", [Line("News", f"/{name}/#here")])}

        return collect

    for name, order, is_last in (("b", 2, True), ("c", 3, False), ("a", 1, False)):
        sections.register(
            name, order=order, topics=[Topic.WORK], is_last=is_last, collect=collector(name)
        )
    found = sections.collect([Reader(user, YESTERDAY, NOW)], NOW)[user.pk]
    assert [section.title for section in found] == ["a", "b", "c"]
    assert asked == [
        ("a", []),
        ("c", [("work", "/a/")]),
        ("b", [("work", "/a/"), ("work", "/c/")]),
    ]


def test_one_readers_news_stay_one_readers() -> None:
    ann, ben = (choose(make_sponsor().user, money="daily") for _ in range(2))
    news(ann, text="For Ann", url="/ads/7/")
    news(ben, text="For Ben", url="/ads/7/")
    choose(ben, money="never")
    found = registry.sections.collect(
        [Reader(ann, YESTERDAY, NOW), Reader(ben, YESTERDAY, NOW)], NOW
    )
    assert {pk: [s.lines[0].text for s in each] for pk, each in found.items()} == {
        ann.pk: ["For Ann"]
    }


def test_news_of_many_readers_cost_as_much_as_of_one() -> None:
    costs = []
    for count in (1, 5):
        readers = []
        for _ in range(count):
            user = choose(make_sponsor().user, money="daily")
            readers.append(Reader(user, YESTERDAY, NOW))
            for _ in range(count):
                news(user)
        with CaptureQueriesContext(connection) as queries:
            found = registry.sections.collect(readers, NOW)
        assert len(found) == count
        costs.append(len(queries))
    assert costs[0] == costs[1]
