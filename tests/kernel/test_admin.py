"""The outbox in the moderation console."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import make_moderator
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db

LIST = reverse("admin:kernel_outboxmail_changelist")


@pytest.fixture
def moderator(client):
    user = make_moderator()
    client.force_login(user)
    return user


def shown(client, **query):
    return list(client.get(LIST, query).context["cl"].queryset)


def test_mails_can_be_narrowed_to_those_given_up(client, moderator):
    failed = make_mail(failed_at=timezone.now())
    sent = make_mail(sent_at=timezone.now())
    waiting = make_mail()
    assert shown(client, state="failed") == [failed]
    assert shown(client, state="sent") == [sent]
    assert shown(client, state="waiting") == [waiting]
    assert shown(client) == [waiting, sent, failed]


def test_what_was_given_up_can_be_sent_again(client, moderator):
    failed, sent = (
        make_mail(failed_at=timezone.now(), attempts=12),
        make_mail(sent_at=timezone.now()),
    )
    response = client.post(
        LIST, {"action": "send_again", "_selected_action": [failed.pk, sent.pk]}, follow=True
    )
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("queued", 0)
    page = response.content.decode()
    assert "1 mail will be sent again." in page
    assert "Only a mail that was given up can be sent again." in page


def test_a_moderator_reads_a_mail_but_never_a_code(client, moderator):
    open_mail = make_mail(text="Mira countered")
    secret = make_mail(text="Your code is ABC-123", html="ABC-123", is_secret=True)
    first = client.get(reverse("admin:kernel_outboxmail_change", args=[open_mail.pk]))
    second = client.get(reverse("admin:kernel_outboxmail_change", args=[secret.pk]))
    assert "Mira countered" in first.content.decode()
    assert "ABC-123" not in second.content.decode()
    assert "Hidden, because it carries a code." in second.content.decode()


def test_mails_are_neither_added_changed_nor_deleted(client, moderator):
    row = make_mail()
    assert client.get(reverse("admin:kernel_outboxmail_add")).status_code == 403
    assert client.post(reverse("admin:kernel_outboxmail_delete", args=[row.pk])).status_code == 403
    change = reverse("admin:kernel_outboxmail_change", args=[row.pk])
    assert client.post(change, {"subject": "Other"}).status_code == 403
