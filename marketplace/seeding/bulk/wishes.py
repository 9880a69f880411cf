"""Interests: those that became ads, and those that wait or were turned down."""

from datetime import datetime, timedelta

from accounts.models import InfluencerProfile
from campaigns.models import Campaign, Interest
from marketplace.messaging.models import Thread
from marketplace.seeding.bulk import words
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.people import People
from marketplace.seeding.bulk.plans import Plan, Planner
from marketplace.seeding.bulk.rows import Rows
from marketplace.seeding.bulk.talk import Line, write_thread

State = Interest.State
# What becomes of an interest in a running campaign that leads to no ad.
LONELY_SHARES = ((State.OPEN, 60), (State.DECLINED, 30), (State.WITHDRAWN, 10))


class Wishes:
    """Makes interests, each with the first message of its thread; at most `limit` of them."""

    def __init__(
        self, *, dice: Dice, rows: Rows, people: People, now: datetime, limit: int
    ) -> None:
        self.dice, self.rows, self.people, self.now = dice, rows, people, now
        self.left = limit

    def lead_to(self, plan: Plan, planner: Planner) -> Interest | None:
        """Return the interest an ad began with, in three of ten public campaigns' ads."""
        is_public = plan.campaign.visibility == Campaign.Visibility.PUBLIC
        if not (self.left and plan.steps and is_public and self.dice.chance(0.3)):
            return None
        shown_at = plan.begun_at - self.dice.days(0.3, 4)
        planner.undertakings.begin_before(plan.campaign, shown_at)
        interest = self._interest(plan.campaign, plan.influencer, shown_at)
        interest.state, interest.answered_at = State.CONVERTED, plan.steps[0].at
        self.rows.add(interest)
        return interest

    def make_lonely(self, planner: Planner) -> None:
        """Add an interest without an ad, where the campaign and the influencer allow one."""
        campaign, influencer = planner.campaigns.draw(), planner.influencers.draw()
        pair = (campaign.pk, influencer.pk)
        if campaign.published_at is None or campaign.visibility != Campaign.Visibility.PUBLIC:
            return
        if pair in planner.taken:
            return
        planner.taken.add(pair)
        span = planner.undertakings.span(campaign)
        interest = self._interest(campaign, influencer, self.dice.moment(span.start, span.end))
        self._answer(interest, span.end)
        self.rows.add(interest)
        lines = [opening(interest)]
        if interest.state == State.DECLINED and interest.answered_at:
            name = campaign.sponsor.display_name
            body = f"{name} declined the interest.\n{interest.decline_reason}"
            lines.append(Line(interest.answered_at, None, body))
        users = (campaign.sponsor.user, influencer.user)
        write_thread(interest.thread, lines, users, dice=self.dice, rows=self.rows)

    def _interest(
        self, campaign: Campaign, influencer: InfluencerProfile, at: datetime
    ) -> Interest:
        self.left -= 1
        usual = influencer.lowest_price_minor or 0
        return Interest(
            pk=self.rows.number(Interest),
            campaign=campaign,
            influencer=influencer,
            message=self.dice.one(words.WISHES),
            proposed_price_minor=usual if usual and self.dice.chance(0.6) else None,
            thread=Thread(pk=self.rows.number(Thread), created_at=at),
            created_at=at,
        )

    def _answer(self, interest: Interest, end: datetime) -> None:
        """Decide what became of it; a closed campaign leaves nothing open."""
        interest.state = self.dice.weighted(LONELY_SHARES)
        if interest.state == State.OPEN and interest.campaign.state == Campaign.State.CLOSED:
            interest.state, interest.answered_at = State.CLOSED, end
        elif interest.state != State.OPEN:
            later = interest.created_at + timedelta(days=6)
            interest.answered_at = self.dice.moment(interest.created_at, min(end, later))
        if interest.state == State.DECLINED:
            interest.decline_reason = self.dice.one(words.REASONS)


def opening(interest: Interest) -> Line:
    """Return the first message of an interest's thread."""
    return Line(interest.created_at, interest.influencer.user, interest.message)
