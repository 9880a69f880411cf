"""Signals in the moderation console."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import review_signal
from accounts.models import Signal, User
from tests.factories.accounts import make_influencer, make_moderator, make_signal

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/signal/"


@pytest.fixture
def moderator(client: Client) -> User:
    user = make_moderator(is_superuser=False)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    return user


def review(client: Client, *signals: Signal, **more: str):
    data = {"action": "review", "_selected_action": [signal.pk for signal in signals]} | more
    return client.post(LIST, data | ({"answered": "yes"} if "reason" in more else {}))


def test_the_list_shows_the_sentence_with_its_phrase_and_the_way_there(
    client: Client, moderator
) -> None:
    signal = make_signal(text="<b>Mail</b> anna@mail.com")
    html = client.get(LIST).text
    assert "&lt;b&gt;Mail&lt;/b&gt; <mark>anna@mail.com</mark>" in html
    assert '<a href="/admin/">Two trail videos</a>' in html
    assert "Contact or payment outside the platform" in html
    page = client.get(f"{LIST}{signal.pk}/change/").text
    assert "<mark>anna@mail.com</mark>" in page
    assert 'name="note"' not in page


def test_open_and_reviewed_ones_are_told_apart(client: Client, moderator) -> None:
    waiting, seen = make_signal(), make_signal()
    review_signal(actor=moderator, signal=seen, note="A slip.")
    for state, expected in (("open", [waiting]), ("reviewed", [seen])):
        response = client.get(f"{LIST}?review={state}")
        assert list(response.context["cl"].queryset) == expected
    assert client.get(f"{LIST}?kind=contact").context["cl"].result_count == 2
    assert client.get(f"{LIST}?kind=other").context["cl"].result_count == 0
    assert client.get(f"{LIST}?q=example").status_code == 200


def test_reviewing_asks_for_a_note_first_and_takes_an_empty_one(client: Client, moderator) -> None:
    first, second = make_signal(), make_signal()
    assert "Nobody else reads this." in review(client, first, second).text
    assert Signal.objects.open().count() == 2
    review(client, first, reason="A slip; told the author.")
    review(client, second, reason="")
    notes = Signal.objects.order_by("pk").values_list("reviewed_by", "note")
    assert list(notes) == [(moderator.pk, "A slip; told the author."), (moderator.pk, "")]


def test_evidence_without_a_sentence_is_shown_by_its_names(client: Client, moderator) -> None:
    signal = make_signal()
    Signal.objects.filter(pk=signal.pk).update(evidence={"logins": 12}, url="")
    assert "<strong>logins</strong>: 12" in client.get(LIST).text


def test_signals_are_not_changed_or_deleted_here(client: Client, moderator) -> None:
    signal = make_signal()
    client.post(f"{LIST}{signal.pk}/change/", {"note": "x"})
    assert client.post(f"{LIST}{signal.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    signal.refresh_from_db()
    assert signal.note == ""


def test_others_do_not_get_here(client: Client) -> None:
    signal = make_signal()
    client.force_login(make_influencer().user)
    assert client.get(LIST).status_code == 302
    client.force_login(make_moderator(is_superuser=False))
    assert client.get(LIST).status_code == 403
    review(client, signal, reason="x")
    assert Signal.objects.open().exists()


def test_the_list_costs_the_same_however_long_it_is(client: Client, moderator) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_signal()
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
