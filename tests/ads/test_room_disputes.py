"""What the room says while a dispute is open and once one has ended."""

from datetime import UTC, datetime, timedelta

import pytest

from ads import actions
from ads.actions.telling import record
from ads.models import Ad
from ads.room import Reader, Room, Turn, buttons_for, turn_for
from ads.workflow import Side, State
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def read(ad: Ad, side: Side, *, now: datetime = NOW) -> Reader:
    ad = Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)
    return Reader(ad=ad, user=ad.user_of(side), side=side, now=now)


def named_ad(state: str) -> Ad:
    campaign = make_campaign(make_sponsor(display_name="Northbeam"), title="Autumn shoes")
    return make_ad(
        state, campaign=campaign, influencer=make_influencer(display_name="Mira"), now=NOW
    )


def labels(ad: Ad, side: Side) -> list[str]:
    return [button.label for button in buttons_for(read(ad, side))]


NOW_PLUS = NOW + timedelta(days=7)


def say(ad: Ad, who: Side) -> None:
    actions.add_statement(actor=ad.user_of(who), ad=ad, text="As I see it.", now=NOW)


def settle(ad: Ad, share_minor: int) -> None:
    moderator = make_moderator()
    actions.settle_dispute(
        actor=moderator, ad=ad, share_minor=share_minor, reason="Half was done.", now=NOW
    )


@pytest.mark.django_db
def test_a_dispute_asks_the_other_side_and_then_waits_for_a_moderator() -> None:
    ad = named_ad("disputed")
    still = "The work and its deadlines stand still, and $450.00 stays in escrow. "
    mine, theirs = turn_for(read(ad, Side.INFLUENCER)), turn_for(read(ad, Side.SPONSOR))
    assert mine == Turn(
        "you",
        "Answer Northbeam’s dispute",
        still + "If you do not answer, a moderator decides on what is there.",
        NOW_PLUS,
    )
    assert theirs == Turn(
        "them",
        "Mira can answer the dispute",
        still + "Without an answer a moderator decides on what is there. "
        "If you come to terms, withdraw it and the work goes on with the time it had left.",
        NOW_PLUS,
        "Waiting for Mira",
    )
    say(ad, Side.INFLUENCER)
    for side in Side:
        turn = turn_for(read(ad, side))
        assert (turn.whose, turn.label, turn.title, turn.deadline_at) == (
            "them",
            "Waiting for a moderator",
            "A moderator settles the dispute",
            None,
        )
    assert turn_for(read(ad, Side.INFLUENCER)).then == (
        still + "Both of you have said how you see it. "
        "If you come to terms, Northbeam can withdraw it and the work goes on."
    )


@pytest.mark.django_db
def test_a_dispute_past_its_deadline_says_that_the_moderators_know() -> None:
    ad = named_ad("disputed")
    actions.run_deadlines(now=NOW_PLUS)
    for side in Side:
        turn = turn_for(read(ad, side, now=NOW_PLUS))
        assert turn.deadline_at is None
        ended = "The time to answer ended Sunday 29 November 2026, 12:00 (UTC)"
        assert f"{ended}, and the moderators are alerted." in turn.then
    assert turn_for(read(ad, Side.INFLUENCER)).whose == "you"


@pytest.mark.django_db
def test_a_dispute_of_the_moderators_is_everybodys_turn() -> None:
    ad = named_ad("active")
    actions.open_dispute(actor=make_moderator(), ad=ad, reason="other", text="Explain.", now=NOW)
    for side in Side:
        turn = turn_for(read(ad, side))
        assert (turn.whose, turn.title) == ("you", "Say how you see it")
        assert labels(ad, side) == ["Write your statement"]
    box = Room(read(ad, Side.SPONSOR)).dispute
    assert box is not None
    assert (box.opened, [said.who for said in box.statements]) == ("A moderator", ["A moderator"])


