"""Checkout sessions: paid once, whatever Stripe says, how often and in which order."""

import itertools

import pytest
from django.core import mail
from payments import PaymentStatus

from accounts.models import User
from marketplace.kernel.models import OutboxMail
from marketplace.ledger import laws
from marketplace.ledger.models import Account, AccountKind, Deposit, Transfer
from tests.factories.accounts import make_user
from tests.ledger.providers.stripe_api import AMOUNT, INTENT, TOKEN, changed, happens, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger_is_whole(deposit: Deposit) -> object:
    """Whatever is sent, the laws hold afterwards."""
    yield
    assert list(laws.check_all()) == []


def state() -> tuple[str, int]:
    """Return the deposit's status and what its payer's wallet holds."""
    deposit = Deposit.objects.get(token=TOKEN)
    wallet = Account.objects.of_user(deposit.user).of_kind(AccountKind.WALLET)
    return deposit.status, wallet.total_minor()


def test_a_payment_is_credited() -> None:
    happens("completed")
    assert state() == ("confirmed", AMOUNT)
    deposit = Deposit.objects.get()
    assert (deposit.transaction_id, deposit.captured_amount) == (INTENT, deposit.total)
    assert Transfer.objects.get().reference == f"deposit:{TOKEN}"


def test_an_event_at_the_deposits_own_address_counts_as_well() -> None:
    response = send(changed("completed"), path=f"/payments/process/{TOKEN}/")
    assert (response.status_code, state()) == (200, ("confirmed", AMOUNT))


def test_a_payment_told_again_and_again_is_credited_once() -> None:
    happens(*["completed"] * 4)
    assert Transfer.objects.count() == 1


def test_a_payment_by_bank_is_credited_when_it_arrives() -> None:
    happens("completed_unpaid")
    assert state() == ("waiting", 0)
    happens("async_succeeded", "completed_unpaid", "async_succeeded")
    assert state() == ("confirmed", AMOUNT)


@pytest.mark.parametrize("ending", ["async_failed", "expired"])
def test_a_payment_that_never_comes_is_rejected(ending: str) -> None:
    happens(ending, ending)
    assert state() == ("rejected", 0)


@pytest.mark.parametrize(
    "order",
    list(itertools.permutations(["completed_unpaid", "async_failed", "expired", "completed"])),
)
def test_money_that_arrived_is_credited_in_every_order_of_events(order: tuple[str, ...]) -> None:
    happens(*order)
    assert state() == ("confirmed", AMOUNT)
    assert Transfer.objects.count() == 1


def test_what_is_kept_says_nothing_about_the_payer() -> None:
    happens("completed")
    kept = Deposit.objects.get().extra_data
    assert "Test Payer" not in kept
    assert "payer@example.com" not in kept


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"amount_total": 49_999}, "Stripe took 49999 usd, the deposit asked for 50000 usd."),
        ({"amount_total": 50_001}, "Stripe took 50001 usd, the deposit asked for 50000 usd."),
        ({"amount_total": None}, "Stripe took None usd, the deposit asked for 50000 usd."),
        ({"currency": "jpy"}, "Stripe took 50000 jpy, the deposit asked for 50000 usd."),
    ],
)
def test_another_amount_credits_nothing_and_tells_the_moderators(
    changes: dict[str, object], problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    moderator = make_user(is_staff=True)
    for _ in range(2):
        assert send(changed("completed", **changes)).status_code == 200
    assert state() == ("waiting", 0)
    assert problem in caplog.text
    told = OutboxMail.objects.get(kind="deposit_misfit")
    assert (told.to, problem in told.text) == (moderator.email, True)
    happens("completed")
    assert state() == ("confirmed", AMOUNT)


def test_another_checkout_with_the_deposits_reference_credits_nothing(deposit: Deposit) -> None:
    deposit.attrs.session = {"id": "cs_test_ours"}
    deposit.save()
    assert send(changed("completed")).status_code == 200
    assert send(changed("expired")).status_code == 200
    assert state() == ("waiting", 0)


def test_a_payment_that_is_not_paid_is_no_payment() -> None:
    assert send(changed("completed", payment_status="no_payment_required")).status_code == 200
    assert state() == (PaymentStatus.WAITING, 0)
    assert mail.outbox == []


def test_suspension_keeps_no_money_out_that_is_paid(user: User) -> None:
    user.suspended_at, user.suspension_reason = user.date_joined, "Spam"
    user.save()
    happens("completed")
    assert state() == ("confirmed", AMOUNT)
