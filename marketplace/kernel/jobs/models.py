"""What jobs leave behind: that workers live, which jobs there are, and what each run did."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

# A run whose lease is over has lost its worker. Longer than django-q lets a job work (60 s).
LEASE = timedelta(minutes=2)
# How long after a failure a period is tried again; then it is given up.
RETRY_PAUSES = (timedelta(minutes=5), timedelta(minutes=30))
MAX_ATTEMPTS = 1 + len(RETRY_PAUSES)
# What began this much later than now was written by a clock that was wrong, and decides nothing.
# Clocks of two machines may differ by less.
WRONG_CLOCK = timedelta(hours=1)


class JobHeartbeat(models.Model):
    """The last moment at which a job came out of the queue and was carried out."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%Y-%m-%d %H:%M:%S}"


class ScheduledJob(models.Model):
    """One schedule of the table in code, kept by `sync_schedules`. Its row is the lock under
    which a worker decides whether it is its turn."""

    name = models.CharField(max_length=100, unique=True)
    # Periods before this moment are nobody's: a new nightly job waits for its night.
    since = models.DateTimeField(default=timezone.now)
    # When a moderator last asked for a run; counts as a period of its own.
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "kernel"
        ordering = ["name"]
        verbose_name = "job"

    def __str__(self) -> str:
        return self.name


class JobRunQuerySet(QuerySet["JobRun"]):
    """Reads of runs."""

    def abandoned(self, now: datetime) -> "JobRunQuerySet":
        """Return open runs whose worker is gone: their lease is over."""
        is_over = Q(lease_until__lte=now) | Q(started_at__gt=now + WRONG_CLOCK)
        return self.filter(is_over, ended_at=None)

    def last_of_each(self) -> "JobRunQuerySet":
        """Return the last run of each job there is."""
        return self.filter(pk__in=_last_of_each(JobRun.objects.all()))

    def in_trouble(self) -> "JobRunQuerySet":
        """Return, for each job whose last finished run went wrong, that run."""
        ended = _last_of_each(JobRun.objects.exclude(ended_at=None))
        wrong = [JobRun.Outcome.FAILED, JobRun.Outcome.LOST]
        return self.filter(pk__in=ended, outcome__in=wrong)


class JobRun(models.Model):
    """One attempt at one period of a schedule. Open while somebody works on it."""

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        PARTIAL = "partial", "More is due"
        FAILED = "failed", "Failed"
        LOST = "lost", "Worker lost"

    schedule = models.CharField("job", max_length=100)
    period_at = models.DateTimeField("due")
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Counted from the last slice of the same period that went well."
    )
    started_at = models.DateTimeField("started")
    lease_until = models.DateTimeField()
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        app_label = "kernel"
        ordering = ["-pk"]
        verbose_name = "job run"
        constraints = [
            # Runs of one schedule do not overlap.
            models.UniqueConstraint(
                fields=["schedule"], name="jobrun_one_open", condition=Q(ended_at=None)
            ),
            # A period is done once.
            models.UniqueConstraint(
                fields=["schedule", "period_at"],
                name="jobrun_period_done_once",
                condition=Q(outcome="done"),
            ),
            # A run has ended exactly if it has an outcome.
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__isnull=False, outcome__in=["done", "partial", "failed", "lost"]),
                name="jobrun_ended_with_outcome",
            ),
            # Attempts count from one; a lease begins with its run.
            models.CheckConstraint(
                condition=Q(attempt__gte=1, lease_until__gt=F("started_at")),
                name="jobrun_attempt_and_lease",
            ),
        ]
        indexes = [
            # The last run of a schedule, asked for before every run and by the clock.
            models.Index(fields=["schedule", "-id"], name="jobrun_last"),
            # The purge, and the admin's list of all runs.
            models.Index(fields=["started_at"], name="jobrun_started"),
        ]

    def __str__(self) -> str:
        return f"{self.schedule}, due {self.period_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        """Whether nobody has written down its end."""
        return self.ended_at is None

    @property
    def is_given_up(self) -> bool:
        """Whether it went wrong for the last time: its period is not tried again."""
        wrong = (self.Outcome.FAILED, self.Outcome.LOST)
        return self.outcome in wrong and self.attempt >= MAX_ATTEMPTS

    @property
    def took(self) -> timedelta | None:
        """How long it worked, None while it does. A lost one worked for an unknown time."""
        if self.ended_at is None or self.outcome == self.Outcome.LOST:
            return None
        return self.ended_at - self.started_at


def _last_of_each(runs: QuerySet[JobRun]) -> QuerySet[ScheduledJob, int]:
    """Return the ids of the last of `runs` of each job. One look into the index for each."""
    own = runs.filter(schedule=OuterRef("name")).order_by("-pk").values("pk")[:1]
    last = ScheduledJob.objects.order_by().annotate(last=Subquery(own))
    return last.filter(last__isnull=False).values_list("last", flat=True)
