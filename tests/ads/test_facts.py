"""Facts beside the stars: histories made by hand, every figure worked out in the test."""

from datetime import UTC, datetime, timedelta
from itertools import count

from ads.facts import Finding, findings
from ads.past import Past, Step
from ads.workflow import Side, State

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPONSOR, INFLUENCER = Side.SPONSOR, Side.INFLUENCER
S = State
_numbers = count(1)

# The moves of a history: from, to, and who makes it where nothing else is said.
MOVES = {
    "send": (S.DRAFT, S.OFFERED, SPONSOR),
    "counter": (S.OFFERED, S.COUNTERED, INFLUENCER),
    "counter_back": (S.COUNTERED, S.OFFERED, SPONSOR),
    "accept": (S.OFFERED, S.ACCEPTED, INFLUENCER),
    "accept_counter": (S.COUNTERED, S.ACCEPTED, SPONSOR),
    "decline": (S.OFFERED, S.DECLINED, INFLUENCER),
    "decline_counter": (S.COUNTERED, S.DECLINED, SPONSOR),
    "withdraw": (S.OFFERED, S.WITHDRAWN, SPONSOR),
    "expire": (S.OFFERED, S.EXPIRED, None),
    "expire_counter": (S.COUNTERED, S.EXPIRED, None),
    "fund": (S.ACCEPTED, S.ACTIVE, SPONSOR),
    "cancel": (S.ACCEPTED, S.CANCELLED, None),
    "submit": (S.ACTIVE, S.IN_REVIEW, INFLUENCER),
    "submit_again": (S.CHANGES_REQUESTED, S.IN_REVIEW, INFLUENCER),
    "overdue": (S.ACTIVE, S.ACTIVE, None),
    "overdue_changes": (S.CHANGES_REQUESTED, S.CHANGES_REQUESTED, None),
    "overdue_posting": (S.APPROVED, S.APPROVED, None),
    "approve": (S.IN_REVIEW, S.APPROVED, SPONSOR),
    "auto_approve": (S.IN_REVIEW, S.APPROVED, None),
    "withdraw_dispute": (S.DISPUTED, S.IN_REVIEW, SPONSOR),
}


def past(
    *moves: str | tuple[str, timedelta],
    partner: int = 1,
    state: State = S.ACTIVE,
    is_paid_end: bool = False,
    settled: Side | str | None = None,
    by: Side | None = None,
) -> Past:
    """Return an ad with these moves, each an hour after the last unless it says how long after.

    `by` makes a cancellation; `settled` is who lost a settled dispute, or "even".
    """
    now, steps = START, []
    for move in moves:
        name, after = (move, HOUR) if isinstance(move, str) else move
        now += after
        source, target, maker = MOVES[name]
        maker = by if name == "cancel" else maker
        event = {"submit_again": "submit", "auto_approve": "approve"}.get(name, name)
        for ending in ("_counter", "_back", "_changes", "_posting"):
            event = event.removesuffix(ending)
        steps.append(Step(event, source, target, maker, maker is None, now))
    lost = settled if isinstance(settled, Side) else None
    number = next(_numbers)
    return Past(number, partner, state, is_paid_end, tuple(steps), settled is not None, lost)


def done(partner: int = 1, **more: object) -> Past:
    """Return a completed ad without its moves."""
    return past(partner=partner, state=S.COMPLETED, is_paid_end=True, **more)


def figure(pasts: list[Past], side: Side, name: str) -> tuple[str, int] | None:
    return next(((f.value, f.ads) for f in findings(pasts, side) if f.name == name), None)


def test_nothing_is_said_without_a_history() -> None:
    assert findings([], SPONSOR) == findings([], INFLUENCER) == []


def test_on_time_is_drafts_in_before_the_deadline_of_all_that_were_due() -> None:
    pasts = [
        past("submit"),
        past("submit", "submit_again"),
        past("submit", "overdue_posting"),  # late to post, not with the drafts
        past("overdue", "submit"),  # late
        past("submit", "overdue_changes", "submit_again"),  # late with the changes
        past("overdue"),  # never came
        past("send"),  # nothing was due yet
    ]
    assert figure(pasts, INFLUENCER, "on_time") == ("50 %", 6)  # 3 of 6


def test_response_rate_counts_offers_answered_of_answered_and_expired() -> None:
    pasts = [
        past("send", "accept"),
        past("send", "decline"),
        past("send", "counter", "counter_back", "accept"),  # two offers, both answered
        past("send", "counter", "counter_back", "expire"),  # one answered, one expired
        past("send", "expire"),
        past("send", "withdraw"),  # nobody had to answer any more
        past("send"),  # still waits
    ]
    # 5 answered (1 + 1 + 2 + 1), 2 expired, on 5 ads.
    assert figure(pasts, INFLUENCER, "response") == ("71 %", 5)


