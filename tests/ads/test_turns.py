"""Whom an ad asks for something, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from ads import actions, turns
from ads.models import Ad
from ads.workflow import OPEN, TURN, Side, State
from tests.factories.accounts import make_moderator
from tests.factories.ads import make_ad, make_terms

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def stored(ad: Ad) -> dict[Side, datetime]:
    ad = Ad.objects.get(pk=ad.pk)
    return {side: until for side in Side if (until := ad.acts_by(side))}


@pytest.mark.parametrize("state", [s for s in State if s in TURN and s is not State.DRAFT])
def test_the_state_asks_the_side_whose_turn_it_is(state: State) -> None:
    ad = make_ad(state, now=NOW)
    assert stored(ad) == {TURN[state]: ad.deadline_at} == turns.asks(ad)


@pytest.mark.parametrize("state", [s for s in State if s not in OPEN or s is State.DRAFT])
def test_drafts_and_ended_ads_ask_nobody(state: State) -> None:
    assert stored(make_ad(state, now=NOW)) == {}


def test_a_proposal_asks_the_other_side_until_its_own_deadline() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    proposal = actions.propose_cancellation(
        actor=ad.user_of(Side.INFLUENCER), ad=ad, reason="I am ill", now=NOW
    )
    soon = NOW + timedelta(hours=72)
    assert stored(ad) == {Side.INFLUENCER: ad.deadline_at, Side.SPONSOR: soon}
    actions.decline_proposal(actor=ad.user_of(Side.SPONSOR), proposal=proposal, now=NOW)
    assert stored(ad) == {Side.INFLUENCER: ad.deadline_at}


def test_a_proposal_to_whoever_is_asked_already_counts_with_its_sooner_end() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    sponsor = ad.user_of(Side.SPONSOR)
    actions.propose_cancellation(actor=sponsor, ad=ad, reason="No budget", now=NOW)
    assert stored(ad) == {Side.INFLUENCER: NOW + timedelta(hours=72)}
    actions.run_deadlines(now=NOW + timedelta(hours=72))
    assert stored(ad) == {Side.INFLUENCER: ad.deadline_at}


def test_a_dispute_asks_who_has_not_spoken_and_a_moderators_asks_both() -> None:
    ad = make_ad(State.DISPUTED, now=NOW)
    until = NOW + timedelta(days=7)
    assert stored(ad) == {Side.INFLUENCER: until}
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="It is in.", now=NOW)
    assert stored(ad) == {}
    other = make_ad(State.ACTIVE, now=NOW)
    actions.open_dispute(
        actor=make_moderator(), ad=other, reason="other", text="Explain this", now=NOW
    )
    assert stored(other) == {Side.SPONSOR: until, Side.INFLUENCER: until}


def test_a_product_asks_the_sponsor_once_it_knows_where_to_send_it() -> None:
    ad = make_ad(State.ACTIVE, terms=make_terms(now=NOW, product_name="Shoes"), now=NOW)
    assert set(stored(ad)) == {Side.INFLUENCER}
    actions.give_address(actor=ad.user_of(Side.INFLUENCER), ad=ad, address="1 Main Street", now=NOW)
    assert set(stored(ad)) == {Side.INFLUENCER, Side.SPONSOR}
    actions.mark_sent(actor=ad.user_of(Side.SPONSOR), ad=ad, now=NOW)
    assert set(stored(ad)) == {Side.INFLUENCER}
