"""The campaign: what a sponsor wants made, for how much, until when."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, Left
from django.urls import reverse
from django.utils import timezone

from accounts.models import PLATFORM_LABELS, Category, SponsorProfile
from marketplace.kernel.money import format_money

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Reads of campaigns."""

    def owned_by(self, user: "User") -> "CampaignQuerySet":
        """Return the campaigns the user manages."""
        return self.filter(sponsor__user_id=user.pk)

    def unblocked(self) -> "CampaignQuerySet":
        """Return those nothing holds up: not flagged, the sponsor verified and at large."""
        return self.filter(
            flagged_at=None,
            sponsor__verification=SponsorProfile.Verification.VERIFIED,
            sponsor__user__suspended_at=None,
            sponsor__user__is_active=True,
        )

    def listed(self) -> "CampaignQuerySet":
        """Return what browsing and search show: published, public, unblocked."""
        return self.unblocked().filter(
            state=Campaign.State.PUBLISHED, visibility=Campaign.Visibility.PUBLIC
        )

    def visible_to(self, user: "User | AnonymousUser") -> "CampaignQuerySet":
        """Return what `user` may open.

        The sponsor sees its own; everybody signed in sees what is listed. An influencer keeps
        seeing a campaign, whatever becomes of it, once an ad was sent, and a public one once
        interest was shown. Moderators see all.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        if user.is_sponsor:
            return self.filter(
                Q(sponsor__user_id=user.pk) | Q(pk__in=Campaign.objects.listed().values("pk"))
            )
        sent = Campaign.ads_of(influencer__user_id=user.pk).exclude(state="draft")
        shown = Campaign.interests_of(influencer__user_id=user.pk)
        return self.filter(
            Q(pk__in=Campaign.objects.listed().values("pk"))
            | Exists(sent)
            | (Q(visibility=Campaign.Visibility.PUBLIC) & Exists(shown))
        )

    def saved_by(self, user: "User") -> "CampaignQuerySet":
        """Return those on the influencer's list."""
        return self.filter(saves__influencer__user_id=user.pk)

    def interesting(self, user: "User") -> "CampaignQuerySet":
        """Return those the influencer ever showed interest in."""
        shown = Campaign.interests_of(influencer__user_id=user.pk)
        return self.filter(Exists(shown))

    def as_seen_by(self, user: "User") -> "CampaignQuerySet":
        """Annotate what a row of the list tells this reader: whether it is saved (`is_saved`),
        the state of the reader's last interest (`interest_state`), and the brief's beginning
        (`excerpt`) in the place of its long texts."""
        saves = _of_outer(Campaign, "saves", influencer__user_id=user.pk)
        last_interest = Campaign.interests_of(influencer__user_id=user.pk).order_by("-pk")
        return self.defer("description", "goals").annotate(
            excerpt=Left("description", 200),
            is_saved=Exists(saves),
            interest_state=Subquery(last_interest.values("state")[:1]),
        )

    def with_work(self) -> "CampaignQuerySet":
        """Annotate what waits in each campaign, for its sponsor: `open_interests`, ads in which
        it is the sponsor's turn (`ads_yours`) and all other open ads (`ads_theirs`)."""
        ads = Campaign.ads_of()
        return self.annotate(
            open_interests=_count(Campaign.interests_of().filter(state="open")),
            ads_yours=_count(ads.waiting_for("sponsor")),
            ads_theirs=_count(ads.waiting_for("influencer")),
        )

    def on_platform(self, platform: str) -> "CampaignQuerySet":
        """Return campaigns that name `platform`. JSON text is searched, as SQLite cannot look
        inside a list."""
        return self.annotate(_platforms=Cast("platforms", TextField())).filter(
            _platforms__contains=f'"{platform}"'
        )

    def past_end(self, today: date) -> "CampaignQuerySet":
        """Return running campaigns whose end date lies before `today`."""
        return self.filter(
            state__in=[Campaign.State.PUBLISHED, Campaign.State.PAUSED], end_date__lt=today
        )


def _of_outer(model: type[models.Model], relation: str, **filters: Any) -> Any:
    related: Any = model._meta.get_field(relation).related_model
    return related._default_manager.filter(campaign=OuterRef("pk"), **filters)


def _count(rows: Any) -> Coalesce:
    """Return how many `rows` an outer campaign has; they are counted in one indexed subquery."""
    counted = rows.order_by().values("campaign").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


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
        return _of_outer(cls, "ads", **filters)

    @classmethod
    def interests_of(cls, **filters: Any) -> Any:
        """Return the interests in the outer campaign, for use in a subquery."""
        return _of_outer(cls, "interests", **filters)

    @property
    def free_minor(self) -> int:
        """What the budget still leaves, in minor units."""
        return self.budget_minor - self.committed_minor

    @property
    def budget_words(self) -> str:
        """How the budget stands, in words."""
        held, free = format_money(self.committed_minor), format_money(self.free_minor)
        return f"{held} held by ads, {free} free"

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
