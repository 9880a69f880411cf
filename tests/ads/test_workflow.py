"""The table itself: complete, and without ways out of the end."""

from ads.workflow import (
    ON_DEADLINE,
    OPEN,
    TERMINAL,
    TRANSITIONS,
    TURN,
    Mover,
    State,
    transitions_from,
)


def test_terminal_means_terminal() -> None:
    leaving = {source for t in TRANSITIONS.values() for source in t.moves}
    assert leaving & TERMINAL == set()
    assert leaving == OPEN


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached, frontier = {State.DRAFT}, {State.DRAFT}
    while frontier:
        frontier = {
            target for t in TRANSITIONS.values() for s in frontier for target in t.moves.get(s, ())
        } - reached
        reached |= frontier
    assert reached == set(State)


def test_whoever_has_the_turn_can_do_something() -> None:
    # Whom a dispute waits for depends on what was said in it: see tests/ads/test_turns.py.
    assert set(TURN) == OPEN - {State.DISPUTED}
    for state, side in TURN.items():
        assert transitions_from(state, Mover(side.value)) != []


def test_every_deadline_leads_somewhere_the_system_may_go() -> None:
    assert set(ON_DEADLINE) == OPEN - {State.DRAFT}
    for state, name in ON_DEADLINE.items():
        if name is not None:
            assert TRANSITIONS[name].may(Mover.SYSTEM, state)


def test_the_table_reads_as_the_design_says() -> None:
    rows = {
        (name, str(source), "/".join(t.moves[source]), "/".join(sorted(t.movers[source])))
        for name, t in TRANSITIONS.items()
        for source in t.moves
    }
    running = ["active", "in_review", "changes_requested", "approved", "posted"]
    assert rows == {
        ("send", "draft", "offered", "sponsor"),
        ("counter", "offered", "countered", "influencer"),
        ("counter", "countered", "offered", "sponsor"),
        ("accept", "offered", "accepted", "influencer"),
        ("accept", "countered", "accepted", "sponsor"),
        ("decline", "offered", "declined", "influencer"),
        ("decline", "countered", "declined", "sponsor"),
        ("withdraw", "offered", "withdrawn", "sponsor/system"),
        ("withdraw", "countered", "withdrawn", "influencer/system"),
        ("expire", "offered", "expired", "system"),
        ("expire", "countered", "expired", "system"),
        ("fund", "accepted", "active", "sponsor"),
        ("submit", "active", "in_review", "influencer"),
        ("submit", "changes_requested", "in_review", "influencer"),
        ("request_changes", "in_review", "changes_requested", "sponsor"),
        ("approve", "in_review", "approved", "sponsor/system"),
        ("post_live", "approved", "posted", "influencer"),
        ("reject_live", "posted", "approved", "sponsor"),
        ("complete", "posted", "completed", "sponsor/system"),
        ("cancel", "accepted", "cancelled", "influencer/sponsor/system"),
        ("cancel_overdue", "active", "cancelled", "sponsor"),
        ("cancel_overdue", "changes_requested", "cancelled", "sponsor"),
        ("cancel_overdue", "approved", "cancelled", "sponsor"),
        *(("cancel_agreed", state, "cancelled", "system") for state in running),
        *(("dispute", state, "disputed", "influencer/moderator/sponsor") for state in running),
        ("withdraw_dispute", "disputed", "/".join(running), "influencer/moderator/sponsor"),
        ("settle", "disputed", "completed/cancelled", "moderator"),
    }
