"""The report of last month to every sponsor whose month has turned."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from accounts.models import User
from marketplace.digests import recipients, report
from marketplace.digests.actions.deciding import Deciding
from marketplace.digests.models import DigestRun, MonthlyReport
from marketplace.kernel.mail import Attachment, Draft
from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.tokens import unsubscribe_url

# Sponsors decided in one transaction. Setting the paper of one takes about a third of a second,
# on a busy machine a whole one, and SQLite lets nobody else write meanwhile.
CHUNK = 5


def send_monthly(*, now: datetime | None = None) -> int:
    """Queue the reports that are due at `now`; return how many mails that made.

    A report goes out on the sponsor's morning of the first, or up to a week late. A month
    without a campaign makes no mail. Safe to run twice and twice at once.
    """
    return sum(monthly_steps(now=now))


def monthly_steps(*, now: datetime | None = None) -> Iterator[int]:
    """Do what `send_monthly` does in steps of some seconds; yield the mails of each. Stopping
    between two is safe. At the end raises `deciding.Undecided` like the daily digest."""
    now = now or timezone.now()
    deciding = Deciding(DigestRun.Kind.MONTHLY, now, size=CHUNK)
    for (day, hour), zones in recipients.zones_by_clock(now).items():
        month = recipients.month_to_report(day)
        if month is None:
            continue
        due = recipients.due_for_monthly(zones, month=month, hour=hour)
        compose = partial(_drafts, month=month, now=now)
        yield from deciding.in_steps(due, period_date=month, compose=compose)
    deciding.close()


def _drafts(users: Sequence[User], *, month: date, now: datetime) -> dict[int, Draft]:
    """Make the reports of these users; return the mails of those who want them mailed."""
    made = _make_reports(users, month, now)
    preferences = NotificationPreference.objects.of_many(made)
    best = [row for row_of in made.values() for row in row_of.content.best]
    people = report.names_of(best)
    return {
        user.pk: _draft(user, report.ShownMonth(made[user.pk], people))
        for user in users
        if user.pk in made and preferences[user.pk].is_report_mailed
    }


def _make_reports(users: Sequence[User], month: date, now: datetime) -> dict[int, MonthlyReport]:
    """Write down the figures of the month; return the reports by user."""
    found = report.collect_months(users, month)
    earlier = MonthlyReport.objects.filter(user_id__in=found, month=report.month_before(month))
    last = {row.user_id: row.content.budgets for row in earlier}
    rows = [
        MonthlyReport(
            user_id=pk,
            month=month,
            figures=replace(figures, last=last.get(pk)).as_json(),
            created_at=now,
        )
        for pk, figures in found.items()
    ]
    MonthlyReport.objects.bulk_create(rows)
    return {row.user_id: row for row in rows}


def _draft(user: User, shown: report.ShownMonth) -> Draft:
    paper = report.month_pdf(shown, holder=user.get_full_name())
    return Draft(
        kind="digest_monthly",
        to=user.email,
        context={"user": user, "report": shown},
        dedup_key=f"digest:monthly:{user.pk}:{shown.month}",
        user=user,
        unsubscribe_url=unsubscribe_url(user=user, topic="monthly"),
        attachments=[Attachment(f"{shown.file_name}.pdf", "application/pdf", paper)],
    )
