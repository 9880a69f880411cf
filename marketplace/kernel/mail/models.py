"""The outbox: a mail is a row first, then it is sent."""

from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# How `last_error` begins where a server refused that mail and takes others.
ABOUT_THE_MAIL = (SMTPRecipientsRefused, SMTPDataError)


class Priority(models.IntegerChoices):
    """Who goes first. Each sees to it that nothing below it is begun while it waits."""

    CODE = 1, "Somebody waits for it at the screen"
    AT_ONCE = 2, "Tells what has just happened"
    BULK = 3, "One of very many"


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    """Reads of the outbox."""

    def waiting(self) -> "OutboxMailQuerySet":
        """Return mails that are neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now: datetime) -> "OutboxMailQuerySet":
        """Return mails that a sender may claim at `now`."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now)

    def before(self, priority: int) -> "OutboxMailQuerySet":
        """Return mails that go before those of `priority`."""
        return self.filter(priority__lt=priority)

    def failed(self) -> "OutboxMailQuerySet":
        """Return mails that were given up and wait for a moderator."""
        return self.filter(failed_at__isnull=False)

    def oldest_due_at(self, now: datetime) -> datetime | None:
        """Return since when the longest-waiting mail has been due; None when nothing waits."""
        due = self.waiting().filter(due_at__lte=now)
        return due.order_by("due_at").values_list("due_at", flat=True).first()

    def oldest_unsent_at(self, now: datetime) -> datetime | None:
        """Return when the oldest mail was written that cannot be sent for no fault of its own.

        It is due again later after each try, and so never for long.
        """
        refused = Q()
        for error in ABOUT_THE_MAIL:
            refused |= Q(last_error__startswith=f"{error.__name__}:")
        unsent = self.waiting().filter(attempts__gt=0, created_at__lte=now).exclude(refused)
        return unsent.order_by("created_at").values_list("created_at", flat=True).first()


class OutboxMail(models.Model):
    """One mail to one address. Written in the transaction of its cause."""

    kind = models.CharField(max_length=80)
    to = models.EmailField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="outbox_mails",
    )
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    is_secret = models.BooleanField(
        default=False, help_text="Carries a code or a link that signs in; emptied soon after."
    )
    dedup_key = models.CharField(max_length=200, unique=True)
    # Fixed at creation, so that a mail sent twice after a crash is recognised as one.
    message_id = models.CharField(max_length=255, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.AT_ONCE)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Failed tries so far, those counted whose sender died."
    )
    claim_token = models.UUIDField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        app_label = "kernel"
        ordering = ["-created_at", "-pk"]
        verbose_name = "mail"
        constraints = [
            # A mail has one end at most.
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="outboxmail_one_end"
            ),
            # A claim is a token and a lease, or neither.
            models.CheckConstraint(
                condition=Q(claim_token=None, claimed_until=None)
                | Q(claim_token__isnull=False, claimed_until__isnull=False),
                name="outboxmail_claim_whole",
            ),
            # The sender knows what goes first.
            models.CheckConstraint(
                condition=Q(priority__in=[1, 2, 3]), name="outboxmail_priority_known"
            ),
        ]
        indexes = [
            # The sender's query: what is due next.
            models.Index(
                fields=["priority", "due_at", "id"],
                name="outboxmail_next",
                condition=Q(sent_at=None, failed_at=None),
            ),
            # The rows of one sender's claim.
            models.Index(
                fields=["claim_token"],
                name="outboxmail_claim",
                condition=Q(claim_token__isnull=False),
            ),
            # The mailbox and the admin's list: newest first.
            models.Index(fields=["-created_at", "-id"], name="outboxmail_newest"),
            # The purge: what can still be read.
            models.Index(
                fields=["created_at"], name="outboxmail_readable", condition=Q(emptied_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def state(self) -> str:
        """One of sent, failed, sending, queued."""
        if self.sent_at:
            return "sent"
        if self.failed_at:
            return "failed"
        if self.claimed_until and self.claimed_until > timezone.now():
            return "sending"
        return "queued"


class OutboxAttachment(models.Model):
    """A file that goes out with a mail, written in its transaction; gone a while after sending."""

    mail = models.ForeignKey(OutboxMail, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    mime_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        app_label = "kernel"
        ordering = ["pk"]
        verbose_name = "attachment"
        constraints = [
            # A file with nothing in it was not made.
            models.CheckConstraint(condition=~Q(content=b""), name="outboxattachment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
