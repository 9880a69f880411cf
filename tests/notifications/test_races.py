"""Two clicks at the same moment, and settings that are saved meanwhile."""

import pytest

from marketplace.kernel.models import OutboxMail
from marketplace.notifications import actions
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.tokens import Subscription
from marketplace.notifications.topics import Choice, Topic
from tests.factories.accounts import make_user
from tests.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]


def test_many_clicks_on_one_link_end_it_once_and_one_of_them_can_take_it_back() -> None:
    ann = make_user(role="sponsor")
    subscription = Subscription(ann.pk, Topic.WORK)
    words = at_once([lambda: actions.end_subscription(subscription=subscription)] * 8)
    assert set(words) == {"at_once"}
    preference = NotificationPreference.objects.get(user=ann)
    assert (preference.work, preference.offers) == ("never", "at_once")


def test_links_of_several_topics_do_not_undo_each_other() -> None:
    ann = make_user(role="sponsor")

    def end(topic: Topic) -> str:
        return actions.end_subscription(subscription=Subscription(ann.pk, topic))

    at_once([lambda topic=topic: end(topic) for topic in Topic for _ in range(2)])
    preference = NotificationPreference.objects.get(user=ann)
    assert set(preference.choices.values()) == {Choice.NEVER}


def test_of_two_forms_saved_at_once_one_stands_as_a_whole() -> None:
    ann = make_user(role="sponsor")

    def save(choice: Choice, hour: int) -> None:
        actions.save_preference(
            actor=ann,
            is_mail_on=True,
            choices=dict.fromkeys(Topic, choice),
            is_digest_on=True,
            digest_hour=hour,
        )

    for _ in range(5):
        at_once([lambda: save(Choice.NEVER, 1), lambda: save(Choice.DAILY, 2)] * 4)
        saved = NotificationPreference.objects.get(user=ann)
        stands = {(choice, saved.digest_hour) for choice in saved.choices.values()}
        assert stands in ({(Choice.NEVER, 1)}, {(Choice.DAILY, 2)})


def test_the_same_news_told_by_two_at_once_is_one_notice_and_one_mail() -> None:
    ann = make_user(role="sponsor")

    def tell() -> None:
        actions.notify(
            user=ann,
            kind="rating",
            text="You were rated.",
            url="/ads/7/",
            mail_kind="rating_news",
            mail_context={"title": "Two trail videos"},
            topic=Topic.WORK,
            dedup_key="rating:7",
        )

    at_once([tell] * 8)
    assert (Notification.objects.count(), OutboxMail.objects.count()) == (1, 1)
