"""An interest: an influencer's application to a public campaign."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import InfluencerProfile
from campaigns.models.campaigns import Campaign
from marketplace.messaging.models import Thread, ThreadParticipant

if TYPE_CHECKING:
    from accounts.models import User


class InterestQuerySet(models.QuerySet["Interest"]):
    """Reads of interests."""

    def visible_to(self, user: "User") -> "InterestQuerySet":
        """Return those the user is a party of."""
        return self.filter(Q(campaign__sponsor__user_id=user.pk) | Q(influencer__user_id=user.pk))

    def open(self) -> "InterestQuerySet":
        """Return those that wait for the sponsor."""
        return self.filter(state=Interest.State.OPEN)

    def answered(self) -> "InterestQuerySet":
        """Return those that wait for nobody any more."""
        return self.exclude(state=Interest.State.OPEN)

    def with_unread(self, user: "User") -> "InterestQuerySet":
        """Annotate how many messages of each thread `user` has not read (`unread`)."""
        seat = ThreadParticipant.objects.filter(thread=OuterRef("thread"), user_id=user.pk)
        return self.annotate(unread=Subquery(seat.values("unread_count")[:1]))


class Interest(models.Model):
    """One influencer's wish to work in one campaign, with the thread that questions go to."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DECLINED = "declined", "Declined"
        CONVERTED = "converted", "Became an ad"
        CLOSED = "closed", "Campaign closed"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="interests")
    influencer = models.ForeignKey(
        InfluencerProfile, on_delete=models.PROTECT, related_name="interests"
    )
    message = models.TextField(max_length=2000)
    proposed_price_minor = models.PositiveBigIntegerField("proposed price", null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    decline_reason = models.TextField(max_length=1000, blank=True)
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="interest")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        constraints = [
            # Whoever waits for an answer does not apply a second time.
            models.UniqueConstraint(
                fields=["campaign", "influencer"],
                condition=Q(state="open"),
                name="interest_one_open_per_influencer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn", "declined", "converted", "closed"]),
                name="interest_state_known",
            ),
            # A proposed price is a price.
            models.CheckConstraint(
                condition=Q(proposed_price_minor=None) | Q(proposed_price_minor__gt=0),
                name="interest_price_positive",
            ),
            # Whoever is turned down learns why.
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="interest_decline_has_reason",
            ),
        ]
        indexes = [
            # The sponsor's list of a campaign's interests.
            models.Index(fields=["campaign", "state", "-created_at"], name="interest_campaign"),
            # An influencer's own.
            models.Index(fields=["influencer", "-created_at"], name="interest_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.influencer} in {self.campaign}"

    def get_absolute_url(self) -> str:
        """Return the page with the conversation."""
        return reverse("campaigns:interest_detail", args=[self.campaign_id, self.pk])
