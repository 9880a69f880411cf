"""Reads of campaigns."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Aggregate, Count, Exists, OuterRef, Q, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce, Left

from accounts.models import SponsorProfile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from campaigns.models.campaigns import Campaign  # noqa: F401  (names the model for readers)


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
            state=self.model.State.PUBLISHED, visibility=self.model.Visibility.PUBLIC
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
                Q(sponsor__user_id=user.pk) | Q(pk__in=self.model.objects.listed().values("pk"))
            )
        sent = self.model.ads_of(influencer__user_id=user.pk).exclude(state="draft")
        shown = self.model.interests_of(influencer__user_id=user.pk)
        return self.filter(
            Q(pk__in=self.model.objects.listed().values("pk"))
            | Exists(sent)
            | (Q(visibility=self.model.Visibility.PUBLIC) & Exists(shown))
        )

    def saved_by(self, user: "User") -> "CampaignQuerySet":
        """Return those on the influencer's list."""
        return self.filter(saves__influencer__user_id=user.pk)

    def interesting(self, user: "User") -> "CampaignQuerySet":
        """Return those the influencer ever showed interest in."""
        shown = self.model.interests_of(influencer__user_id=user.pk)
        return self.filter(Exists(shown))

    def as_seen_by(self, user: "User") -> "CampaignQuerySet":
        """Annotate what a row of the list tells this reader: whether it is saved (`is_saved`),
        the state of the reader's last interest (`interest_state`), and the brief's beginning
        (`excerpt`) in the place of its long texts."""
        saves = of_outer(self.model, "saves", influencer__user_id=user.pk)
        last_interest = self.model.interests_of(influencer__user_id=user.pk).order_by("-pk")
        return self.defer("description", "goals").annotate(
            excerpt=Left("description", 200),
            is_saved=Exists(saves),
            interest_state=Subquery(last_interest.values("state")[:1]),
        )

    def with_work(self) -> "CampaignQuerySet":
        """Annotate what waits in each campaign, for its sponsor: `open_interests`, ads in which
        it is the sponsor's turn (`ads_yours`) and all other open ads (`ads_theirs`)."""
        ads = self.model.ads_of()
        return self.annotate(
            open_interests=_count(self.model.interests_of().filter(state="open")),
            ads_yours=_count(ads.waiting_for("sponsor")),
            ads_theirs=_count(ads.waiting_for("influencer")),
        )

    def with_budget(self) -> "CampaignQuerySet":
        """Annotate what `Campaign.budget` reads, in the same statement as the budget itself: what
        ads hold of it that are funded and run (`in_escrow_minor`), and that are over
        (`paid_minor`)."""
        ads = self.model.ads_of()
        running = ads.filter(funded_at__isnull=False, ended_at=None)
        return self.annotate(
            in_escrow_minor=_per_campaign(running, Sum("committed_minor")),
            paid_minor=_per_campaign(ads.filter(ended_at__isnull=False), Sum("committed_minor")),
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
            state__in=[self.model.State.PUBLISHED, self.model.State.PAUSED], end_date__lt=today
        )


def of_outer(model: type[models.Model], relation: str, **filters: Any) -> Any:
    """Return the rows that name the outer campaign by `relation`, for use in a subquery."""
    related: Any = model._meta.get_field(relation).related_model
    return related._default_manager.filter(campaign=OuterRef("pk"), **filters)


def _per_campaign(rows: Any, figure: Aggregate) -> Coalesce:
    """Return `figure` over those `rows` that belong to an outer campaign, 0 where there are none;
    it is worked out in one indexed subquery."""
    found = rows.order_by().values("campaign").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(found), 0)


def _count(rows: Any) -> Coalesce:
    """Return how many `rows` an outer campaign has."""
    return _per_campaign(rows, Count("pk"))
