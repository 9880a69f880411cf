"""What timeline, lists and mails say of an ad."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from ads import actions, speech
from ads.models import Ad
from ads.workflow import TRANSITIONS, TURN, Side, State
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_every_transition_and_every_turn_has_its_words() -> None:
    beside = {"overdue", "alert", "state", "postpone", "amend", "results"}
    beside |= {"propose_amendment", "propose_cancellation"}
    beside |= {"proposal_declined", "proposal_withdrawn", "proposal_lapsed"}
    beside |= {"address_given", "product_sent", "product_received", "product_returned"}
    beside |= {"still_up", "taken_down", "reverse"}
    assert set(speech.LINES) == {*TRANSITIONS, *beside}
    assert set(speech.TASKS) == {*TURN, State.DISPUTED}


@pytest.mark.parametrize("state", list(State))
def test_each_side_reads_whose_turn_it_is(state: State) -> None:
    ad = make_ad(state)
    tasks = [speech.task(ad, side) for side in Side]
    if ad.turn is None:
        assert tasks == ["", ""]
        assert [speech.consequence(ad, side) for side in Side] == ["", ""]
        return
    mine, other = (0, 1) if ad.turn is Side.SPONSOR else (1, 0)
    assert tasks[mine] == f"Your turn: {speech.TASKS[state]}"
    name = speech.name_of(ad, ad.turn)
    assert tasks[other] == f"Waiting for {name} to {speech.TASKS[state]}"


def test_the_way_out_of_overdue_work_follows_the_setting(settings: Settings) -> None:
    settings.OVERDUE_CANCEL_HOURS = 36
    ad = make_ad(State.ACTIVE, now=NOW)
    assert speech.consequence(ad, Side.SPONSOR) == (
        "After that the work is overdue, and 36 hours later the sponsor may cancel for a full "
        "refund."
    )
    actions.run_deadlines(now=ad.deadline_at)
    late = Ad.objects.get(pk=ad.pk)
    assert speech.consequence(late, Side.SPONSOR) == (
        "The sponsor may cancel for a full refund 36 hours after the deadline passed."
    )


def test_the_timeline_names_who_moved_and_says_when_it_was_the_clock() -> None:
    ad = make_ad(State.IN_REVIEW, now=NOW)
    actions.run_deadlines(now=ad.deadline_at)
    lines = [message.body for message in ad.thread.messages.order_by("pk")]
    assert lines == [
        f"{ad.campaign.sponsor} sent an offer of $450.00.",
        f"{ad.influencer} accepted the offer of $450.00. The terms are frozen.",
        f"{ad.campaign.sponsor} paid $450.00 into escrow. Work can start.",
        f"{ad.influencer} handed in the drafts.",
        "Nobody objected in time, so the drafts count as approved.",
    ]


def test_a_proposal_comes_before_the_work_only_for_whom_it_asks() -> None:
    ad = make_ad(State.ACTIVE, now=NOW)
    actions.propose_cancellation(
        actor=ad.user_of(Side.INFLUENCER), ad=ad, reason="I am ill", now=NOW
    )
    asked = Ad.objects.get(pk=ad.pk)
    assert [speech.task(asked, side) for side in Side] == [
        "Your turn: answer the proposal",
        "Your turn: hand in the drafts",
    ]
    assert [speech.due_at(asked, side) for side in Side] == [
        NOW + timedelta(hours=72),
        ad.deadline_at,
    ]
    lapses = "Without an answer the proposal lapses then and nothing changes."
    assert speech.consequence(asked, Side.SPONSOR) == lapses


def test_an_answered_dispute_waits_for_a_moderator() -> None:
    ad = make_ad(State.DISPUTED, now=NOW)
    assert speech.task(ad, Side.INFLUENCER) == "Your turn: answer the dispute"
    actions.add_statement(actor=ad.user_of(Side.INFLUENCER), ad=ad, text="It is in.", now=NOW)
    answered = Ad.objects.get(pk=ad.pk)
    waiting = "Waiting for a moderator to settle the dispute"
    assert [speech.task(answered, side) for side in Side] == [waiting, waiting]
    assert [speech.due_at(answered, side) for side in Side] == [None, None]
    decides = "A moderator decides on what is there. Nothing is decided by itself."
    assert speech.consequence(answered, Side.SPONSOR) == decides


def test_a_dispute_past_its_deadline_has_none_any_more() -> None:
    ad = make_ad(State.DISPUTED, now=NOW)
    assert [speech.due_at(ad, side) for side in Side] == [ad.deadline_at] * 2
    actions.run_deadlines(now=ad.deadline_at)
    late = Ad.objects.get(pk=ad.pk)
    assert speech.task(late, Side.INFLUENCER) == "Your turn: answer the dispute"
    assert [speech.due_at(late, side) for side in Side] == [None, None]
