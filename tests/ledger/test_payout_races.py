"""Payouts at once, in sixteen threads. Only PostgreSQL lets writers overlap."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Account, Payout, PayoutBatch, PayoutMethod
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import fill_wallet, make_batched, make_method, make_payout
from tests.races import at_once

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def done(results: list[Any]) -> int:
    return sum(not isinstance(result, Refused) for result in results)


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user)}


def batch(moderator: User, *payouts: Payout) -> Callable[[], Any]:
    return lambda: actions.make_batches(actor=moderator, payouts=payouts)


def test_a_payout_is_either_taken_back_or_in_a_batch() -> None:
    moderator = make_moderator()
    payouts = [make_payout(make_user()) for _ in range(8)]

    def cancel(payout: Payout) -> Callable[[], Any]:
        return lambda: actions.cancel_payout(actor=payout.user, payout=payout)

    at_once([call for p in payouts for call in (batch(moderator, p), cancel(p))])
    for payout in Payout.objects.all():
        assert payout.state in ("in_batch", "cancelled")
        held = {"in_batch": 5_000, "cancelled": 0}[payout.state]
        assert balances(payout.user) == {"wallet": 5_000 - held, "payout": held}
        assert (payout.batch is not None) == (payout.state == "in_batch")
    assert list(laws.check_all()) == []


def test_batches_made_at_once_share_no_payout() -> None:
    moderator = make_moderator()
    payouts = [make_payout(make_user()) for _ in range(6)]
    turned = list(reversed(payouts))
    results = at_once([batch(moderator, *(payouts if n % 2 else turned)) for n in range(16)])
    assert done(results) == 1
    [made] = PayoutBatch.objects.all()
    assert set(made.payouts.all()) == set(payouts)


def test_paid_and_failed_at_once_end_in_one_way() -> None:
    moderator = make_moderator()
    payouts = [make_batched(make_user()) for _ in range(4)]

    def settle(payout: Payout) -> list[Callable[[], Any]]:
        return [
            lambda: actions.mark_payout_paid(actor=moderator, payout=payout),
            lambda: actions.mark_payout_failed(actor=moderator, payout=payout, reason="No"),
        ] * 2

    at_once([call for payout in payouts for call in settle(payout)])
    # Failing may follow paying, as when a bank sends money back; nothing follows failing.
    assert set(Payout.objects.values_list("state", flat=True)) == {"failed"}
    for payout in payouts:
        assert balances(payout.user) == {"wallet": 5_000, "payout": 0}
    assert list(laws.check_all()) == []


def test_a_batch_marked_as_paid_by_many_is_paid_once() -> None:
    moderator = make_moderator()
    payouts = [make_payout(make_user()) for _ in range(6)]
    [made] = actions.make_batches(actor=moderator, payouts=payouts)
    calls: list[Callable[[], Any]] = [
        lambda: actions.mark_batch_paid(actor=moderator, batch=made)
    ] * 14
    calls += [
        lambda: actions.mark_payout_failed(actor=moderator, payout=payouts[5], reason="No")
    ] * 2
    results = at_once(calls)
    paid = [payout for result in results[:14] if isinstance(result, list) for payout in result]
    assert len(paid) == len(set(paid))
    assert {payout.pk for payout in paid} >= {payout.pk for payout in payouts[:5]}
    assert made.payouts.filter(state="paid").count() == 5
    assert list(laws.check_all()) == []


def test_lists_settled_at_once_in_any_order_are_no_deadlock() -> None:
    """As the console does it: several payouts in one transaction, each list in its own order."""
    moderator = make_moderator()
    payouts = [make_batched(make_user()) for _ in range(6)]
    for payout in payouts[:3]:
        actions.mark_payout_paid(actor=moderator, payout=payout)  # failing takes it back again

    def settle(rows: list[Payout]) -> int:
        done = 0
        with transaction.atomic():
            locked = actions.lock_payouts(Payout.objects.filter(pk__in=[p.pk for p in rows]))
            assert {payout.pk for payout in locked} == {payout.pk for payout in rows}
            for payout in rows:
                with suppress(Refused):
                    actions.mark_payout_failed(actor=moderator, payout=payout, reason="No")
                    done += 1
        return done

    turned = payouts[::-1]
    results = at_once([partial(settle, payouts if n % 2 else turned) for n in range(12)])
    assert sorted(results) == [0] * 11 + [6]
    assert {payout.state for payout in Payout.objects.all()} == {"failed"}
    assert list(laws.check_all()) == []


def test_changing_details_at_once_leaves_one_in_use() -> None:
    user = make_user()

    def change(number: int) -> Callable[[], Any]:
        return lambda: actions.set_payout_method(
            actor=user, kind="other", holder="A", details=f"Account {number}"
        )

    results = at_once([change(number % 4) for number in range(16)])
    assert done(results) == 16
    assert PayoutMethod.objects.of_user(user).current().count() == 1


def test_requests_while_details_change_go_where_they_were_asked_to() -> None:
    user = make_user()
    fill_wallet(user, 100_000)
    first = make_method(user)

    def ask() -> Payout:
        return actions.request_payout(
            actor=user, amount_minor=2_000, method=first, reference=f"payout:{uuid4()}"
        )

    def change() -> PayoutMethod:
        return actions.set_payout_method(actor=user, kind="other", holder="A", details="New")

    results = at_once([ask] * 8 + [change] + [ask] * 7)
    assert {payout.method for payout in Payout.objects.all()} <= {first}
    asked = done(results) - 1
    assert Payout.objects.count() == asked
    assert balances(user) == {"wallet": 100_000 - 2_000 * asked, "payout": 2_000 * asked}
    assert list(laws.check_all()) == []
