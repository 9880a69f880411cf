"""The promise that posts stay up: when it is asked, to whom, and what may be answered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import DeliverableKind, Platform
from ads import actions
from ads.models import Ad, LiveCheck
from ads.terms import ItemTerms
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.notifications.models import Notification, NotificationPreference
from tests.factories.accounts import make_influencer
from tests.factories.ads import make_ad, make_terms

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def completed(live_days: int = 30) -> Ad:
    """Return a completed ad whose post went live at NOW, to stay up so many days."""
    item = ItemTerms(
        platform=Platform.INSTAGRAM,
        kind=DeliverableKind.POST,
        quantity=1,
        due_date=NOW.date() + timedelta(days=10),
        posting_date=NOW.date() + timedelta(days=12),
        live_days=live_days,
    )
    return make_ad(State.COMPLETED, terms=make_terms(now=NOW, items=(item,)), now=NOW)


def answer(
    ad: Ad, day: int = 7, *, is_up: bool = True, note: str = "", after: int = 7
) -> LiveCheck:
    return actions.answer_live_check(
        actor=ad.influencer.user,
        ad=ad,
        day=day,
        is_up=is_up,
        note=note,
        now=NOW + timedelta(days=after),
    )


@pytest.mark.parametrize(("live_days", "days"), [(1, []), (7, [7]), (29, [7]), (30, [7, 30])])
def test_it_is_asked_as_long_as_the_posts_have_to_stay(live_days: int, days: list[int]) -> None:
    checks = completed(live_days).live_checks.all()
    assert [(c.day, c.due_at) for c in checks] == [(d, NOW + timedelta(days=d)) for d in days]


def test_what_was_never_completed_is_never_asked() -> None:
    for state in (State.POSTED, State.CANCELLED):
        make_ad(state, now=NOW)
    assert not LiveCheck.objects.exists()


def test_the_influencer_is_reminded_once_by_notice_and_mail() -> None:
    ad = completed()
    day = NOW + timedelta(days=7)
    assert actions.send_live_reminders(now=day - timedelta(seconds=1)) == 0
    assert [actions.send_live_reminders(now=day) for _ in range(2)] == [1, 0]
    notice = Notification.objects.get(kind="live_check")
    assert (notice.user, notice.url) == (ad.influencer.user, f"/ads/{ad.pk}/#live")
    mail = OutboxMail.objects.get(kind="live_check")
    assert mail.to == ad.influencer.user.email
    assert f"/ads/{ad.pk}/#live" in mail.text


def test_who_wants_no_mail_gets_the_notice_alone() -> None:
    ad = completed()
    NotificationPreference.objects.filter(user=ad.influencer.user).update(work="never")
    actions.send_live_reminders(now=NOW + timedelta(days=7))
    assert Notification.objects.filter(kind="live_check").count() == 1
    assert not OutboxMail.objects.filter(kind="live_check").exists()


def test_an_answer_given_before_the_reminder_saves_it() -> None:
    ad = completed()
    answer(ad)
    assert actions.send_live_reminders(now=NOW + timedelta(days=8)) == 0


def test_an_attestation_is_kept_and_told_to_the_sponsor() -> None:
    ad = completed()
    check = answer(ad)
    assert (check.is_up, check.answered_at) == (True, NOW + timedelta(days=7))
    notice = Notification.objects.filter(user=ad.user_of(Side.SPONSOR)).order_by("-pk").first()
    assert notice.text.endswith("attested that the posts are still up.")


def test_posts_that_are_down_need_a_reason() -> None:
    ad = completed()
    with pytest.raises(Refused, match="Say why") as refused:
        answer(ad, is_up=False, note="  ")
    assert refused.value.field == "note"
    check = answer(ad, is_up=False, note=" The account was locked. ")
    assert (check.is_up, check.note) == (False, "The account was locked.")
    event = ad.events.last()
    assert (event.transition, event.reason) == ("taken_down", "The account was locked.")


def test_it_is_answered_once_in_time_and_by_the_influencer() -> None:
    ad = completed()
    with pytest.raises(Refused, match="7 days after"):
        answer(ad, after=6)
    with pytest.raises(Refused, match="Nobody asks"):
        answer(ad, day=8, after=9)
    for actor in (ad.user_of(Side.SPONSOR), make_influencer().user):
        with pytest.raises(Refused, match="Only the influencer"):
            actions.answer_live_check(
                actor=actor, ad=ad, day=7, is_up=True, now=NOW + timedelta(days=7)
            )
    answer(ad)
    with pytest.raises(Refused, match="already"):
        answer(ad)


def test_the_database_keeps_answers_whole() -> None:
    check = completed().live_checks.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        LiveCheck.objects.filter(pk=check.pk).update(is_up=True)
