"""What others see of money that is booked as owed or returned, while they wait for it.

Only PostgreSQL lets writers overlap.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from ads.actions import approve_work, complete_ad
from ads.models import Ad
from marketplace.ledger import actions, laws
from marketplace.ledger.actions import batches, reversals
from marketplace.ledger.models import Account
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ads import hand_in, post
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet, make_batched, make_debt, make_method
from tests.ledger.stories import Cast, agree, books, clear, earn, fund, meet, pay_in, reverse

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]

SECONDS = 20.0


@contextmanager
def kept_waiting(call: Callable[[], Any]) -> Iterator[None]:
    """Begin `call` in a thread and go on once it waits for a lock; at the end, let it finish.

    What it raises is raised here.
    """
    failures: list[Exception] = []

    def run() -> None:
        try:
            call()
        except Exception as failure:  # noqa: BLE001  # raised again below
            failures.append(failure)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    end = time.monotonic() + SECONDS
    while thread.is_alive() and not locks_waited_for():
        assert time.monotonic() < end, "it waits for nothing"
        time.sleep(0.02)
    yield
    thread.join(SECONDS)
    if failures:
        raise failures[0]


def locks_waited_for() -> int:
    """Return how many locks somebody waits for. Not from pg_stat_activity, which a transaction
    sees as it was when it first looked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user) if a.balance_minor}


def test_money_that_waited_for_the_wallet_pays_a_debt_first_booked_meanwhile() -> None:
    """The debt's account is new: it was not there when the waiting statement began to look."""
    user = make_user()
    fill_wallet(user, 100)
    with ExitStack() as waiting, transaction.atomic():
        make_debt(user, 30_000)  # the wallet's 100 go, too
        waiting.enter_context(kept_waiting(lambda: fill_wallet(user, 500)))
    assert balances(user) == {"receivable": -29_400}
    assert list(laws.check_all()) == []


def test_a_payout_that_the_bank_sends_back_crosses_no_new_withdrawal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It takes from one account after the other, but locks all of them first."""
    user, moderator = make_user(), make_moderator()
    fill_wallet(user, 50_000)
    payout, method = make_batched(user), make_method(user)
    actions.mark_payout_paid(actor=moderator, payout=payout)
    with ExitStack() as waiting:

        def halfway(*args: Any, **kwargs: Any) -> None:
            waiting.enter_context(
                kept_waiting(
                    lambda: actions.request_payout(
                        actor=user, amount_minor=4_000, method=method, reference="payout:again"
                    )
                )
            )
            return_money(*args, **kwargs)

        return_money = batches.return_money
        monkeypatch.setattr(batches, "return_money", halfway)
        actions.mark_payout_failed(actor=moderator, payout=payout, reason="Sent back")
    assert balances(user)["payout"] == 4_000
    assert list(laws.check_all()) == []


def ready_to_complete(cast: Cast, price_minor: int) -> Ad:
    """Return an ad of another campaign of the same sponsor, posted by the same influencer."""
    pay_in(cast.sponsor, price_minor)
    ad = agree(replace(cast, campaign=make_campaign(cast.campaign.sponsor)), price_minor)
    fund(ad)
    hand_in(ad)
    approve_work(actor=cast.sponsor, ad=ad)
    post(ad)
    return ad


def test_a_reversal_crosses_no_release_from_the_same_sponsor_to_the_same_influencer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The money goes on to the sponsor's wallet at its end, which is locked at its beginning."""
    cast = meet()
    ad = earn(cast, 50_000)
    clear()
    other = ready_to_complete(cast, 20_000)
    with ExitStack() as waiting:

        def halfway(**kwargs: Any) -> Any:
            monkeypatch.setattr(reversals, "correct_documents", correct_documents)
            waiting.enter_context(kept_waiting(lambda: complete_ad(actor=cast.sponsor, ad=other)))
            return correct_documents(**kwargs)

        correct_documents = reversals.correct_documents
        monkeypatch.setattr(reversals, "correct_documents", halfway)
        reverse(cast, ad)
    assert books() == {
        "outside": -70_000,
        "sponsor's wallet": 50_000,
        "fees": 2_000,
        "influencer's hold": 18_000,
    }
