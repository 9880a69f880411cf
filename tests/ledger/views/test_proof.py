"""Each kind of user shows in their own way that it is them, on both pages that ask for it."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

from accounts.models import User
from marketplace.ledger.models import Payout, PayoutMethod
from tests.factories.accounts import PASSWORD, make_influencer
from tests.factories.ledger import fill_wallet, make_method

pytestmark = pytest.mark.django_db

PAGE = "/wallet/withdraw/"
DETAILS = "/wallet/payout-details/"
SECRET = "JBSWY3DPEHPK3PXP"
PASSKEY_PAGE = "/accounts/2fa/webauthn/reauthenticate/"


@pytest.fixture
def user(client: Client) -> User:
    user = make_influencer().user
    fill_wallet(user, 20_000)
    make_method(user)
    client.force_login(user)
    return user


def filled(user: User, **changes: Any) -> dict[str, Any]:
    method = user.payout_methods.get(retired_at=None)
    return {"amount_minor": "60", "method": method.pk, "form_key": str(uuid4())} | changes


def lose_password(client: Client, user: User) -> None:
    user.set_unusable_password()
    user.save()
    client.force_login(user)


def code_now() -> str:
    [counter, *_] = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(SECRET, counter))


def add_passkey(user: User) -> None:
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key"})


def errors_of(client: Client, data: dict[str, Any]) -> dict[str, list[str]]:
    return client.post(PAGE, data).context["form"].errors


def test_with_a_password_alone_there_is_one_field(client: Client, user: User) -> None:
    assert "code" not in client.get(PAGE).context["form"].fields
    assert client.post(PAGE, filled(user, password=PASSWORD)).status_code == 302


def test_with_both_either_is_enough(client: Client, user: User) -> None:
    TOTP.activate(user, SECRET)
    page = client.get(PAGE).content.decode()
    assert "Your password, or a code below" in page
    assert "Code from your authenticator app" in page
    assert client.post(PAGE, filled(user, password=PASSWORD)).status_code == 302
    assert client.post(PAGE, filled(user, code=code_now())).status_code == 302
    assert Payout.objects.count() == 2
    refused = client.post(PAGE, filled(user))
    assert refused.context["form"].errors == {
        "password": ["Type your password, or a code in the next field."]
    }
    assert "(optional)" not in page + refused.content.decode()


def test_a_code_counts_once(client: Client, user: User) -> None:
    TOTP.activate(user, SECRET)
    with time_machine.travel(timezone.now(), tick=False):
        code = code_now()
        assert client.post(PAGE, filled(user, code=code)).status_code == 302
        assert errors_of(client, filled(user, code=code)) == {
            "code": ["This code is wrong, or was used before. Wait for the next one."]
        }
    assert Payout.objects.count() == 1


def test_a_form_sent_again_shows_its_answer_though_the_code_is_used_up(
    client: Client, user: User
) -> None:
    TOTP.activate(user, SECRET)
    data = filled(user, code=code_now())
    for _ in range(2):
        assert client.post(PAGE, data)["Location"] == "/wallet/"
    assert Payout.objects.count() == 1


def test_a_code_is_not_used_up_by_a_form_that_is_wrong_elsewhere(
    client: Client, user: User
) -> None:
    TOTP.activate(user, SECRET)
    with time_machine.travel(timezone.now(), tick=False):
        code = code_now()
        for amount in ("19", "900", "x"):
            assert client.post(PAGE, filled(user, code=code, amount_minor=amount)).context["form"]
        assert client.post(PAGE, filled(user, code=code)).status_code == 302


def test_wrong_codes_are_limited_and_what_was_typed_stays(client: Client, user: User) -> None:
    TOTP.activate(user, SECRET)
    told = [client.post(PAGE, filled(user, code="000000")) for _ in range(7)]
    messages = [response.context["form"].errors["code"][0] for response in told]
    assert messages[0] == "This code is wrong, or was used before. Wait for the next one."
    assert messages[-1] == "Too many wrong codes. Wait five minutes, then try again."
    assert 'value="60"' in told[-1].content.decode()
    assert not Payout.objects.exists()


def test_a_recovery_code_counts_once(client: Client, user: User) -> None:
    TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    assert client.post(PAGE, filled(user, code=codes[0])).status_code == 302
    assert "code" in errors_of(client, filled(user, code=codes[0]))
    left = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert left == codes[1:]


def test_without_a_password_a_code_is_asked_for(client: Client, user: User) -> None:
    TOTP.activate(user, SECRET)
    lose_password(client, user)
    assert "password" not in client.get(PAGE).context["form"].fields
    assert errors_of(client, filled(user)) == {"code": ["Fill this in."]}
    # A password that is sent all the same opens nothing.
    assert "code" in errors_of(client, filled(user, password=""))
    assert client.post(PAGE, filled(user, code=code_now())).status_code == 302


@pytest.mark.parametrize("page", [PAGE, DETAILS])
def test_with_a_passkey_alone_its_own_page_comes_first(
    client: Client, user: User, page: str
) -> None:
    add_passkey(user)
    RecoveryCodes.activate(user)
    lose_password(client, user)
    response = client.get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/2fa/")
    assert f"next={page.replace('/', '%2F')}" in response["Location"]
    client.post(page, filled(user, kind="other", holder="A", details="Elsewhere 1"))
    assert not Payout.objects.exists()
    assert PayoutMethod.objects.count() == 1


def test_who_was_at_the_passkeys_page_goes_on(client: Client, user: User) -> None:
    add_passkey(user)
    lose_password(client, user)
    now = timezone.now()
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": now.timestamp(), "type": "webauthn", "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, filled(user))["Location"] == "/wallet/"
    with time_machine.travel(now.timestamp() + 301):
        assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("page", [PAGE, DETAILS])
def test_who_has_nothing_at_all_sets_a_password_first(
    client: Client, user: User, page: str
) -> None:
    lose_password(client, user)
    assert "Set a password" in client.get(page).content.decode()
    data = filled(user, kind="other", holder="A", details="Elsewhere 1", password="")
    assert "Set a password" in client.post(page, data).content.decode()
    assert not Payout.objects.exists()
    assert PayoutMethod.objects.count() == 1
