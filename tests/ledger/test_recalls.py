"""Withdrawals called back while others ask for them, batch them and take them back."""

from collections.abc import Callable

import pytest
from payments import PaymentStatus

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions, laws
from marketplace.ledger.debts import owed_minor
from marketplace.ledger.models import Account, AccountKind, Payout, PayoutMethod
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_deposit, make_method
from tests.races import at_once

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]

ASKED, TIMES = 5_000, 6


def asking(user: User, number: int) -> Callable[[], object]:
    method = PayoutMethod.objects.of_user(user).current().get()
    return lambda: actions.request_payout(
        actor=user, amount_minor=ASKED, method=method, reference=f"payout:{number}"
    )


def test_a_chargeback_among_withdrawals_lets_nobody_who_owes_be_paid() -> None:
    user, moderator = make_user(), make_moderator()
    make_method(user)
    deposit = make_deposit(user, ASKED * TIMES * 2)
    deposit.change_status(PaymentStatus.CONFIRMED)
    for number in range(TIMES):
        asking(user, number)()
    payouts = list(Payout.objects.order_by("pk"))
    calls: list[Callable[[], object]] = [asking(user, TIMES + number) for number in range(TIMES)]
    calls += [
        lambda payout=payout: actions.cancel_payout(actor=user, payout=payout)
        for payout in payouts[::2]
    ]
    calls += [
        lambda payout=payout: actions.make_batches(actor=moderator, payouts=[payout])
        for payout in payouts[1::2]
    ]
    calls.insert(4, lambda: actions.charge_back_deposit(deposit_id=deposit.pk))
    at_once(calls)

    assert list(laws.check_all()) == []
    leaving = sum(payout.amount_minor for payout in Payout.objects.under_way())
    wallet = Account.objects.of_user(user).of_kind(AccountKind.WALLET).total_minor()
    assert (owed_minor(user), wallet) == (leaving, 0)
    with pytest.raises(Refused):
        actions.make_batches(actor=moderator, payouts=Payout.objects.all())
