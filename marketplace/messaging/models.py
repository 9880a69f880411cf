"""Threads between people, and what is said in them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from marketplace.kernel.people import Person

MAX_BODY_CHARS = 5000


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Reads of threads."""

    def visible_to(self, user: Person) -> "ThreadQuerySet":
        """Return the threads `user` takes part in."""
        return self.filter(participants__user_id=user.pk)


class Thread(models.Model):
    """A conversation. What it is about points to it, never the other way round."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ThreadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Thread {self.pk}"


class ThreadParticipant(models.Model):
    """One person's seat in a thread, with what is still unread."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="thread_seats"
    )
    last_read_message = models.ForeignKey(
        "Message", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unread_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # One seat per person and thread.
            models.UniqueConstraint(fields=["thread", "user"], name="threadparticipant_unique"),
            # Nobody has fewer than no unread messages.
            models.CheckConstraint(
                condition=Q(unread_count__gte=0), name="threadparticipant_unread_not_negative"
            ),
        ]
        indexes = [
            # The unread figure in every page's navigation.
            models.Index(
                fields=["user"],
                name="threadparticipant_unread",
                condition=Q(unread_count__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in thread {self.thread_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def texts(self) -> "MessageQuerySet":
        """Return what people wrote, without system lines."""
        return self.filter(kind=Message.Kind.TEXT)


class Message(models.Model):
    """One entry of a thread: written by a person, or a line by the system. Only ever added."""

    class Kind(models.TextChoices):
        TEXT = "text", "Message"
        SYSTEM = "system", "System line"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages_written",
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TEXT)
    body = models.TextField(max_length=MAX_BODY_CHARS)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            # People write messages, the system writes lines; never the other way round.
            models.CheckConstraint(
                condition=Q(kind="text", author__isnull=False) | Q(kind="system", author=None),
                name="message_author_fits_kind",
            ),
            # Nothing empty is said.
            models.CheckConstraint(condition=~Q(body=""), name="message_body_not_empty"),
        ]
        indexes = [
            # A thread's timeline. Ids rise in the order of a thread, see actions.post_message.
            models.Index(fields=["thread", "-id"], name="message_timeline"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk} in thread {self.thread_id}"


def unread_count(user: Person) -> int:
    """Return how many messages in all threads `user` has not read yet."""
    unread = ThreadParticipant.objects.filter(user_id=user.pk, unread_count__gt=0)
    total: dict[str, Any] = unread.aggregate(total=Sum("unread_count"))
    return total["total"] or 0
