"""What the room says: turns, buttons with amounts, changes, money. The workflow decides."""

from datetime import UTC, datetime, timedelta

import pytest

from ads.models import Ad
from ads.room import Reader, Room, buttons_for, question_for, turn_for
from ads.room.questions import _SPONSOR, _TEXTS
from ads.workflow import TRANSITIONS, Side, State, transitions_from
from tests.factories.accounts import make_influencer, make_sponsor
from tests.factories.ads import counter, make_ad
from tests.factories.campaigns import make_campaign
from tests.factories.ledger import fill_wallet, make_debt

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def read(ad: Ad, side: Side, *, now: datetime = NOW) -> Reader:
    ad = Ad.objects.select_related("campaign__sponsor__user", "influencer__user").get(pk=ad.pk)
    return Reader(ad=ad, user=ad.user_of(side), side=side, now=now)


def named_ad(state: str) -> Ad:
    campaign = make_campaign(make_sponsor(display_name="Northbeam"), title="Autumn shoes")
    return make_ad(
        state, campaign=campaign, influencer=make_influencer(display_name="Mira"), now=NOW
    )


DISPUTE = "Open a dispute"


def labels(ad: Ad, side: Side) -> list[str]:
    return [button.label for button in buttons_for(read(ad, side))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "sponsor", "influencer"),
    [
        (
            "offered",
            ["Withdraw offer"],
            ["Decline", "Make a counter-offer", "Accept $450.00 ($405.00 for you)"],
        ),
        ("countered", ["Decline", "Make a counter-offer", "Accept at $500.00"], ["Withdraw offer"]),
        ("accepted", ["Cancel ad", "Deposit $450.00"], ["Cancel ad"]),
        ("active", [DISPUTE], [DISPUTE, "Hand in 1 draft"]),
        ("in_review", [DISPUTE, "Ask for changes", "Approve the draft"], [DISPUTE]),
        ("changes_requested", [DISPUTE], [DISPUTE, "Hand in 1 draft"]),
        ("approved", [DISPUTE], [DISPUTE, "Send 1 live link"]),
        ("posted", [DISPUTE, "Send links back", "Release $450.00 ($405.00 to Mira)"], [DISPUTE]),
        ("disputed", ["Withdraw the dispute"], ["Write your statement"]),
        ("completed", [], []),
        ("declined", [], []),
    ],
)
def test_buttons_name_what_happens_and_the_amount(
    state: str, sponsor: list[str], influencer: list[str]
) -> None:
    ad = named_ad(state)
    assert labels(ad, Side.SPONSOR) == sponsor
    assert labels(ad, Side.INFLUENCER) == influencer


@pytest.mark.django_db
def test_a_full_wallet_can_pay_at_once() -> None:
    ad = named_ad("accepted")
    fill_wallet(ad.user_of(Side.SPONSOR), 45_000)
    assert labels(ad, Side.SPONSOR) == ["Cancel ad", "Pay $450.00 into escrow"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [s for s in State if s is not State.CANCELLED])
def test_every_state_has_one_turn_and_at_most_one_primary_button(state: State) -> None:
    ad = named_ad(state)
    whose = [turn_for(read(ad, side)).whose for side in Side]
    expected = {"you", "them"} if ad.turn else {"done"} if state == "completed" else {"stopped"}
    assert set(whose) == expected
    for side in Side:
        kinds = [button.kind for button in buttons_for(read(ad, side))]
        # The form under a dispute has the button that answers it.
        has_primary = ad.turn is side and state != "disputed"
        assert kinds.count("primary") == (1 if has_primary else 0)
        assert turn_for(read(ad, side)).deadline_at == ad.deadline_at


@pytest.mark.django_db
def test_offered_buttons_are_those_of_the_workflow() -> None:
    for state in (State.OFFERED, State.COUNTERED, State.POSTED):
        ad = named_ad(state)
        for side in Side:
            reader = read(ad, side)
            allowed = {t.name for t in transitions_from(state, reader.mover)}
            assert {button.name for button in buttons_for(reader)} == allowed


