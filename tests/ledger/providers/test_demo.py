"""The payment provider of the demo."""

import pytest
from django.test import Client

from marketplace.ledger.models import Deposit, Transfer
from tests.factories.accounts import make_sponsor
from tests.factories.ledger import make_deposit

pytestmark = pytest.mark.django_db


def test_the_demos_provider_says_that_it_has_no_webhook(client: Client) -> None:
    assert client.post("/payments/process/dummy/").status_code == 404


@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize("name", ["verification_result", "status"])
def test_nobody_confirms_a_payment_by_its_address(
    client: Client, name: str, is_signed_in: bool
) -> None:
    deposit = make_deposit(make_sponsor().user)
    if is_signed_in:
        client.force_login(make_sponsor().user)
    path = f"/payments/process/{deposit.token}/"
    assert client.get(path, {name: "confirmed"}).status_code == 404
    assert client.post(path, {name: "confirmed"}).status_code == 404
    assert Deposit.objects.get().status == "waiting"
    assert not Transfer.objects.exists()


def test_without_stripe_its_events_get_nowhere(client: Client) -> None:
    assert client.post("/payments/process/stripe/").status_code == 400
