"""/unsubscribe/<token>/: out of mails without signing in (RFC 8058), and back."""

import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from marketplace.kernel.mail.topics import Summary, Topic
from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.tokens import INSTANT, SALT, SUBJECTS, unsubscribe_url
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_user(role="sponsor")


def columns(user):
    """Return all that is set, by column."""
    NotificationPreference.objects.of(user)
    return NotificationPreference.objects.filter(user=user).values().get()


def word_of(response):
    """Return what the page's form would post to take it back."""
    return re.search('name="undo" value="([^"]*)"', response.content.decode()).group(1)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_looking_asks_and_changes_nothing(client, ann, subject, method):
    before = columns(ann)
    response = getattr(client, method)(unsubscribe_url(user=ann, topic=subject))
    assert response.status_code == 200
    assert method == "head" or f"Stop {SUBJECTS[subject]}?" in response.content.decode()
    assert columns(ann) == before


@pytest.mark.parametrize(
    "body", [{"List-Unsubscribe": "One-Click"}, {}], ids=["mail program", "button"]
)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_post_needs_neither_session_nor_csrf_token(ann, subject, body):
    before = columns(ann)
    response = Client(enforce_csrf_checks=True).post(unsubscribe_url(user=ann, topic=subject), body)
    assert response.status_code == 200
    assert f"You no longer get {SUBJECTS[subject]}" in response.content.decode()
    assert columns(ann) != before


def test_a_mail_programs_post_may_be_of_several_parts(client, ann):
    url = unsubscribe_url(user=ann, topic=Topic.OFFERS)
    strict = Client(enforce_csrf_checks=True)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        b"One-Click\r\n--x--\r\n"
    )
    response = strict.post(url, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 200
    assert NotificationPreference.objects.of(ann).offers == "never"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_it_can_be_undone_from_the_page_without_signing_in(ann, subject):
    before = columns(ann)
    url, stranger = unsubscribe_url(user=ann, topic=subject), Client(enforce_csrf_checks=True)
    word = word_of(stranger.post(url))
    assert columns(ann) != before
    page = stranger.post(url, {"undo": word}).content.decode()
    assert f"You get {SUBJECTS[subject]} again" in page
    assert columns(ann) == before


@pytest.mark.parametrize("subject", SUBJECTS)
def test_asking_twice_is_harmless_and_looking_again_offers_to_undo_it(client, ann, subject):
    url = unsubscribe_url(user=ann, topic=subject)
    before = columns(ann)
    client.post(url)
    ended = columns(ann)
    assert client.post(url).status_code == 200
    page = client.get(url)
    assert f"You no longer get {SUBJECTS[subject]}" in page.content.decode()
    assert columns(ann) == ended
    client.post(url, {"undo": word_of(page)})
    assert columns(ann) == before


def test_with_all_mail_off_undoing_says_what_is_still_missing(client, ann):
    NotificationPreference.objects.create(user=ann, is_mail_on=False)
    url = unsubscribe_url(user=ann, topic=Topic.WORK)
    page = client.post(url, {"undo": word_of(client.get(url))}).content.decode()
    assert "Your mail is still switched off" in page
    assert NotificationPreference.objects.get().is_mail_on is False


def test_words_that_say_nothing_are_answered_plainly(client, ann):
    response = client.post(unsubscribe_url(user=ann, topic=Topic.WORK), {"undo": "gossip"})
    assert response.status_code == 400
    assert NotificationPreference.objects.of(ann).work == "at_once"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_token_ends_the_mails_of_its_own_user_and_topic_only(client, ann, subject):
    ben = make_user(role="sponsor")
    before, bens = columns(ann), columns(ben)
    client.force_login(ben)
    client.post(unsubscribe_url(user=ann, topic=subject))
    changed = {name for name, value in columns(ann).items() if value != before[name]}
    expected = {
        Summary.DIGEST.value: {"is_digest_on"},
        Summary.MONTHLY.value: {"is_monthly_on"},
        INSTANT: {"offers", "work", "messages", "money"},
    }
    assert changed == expected.get(subject, {subject})
    assert columns(ben) == bens


@pytest.mark.parametrize(
    ("old", "column"), [("digest", "is_digest_on"), ("monthly", "is_monthly_on")]
)
def test_links_from_before_topics_go_on_working(client, ann, old, column):
    token = signing.dumps([ann.pk, old], salt="marketplace.notifications.unsubscribe")
    assert client.post(f"/unsubscribe/{token}/").status_code == 200
    assert columns(ann)[column] is False


def test_the_link_of_every_mail_from_before_topics_goes_on_working(client, ann):
    token = signing.dumps([ann.pk, "instant"], salt="marketplace.notifications.unsubscribe")
    assert client.post(f"/unsubscribe/{token}/").status_code == 200
    choices = NotificationPreference.objects.get().choices
    assert set(choices.values()) == {"daily"}


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "1:digest",
        signing.dumps([1, "digest"], salt="other"),
        signing.dumps([1, "everything"], salt=SALT),
        signing.dumps([1, "account"], salt=SALT),
        signing.dumps("text", salt=SALT),
        signing.dumps([1, ["digest"]], salt=SALT),
        signing.dumps([10**9, "digest"], salt=SALT),
    ],
    # A signed token holds the time, and xdist's workers must name each test alike.
    ids=["text", "unsigned", "salt", "kind", "required", "type", "list", "nobody"],
)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_what_is_no_token_is_not_there(client, token, method):
    url = reverse("notifications:unsubscribe", args=[token])
    assert getattr(client, method)(url).status_code == 404


def test_a_forged_token_is_not_there(client, ann):
    url = unsubscribe_url(user=ann, topic=Topic.WORK)
    forged = url[:-5] + ("A" if url[-5] != "A" else "B") + url[-4:]
    assert client.post(forged).status_code == 404
    assert NotificationPreference.objects.of(ann).work == "at_once"
