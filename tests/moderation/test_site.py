"""Who gets into the console, and what its index shows."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> User:
    """Return staff without superpowers, in the group that the code keeps."""
    user = make_moderator(is_superuser=False)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def test_visitors_sign_in_where_everybody_does(client: Client) -> None:
    response = client.get("/admin/")
    assert (response.status_code, response.url) == (302, "/admin/login/?next=/admin/")

    response = client.get(response.url)
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=%2Fadmin%2F")


@pytest.mark.parametrize("make", [make_sponsor, make_influencer])
def test_sponsors_and_influencers_do_not_get_in(client: Client, make: object) -> None:
    client.force_login(make().user)
    assert client.get("/admin/", follow=True).status_code == 403


def test_moderators_see_the_queues_first_then_the_summary_and_the_lists(
    client: Client, moderator: User
) -> None:
    client.force_login(moderator)
    make_sponsor(verified=False)

    response = client.get("/admin/")
    assert response.status_code == 200
    page = response.content.decode()
    places = [
        page.index(words) for words in ("Waiting for you", "How things stand", "app-accounts")
    ]
    assert places == sorted(places)
    assert "<title>Moderation | Parley moderation</title>" in page
    assert [group.title for group in response.context["figure_groups"]] == [
        "Users",
        "Sponsors",
        "Campaigns",
        "Ads",
        "Money",
        "Payouts",
        "Mail",
    ]


def test_staff_without_permissions_see_an_empty_console(client: Client) -> None:
    client.force_login(make_moderator(is_superuser=False))

    response = client.get("/admin/")
    assert response.context["queues"] == []
    assert response.context["figure_groups"] == []
    assert response.context["app_list"] == []


def test_the_index_costs_the_same_however_much_waits(
    client: Client, moderator: User, django_assert_max_num_queries: object
) -> None:
    client.force_login(moderator)
    client.get("/admin/")
    for _ in range(3):
        make_sponsor(verified=False)
    with django_assert_max_num_queries(10):
        client.get("/admin/")


HUGE = "9" * 30


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("ledger/payout/?pk__in=" + HUGE, None),
        ("ads/ad/?created_at__year=" + HUGE, None),
        ("ledger/payout/", {"action": "make_batch", "_selected_action": "abc"}),
        ("ledger/payout/", {"action": "make_batch", "_selected_action": HUGE}),
        ("ledger/hold/", {"action": "freeze", "_selected_action": HUGE}),
    ],
)
def test_numbers_that_are_none_break_nothing(
    client: Client, moderator: User, path: str, data: dict[str, str] | None
) -> None:
    client.force_login(moderator)
    url = f"/admin/{path}"
    response = client.post(url, data) if data else client.get(url)
    # PostgreSQL compares with numbers of any size, and finds nothing.
    assert response.status_code == 400 or connection.vendor == "postgresql"
    assert response.status_code < 500
