"""Which digest a user was given, or found to need none, for which day or month; and what the
reports said."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from marketplace.digests.report.monthly import MonthFigures


class DigestRunQuerySet(models.QuerySet["DigestRun"]):
    """Reads of digest runs, and the claim that makes each the work of one sender."""

    def claim(
        self, *, user_ids: list[int], kind: str, period_date: date, token: UUID, now: datetime
    ) -> list[int]:
        """Add a run for each user who has none, and return the users whose run is now ours.

        The unique constraint decides between two senders at once: the second waits for the
        first one's transaction and is left with the rest.
        """
        runs = [
            DigestRun(
                user_id=pk, kind=kind, period_date=period_date, claim_token=token, created_at=now
            )
            for pk in user_ids
        ]
        DigestRun.objects.bulk_create(runs, ignore_conflicts=True)
        ours = self.filter(claim_token=token).order_by("user_id")
        return list(ours.values_list("user_id", flat=True))

    def daily_before(self, now: datetime, *, days: int) -> "DigestRunQuerySet":
        """Return the daily runs older than `days`, which decide nothing any more."""
        return self.filter(kind=DigestRun.Kind.DAILY, created_at__lt=now - timedelta(days=days))


class DigestRun(models.Model):
    """One user's digest for one local day, or report for one month. Exists once it is decided."""

    class Kind(models.TextChoices):
        DAILY = "daily", "Daily digest"
        MONTHLY = "monthly", "Monthly report"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_runs"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    period_date = models.DateField(
        help_text="The user's local day, or the first day of the month reported on."
    )
    is_mailed = models.BooleanField(
        default=False, help_text="No mail is sent when there is nothing to say."
    )
    claim_token = models.UUIDField(editable=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DigestRunQuerySet.as_manager()

    class Meta:
        constraints = [
            # At most one digest per user and day, and one report per user and month.
            models.UniqueConstraint(
                fields=["user", "kind", "period_date"], name="digestrun_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["daily", "monthly"]), name="digestrun_kind_known"
            ),
        ]
        indexes = [
            # The purge of old daily runs.
            models.Index(fields=["kind", "created_at"], name="digestrun_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of user {self.user_id} for {self.period_date}"


class MonthlyReportQuerySet(models.QuerySet["MonthlyReport"]):
    """Reads of reports; whole-set changes are refused as single ones are."""

    def owned_by(self, user: User) -> "MonthlyReportQuerySet":
        """Return the reports made for `user`."""
        return self.filter(user_id=user.pk)

    def update(self, **kwargs: Any) -> int:
        """Refuse: a report never changes."""
        raise TypeError("A report says for ever what it said when it was made.")


class MonthlyReport(models.Model):
    """What a sponsor was told about a month. Mail, page, paper and CSV are made of this row, so
    they can never differ, whatever happens later."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="monthly_reports"
    )
    month = models.DateField(help_text="The first day of the month reported on.")
    figures = models.JSONField(help_text="As `MonthFigures` writes and reads them.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        constraints = [
            # At most one report per user and month; it also serves the list of a user's reports.
            models.UniqueConstraint(fields=["user", "month"], name="monthlyreport_once_per_month"),
        ]

    def __str__(self) -> str:
        return f"Report of {self.month:%B %Y} for user {self.user_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the report; an existing one is refused."""
        if not self._state.adding:
            raise TypeError("A report says for ever what it said when it was made.")
        super().save(*args, **kwargs)

    @cached_property
    def content(self) -> MonthFigures:
        """The figures."""
        return MonthFigures.read(self.figures)
