"""The switches of before topics are carried over, choice by choice, and back."""

import pytest

from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.topics import Topic
from tests.factories.accounts import make_user
from tests.migrating import before

BEFORE_TOPICS = ("notifications", "0001_notices_and_preferences")
# Mails at once, digest, monthly report → what each topic is set to.
AT_ONCE_AND_DIGEST = dict.fromkeys(Topic, "at_once") | {Topic.RATINGS: "daily"}
AT_ONCE_ALONE = dict.fromkeys(Topic, "at_once") | {Topic.RATINGS: "never"}
CASES = {
    (True, True, True): AT_ONCE_AND_DIGEST,
    (True, True, False): AT_ONCE_AND_DIGEST,
    (True, False, True): AT_ONCE_ALONE,
    (False, True, True): dict.fromkeys(Topic, "daily"),
    (False, True, False): dict.fromkeys(Topic, "daily"),
    (False, False, True): dict.fromkeys(Topic, "never"),
    (False, False, False): dict.fromkeys(Topic, "never"),
}
SWITCHES = ("is_instant_on", "is_digest_on", "is_monthly_on")


@pytest.mark.django_db(transaction=True)
def test_everybody_gets_after_topics_what_they_got_before() -> None:
    users = {case: make_user(role="sponsor") for case in CASES}
    with before(BEFORE_TOPICS) as old:
        rows = old.get_model("notifications", "NotificationPreference").objects
        for hour, (case, user) in enumerate(users.items()):
            switches = dict(zip(SWITCHES, case, strict=True))
            rows.create(user_id=user.pk, digest_hour=hour, **switches)
    for hour, (case, user) in enumerate(users.items()):
        preference = NotificationPreference.objects.get(user=user)
        assert {topic: str(choice) for topic, choice in preference.choices.items()} == CASES[case]
        summaries = (preference.is_digest_on, preference.is_monthly_on)
        assert (preference.is_mail_on, *summaries) == (True, *case[1:])
        assert preference.digest_hour == hour


@pytest.mark.django_db(transaction=True)
def test_going_back_leaves_on_what_was_on() -> None:
    some, none, off = (make_user(role="sponsor") for _ in range(3))
    NotificationPreference.objects.create(user=some, offers="daily", is_monthly_on=False)
    NotificationPreference.objects.create(user=none, **dict.fromkeys(Topic, "daily"))
    NotificationPreference.objects.create(user=off, is_mail_on=False)
    with before(BEFORE_TOPICS) as old:
        rows = old.get_model("notifications", "NotificationPreference").objects
        found = {row.user_id: tuple(getattr(row, name) for name in SWITCHES) for row in rows.all()}
    assert found == {
        some.pk: (True, True, False),
        none.pk: (False, True, True),
        off.pk: (False, False, False),
    }
