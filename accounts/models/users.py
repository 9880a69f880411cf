"""The user: a person who signs in with an e-mail address and has at most one role."""

import zoneinfo
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.events import AccountEvent

if TYPE_CHECKING:
    from accounts.models.influencers import InfluencerProfile
    from accounts.models.sponsors import SponsorProfile


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` is an IANA time zone name."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError("This is not a time zone. Choose one from the list.")


class UserQuerySet(models.QuerySet["User"]):
    """Reads of users."""

    def moderators(self) -> "UserQuerySet":
        """Return active staff."""
        return self.filter(is_staff=True, is_active=True)

    def reachable(self) -> "UserQuerySet":
        """Return those who may be written to: active and confirmed. Suspended users are, too:
        what they agreed runs on, and its deadlines with it."""
        return self.filter(is_active=True, unconfirmed_since=None)

    def unfinished(self, *, before: datetime) -> "UserQuerySet":
        """Return sign-ups that began before `before`, were never confirmed nor judged."""
        judged = AccountEvent.objects.filter(user_id=OuterRef("pk"))
        waiting = self.filter(unconfirmed_since__lt=before, last_login=None)
        return waiting.exclude(Exists(judged))


class UserManager(BaseUserManager["User"]):
    """Creates users with a normalised address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password the user has an unusable one."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a moderator with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Moderators are staff and have no role."""

    class Role(models.TextChoices):
        SPONSOR = "sponsor", "Sponsor"
        INFLUENCER = "influencer", "Influencer"

    email = models.EmailField("e-mail address", unique=True)
    role = models.CharField(max_length=12, choices=Role.choices, blank=True, default="")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    is_staff = models.BooleanField("moderator", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    # What was agreed to at sign-up.
    terms_version = models.CharField(max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    majority_confirmed_at = models.DateTimeField(null=True, blank=True)

    # Set while a sign-up waits for its code: nobody else sees such a user, and after a week it
    # is forgotten.
    unconfirmed_since = models.DateTimeField(null=True, blank=True, editable=False)
    # Set when the user deleted the account: what identified a person is gone from the row.
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)

    # A suspension is not a deactivation: the user still signs in, reads and appeals.
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.TextField(blank=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            # One person, one address, however it is typed.
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
            # A user acts on one side, or on none.
            models.CheckConstraint(
                condition=Q(role__in=["", "sponsor", "influencer"]), name="user_role_known"
            ),
            # Nobody is a moderator and a party at the same time.
            models.CheckConstraint(
                condition=Q(is_staff=False) | Q(role=""), name="user_staff_without_role"
            ),
            # Every suspension has a reason.
            models.CheckConstraint(
                condition=Q(suspended_at=None) | ~Q(suspension_reason=""),
                name="user_suspension_has_reason",
            ),
            # Whoever deleted the account cannot sign in.
            models.CheckConstraint(
                condition=Q(anonymised_at=None) | Q(is_active=False),
                name="user_anonymised_is_inactive",
            ),
        ]
        indexes = [
            # The admin's list of the newest users of a role.
            models.Index(fields=["role", "-date_joined"], name="user_role_newest"),
            # The sweep that forgets sign-ups nobody confirmed.
            models.Index(
                fields=["unconfirmed_since"],
                name="user_unconfirmed",
                condition=Q(unconfirmed_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_sponsor(self) -> bool:
        """Whether this user acts as a sponsor."""
        return self.role == self.Role.SPONSOR

    @property
    def is_influencer(self) -> bool:
        """Whether this user acts as an influencer."""
        return self.role == self.Role.INFLUENCER

    @property
    def is_suspended(self) -> bool:
        """Whether a moderator has suspended this user."""
        return self.suspended_at is not None

    @property
    def is_reachable(self) -> bool:
        """Whether this user may be written to, as `UserQuerySet.reachable` finds them."""
        return self.is_active and self.unconfirmed_since is None

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The user's time zone; UTC where the stored name has left the zone database."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    @property
    def profile(self) -> "SponsorProfile | InfluencerProfile | None":
        """The profile of the user's role, or None for moderators."""
        if self.is_sponsor:
            return getattr(self, "sponsor_profile", None)
        if self.is_influencer:
            return getattr(self, "influencer_profile", None)
        return None

    def get_full_name(self) -> str:
        """Return the name others know this user by."""
        return str(self.profile) if self.profile else self.email

    def get_short_name(self) -> str:
        """Return the name others know this user by."""
        return self.get_full_name()
