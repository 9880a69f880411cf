"""Influencers, and how others find them."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models.catalogue import Category
from accounts.models.profiles import SEEN_BY_OTHERS, Profile, rating_in_range, rating_score
from accounts.places import language_names, validate_languages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.figures import Channel
    from accounts.models.users import User

# Where an influencer without a price stands when sorted by price: after everybody else.
PRICE_UNKNOWN = 2**62


class InfluencerProfileQuerySet(models.QuerySet["InfluencerProfile"]):
    """Reads of influencers."""

    def public(self) -> "InfluencerProfileQuerySet":
        """Return influencers that others may find and see."""
        return self.filter(SEEN_BY_OTHERS)

    def visible_to(self, user: "User | AnonymousUser") -> "InfluencerProfileQuerySet":
        """Return the public ones and the user's own; moderators see all."""
        if user.is_staff:
            return self
        return self.filter(SEEN_BY_OTHERS | Q(user_id=user.pk))

    def reaching(self, followers: int, *, on: str | None = None) -> "InfluencerProfileQuerySet":
        """Return those with at least so many followers on one channel, of the platform `on`."""
        if not on:
            return self.filter(top_followers__gte=followers) if followers else self
        channels = self._channels().filter(platform=on)
        return self.filter(Exists(channels.filter(followers__gte=followers)))

    def with_top_channel(self, *, on: str | None = None) -> "InfluencerProfileQuerySet":
        """Annotate platform, followers and engagement rate of the largest channel (of `on`)."""
        channels = self._channels().order_by("-followers", "pk")
        if on:
            channels = channels.filter(platform=on)
        return self.annotate(
            channel_platform=Subquery(channels.values("platform")[:1]),
            channel_followers=Subquery(channels.values("followers")[:1]),
            channel_engagement=Subquery(channels.values("engagement_rate")[:1]),
        )

    @staticmethod
    def _channels() -> "models.QuerySet[Channel]":
        """Return the channels of the influencer in the outer query."""
        channels: models.QuerySet[Channel] = apps.get_model("accounts", "Channel").objects.all()
        return channels.filter(influencer_id=OuterRef("pk"))

    def in_price_order(self) -> "InfluencerProfileQuerySet":
        """Annotate `price_order`, which puts influencers without a price last."""
        return self.annotate(price_order=Coalesce("lowest_price_minor", Value(PRICE_UNKNOWN)))


class InfluencerProfile(Profile):
    """A creator who is paid for content."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="influencer_profile"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="influencers")
    niche = models.CharField(max_length=80, blank=True)
    languages = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_languages],
        help_text="ISO 639-1 codes, such as en and de.",
    )
    avatar = models.ImageField(upload_to="avatars/", blank=True)
    # Derived from channels and rate card by `accounts.actions`, so that search stays one index.
    top_followers = models.PositiveBigIntegerField(default=0, editable=False)
    lowest_price_minor = models.PositiveBigIntegerField(null=True, editable=False)
    # What the platform's predecessor paid out: history, never wallet money.
    past_earnings_minor = models.PositiveBigIntegerField(default=0, editable=False)
    rating_score = rating_score()

    objects = InfluencerProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            # Every rating is 1 to 5 on every axis.
            models.CheckConstraint(
                condition=rating_in_range(),
                name="influencerprofile_rating_in_range",
            ),
            # A country is a code of two capitals; which codes exist is the form's business.
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="influencerprofile_country_is_code",
            ),
        ]
        indexes = [
            # Search, sorted by reach; the same inside one category.
            models.Index(fields=["-top_followers", "-id"], name="influencer_reach"),
            models.Index(fields=["category", "-top_followers"], name="influencer_category_reach"),
            models.Index(
                Coalesce("lowest_price_minor", Value(PRICE_UNKNOWN)), "id", name="influencer_price"
            ),
            models.Index(fields=["-rating_score", "-id"], name="influencer_rating"),
            models.Index(fields=["-created_at", "-id"], name="influencer_newest"),
        ]

    def get_absolute_url(self) -> str:
        """Return the public page."""
        return reverse("accounts:influencer_detail", args=[self.handle_id])

    @property
    def language_names(self) -> list[str]:
        """The names of the languages, in English."""
        return language_names(self.languages)

    @property
    def tier(self) -> str:
        """Size by followers of the largest channel: nano < 10k, micro < 100k, mid < 500k,
        macro < 1M, mega above."""
        for limit, name in ((10_000, "nano"), (100_000, "micro"), (500_000, "mid")):
            if self.top_followers < limit:
                return name
        return "macro" if self.top_followers < 1_000_000 else "mega"
