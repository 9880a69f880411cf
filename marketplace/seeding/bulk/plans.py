"""Which ads there are, how each came to where it stands, and when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import InfluencerProfile
from ads.deadlines import end_of_day
from ads.workflow import OPEN, TERMINAL, TRANSITIONS, Mover, State, allowance
from campaigns.models import Campaign
from marketplace.seeding.bulk.dice import Crowd, Dice
from marketplace.seeding.bulk.undertakings import Undertakings

DAY = timedelta(days=1)
OVERDUE = "overdue"  # the clock's own event: it changes no state

S = State
RUNNING_SHARES = (
    (S.COMPLETED, 38), (S.OFFERED, 9), (S.DECLINED, 9), (S.ACTIVE, 8), (S.DRAFT, 5),
    (S.APPROVED, 5), (S.EXPIRED, 5), (S.IN_REVIEW, 4), (S.COUNTERED, 4), (S.ACCEPTED, 4),
    (S.POSTED, 3), (S.CANCELLED, 3), (S.WITHDRAWN, 2), (S.CHANGES_REQUESTED, 2),
    (S.DISPUTED, 1),
)  # fmt: skip
OVER_SHARES = (
    (S.COMPLETED, 68), (S.DECLINED, 13), (S.EXPIRED, 9), (S.WITHDRAWN, 5), (S.CANCELLED, 5),
)  # fmt: skip
DEALS = ((("send", "accept"), 65), (("send", "counter", "accept"), 25),
         (("send", "counter", "counter", "accept"), 10))  # fmt: skip
WORK = ((("submit",), 70), (("submit", "request_changes", "submit"), 30))
# In which share of the moves it was the clock, because nobody answered in time.
SILENCE = {"approve": 0.12, "complete": 0.2, "cancel": 0.4}
# How long, in days, a state lasts that has no time of its own.
LASTS = {S.ACTIVE: (2, 12), S.APPROVED: (0.5, 6)}


@dataclass(frozen=True, slots=True)
class Step:
    """One move: what, when, and whether the clock made it."""

    name: str
    at: datetime
    is_silent: bool


@dataclass(slots=True)
class Plan:
    """One ad to be told. `begun_at` is when its draft was written."""

    campaign: Campaign
    influencer: InfluencerProfile
    state: State
    steps: list[Step]
    begun_at: datetime
    first_due: date


def way_to(state: State, dice: Dice) -> tuple[str, ...]:
    """Return the moves that lead to `state`, one of several ways."""
    deal, work = dice.weighted(DEALS), dice.weighted(WORK)
    match state:
        case S.DRAFT:
            return ()
        case S.OFFERED | S.COUNTERED:
            return ("send", "counter") if state is S.COUNTERED else ("send",)
        case S.DECLINED | S.WITHDRAWN | S.EXPIRED:
            last = {S.DECLINED: "decline", S.WITHDRAWN: "withdraw", S.EXPIRED: "expire"}[state]
            return (*deal[:-1], last)
        case S.ACCEPTED:
            return deal
        case S.ACTIVE:
            return (*deal, "fund", OVERDUE) if dice.chance(0.06) else (*deal, "fund")
        case S.CHANGES_REQUESTED:
            return (*deal, "fund", "submit", "request_changes")
        case S.DISPUTED:
            return (*deal, "fund", "submit", "dispute")
        case S.CANCELLED:
            tail = ("fund", OVERDUE, "cancel_overdue") if dice.chance(0.3) else ("cancel",)
            return (*deal, *tail)
    whole = (*deal, "fund", *work, "approve", "post_live", "complete")
    stop = {S.IN_REVIEW: "submit", S.APPROVED: "approve", S.POSTED: "post_live"}.get(state)
    return whole[: len(whole) - whole[::-1].index(stop)] if stop else whole


class Planner:
    """Draws campaigns and influencers and plans one ad after another."""

    def __init__(
        self,
        *,
        dice: Dice,
        undertakings: Undertakings,
        influencers: Crowd[InfluencerProfile],
        now: datetime,
    ) -> None:
        self.dice, self.now, self.undertakings = dice, now, undertakings
        campaigns = undertakings.campaigns
        sizes = [
            dice.log_normal(1, 0.9) * (0.15 if c.state == Campaign.State.DRAFT else 1)
            for c in campaigns
        ]
        self.campaigns, self.influencers = dice.crowd(campaigns, sizes), influencers
        # One open ad for a campaign and an influencer, and no interest beside it.
        self.taken: set[tuple[int, int]] = set()

    def plan_ad(self) -> Plan | None:
        """Plan an ad; None where this campaign can have no more of them."""
        campaign, influencer = self.campaigns.draw(), self.influencers.draw()
        pair = (campaign.pk, influencer.pk)
        state = self._state(campaign, is_taken=pair in self.taken)
        if state is None:
            return None
        if state in OPEN:
            self.taken.add(pair)
        steps, first_due = self._steps(campaign, influencer, state)
        begun = (steps[0].at if steps else self.now) - self.dice.days(0.05, 2)
        self.undertakings.begin_before(campaign, begun)
        return Plan(campaign, influencer, state, steps, begun, first_due)

    def _state(self, campaign: Campaign, *, is_taken: bool) -> State | None:
        if campaign.state == Campaign.State.DRAFT:
            return None if is_taken else S.DRAFT
        if campaign.state == Campaign.State.CLOSED or is_taken:
            return self.dice.weighted(OVER_SHARES)
        return self.dice.weighted(RUNNING_SHARES)

    def _steps(
        self, campaign: Campaign, influencer: InfluencerProfile, state: State
    ) -> tuple[list[Step], date]:
        """Return the moves with their moments, told backwards from the last, and the first day
        a draft is due."""
        zone = influencer.user.zone.key
        way = way_to(state, self.dice)
        at = self._last_moment(campaign, state)
        steps: list[Step] = []
        left = _states_left(way)
        for index in range(len(way) - 1, -1, -1):
            name = way[index]
            if name == OVERDUE:  # happens when a day ends
                day = at.astimezone(influencer.user.zone).date() - DAY
                at = end_of_day(day, zone)
            is_silent = name in ("expire", OVERDUE) or self.dice.chance(SILENCE.get(name, 0))
            steps.insert(0, Step(name, at, is_silent))
            at -= self._stay(left[index], is_whole=is_silent and name != OVERDUE)
        return steps, self._first_due(steps, state, influencer)

    def _last_moment(self, campaign: Campaign, state: State) -> datetime:
        """Return when the ad came into its state: lately, unless it is over."""
        if state in TERMINAL:
            span = self.undertakings.span(campaign)
            return self.dice.moment(min(span.start + 2 * DAY, span.end), span.end)
        return self.now - self._stay(state, is_whole=False)

    def _stay(self, state: State, *, is_whole: bool) -> timedelta:
        """Return how long an ad stayed in `state`: to the end where nobody answered."""
        longest = allowance(state)
        if longest is None:
            return self.dice.days(*LASTS.get(state, (0.05, 3)))
        return longest if is_whole else longest * self.dice.between(0.01, 0.95)

    def _first_due(self, steps: list[Step], state: State, influencer: InfluencerProfile) -> date:
        """Return a day that fits what happened: handed in before it, or overdue after it."""
        zone = influencer.user.zone
        for step in steps:
            if step.name == OVERDUE:
                return step.at.astimezone(zone).date() - DAY
            if step.name == "submit":
                return step.at.astimezone(zone).date() + DAY * self.dice.whole(0, 3)
        anchor = steps[-1].at if steps and state in TERMINAL else self.now
        return anchor.astimezone(zone).date() + DAY * self.dice.whole(3, 25)


def _states_left(way: tuple[str, ...]) -> list[State]:
    """Return the state that each move of `way` leaves."""
    states, state = [], S.DRAFT
    for name in way:
        states.append(state)
        state = state if name == OVERDUE else TRANSITIONS[name].moves[state][0]
    return states


def actor_side(name: str, state: State, dice: Dice) -> Mover:
    """Return which side makes the move `name` out of `state`; one of those who may."""
    movers = sorted(TRANSITIONS[name].movers[state] & {Mover.SPONSOR, Mover.INFLUENCER})
    return dice.one(movers)
