"""allauth's mails and secrets."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import InvalidToken
from django.core import mail
from django.test import Client

from marketplace.kernel.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_a_second_factor_is_encrypted_in_the_database_and_still_works(client: Client) -> None:
    user = make_user(email="mira@example.com")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    stored = Authenticator.objects.get().data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert get_adapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"

    client.post("/accounts/login/", {"login": "mira@example.com", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_secrets_survive_a_new_key_only_with_the_old_one_beside_it(settings) -> None:
    adapter = get_adapter()
    token = adapter.encrypt("secret")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "y" * 50
    with pytest.raises(InvalidToken):
        adapter.decrypt(token)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert adapter.decrypt(token) == "secret"


def test_a_code_to_sign_in_is_a_row_first(client: Client) -> None:
    user = make_user(email="mira@example.com")
    client.post("/accounts/login/code/", {"email": "mira@example.com"})
    row = OutboxMail.objects.get()
    assert (row.kind, row.user, row.is_secret) == ("account_login_code", user, True)
    assert mail.outbox == []


def test_an_unknown_address_is_answered_like_a_known_one(client: Client) -> None:
    make_user(email="mira@example.com")
    known = client.post("/accounts/login/code/", {"email": "mira@example.com"})
    unknown = Client().post("/accounts/login/code/", {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert OutboxMail.objects.get(to="nobody@example.com").kind == "account_unknown_account"


def test_a_changed_password_is_told_by_mail(client: Client) -> None:
    client.post("/accounts/login/", {"login": make_user().email, "password": PASSWORD})
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "new-parley-2027", "password2": "new-parley-2027"},
    )
    assert OutboxMail.objects.get().kind == "account_password_changed"


def test_a_mail_that_speaks_of_an_address_names_it(client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    written = OutboxMail.objects.get(kind="account_unknown_account")
    assert "sign in with nobody@example.com." in written.text
