"""Exports: what somebody asked to have as a file, how far it is, and where the file lies."""

from datetime import datetime

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User

# Being made, or waiting for it.
OPEN = ("waiting", "running")
# A claim outlives the worker's limit for a job (60 s) and is renewed with each note of progress.
CLAIMED = Q(claim_token__isnull=False, claimed_until__isnull=False)


def private_storage() -> Storage:
    """Return where no address leads."""
    return storages["private"]


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    """Reads of exports."""

    def visible_to(self, user: User) -> "ExportJobQuerySet":
        """Return those the user asked for. They are nobody else's."""
        return self.filter(user_id=user.pk)

    def open(self) -> "ExportJobQuerySet":
        """Return those that are not made yet."""
        return self.filter(state__in=OPEN)

    def claimed(self, now: datetime) -> "ExportJobQuerySet":
        """Return those that a worker has in hand at `now`."""
        return self.open().filter(claimed_until__gt=now)

    def due(self, now: datetime) -> "ExportJobQuerySet":
        """Return those that a worker may claim at `now`."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.open().filter(free, due_at__lte=now)

    def oldest_due_at(self, now: datetime) -> datetime | None:
        """Return since when the one that has waited longest could have been worked on."""
        return self.due(now).order_by("due_at").values_list("due_at", flat=True).first()

    def over(self, now: datetime) -> "ExportJobQuerySet":
        """Return those whose file is to be deleted at `now`."""
        return self.filter(state=ExportJob.State.READY, expires_at__lte=now)


class ExportJob(models.Model):
    """One file that was asked for. Its row comes first; the worker makes it in slices."""

    class Kind(models.TextChoices):
        CAMPAIGNS = "campaigns", "Campaigns"
        ADS = "ads", "Ads"
        STATEMENT = "statement", "Statement"
        PERSONAL_DATA = "personal_data", "Everything about you"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        EXPIRED = "expired", "Expired"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    kind = models.CharField(max_length=13, choices=Kind.choices)
    # The days asked for, both included, on the clock of `time_zone`; none for all there is.
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    # The asker's zone at that moment: all slices tell times alike.
    time_zone = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # Counted once, when the work begins: the highest pk and the number of rows of each table.
    plan = models.JSONField(null=True, editable=False)
    rows_total = models.PositiveBigIntegerField(null=True, editable=False)
    # Written together: up to which row, and so up to which byte, the work file is good.
    cursor = models.JSONField(default=dict, editable=False)
    bytes_done = models.PositiveBigIntegerField(default=0, editable=False)
    rows_done = models.PositiveBigIntegerField(default=0, editable=False)

    due_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Claims since the work last got on."
    )
    claim_token = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    # Named before it is written, so that a half-written one is found and removed.
    file = models.FileField(storage=private_storage, max_length=120, blank=True, editable=False)
    size_bytes = models.PositiveBigIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False, help_text="Made, or given up.")
    expires_at = models.DateTimeField(null=True, editable=False)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "export"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["campaigns", "ads", "statement", "personal_data"]),
                name="exportjob_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "ready", "failed", "expired"]),
                name="exportjob_state_known",
            ),
            # Asking again while it is being made gives the one that is being made.
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(state__in=OPEN),
                name="exportjob_one_open_per_kind",
            ),
            # Nothing ends before it starts.
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="exportjob_ends_after_start",
            ),
            # A claim is a token and a lease, or neither; what is over is claimed by nobody.
            models.CheckConstraint(
                condition=Q(claim_token=None, claimed_until=None) | (CLAIMED & Q(state="running")),
                name="exportjob_claim_whole",
            ),
            # A made export has a file and an end of its time; an expired one has no file.
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(expires_at__isnull=False) & ~Q(file="")),
                name="exportjob_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "expired"]) | Q(file=""),
                name="exportjob_over_has_no_file",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at=None)
                | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="exportjob_end_has_moment",
            ),
            # Moderators learn why.
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(last_error=""), name="exportjob_failed_says_why"
            ),
        ]
        indexes = [
            # The workers' question: what is due next.
            models.Index(
                fields=["due_at", "id"], name="exportjob_due", condition=Q(state__in=OPEN)
            ),
            # The purge of files.
            models.Index(fields=["expires_at"], name="exportjob_over", condition=Q(state="ready")),
            # A person's own, newest first; also how many of today.
            models.Index(fields=["user", "-created_at", "-id"], name="exportjob_mine"),
            # The console's list, newest first.
            models.Index(fields=["-created_at", "-id"], name="exportjob_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.user}"

    def get_absolute_url(self) -> str:
        """Return its place in the list of its owner."""
        return f"{reverse('exports:list')}#export-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN

    @property
    def extension(self) -> str:
        """What the file's name ends in: tables are CSV, everything about a person is a ZIP."""
        return "zip" if self.kind == self.Kind.PERSONAL_DATA else "csv"

    @property
    def rows_left(self) -> int:
        """How many rows are still to be written; 0 before they were counted."""
        return max((self.rows_total or 0) - self.rows_done, 0)

    @property
    def progress(self) -> list[tuple[str, int, str]]:
        """The parts of the progress bar, in rows."""
        return [
            ("Rows written", self.rows_done, "pine"),
            ("Still to write", self.rows_left, "free"),
        ]

    def state_at(self, now: datetime) -> str:
        """Return the state as its owner sees it: what is over has expired before it is deleted."""
        if self.state == self.State.READY and self.expires_at and self.expires_at <= now:
            return self.State.EXPIRED
        return self.state
