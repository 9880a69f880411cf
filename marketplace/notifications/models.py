"""What happened, told in the site; and what a person wants to be told by mail."""

from collections.abc import Iterable

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marketplace.kernel.people import Person
from marketplace.notifications.topics import DEFAULTS, DIGEST_HOUR, Choice, Topic


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Reads of notices."""

    def visible_to(self, user: Person) -> "NotificationQuerySet":
        """Return the notices written for `user`."""
        return self.filter(user_id=user.pk)

    def unread(self) -> "NotificationQuerySet":
        """Return those not opened yet."""
        return self.filter(read_at=None)

    def for_digest(self) -> "NotificationQuerySet":
        """Return those a digest may tell: unread, about a topic, and not mailed by themselves."""
        return self.unread().exclude(topic="").filter(is_mailed=False)


class Notification(models.Model):
    """One notice for one person, with the page it is about."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=60)
    topic = models.CharField(
        max_length=12,
        blank=True,
        default="",
        choices=[(topic.value, topic.label) for topic in Topic],
        help_text="Empty where the mail about it is always sent.",
    )
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, help_text="A path of this site.")
    dedup_key = models.CharField(max_length=200, unique=True)
    is_mailed = models.BooleanField(default=False, help_text="A mail of its own told it at once.")
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
            # What people choose about, or what nobody can choose about.
            models.CheckConstraint(
                condition=Q(topic__in=["", *(topic.value for topic in Topic)]),
                name="notification_topic_known",
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


def _choice_about(topic: Topic) -> "models.CharField[str, str]":
    return models.CharField(max_length=8, choices=Choice, default=DEFAULTS[topic])


class NotificationPreferenceQuerySet(models.QuerySet["NotificationPreference"]):
    """Reads of preferences."""

    def of(self, user: Person) -> "NotificationPreference":
        """Return the preferences of `user`; the row is made when it is first asked for."""
        return self.get_or_create(user_id=user.pk)[0]

    def of_many(self, user_ids: Iterable[int]) -> dict[int, "NotificationPreference"]:
        """Return preferences by user id, unsaved defaults for whoever has none. One query."""
        found = {row.user_id: row for row in self.filter(user_id__in=user_ids)}
        return {pk: found.get(pk) or NotificationPreference(user_id=pk) for pk in user_ids}


class NotificationPreference(models.Model):
    """Which mails a person wants, and when: a column for each topic, called like it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preference"
    )
    is_mail_on = models.BooleanField(
        default=True, help_text="Off, nothing is mailed but what is required."
    )
    offers = _choice_about(Topic.OFFERS)
    work = _choice_about(Topic.WORK)
    messages = _choice_about(Topic.MESSAGES)
    campaigns = _choice_about(Topic.CAMPAIGNS)
    money = _choice_about(Topic.MONEY)
    ratings = _choice_about(Topic.RATINGS)
    is_digest_on = models.BooleanField(default=True)
    digest_hour = models.PositiveSmallIntegerField(
        default=DIGEST_HOUR,
        validators=[MaxValueValidator(23)],
        help_text="Hour of the day, 0 to 23, on the person's own clock.",
    )
    is_monthly_on = models.BooleanField(default=True)

    objects = NotificationPreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            # A day has the hours 0 to 23.
            models.CheckConstraint(
                condition=Q(digest_hour__gte=0, digest_hour__lte=23),
                name="notificationpreference_hour_of_day",
            ),
            # Each topic is told at once, daily or never.
            *(
                models.CheckConstraint(
                    condition=Q((f"{topic}__in", Choice.values)),
                    name=f"notificationpreference_{topic}_known",
                )
                for topic in Topic
            ),
        ]

    def __str__(self) -> str:
        return f"Mail preferences of user {self.user_id}"

    @property
    def choices(self) -> dict[Topic, Choice]:
        """When each topic is told by mail, were mail switched on."""
        return {topic: self.choice_of(topic) for topic in Topic}

    def choice_of(self, topic: Topic) -> Choice:
        """Return when `topic` is told by mail, were mail switched on."""
        return Choice(getattr(self, topic.value))

    @property
    def is_digest_mailed(self) -> bool:
        """Whether the daily digest is mailed."""
        return self.is_mail_on and self.is_digest_on

    @property
    def is_report_mailed(self) -> bool:
        """Whether a sponsor's monthly report is mailed."""
        return self.is_mail_on and self.is_monthly_on

    def is_at_once(self, topic: Topic) -> bool:
        """Whether what happens about `topic` is mailed right away."""
        return self.is_mail_on and self.choice_of(topic) is Choice.AT_ONCE
