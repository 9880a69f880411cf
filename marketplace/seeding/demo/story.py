"""Plays the demo's past in the order it happened, through the same actions as everybody's."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from payments import PaymentStatus

from accounts.actions import suspend_user
from accounts.models import Category, InfluencerProfile, SponsorProfile, User
from ads.actions import send_live_reminders
from ads.models import Ad
from campaigns.actions import (
    close_campaign,
    create_campaign,
    decline_interest,
    flag_campaign,
    pause_campaign,
    publish_campaign,
    show_interest,
)
from campaigns.content import Content
from campaigns.models import Campaign
from marketplace.kernel.models import OutboxMail
from marketplace.ledger.actions import (
    clear_due_holds,
    confirm_deposit,
    make_batches,
    mark_payout_paid,
    request_payout,
    set_payout_method,
    start_deposit,
)
from marketplace.ledger.models import Deposit, PayoutMethod
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.seeding.demo.briefs import BRIEFS, Brief
from marketplace.seeding.demo.cast import BRANDS
from marketplace.seeding.demo.people import INFLUENCER_LOGIN, MODERATOR_LOGIN, SPONSOR_LOGIN, People
from marketplace.seeding.demo.plot import Plot
from marketplace.seeding.demo.scenes import SCENES, WISHES, Wish

DAY = timedelta(days=1)
# Names the deposits' forms, so that seeding twice could not pay in twice.
FORM_KEYS = uuid.UUID("6f1f7b0e-52e5-4b7e-9d5c-2d7b1f0d9a11")

# The one that banks print in their explanations; it belongs to nobody.
SAMPLE_IBAN = "AT611904300234573201"


class Story:
    """An agenda of moments and what happened at each."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people = People(now)
        self.sponsors: dict[str, SponsorProfile] = {}
        self.influencers: dict[str, InfluencerProfile] = {}
        self.campaigns: dict[str, Campaign] = {}
        self._agenda: list[tuple[datetime, int, Callable[[], object]]] = []

    def at(self, moment: datetime, step: Callable[[], object]) -> None:
        """Note `step` for `moment`; steps of one moment keep the order they were noted in."""
        self._agenda.append((moment, len(self._agenda), step))

    def play(self) -> None:
        """Make everybody, then let everything happen in its order."""
        self.sponsors, self.influencers = self.people.make_all()
        for brief in BRIEFS:
            self._plan_campaign(brief)
        for handle in self.sponsors:
            self._plan_deposit(handle)
        self._plan_sponsors_method()
        for scene in SCENES:
            Plot(self, scene).plan()
        for wish in WISHES:
            self._plan_wish(wish)
        self._plan_nights()
        self._plan_withdrawal("mira.okafor", 20_000, asked=self.now - 9 * DAY, is_paid=True)
        self._plan_withdrawal("altitude.zero", 15_000, asked=self.now - DAY, is_paid=False)
        self._plan_moderation()
        for _, _, step in sorted(self._agenda, key=lambda entry: entry[:2]):
            step()
        self._settle_inboxes()

    def _plan_campaign(self, brief: Brief) -> None:
        sponsor = self.sponsors[brief.brand].user
        # Published two weeks before it starts, and long enough ago to have a history.
        opened = self.now + min(brief.starts - 15, -1) * DAY

        def create() -> None:
            campaign = create_campaign(
                actor=sponsor, content=self._content(brief, opened), now=opened
            )
            self.campaigns[brief.title] = campaign
            if brief.state != "draft":
                publish_campaign(actor=sponsor, campaign=campaign, now=opened)

        self.at(opened, create)
        if brief.state == "paused":
            self.at(
                self.now - DAY,
                lambda: pause_campaign(actor=sponsor, campaign=self.campaigns[brief.title]),
            )
        if brief.state == "closed":
            closed = self.now + (brief.ends + 1) * DAY
            self.at(
                closed,
                lambda: close_campaign(
                    actor=sponsor, campaign=self.campaigns[brief.title], now=closed
                ),
            )

    def _content(self, brief: Brief, opened: datetime) -> Content:
        category: Category = self.people.categories[brief.category]
        return Content(
            title=brief.title,
            description=brief.text,
            goals=brief.goals,
            category=category,
            platforms=brief.platforms,
            budget_minor=brief.budget * 100,
            start_date=(self.now + brief.starts * DAY).date(),
            end_date=(self.now + brief.ends * DAY).date(),
            visibility=brief.visibility,
        )

    def _plan_deposit(self, handle: str) -> None:
        """Give each sponsor what its campaigns may cost, and a little more."""
        user = self.sponsors[handle].user
        budget = sum(brief.budget for brief in BRIEFS if brief.brand == handle)
        if not budget:
            return
        moment = self.now - 180 * DAY

        def pay_in() -> None:
            deposit = start_deposit(
                actor=user,
                amount_minor=min(budget, 9_000) * 100 + 18_000,
                form_key=uuid.uuid5(FORM_KEYS, handle),
            )
            Deposit.objects.filter(pk=deposit.pk).update(
                status=PaymentStatus.CONFIRMED, created=moment
            )
            confirm_deposit(deposit_id=deposit.pk, now=moment)

        self.at(moment, pay_in)

    def _plan_wish(self, wish: Wish) -> None:
        user = self.influencers[wish.creator].user
        shown = self.now - 2 * DAY

        def show() -> None:
            campaign = self.campaigns[wish.campaign]
            interest = show_interest(
                actor=user,
                campaign=campaign,
                message=wish.message,
                proposed_price_minor=wish.price * 100,
                now=shown,
            )
            if wish.is_declined:
                decline_interest(
                    actor=campaign.sponsor.user,
                    interest=interest,
                    reason="We have found our cobbler. Thank you for asking.",
                    now=shown + DAY,
                )

        self.at(shown, show)

    def _plan_nights(self) -> None:
        for days in range(180, -1, -1):
            midnight = datetime.combine((self.now - days * DAY).date(), time(), self.now.tzinfo)
            self.at(midnight, partial(clear_due_holds, now=midnight))
            self.at(midnight, partial(send_live_reminders, now=midnight))

    def _plan_withdrawal(
        self, handle: str, amount_minor: int, *, asked: datetime, is_paid: bool
    ) -> None:
        user = self.influencers[handle].user

        def withdraw() -> None:
            method = self._payout_method(user, asked - DAY)
            payout = request_payout(
                actor=user,
                amount_minor=amount_minor,
                method=method,
                reference=f"payout:demo-{handle}",
                now=asked,
            )
            if is_paid:
                make_batches(actor=self._moderator(), payouts=[payout], now=asked + DAY)
                mark_payout_paid(actor=self._moderator(), payout=payout, now=asked + DAY)

        self.at(asked, withdraw)

    def _plan_sponsors_method(self) -> None:
        """Let whoever tries the demo withdraw a sponsor's deposit at once."""
        user, since = self.sponsors[BRANDS[0].handle].user, self.now - 120 * DAY
        self.at(since, lambda: self._payout_method(user, since))

    def _payout_method(self, user: User, since: datetime) -> PayoutMethod:
        """Say where a user is paid: those with a demo login by IBAN, the others another way."""
        has_login = user.email in (SPONSOR_LOGIN, INFLUENCER_LOGIN)
        return set_payout_method(
            actor=user,
            kind=PayoutMethod.Kind.IBAN if has_login else PayoutMethod.Kind.OTHER,
            holder=user.get_full_name(),
            iban=SAMPLE_IBAN if has_login else "",
            details="" if has_login else "Demo bank account 0000",
            now=since,
        )

    def _plan_moderation(self) -> None:
        """Leave the moderators something in each of their queues."""
        moment = self.now - timedelta(hours=20)
        self.at(
            moment,
            lambda: flag_campaign(
                actor=self._moderator(),
                campaign=self.campaigns["No batteries"],
                reason="The brief does not say which age the train set is safe for.",
                now=moment,
            ),
        )
        self.at(
            moment,
            lambda: suspend_user(
                actor=self._moderator(),
                user=self.influencers["nightbus.notes"].user,
                reason="Followers grew by 60,000 in one night. We have asked for an explanation.",
                now=moment,
            ),
        )

    @staticmethod
    def _moderator() -> User:
        return User.objects.get(email=MODERATOR_LOGIN)

    def _settle_inboxes(self) -> None:
        """Count old notices as read, and let mails reach everybody from now on.

        Of what is mailed whatever people choose, agreements and settlements fill the story.
        """
        OutboxMail.objects.filter(kind__in=("ad_agreed", "ad_decided")).delete()
        NotificationPreference.objects.update(is_mail_on=True)
        Notification.objects.filter(created_at__lt=self.now - 2 * DAY).update(read_at=self.now)


def seed_demo(*, now: datetime | None = None) -> int:
    """Build the demo's market in one transaction; return how many ads it has.

    Does nothing, and returns 0, where the demo's moderator exists already.
    """
    if User.objects.filter(email=MODERATOR_LOGIN).exists():
        return 0
    with transaction.atomic():
        Story(now or timezone.now()).play()
    return Ad.objects.count()
