"""Stripe's events: whose they are, and what becomes of those that are not what they seem."""

import json
import time
from typing import Any

import pytest
import stripe
from django.core import mail
from django.test import Client
from pytest_django import Settings

from marketplace.ledger import laws
from marketplace.ledger.models import Deposit, Transfer
from tests.ledger.providers.stripe_api import (
    INTENT,
    SECRET,
    TOKEN,
    VARIANTS,
    WEBHOOK,
    Api,
    changed,
    make_recorded_deposit,
    recorded,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_moved(deposit: Deposit) -> Any:
    """No request of this file moves money."""
    yield
    assert not Transfer.objects.exists()
    assert list(laws.check_all()) == []


def test_an_event_without_a_signature_is_refused(deposit: Deposit) -> None:
    for path in (WEBHOOK, f"/payments/process/{TOKEN}/"):
        assert send(recorded("completed"), signature="", path=path).status_code == 400


@pytest.mark.parametrize(
    "signature",
    [
        "t=1,v1=00",
        "v1=00",
        "t=,v1=",
        "nonsense",
        "t=1,v1=\xe9",
        "t=" + "9" * 5000 + ",v1=00",
    ],
)
def test_an_event_with_a_wrong_signature_is_refused(signature: str) -> None:
    response = send(recorded("completed"), signature=signature)
    assert (response.status_code, response.json()["error_code"]) == (400, 400)
    path = f"/payments/process/{TOKEN}/"
    assert send(recorded("completed"), signature=signature, path=path).status_code == 400


@pytest.mark.parametrize(("signed", "secret"), [("completed", "whsec_other"), ("expired", SECRET)])
def test_a_signature_of_somebody_else_or_of_something_else_is_refused(
    signed: str, secret: str
) -> None:
    signature = stripe.WebhookSignature.generate_signature_header(recorded(signed), secret)
    assert send(recorded("completed"), signature=signature).status_code == 400


def test_an_event_sent_again_much_later_by_somebody_else_is_refused() -> None:
    old = int(time.time()) - 301
    assert send(recorded("completed"), at=old).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "5",
        "null",
        "\x00",
        "{}",
        '{"data": 5}',
        '{"object": "event", "type": "checkout.session.completed", "data": {"object": []}}',
        '{"object": "v2.core.event", "type": "checkout.session.completed"}',
    ],
)
def test_a_body_that_is_no_event_is_refused_though_signed(body: str) -> None:
    assert send(body).status_code == 400


def test_a_body_out_of_all_proportion_is_refused() -> None:
    assert send("x" * 3_000_000).status_code == 413


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_other_methods_get_nowhere(client: Client, method: str) -> None:
    for path in (WEBHOOK, f"/payments/process/{TOKEN}/?status=confirmed"):
        assert getattr(client, method)(path).status_code == 400


def test_events_of_the_other_mode_are_refused() -> None:
    event = json.loads(recorded("completed")) | {"livemode": True}
    assert send(json.dumps(event)).status_code == 400


def test_test_payments_are_refused_by_a_site_that_takes_real_money(settings: Settings) -> None:
    name, config = VARIANTS["stripe"]
    live = {"stripe": (name, config | {"api_key": "rk_live_tests"})}
    settings.PAYMENT_VARIANTS = live
    assert send(recorded("completed")).status_code == 400


def test_events_that_are_not_used_are_taken_in_silence() -> None:
    assert send(recorded("unused")).status_code == 200


@pytest.mark.parametrize("reference", [None, "", "another shop's order 7"])
def test_another_shops_session_is_taken_in_silence(reference: str | None) -> None:
    body = changed("completed", client_reference_id=reference, metadata={})
    assert send(body).status_code == 200


def test_another_sites_deposit_is_taken_in_silence() -> None:
    Deposit.objects.all().delete()
    elsewhere = {"deposit": TOKEN, "site": "https://staging.example"}
    assert send(changed("completed", metadata=elsewhere)).status_code == 200
    assert send(changed("refunded", metadata=elsewhere)).status_code == 200


def test_a_payment_for_a_deposit_we_lost_is_told_again_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Deposit.objects.all().delete()
    for name in ("completed", "refunded"):
        assert send(recorded(name)).status_code == 404
        assert TOKEN in caplog.records[-1].getMessage() or TOKEN in caplog.text
    assert mail.outbox == []


def test_an_event_of_one_deposit_does_not_count_for_another(deposit: Deposit) -> None:
    deposit.pk, deposit.token, deposit.form_key = None, "", "0b3ff3f2-6d4c-4d0a-8a31-6f9a3f6f0c11"
    deposit._state.adding = True
    deposit.save()
    path = f"/payments/process/{deposit.token}/"
    assert send(recorded("completed"), path=path).status_code == 400


def test_a_charge_without_a_payment_intent_is_not_ours() -> None:
    body = changed("refunded", payment_intent=None, metadata={})
    assert send(body).status_code == 200


def test_a_dispute_about_another_shops_payment_is_taken_in_silence(api: Api) -> None:
    api.answers("payment_intent_elsewhere")
    assert send(recorded("dispute_withdrawn")).status_code == 200
    assert [request.path for request in api.asked] == [f"/v1/payment_intents/{INTENT}"]
    api.answers("error_missing", 404)
    assert send(recorded("dispute_withdrawn")).status_code == 200


def test_a_dispute_is_told_again_while_stripe_does_not_say_what_it_is_about(api: Api) -> None:
    api.answers("error_failed", 500)
    assert send(recorded("dispute_withdrawn")).status_code == 503


@pytest.fixture
def old_deposit(deposit: Deposit, settings: Settings) -> Deposit:
    """Return the deposit as one from before the site took money through Stripe."""
    deposit.delete()
    settings.PAYMENT_PROVIDER = "dummy"
    old = make_recorded_deposit(deposit.user)
    settings.PAYMENT_PROVIDER = "stripe"
    return old


@pytest.mark.usefixtures("old_deposit")
def test_with_stripe_the_demos_provider_is_gone(client: Client) -> None:
    for query in ("", "?status=confirmed", "?verification_result=confirmed"):
        assert client.get(f"/payments/process/{TOKEN}/{query}").status_code == 404
        assert client.post(f"/payments/process/{TOKEN}/{query}").status_code == 404
        assert client.post(f"/payments/process/dummy/{query}").status_code == 400
    assert send(recorded("completed")).status_code == 404


def test_what_is_pending_goes_to_no_other_provider(client: Client, old_deposit: Deposit) -> None:
    client.force_login(old_deposit.user)
    response = client.post(f"/wallet/deposit/{TOKEN}/", {"status": "confirmed"})
    assert response["Location"] == "/wallet/deposit/?amount_minor=50000"
    assert client.get(f"/wallet/deposit/{TOKEN}/return/")["Location"] == "/wallet/"
