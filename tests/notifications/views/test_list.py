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


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_notices_costs_no_queries(client, ann, rows):
    for _ in range(rows):
        make_notification(ann)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    own = [query for query in queries if "notifications_notification" in query["sql"]]
    assert len(own) == 2  # the page and the unread figure


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
    response = client.post(reverse("notifications:read_all"), follow=True)
    assert "All notifications are marked as read." in response.content.decode()
    assert Notification.objects.unread().count() == 0


def test_marking_needs_a_post(client, ann):
    assert client.get(reverse("notifications:read_all")).status_code == 405
