"""What happened, told in the site; and what a person wants to be told by mail."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marketplace.kernel.people import Person


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Reads of notices."""

    def visible_to(self, user: Person) -> "NotificationQuerySet":
        """Return the notices written for `user`."""
        return self.filter(user_id=user.pk)

    def unread(self) -> "NotificationQuerySet":
        """Return those not opened yet."""
        return self.filter(read_at=None)


class Notification(models.Model):
    """One notice for one person, with the page it is about."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, help_text="A path of this site.")
    dedup_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            # A notice leads to this site only, never elsewhere.
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"),
                name="notification_url_is_path",
            ),
        ]
        indexes = [
            # The inbox, newest first.
            models.Index(fields=["user", "-created_at", "-id"], name="notification_inbox"),
            # The unread figure in every page's navigation.
            models.Index(fields=["user"], name="notification_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.text


class NotificationPreferenceQuerySet(models.QuerySet["NotificationPreference"]):
    """Reads of preferences."""

    def of(self, user: Person) -> "NotificationPreference":
        """Return the preferences of `user`; the row is made when it is first asked for."""
        return self.get_or_create(user_id=user.pk)[0]


class NotificationPreference(models.Model):
    """Which mails a person wants, and when."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preference"
    )
    digest_hour = models.PositiveSmallIntegerField(
        default=8,
        validators=[MaxValueValidator(23)],
        help_text="Hour of the day, 0 to 23, on the person's own clock.",
    )
    is_instant_on = models.BooleanField(default=True)
    is_digest_on = models.BooleanField(default=True)
    is_monthly_on = models.BooleanField(default=True)

    objects = NotificationPreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            # A day has the hours 0 to 23.
            models.CheckConstraint(
                condition=Q(digest_hour__gte=0, digest_hour__lte=23),
                name="notificationpreference_hour_of_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Mail preferences of user {self.user_id}"
