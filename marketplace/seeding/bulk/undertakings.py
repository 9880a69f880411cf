"""Invented campaigns. What ads hold of a budget is known only when the ads are told."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from accounts.models import SponsorProfile
from campaigns.content import Content
from campaigns.models import Campaign, CampaignVersion
from campaigns.search import document_of
from marketplace.kernel.search import Document
from marketplace.seeding.bulk import words
from marketplace.seeding.bulk.dice import Dice, zipf
from marketplace.seeding.bulk.people import PLATFORM_SHARES, People
from marketplace.seeding.bulk.rows import Rows

State = Campaign.State
STATE_SHARES = ((State.PUBLISHED, 48), (State.CLOSED, 40), (State.PAUSED, 5), (State.DRAFT, 7))
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """When a campaign can have been talked about: from its publication to now or its closing."""

    start: datetime
    end: datetime


class Undertakings:
    """Makes campaigns, and hands them over once their ads are told."""

    def __init__(self, *, dice: Dice, rows: Rows, people: People, now: datetime) -> None:
        self.dice, self.rows, self.people, self.now = dice, rows, people, now
        self.campaigns: list[Campaign] = []
        self.documents: list[Document] = []
        # A few sponsors run many campaigns, most run one or two.
        self._sponsors = dice.crowd(people.sponsors, zipf(len(people.sponsors)))

    def make_campaign(self) -> None:
        """Add a campaign; who is not verified has drafts only. The first one is published, so
        that ads have a place to be."""
        dice = self.dice
        sponsor = self._sponsors.draw() if self.campaigns else self.people.sponsors[0]
        state = dice.weighted(STATE_SHARES) if self.campaigns else State.PUBLISHED
        if not sponsor.is_verified:
            state = State.DRAFT
        visibility = (
            Campaign.Visibility.PUBLIC if dice.chance(0.85) else Campaign.Visibility.PRIVATE
        )
        campaign = Campaign(
            pk=self.rows.number(Campaign),
            sponsor=sponsor,
            title=f"{sponsor.display_name.split()[0]} {dice.one(words.THINGS)}",
            description="\n\n".join(dice.some(words.BRIEF, dice.whole(3, 6))),
            goals=dice.one(words.GOALS),
            category=dice.one(self.people.categories),
            platforms=sorted({dice.weighted(PLATFORM_SHARES).value for _ in range(2)}),
            budget_minor=_round(dice.log_normal(600_000, 0.9)),
            visibility=visibility,
            state=state,
        )
        self._set_dates(campaign, sponsor)
        if state in (State.PUBLISHED, State.CLOSED) and dice.chance(0.01):
            campaign.flagged_at = dice.moment(campaign.created_at, self.now)
            campaign.flag_reason = dice.one(words.FLAGS)
        self.campaigns.append(campaign)

    def _set_dates(self, campaign: Campaign, sponsor: SponsorProfile) -> None:
        dice, today = self.dice, self.now.astimezone(sponsor.user.zone).date()
        length = DAY * dice.whole(20, 90)
        match campaign.state:
            case State.CLOSED:
                campaign.end_date = today - DAY * (1 + int(dice.between(0, 1) ** 2 * 300))
                campaign.start_date = campaign.end_date - length
            case State.DRAFT:
                campaign.start_date = today + DAY * dice.whole(5, 60)
                campaign.end_date = campaign.start_date + length
            case _:
                campaign.end_date = today + DAY * dice.whole(5, 70)
                campaign.start_date = campaign.end_date - length
        if campaign.state == State.DRAFT:
            campaign.created_at = self.now - dice.days(20, 40)
            return
        begin = datetime.combine(campaign.start_date, time(9), UTC)
        campaign.published_at = min(begin, self.now) - dice.days(1, 20)
        campaign.created_at = campaign.published_at - dice.days(0.1, 10)
        if campaign.state == State.CLOSED:
            # By the calendar: the day after the end, in the sponsor's zone.
            midnight = datetime.combine(campaign.end_date + DAY, time(), sponsor.user.zone)
            campaign.closed_at = min(midnight.astimezone(UTC), self.now)

    def span(self, campaign: Campaign) -> Span:
        """Return when the campaign was open so far; a draft's span is the time since it began."""
        return Span(campaign.published_at or campaign.created_at, campaign.closed_at or self.now)

    def begin_before(self, campaign: Campaign, moment: datetime) -> None:
        """Move the publication to before `moment`, where an ad's story reaches back that far."""
        if campaign.published_at and campaign.published_at >= moment:
            campaign.published_at = moment - self.dice.days(0.5, 3)
            campaign.created_at = campaign.published_at - self.dice.days(0.1, 5)

    def finish(self) -> None:
        """Hand the campaigns over with budgets that cover what their ads hold."""
        for campaign in self.campaigns:
            needed = campaign.committed_minor * self.dice.between(1.05, 1.6)
            campaign.budget_minor = max(campaign.budget_minor, _round(needed))
            self.rows.add(campaign)
            if campaign.published_at is None:
                continue
            version = CampaignVersion(
                pk=self.rows.number(CampaignVersion),
                campaign=campaign,
                number=1,
                content=Content.of(campaign).as_json(),
                actor=campaign.sponsor.user,
                created_at=campaign.published_at,
            )
            self.rows.add(version)
            if (campaign.state, campaign.visibility) == (
                State.PUBLISHED,
                Campaign.Visibility.PUBLIC,
            ):
                self.documents.append(document_of(campaign))


def _round(minor: float) -> int:
    """Round up to a hundred major units, as people plan."""
    return (int(minor) // 10_000 + 1) * 10_000
