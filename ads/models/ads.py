"""The ad: the contract between one campaign and one influencer."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import InfluencerProfile
from ads.models.querysets import OPEN_STATES, TIMED_STATES, AdQuerySet
from ads.workflow import (
    NEGOTIATING,
    ON_DEADLINE,
    RUNNING,
    TERMINAL,
    TURN,
    Mover,
    Side,
    State,
)
from campaigns.models import Campaign, Interest
from marketplace.ledger.models import Account
from marketplace.messaging.models import Thread

if TYPE_CHECKING:
    from accounts.models import User


@lru_cache(maxsize=4000)
def _room_url(pk: int) -> str:
    """Return an ad's address, which lists ask for row by row."""
    return reverse("ads:detail", args=[pk])


class Ad(models.Model):
    """One contract, from draft to its end. Only `ads.actions` change it."""

    State = State

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="ads")
    influencer = models.ForeignKey(InfluencerProfile, on_delete=models.PROTECT, related_name="ads")
    interest = models.OneToOneField(
        Interest, null=True, blank=True, on_delete=models.PROTECT, related_name="ad"
    )
    title = models.CharField(max_length=120)

    state = models.CharField(max_length=18, choices=State.choices, default=State.DRAFT)
    state_entered_at = models.DateTimeField(default=timezone.now)
    deadline_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    # When the side whose turn it is was last reminded of this state's deadline.
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Until when each side is asked for something, NULL while it is not: see `ads.turns`.
    sponsor_acts_by = models.DateTimeField(null=True, blank=True)
    influencer_acts_by = models.DateTimeField(null=True, blank=True)

    # Opened when the ad is sent: a draft is its sponsor's alone and touches no money.
    thread = models.OneToOneField(Thread, null=True, on_delete=models.PROTECT, related_name="ad")
    escrow_account = models.OneToOneField(
        Account, null=True, on_delete=models.PROTECT, related_name="ad"
    )
    current_offer = models.OneToOneField(
        "ads.Offer", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # What this ad holds of the campaign's budget.
    committed_minor = models.PositiveBigIntegerField(default=0)

    # Frozen at acceptance: fee, the influencer's zone, and the terms with hash.
    fee_bps = models.PositiveIntegerField(null=True)
    influencer_zone = models.CharField(max_length=64, blank=True)
    terms = models.JSONField(null=True)
    terms_hash = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    # In force: as agreed at acceptance, changed only by accepted amendments, the last of which is
    # `amendment`.
    price_minor = models.PositiveBigIntegerField(null=True)
    kill_fee_minor = models.PositiveBigIntegerField(null=True)
    amendment = models.OneToOneField(
        "ads.Proposal", null=True, on_delete=models.PROTECT, related_name="+"
    )

    funded_at = models.DateTimeField(null=True, blank=True)
    rounds_used = models.PositiveSmallIntegerField(default=0)
    live_rejections = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What the influencer got of the escrow before the fee: price, kill fee or a settlement's share.
    released_minor = models.PositiveBigIntegerField(default=0)
    # When a moderator brought that back to the sponsor; `released_minor` is 0 from then on.
    reversed_at = models.DateTimeField(null=True, blank=True)

    # Brought over from the platform's predecessor: read, never moved.
    is_history = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="ad_state_known"),
            # One running contract per campaign and influencer.
            models.UniqueConstraint(
                fields=["campaign", "influencer"],
                condition=Q(state__in=OPEN_STATES),
                name="ad_one_open_per_pair",
            ),
            # A deadline exists exactly in the states that have one.
            models.CheckConstraint(
                condition=Q(state__in=TIMED_STATES, deadline_at__isnull=False)
                | (~Q(state__in=TIMED_STATES) & Q(deadline_at=None)),
                name="ad_deadline_in_timed_states",
            ),
            # Being overdue belongs to the states that a deadline does not end.
            models.CheckConstraint(
                condition=Q(overdue_at=None)
                | Q(state__in=[s for s, name in ON_DEADLINE.items() if name is None]),
                name="ad_overdue_in_open_ended_states",
            ),
            # What is agreed is agreed whole: price, fee, kill fee, hash.
            models.CheckConstraint(
                condition=Q(
                    accepted_at=None,
                    price_minor=None,
                    fee_bps=None,
                    kill_fee_minor=None,
                    terms_hash="",
                )
                | (
                    Q(
                        # A CHECK lets NULL pass, so each column says that it is there.
                        accepted_at__isnull=False,
                        price_minor__isnull=False,
                        fee_bps__isnull=False,
                        kill_fee_minor__isnull=False,
                        price_minor__gt=0,
                        fee_bps__lte=10_000,
                        kill_fee_minor__lte=models.F("price_minor"),
                    )
                    & ~Q(terms_hash="")
                )
                | Q(is_history=True),
                name="ad_frozen_whole",
            ),
            # What was brought back is no longer with the influencer.
            models.CheckConstraint(
                condition=Q(reversed_at=None) | Q(released_minor=0, ended_at__isnull=False),
                name="ad_reversed_holds_nothing",
            ),
            # Whatever was sent has a place to talk and a place for its money.
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | Q(is_history=True)
                | Q(thread__isnull=False, escrow_account__isnull=False),
                name="ad_sent_has_thread_and_escrow",
            ),
            # No money is held before both sides agreed.
            models.CheckConstraint(
                condition=Q(funded_at=None) | Q(accepted_at__isnull=False) | Q(is_history=True),
                name="ad_funded_after_acceptance",
            ),
            # What is over asks nobody for anything.
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES)
                | Q(sponsor_acts_by=None, influencer_acts_by=None),
                name="ad_end_asks_nobody",
            ),
            # Money leaves the escrow only at the end, and never more than the price.
            models.CheckConstraint(
                condition=Q(released_minor=0)
                | (~Q(state__in=OPEN_STATES) & Q(released_minor__lte=models.F("price_minor"))),
                name="ad_released_at_the_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s for s in State if s in TERMINAL], ended_at__isnull=False)
                | (Q(state__in=OPEN_STATES) & Q(ended_at=None)),
                name="ad_end_has_moment",
            ),
        ]
        indexes = [
            # The deadline sweep.
            models.Index(
                fields=["deadline_at"],
                condition=Q(overdue_at=None, deadline_at__isnull=False),
                name="ad_due",
            ),
            # My ads by state and deadline, for either side.
            models.Index(fields=["influencer", "state", "deadline_at"], name="ad_influencer_turn"),
            models.Index(fields=["campaign", "state", "deadline_at"], name="ad_campaign_turn"),
            # What waits for me, soonest first.
            models.Index(
                fields=["influencer", "influencer_acts_by"],
                condition=Q(influencer_acts_by__isnull=False),
                name="ad_influencer_asked",
            ),
            models.Index(
                fields=["campaign", "sponsor_acts_by"],
                condition=Q(sponsor_acts_by__isnull=False),
                name="ad_sponsor_asked",
            ),
            # What campaigns and profiles count of what was done.
            models.Index(
                fields=["ended_at"], condition=Q(state=State.COMPLETED), name="ad_completed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the contract room."""
        return _room_url(self.pk)

    def side_of(self, user: "User") -> Side | None:
        """Return the side `user` takes in this ad, or None for a stranger."""
        if self.campaign.sponsor.user_id == user.pk:
            return Side.SPONSOR
        if self.influencer.user_id == user.pk:
            return Side.INFLUENCER
        return None

    def mover_for(self, user: "User | None") -> Mover | None:
        """Return how `user` appears in the workflow; None as user is the system.

        Staff are never parties, see `user_staff_without_role`; what a moderator is allowed in
        the console is the admin's to check.
        """
        if user is None:
            return Mover.SYSTEM
        if side := self.side_of(user):
            return Mover(side.value)
        return Mover.MODERATOR if user.is_staff and user.is_active else None

    def user_of(self, side: Side) -> "User":
        """Return the user who acts for `side`."""
        return self.campaign.sponsor.user if side is Side.SPONSOR else self.influencer.user

    @property
    def turn(self) -> Side | None:
        """Whom the state's timer waits for; None once over, or while a moderator is waited for."""
        if self.is_history:
            return None
        if self.state == State.DISPUTED:
            return next((side for side in Side if self.acts_by(side)), None)
        return TURN.get(State(self.state))

    def acts_by(self, side: Side) -> datetime | None:
        """Until when `side` is asked for something; None while it is not."""
        return self.sponsor_acts_by if side is Side.SPONSOR else self.influencer_acts_by

    @property
    def is_running(self) -> bool:
        """Whether the work is paid for and on its way."""
        return self.state in RUNNING

    @property
    def is_disputed(self) -> bool:
        """Whether everything waits for a dispute to end."""
        return self.state == State.DISPUTED

    @property
    def terms_in_force(self) -> dict[str, Any]:
        """The agreed terms with the last accepted amendment; empty before acceptance."""
        return (self.amendment.terms if self.amendment else self.terms) or {}

    @property
    def is_negotiating(self) -> bool:
        """Whether an offer waits for an answer."""
        return self.state in NEGOTIATING

    @property
    def is_over(self) -> bool:
        """Whether the ad has ended."""
        return self.state in TERMINAL

    @property
    def is_overdue(self) -> bool:
        """Whether the influencer's deadline passed without work."""
        return self.overdue_at is not None and not self.is_disputed

    @property
    def overdue_cancel_from(self) -> datetime | None:
        """From when the sponsor may cancel for a full refund; None while nothing is overdue."""
        if self.overdue_at is None or self.is_disputed:
            return None
        return self.overdue_at + timedelta(hours=settings.OVERDUE_CANCEL_HOURS)

    @property
    def offered_price_minor(self) -> int:
        """The agreed price, or the price on the table."""
        if self.price_minor is not None:
            return self.price_minor
        return self.current_offer.price_minor if self.current_offer else 0

    @property
    def ratings_close_at(self) -> datetime | None:
        """When the rating form closes and what was written becomes visible; None if not ended."""
        return self.ended_at + timedelta(days=settings.RATING_DAYS) if self.ended_at else None
