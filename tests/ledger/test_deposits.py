from uuid import uuid4

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone
from payments import FraudStatus, PaymentStatus

from accounts.actions import delete_account
from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions, laws
from marketplace.ledger.errors import ReferenceConflict
from marketplace.ledger.limits import CHECKOUT_LIFE
from marketplace.ledger.models import Account, AccountKind, Deposit, Transfer
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_deposit

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.SPONSOR)


def wallet_balance(user: User) -> int:
    return Account.objects.of_user(user).of_kind(AccountKind.WALLET).total_minor()


def test_starting_a_deposit_moves_no_money(user: User) -> None:
    deposit = make_deposit(user, 50_000)
    assert (deposit.status, deposit.credited_at) == (PaymentStatus.WAITING, None)
    assert (str(deposit.total), deposit.currency) == ("500.00", "USD")
    assert wallet_balance(user) == 0


def test_a_confirmed_deposit_is_in_the_wallet(user: User) -> None:
    deposit = make_deposit(user, 50_000)
    deposit.change_status(PaymentStatus.CONFIRMED)
    deposit.refresh_from_db()
    assert deposit.credited_at is not None
    assert wallet_balance(user) == 50_000
    assert Transfer.objects.get().reference == f"deposit:{deposit.token}"
    assert list(laws.check_all()) == []


def test_money_for_a_deleted_account_is_booked_and_moderators_are_told(user: User) -> None:
    moderator = make_moderator()
    with time_machine.travel(timezone.now() - CHECKOUT_LIFE):
        deposit = make_deposit(user, 50_000)
    delete_account(actor=user)
    for _ in range(2):
        Deposit.objects.get(pk=deposit.pk).change_status(PaymentStatus.CONFIRMED)
    assert wallet_balance(user) == 50_000
    mail = OutboxMail.objects.get(kind="deposit_misfit")
    assert mail.to == moderator.email
    told = " ".join(mail.text.split())
    assert (
        "Its owner deleted the account before the money came. It waits in the wallet; refund the "
        "payment, and it leaves again."
    ) in told
    assert f"Look at {deposit.token} in the payment service" in told
    assert list(laws.check_all()) == []


def test_a_callback_repeated_moves_money_once(user: User) -> None:
    deposit = make_deposit(user, 50_000)
    for _ in range(3):
        Deposit.objects.get(pk=deposit.pk).change_status(PaymentStatus.CONFIRMED)
    stale = deposit
    stale.change_status(PaymentStatus.CONFIRMED)
    assert wallet_balance(user) == 50_000


@pytest.mark.parametrize(
    "late",
    ["waiting", "input", "rejected", "error", "cancelled", "preauth", "refunded", "nonsense"],
)
def test_a_late_callback_changes_nothing_after_the_money_arrived(user: User, late: str) -> None:
    deposit = make_deposit(user, 50_000)
    early = Deposit.objects.get(pk=deposit.pk)
    deposit.change_status(PaymentStatus.CONFIRMED)
    early.change_status(late)
    deposit.refresh_from_db()
    assert (early.status, deposit.status) == (PaymentStatus.CONFIRMED, PaymentStatus.CONFIRMED)
    assert wallet_balance(user) == 50_000
    assert list(laws.check_all()) == []


def test_a_confirmation_after_a_rejection_counts(user: User) -> None:
    deposit = make_deposit(user, 50_000)
    deposit.change_status(PaymentStatus.REJECTED)
    assert wallet_balance(user) == 0
    deposit.change_status(PaymentStatus.CONFIRMED)
    assert wallet_balance(user) == 50_000


def test_an_unknown_status_is_ignored(user: User) -> None:
    deposit = make_deposit(user)
    deposit.change_status("everything-is-fine")
    deposit.refresh_from_db()
    assert deposit.status == PaymentStatus.WAITING


def test_a_stale_row_saved_whole_takes_nothing_back(user: User) -> None:
    deposit = make_deposit(user)
    stale = Deposit.objects.get(pk=deposit.pk)
    deposit.change_status(PaymentStatus.CONFIRMED)
    stale.change_fraud_status(FraudStatus.ACCEPT)
    deposit.refresh_from_db()
    assert (deposit.status, deposit.fraud_status) == ("confirmed", "accept")
    assert deposit.credited_at is not None


def test_confirming_waits_for_the_provider(user: User) -> None:
    deposit = make_deposit(user)
    assert actions.confirm_deposit(deposit_id=deposit.pk) is None
    assert wallet_balance(user) == 0


def test_the_same_form_sent_twice_is_one_deposit(user: User) -> None:
    key = uuid4()
    first = actions.start_deposit(actor=user, amount_minor=5_000, form_key=key)
    assert actions.start_deposit(actor=user, amount_minor=5_000, form_key=key) == first


def test_the_same_form_with_another_amount_or_user_is_refused(user: User) -> None:
    key = uuid4()
    actions.start_deposit(actor=user, amount_minor=5_000, form_key=key)
    with pytest.raises(ReferenceConflict):
        actions.start_deposit(actor=user, amount_minor=6_000, form_key=key)
    with pytest.raises(ReferenceConflict):
        actions.start_deposit(actor=make_user(), amount_minor=5_000, form_key=key)


def test_moderators_have_no_wallet_to_pay_into() -> None:
    with pytest.raises(Refused, match="^Moderators have no wallet of their own: "):
        make_deposit(make_moderator())
    assert not Deposit.objects.exists()


@pytest.mark.parametrize("amount", [0, 499, 5_000_001])
def test_deposits_have_limits(user: User, amount: int) -> None:
    with pytest.raises(Refused, match=r"between \$5.00 and \$50,000.00"):
        make_deposit(user, amount)


def test_suspended_users_pay_nothing_in(user: User, django_user_model: type[User]) -> None:
    user.suspended_at, user.suspension_reason = user.date_joined, "Spam"
    user.save()
    with pytest.raises(Refused, match="suspended"):
        make_deposit(user)


def test_providers_elsewhere_get_whole_addresses(user: User) -> None:
    deposit = make_deposit(user)
    path = f"/wallet/deposit/{deposit.token}/return/"
    assert (deposit.get_success_url(), deposit.get_failure_url()) == (path, path)
    deposit.variant = "stripe"
    with override_settings(SITE_URL="https://parley.example"):
        assert deposit.get_success_url() == f"https://parley.example{path}"
    assert [item.price for item in deposit.get_purchased_items()] == [deposit.total]
