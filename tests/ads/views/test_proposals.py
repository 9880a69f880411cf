"""Proposals over HTTP: consequences first, double presses, strangers, wrong sides."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ads import actions
from ads.models import Ad, Proposal
from ads.workflow import Side, State
from tests.ads.actions.proposals.proposing import accept, amend, cancel
from tests.ads.views.proposing import (
    DONE,
    answer_url,
    named_ad,
    post,
    visit,
    words_of,
)
from tests.ads.views.visiting import client_of, fresh, messages_of, url_of
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db


def test_the_choice_shows_what_a_cancellation_costs_who_asks() -> None:
    ad = named_ad()
    sponsor = words_of(visit(ad, Side.SPONSOR))
    assert "the agreed kill fee of $90.00 is owed" in sponsor
    for amount in ("$81.00", "$9.00", "$360.00"):
        assert amount in sponsor
    assert "$360.00 of the campaign’s budget is free again." in sponsor
    influencer = words_of(visit(ad, Side.INFLUENCER))
    assert "No kill fee is owed when the influencer proposes to cancel" in influencer
    assert "all of $450.00 goes back to Northbeam" in influencer
    assert "budget" not in influencer  # the sponsor's purse is not the influencer's to see


@pytest.mark.parametrize("state", ["accepted", "disputed", "completed", "offered"])
def test_where_nothing_can_be_proposed_the_page_says_why_and_nothing_is_made(state: str) -> None:
    ad = named_ad(state)
    page = words_of(visit(ad, Side.INFLUENCER))
    assert "?kind=" not in page
    fields = {"kind": "cancellation", "reason": "Enough."}
    response = post(ad, Side.INFLUENCER, fields)
    assert response.redirect_chain == [(url_of(ad), 302)]
    assert len(messages_of(response)) == 1
    assert not Proposal.objects.exists()
    room = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).content.decode()
    assert "Propose to cancel" not in room


def test_strangers_find_nothing() -> None:
    ad = named_ad()
    proposal = cancel(ad, Side.SPONSOR, timezone.now())
    for stranger in (make_sponsor().user, make_influencer().user):
        client = client_of(stranger)
        assert client.get(url_of(ad, "proposals")).status_code == 404
        for name in ("accept", "decline", "withdraw"):
            assert client.get(answer_url(proposal, name)).status_code == 404
            assert client.post(answer_url(proposal, name)).status_code == 404
    other = make_ad("active", campaign=ad.campaign)
    wrong = reverse("ads:proposal_withdraw", args=[other.pk, proposal.pk])
    assert client_of(ad.user_of(Side.SPONSOR)).post(wrong).status_code == 404


@pytest.mark.parametrize("side", list(Side))
def test_proposing_to_cancel_asks_then_does_it_once(side: Side) -> None:
    ad = named_ad()
    assert "Propose to cancel" in words_of(visit(ad, side, "?kind=cancellation"))
    assert not Proposal.objects.exists()
    empty = post(ad, side, {"kind": "cancellation", "reason": " "})
    assert list(empty.context["form"].errors) == ["reason"]
    fields = {"kind": "cancellation", "reason": "Plans changed."}
    first = post(ad, side, fields)
    assert first.redirect_chain == [(url_of(ad), 302)]
    assert Proposal.objects.get().made_by == side
    again = post(ad, side, fields)
    assert messages_of(again) == [DONE]
    other = post(ad, side.other, fields)
    assert "open already" in messages_of(other)[0]
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "side", "state"),
    [
        ("accept", Side.INFLUENCER, "accepted"),
        ("decline", Side.INFLUENCER, "declined"),
        ("withdraw", Side.SPONSOR, "withdrawn"),
    ],
)
def test_answers_ask_first_then_close_the_proposal_once(name: str, side: Side, state: str) -> None:
    ad = named_ad()
    proposal = cancel(ad, Side.SPONSOR, timezone.now())
    url = answer_url(proposal, name)
    wrong = client_of(ad.user_of(side.other)).post(url, follow=True)
    assert messages_of(wrong)[0].startswith("Only who ")
    client = client_of(ad.user_of(side))
    page = client.get(url).content.decode()
    assert page.count("btn-primary") + page.count("btn-danger") == 1
    proposal.refresh_from_db()
    assert proposal.is_open
    client.post(url)
    proposal.refresh_from_db()
    assert proposal.state == state
    again = client.post(url, follow=True)
    assert messages_of(again)[-1] == DONE
    other = client_of(ad.user_of(side.other)).post(url, follow=True)
    assert "not open any more" in messages_of(other)[-1]


@pytest.mark.parametrize(
    ("proposer", "changes", "words"),
    [
        (Side.INFLUENCER, {"price_minor": 50_000}, "Accept and pay $50.00 more into escrow"),
        (Side.SPONSOR, {"price_minor": 50_000}, "Accept $500.00 ($450.00 for you)"),
        (Side.INFLUENCER, {"price_minor": 40_000}, "Accept: $50.00 back to you"),
        (Side.SPONSOR, {"price_minor": 40_000}, "Accept: $50.00 back to Northbeam"),
        (Side.SPONSOR, {"revision_rounds": 3}, "Accept the change"),
    ],
)
def test_the_button_that_accepts_a_change_names_the_money(
    proposer: Side, changes: dict[str, int], words: str
) -> None:
    ad = named_ad()
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    proposal = amend(ad, proposer, now=timezone.now(), **changes)
    client = client_of(ad.user_of(proposer.other))
    assert words in words_of(client.get(answer_url(proposal, "accept")))
    assert words in words_of(client.get(url_of(ad)))


@pytest.mark.parametrize(
    ("proposer", "words"),
    [
        (Side.SPONSOR, "Accept: $81.00 to you, $360.00 back to Northbeam"),
        (Side.INFLUENCER, "Accept: $450.00 back to you"),
    ],
)
def test_the_button_that_accepts_the_end_names_who_gets_what(proposer: Side, words: str) -> None:
    ad = named_ad()
    proposal = cancel(ad, proposer, timezone.now())
    client = client_of(ad.user_of(proposer.other))
    assert words in words_of(client.get(answer_url(proposal, "accept")))
    client.post(answer_url(proposal, "accept"))
    assert fresh(ad).state == State.CANCELLED


def test_the_deposit_for_a_little_is_the_least_one_can_make() -> None:
    ad = named_ad()
    proposal = amend(ad, Side.INFLUENCER, price_minor=45_100, now=timezone.now())
    client = client_of(ad.user_of(Side.SPONSOR))
    page = client.get(answer_url(proposal, "accept"))
    words = words_of(page)
    assert ("Your wallet lacks $1.00" in words, ">Deposit $5.00<" in words) == (True, True)
    form = client.get(page.context["deposit"].url)
    assert form.context["form"].initial["amount_minor"] == 500


def test_accepting_more_than_the_wallet_holds_leads_to_the_deposit() -> None:
    ad = named_ad()
    proposal = amend(ad, Side.INFLUENCER, price_minor=50_000, now=timezone.now())
    client = client_of(ad.user_of(Side.SPONSOR))
    deposit = f"/wallet/deposit/?amount_minor=5000&next=%2Fads%2F{ad.pk}%2F"
    page = client.get(answer_url(proposal, "accept"))
    button = page.context["deposit"]
    assert (button.label, button.url) == ("Deposit $50.00", deposit)
    assert client.post(answer_url(proposal, "accept"))["Location"] == deposit
    proposal.refresh_from_db()
    assert proposal.is_open


def test_an_answer_after_the_deadline_gets_a_sentence() -> None:
    ad = named_ad()
    proposal = cancel(ad, Side.SPONSOR, timezone.now() - timedelta(hours=73))
    client = client_of(ad.user_of(Side.INFLUENCER))
    response = client.post(answer_url(proposal, "accept"), follow=True)
    assert messages_of(response) == ["The time to answer is over; the proposal lapses in a minute."]


def test_the_room_shows_the_open_proposal_to_both_with_what_each_can_do() -> None:
    ad = named_ad()
    now = timezone.now()
    fill_wallet(ad.user_of(Side.SPONSOR), 5_000)
    amend(ad, Side.SPONSOR, price_minor=50_000, now=now)
    sponsor = words_of(client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)))
    assert "You propose to change the terms" in sponsor
    assert "Withdraw the proposal and get $50.00 back" in sponsor
    assert "You paid $50.00 on top into escrow. It comes back unless Mira accepts." in sponsor
    influencer = words_of(client_of(ad.user_of(Side.INFLUENCER)).get(url_of(ad)))
    assert "Northbeam proposes to change the terms" in influencer
    assert "Northbeam has paid $50.00 on top into escrow already." in influencer
    assert "Decline the proposal" in influencer
    for page in (sponsor, influencer):
        assert "?kind=amendment" not in page
        assert page.count("btn-primary") <= 1


def test_the_terms_shown_are_those_in_force_beside_the_frozen_contract() -> None:
    ad = named_ad()
    now = timezone.now()
    first = accept(amend(ad, Side.INFLUENCER, price_minor=40_000, now=now), now)
    room = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).context["room"]
    price = next(row for row in room.terms if row.label == "Price")
    assert [(p.kind, p.text) for p in price.pieces] == [("old", "$450.00"), ("new", "$400.00")]
    assert price.note.startswith("Mira’s amendment, accepted by you on ")
    (listed,) = room.amendments
    assert (listed.asked, listed.agreed) == ("Mira", "you")
    assert listed.proposal.terms_hash == first.terms_hash
    frozen = next(row for row in room.contract if row.label == "Price")
    assert [p.text for p in frozen.pieces] == ["$450.00"]
    page = words_of(client_of(ad.user_of(Side.INFLUENCER)).get(url_of(ad)))
    assert first.terms_hash in page
    assert ad.terms_hash in page
    assert room.money.amount_minor == 40_000


def test_earlier_proposals_say_how_they_ended() -> None:
    ad = named_ad()
    now = timezone.now()
    sponsor, influencer = ad.user_of(Side.SPONSOR), ad.user_of(Side.INFLUENCER)
    declined = amend(ad, Side.SPONSOR, revision_rounds=5, now=now)
    actions.decline_proposal(actor=influencer, proposal=declined, now=now)
    withdrawn = cancel(ad, Side.INFLUENCER, now)
    actions.withdraw_proposal(actor=influencer, proposal=withdrawn, now=now)
    lapsed = cancel(ad, Side.SPONSOR, now - timedelta(hours=80))
    actions.lapse_due_proposals(now=now)
    lapsed.refresh_from_db()
    listed = client_of(sponsor).get(url_of(ad, "proposals")).context["earlier"]
    assert sorted((item.title, item.outcome) for item in listed) == [
        ("Mira proposed to cancel", "Withdrawn by Mira"),
        ("You proposed to cancel", "Lapsed without an answer"),
        ("You proposed to change the terms", "Declined by Mira"),
    ]


def test_proposals_cost_the_room_the_same_queries_however_many_there_were(
    django_assert_max_num_queries: Any,
) -> None:
    ad = named_ad()
    now = timezone.now()
    client = client_of(ad.user_of(Side.INFLUENCER))
    client.get(url_of(ad))  # reads what is new, which later visits find read
    for _ in range(3):
        accept(amend(ad, Side.SPONSOR, revision_rounds=fresh_rounds(ad) + 1, now=now), now)
    client.get(url_of(ad))
    with django_assert_max_num_queries(14):
        client.get(url_of(ad))


def fresh_rounds(ad: Ad) -> int:
    return int(fresh(ad).terms_in_force["revision_rounds"])
