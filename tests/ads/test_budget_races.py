"""Sixteen at one budget at the same moment: what is free is spent once, the rest is told so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ads import actions
from ads.models import Ad
from ads.terms import OfferTerms
from ads.workflow import State
from campaigns.actions import update_campaign
from campaigns.content import Content
from campaigns.models import Campaign
from marketplace.ledger.laws import check_all
from tests.ads.test_races import THREADS, at_once
from tests.factories.accounts import make_influencer
from tests.factories.ads import counter, make_ad, make_terms
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db(transaction=True)]

OLD, NEW = 10_000, 30_000
# Each of the sixteen holds the old price; what is free lets three of them rise to the new one.
RAISES = 3
BUDGET = THREADS * OLD + RAISES * (NEW - OLD)


def ads_in(campaign: Campaign, state: State, price_minor: int) -> list[Ad]:
    terms = make_terms(price_minor=price_minor, kill_fee_minor=0)
    return [
        make_ad(state, campaign=campaign, influencer=make_influencer(), terms=terms)
        for _ in range(THREADS)
    ]


def check(campaign: Campaign, told: list[str], *, committed_minor: int) -> None:
    """Plain words for those who came too late, lawful books, nothing overspent."""
    assert [words for words in told if not words.startswith("The budget has $0.00 free")] == []
    campaign.refresh_from_db()
    assert campaign.committed_minor == committed_minor
    assert list(check_all()) == []


def test_sixteen_offers_of_a_third_of_the_budget_each_leave_three() -> None:
    campaign = make_campaign(budget_minor=3 * NEW)
    sponsor = campaign.sponsor.user
    drafts = ads_in(campaign, State.DRAFT, NEW)
    won, told = at_once(*(lambda ad=ad: actions.send_offer(actor=sponsor, ad=ad) for ad in drafts))
    assert (len(won), len(told)) == (3, THREADS - 3)
    assert Ad.objects.filter(campaign=campaign, state=State.OFFERED).count() == 3
    check(campaign, told, committed_minor=3 * NEW)


def accept_counter(ad: Ad) -> Callable[[], Any]:
    counter(ad, price_minor=NEW)
    return lambda: actions.accept_offer(actor=ad.campaign.sponsor.user, ad=ad, answering=2)


def accept_raise(ad: Ad) -> Callable[[], Any]:
    terms = replace(OfferTerms.from_frozen(ad.terms_in_force), price_minor=NEW)
    proposal = actions.propose_amendment(
        actor=ad.influencer.user, ad=ad, terms=terms, reason="It is more work."
    )
    return lambda: actions.accept_proposal(actor=ad.campaign.sponsor.user, proposal=proposal)


def propose_raise(ad: Ad) -> Callable[[], Any]:
    terms = replace(OfferTerms.from_frozen(ad.terms_in_force), price_minor=NEW)
    call = {"actor": ad.campaign.sponsor.user, "ad": ad, "reason": "It is more work."}
    return lambda: actions.propose_amendment(**call, terms=terms)


@pytest.mark.parametrize(
    ("state", "prepare"),
    [
        (State.OFFERED, accept_counter),
        (State.ACTIVE, accept_raise),
        (State.ACTIVE, propose_raise),
    ],
)
def test_sixteen_higher_prices_rise_as_often_as_the_budget_covers(
    state: State, prepare: Callable[[Ad], Callable[[], Any]]
) -> None:
    campaign = make_campaign(budget_minor=BUDGET)
    ads = ads_in(campaign, state, OLD)
    fill_wallet(campaign.sponsor.user, THREADS * NEW)
    calls = [prepare(ad) for ad in ads]
    won, told = at_once(*calls)
    assert (len(won), len(told)) == (RAISES, THREADS - RAISES)
    assert all(words.startswith("The budget has $100.00 free for this ad") for words in told)
    check(campaign, [], committed_minor=BUDGET)


def test_a_budget_lowered_as_offers_are_sent_still_covers_them() -> None:
    campaign = make_campaign(budget_minor=4 * NEW)
    sponsor = campaign.sponsor.user
    drafts = ads_in(campaign, State.DRAFT, NEW)[: THREADS // 2]
    content = Content.of(campaign)
    values = {name: getattr(content, name) for name in Content.__slots__}
    lower = Content(**values | {"budget_minor": 2 * NEW})
    calls: list[Callable[[], Any]] = []
    for ad in drafts:
        calls.append(lambda ad=ad: actions.send_offer(actor=sponsor, ad=ad))
        calls.append(lambda: update_campaign(actor=sponsor, campaign=campaign, content=lower))
    _, told = at_once(*calls)
    campaign.refresh_from_db()
    sent = Ad.objects.filter(campaign=campaign, state=State.OFFERED).count()
    assert campaign.committed_minor == sent * NEW <= campaign.budget_minor
    # Whoever came first was right: lowered in time, or more was sent than the lower budget covers.
    assert (campaign.budget_minor, sent) in {(2 * NEW, 2), (4 * NEW, 4), (4 * NEW, 3)}
    assert {words.split(" ")[0] for words in told} <= {"The", "Your"}
    assert list(check_all()) == []
