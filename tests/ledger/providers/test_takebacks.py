"""Refunds and disputes, told in any order: what the payer has afterwards is always the same."""

import itertools

import pytest

from accounts.models import User
from marketplace.kernel.models import OutboxMail
from marketplace.ledger import actions, laws
from marketplace.ledger.debts import owed_minor
from marketplace.ledger.models import Account, AccountKind, Deposit, Transfer
from tests.factories.accounts import make_user
from tests.ledger.providers.stripe_api import AMOUNT, INTENT, Api, changed, happens, send

pytestmark = pytest.mark.django_db

DISPUTE = ["dispute_created", "dispute_withdrawn"]


@pytest.fixture(autouse=True)
def ledger_is_whole(deposit: Deposit) -> object:
    """Whatever is sent, the laws hold afterwards."""
    yield
    assert list(laws.check_all()) == []


@pytest.fixture
def stripe_says_whose(api: Api) -> Api:
    """Let Stripe be asked which deposit a payment was for."""
    api.answers("payment_intent")
    return api


def state(user: User) -> tuple[int, int]:
    """Return what is taken back of the deposit and what the payer's wallet holds."""
    wallet = Account.objects.of_user(user).of_kind(AccountKind.WALLET)
    return Deposit.objects.get().charged_back_minor, wallet.total_minor()


def mails() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("kind", flat=True))


def test_a_refund_takes_what_was_refunded_so_far(user: User) -> None:
    happens("completed", "refunded_partly", "refunded_partly")
    assert state(user) == (20_000, 30_000)
    happens("refunded", "refunded_partly", "refunded")
    assert state(user) == (AMOUNT, 0)
    assert mails() == ["deposit_charged_back"] * 2


def test_a_dispute_takes_all_and_winning_it_brings_all_back(user: User) -> None:
    happens("completed", "dispute_created")
    assert state(user) == (0, AMOUNT)
    happens("dispute_withdrawn")
    assert state(user) == (AMOUNT, 0)
    happens("dispute_won", "dispute_reinstated")
    assert state(user) == (0, AMOUNT)
    assert mails() == ["deposit_charged_back", "deposit_reinstated"]


def test_a_lost_dispute_changes_nothing_more(user: User) -> None:
    happens("completed", *DISPUTE, "dispute_lost", "dispute_lost")
    assert state(user) == (AMOUNT, 0)
    assert mails() == ["deposit_charged_back"]


@pytest.mark.parametrize(
    "order",
    list(
        itertools.permutations(
            ["completed", "dispute_withdrawn", "dispute_won", "dispute_reinstated"]
        )
    ),
)
def test_a_won_dispute_leaves_the_money_in_every_order(
    user: User, stripe_says_whose: Api, order: tuple[str, ...]
) -> None:
    happens(*order)
    assert state(user) == (0, AMOUNT)


@pytest.mark.parametrize(
    "order",
    list(
        itertools.permutations(
            ["completed", "dispute_created", "dispute_withdrawn", "dispute_lost"]
        )
    ),
)
def test_a_lost_dispute_takes_the_money_in_every_order(
    user: User, stripe_says_whose: Api, order: tuple[str, ...]
) -> None:
    happens(*order, *order)
    assert state(user) == (AMOUNT, 0)


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["completed", "refunded_partly", "refunded", "expired"]))
)
def test_refunds_take_the_same_in_every_order(user: User, order: tuple[str, ...]) -> None:
    happens(*order)
    assert state(user) == (AMOUNT, 0)


def test_stripe_is_asked_about_a_dispute_only_until_we_know_the_payment(
    stripe_says_whose: Api,
) -> None:
    happens(*DISPUTE, "dispute_lost")
    assert [request.path for request in stripe_says_whose.asked] == [
        f"/v1/payment_intents/{INTENT}"
    ]
    assert not Transfer.objects.exists()


def test_a_refund_and_a_dispute_of_the_rest_add_up(user: User) -> None:
    happens("completed", "refunded_partly")
    rest = {"amount": 30_000}
    assert send(changed("dispute_withdrawn", **rest)).status_code == 200
    assert state(user) == (AMOUNT, 0)
    assert send(changed("dispute_reinstated", **rest)).status_code == 200
    assert state(user) == (20_000, 30_000)


def test_more_taken_than_paid_is_told_and_not_asked_of_the_payer(user: User) -> None:
    moderator = make_user(is_staff=True)
    happens("completed", "refunded_partly", "dispute_withdrawn")
    assert state(user) == (AMOUNT, 0)
    assert owed_minor(user) == 0
    assert OutboxMail.objects.get(kind="deposit_misfit").to == moderator.email
    happens("dispute_reinstated")
    assert state(user) == (20_000, 30_000)


def test_what_was_spent_meanwhile_is_owed(user: User) -> None:
    happens("completed")
    actions.fund_escrow(
        payer=user, escrow=actions.open_escrow(), amount_minor=30_000, reference="test:1:fund"
    )
    happens("dispute_withdrawn")
    assert (state(user), owed_minor(user)) == ((AMOUNT, 0), 30_000)
    happens("dispute_reinstated")
    assert (state(user), owed_minor(user)) == ((0, 20_000), 0)


def test_a_refund_in_another_currency_moves_nothing(user: User) -> None:
    happens("completed")
    assert send(changed("refunded", currency="eur")).status_code == 200
    assert state(user) == (0, AMOUNT)


@pytest.mark.parametrize(
    "order",
    list(
        itertools.permutations(["completed", "refunded_partly", "refund_created", "refund_failed"])
    ),
)
def test_a_refund_that_fails_leaves_the_money_in_every_order(
    user: User, stripe_says_whose: Api, order: tuple[str, ...]
) -> None:
    happens(*order)
    assert state(user) == (0, AMOUNT)


@pytest.mark.parametrize("sum_afterwards", [20_000, 40_000])
def test_refunding_again_after_a_failure_takes_the_money(user: User, sum_afterwards: int) -> None:
    happens("completed", "refund_created", "refunded_partly", "refund_failed", "refund_again")
    assert send(changed("refunded_partly", amount_refunded=sum_afterwards)).status_code == 200
    assert state(user) == (20_000, 30_000)
    assert mails() == ["deposit_charged_back", "deposit_reinstated", "deposit_charged_back"]
