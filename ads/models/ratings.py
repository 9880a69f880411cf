"""Ratings: one side's review of an ad that is over, blind until both are in or time is up."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import InfluencerProfile, SponsorProfile
from ads.workflow import Side

STARS = [MinValueValidator(1), MaxValueValidator(5)]


class RatingQuerySet(models.QuerySet["Rating"]):
    """Reads of ratings."""

    def published(self) -> "RatingQuerySet":
        """Return those everybody may read."""
        return self.filter(published_at__isnull=False)

    def awaiting_review(self) -> "RatingQuerySet":
        """Return the held ones that no moderator has decided about."""
        return self.filter(is_held=True, reviewed_at=None)

    def kept_hidden(self) -> "RatingQuerySet":
        """Return those that a moderator keeps hidden."""
        return self.filter(is_held=True, reviewed_at__isnull=False)

    def about(self, profile: SponsorProfile | InfluencerProfile) -> "RatingQuerySet":
        """Return those that judge `profile`."""
        if isinstance(profile, SponsorProfile):
            return self.filter(by_side=Side.INFLUENCER, ad__campaign__sponsor=profile)
        return self.filter(by_side=Side.SPONSOR, ad__influencer=profile)


class Rating(models.Model):
    """Stars on three axes and words of one side about the other."""

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="ratings")
    by_side = models.CharField(max_length=10, choices=Side.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quality_stars = models.PositiveSmallIntegerField(validators=STARS)
    communication_stars = models.PositiveSmallIntegerField(validators=STARS)
    timeliness_stars = models.PositiveSmallIntegerField(validators=STARS)
    text = models.TextField(max_length=2000, blank=True)
    private_note = models.TextField(
        max_length=2000, blank=True, help_text="Only the moderators read it."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Written by who lost a dispute about the ad: a moderator reads it before anybody else.
    is_held = models.BooleanField(default=False)
    # What a moderator decided about it last; still held, it stays hidden.
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    review_reason = models.TextField(max_length=2000, blank=True)
    # One answer by who was rated.
    reply = models.TextField(max_length=1000, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["ad", "by_side"], name="rating_once_per_side"),
            models.CheckConstraint(
                condition=Q(
                    quality_stars__range=(1, 5),
                    communication_stars__range=(1, 5),
                    timeliness_stars__range=(1, 5),
                ),
                name="rating_stars_in_range",
            ),
            # Nobody answers what nobody can read.
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None)
                | (Q(replied_at__isnull=False, published_at__isnull=False) & ~Q(reply="")),
                name="rating_reply_to_published",
            ),
            models.CheckConstraint(
                condition=Q(is_held=False) | Q(published_at=None), name="rating_held_is_unpublished"
            ),
            # A decision says when, by whom and why.
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, review_reason="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(review_reason="")),
                name="rating_reviewed_whole",
            ),
        ]
        indexes = [
            # The sweep that publishes what is still blind.
            models.Index(
                fields=["created_at"], condition=Q(published_at=None), name="rating_blind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars:.1f} stars by the {self.by_side} of {self.ad_id}"

    @property
    def axes(self) -> tuple[int, int, int]:
        """The stars for quality, communication and timeliness."""
        return self.quality_stars, self.communication_stars, self.timeliness_stars

    @property
    def stars(self) -> float:
        """The mean of the three axes, 1.0 to 5.0."""
        return sum(self.axes) / len(self.axes)
