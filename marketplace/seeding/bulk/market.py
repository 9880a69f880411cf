"""Puts a whole market together, in one transaction."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max
from django.utils import timezone

from accounts.models import User
from ads.workflow import Side
from campaigns.search import KIND as CAMPAIGN_KIND
from marketplace.kernel.search import Document, index_documents
from marketplace.ledger.models import Account, Deposit, Hold
from marketplace.seeding.bulk import words
from marketplace.seeding.bulk.agreements import Agreement
from marketplace.seeding.bulk.books import Books
from marketplace.seeding.bulk.dice import Dice
from marketplace.seeding.bulk.people import People
from marketplace.seeding.bulk.plans import Plan, Planner
from marketplace.seeding.bulk.rows import Rows
from marketplace.seeding.bulk.talk import Line, write_thread
from marketplace.seeding.bulk.undertakings import Undertakings
from marketplace.seeding.bulk.verdicts import rate
from marketplace.seeding.bulk.wishes import Wishes, opening


@dataclass(frozen=True, slots=True)
class Size:
    """How many of what. `messages` are those that people wrote, interests' first ones included."""

    sponsors: int
    influencers: int
    campaigns: int
    ads: int
    messages: int

    def problem(self) -> str | None:
        """Return why there can be no such market, or None."""
        if min(asdict(self).values()) < 0:
            return "A number is below zero."
        if self.campaigns and not self.sponsors:
            return "Campaigns need sponsors."
        if self.ads and not (self.campaigns and self.influencers):
            return "Ads need campaigns and influencers."
        if self.messages and not self.ads:
            return "Messages need ads."
        return None


def seed_bulk(*, size: Size, seed: int, now: datetime | None = None) -> None:
    """Add a market of `size` beside what there is. Nobody gets a mail.

    The same seed on the same data adds the same market. Raises ValueError for a size that
    cannot be.
    """
    if problem := size.problem():
        raise ValueError(problem)
    with transaction.atomic():
        Market(size, seed=seed, now=(now or timezone.now()).replace(microsecond=0)).make()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or the database would plan its queries for empty tables


class Market:
    """One run: people, then campaigns, then what passed between them, then the money."""

    def __init__(self, size: Size, *, seed: int, now: datetime) -> None:
        base: int = User.objects.aggregate(last=Max("pk"))["last"] or 0
        self.size, self.now = size, now
        # A second market with the same seed is another one.
        self.dice = Dice(f"{seed}:{base}")
        self.rows = Rows(first=[Account])  # a transfer is refused without its accounts
        self.people = People(dice=self.dice, rows=self.rows, now=now, base=base)
        self.books = Books(dice=self.dice, rows=self.rows, now=now)

    def make(self) -> None:
        """Write everything."""
        for _ in range(self.size.sponsors):
            self.people.make_sponsor()
        for _ in range(self.size.influencers):
            self.people.make_influencer()
        documents = {"influencer": self.people.documents}
        if self.size.campaigns:
            documents[CAMPAIGN_KIND] = self._make_campaigns()
        self.people.finish()
        self.books.finish()
        self.rows.write_all()
        self._date_books()
        for kind, found in documents.items():
            index_documents(kind=kind, documents=found)

    def _make_campaigns(self) -> list[Document]:
        undertakings = Undertakings(
            dice=self.dice, rows=self.rows, people=self.people, now=self.now
        )
        for _ in range(self.size.campaigns):
            undertakings.make_campaign()
        if self.size.ads:
            self._make_ads(undertakings)
        undertakings.finish()
        return undertakings.documents

    def _make_ads(self, undertakings: Undertakings) -> None:
        influencers = self.people.influencers
        # A few are asked by everybody.
        popularity = [self.dice.log_normal(1, 0.8) for _ in influencers]
        planner = Planner(
            dice=self.dice,
            undertakings=undertakings,
            influencers=self.dice.crowd(influencers, popularity),
            now=self.now,
        )
        plans: list[Plan] = []
        while len(plans) < self.size.ads:
            if plan := planner.plan_ad():
                plans.append(plan)
        wishes = Wishes(
            dice=self.dice,
            rows=self.rows,
            people=self.people,
            now=self.now,
            limit=self.size.messages // 4,
        )
        started = [wishes.lead_to(plan, planner) for plan in plans]
        for _ in range(min(wishes.left, len(undertakings.campaigns))):
            wishes.make_lonely(planner)
        shown = self.size.messages // 4 - wishes.left
        talk = self._share_out(plans, self.size.messages - shown)
        for index, (plan, interest) in enumerate(zip(plans, started, strict=True)):
            agreement = Agreement(
                plan, dice=self.dice, rows=self.rows, books=self.books, people=self.people
            )
            if interest:
                agreement.ad.interest = interest
                agreement.lines.append(opening(interest))
            agreement.tell(interest.thread if interest else None)
            self._finish(agreement, talk[index])

    def _finish(self, agreement: Agreement, messages: int) -> None:
        """Let both sides talk and rate, and hand the ad over."""
        ad, sides = agreement.ad, agreement.sides
        users = (sides[Side.SPONSOR], sides[Side.INFLUENCER])
        if ad.thread:
            start = ad.thread.created_at
            end = min(self.now, ad.ended_at + timedelta(days=3)) if ad.ended_at else self.now
            for _ in range(messages):
                body = " ".join(self.dice.some(words.TALK, self.dice.whole(1, 3)))
                at = self.dice.moment(start, end)
                agreement.lines.append(Line(at, self.dice.one(users), body))
            write_thread(ad.thread, agreement.lines, users, dice=self.dice, rows=self.rows)
        rate(ad, dice=self.dice, rows=self.rows, now=self.now)
        agreement.finish()

    def _share_out(self, plans: list[Plan], messages: int) -> Counter[int]:
        """Return how many messages each sent ad gets: some people talk, most are brief."""
        sent = [index for index, plan in enumerate(plans) if plan.steps]
        if not sent:
            return Counter()
        crowd = self.dice.crowd(sent, [self.dice.log_normal(1, 1) for _ in sent])
        return Counter(crowd.draw() for _ in range(messages))

    def _date_books(self) -> None:
        """Give deposits and holds the day they were made, which their columns set to today."""
        made = Deposit.objects.filter(credited_at__lt=self.now, created__gte=self.now)
        made.update(created=F("credited_at"), modified=F("credited_at"))
        held = Hold.objects.filter(created_at__gte=self.now)
        held.update(created_at=F("clears_at") - timedelta(days=settings.HOLD_DAYS))
