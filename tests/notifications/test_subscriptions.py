"""What ending a subscription by its link sets, and how it is taken back."""

import pytest

from marketplace.kernel.mail.topics import Summary, Topic
from marketplace.notifications import actions
from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.subscriptions import is_ended
from marketplace.notifications.tokens import INSTANT, SUBJECTS, Subscription
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user(role="sponsor")


def columns(user):
    """Return all that is set, by column."""
    rows = NotificationPreference.objects.filter(user=user)
    return rows.values().get() | {"id": None}


def stop(user, subject):
    return actions.end_subscription(subscription=Subscription(user.pk, subject))


def resume(user, subject, word):
    return actions.resume_subscription(subscription=Subscription(user.pk, subject), word=word)


def test_there_is_a_link_for_each_topic_each_summary_and_the_mails_of_old():
    assert list(SUBJECTS) == [*Topic, *Summary, INSTANT]


@pytest.mark.parametrize("choice", ["at_once", "daily"])
@pytest.mark.parametrize("topic", Topic)
def test_ending_a_topic_sets_it_to_never_and_can_be_taken_back(ann, topic, choice):
    NotificationPreference.objects.create(user=ann, **{topic: choice})
    before = columns(ann)
    word = stop(ann, topic)
    assert columns(ann) == before | {topic: "never"}
    resume(ann, topic, word)
    assert columns(ann) == before


@pytest.mark.parametrize(
    ("summary", "switch"),
    [(Summary.DIGEST, "is_digest_on"), (Summary.MONTHLY, "is_monthly_on")],
)
def test_ending_a_summary_switches_it_off_and_can_be_taken_back(ann, summary, switch):
    NotificationPreference.objects.of(ann)
    before = columns(ann)
    word = stop(ann, summary)
    assert columns(ann) == before | {switch: False}
    resume(ann, summary, word)
    assert columns(ann) == before


@pytest.mark.parametrize(("is_digest_on", "instead"), [(True, "daily"), (False, "never")])
def test_the_one_switch_of_old_ends_what_is_at_once(ann, is_digest_on, instead):
    NotificationPreference.objects.create(user=ann, is_digest_on=is_digest_on, messages="never")
    before = columns(ann)
    word = stop(ann, INSTANT)
    assert columns(ann) == before | {"offers": instead, "work": instead, "money": instead}
    resume(ann, INSTANT, word)
    assert columns(ann) == before


@pytest.mark.parametrize("subject", SUBJECTS)
def test_ending_twice_changes_nothing_more_and_the_default_can_be_had_back(ann, subject):
    default = columns(NotificationPreference.objects.of(ann).user)
    stop(ann, subject)
    ended = columns(ann)
    word = stop(ann, subject)
    assert columns(ann) == ended
    resume(ann, subject, word)
    assert columns(ann) == default


@pytest.mark.parametrize("subject", SUBJECTS)
def test_whether_it_has_ended_is_known(ann, subject):
    preference = NotificationPreference.objects.of(ann)
    assert is_ended(preference, subject) is False
    stop(ann, subject)
    preference.refresh_from_db()
    assert is_ended(preference, subject) is True


@pytest.mark.parametrize("subject", SUBJECTS)
def test_with_mail_switched_off_everything_has_ended(subject):
    assert is_ended(NotificationPreference(is_mail_on=False), subject) is True


@pytest.mark.parametrize("word", ["", "weekly", "is_mail_on", "offers,gossip", "at_once,daily"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_word_that_says_nothing_is_refused(ann, subject, word):
    before = columns(NotificationPreference.objects.of(ann).user)
    with pytest.raises(ValueError):  # noqa: PT011 - from two enums and our own
        resume(ann, subject, word)
    assert columns(ann) == before
