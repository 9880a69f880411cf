"""Deleting an account: what goes, what stays, and what is in the way."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.test import Client

from accounts import registries
from accounts.actions import delete_account, index_influencer, suspend_user
from accounts.errors import AccountInUse
from accounts.models import AccountEvent, Handle, InfluencerProfile, User
from marketplace.kernel.models import OutboxMail
from marketplace.kernel.search import search_ids
from tests.factories.accounts import (
    PASSWORD,
    make_influencer,
    make_moderator,
    make_sponsor,
)

pytestmark = pytest.mark.django_db


def test_what_identifies_a_person_goes(media_dir, django_capture_on_commit_callbacks) -> None:
    profile = make_influencer(handle="mira", display_name="Mira Okafor")
    profile.avatar.save("a.webp", ContentFile(b"picture"))
    index_influencer(profile=profile)
    user = profile.user
    address = user.email
    Authenticator.objects.create(user=user, type="totp", data={})
    UserSession.objects.create(user=user, session_key="k", ip="203.0.113.7", user_agent="x")
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(actor=user)

    user = User.objects.get(pk=user.pk)
    assert user.email == f"deleted-{user.pk}@deleted.invalid"
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert not UserSession.objects.exists()
    profile = user.influencer_profile
    assert (profile.display_name, profile.description, profile.niche) == ("Deleted account", "", "")
    assert (profile.languages, profile.country, bool(profile.avatar)) == ([], "", False)
    assert (profile.channels.count(), profile.rate_card.count()) == (0, 0)
    assert (profile.top_followers, profile.lowest_price_minor) == (0, None)
    assert not [path for path in media_dir.rglob("*") if path.is_file()]
    assert search_ids(kind="influencer", query="mira") == []
    assert Handle.objects.get().name == "mira"
    assert not InfluencerProfile.objects.public().exists()
    assert AccountEvent.objects.get().kind == "anonymised"
    last = OutboxMail.objects.get()
    assert (last.kind, last.to, last.user) == ("account_deleted", address, None)


def test_a_deleted_account_cannot_sign_in(client) -> None:
    user = make_sponsor().user
    address = user.email
    client.force_login(user)
    delete_account(actor=user)
    assert client.get("/settings/data/").status_code == 302
    for email in (address, f"deleted-{user.pk}@deleted.invalid"):
        visitor = Client()
        response = visitor.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert "_auth_user_id" not in visitor.session
        assert response.status_code == 200


def test_what_upper_apps_name_is_in_the_way(monkeypatch) -> None:
    user = make_sponsor().user
    monkeypatch.setattr(
        registries, "deletion_blockers", [lambda _user: ["You have 2 open ads."], lambda _user: []]
    )
    monkeypatch.setattr("accounts.actions.deletion.deletion_blockers", registries.deletion_blockers)
    with pytest.raises(AccountInUse) as refused:
        delete_account(actor=user)
    assert refused.value.reasons == ["You have 2 open ads."]
    user.refresh_from_db()
    assert user.is_active


def test_suspended_users_and_moderators_stay() -> None:
    user = make_influencer().user
    suspend_user(actor=make_moderator(), user=user, reason="Bought followers.")
    for stuck in (user, make_moderator()):
        with pytest.raises(AccountInUse):
            delete_account(actor=stuck)
