"""Disputes with many at once: real threads, which only PostgreSQL lets overlap."""

from collections.abc import Callable
from itertools import count
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from ads import actions
from ads.models import Ad, Dispute, Proposal, Statement
from ads.workflow import Side, State
from marketplace.kernel.errors import Refused
from marketplace.ledger.laws import check_all
from tests.factories.accounts import make_moderator
from tests.factories.ads import dispute, make_ad

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]


def fresh(ad: Ad) -> Ad:
    return Ad.objects.get(pk=ad.pk)


def race(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls in sixteen threads at once; return what was done, not what was refused."""
    gate, done = Barrier(16), []

    def run(number: int) -> None:
        gate.wait()
        try:
            done.append(calls[number % len(calls)]())
        except Refused:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(check_all()) == []
    return done


def test_sixteen_ends_of_a_dispute_at_once_have_one_winner() -> None:
    ad = make_ad(State.POSTED)
    dispute(ad)
    moderator, sponsor = make_moderator(), ad.user_of(Side.SPONSOR)
    winners = race(
        [
            lambda: actions.withdraw_dispute(actor=sponsor, ad=ad),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=0, reason="A"),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=9_999, reason="B"),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=45_000, reason="C"),
        ],
    )
    assert len(winners) == 1
    assert Dispute.objects.get().state in ("withdrawn", "settled")


def test_answers_racing_a_settlement_are_in_before_it_or_refused() -> None:
    ad = make_ad(State.ACTIVE)
    dispute(ad)
    moderator, influencer = make_moderator(), ad.user_of(Side.INFLUENCER)
    words = count()  # the same words again would be the same statement
    done = race(
        [
            lambda: actions.add_statement(actor=influencer, ad=ad, text=f"Ill, {next(words)}."),
            lambda: actions.settle_dispute(actor=moderator, ad=ad, share_minor=1, reason="So."),
        ],
    )
    said = {result.pk for result in done if isinstance(result, Statement)}
    assert len(done) == len(said) + 1
    assert Statement.objects.count() == len(said) + 1
    assert Dispute.objects.get().state == "settled"


def test_sixteen_disputes_at_once_open_one_and_lapse_one_proposal() -> None:
    ad = make_ad(State.ACTIVE)
    sponsor, influencer = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    actions.propose_cancellation(actor=sponsor, ad=ad, reason="Plans changed")
    proposal = Proposal.objects.get()
    winners = race(
        [
            lambda: dispute(ad),
            lambda: actions.open_dispute(actor=influencer, ad=ad, reason="other", text="Unfair."),
            lambda: actions.decline_proposal(actor=influencer, proposal=proposal),
            lambda: dispute(ad),
        ],
    )
    assert sum(isinstance(winner, Dispute) for winner in winners) == 1
    assert fresh(ad).state == "disputed"
    assert Proposal.objects.get().state in ("lapsed", "declined")
