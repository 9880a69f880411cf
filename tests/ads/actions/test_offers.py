"""Negotiation: who may answer, what the budget holds, what acceptance freezes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import suspend_user
from ads import actions
from ads.models import Ad
from ads.terms import OfferTerms, terms_digest
from ads.workflow import State
from campaigns.models import Campaign
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import PRICE_MINOR, counter, make_ad, make_terms
from tests.factories.campaigns import make_campaign, make_interest

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def committed(ad: Ad) -> int:
    return Campaign.objects.get(pk=ad.campaign_id).committed_minor


def test_sending_commits_the_price_and_asks_the_influencer() -> None:
    ad = make_ad(State.OFFERED, now=NOW)
    assert (ad.state, ad.committed_minor, committed(ad)) == ("offered", PRICE_MINOR, PRICE_MINOR)
    assert ad.deadline_at == NOW + timedelta(days=7)
    event = ad.events.get()
    assert (event.transition, event.from_state, event.to_state) == ("send", "draft", "offered")
    assert event.actor == ad.campaign.sponsor.user
    mail = OutboxMail.objects.get(kind="ad_moved")
    assert mail.to == ad.influencer.user.email
    assert "Your turn: answer the offer" in mail.text


def test_sending_moves_the_thread_of_the_interest_on_to_the_ad() -> None:
    interest = make_interest()
    ad = actions.create_draft(
        actor=interest.campaign.sponsor.user,
        campaign=interest.campaign,
        influencer=interest.influencer,
        interest=interest,
        title="From an interest",
        terms=make_terms(),
    )
    ad = actions.send_offer(actor=interest.campaign.sponsor.user, ad=ad)
    interest.refresh_from_db()
    assert (ad.thread_id, interest.state) == (interest.thread_id, "converted")


def test_an_offer_answers_the_pairs_open_interest_even_if_the_draft_did_not_name_it() -> None:
    interest = make_interest()
    ad = make_ad(State.OFFERED, campaign=interest.campaign, influencer=interest.influencer)
    interest.refresh_from_db()
    assert (ad.interest, ad.thread_id, interest.state) == (
        interest,
        interest.thread_id,
        "converted",
    )


def test_a_draft_commits_nothing_and_is_seen_by_its_sponsor_alone() -> None:
    ad = make_ad(State.DRAFT)
    assert committed(ad) == 0
    assert list(Ad.objects.visible_to(ad.campaign.sponsor.user)) == [ad]
    assert list(Ad.objects.visible_to(ad.influencer.user)) == []


def test_an_offer_above_the_free_budget_is_refused_and_nothing_moves() -> None:
    ad = make_ad(State.DRAFT, campaign=make_campaign(budget_minor=PRICE_MINOR - 1))
    with pytest.raises(Refused):
        actions.send_offer(actor=ad.campaign.sponsor.user, ad=ad)
    ad.refresh_from_db()
    assert (ad.state, ad.thread_id, ad.events.count(), committed(ad)) == ("draft", None, 0, 0)


def test_an_influencers_counter_leaves_the_commitment_at_the_sponsors_own_offer() -> None:
    ad = counter(make_ad(State.OFFERED), price_minor=60_000)
    assert (ad.state, ad.committed_minor, committed(ad)) == ("countered", PRICE_MINOR, PRICE_MINOR)
    assert [offer.made_by for offer in ad.offers.all()] == ["sponsor", "influencer"]


def test_a_sponsors_counter_commits_its_new_price() -> None:
    ad = make_ad(State.COUNTERED)
    ad = actions.counter_offer(
        actor=ad.campaign.sponsor.user, ad=ad, terms=make_terms(price_minor=48_000), answering=2
    )
    assert (ad.state, ad.committed_minor, committed(ad)) == ("offered", 48_000, 48_000)


def test_a_counter_with_the_same_terms_is_refused() -> None:
    ad = make_ad(State.OFFERED)
    assert ad.current_offer is not None
    same = replace(OfferTerms.from_offer(ad.current_offer), note="Other words around it")
    with pytest.raises(Refused, match="terms on the table"):
        actions.counter_offer(actor=ad.influencer.user, ad=ad, terms=same, answering=1)


def test_accepting_a_counter_rechecks_the_budget_at_the_agreed_price() -> None:
    ad = make_ad(State.OFFERED, campaign=make_campaign(budget_minor=50_000))
    ad = counter(ad, price_minor=50_001)
    with pytest.raises(Refused):
        actions.accept_offer(actor=ad.campaign.sponsor.user, ad=ad, answering=2)
    ad.refresh_from_db()
    assert (ad.state, ad.price_minor, committed(ad)) == ("countered", None, PRICE_MINOR)


def test_accepting_freezes_price_fee_kill_fee_zone_and_hash() -> None:
    influencer = make_influencer()
    influencer.user.time_zone = "America/New_York"
    influencer.user.save()
    ad = make_ad(State.ACCEPTED, influencer=influencer, now=NOW)
    assert (ad.price_minor, ad.fee_bps, ad.kill_fee_minor) == (PRICE_MINOR, 1000, 9_000)
    assert (ad.influencer_zone, ad.accepted_at) == ("America/New_York", NOW)
    assert ad.terms_hash == terms_digest(ad.terms)
    assert ad.deadline_at == NOW + timedelta(days=3)
    assert ad.deliverables.count() == 1


def test_a_quantity_becomes_so_many_deliverables() -> None:
    terms = make_terms()
    ad = make_ad(State.ACCEPTED, terms=replace(terms, items=(replace(terms.items[0], quantity=3),)))
    assert [item.position for item in ad.deliverables.all()] == [1, 2, 3]


def test_the_answer_to_an_offer_that_changed_meanwhile_is_refused() -> None:
    ad = make_ad(State.COUNTERED)
    ad = actions.counter_offer(
        actor=ad.campaign.sponsor.user, ad=ad, terms=make_terms(price_minor=10_000), answering=2
    )
    with pytest.raises(Refused, match="changed while you looked"):
        actions.accept_offer(actor=ad.influencer.user, ad=ad, answering=1)


def test_accepting_after_the_first_due_date_is_refused_from_midnight_in_the_influencers_zone() -> (
    None
):
    influencer = make_influencer()
    influencer.user.time_zone = "Pacific/Kiritimati"  # UTC+14
    influencer.user.save()
    terms = make_terms(now=NOW)
    today = NOW.date()
    items = (replace(terms.items[0], due_date=today + timedelta(days=1)),)
    ad = make_ad(State.OFFERED, influencer=influencer, terms=replace(terms, items=items), now=NOW)
    # The 23rd ends in Kiritimati at 10:00 UTC of that day.
    ends = datetime(2026, 11, 23, 10, tzinfo=UTC)
    with pytest.raises(Refused, match="due already"):
        actions.accept_offer(actor=influencer.user, ad=ad, answering=1, now=ends)
    accepted = actions.accept_offer(
        actor=influencer.user, ad=ad, answering=1, now=ends - timedelta(microseconds=1)
    )
    assert accepted.state == "accepted"


@pytest.mark.parametrize("state", ["offered", "countered"])
def test_only_the_side_that_was_asked_answers(state: str) -> None:
    ad = make_ad(state)
    number = ad.offers.count()
    maker = ad.campaign.sponsor.user if state == "offered" else ad.influencer.user
    for stranger in (maker, make_sponsor().user, make_influencer().user, make_moderator()):
        with pytest.raises(Refused):
            actions.accept_offer(actor=stranger, ad=ad, answering=number)
        with pytest.raises(Refused):
            actions.decline_offer(actor=stranger, ad=ad, answering=number)
        with pytest.raises(Refused):
            actions.counter_offer(
                actor=stranger, ad=ad, terms=make_terms(price_minor=1), answering=number
            )
    ad.refresh_from_db()
    assert (ad.state, ad.events.count()) == (state, number)


@pytest.mark.parametrize("state", ["declined", "withdrawn", "expired", "cancelled"])
def test_an_ad_that_came_to_nothing_frees_the_budget(state: str) -> None:
    ad = make_ad(state)
    assert (ad.state, ad.committed_minor, committed(ad)) == (state, 0, 0)
    assert ad.ended_at is not None
    assert ad.deadline_at is None


def test_a_second_open_ad_for_the_same_pair_is_refused_by_action_and_database() -> None:
    ad = make_ad(State.OFFERED)
    with pytest.raises(Refused, match="already have an open ad"):
        make_ad(State.DRAFT, campaign=ad.campaign, influencer=ad.influencer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ad.objects.create(campaign=ad.campaign, influencer=ad.influencer, title="Twice")


def test_after_a_decline_a_new_ad_can_be_made() -> None:
    ad = make_ad(State.DECLINED)
    again = make_ad(State.OFFERED, campaign=ad.campaign, influencer=ad.influencer)
    assert again.state == "offered"


@pytest.mark.parametrize("who", ["sponsor", "influencer"])
def test_a_suspended_party_blocks_agreeing_but_not_declining(who: str) -> None:
    ad = make_ad(State.OFFERED)
    user = ad.campaign.sponsor.user if who == "sponsor" else ad.influencer.user
    suspend_user(actor=make_moderator(), user=user, reason="Fake followers")
    with pytest.raises(Refused, match="suspended"):
        actions.accept_offer(actor=ad.influencer.user, ad=ad, answering=1)
    assert actions.decline_offer(actor=ad.influencer.user, ad=ad, answering=1).state == "declined"


@pytest.mark.parametrize("state", ["paused", "closed", "draft"])
def test_nothing_is_agreed_in_a_campaign_that_is_not_running(state: str) -> None:
    ad = make_ad(State.OFFERED)
    closed_at = NOW if state == "closed" else None
    Campaign.objects.filter(pk=ad.campaign_id).update(state=state, closed_at=closed_at)
    for move in (
        lambda: actions.accept_offer(actor=ad.influencer.user, ad=ad, answering=1),
        lambda: counter(ad),
    ):
        with pytest.raises(Refused, match="campaign is"):
            move()
