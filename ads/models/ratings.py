"""Ratings: one side's review of an ad that is over, blind until both are in or time is up."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import InfluencerProfile, SponsorProfile
from ads.workflow import Side


class RatingQuerySet(models.QuerySet["Rating"]):
    """Reads of ratings."""

    def published(self) -> "RatingQuerySet":
        """Return those everybody may read."""
        return self.filter(published_at__isnull=False)

    def about(self, profile: SponsorProfile | InfluencerProfile) -> "RatingQuerySet":
        """Return those that judge `profile`."""
        if isinstance(profile, SponsorProfile):
            return self.filter(by_side=Side.INFLUENCER, ad__campaign__sponsor=profile)
        return self.filter(by_side=Side.SPONSOR, ad__influencer=profile)


class Rating(models.Model):
    """Stars and words of one side about the other."""

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="ratings")
    by_side = models.CharField(max_length=10, choices=Side.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["ad", "by_side"], name="rating_once_per_side"),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="rating_stars_in_range"
            ),
        ]
        indexes = [
            # The sweep that publishes what is still blind.
            models.Index(
                fields=["created_at"], condition=Q(published_at=None), name="rating_blind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars} stars by the {self.by_side} of {self.ad_id}"
