"""What a person gets by mail before and after choosing, and what no row can say."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.notifications import actions
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.topics import Choice, Topic, always_sent, what_it_holds
from tests.factories.accounts import make_moderator, make_user
from tests.factories.notifications import make_notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user(role="sponsor")


def test_preferences_appear_when_first_asked_for(ann):
    preference = NotificationPreference.objects.of(ann)
    assert preference == NotificationPreference.objects.of(ann)


def test_what_waits_for_an_answer_comes_at_once_and_the_rest_once_a_day(ann):
    preference = NotificationPreference.objects.of(ann)
    assert preference.choices == {
        Topic.OFFERS: Choice.AT_ONCE,
        Topic.WORK: Choice.AT_ONCE,
        Topic.MESSAGES: Choice.AT_ONCE,
        Topic.CAMPAIGNS: Choice.DAILY,
        Topic.MONEY: Choice.AT_ONCE,
        Topic.RATINGS: Choice.DAILY,
    }
    switches = (preference.is_mail_on, preference.is_digest_on, preference.is_monthly_on)
    assert (switches, preference.digest_hour) == ((True, True, True), 8)


@pytest.mark.parametrize("hour", [-1, 24])
def test_a_day_has_24_hours(ann, hour):
    with pytest.raises(IntegrityError), transaction.atomic():
        NotificationPreference.objects.create(user=ann, digest_hour=hour)


@pytest.mark.parametrize("value", ["", "weekly", "AT_ONCE"])
@pytest.mark.parametrize("topic", Topic)
def test_the_database_knows_three_choices(ann, topic, value):
    law = f"notificationpreference_{topic}_known"
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        NotificationPreference.objects.create(user=ann, **{topic: value})


def test_the_database_knows_the_topics(ann):
    for topic in ("", *Topic):
        make_notification(ann, topic=topic)
    with pytest.raises(IntegrityError, match="notification_topic_known"), transaction.atomic():
        make_notification(ann, topic="gossip")
    assert Notification.objects.count() == 1 + len(Topic)


def test_the_master_switch_ends_all_that_is_at_once_and_keeps_the_choices():
    preference = NotificationPreference(is_mail_on=False, campaigns=Choice.AT_ONCE)
    assert [preference.is_at_once(topic) for topic in Topic] == [False] * len(Topic)
    preference.is_mail_on = True
    daily = [topic for topic in Topic if not preference.is_at_once(topic)]
    assert daily == [Topic.RATINGS]


def test_preferences_of_many_are_one_query_and_write_nothing(ann, django_assert_num_queries):
    NotificationPreference.objects.create(user=ann, work="never")
    others = [make_user().pk for _ in range(3)]
    with django_assert_num_queries(1):
        found = NotificationPreference.objects.of_many([ann.pk, *others])
    assert list(found) == [ann.pk, *others]
    assert [row.work for row in found.values()] == ["never", "at_once", "at_once", "at_once"]
    assert NotificationPreference.objects.count() == 1


def test_saving_leaves_alone_what_is_not_asked_about(ann):
    NotificationPreference.objects.create(user=ann, is_monthly_on=False, money="never")
    actions.save_preference(
        actor=ann,
        is_mail_on=False,
        choices={Topic.OFFERS: Choice.DAILY},
        is_digest_on=False,
        digest_hour=23,
    )
    saved = NotificationPreference.objects.get()
    assert (saved.offers, saved.money, saved.work) == ("daily", "never", "at_once")
    assert (saved.is_mail_on, saved.is_digest_on, saved.is_monthly_on) == (False, False, False)
    assert saved.digest_hour == 23


@pytest.mark.parametrize("role", ["sponsor", "influencer"])
def test_every_topic_says_what_it_holds(role):
    user = make_user(role=role)
    sentences = [what_it_holds(topic, user) for topic in Topic]
    assert len(set(sentences)) == len(Topic)
    assert all(sentence.endswith(".") for sentence in sentences)


def test_what_is_always_sent_depends_on_who_reads(ann):
    assert [group.value for group in always_sent(ann)] == [
        "account",
        "payout_details",
        "money_at_risk",
        "decisions",
        "agreements",
        "asked_for",
    ]
    assert [group.value for group in always_sent(make_moderator())] == [
        "account",
        "asked_for",
        "moderating",
    ]
