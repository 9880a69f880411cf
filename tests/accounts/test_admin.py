"""Users and profiles in the moderation console."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import AccountEvent, SponsorProfile, User
from marketplace.kernel.search import search_ids
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client: Client) -> User:
    user = make_moderator()
    client.force_login(user)
    return user


@pytest.fixture
def plain_moderator() -> User:
    user = make_moderator(is_superuser=False)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def act(client: Client, model: str, action: str, *rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows]} | more
    answer = {"answered": "yes"} if "reason" in more else {}
    return client.post(f"/admin/accounts/{model}/", data | answer)


@pytest.mark.parametrize(
    "model", ["user", "sponsorprofile", "influencerprofile", "category", "accountevent"]
)
def test_every_list_and_search_opens(client: Client, moderator, model: str) -> None:
    make_sponsor()
    make_influencer()
    AccountEvent.objects.create(user=moderator, kind="verified")
    assert client.get(f"/admin/accounts/{model}/").status_code == 200
    assert client.get(f"/admin/accounts/{model}/?q=nord").status_code == 200


def test_a_sponsor_is_verified_from_the_queue(client: Client, moderator) -> None:
    sponsor, other = make_sponsor(verified=False), make_sponsor(verified=False)
    act(client, "sponsorprofile", "verify", sponsor)
    assert list(SponsorProfile.objects.verified()) == [sponsor]
    assert AccountEvent.objects.get().actor == moderator
    assert not other.is_verified


def test_refusing_asks_for_a_reason_first(client: Client, moderator) -> None:
    sponsor = make_sponsor(verified=False)
    assert "word for word" in act(client, "sponsorprofile", "refuse", sponsor).text
    page = act(client, "sponsorprofile", "refuse", sponsor, reason=" ")
    assert "Give a reason" in page.text
    assert not AccountEvent.objects.exists()
    act(client, "sponsorprofile", "refuse", sponsor, reason="No register entry.")
    assert AccountEvent.objects.get().reason == "No register entry."


def test_users_are_suspended_and_reinstated_with_a_reason(client: Client, moderator) -> None:
    first, second = make_sponsor().user, make_influencer().user
    act(client, "user", "suspend", first, second, reason="Bought followers.")
    assert User.objects.filter(suspended_at__isnull=False).count() == 2
    response = act(client, "user", "reinstate", first, moderator, reason="Corrected.")
    told = [str(message) for message in response.wsgi_request._messages]
    assert told[1:] == [f"{moderator} is not suspended.", f"Reinstated: {first}."]
    first.refresh_from_db()
    assert not first.is_suspended


def test_nothing_is_deleted_here(client: Client, moderator) -> None:
    rows = {
        "user": make_user(),
        "sponsorprofile": make_sponsor(),
        "influencerprofile": make_influencer(),
        "category": make_influencer().category,
        "accountevent": AccountEvent.objects.create(user=moderator, kind="verified"),
    }
    for model, row in rows.items():
        assert client.get(f"/admin/accounts/{model}/{row.pk}/delete/").status_code == 403
        assert client.get(f"/admin/accounts/{model}/{row.pk}/change/").status_code == 200


def test_identity_and_state_cannot_be_posted(client: Client, moderator) -> None:
    user = make_sponsor(verified=False).user
    data = {
        "email": "x@example.com",
        "role": "influencer",
        "is_active": "",
        "suspended_at_0": "2026-01-01",
        "account_events-TOTAL_FORMS": "0",
        "account_events-INITIAL_FORMS": "0",
    }
    client.post(f"/admin/accounts/user/{user.pk}/change/", data)
    after = User.objects.get(pk=user.pk)
    assert (after.email, after.role, after.is_active) == (user.email, "sponsor", True)
    profile = user.sponsor_profile
    client.post(
        f"/admin/accounts/sponsorprofile/{profile.pk}/change/",
        {
            "display_name": "Nord",
            "company_name": "Nord GmbH",
            "industry": "Tea",
            "description": "",
            "verification": "verified",
            "rating_sum": "5",
        },
    )
    profile.refresh_from_db()
    assert (profile.company_name, profile.verification, profile.rating_sum) == (
        "Nord GmbH",
        "unverified",
        0,
    )


def test_a_moderator_cannot_touch_another_or_its_own_rights(client, plain_moderator) -> None:
    client.force_login(plain_moderator)
    chief, user = make_moderator(), make_sponsor().user
    for path in ("change/", "password/"):
        status = client.post(f"/admin/accounts/user/{chief.pk}/{path}", {}).status_code
        assert status == 403
    assert client.get(f"/admin/accounts/user/{user.pk}/password/").status_code == 403
    data = {"is_staff": "on", "is_superuser": "on", "account_events-TOTAL_FORMS": "0"}
    data |= {"account_events-INITIAL_FORMS": "0"}
    client.post(f"/admin/accounts/user/{user.pk}/change/", data)
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert client.get("/admin/accounts/user/add/").status_code == 403


def test_a_superuser_adds_a_moderator(client: Client, moderator) -> None:
    data = {
        "email": "New@Example.com",
        "usable_password": "true",
        "password1": "parley-demo-2026",
        "password2": "parley-demo-2026",
    }
    assert client.post("/admin/accounts/user/add/", data).status_code == 302
    added = User.objects.get(email="new@example.com")
    assert (added.is_staff, added.role, added.is_superuser) == (True, "", False)


def test_corrected_texts_are_found(client: Client, moderator) -> None:
    profile = make_influencer()
    data = {
        "display_name": "Corrected Name",
        "category": profile.category_id,
        "niche": "Chess",
        "description": "",
    }
    for prefix in ("channels", "rate_card"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    client.post(f"/admin/accounts/influencerprofile/{profile.pk}/change/", data)
    assert search_ids(kind="influencer", query="corrected chess") == [profile.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_user_list_costs_the_same_for_one_row_and_three(
    client, moderator, django_assert_max_num_queries, count
) -> None:
    for _ in range(count):
        make_sponsor()
    with django_assert_max_num_queries(8):
        client.get("/admin/accounts/user/")
