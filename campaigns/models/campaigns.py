"""The campaign: what a sponsor wants made, for how much, until when."""

from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import PLATFORM_LABELS, Category, SponsorProfile
from campaigns.budget import Budget
from campaigns.models.querysets import CampaignQuerySet, of_outer


class Campaign(models.Model):
    """One undertaking of a sponsor, with a budget that binds."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public: influencers find it and show interest"
        PRIVATE = "private", "Private: only influencers you send an ad see it"

    sponsor = models.ForeignKey(SponsorProfile, on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=120)
    description = models.TextField("brief", max_length=5000)
    goals = models.TextField(max_length=1000)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="campaigns")
    platforms = models.JSONField(default=list)
    budget_minor = models.PositiveBigIntegerField("budget", validators=[MinValueValidator(1)])
    committed_minor = models.PositiveBigIntegerField(default=0, editable=False)
    start_date = models.DateField()
    end_date = models.DateField()
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    flagged_at = models.DateTimeField(null=True, blank=True, editable=False)
    flag_reason = models.TextField(blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CampaignQuerySet.as_manager()

    if TYPE_CHECKING:
        # Annotations of `as_seen_by`.
        is_saved: bool
        interest_state: str | None
        excerpt: str
        # Annotations of `with_budget`.
        in_escrow_minor: int
        paid_minor: int

    class Meta:
        constraints = [
            # The budget law: what ads commit never exceeds what the sponsor set aside.
            models.CheckConstraint(
                condition=Q(committed_minor__gte=0) & Q(committed_minor__lte=F("budget_minor")),
                name="campaign_committed_within_budget",
            ),
            # A campaign has money to spend.
            models.CheckConstraint(
                condition=Q(budget_minor__gt=0), name="campaign_budget_positive"
            ),
            # Nothing ends before it starts.
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="campaign_ends_after_start"
            ),
            # A campaign is in one of the four states and open to all or to few.
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "paused", "closed"]),
                name="campaign_state_known",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["public", "private"]), name="campaign_visibility_known"
            ),
            # A published campaign knows since when: browsing sorts by it.
            models.CheckConstraint(
                condition=Q(state__in=["draft", "closed"]) | Q(published_at__isnull=False),
                name="campaign_published_has_moment",
            ),
            # A closed campaign knows since when, and only a closed one.
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="campaign_closed_has_moment",
            ),
            # A flag says why.
            models.CheckConstraint(
                condition=Q(flagged_at=None) | ~Q(flag_reason=""), name="campaign_flag_has_reason"
            ),
        ]
        indexes = [
            # Browsing: the newest public campaigns; the same inside one category.
            models.Index(
                fields=["state", "visibility", "-published_at", "-id"], name="campaign_browse"
            ),
            models.Index(
                fields=["category", "state", "-published_at"], name="campaign_category_browse"
            ),
            # Browsing by budget, and by what ends soon.
            models.Index(
                fields=["state", "visibility", "-budget_minor", "-id"], name="campaign_by_budget"
            ),
            models.Index(fields=["state", "visibility", "end_date", "id"], name="campaign_by_end"),
            # A sponsor's own, newest first.
            models.Index(fields=["sponsor", "-created_at"], name="campaign_mine"),
            # The sweep that closes what has ended.
            models.Index(fields=["state", "end_date"], name="campaign_ended"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the campaign's page."""
        return reverse("campaigns:detail", args=[self.pk])

    @classmethod
    def ads_of(cls, **filters: Any) -> Any:
        """Return the ads of the outer campaign, for use in a subquery.

        Ads live on the floor above; the reverse relation names them without an import.
        """
        return of_outer(cls, "ads", **filters)

    @classmethod
    def interests_of(cls, **filters: Any) -> Any:
        """Return the interests in the outer campaign, for use in a subquery."""
        return of_outer(cls, "interests", **filters)

    @property
    def free_minor(self) -> int:
        """What the budget still leaves, in minor units."""
        return self.budget_minor - self.committed_minor

    @property
    def budget(self) -> Budget:
        """How the budget stands; of a campaign loaded with `with_budget`."""
        funded_minor = self.in_escrow_minor + self.paid_minor
        return Budget(
            budget_minor=self.budget_minor,
            offered_minor=self.committed_minor - funded_minor,
            in_escrow_minor=self.in_escrow_minor,
            paid_minor=self.paid_minor,
        )

    @property
    def is_flagged(self) -> bool:
        """Whether a moderator has flagged the campaign."""
        return self.flagged_at is not None

    @property
    def is_listed(self) -> bool:
        """Whether browsing and search show it."""
        return (
            self.state == self.State.PUBLISHED
            and self.visibility == self.Visibility.PUBLIC
            and self.block is None
        )

    @property
    def block(self) -> str | None:
        """Why no new agreement may be made in this campaign, or None.

        A flag, a suspended, absent or unverified sponsor; `offer_block` adds the campaign's state.
        """
        if self.sponsor.user.is_suspended:
            return "The sponsor is suspended."
        if not self.sponsor.user.is_active:
            return "The sponsor has left."
        if not self.sponsor.is_verified:
            return "The sponsor is not verified yet."
        if self.is_flagged:
            return "A moderator has flagged this campaign."
        return None

    @property
    def offer_block(self) -> str | None:
        """Why no offer may be sent, countered or accepted and no interest shown, or None."""
        if self.block:
            return self.block
        return {
            self.State.DRAFT: "The campaign is not published.",
            self.State.PAUSED: "The campaign is paused.",
            self.State.CLOSED: "The campaign is closed.",
        }.get(self.State(self.state))

    @property
    def platform_labels(self) -> list[str]:
        """The platforms' names as people read them."""
        return [PLATFORM_LABELS[name] for name in self.platforms if name in PLATFORM_LABELS]
