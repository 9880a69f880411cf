"""/notifications/: the inbox."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.notifications.models import Notification
from tests.factories.accounts import make_user
from tests.factories.notifications import make_notification

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = reverse("notifications:list")


@pytest.fixture
def ann(client):
    user = make_user()
    client.force_login(user)
    return user


def test_visitors_are_asked_to_sign_in(client):
    assert client.get(URL)["Location"] == f"/accounts/login/?next={URL}"


def test_an_empty_inbox_says_what_comes_here(client, ann):
    page = client.get(URL).content.decode()
    assert "Nothing new" in page
    assert "Mark all as read" not in page


def test_own_notices_stand_newest_first(client, ann):
    make_notification(make_user(), text="Not for Ann")
    old = make_notification(ann, created_at=NOON - timedelta(days=1), read_at=NOON)
    new = make_notification(ann, created_at=NOON)
    response = client.get(URL)
    assert response.context["page"].items == [new, old]
    page = response.content.decode()
    assert page.count("New: ") == 1
    assert "Not for Ann" not in page
    assert "Mark all as read" in page


def test_long_inboxes_have_pages(client, ann):
    notices = [
        make_notification(ann, created_at=NOON - timedelta(minutes=number)) for number in range(25)
    ]
    first = client.get(URL).context["page"]
    second = client.get(URL, {"after": first.next_cursor}).context["page"]
    assert first.items + second.items == notices


def test_the_page_costs_the_same_with_one_notice_and_with_three(client, ann):
    costs = []
    for rows in (1, 3):
        for _ in range(rows):
            make_notification(ann)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        own = [query for query in queries if "notifications_notification" in query["sql"]]
        costs.append((len(queries), len(own)))
    assert costs[0] == costs[1]
    assert costs[0][1] == 2  # the page and the unread figure


def test_unread_notices_can_be_shown_alone(client, ann):
    make_notification(make_user(), text="Not for Ann")
    read = make_notification(ann, created_at=NOON, read_at=NOON)
    new = make_notification(ann, created_at=NOON - timedelta(days=1))
    assert client.get(URL).context["page"].items == [read, new]
    response = client.get(URL, {"show": "unread"})
    assert response.context["page"].items == [new]
    page = response.content.decode()
    assert f'<a href="{URL}?show=unread" aria-current="page">Unread' in page
    assert f'<a href="{URL}">All</a>' in page
    # What is no filter shows all.
    assert client.get(URL, {"show": "read"}).context["page"].items == [read, new]


def test_pages_of_unread_notices_stay_unread_and_show_nothing_above(client, ann):
    notices = [make_notification(ann, created_at=NOON - timedelta(hours=n)) for n in range(25)]
    make_notification(ann, created_at=NOON - timedelta(days=9), read_at=NOON)
    first = client.get(URL, {"show": "unread"})
    cursor = first.context["page"].next_cursor
    assert f"?show=unread&amp;after={cursor}" in first.content.decode()
    second = client.get(URL, {"show": "unread", "after": cursor})
    assert first.context["page"].items + second.context["page"].items == notices
    assert "Nothing waits for you right now." not in second.content.decode()


def test_whoever_has_read_everything_is_told_so(client, ann):
    make_notification(ann, read_at=NOON)
    page = client.get(URL, {"show": "unread"}).content.decode()
    assert "You have read everything" in page
    assert "Mark all as read" not in page
    assert "Nothing new" not in page


def test_words_in_notices_are_never_markup(client, ann):
    make_notification(ann, text="<b>Salt</b> & Pepper")
    assert "&lt;b&gt;Salt&lt;/b&gt; &amp; Pepper</a>" in client.get(URL).content.decode()


@pytest.mark.parametrize("query", ["after=%00", "after=x", "show=%00", "show=unread&after=e30"])
def test_hostile_addresses_give_a_page(client, ann, query):
    assert client.get(f"{URL}?{query}").status_code == 200


def test_opening_a_notice_marks_it_and_leads_to_its_page(client, ann):
    notice = make_notification(ann, url="/ads/7/")
    response = client.get(reverse("notifications:open", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, "/ads/7/")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_strangers_notice_is_not_there(client, ann):
    notice = make_notification(make_user())
    assert client.get(reverse("notifications:open", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_can_be_marked_as_read(client, ann):
    make_notification(ann)
    assert f'action="{reverse("notifications:read_all")}"' in client.get(URL).content.decode()
    response = client.post(reverse("notifications:read_all"), follow=True)
    assert "All notifications are marked as read." in response.content.decode()
    assert Notification.objects.unread().count() == 0


def test_marking_needs_a_post(client, ann):
    assert client.get(reverse("notifications:read_all")).status_code == 405
