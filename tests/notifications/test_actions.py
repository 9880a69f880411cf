"""Notices are told once; mails only to those who want them."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.models import OutboxMail
from marketplace.notifications import actions
from marketplace.notifications.models import Notification
from marketplace.notifications.tokens import unsubscribe_url
from tests.factories.accounts import make_user
from tests.factories.notifications import make_notification

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def ann():
    return make_user()


def tell(user, **changes):
    values = {"kind": "offer", "text": "Mira countered", "url": "/ads/7/", "dedup_key": "ad:7:2"}
    actions.notify(user=user, **(values | changes))


def test_a_notice_is_written_for_its_reader(ann):
    tell(ann)
    notice = Notification.objects.get()
    assert (notice.user, notice.kind, notice.text, notice.url, notice.read_at) == (
        ann, "offer", "Mira countered", "/ads/7/", None,
    )  # fmt: skip
    assert OutboxMail.objects.count() == 0


def test_a_notice_can_belong_to_an_earlier_moment(ann):
    tell(ann, now=NOON)
    assert Notification.objects.get().created_at == NOON


def test_the_same_cause_is_told_and_mailed_once(ann, greeting):
    for _ in range(2):
        tell(ann, mail_kind="greeting", mail_context={"name": "Ann"})
    assert (Notification.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_a_mail_goes_to_the_reader(ann, greeting):
    tell(ann, mail_kind="greeting", mail_context={"name": "Ann"})
    row = OutboxMail.objects.get()
    assert (row.to, row.user, row.kind) == (ann.email, ann, "greeting")
    assert Notification.objects.get().is_mailed is True


def test_a_mail_of_no_known_kind_is_a_mistake(ann):
    with pytest.raises(LookupError, match="no mail kind nonsense"):
        tell(ann, mail_kind="nonsense")
    assert Notification.objects.count() == 0


def test_a_rollback_leaves_neither_notice_nor_mail(ann, greeting):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(ann, mail_kind="greeting", mail_context={"name": "Ann"})
        raise RuntimeError
    assert (Notification.objects.count(), OutboxMail.objects.count()) == (0, 0)


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "ads/7/", ""])
def test_a_notice_never_leads_elsewhere(ann, url):
    with pytest.raises(ValueError, match="a path of this site"):
        tell(ann, url=url)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_notification(ann, url=url)


def test_a_long_text_is_cut(ann):
    tell(ann, text="x" * 400)
    assert len(Notification.objects.get().text) == 300


def test_reading_is_noted_once_and_for_own_notices_only(ann):
    mine, other = make_notification(ann), make_notification(make_user())
    actions.mark_read(actor=ann, notification=mine, now=NOON)
    actions.mark_read(actor=ann, notification=mine)
    actions.mark_read(actor=ann, notification=other)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.read_at, other.read_at) == (NOON, None)


def test_all_own_notices_can_be_read_at_once(ann):
    other = make_notification(make_user())
    make_notification(ann, read_at=NOON)
    make_notification(ann)
    make_notification(ann)
    assert actions.mark_all_read(actor=ann, now=NOON) == 2
    assert list(Notification.objects.unread()) == [other]


def test_there_are_no_links_for_unknown_topics(ann):
    with pytest.raises(ValueError, match="unknown topic"):
        unsubscribe_url(user=ann, topic="everything")


def test_the_notices_of_one_page_are_read_together_and_no_others(ann):
    urls = ["/ads/5/", "/ads/5/#timeline", "/ads/50/", "/ads/5/files/1/", "/ads/"]
    for url in urls:
        actions.notify(user=ann, kind="ad", text="News", url=url, dedup_key=url)
    assert actions.mark_read_about(actor=ann, urls=["/ads/5/"]) == 2
    unread = Notification.objects.filter(read_at=None)
    assert {notice.url for notice in unread} == {"/ads/50/", "/ads/5/files/1/", "/ads/"}
    assert actions.mark_read_about(actor=ann, urls=["/ads/5/"]) == 0