@pytest.mark.django_db
def test_the_box_of_a_dispute_lists_what_each_said_in_order() -> None:
    ad = named_ad("disputed")
    say(ad, Side.INFLUENCER)
    box = Room(read(ad, Side.INFLUENCER)).dispute
    assert box is not None
    assert (box.about, box.opened, box.is_asked) == (
        "Nothing was delivered",
        "Northbeam",
        False,
    )
    assert [(said.who, said.is_mine) for said in box.statements] == [
        ("Northbeam", False),
        ("You", True),
    ]
    assert box.outcome is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("share", "title", "then"),
    [
        (
            20_000,
            "$200.00 of $450.00 released",
            "$180.00 went to {0}, $20.00 to the platform as its fee, and $250.00 back to {1}.",
        ),
        (
            45_000,
            "$450.00 of $450.00 released",
            "$405.00 went to {0}, $45.00 to the platform as its fee.",
        ),
        (0, "$450.00 refunded", "$450.00 went back to {1}."),
    ],
)
def test_a_settlement_says_who_got_what(share: int, title: str, then: str) -> None:
    ad = named_ad("disputed")
    settle(ad, share)
    title = f"A moderator settled the dispute: {title}"
    for side, names in ((Side.SPONSOR, ("Mira", "you")), (Side.INFLUENCER, ("you", "Northbeam"))):
        turn, said = turn_for(read(ad, side)), then.format(*names)
        more = "The moderator’s reason is with the dispute below."
        assert (turn.title, turn.then, turn.label) == (title, f"{said} {more}", "Settled")
        box = Room(read(ad, side)).dispute
        assert box is not None
        assert box.outcome is not None
        assert box.outcome.reason == "Half was done."
        assert sum(minor for _, minor in box.outcome.parts) == 45_000


@pytest.mark.django_db
def test_the_money_card_shares_out_what_a_settlement_shared_out() -> None:
    ad = named_ad("disputed")
    assert Room(read(ad, Side.SPONSOR)).money.parts == ()
    settle(ad, 20_000)
    card = Room(read(ad, Side.INFLUENCER)).money
    assert (card.where, card.amount_minor, card.hold_minor) == ("shared out", 45_000, 18_000)
    assert card.parts == (
        ("To you", 18_000, "pine"),
        ("Fee (10 %)", 2_000, "gold"),
        ("Back to Northbeam", 25_000, "grey"),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proposer", "sponsor"),
    [
        (
            Side.SPONSOR,
            "$81.00 went to Mira, $9.00 to the platform as its fee, and $360.00 back to you.",
        ),
        (Side.INFLUENCER, "$450.00 went back to you."),
    ],
)
def test_an_agreed_cancellation_says_who_got_what(proposer: Side, sponsor: str) -> None:
    ad = named_ad("active")
    proposal = actions.propose_cancellation(
        actor=ad.user_of(proposer), ad=ad, reason="Plans changed.", now=NOW
    )
    actions.accept_proposal(actor=ad.user_of(proposer.other), proposal=proposal, now=NOW)
    room = Room(read(ad, Side.SPONSOR))
    assert room.turn == Turn(
        "stopped",
        "You both agreed to cancel",
        f"{sponsor} Reason: “Plans changed.”",
        label="Cancelled",
    )
    assert (room.step, room.step_tone) == (2, "bad")


@pytest.mark.django_db
def test_steps_of_a_dispute_stay_where_the_work_stood() -> None:
    ad = named_ad("posted")
    actions.open_dispute(
        actor=ad.user_of(Side.INFLUENCER), ad=ad, reason="other", text="Unfair.", now=NOW
    )
    say(ad, Side.INFLUENCER)
    mine, theirs = Room(read(ad, Side.SPONSOR)), Room(read(ad, Side.INFLUENCER))
    assert (mine.step, mine.step_tone) == (5, "turn")
    assert (theirs.step, theirs.step_tone) == (5, "bad")
    settle(ad, 0)
    assert Room(read(ad, Side.SPONSOR)).step == 5


@pytest.mark.django_db
def test_what_is_said_after_a_move_does_not_hide_who_moved() -> None:
    ad = named_ad("cancelled")
    record(ad, "results", source=State.CANCELLED, actor=None, now=NOW)
    assert turn_for(read(ad, Side.INFLUENCER)).title == "Northbeam cancelled the ad"
