"""Many answers at once, with real threads: one wins."""

from collections.abc import Callable
from typing import Any

import pytest

from ads import actions
from ads.models import Proposal
from ads.workflow import Side
from marketplace.kernel.errors import Refused
from tests.ads.actions.proposals.proposing import (
    RAISED,
    money,
    terms_of,
)
from tests.factories.ads import make_ad
from tests.factories.ledger import fill_wallet
from tests.ledger.test_races import at_once, refused

pytestmark = pytest.mark.django_db


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_sixteen_proposals_at_once_leave_one_and_one_payment() -> None:
    ad = make_ad("active")
    fill_wallet(ad.user_of(Side.SPONSOR), 80_000)
    terms = terms_of(ad, price_minor=RAISED)
    call = {"actor": ad.user_of(Side.SPONSOR), "ad": ad, "reason": "More."}
    results = at_once([lambda: actions.propose_amendment(**call, terms=terms)] * 16)
    assert refused(results) == 15
    assert Proposal.objects.count() == 1
    assert money(ad) == (RAISED, 75_000, RAISED)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["cancellation", "amendment"])
def test_answers_at_once_leave_one_end(kind: str) -> None:
    ad = make_ad("active")
    sponsor, influencer = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    fill_wallet(sponsor, 80_000)
    call: dict[str, Any] = {"actor": sponsor, "ad": ad, "reason": "It changed."}
    proposal = (
        actions.propose_cancellation(**call)
        if kind == "cancellation"
        else actions.propose_amendment(**call, terms=terms_of(ad, price_minor=RAISED))
    )
    calls: list[Callable[[], Any]] = [
        lambda: actions.accept_proposal(actor=influencer, proposal=proposal),
        lambda: actions.withdraw_proposal(actor=sponsor, proposal=proposal),
        lambda: actions.decline_proposal(actor=influencer, proposal=proposal),
        lambda: actions.propose_cancellation(actor=influencer, ad=ad, reason="Me too."),
    ]
    results = at_once(calls * 4)
    won = [r for r in results if isinstance(r, Proposal) and r.pk == proposal.pk]
    assert len(won) == 1
    proposal.refresh_from_db()
    assert proposal.state == won[0].state != "open"
    assert Proposal.objects.filter(ad=ad, state="open").count() <= 1
    words = {str(r) for r in results if isinstance(r, Refused)}
    assert all(w.endswith(".") for w in words)
