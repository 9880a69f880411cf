"""Sixteen people at one ad at the same moment: one wins, the others read a plain sentence."""

import re
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from ads import actions
from ads.models import Ad
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.ledger.laws import check_all
from marketplace.ledger.models import Transfer
from tests.factories.ads import PRICE_MINOR, dispute, hand_in_as, make_ad, make_terms, post_as
from tests.factories.ledger import fill_wallet

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]

THREADS = 16
PLAIN = re.compile(r"^[A-Z“$].*[.]$", re.DOTALL)
Call = Callable[[], Any]


def at_once(*calls: Call) -> tuple[list[Any], list[str]]:
    """Run the calls in turn in sixteen threads that start together; return what succeeded and
    what the others were told."""
    gate, won, told = Barrier(THREADS), [], []

    def run(call: Call) -> None:
        try:
            gate.wait()
            won.append(call())
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(calls[n % len(calls)],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) + len(told) == THREADS  # nobody ran into anything but a refusal
    return won, told


def check(ad: Ad, won: list[Any], told: list[str], *, events: int) -> None:
    """One winner, plain words for the rest, one more event, lawful books."""
    assert len(won) == 1
    assert [sentence for sentence in told if not PLAIN.match(sentence)] == []
    assert ad.events.count() == events + 1
    assert list(check_all()) == []


@pytest.mark.parametrize("state", [State.OFFERED, State.COUNTERED])
def test_answers_to_one_offer_have_one_winner(state: State) -> None:
    ad = make_ad(state)
    asked = Side.INFLUENCER if state is State.OFFERED else Side.SPONSOR
    answer = {"actor": ad.user_of(asked), "ad": ad, "answering": ad.offers.count()}
    maker = ad.user_of(asked.other)
    terms = make_terms(price_minor=47_000)
    events = ad.events.count()
    won, told = at_once(
        lambda: actions.accept_offer(**answer),
        lambda: actions.counter_offer(**answer, terms=terms),
        lambda: actions.withdraw_offer(actor=maker, ad=ad),
        lambda: actions.decline_offer(**answer),
    )
    check(ad, won, told, events=events)


def test_sixteen_accepts_freeze_one_contract() -> None:
    ad = make_ad(State.OFFERED)
    call = {"actor": ad.user_of(Side.INFLUENCER), "ad": ad, "answering": 1}
    won, told = at_once(lambda: actions.accept_offer(**call))
    check(ad, won, told, events=1)
    ad.refresh_from_db()
    assert (ad.state, ad.committed_minor) == ("accepted", PRICE_MINOR)
    assert ad.deliverables.count() == 1


def test_sixteen_counters_make_one_version() -> None:
    ad = make_ad(State.OFFERED)
    call = {"actor": ad.user_of(Side.INFLUENCER), "ad": ad, "answering": 1}
    won, told = at_once(
        *(
            lambda n=n: actions.counter_offer(**call, terms=make_terms(price_minor=46_000 + n))
            for n in range(THREADS)
        )
    )
    check(ad, won, told, events=1)
    assert ad.offers.count() == 2


def test_sixteen_withdrawals_free_the_budget_once() -> None:
    ad = make_ad(State.OFFERED)
    call = {"actor": ad.user_of(Side.SPONSOR), "ad": ad}
    won, told = at_once(lambda: actions.withdraw_offer(**call))
    check(ad, won, told, events=1)
    ad.campaign.refresh_from_db()
    assert ad.campaign.committed_minor == 0


def test_sixteen_funds_pay_once_though_the_wallet_could_pay_sixteen_times() -> None:
    ad = make_ad(State.ACCEPTED)
    sponsor = ad.user_of(Side.SPONSOR)
    fill_wallet(sponsor, THREADS * PRICE_MINOR)
    won, told = at_once(lambda: actions.fund_ad(actor=sponsor, ad=ad))
    check(ad, won, told, events=2)
    assert Transfer.objects.filter(reference=f"ad:{ad.pk}:fund").count() == 1


def test_paying_and_cancelling_at_once_do_one_of_both() -> None:
    ad = make_ad(State.ACCEPTED)
    sponsor, influencer = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    fill_wallet(sponsor, PRICE_MINOR)
    won, told = at_once(
        lambda: actions.fund_ad(actor=sponsor, ad=ad),
        lambda: actions.cancel_ad(actor=influencer, ad=ad),
    )
    check(ad, won, told, events=2)


@pytest.mark.parametrize(
    ("state", "calls"),
    [
        (State.ACTIVE, lambda ad: [lambda: hand_in_as(ad.user_of(Side.INFLUENCER), ad)]),
        (State.APPROVED, lambda ad: [lambda: post_as(ad.user_of(Side.INFLUENCER), ad)]),
        (
            State.IN_REVIEW,
            lambda ad: [
                lambda: actions.approve_work(actor=ad.user_of(Side.SPONSOR), ad=ad),
                lambda: dispute(ad).ad,
            ],
        ),
        (
            State.POSTED,
            lambda ad: [
                lambda: actions.complete_ad(actor=ad.user_of(Side.SPONSOR), ad=ad),
                lambda: actions.complete_ad(actor=None, ad=ad),
                lambda: dispute(ad).ad,
            ],
        ),
    ],
)
def test_work_moves_once(state: State, calls: Callable[[Ad], list[Call]]) -> None:
    ad = make_ad(state)
    events = ad.events.count()
    won, told = at_once(*calls(ad))
    # An approved draft can still be disputed, so both may have their turn, one after the other.
    if state is State.IN_REVIEW and len(won) == 2:
        assert Ad.objects.get(pk=ad.pk).state == State.DISPUTED
        assert list(check_all()) == []
        return
    check(ad, won, told, events=events)
