"""Reminders of a review: 48 and 24 hours before silence counts as approval, each once."""

from datetime import UTC, datetime, timedelta

import pytest

from ads import actions
from ads.actions.reminding import send_review_reminders
from ads.models import Ad
from ads.workflow import Side, State
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.models import Notification
from tests.factories.ads import ask_for_changes, hand_in, make_ad

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def sent_between(ad: Ad, *hours_before: float) -> list[int]:
    """Return how many reminders each sweep sends, so many hours before the deadline."""
    assert ad.deadline_at is not None
    return [
        send_review_reminders(now=ad.deadline_at - timedelta(hours=hours)) for hours in hours_before
    ]


def test_each_reminder_goes_out_once_at_its_hour() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    assert sent_between(ad, 49, 48, 47.9, 25, 24, 23.9, 1) == [0, 1, 0, 0, 1, 0, 0]


def test_only_the_sponsor_is_reminded_of_what_happens_then() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    sent_between(ad, 24)
    text = f"{ad.title}: {ad.influencer} waits for your review."
    told = Notification.objects.filter(text=text).values_list("user", flat=True)
    assert list(told) == [ad.user_of(Side.SPONSOR).pk]
    mail = OutboxMail.objects.filter(to=ad.user_of(Side.SPONSOR).email).latest("pk")
    assert "Without an answer the drafts count as approved then." in " ".join(mail.text.split())


def test_a_sweep_that_was_late_reminds_once() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    assert sent_between(ad, 10, 9) == [1, 0]


def test_the_next_round_is_reminded_of_afresh() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    sent_between(ad, 24)
    later = NOW + timedelta(days=4, hours=12)
    ask_for_changes(ad, now=later)
    again = hand_in(ad, now=later)
    assert again.reminded_at is None
    assert sent_between(again, 49, 48, 24) == [0, 1, 1]


@pytest.mark.parametrize("state", [s for s in State if s is not State.IN_REVIEW])
def test_nothing_else_is_reminded_of(state: State) -> None:
    ad = make_ad(state, now=NOW)
    at = ad.deadline_at or NOW
    assert send_review_reminders(now=at - timedelta(hours=1)) == 0


def test_after_the_deadline_there_is_nothing_to_remind_of() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    assert sent_between(ad, 0) == [0]
    actions.run_deadlines(now=ad.deadline_at)
    assert Ad.objects.get(pk=ad.pk).state == "approved"
