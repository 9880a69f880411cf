"""An influencer's channels and rate card."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.catalogue import DeliverableKind, Platform
from accounts.models.influencers import InfluencerProfile


class Channel(models.Model):
    """One account of an influencer on one platform, with the figures it states."""

    influencer = models.ForeignKey(
        InfluencerProfile, on_delete=models.CASCADE, related_name="channels"
    )
    platform = models.CharField(max_length=12, choices=Platform.choices)
    handle = models.CharField(max_length=80, help_text="The name on that platform.")
    # Forms ask for it; what came from the platform's predecessor has none.
    url = models.URLField("address", max_length=300, blank=True)
    followers = models.PositiveBigIntegerField(validators=[MaxValueValidator(10_000_000_000)])
    average_views = models.PositiveBigIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(10_000_000_000)]
    )
    engagement_rate = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="(likes + comments) / followers, in percent.",
    )

    class Meta:
        ordering = ["-followers", "pk"]
        constraints = [
            # A channel is stated once, whatever its case.
            models.UniqueConstraint(
                "influencer", "platform", Lower("handle"), name="channel_unique_per_influencer"
            ),
            # An engagement rate is a percentage.
            models.CheckConstraint(
                condition=Q(engagement_rate=None)
                | Q(engagement_rate__gte=0, engagement_rate__lte=100),
                name="channel_engagement_is_percent",
            ),
            # Nobody has fewer than no followers.
            models.CheckConstraint(
                condition=Q(followers__gte=0), name="channel_followers_not_negative"
            ),
        ]
        indexes = [
            # Search by platform and reach.
            models.Index(fields=["platform", "followers"], name="channel_platform_followers"),
        ]

    def __str__(self) -> str:
        return f"{self.handle} on {self.get_platform_display()}"


class RateCardItem(models.Model):
    """What an influencer asks for one item of content."""

    influencer = models.ForeignKey(
        InfluencerProfile, on_delete=models.CASCADE, related_name="rate_card"
    )
    platform = models.CharField(max_length=12, choices=Platform.choices)
    kind = models.CharField(max_length=12, choices=DeliverableKind.choices)
    price_minor = models.PositiveBigIntegerField("price")

    class Meta:
        ordering = ["price_minor", "pk"]
        constraints = [
            # One price for one kind of content on one platform.
            models.UniqueConstraint(
                fields=["influencer", "platform", "kind"], name="ratecarditem_unique_per_kind"
            ),
            # Nothing on a rate card is free.
            models.CheckConstraint(
                condition=Q(price_minor__gt=0), name="ratecarditem_price_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.get_platform_display()}"