@pytest.mark.django_db
def test_the_box_says_until_when_and_what_then() -> None:
    ad = named_ad("in_review")
    mine, theirs = turn_for(read(ad, Side.SPONSOR)), turn_for(read(ad, Side.INFLUENCER))
    assert (mine.title, mine.deadline_at) == ("Review 1 draft", NOW + timedelta(days=5))
    assert mine.then == (
        "If you do nothing, they count as approved then and Mira may post. "
        "You can ask for changes 2 more times."
    )
    assert (theirs.title, theirs.label) == ("Northbeam reviews 1 draft", "Waiting for Northbeam")


@pytest.mark.django_db
def test_overdue_work_says_what_it_allows_and_from_when() -> None:
    ad = named_ad("active")
    late = NOW + timedelta(days=20)
    Ad.objects.filter(pk=ad.pk).update(overdue_at=late)
    early, after = (read(ad, Side.SPONSOR, now=late + timedelta(hours=hours)) for hours in (23, 24))
    assert [button.label for button in buttons_for(early)] == [DISPUTE]
    assert [button.label for button in buttons_for(after)] == [
        DISPUTE,
        "Cancel and get $450.00 back",
    ]
    assert "From Sunday 13 December 2026, 12:00 (UTC) on you may cancel" in turn_for(early).then
    assert "Now you may cancel and get $450.00 back, or wait." in turn_for(after).then


@pytest.mark.django_db
def test_a_brace_in_a_title_is_only_a_brace() -> None:
    campaign = make_campaign(title="{price} or %s {nothing}")
    ad = make_ad("draft", campaign=campaign, title="{other.user.password}")
    question = question_for(read(ad, Side.SPONSOR), "send")
    assert "“{price} or %s {nothing}”" in question.consequence


@pytest.mark.django_db
def test_every_transition_of_a_person_has_a_question_for_each_side() -> None:
    # Nobody takes these by hand; a dispute is settled in the console.
    elsewhere = {"expire", "cancel_agreed", "settle"}
    people = (set(TRANSITIONS) - elsewhere) | {"delete"}
    assert set(_TEXTS) == people
    assert set(_SPONSOR) <= people
    ad = named_ad("active")
    for side in Side:
        for name in people:
            question = question_for(read(ad, side), name)
            assert "{" not in question.title + question.consequence + question.button


@pytest.mark.django_db
def test_steps_stop_where_the_ad_stopped() -> None:
    cancelled = Room(read(named_ad("cancelled"), Side.SPONSOR))
    assert (cancelled.step, cancelled.step_tone) == (1, "bad")
    done = Room(read(named_ad("completed"), Side.SPONSOR))
    assert (done.step, done.step_tone) == (len(Room.steps), "good")


@pytest.mark.django_db
def test_money_says_where_it_is_and_who_gets_what() -> None:
    held = Room(read(named_ad("active"), Side.SPONSOR)).money
    assert (held.amount_minor, held.where, held.since) == (45_000, "held in escrow since", NOW)
    assert held.parts == (
        ("To Mira on completion", 40_500, "pine"),
        ("Fee (10 %)", 4_500, "gold"),
    )
    paid = named_ad("completed")
    assert Room(read(paid, Side.INFLUENCER)).money.clears_at == NOW + timedelta(days=3)
    assert Room(read(paid, Side.SPONSOR)).money.clears_at is None
    assert Room(read(named_ad("declined"), Side.SPONSOR)).money.parts == ()


@pytest.mark.django_db
def test_money_that_paid_a_debt_does_not_clear_any_more() -> None:
    paid = named_ad("completed")
    make_debt(paid.influencer.user, 30_000)
    card = Room(read(paid, Side.INFLUENCER)).money
    assert (card.hold_minor, card.clears_at) == (10_500, NOW + timedelta(days=3))
    make_debt(paid.influencer.user, 10_500)
    card = Room(read(paid, Side.INFLUENCER)).money
    assert (card.hold_minor, card.clears_at) == (0, None)


@pytest.mark.django_db
def test_the_history_lists_every_version_with_what_it_changed() -> None:
    ad = named_ad("offered")
    counter(ad, now=NOW)
    versions = Room(read(ad, Side.SPONSOR)).versions
    assert [(version.who, version.price_minor) for version in versions] == [
        ("Mira", 50_000),
        ("You", 45_000),
    ]
    marked = [(c.label, [(p.kind, p.text) for p in c.pieces]) for c in versions[0].changes]
    assert marked == [("Price", [("old", "$450.00"), ("new", "$500.00")])]
