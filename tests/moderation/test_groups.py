"""The moderators' group is what the table in code says, and opens nothing else."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import RequestFactory

from accounts.models import User
from ads.models import Ad
from marketplace.ledger.models import Account, Deposit, Transfer
from marketplace.moderation.groups import CHANGES, READABLE_APPS
from tests.factories.accounts import make_influencer, make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> User:
    """Return staff without superpowers, in the group that the code keeps."""
    user = make_moderator(is_superuser=False)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def held() -> set[str]:
    """Return the permissions of the group."""
    rows = Group.objects.get(name="Moderators").permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


def wanted() -> set[str]:
    """Return what the table asks for."""
    views = {
        f"{label}.view_{model._meta.model_name}"
        for label in READABLE_APPS
        for model in apps.get_app_config(label).get_models()
    }
    return views | set(CHANGES)


def test_the_group_holds_exactly_the_permissions_of_the_table() -> None:
    assert held() == wanted()


def test_a_migration_puts_a_changed_group_right() -> None:
    group = Group.objects.get(name="Moderators")
    group.permissions.set(Permission.objects.filter(codename="delete_user"))

    call_command("migrate", verbosity=0)
    assert held() == wanted()


def test_moderators_cannot_edit_the_ledger_or_contracts_nor_delete_anybody(
    moderator: User, rf: RequestFactory
) -> None:
    request = rf.get("/admin/")
    request.user = moderator
    for model in (Account, Transfer, Deposit, Ad):
        model_admin = admin.site.get_model_admin(model)
        assert model_admin.has_view_permission(request)
        assert not model_admin.has_add_permission(request)
        assert not model_admin.has_change_permission(request)
        assert not model_admin.has_delete_permission(request)
    assert not admin.site.get_model_admin(User).has_delete_permission(request)


def test_moderators_may_delete_nothing_at_all(moderator: User, rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = moderator
    assert [
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_delete_permission(request)
    ] == []


def test_moderators_cannot_make_themselves_more(moderator: User, client: object) -> None:
    client.force_login(moderator)
    influencer = make_influencer().user
    client.post(f"/admin/accounts/user/{influencer.pk}/change/", {"is_superuser": "on"})
    client.post(f"/admin/accounts/user/{moderator.pk}/change/", {"is_superuser": "on"})

    assert not User.objects.filter(is_superuser=True).exists()


def test_moderators_cannot_set_a_users_password(moderator: User, client: object) -> None:
    client.force_login(moderator)
    user = make_influencer().user
    new = {"password1": "a-new-one-2026", "password2": "a-new-one-2026", "usable_password": "true"}

    response = client.post(f"/admin/accounts/user/{user.pk}/password/", new)
    assert response.status_code == 403
    assert User.objects.get(pk=user.pk).password == user.password
