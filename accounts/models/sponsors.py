"""Sponsors, and whether moderators have verified them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models.profiles import SEEN_BY_OTHERS, Profile, rating_in_range

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.users import User


class SponsorProfileQuerySet(models.QuerySet["SponsorProfile"]):
    """Reads of sponsors."""

    def verified(self) -> "SponsorProfileQuerySet":
        """Return sponsors a moderator has approved."""
        return self.filter(verification=SponsorProfile.Verification.VERIFIED)

    def public(self) -> "SponsorProfileQuerySet":
        """Return sponsors that strangers may see: verified and not suspended."""
        return self.verified().filter(SEEN_BY_OTHERS)

    def visible_to(self, user: "User | AnonymousUser") -> "SponsorProfileQuerySet":
        """Return the public ones and the user's own; moderators see all."""
        if user.is_staff:
            return self
        return self.filter(
            Q(verification=SponsorProfile.Verification.VERIFIED) & SEEN_BY_OTHERS
            | Q(user_id=user.pk)
        )


class SponsorProfile(Profile):
    """A company or person that pays for content."""

    class Verification(models.TextChoices):
        UNVERIFIED = "unverified", "Unverified"
        VERIFIED = "verified", "Verified"
        REJECTED = "rejected", "Verification refused"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sponsor_profile"
    )
    company_name = models.CharField("company", max_length=120)
    industry = models.CharField(max_length=80)
    website = models.URLField(blank=True)
    verification = models.CharField(
        max_length=12, choices=Verification.choices, default=Verification.UNVERIFIED
    )
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = SponsorProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            # A verified sponsor knows since when, and only a verified one.
            models.CheckConstraint(
                condition=Q(verification="verified", verified_at__isnull=False)
                | (~Q(verification="verified") & Q(verified_at=None)),
                name="sponsorprofile_verified_has_moment",
            ),
            # Every rating is 1 to 5 on every axis.
            models.CheckConstraint(
                condition=rating_in_range(),
                name="sponsorprofile_rating_in_range",
            ),
            # A country is a code of two capitals; which codes exist is the form's business.
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="sponsorprofile_country_is_code",
            ),
        ]
        indexes = [
            # The moderators' queue of sponsors to verify.
            models.Index(fields=["verification", "created_at"], name="sponsor_verification_queue"),
        ]

    def get_absolute_url(self) -> str:
        """Return the public page."""
        return reverse("accounts:sponsor_detail", args=[self.handle_id])

    @property
    def is_verified(self) -> bool:
        """Whether a moderator has approved this sponsor: only then may it publish and send."""
        return self.verification == self.Verification.VERIFIED
