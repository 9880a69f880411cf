"""/unsubscribe/<token>/: out of mails without signing in (RFC 8058)."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.tokens import SALT, unsubscribe_url
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user()


def test_a_get_asks_and_changes_nothing(client, ann):
    response = client.get(unsubscribe_url(user=ann, topic="digest"))
    assert "Stop the daily digest?" in response.content.decode()
    assert NotificationPreference.objects.of(ann).is_digest_on is True


def test_a_mail_programs_post_needs_neither_session_nor_csrf_token(ann):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(
        unsubscribe_url(user=ann, topic="digest"), {"List-Unsubscribe": "One-Click"}
    )
    assert response.status_code == 200
    assert "You no longer get the daily digest" in response.content.decode()
    assert NotificationPreference.objects.of(ann).is_digest_on is False


def test_asking_twice_is_harmless(client, ann):
    url = unsubscribe_url(user=ann, topic="monthly")
    assert [client.post(url).status_code for _ in range(2)] == [200, 200]
    assert NotificationPreference.objects.of(ann).is_monthly_on is False


def test_a_token_ends_the_mails_of_its_own_user_only(client, ann):
    ben = make_user()
    client.force_login(ben)
    client.post(unsubscribe_url(user=ann, topic="digest"))
    assert NotificationPreference.objects.of(ann).is_digest_on is False
    assert NotificationPreference.objects.of(ben).is_digest_on is True


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "1:digest",
        signing.dumps([1, "digest"], salt="other"),
        signing.dumps([1, "everything"], salt=SALT),
        signing.dumps("text", salt=SALT),
        signing.dumps([1, ["digest"]], salt=SALT),
        signing.dumps([10**9, "digest"], salt=SALT),
    ],
    # A signed token holds the time, and xdist's workers must name each test alike.
    ids=["text", "unsigned", "salt", "kind", "type", "list", "nobody"],
)
def test_what_is_no_token_is_not_there(client, token):
    url = reverse("notifications:unsubscribe", args=[token])
    assert client.post(url).status_code == 404