def test_a_sponsor_answers_counter_offers() -> None:
    pasts = [
        past("send", "counter", "accept_counter"),
        past("send", "counter", "counter_back", "counter", "decline_counter"),  # two answered
        past("send", "counter", "expire_counter"),
        past("send", "accept"),  # never asked the sponsor
    ]
    assert figure(pasts, SPONSOR, "response") == ("75 %", 3)  # 3 of 4


def test_time_to_answer_is_the_median_of_all_answers() -> None:
    waits = [2 * HOUR, 5 * HOUR, 30 * HOUR]
    pasts = [past("send", ("accept", waited)) for waited in waits] + [past("send", "expire")]
    assert figure(pasts, INFLUENCER, "answer_time") == ("5 hours", 3)
    pasts.append(past("send", ("decline", 7 * HOUR)))
    assert figure(pasts, INFLUENCER, "answer_time") == ("6 hours", 4)  # between 5 and 7


def test_times_are_said_in_the_unit_that_fits() -> None:
    def said(waited: timedelta) -> str:
        pasts = [past("send", ("accept", waited)) for _ in range(3)]
        return figure(pasts, INFLUENCER, "answer_time")[0]

    assert said(timedelta(minutes=59)) == "under an hour"
    assert said(HOUR) == "1 hour"
    assert said(47 * HOUR) == "47 hours"
    assert said(2 * DAY) == "2 days"
    assert said(5 * DAY + 13 * HOUR) == "6 days"


def test_time_to_approve_is_from_the_last_drafts_to_a_persons_approval() -> None:
    pasts = [
        past("submit", ("approve", 3 * DAY)),
        past("submit", "submit_again", ("approve", 2 * DAY)),  # from the second hand-in
        past("submit", ("withdraw_dispute", 9 * DAY), ("approve", 4 * DAY)),  # it stood still
        past("submit", ("auto_approve", 5 * DAY)),  # nobody approved
    ]
    assert figure(pasts, SPONSOR, "approval_time") == ("3 days", 3)


def test_approved_by_silence_is_a_share_of_all_approvals() -> None:
    pasts = [past("submit", "approve") for _ in range(3)] + [past("submit", "auto_approve")]
    assert figure(pasts, SPONSOR, "auto") == ("25 %", 4)
    assert figure(pasts[:3], SPONSOR, "auto") == ("0 %", 3)


def test_paid_on_time_leaves_out_what_the_influencer_cancelled() -> None:
    pasts = [
        past("accept", "fund"),
        past("accept", "fund"),
        past("accept", "cancel"),  # the time passed
        past("accept", "cancel", by=SPONSOR),
        past("accept", "cancel", by=INFLUENCER),
        past("accept"),  # may still be paid
    ]
    assert figure(pasts, SPONSOR, "paid") == ("50 %", 4)


def test_disputes_lost_are_counted_among_ended_ads_that_were_paid() -> None:
    pasts = [
        done(settled=INFLUENCER),
        done(settled=SPONSOR),
        done(settled="even"),
        done(),
        past("send"),
    ]
    assert figure(pasts, INFLUENCER, "lost") == ("1 of 3 settled", 4)
    assert figure(pasts, SPONSOR, "lost") == ("1 of 3 settled", 4)
    assert figure([done(), done(), done()], SPONSOR, "lost") == ("None", 3)


def test_repeat_partners_have_completed_two_ads_or_more() -> None:
    pasts = [done(1), done(1), done(1), done(2), done(3), done(3), past("send", partner=2)]
    assert figure(pasts, INFLUENCER, "repeat") == ("2 of 3", 6)


def test_a_fact_with_fewer_than_three_ads_behind_it_is_absent_and_not_zero() -> None:
    assert figure([past("overdue"), past("submit")], INFLUENCER, "on_time") is None
    assert findings([done(), done()], SPONSOR) == []
    three = [past("overdue") for _ in range(3)]
    assert findings(three, INFLUENCER) == [Finding("on_time", "0 %", 3)]


def test_almost_all_is_not_all_and_almost_none_is_not_none() -> None:
    most = [past("submit") for _ in range(499)] + [past("overdue")]
    assert figure(most, INFLUENCER, "on_time") == ("99 %", 500)
    few = [past("overdue") for _ in range(499)] + [past("submit")]
    assert figure(few, INFLUENCER, "on_time") == ("1 %", 500)
